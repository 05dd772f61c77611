import {
  type AnswersFile,
  contradictions,
  emptied,
  type Flags,
  type Gathered,
  gather,
  missing,
  missingProblem,
  type RecordedAnswers,
  senseless,
} from '../ask/answers.ts';
import type { Command } from '../ask/command.ts';
import {
  type Described,
  describedBy,
  mayBeTold,
  namesWorkload,
  undescribed,
  whyOpen,
} from '../ask/described.ts';
import { flagOf } from '../ask/question-text.ts';
import { type Answers, type QuestionKey, sourceTells, withDefaults } from '../ask/questions.ts';
import { NEW } from '../ask/values.ts';
import { Problem } from '../core/problem.ts';
import { oneLine } from '../core/text/visible.ts';
import { assertS3Policy } from '../core/workload/s3-policy.ts';
import { taskAddress } from '../core/workload/task-address.ts';
import type { Format } from '../formats/format.ts';
import { FORMATS, layoutOf, TERRAFORM_LAYOUTS } from '../formats/formats.ts';
import type { AskedAgain } from '../host/ask/wizard.ts';
import type { Asked } from '../host/world.ts';
import type { Aws } from '../sources/aws/aws.ts';
import { RECORD_FILE, type RunRecord } from '../sources/record/record.ts';
import { sourceOf } from '../sources/sources.ts';
import { sourceIo } from './read-network.ts';
import { filesNamed, fromWorkingDirectory } from './recorded-paths.ts';
import type { GoneFilesIo } from './refuse-gone-files.ts';

/** What it takes to get answers. */
export type AskIo = Pick<Asked, 'env' | 'wizard' | 'aws' | 'readText' | 'readFolder' | 'say'>;

/** What it takes to know what an earlier run was told. */
export interface RecordIo extends GoneFilesIo {
  readonly readRecord: (directory: string) => RunRecord | undefined;
  /** Puts back what a run that was killed had changed, and says so. */
  readonly settleInterrupted: (directory: string) => string[];
  /** Whether it would put something back. */
  readonly isInterrupted: (directory: string) => boolean;
}

/**
 * What flags, the environment and the answers file say, and what an earlier run in the same directory was told.
 *
 * @param attended whether somebody will be asked: then an earlier run counts only where its directory is named
 * @throws Problem naming everything that cannot be, or contradicts the rest.
 */
export async function answersGiven(
  command: Command,
  flags: Flags,
  io: AskIo & RecordIo,
  attended: boolean,
): Promise<Answers> {
  const file = answersFile(flags, io);
  const said = { command, flags, env: io.env, file };
  const empty = emptied(flags);
  const writes = command.questions.has('directory') && command.questions.has('iac');
  const fresh = gather({ ...said, flags: without(flags, empty) });
  // Only create has a directory by the environment, an answers file or by default; doctor looks at one that is named.
  if (!writes && flags.directory === undefined) delete (fresh.answers as { directory?: string }).directory;
  const usual = writes && !attended ? withDefaults({}).directory : undefined;
  const directory = fresh.answers.directory ?? usual;
  if (writes && directory !== undefined && !fresh.answers.dryRun)
    for (const sentence of io.settleInterrupted(directory)) io.say(sentence);
  const record = directory === undefined || fresh.answers.forget ? undefined : io.readRecord(directory);
  if (!record && !writes && directory !== undefined)
    throw new Problem(`${oneLine(directory)} has no ${RECORD_FILE}: create writes one beside the code.`);
  // An empty flag takes back what a record says, and nothing else. Any other is the fault that it is as a value.
  const takenBack = empty.filter(
    (key) => record?.answers[key] !== undefined && fresh.answers[key] === undefined && !IDENTIFYING.has(key),
  );
  const heard = { ...said, flags: without(flags, takenBack) };
  for (const key of takenBack)
    io.say(`${flagOf(key)} is empty, so the answer of the run before is taken back.`);
  if (record && directory !== undefined && fresh.answers.dryRun && io.isInterrupted(directory))
    throw new Problem(
      `An earlier run was interrupted while it wrote to ${oneLine(directory)}, and --dry-run puts nothing back. ` +
        `Run create-private-ecs-network ${oneLine(directory)} --yes first: it puts the files back.`,
    );
  if (record && directory !== undefined)
    // What only looks needs the VPC that the code created.
    refuseOther(
      writes || record.vpc !== NEW ? record : { ...record, vpc: fresh.answers.vpc ?? NEW },
      directory,
      fresh,
    );
  const { answers, sources, overruled } =
    record && directory !== undefined
      ? withoutOutdated(
          command,
          fresh,
          gather({
            ...heard,
            recorded: recordedAnswers(
              { ...record, answers: without(record.answers, takenBack) },
              directory,
              io.cwd,
            ),
          }),
        )
      : gather(heard);
  for (const sentence of overruled) io.say(sentence);
  const found = contradictions(command, answers, sources);
  if (found.length > 0) throw new Problem(found.join('\n'));
  if (record && directory !== undefined) {
    const path = recordPath(directory);
    const standing = Object.fromEntries(
      Object.entries(record.answers).filter(([key]) => isFrom(path, sources[key as QuestionKey])),
    );
    if (filesNamed(standing).length > 0)
      (await import('./refuse-gone-files.ts')).refuseGoneFiles(standing, path, directory, command, io);
  }
  return answers;
}

/** What the code in a directory is for: another run can't take that back. */
const IDENTIFYING: ReadonlySet<QuestionKey> = new Set([
  'region',
  'vpc',
  'iac',
  'terraformLayout',
  'name',
  'directory',
]);

const without = <Values extends object>(values: Values, keys: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key))) as Values;

const recordPath = (directory: string): string => `${directory}/${RECORD_FILE}`;

/** Whether an answer comes from a file, by what is said of where it comes from. */
const isFrom = (path: string, source: string | undefined): boolean =>
  source?.endsWith(` in ${oneLine(path)}`) === true;

/** Without recorded answers that make no sense beside what is said now: `--offline=false` takes the facts of an offline run with it. */
function withoutOutdated(command: Command, fresh: Gathered, gathered: Gathered): Gathered {
  const outdated = senseless(command, gathered.answers).flatMap(({ key }) =>
    fresh.answers[key] === undefined ? [key] : [],
  );
  return { ...gathered, answers: without(gathered.answers, outdated) };
}

/**
 * The answers of a record; files that they name are relative to the directory, since every machine has another working one.
 *
 * @throws Problem where they contradict what the record says that the code is for
 */
function recordedAnswers(
  { answers, format, region, vpc, name, files }: RunRecord,
  directory: string,
  cwd: string,
): RecordedAnswers {
  const path = recordPath(directory);
  const layout = layoutOf(Object.keys(files));
  const held: Readonly<Record<string, string>> = {
    ...{ iac: format, region, vpc, name },
    ...(layout && { terraformLayout: layout }),
  };
  // Left out, it is the default, and every resource of a module would get another address.
  const told: RunRecord['answers'] = layout
    ? { terraformLayout: withDefaults({}).terraformLayout, ...answers }
    : answers;
  const strange = Object.keys(held).find((key) => told[key] !== undefined && told[key] !== held[key]);
  if (strange !== undefined)
    throw new Problem(
      `${oneLine(path)} contradicts itself about ${strange}. Restore it from your version control.`,
    );
  const { profile: _, ...shared } = answers;
  return { path, answers: fromWorkingDirectory(shared, directory, cwd) };
}

/** @throws Problem where somebody says another VPC, Region, format or name than the code in the directory is for */
function refuseOther(
  record: RunRecord,
  directory: string,
  { answers, sources }: Pick<Gathered, 'answers' | 'sources'>,
): void {
  const told = { region: answers.region, vpc: answers.vpc, iac: answers.iac, name: answers.name };
  const held = { region: record.region, vpc: record.vpc, iac: record.format, name: record.name };
  const faults = (Object.keys(told) as (keyof typeof told)[]).flatMap((key) =>
    told[key] === undefined || told[key] === held[key]
      ? []
      : [`${sources[key]} is ${told[key]}, but ${oneLine(directory)} has code for ${held[key]}.`],
  );
  const layout = record.answers.terraformLayout ?? withDefaults({}).terraformLayout;
  const isRenamed = told.name !== undefined && told.name !== held.name;
  if (faults.length > 0)
    throw new Problem(
      [
        ...faults,
        ...(isRenamed ? whyNameStays(record.format, layout) : []),
        'Choose another directory, or leave that out.',
      ].join('\n'),
    );
  if (
    record.format === 'terraform' &&
    answers.terraformLayout !== undefined &&
    answers.terraformLayout !== layout
  )
    throw new Problem(
      `${sources.terraformLayout} is ${answers.terraformLayout}, but ${oneLine(directory)} has the layout ${oneLine(String(layout))}. In another layout ` +
        'every resource has another address, so the next deployment would destroy and recreate all of them, and no moved blocks are ' +
        'generated. Leave that out. Or destroy what the code deployed, then choose another directory.',
    );
}

/** Why the code of a record keeps its name; nothing where its format is none that is known. */
function whyNameStays(name: string, layout: unknown): string[] {
  const all: readonly Format[] = Object.values(FORMATS);
  const format =
    name === 'terraform' && layout === 'module'
      ? TERRAFORM_LAYOUTS.module
      : all.find((each) => each.name === name);
  return format?.keepsName === undefined ? [] : [format.keepsName];
}

function answersFile({ config }: Flags, io: AskIo): AnswersFile | undefined {
  const path = Array.isArray(config) ? config.at(-1) : undefined;
  return path === undefined ? undefined : { path, text: io.readText(path) };
}

/**
 * Answers with what the task definitions and services that they name tell. Without a Region nothing is read yet.
 *
 * @throws Problem when something named cannot be read, or the tasks would break on the S3 policy that was asked for.
 */
export async function withWorkload(answers: Answers, io: AskIo): Promise<Described> {
  const { taskDefinition = [], service = [], cluster = [], profile, vpc } = answers;
  const source = sourceOf(answers);
  const own = answers.explain === undefined && !namesWorkload(answers) ? source.workload : undefined;
  const told = await own?.(answers, sourceIo(io));
  if (told) return describedBy(told, answers, undefined);
  const region = answers.region ?? taskRegion(answers) ?? (await source.region?.(answers, sourceIo(io)));
  if (!namesWorkload(answers) || answers.explain !== undefined || region === undefined)
    return undescribed(answers);

  const target = { region, ...(profile !== undefined && { profile }) };
  const { task } = answers;
  if (task !== undefined) {
    const { withTask } = await import('./doctor/with-task.ts');
    const readTask = () => withTask(answers, task, target, io.aws);
    return io.wizard ? io.wizard.reading(`Reading ${task}`, readTask) : readTask();
  }
  const read = async () => {
    const selection = { taskDefinitions: taskDefinition, services: service, clusters: cluster };
    const { readWorkload } = await import('../sources/workload/read-workload.ts');
    const workload = await readWorkload(target, selection);
    const subnetIds = [...new Set([...workload.subnetIds, ...(workload.instances?.subnetIds ?? [])])];
    const findsVpc = vpc === undefined && !sourceTells(answers, 'vpc') && subnetIds.length > 0;
    return { workload, vpcId: findsVpc ? await io.aws.findVpc({ ...target, subnetIds }) : undefined };
  };
  const names = [...taskDefinition, ...service, ...cluster].join(', ');
  const { workload, vpcId } = await (io.wizard ? io.wizard.reading(`Reading ${names}`, read) : read());
  assertS3Policy(withDefaults(answers).s3Policy, workload);
  return describedBy(workload, answers, vpcId);
}

/**
 * Answers with the VPC that the code in the directory created, for a command that looks at what is deployed.
 *
 * @throws Problem where it isn't there, or AWS does not tell
 */
export async function withDeployedVpc(
  command: Command,
  answers: Answers,
  { aws, readRecord, wizard }: AskIo & Pick<RecordIo, 'readRecord'>,
): Promise<Answers> {
  const { directory, vpc, region, profile } = answers;
  if (
    command.questions.has('iac') ||
    directory === undefined ||
    vpc !== undefined ||
    answers.explain !== undefined ||
    sourceTells(answers, 'vpc')
  )
    return answers;
  const record = readRecord(directory);
  if (record?.vpc !== NEW || region === undefined) return answers;
  const target = { region, name: record.name, ...(profile !== undefined && { profile }) };
  const find = () => aws.findOwnVpc(target);
  return { ...answers, vpc: await (wizard ? wizard.reading('Looking for the VPC', find) : find()) };
}

/** An earlier run in the same directory. */
export interface Earlier {
  readonly answers: Answers;
  /** What is asked again. */
  readonly asked: AskedAgain | undefined;
}

/**
 * Completes what decides which network is read: by asking, else from the profile.
 *
 * @param earlier the run before in the same directory: its answers are complete
 * @throws Problem naming everything that is missing and cannot be asked, with the flag for each.
 */
export async function answersCompleted(
  command: Command,
  begun: Described,
  io: AskIo,
  earlier?: Earlier,
): Promise<Described> {
  if (io.wizard && earlier)
    return earlier.asked === 'services' ? io.wizard.askServicesAgain(begun, earlier.answers) : begun;
  if (io.wizard) {
    return io.wizard.askPlaceAndTasks(begun, io.aws, (answers) => withWorkload(answers, io));
  }
  const answers = withRegion(command, begun.answers, io.aws);
  const described = begun.workload ? begun : await withWorkload(answers, io);
  const keys = missing(command, described.answers);
  // Without a Region the workload could not be read, and what it may tell is not missing.
  const untold = described.workload ? [] : mayBeTold(answers);
  const lacking = keys.filter((key) => !untold.includes(key));
  if (lacking.length > 0) {
    throw new Problem(
      [missingProblem(command, described.answers, lacking).message, ...whyOpen(described)].join('\n'),
    );
  }
  return described;
}

/** The Region in the ARN of a task. */
const taskRegion = ({ task }: Answers): string | undefined =>
  task === undefined ? undefined : taskAddress(task)?.region;

/** The profile's Region, where nothing else says one. */
function withRegion(command: Command, answers: Answers, aws: Aws): Answers {
  if (!missing(command, answers).includes('region')) return answers;
  const region = aws.defaultRegion(answers);
  return region === undefined ? answers : { ...answers, region };
}
