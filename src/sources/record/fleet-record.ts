import * as v from 'valibot';
import { record as anyRecord } from '../../core/record.ts';
import { jsonText } from '../../core/text/json-text.ts';
import { hashes, loadAs, RECORD_SCHEMA_VERSION, type RunRecord, runRecord } from './record.ts';

/** The file beside the code of a fleet that says how it came to be. It is committed with the code. */
export const FLEET_RECORD_FILE = 'private-ecs-fleet.json';

/** What a run of `sweep --create` wrote down, so that the next one changes exactly what was asked. Its page is docs/sweep.md. */
export interface FleetRecord {
  readonly schemaVersion: typeof RECORD_SCHEMA_VERSION;
  /** The version of this tool that wrote the files. */
  readonly writtenBy: string;
  readonly format: string;
  /** The name prefix. */
  readonly name: string;
  /** The answers that say what is created, by the names that an answers file has. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** VPCs that share code, in the order in which they joined: the instances of a stack set, the calls of a module. */
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  /** The groups that VPCs were in before, where moving them takes no more than saying so. Left out for none. */
  readonly former?: Readonly<Record<string, readonly string[]>>;
  /** What each VPC's part does, by `ACCOUNT/REGION/VPC`, as a record of the VPC alone would say it. Its `files` have one hash, of its part. */
  readonly vpcs: Readonly<Record<string, RunRecord>>;
  /** The SHA-256 of each file, in hexadecimal digits, by its path. */
  readonly files: Readonly<Record<string, string>>;
}

const key = v.pipe(v.string(), v.regex(/^\d{12}\/[a-z0-9-]+\/vpc-[0-9a-f]+$/, 'is no ACCOUNT/REGION/VPC'));
/** It becomes a part of paths and of commands. */
const name = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,127}$/, 'is no name'));

const byVpc = <T>(item: v.GenericSchema<unknown, T>) =>
  v.pipe(
    anyRecord(item),
    v.check((all) => Object.keys(all).every((one) => v.is(key, one)), 'names something that is no VPC'),
  );

const schema: v.GenericSchema<unknown, FleetRecord> = v.strictObject({
  schemaVersion: v.literal(RECORD_SCHEMA_VERSION),
  writtenBy: v.string(),
  format: v.string(),
  name,
  answers: anyRecord(v.unknown()),
  groups: v.array(v.strictObject({ name, members: v.array(key) })),
  former: v.exactOptional(byVpc(v.array(name))),
  vpcs: byVpc(runRecord),
  files: hashes,
});

/**
 * The record of a fleet in a text.
 *
 * @param path how the file is called in messages
 * @throws Problem saying what is wrong and what to do
 */
export const loadFleetRecord = (text: string, path: string): FleetRecord => loadAs(schema, text, path);

/** A record as its file holds it. */
export const fleetRecordText = (record: FleetRecord): string => `${jsonText(record, 2)}\n`;
