import { join, resolve } from 'node:path';
import {
  type AnswersFile,
  contradictions,
  type Flags,
  type Gathered,
  gather,
  missing,
  missingProblem,
} from '../core/answers.ts';
import { Cancelled } from '../core/cancelled.ts';
import { type Choices, choicesOf, type Place, placeOf, workloadOf } from '../core/choices.ts';
import { declareExisting, declareNewVpc } from '../core/declare.ts';
import { type Need, needs } from '../core/needs.ts';
import type { Network } from '../core/network.ts';
import { type Plan, plan } from '../core/plan.ts';
import { Problem } from '../core/problem.ts';
import { type Answers, withDefaults } from '../core/questions.ts';
import { quote, replay } from '../core/replay.ts';
import type { Wizard } from '../io/ask.ts';
import type { Aws } from '../io/aws.ts';
import { planDocument } from '../io/plan-document.ts';
import { planText } from '../io/plan-text.ts';
import type { CheckLog, CheckRequest, CheckResult } from '../io/run.ts';
import { type GeneratedFile, render } from '../render/render.ts';

/** All that `create` needs of the world. */
export interface CreateIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly shell: 'posix' | 'windows';
  /** Columns of the terminal. */
  readonly width: number;
  readonly signal: AbortSignal;
  /** Undefined where nobody can be asked. */
  readonly wizard: Wizard | undefined;
  readonly aws: Aws;
  readonly readText: (path: string) => Promise<string>;
  readonly readSnapshot: (path: string) => Promise<Network>;
  readonly targetFault: (directory: string, force: boolean) => string | undefined;
  readonly filesReplaced: (directory: string, files: readonly GeneratedFile[]) => string[];
  readonly writeFiles: (
    directory: string,
    files: readonly GeneratedFile[],
    options: { readonly force: boolean; readonly signal: AbortSignal },
  ) => Promise<void>;
  readonly check: (request: CheckRequest) => Promise<CheckResult>;
  readonly checkLog: (command: string) => Promise<CheckLog>;
  /** Standard output. */
  readonly print: (text: string) => void;
  /** Standard error. */
  readonly say: (text: string) => void;
}

/**
 * From answers to files: ask → needs → network → plan → render → write.
 *
 * @throws Problem for what the user can mend, Cancelled when they stopped it.
 */
export async function create(flags: Flags, io: CreateIo): Promise<void> {
  const given = await answersGiven(flags, io);
  const described = io.wizard
    ? await io.wizard.askPlaceAndTasks(given, io.aws)
    : demandAll(await withRegion(given, io));
  const wanted = needs(workloadOf(described));
  const network = await networkOf(placeOf(described), wanted, io);
  const answers = io.wizard
    ? await io.wizard.askSubnetsAndOutput(described, network, (directory) =>
        io.targetFault(resolve(io.cwd, directory), given.force === true),
      )
    : described;
  const choices = choicesOf(answers, network);
  const decided = plan({ network, needs: wanted, ...choices });
  const files = render(decided);
  await deliver({ answers, choices, decided, files }, io);
}

/** What is to be written, and what led there. */
interface Result {
  readonly answers: Answers;
  readonly choices: Choices;
  readonly decided: Plan;
  readonly files: readonly GeneratedFile[];
}

async function answersGiven(flags: Flags, io: CreateIo): Promise<Answers> {
  const { answers, sources, overruled } = gather({
    command: 'create',
    flags,
    env: io.env,
    file: await answersFile(flags, io),
  });
  for (const sentence of overruled) io.say(sentence);
  refuseContradictions({ answers, sources });
  const directory = answers.directory ?? (io.wizard ? undefined : withDefaults(answers).directory);
  if (directory !== undefined && !answers.dryRun) refuseTarget(directory, answers, io);
  return answers;
}

async function answersFile({ config }: Flags, io: CreateIo): Promise<AnswersFile | undefined> {
  const path = Array.isArray(config) ? config.at(-1) : undefined;
  return path === undefined ? undefined : { path, text: await io.readText(resolve(io.cwd, path)) };
}

function refuseContradictions({ answers, sources }: Pick<Gathered, 'answers' | 'sources'>): void {
  const found = contradictions('create', answers, sources);
  if (found.length > 0) throw new Problem(found.join('\n'));
}

function refuseTarget(directory: string, { force }: Answers, io: CreateIo): void {
  const fault = io.targetFault(resolve(io.cwd, directory), force === true);
  if (fault) throw new Problem(fault);
}

/** The profile's Region, where nothing else says one. */
async function withRegion(answers: Answers, io: CreateIo): Promise<Answers> {
  if (answers.region !== undefined || answers.snapshot !== undefined) return answers;
  const region = await io.aws.defaultRegion(answers);
  return region === undefined ? answers : { ...answers, region };
}

function demandAll(answers: Answers): Answers {
  const keys = missing('create', answers);
  if (keys.length > 0)
    throw missingProblem(keys, 'Nobody can be asked here, so these must be given as well:');
  return answers;
}

async function networkOf(place: Place, wanted: readonly Need[], io: CreateIo): Promise<Network> {
  switch (place.kind) {
    case 'new':
      return declareNewVpc(place);
    case 'existing':
      return declareExisting(place);
    case 'snapshot': {
      const network = await io.readSnapshot(resolve(io.cwd, place.file));
      const other = [
        place.vpcId !== undefined && place.vpcId !== network.vpc.id ? network.vpc.id : undefined,
        place.region !== undefined && place.region !== network.region ? network.region : undefined,
      ].filter((found) => found !== undefined);
      if (other.length > 0)
        throw new Problem(
          `${place.file} is a snapshot of ${network.vpc.id} in ${network.region}, not of ${place.vpcId ?? network.vpc.id} in ${place.region ?? network.region}.`,
        );
      return network;
    }
    case 'live': {
      const read = () => io.aws.discover({ ...place, services: wanted.map(({ service }) => service) });
      return io.wizard ? io.wizard.reading(`Reading ${place.vpcId}`, read) : read();
    }
  }
}

async function deliver(result: Result, io: CreateIo): Promise<void> {
  const { answers, choices, decided, files } = result;
  const { json, dryRun, force, check } = withDefaults(answers);
  const document = () => `${JSON.stringify(planDocument(decided, files), null, 2)}\n`;
  if (dryRun) {
    io.print(json ? document() : dryRunText(result, io));
    return;
  }
  const target = resolve(io.cwd, choices.directory);
  const replaced = io.filesReplaced(target, files);
  const wantsCheck = io.wizard
    ? await io.wizard.confirm({ plan: decided, files, replaced, directory: choices.directory, check })
    : check;
  refuseTarget(choices.directory, answers, io);
  await io.writeFiles(target, files, { force, signal: io.signal });

  if (json) io.print(document());
  else if (io.wizard) io.wizard.written(writtenLines(result, replaced));
  else io.print([...planText(decided, io.width), '', ...writtenLines(result, replaced), ''].join('\n'));
  if (wantsCheck) await runCheck(result, target, io);
  if (json) return;
  const next = nextLines(result, io);
  if (io.wizard) io.wizard.finish(next);
  else io.print(`${next.join('\n')}\n`);
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

/** The two commands to type next, and the one that does all this again. */
function nextLines({ answers, choices, decided }: Result, { shell }: CreateIo): string[] {
  const again = replay('create', { ...answers, directory: choices.directory }, shell);
  const enter = `cd ${quote(choices.directory, shell)}`;
  return [
    'Next:',
    ...DEPLOY[choices.iac](decided, enter).map((line) => `  ${line}`),
    '',
    'The same again:',
    `  ${again}`,
  ];
}

const DEPLOY: Readonly<Record<Plan['iac'], (plan: Plan, enter: string) => readonly [string, string]>> = {
  terraform: (_plan, enter) => [`${enter} && terraform init`, 'terraform apply'],
  cdk: (_plan, enter) => [`${enter} && npm install`, 'npx cdk deploy'],
  cloudformation: ({ region, name }, enter) => [
    enter,
    `aws cloudformation deploy --region ${region} --stack-name ${name} --template-file template.yaml`,
  ],
};

async function runCheck(
  { answers, choices, decided }: Result,
  directory: string,
  io: CreateIo,
): Promise<void> {
  let result: CheckResult;
  try {
    result = await io.check({
      iac: choices.iac,
      region: decided.region,
      online: decided.vpcId.startsWith('vpc-') && !answers.offline && answers.snapshot === undefined,
      directory,
      env: io.env,
      signal: io.signal,
      log: io.checkLog,
    });
  } catch (error) {
    throw error instanceof Cancelled ? new Cancelled(`The files are in ${choices.directory}.`) : error;
  }
  if (result.kind === 'absent')
    io.say(
      `Not checked: ${result.tools.join(' and ')} ${result.tools.length > 1 ? 'are' : 'is'} not installed.`,
    );
  if (result.kind === 'failed')
    throw new Problem(
      `${result.command} failed; its output is above. The files are in ${choices.directory}.`,
    );
}
