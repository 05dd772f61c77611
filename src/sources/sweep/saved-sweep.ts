import * as v from 'valibot';
import type { Network } from '../../core/network/network.ts';
import { partitionOf } from '../../core/network/regions.ts';
import { Problem } from '../../core/problem.ts';
import { escapeUnseen, reasonOf, shortened } from '../../core/text/visible.ts';
import { loadSnapshot, snapshotText } from '../snapshot/snapshot.ts';
import { ASKED_IN_VPC, type AskedInVpc } from './saved-tasks.ts';

/** The only version there is. A change that an older reader would misread takes the next number. */
const SCHEMA_VERSION = 1;

/** The file that makes a directory a saved sweep. */
export const INDEX_FILE = 'sweep.json';

/** Which VPC. */
export interface VpcPlace {
  readonly accountId: string;
  readonly region: string;
  readonly vpcId: string;
}

/** What a sweep read, beside the VPCs, each of which has files of its own. */
export interface SavedIndex {
  /** False where the sweep was stopped before its end. */
  readonly complete: boolean;
  /** How many accounts were read, or tried. */
  readonly accounts: number;
  readonly skipped: readonly string[];
  readonly vpcs: readonly VpcPlace[];
  readonly unread: readonly {
    readonly accountId: string | null;
    readonly region: string | null;
    readonly vpcId?: string;
    readonly error: string;
  }[];
}

const text = v.string();
const account = v.pipe(text, v.regex(/^\d{12}$/, 'the ID of an account'));
const region = v.pipe(
  text,
  v.check((name) => partitionOf(name) !== undefined, 'an AWS Region'),
);
const vpcId = v.pipe(text, v.regex(/^vpc-[0-9a-f]+$/, 'the ID of a VPC'));

const INDEX: v.GenericSchema<unknown, SavedIndex> = v.object({
  schemaVersion: v.literal(SCHEMA_VERSION),
  complete: v.boolean(),
  accounts: v.number(),
  skipped: v.array(text),
  vpcs: v.array(v.strictObject({ accountId: account, region, vpcId })),
  unread: v.array(
    v.strictObject({
      accountId: v.nullable(account),
      region: v.nullable(region),
      vpcId: v.exactOptional(vpcId),
      error: text,
    }),
  ),
});

/** The text of the index file. */
export const indexText = (index: SavedIndex): string => toJson({ schemaVersion: SCHEMA_VERSION, ...index });

/** @throws Problem naming what is wrong in the file */
export const loadIndex = (file: string, path: string): SavedIndex => valid(INDEX, file, path);

/** The files of a VPC, relative to the directory: its network, as doctor's --snapshot takes it, and what was asked about it. */
export function filesOf({ accountId, region, vpcId }: VpcPlace): {
  readonly network: string;
  readonly tasks: string;
} {
  const base = `${accountId}/${region}/${vpcId}`;
  return { network: `${base}.json`, tasks: `${base}.tasks.json` };
}

export const networkText = (network: Network): string => snapshotText(network);

/** The text of the file of what was asked about a VPC. */
export const tasksText = (asked: AskedInVpc): string => toJson(asked);

/** @throws Problem naming what is wrong in the file */
export const loadTasks = (file: string, path: string): AskedInVpc => valid(ASKED_IN_VPC, file, path);

/** @throws Problem naming what is wrong in the file, or where it is the network of another VPC */
export function loadNetwork(file: string, path: string, place: VpcPlace): Network {
  const network = loadSnapshot(file, path);
  if (network.vpc.id === place.vpcId && network.region === place.region) return network;
  throw new Problem(
    `${path} is a snapshot of ${network.vpc.id} in ${network.region}, not of ${place.vpcId} in ${place.region}.`,
  );
}

const toJson = (value: unknown): string => `${escapeUnseen(JSON.stringify(value, null, 2))}\n`;

function valid<T>(schema: v.GenericSchema<unknown, T>, file: string, path: string): T {
  let document: unknown;
  try {
    document = JSON.parse(file.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Problem(`${path} is not JSON (${reasonOf(error)}).`);
  }
  const result = v.safeParse(schema, document, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Problem(
    `${path}: ${shortened(v.getDotPath(issue) ?? 'the file')}: expected ${shortened(issue.type === 'regex' ? issue.message : (issue.expected ?? issue.message), 60)}, found ${shortened(issue.received, 60)}. "sweep --save" writes it.`,
  );
}
