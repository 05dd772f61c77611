import { join, resolve } from 'node:path';
import { type Choices, choicesOf, placeOf, workloadOf } from '../ask/choices.ts';
import { type Described, given } from '../ask/described.ts';
import { type Answers, withDefaults } from '../ask/questions.ts';
import { replay, workloadWords } from '../ask/replay.ts';
import { Cancelled } from '../core/cancelled.ts';
import { openNotes } from '../core/findings/open-notes.ts';
import type { Scene } from '../core/findings/rule.ts';
import type { Network } from '../core/network/network.ts';
import { type Plan, type PlannedWorkload, plan } from '../core/plan/plan.ts';
import { Problem } from '../core/problem.ts';
import { jsonText } from '../core/text/json-text.ts';
import { shellWord } from '../core/text/shell-word.ts';
import { needs } from '../core/workload/needs.ts';
import { workloadRemarks } from '../core/workload/workload-remark.ts';
import { cloudFormationDeploy } from '../formats/cloudformation/cloudformation-readme.ts';
import { type GeneratedFile, render } from '../formats/render.ts';
import type { Dialogue } from '../host/ask/dialogue.ts';
import type { CheckLog, CheckRequest, CheckResult } from '../host/run.ts';
import { planDocument } from '../reports/plan-document.ts';
import { planText } from '../reports/plan-text.ts';
import { assertRead } from './assert-read.ts';
import { type NetworkIo, networkOf } from './network-of.ts';
import { refuseTarget, type TargetIo } from './refuse-target.ts';

/** All that `create` needs of the world. */
export interface CreateIo extends NetworkIo, TargetIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly shell: 'posix' | 'windows';
  /** Columns of the terminal. */
  readonly width: number;
  readonly signal: AbortSignal;
  /** Undefined where nobody can be asked. */
  readonly dialogue: Dialogue | undefined;
  /** Clears up after a run that was killed while it wrote there, and says what it did. */
  readonly settleInterrupted: (directory: string) => string[];
  readonly filesReplaced: (directory: string, files: readonly GeneratedFile[]) => string[];
  readonly writeFiles: (
    directory: string,
    files: readonly GeneratedFile[],
    options: { readonly force: boolean; readonly signal: AbortSignal },
  ) => Promise<void>;
  readonly check: (request: CheckRequest) => Promise<CheckResult>;
  readonly checkLog: (command: string) => CheckLog;
  /** Standard output. */
  readonly print: (text: string) => void;
  /** Standard error. */
  readonly say: (text: string) => void;
}

/**
 * From answers to files: needs → network → plan → render → write. Everything that must be answered before the network is
 * read was; what it offers for choice is asked here.
 *
 * @throws Problem for what the user can mend, and where the plan turns on what could not be read; Cancelled when they stopped
 * it.
 */
export async function create(described: Described, io: CreateIo): Promise<void> {
  const wanted = needs(workloadOf(described.answers, described.workload));
  const network = await networkOf(placeOf(described.answers), wanted, io);
  refuseShared(network);
  const settled: string[] = [];
  const asked = io.dialogue
    ? await io.dialogue.askSubnetsAndOutput(described.answers, network, (directory) => {
        const target = resolve(io.cwd, directory);
        settled.push(...io.settleInterrupted(target));
        return io.targetFault(target, described.answers.force === true);
      })
    : described.answers;
  for (const sentence of settled) io.say(sentence);
  const decide = (answers: Answers) => {
    const choices = choicesOf(answers, network, described.workload);
    const workload = plannedWorkload({ ...described, answers }, io);
    const scene = { network, needs: wanted, ...choices };
    return { answers, choices, decided: withOpenNotes(plan({ ...scene, workload }), scene) };
  };
  const narrow = decide(asked);
  const allowed = await allowWideRules(narrow, io);
  const decision = allowed === undefined ? narrow : decide({ ...asked, allowWideRules: allowed });
  const files = hasChanges(decision.decided) ? render(decision.decided) : [];
  assertRead(network, decision.decided.after, files.length > 0);
  const answers = given({ ...described, answers: decision.answers });
  await deliver({ ...decision, given: answers, files }, io);
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
    `Left out: tasks do not reach ${services}, because network ACL ${acls} has no room for its addresses. ` +
    'Raise the quota of rules and run this again, or pass --allow-wide-rules to open the ACL to every address.'
  );
}

/** @throws Problem where another account owns the VPC: AWS lets only the owner create endpoints and routes */
function refuseShared({ vpc }: Network): void {
  if (!vpc.shared) return;
  throw new Problem(
    `${vpc.id} belongs to another account, which shares its subnets with yours. Only the owner can create ` +
      'endpoints there, and sees those that exist: have the owner run create. "doctor --explain shared-vpc" says more.',
  );
}

function plannedWorkload(
  { answers, workload }: Described,
  { shell }: Pick<CreateIo, 'shell'>,
): PlannedWorkload | undefined {
  return (
    workload && {
      words: workloadWords(answers, shell),
      remarks: workloadRemarks(workload, answers),
      otherS3: workload.otherS3,
    }
  );
}

/** A plan whose notes also say what it leaves open. */
function withOpenNotes(decided: Plan, scene: Omit<Scene, 'paths'>): Plan {
  return { ...decided, notes: [...openNotes({ ...scene, paths: decided.after }), ...decided.notes] };
}

/** Where every need is met already, or only commands can meet it, there is no code to write. */
const hasChanges = ({ changes, adopted, newVpc }: Plan): boolean =>
  newVpc || changes.length > 0 || adopted.length > 0;

/** What is to be written, and what led there. */
interface Result {
  readonly answers: Answers;
  /** Those that somebody gave; the workload tells the others again. */
  readonly given: Answers;
  readonly choices: Choices;
  readonly decided: Plan;
  readonly files: readonly GeneratedFile[];
}

async function deliver(result: Result, io: CreateIo): Promise<void> {
  const { answers, choices, decided, files } = result;
  const { json, dryRun, force, check } = withDefaults(answers);
  const document = () => `${jsonText(planDocument(decided, files), 2)}\n`;
  if (dryRun) {
    io.print(json ? document() : dryRunText(result, io));
    return;
  }
  if (files.length === 0) {
    if (json) io.print(document());
    else if (io.dialogue) io.dialogue.conclude(decided, nothingToWrite(decided));
    else io.print([...planText(decided, io.width), '', nothingToWrite(decided), ''].join('\n'));
    return;
  }
  const target = resolve(io.cwd, choices.directory);
  const replaced = io.filesReplaced(target, files);
  const wantsCheck = io.dialogue
    ? await io.dialogue.confirm({ plan: decided, files, replaced, directory: choices.directory, check })
    : check;
  refuseTarget(choices.directory, force, io);
  await io.writeFiles(target, files, { force, signal: io.signal });

  if (json) io.print(document());
  else if (io.dialogue) io.dialogue.written(writtenLines(result, replaced));
  else io.print([...planText(decided, io.width), '', ...writtenLines(result, replaced), '', ''].join('\n'));
  const checkFault = wantsCheck ? await runCheck(result, target, io) : undefined;
  if (json) {
    if (checkFault) throw checkFault;
    return;
  }
  const next = nextLines(result, io);
  const again = replay('create', { ...result.given, directory: choices.directory }, io.shell);
  if (io.dialogue) io.dialogue.finish(next, again);
  else io.print([...next, '', 'The same again:', `  ${again}`, ''].join('\n'));
  if (checkFault) throw checkFault;
}

function nothingToWrite({ prerequisites, endpoints, after }: Plan): string {
  if (prerequisites.length > 0) return 'Nothing to write: only the commands above can change this.';
  if (endpoints.length === 0 && after.length === 0)
    return 'Nothing to write: the tasks need none of the services that have endpoints.';
  return after.every(({ via }) => via === 'endpoint')
    ? 'Nothing to write: all this exists and serves the tasks.'
    : 'Nothing to write: what is left open above is for you to decide.';
}

function dryRunText({ decided, files, choices }: Result, io: CreateIo): string {
  const shown = files.flatMap(({ path, contents }) => [`--- ${join(choices.directory, path)}`, contents]);
  return [...planText(decided, io.width), '', ...shown, 'Nothing was written (--dry-run).', ''].join('\n');
}

function writtenLines({ files, choices }: Result, replaced: readonly string[]): string[] {
  return [
    `Written to ${choices.directory}:`,
    ...files.map(({ path }) => `  ${path}${replaced.includes(path) ? ' (replaced)' : ''}`),
  ];
}

/** Deployed without the import, the stack would make the endpoints a second time. */
const IMPORT_FIRST = 'then step by step as README.md says: the import comes before the deployment';

/** The two commands to type next. */
function nextLines({ choices, decided, files }: Result, { shell }: CreateIo): string[] {
  const enter = `cd ${shellWord(choices.directory, shell)}`;
  const imports = decided.adopted.length > 0 ? IMPORT_FIRST : undefined;
  const commands = {
    terraform: [`${enter} && terraform init`, 'terraform apply'],
    cdk: [`${enter} && npm install`, imports ?? 'npx cdk deploy'],
    cloudformation: [enter, imports ?? cloudFormationDeploy(decided, files)],
  } as const satisfies Record<Plan['iac'], readonly [string, string]>;
  return ['Next:', ...commands[choices.iac].map((line) => `  ${line}`)];
}

/**
 * @returns what is wrong with the files, to be said last: they are written, and the way to use them is the same
 * @throws Cancelled when the user stopped it
 */
async function runCheck(
  { answers, choices, decided, files }: Result,
  directory: string,
  io: CreateIo,
): Promise<Problem | undefined> {
  let result: CheckResult;
  try {
    result = await io.check({
      iac: choices.iac,
      region: decided.region,
      online: decided.vpcId.startsWith('vpc-') && !answers.offline && answers.snapshot === undefined,
      directory,
      files: files.map(({ path }) => path),
      env: io.env,
      signal: io.signal,
      log: io.checkLog,
    });
  } catch (error) {
    throw error instanceof Cancelled
      ? new Cancelled(`Cancelled. The files are in ${choices.directory}.`)
      : error;
  }
  if (result.kind === 'absent')
    io.say(
      `Not checked: ${result.tools.join(' and ')} ${result.tools.length > 1 ? 'are' : 'is'} not installed.`,
    );
  return result.kind === 'failed'
    ? new Problem(`${result.command} failed; its output is above. The files are in ${choices.directory}.`)
    : undefined;
}
