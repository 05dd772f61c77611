import { stripVTControlCharacters, styleText } from 'node:util';
import * as clack from '@clack/prompts';
import { answerFromText } from '../core/ask/answers.ts';
import { Cancelled } from '../core/ask/cancelled.ts';
import { workloadOf } from '../core/ask/choices.ts';
import { type Described, launchedOn, namesWorkload, undescribed, whyOpen } from '../core/ask/described.ts';
import {
  type Answers,
  type CommandName,
  flagOf,
  helpOf,
  type QuestionKey,
  question,
  withDefaults,
} from '../core/ask/questions.ts';
import { NEW } from '../core/ask/values.ts';
import { wrap } from '../core/ask/wrap.ts';
import { AGENT_SERVICES, CATALOGUE, isServiceName, SERVICES, type ServiceName } from '../core/catalogue.ts';
import { type LaunchType, needs } from '../core/needs.ts';
import type { Network, Subnet } from '../core/network/network.ts';
import { COMMON_REGIONS } from '../core/network/regions.ts';
import { type WayOut, wayOut } from '../core/network/way-out.ts';
import type { Plan } from '../core/plan/plan.ts';
import { Problem } from '../core/problem.ts';
import type { EcsWorkload } from '../core/workload/ecs-workload.ts';
import type { GeneratedFile } from '../render/render.ts';
import type { Aws } from './aws.ts';
import { planText } from './plan-text.ts';

/** What is about to be written, to be agreed to. */
export interface Proposal {
  readonly plan: Plan;
  readonly files: readonly GeneratedFile[];
  /** Those that are there already and will be replaced. */
  readonly replaced: readonly string[];
  readonly directory: string;
  /** Whether the checks are to run anyway. */
  readonly check: boolean;
}

/** Somebody at a terminal. Every question throws Cancelled when they leave it. */
export interface Wizard {
  /** Where and what: the Region, the workload, the VPC, the launch type and the services. Only what is not known is asked. */
  readonly askPlaceAndTasks: (begun: Described, aws: Aws, describe: Describe) => Promise<Described>;
  /** What the network offers for choice, then format and directory. */
  readonly askSubnetsAndOutput: (
    given: Answers,
    network: Network,
    targetFault: TargetFault,
  ) => Promise<Answers>;
  /** Shows the plan and asks once. The answer is whether to run the checks. */
  readonly confirm: (proposal: Proposal) => Promise<boolean>;
  /** Shows that something is going on. */
  readonly reading: <T>(what: string, work: () => Promise<T>) => Promise<T>;
  /** Shows a plan that needs no files, and ends. */
  readonly conclude: (plan: Plan, last: string) => void;
  readonly written: (lines: readonly string[]) => void;
  /** Ends with what to type next, and the line that does all this again. */
  readonly finish: (next: readonly string[], again: string) => void;
}

export interface WizardOptions {
  readonly command: CommandName;
  readonly columns: () => number;
}

/** Why files cannot go to a directory, or undefined. */
type TargetFault = (directory: string) => string | undefined;

/** Reads the workload that answers name. */
type Describe = (answers: Answers) => Promise<Described>;

/** Starts the wizard: from here on the terminal is clack's. */
export function startWizard({ command, columns }: WizardOptions): Wizard {
  const width = () => Math.min(Math.max(columns() - 4, 30), 100);
  clack.intro(styleText('bold', `create-private-ecs-network${command === 'doctor' ? ' doctor' : ''}`));
  return {
    askPlaceAndTasks: (begun, aws, describe) => askPlaceAndTasks(begun, { command, aws, describe, width }),
    askSubnetsAndOutput: async (given, network, targetFault) =>
      askOutput(await askSubnets(given, network), targetFault),
    confirm: (proposal) => confirm(proposal, width()),
    reading,
    conclude: (plan, last) => {
      clack.log.step(planText(plan, width()).map(coloured).join('\n'));
      clack.outro(last);
    },
    written: (lines) => clack.log.success(lines.join('\n')),
    finish: (next, again) => {
      clack.log.message(next.join('\n'));
      clack.outro('Done. The same again, in one line:');
      // Outside the frame and unbroken, so that it can be copied.
      process.stdout.write(`${again}\n`);
    },
  };
}

/** The answer to a prompt. */
async function answer<T>(prompt: Promise<T | typeof clack.CANCEL_SYMBOL>): Promise<T> {
  const value = await prompt;
  if (clack.isCancel(value)) leave();
  return value as T;
}

const CANCELLED = 'Cancelled. Nothing was written.';

/** Closes the frame and ends the run. */
function leave(): never {
  clack.cancel(CANCELLED);
  throw new Cancelled();
}

const messageOf = (key: QuestionKey): string => question(key).ask ?? flagOf(key);

/** Asks for text, with the question's own validation. */
async function askText<Key extends QuestionKey>(
  key: Key,
  { initialValue, also }: { initialValue?: string; also?: (text: string) => string | undefined } = {},
): Promise<Exclude<Answers[Key], undefined>> {
  const fault = (text: string | undefined): string | undefined => {
    try {
      answerFromText(key, text ?? '');
      return also?.(text ?? '');
    } catch (error) {
      if (error instanceof Problem) return error.message;
      throw error;
    }
  };
  const text = await answer(
    clack.text({
      message: messageOf(key),
      validate: fault,
      ...(initialValue !== undefined && { initialValue }),
    }),
  );
  return answerFromText(key, text);
}

async function reading<T>(what: string, work: () => Promise<T>): Promise<T> {
  const spinner = clack.spinner({ cancelMessage: CANCELLED });
  spinner.start(what);
  try {
    const result = await work();
    spinner.stop(what);
    return result;
  } catch (error) {
    spinner.error(`${what}: that failed`);
    throw error;
  }
}

/** What the questions about the place need besides answers. */
interface Scene {
  readonly command: CommandName;
  readonly aws: Aws;
  readonly describe: Describe;
  /** Columns for text inside the frame. */
  readonly width: () => number;
}

async function askPlaceAndTasks(begun: Described, scene: Scene): Promise<Described> {
  const answers = await askRegionOf(begun.answers, scene);
  const described = begun.workload ? begun : await askWorkload(answers, scene);
  const open = whyOpen(described);
  if (open.length > 0) clack.log.info(open.flatMap((line) => wrap(line, scene.width())).join('\n'));
  // What the tasks run on decides whether the subnets of their service are those to ask about.
  const launched =
    described.workload && described.answers.launchType === undefined
      ? launchedOn(described, await askLaunchType())
      : described;
  const placed = await askPlace(launched.answers, scene);
  return { ...launched, answers: await askTasks(placed, launched.workload) };
}

async function askRegionOf(given: Answers, { aws }: Scene): Promise<Answers> {
  if (given.snapshot !== undefined || given.region !== undefined) return given;
  return { ...given, region: await askRegion(await aws.defaultRegion(given)) };
}

/** What the tasks need: from a list that is asked for later, a service or a file. */
async function askWorkload(answers: Answers, scene: Scene): Promise<Described> {
  if (namesWorkload(answers)) return scene.describe(answers);
  if (answers.services !== undefined) return undescribed(answers);
  const { region } = answers;
  const readsEcs = region !== undefined && answers.snapshot === undefined && !answers.offline;
  const from = await answer(
    clack.select({
      message: 'Where do we learn what the tasks need?',
      options: [
        { value: 'list', label: 'I choose from a list of services' },
        ...(readsEcs
          ? [{ value: 'service', label: 'From a service in ECS', hint: 'with its VPC and subnets' }]
          : []),
        { value: 'file', label: 'From a task definition file', hint: 'JSON' },
      ],
    }),
  );
  if (from === 'list') return undescribed(answers);
  try {
    return await scene.describe(
      from === 'service' && region !== undefined
        ? { ...answers, service: await askEcsServices({ ...answers, region }, scene) }
        : { ...answers, taskDefinition: await askText('taskDefinition') },
    );
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    clack.log.warn(wrap(error.message, scene.width()).join('\n'));
    return askWorkload(answers, scene);
  }
}

/** @throws Problem when there is none to choose, or ECS cannot be asked */
async function askEcsServices(located: Located, { aws }: Scene): Promise<string[]> {
  const { region } = located;
  const clusters = await reading(`Looking for ECS clusters in ${region}`, () => aws.listClusters(located));
  if (clusters.length === 0) throw new Problem(`There are no ECS clusters in ${region}.`);
  const cluster = await answer(
    clack.autocomplete({
      message: messageOf('cluster'),
      maxItems: 8,
      options: clusters.map((value) => ({ value, label: value })),
    }),
  );
  const services = await reading(`Looking for services of ${cluster}`, () =>
    aws.listServices(located, cluster),
  );
  if (services.length === 0) throw new Problem(`The ECS cluster ${cluster} in ${region} runs no services.`);
  const chosen = await answer(
    clack.autocompleteMultiselect({
      message: messageOf('service'),
      maxItems: 8,
      required: true,
      options: services.map((value) => ({ value, label: value })),
    }),
  );
  return chosen.map((service) => `${cluster}/${service}`);
}

async function askPlace(answers: Answers, scene: Scene): Promise<Answers> {
  const { region, snapshot, vpc } = answers;
  if (snapshot !== undefined || region === undefined) return answers;
  if (vpc !== undefined) return askWhatNobodyReads(answers);
  const located = { ...answers, region };
  return askWhatNobodyReads(located.offline ? await askOfflineVpc(located) : await askVpc(located, scene));
}

async function askRegion(initialValue: string | undefined): Promise<string> {
  const known = [...new Set([...(initialValue === undefined ? [] : [initialValue]), ...COMMON_REGIONS])];
  const options = known.map((value) => ({
    value,
    label: value,
    ...(value === initialValue && { hint: "the profile's" }),
  }));
  return answer(
    clack.autocomplete({
      message: messageOf('region'),
      maxItems: 8,
      ...(initialValue !== undefined && { initialValue }),
      options() {
        const typed = this.userInput.trim();
        return isRegion(typed) && !known.includes(typed)
          ? [...options, { value: typed, label: typed }]
          : options;
      },
    }),
  );
}

function isRegion(text: string): boolean {
  try {
    answerFromText('region', text);
    return true;
  } catch {
    return false;
  }
}

type Located = Answers & { readonly region: string };

async function askVpc(given: Located, scene: Scene): Promise<Located> {
  try {
    const vpcs = await reading(`Looking for VPCs in ${given.region}`, () => scene.aws.listVpcs(given));
    const vpc = await answer(
      clack.autocomplete({
        message: messageOf('vpc'),
        maxItems: 8,
        options: [
          ...vpcs.map(({ id, name, cidrs, isDefault }) => ({
            value: id,
            label: [name ?? id, ...cidrs, ...(isDefault ? ['default VPC'] : [])].join('  '),
            ...(name && { hint: id }),
          })),
          ...(scene.command === 'create'
            ? [{ value: NEW, label: 'A new VPC', hint: 'private subnets, no NAT, no internet gateway' }]
            : []),
        ],
      }),
    );
    return { ...given, vpc };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    clack.log.warn(wrap(error.message, scene.width()).join('\n'));
    return askWithoutAws(given, scene);
  }
}

/** AWS could not be asked: that is not the end. */
async function askWithoutAws(given: Located, scene: Scene): Promise<Located> {
  const profiles = await scene.aws.profiles();
  const way = await answer(
    clack.select({
      message: 'How shall we go on?',
      options: [
        ...(scene.command === 'create'
          ? [
              { value: 'new', label: 'Make a new VPC', hint: 'needs no AWS access' },
              { value: 'ids', label: 'Type the ids of an existing VPC', hint: 'needs no AWS access' },
            ]
          : []),
        ...(profiles.length > 0 ? [{ value: 'profile', label: 'Use another profile' }] : []),
        { value: 'again', label: 'Try again', hint: 'after signing in elsewhere' },
      ],
    }),
  );
  switch (way) {
    case 'new':
      return { ...given, vpc: NEW };
    case 'ids':
      return askOfflineVpc(given);
    case 'profile': {
      const profile = await answer(
        clack.select({
          message: 'Which profile?',
          options: profiles.map((value) => ({ value })),
          maxItems: 8,
        }),
      );
      return askVpc({ ...given, profile }, scene);
    }
    default:
      return askVpc(given, scene);
  }
}

async function askOfflineVpc(given: Located): Promise<Located> {
  return { ...given, offline: true, vpc: await askText('vpc', { initialValue: 'vpc-' }) };
}

/** What a VPC that is not read must be told about, so that it can be described. */
async function askWhatNobodyReads(given: Answers): Promise<Answers> {
  if (given.vpc === NEW) {
    return given.vpcCidr === undefined
      ? { ...given, vpcCidr: await askText('vpcCidr', { initialValue: withDefaults(given).vpcCidr }) }
      : given;
  }
  if (!given.offline) return given;
  const subnets = given.subnets ?? (await askText('subnets'));
  const count = (text: string) => text.split(',').filter((part) => part.trim() !== '').length;
  const oneEach = (text: string) =>
    count(text) === subnets.length ? undefined : `That is ${count(text)} for ${subnets.length} subnets.`;
  const oneOrEach = (text: string) => (count(text) === 1 ? undefined : oneEach(text));
  return {
    ...given,
    subnets,
    azs: given.azs ?? (await askText('azs', { also: oneEach })),
    subnetCidrs: given.subnetCidrs ?? (await askText('subnetCidrs', { also: oneEach })),
    routeTables: given.routeTables ?? (await askText('routeTables', { also: oneOrEach })),
  };
}

async function askTasks(given: Answers, workload: EcsWorkload | undefined): Promise<Answers> {
  const launchType = given.launchType ?? (await askLaunchType());
  return {
    ...given,
    launchType,
    ...(given.services === undefined && (await askServices(given, launchType, workload))),
  };
}

const askLaunchType = (): Promise<LaunchType> =>
  answer(
    clack.select<LaunchType>({
      message: messageOf('launchType'),
      options: [
        { value: 'fargate', label: 'Fargate' },
        { value: 'ec2', label: 'EC2 instances', hint: 'also for clusters with both' },
      ],
    }),
  );

const SERVICE_CONNECT = 'Service Connect';

async function askServices(
  given: Answers,
  launchType: LaunchType,
  workload: EcsWorkload | undefined,
): Promise<Pick<Answers, 'services' | 'serviceConnect'>> {
  const needed = new Set(needs(workloadOf({ ...given, launchType }, workload)).map(({ service }) => service));
  const inferred = workload?.inferred ?? [];
  const others = SERVICES.filter(
    (name) => !isAgent(name) && inferred.every(({ service }) => service !== name),
  );
  const serviceKnown = given.service !== undefined || given.cluster !== undefined;
  const asksServiceConnect = launchType === 'fargate' && given.serviceConnect === undefined && !serviceKnown;
  const message = workload ? 'Which further AWS services does the application call?' : messageOf('services');
  const chosen = await askAny(`${message} (none: press Enter)`, [
    ...inferred.map(({ service, because }) => ({ value: service, hint: because })),
    ...others.filter((name) => !needed.has(name)).map((value) => ({ value, hint: CATALOGUE[value].because })),
    ...(asksServiceConnect ? [{ value: SERVICE_CONNECT, hint: helpOf('serviceConnect', 'create') }] : []),
  ]);
  return {
    services: chosen.filter(isServiceName),
    ...(chosen.includes(SERVICE_CONNECT) && { serviceConnect: true }),
  };
}

/** Any number of options, found by typing. Enter selects nothing, so what was typed and not selected is asked about again. */
async function askAny(
  message: string,
  options: readonly { readonly value: string; readonly hint: string }[],
  initialValues: readonly string[] = [],
): Promise<string[]> {
  let look = (): { readonly typed: string; readonly matches: readonly string[] } => ({
    typed: '',
    matches: [],
  });
  const chosen = await answer(
    clack.autocompleteMultiselect<string>({
      message,
      maxItems: 7,
      initialValues: [...initialValues],
      options() {
        look = () => ({
          typed: this.userInput.trim(),
          matches: this.filteredOptions.map(({ value }) => value),
        });
        return [...options];
      },
    }),
  );
  const { typed, matches } = look();
  if (typed === '' || matches.some((value) => chosen.includes(value))) return chosen;
  clack.log.warn(`"${typed}" was typed but not selected: Tab selects, Enter goes on.`);
  return askAny(message, options, chosen);
}

const isAgent = (name: ServiceName): boolean => (AGENT_SERVICES as readonly ServiceName[]).includes(name);

async function askSubnets(given: Answers, network: Network): Promise<Answers> {
  if (given.vpc === NEW || given.subnets !== undefined) return given;
  if (network.subnets.length === 0)
    throw new Problem(`${network.vpc.id} has no subnets. Choose another VPC, or a new one (--vpc new).`);
  const ways = new Map(network.subnets.map((subnet) => [subnet.id, wayOut(network, subnet)]));
  const isPrivate = ({ id }: Subnet) => ways.get(id)?.via !== 'internet';
  const label = ({ id, name }: Subnet) => name ?? id;
  const subnets = await answer(
    clack.multiselect({
      message: `${messageOf('subnets')}${network.subnets.length > MANY ? ' (a: all or none)' : ''}`,
      required: true,
      maxItems: 10,
      initialValues: network.subnets.filter(isPrivate).map(({ id }) => id),
      options: [...network.subnets]
        .sort(
          (a, b) =>
            Number(isPrivate(b)) - Number(isPrivate(a)) ||
            (a.az ?? '').localeCompare(b.az ?? '') ||
            label(a).localeCompare(label(b), 'en', { numeric: true }),
        )
        .map((subnet) => ({
          value: subnet.id,
          label: [label(subnet), subnet.az ?? 'no zone', wayText(ways.get(subnet.id))].join('  '),
          hint: [...(subnet.name ? [subnet.id] : []), ...(subnet.cidr ? [subnet.cidr] : [])].join(', '),
        })),
    }),
  );
  return { ...given, subnets };
}

/** From how many options on one likes to change all at once. */
const MANY = 5;

const WAYS: Readonly<Record<WayOut['via'], string>> = {
  nat: 'out by NAT',
  internet: 'public: out by internet gateway',
  other: 'out by',
  blocked: 'no way out',
  unknown: 'way out unknown',
};

function wayText(way: WayOut | undefined): string {
  if (!way) return WAYS.unknown;
  return way.via === 'other' ? `${WAYS.other} ${way.id ?? 'other means'}` : WAYS[way.via];
}

async function askOutput(given: Answers, targetFault: TargetFault): Promise<Answers> {
  const iac =
    given.iac ??
    (await answer(
      clack.select({
        message: messageOf('iac'),
        options: [
          { value: 'terraform' as const, label: 'Terraform', hint: 'and OpenTofu' },
          { value: 'cdk' as const, label: 'CDK', hint: 'a TypeScript app' },
          { value: 'cloudformation' as const, label: 'CloudFormation', hint: 'a YAML template' },
        ],
      }),
    ));
  return { ...given, iac, directory: await directoryOf(given, targetFault) };
}

/** The usual directory is not asked about: the last question names it. Where it cannot be used, another one is. */
async function directoryOf(given: Answers, targetFault: TargetFault): Promise<string> {
  const { directory } = withDefaults(given);
  if (given.directory !== undefined || targetFault(directory) === undefined) return directory;
  return askText('directory', { initialValue: directory, also: targetFault });
}

async function confirm(
  { plan, files, replaced, directory, check }: Proposal,
  width: number,
): Promise<boolean> {
  clack.log.step(planText(plan, width).map(coloured).join('\n'));
  if (replaced.length > 0) clack.log.warn(`Replaced in ${directory}: ${replaced.join(', ')}`);
  const what = `Write ${files.length} files to ${directory}?`;
  if (check) {
    if (await answer(clack.confirm({ message: what }))) return true;
    return leave();
  }
  const wish = await answer(
    clack.select({
      message: what,
      options: [
        { value: 'write', label: 'Write them' },
        { value: 'check', label: 'Write them and check them', hint: CHECKED_BY[plan.iac] },
        { value: 'leave', label: 'Write nothing' },
      ],
    }),
  );
  if (wish === 'leave') leave();
  return wish === 'check';
}

const CHECKED_BY: Readonly<Record<Plan['iac'], string>> = {
  terraform: 'terraform init, validate',
  cdk: 'npm install, cdk synth',
  cloudformation: 'cfn-lint',
};

const COLOURS: Readonly<Record<string, 'green' | 'yellow' | 'dim'>> = {
  '+': 'green',
  '~': 'yellow',
  '=': 'dim',
};

/** The mark of an endpoint's line in its colour; the word beside it says the same. */
function coloured(line: string): string {
  const colour = COLOURS[stripVTControlCharacters(line).slice(0, 2).trim()];
  return colour ? styleText(colour, line.slice(0, 8)) + line.slice(8) : line;
}
