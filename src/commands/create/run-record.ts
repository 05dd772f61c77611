import { relative, resolve } from 'node:path';
import type { Described } from '../../ask/described.ts';
import { type Answers, type QuestionKey, question, withDefaults } from '../../ask/questions.ts';
import { type CommandLine, workloadWords } from '../../ask/replay.ts';
import { NEW } from '../../ask/values.ts';
import type { Network } from '../../core/network/network.ts';
import { canonical } from '../../core/plan/canonical.ts';
import { type Ours, shown, withoutOurs } from '../../core/plan/ours.ts';
import { partsOf } from '../../core/plan/parts.ts';
import type { Kept, Plan } from '../../core/plan/planned.ts';
import type { Situation } from '../../core/workload/situation.ts';
import type { Format, GeneratedFile } from '../../formats/format.ts';
import { FORMATS } from '../../formats/formats.ts';
import {
  RECORD_FILE,
  RECORD_SCHEMA_VERSION,
  type RunRecord,
  recordText,
} from '../../sources/record/record.ts';
import { withPaths } from '../recorded-paths.ts';
import { unreadBy } from './newly-unread.ts';

/** What it takes to read and write records. */
export interface RecordIo extends Pick<CommandLine, 'shell'> {
  readonly cwd: string;
  /** Undefined where nobody can be asked. */
  readonly dialogue: unknown;
  /** @throws Problem when there is one that can't be used */
  readonly readRecord: (directory: string) => RunRecord | undefined;
  /** The files of a record that somebody changed since. */
  readonly editedFiles: (directory: string, record: RunRecord) => string[];
  readonly hashesOf: (files: readonly GeneratedFile[]) => Record<string, string>;
  /** The version of this program. */
  readonly version: string;
}

/** What the run before wrote down, where the directory is its. */
export function recordOf({ directory }: Answers, io: RecordIo): RunRecord | undefined {
  return directory === undefined && io.dialogue
    ? undefined
    : io.readRecord(directory ?? withDefaults({}).directory);
}

/**
 * The network that the code of the run before was planned for. A snapshot holds no tags, so what the code created stays in it: then
 * the plan leaves it out, which is a removal that nobody asked for, and is refused as one.
 */
export const before = (record: RunRecord, found: Network): Network => withoutOurs(found, oursOf(record));

/** What the code of a record may have done to its network. */
export function oursOf(record: RunRecord): Ours {
  const { name, changes, byHand, former } = record;
  return { name, changes: [...changes, ...byHand, ...former], stack: stackOf(record) };
}

/** The stack that deploys the code of a record, where one does. */
export function stackOf({ format, name, stackName, vpc }: RunRecord): string | undefined {
  const known: Format | undefined = Object.values(FORMATS).find((each) => each.name === format);
  return known?.stack?.({ name, stackName, newVpc: vpc === NEW, vpcId: vpc });
}

/** What a run keeps of the code that the run before wrote. */
export const keptOf = (record: RunRecord): Kept => ({
  stackName: stackOf(record),
  aclEntries: [...record.changes, ...record.byHand, ...record.former].filter(
    (change) => change.kind === 'add-network-acl-entry',
  ),
});

/** What there is to write down about a run. */
export interface Recorded {
  readonly record: RunRecord | undefined;
  readonly described: Described;
  readonly answers: Answers;
  readonly format: Format;
  readonly decided: Plan;
  readonly blocks: readonly string[];
  readonly found: Network;
  readonly rendered: readonly GeneratedFile[];
  readonly io: Pick<RecordIo, 'cwd' | 'hashesOf' | 'version'>;
}

/** The record of this run, as a file. */
export const recordFile = (recorded: Recorded): GeneratedFile => ({
  path: RECORD_FILE,
  contents: recordText(runRecordOf(recorded)),
});

/** What this run writes down. */
export function runRecordOf({
  record,
  described,
  answers,
  format,
  decided,
  blocks,
  found,
  rendered,
  io,
}: Recorded): RunRecord {
  const { changes, byHand } = decided;
  const now = new Set([...changes, ...byHand].map((change) => canonical(change)));
  const earlier = record ? [...record.changes, ...record.byHand, ...record.former] : [];
  const { directory, ...rest } = answers;
  const kept = Object.entries(rest).filter(
    ([key]) => !question(key as QuestionKey).mode && !PRIVATE.has(key),
  );
  const past = earlier.filter((change) => !now.has(canonical(change)));
  const files = io.hashesOf(rendered);
  const isSame = canonical(files) === (record && canonical(record.files));
  const told = described.taken.flatMap((key) =>
    key in described.answers ? [[key, described.answers[key]]] : [],
  );
  return {
    schemaVersion: RECORD_SCHEMA_VERSION,
    writtenBy: io.version,
    format: decided.format.name,
    region: decided.region,
    vpc: decided.newVpc ? NEW : decided.vpcId,
    name: decided.name,
    ...(format.stack && { stackName: format.stack(decided) }),
    answers: withPaths(Object.fromEntries(kept), fromDirectory(answers, io)),
    fromWorkload: Object.fromEntries(told),
    changes,
    byHand,
    // What can't be read may still be there.
    former: found.unreadable.length > 0 ? past : shown(found, decided.name, past),
    unread: unreadBy(record, found, described.workload, isSame),
    parts: partsOf(decided),
    blocks,
    files,
  };
}

/** Answers that are a machine's own. */
const PRIVATE: ReadonlySet<string> = new Set(['profile']);

/** A situation whose workload is named as from the directory of the files, which does not depend on where this runs. */
export function withWordsFor(answers: Answers, situation: Situation, io: RecordIo): Situation {
  const { workload } = situation;
  const named = withPaths(answers, fromDirectory(answers, io)) as Answers;
  return { ...situation, workload: workload && { ...workload, words: workloadWords(named, io.shell) } };
}

/** Makes paths that are relative to the working directory relative to the directory of the files. */
const fromDirectory =
  (answers: Answers, { cwd }: Pick<RecordIo, 'cwd'>) =>
  (path: string): string =>
    relative(resolve(cwd, withDefaults(answers).directory), resolve(cwd, path)).replaceAll('\\', '/');
