import { join, resolve } from 'node:path';
import { choicesOf, formatOf, situationOf, workloadOf } from '../../ask/choices.ts';
import { type Described, given } from '../../ask/described.ts';
import { type Answers, makesNoAwsCall, withDefaults } from '../../ask/questions.ts';
import { NEW } from '../../ask/values.ts';
import { decide } from '../../core/findings/decide.ts';
import { NEW_VPC, type Network } from '../../core/network/network.ts';
import { freeName } from '../../core/plan/free-name.ts';
import { isOfStack } from '../../core/plan/ours.ts';
import type { Plan, Spoke } from '../../core/plan/planned.ts';
import { withStepsDone } from '../../core/plan/prerequisite.ts';
import { Problem } from '../../core/problem.ts';
import { needs } from '../../core/workload/needs.ts';
import type { Situation } from '../../core/workload/situation.ts';
import type { GeneratedFile } from '../../formats/format.ts';
import { GITIGNORE, type RunRecord } from '../../sources/record/record.ts';
import type { PricesIo } from '../prices-for.ts';
import type { NetworkIo } from '../read-network.ts';
import { assertRead } from './assert-read.ts';
import { type CheckIo, checkFiles } from './check-files.ts';
import { newlyUnread, refuseNewlyUnread, withoutNewNotes } from './newly-unread.ts';
import { refuseTarget, type TargetIo } from './refuse-target.ts';
import { refuseDeployed, refuseUpdate, type UpdateIo } from './refuse-update.ts';
import { before, keptOf, type RecordIo, recordFile, recordOf, stackOf, withWordsFor } from './run-record.ts';
import { type Result, type TellingIo, tellDryRun, tellingOf } from './telling.ts';
import { isNothing, sameFiles, updateOf } from './update.ts';
import { type Yielded, yielded } from './yielded.ts';

/** All that `create` needs of the world. */
export interface CreateIo extends NetworkIo, PricesIo, TargetIo, TellingIo, RecordIo, UpdateIo, CheckIo {
  readonly dialogue: TellingIo['dialogue'];
  /** Clears up after a run that was killed while it wrote there, and says what it did. */
  readonly settleInterrupted: (directory: string) => string[];
  readonly filesReplaced: (directory: string, files: readonly GeneratedFile[]) => string[];
  readonly writeFiles: (
    directory: string,
    files: readonly GeneratedFile[],
    options: {
      readonly force: boolean;
      readonly removed: readonly string[];
      readonly signal: AbortSignal;
    },
  ) => Promise<void>;
  /** The names that generated code in the Region has, as far as that can be found out. */
  readonly namesInUse: (answers: Answers) => Promise<readonly string[]>;
}

/**
 * From answers to files: needs → network → plan → render → write. Everything that must be answered before the network is
 * read was; what it offers for choice is asked here.
 *
 * @throws Problem for what the user can fix, and where the plan turns on what could not be read; Cancelled when they stopped
 * it.
 */
export async function create(described: Described, io: CreateIo): Promise<void> {
  const wanted = needs(workloadOf(described.answers, described.workload));
  const record = recordOf(described.answers, io);
  const found = await io.readNetwork(described.answers, wanted, record);
  refuseShared(found);
  if (record) refuseOtherVpc(record, found);
  const network = record ? before(record, found) : found;
  if (record) refuseOtherDns(record, described.answers);
  const spokes = described.answers.central
    ? await (await import('./read-spokes.ts')).readSpokes(described.answers, {
        ...{ needs: wanted, hub: found, record, io },
      })
    : undefined;
  const settled: string[] = [];
  const asked = io.dialogue
    ? await io.dialogue.askSubnetsAndOutput(
        described.answers,
        network,
        (directory) => {
          const target = resolve(io.cwd, directory);
          settled.push(...io.settleInterrupted(target));
          return (
            earlierFault(directory, io) ??
            io.targetFault(target, described.answers.force === true || record !== undefined)
          );
        },
        subnetsOf(record),
      )
    : described.answers;
  for (const sentence of settled) io.say(sentence);
  if (!record && io.dialogue) refuseEarlier(withDefaults(asked).directory, io);
  const named = record ? { ...asked, name: record.name } : await withFreeName(asked, network, io);
  const decideOn = (answers: Answers) => {
    const input = {
      ...withSpokes(withWordsFor(answers, situationOf({ ...described, answers }, network, io), io), spokes),
      ...choicesOf(answers, network),
      kept: record && keptOf(record),
    };
    return { answers, input, decided: decide(input) };
  };
  const narrow = decideOn(named);
  const allowed = await allowWideRules(narrow, io);
  const { answers, input, ...made } =
    allowed === undefined ? narrow : decideOn({ ...named, allowWideRules: allowed });
  const planned = spokes
    ? (await import('../../core/findings/central.ts')).withCentral(input, made.decided)
    : made.decided;
  const decided = record ? withStepsDone(planned, found) : planned;
  refuseObstacles(decided);
  const format = formatOf(answers);
  const { render, nextSteps } = await (decided.central && format.loadCentral
    ? format.loadCentral()
    : format.load());
  const unread = newlyUnread(record, found, described.workload);
  const rendered = hasChanges(decided) ? render(withoutNewNotes(decided, unread)) : [];
  assertRead(network, decided.after, rendered.length > 0);
  const { directory } = withDefaults(answers);
  const next = nextSteps(decided, rendered, isImported(decided, record, found));
  const blocks = decided.newVpc ? network.subnets.flatMap(({ cidr }) => cidr ?? []) : [];
  // A name that a run found free is the record's own, not an answer that somebody gave.
  const written = givenWithoutName({ ...described, answers }, asked.name);
  const target = resolve(io.cwd, directory);
  const textOf = (path: string) => io.textIn(target, path);
  const differing = record ? io.editedFiles(target, record) : [];
  const theirs = yielded(rendered, record, differing, textOf);
  if (record) refuseNewlyUnread(record, unread, io.hashesOf(theirs.recorded));
  const files =
    rendered.length > 0
      ? [
          ...theirs.written,
          recordFile({
            ...{ record, described, answers: written, format, decided, blocks, found, io },
            rendered: theirs.recorded,
          }),
        ]
      : [];
  const same = sameFiles(files, textOf);
  const edited = differing.filter((path) => !same.includes(path));
  const update = record && updateOf(record, decided, found, files, edited, textOf);
  if (!record) refuseDeployed(found, files, target, io);
  if (record && update) {
    const replaced = edited.filter((path) => path !== GITIGNORE);
    refuseUpdate(record, update, found, replaced, files, answers, target, directory, io);
  }
  if (!update || !isNothing(update)) for (const sentence of lackText(theirs, directory)) io.say(sentence);
  const { costOfPlan } = await import('./cost-of-plan.ts');
  const cost = await costOfPlan(decided, network, answers, io);
  await deliver(
    { answers, given: written, directory, format, decided, files, next, cost, update, textOf },
    io,
  );
}

/** A situation whose new endpoints let in what other VPCs send. */
const withSpokes = (situation: Situation, spokes: readonly Spoke[] | undefined) =>
  spokes
    ? {
        ...situation,
        spokes,
        tasks: { ...situation.tasks, spokeCidrs: spokes.flatMap(({ network }) => network.vpc.cidrs) },
      }
    : situation;

/** @throws Problem where a plan of central endpoints would leave a VPC without them */
function refuseObstacles({ central }: Plan): void {
  if (!central || central.obstacles.length === 0) return;
  throw new Problem(
    [
      'With this plan, not every VPC would reach the central endpoints, so nothing was written.',
      ...central.obstacles.map((obstacle) => `- ${obstacle}`),
    ].join('\n'),
  );
}

/** Whether the stack of an earlier run has imported all that the code adopts. */
function isImported({ adopted }: Plan, record: RunRecord | undefined, { endpoints }: Network): boolean {
  const stack = record && stackOf(record);
  const of = new Set(endpoints?.flatMap((each) => (stack && isOfStack(each, stack) ? [each.id] : [])));
  return adopted.every(({ id }) => of.has(id));
}

/** What somebody's own files lack. */
const lackText = ({ lacking }: Yielded, directory: string): string[] =>
  Object.entries(lacking).map(
    ([path, lines]) => `${join(directory, path)} is yours and stays as it is. Add to it: ${lines.join(', ')}`,
  );

/** Why a directory that is named in the course of the questions can't be one that an earlier run wrote: they were asked without its record. */
const earlierFault = (directory: string, { readRecord }: CreateIo): string | undefined =>
  readRecord(directory)
    ? `${directory} has the code of an earlier run. To change that, run this with its name: create-private-ecs-network ${directory}. Or choose another directory.`
    : undefined;

/** @throws Problem where the directory turns out to be one that an earlier run wrote */
function refuseEarlier(directory: string, io: CreateIo): void {
  const fault = earlierFault(directory, io);
  if (fault !== undefined) throw new Problem(fault);
}

/** The subnets that a run before was told. */
const subnetsOf = (record: RunRecord | undefined): string[] | undefined =>
  Array.isArray(record?.answers.subnets) ? record.answers.subnets.map(String) : undefined;

function givenWithoutName(described: Described, name: string | undefined): Answers {
  const { name: _, ...rest } = given(described);
  return { ...rest, ...(name !== undefined && { name }) };
}

/**
 * Answers with a name that no earlier run in this VPC gave its security group: two groups of one name can't be in one VPC, and
 * stacks of one name would be one stack.
 *
 * @throws Problem where somebody chose one that is taken
 */
async function withFreeName(answers: Answers, network: Network, io: CreateIo): Promise<Answers> {
  const { name } = withDefaults(answers);
  const newVpc = network.vpc.id === NEW_VPC;
  // Code of a new VPC without a stack has a state of its own, so its name is nobody else's business.
  const taken = newVpc && io.dialogue && formatOf(answers).stack ? await io.namesInUse(answers) : [];
  const free = freeName(name, network, taken);
  if (free === name) return answers;
  const where = newVpc ? network.region : network.vpc.id;
  if (answers.name !== undefined)
    throw new Problem(
      `--name: an earlier run in ${where} has the name ${name}. Pass another one, such as ${free}; or, to change ` +
        'what an earlier run made, run this with its directory.',
    );
  io.say(`The name is ${free}, because an earlier run in ${where} has the name ${name}.`);
  return { ...answers, name: free };
}

/**
 * Whether what opens more than it must may be done, where somebody can be asked that has not said. Without a terminal it is left
 * out, and standard error says so.
 */
async function allowWideRules(
  { answers, decided: { withheld } }: Pick<Result, 'answers' | 'decided'>,
  { dialogue, say }: CreateIo,
): Promise<boolean | undefined> {
  if (withheld.length === 0) return undefined;
  if (dialogue && answers.allowWideRules === undefined) return dialogue.allowWideRules(withheld);
  if (!dialogue) say(leftOut(withheld));
  return undefined;
}

function leftOut(withheld: Plan['withheld']): string {
  const services = [...new Set(withheld.flatMap((change) => change.services))].join(' and ');
  const acls = [...new Set(withheld.map(({ resourceId }) => resourceId))].join(', ');
  return (
    `Left out: tasks can't reach ${services}, because network ACL ${acls} has no room for its addresses. ` +
    'Raise the quota of rules and run this again, or pass --allow-wide-rules to open the ACL to every address.'
  );
}

/** @throws Problem where another account owns the VPC: AWS lets only the owner create endpoints and routes */
export function refuseShared({ vpc }: Network): void {
  if (!vpc.shared) return;
  throw new Problem(
    `${vpc.id} belongs to another account, which shares its subnets with yours. Only the owner can create ` +
      'endpoints there, and sees those that exist: have the owner run create. "doctor --explain shared-vpc" says more.',
  );
}

/** @throws Problem where what names the VPC, such as a service, is in another one now */
function refuseOtherVpc({ vpc, region }: RunRecord, found: Network): void {
  const id = found.vpc.id === NEW_VPC ? NEW : found.vpc.id;
  if (id === vpc && found.region === region) return;
  throw new Problem(
    `The code in the directory is for ${vpc} in ${region}, but this would be for ${id} in ${found.region}. Choose another directory.`,
  );
}

/** @throws Problem where names would be answered by other means than those that are deployed: neither can be there before the other is gone */
function refuseOtherDns(record: RunRecord, answers: Answers): void {
  const was = record.answers.central === true;
  if (was === (answers.central === true)) return;
  throw new Problem(
    `The code in the directory ${was ? 'makes' : "doesn't make"} central endpoints, and ${was ? '--central=false' : '--central'} would ` +
      'change how the names of deployed endpoints are answered: AWS refuses private DNS and a hosted zone of one name in a VPC, so ' +
      'for a while neither would answer. Destroy what the code deployed first, and choose another directory.',
  );
}

/** Where every need is met already, or only commands can meet it, there is no code to write. */
const hasChanges = ({ changes, adopted, newVpc }: Plan): boolean =>
  newVpc || changes.length > 0 || adopted.length > 0;

async function deliver(result: Result, io: CreateIo): Promise<void> {
  const { answers, directory, files, update } = result;
  const { dryRun, force } = withDefaults(answers);
  const telling = tellingOf(answers, io);
  if (dryRun) return tellDryRun(result, io);
  if (files.length === 0) return telling.nothingToWrite(result);
  const target = resolve(io.cwd, directory);
  if (update && isNothing(update)) {
    telling.upToDate(result);
    const fault = withDefaults(answers).check ? await checked(result, target, io) : undefined;
    if (fault) throw fault;
    return;
  }
  const replaced = io.filesReplaced(target, files);
  const checks = await telling.agreed(result, replaced);
  const mayReplace = force || update !== undefined;
  refuseTarget(directory, mayReplace, io);
  await io.writeFiles(target, files, {
    force: mayReplace,
    removed: update?.files.removed ?? [],
    signal: io.signal,
  });
  telling.written(result, replaced);
  const fault = checks ? await checked(result, target, io) : undefined;
  telling.finished(result, fault === undefined);
  if (fault) throw fault;
}

/** What is wrong with the files; undefined where nothing is. */
const checked = (
  { answers, directory, format, decided, files }: Result,
  target: string,
  io: CreateIo,
): Promise<Problem | undefined> => {
  const checks = format.checks({
    region: decided.region,
    online: !decided.newVpc && !makesNoAwsCall(answers),
    files,
  });
  return checkFiles(checks, { directory, target }, io);
};
