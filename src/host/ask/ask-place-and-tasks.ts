import * as clack from '@clack/prompts';
import { answerFromText } from '../../ask/answers.ts';
import type { Command } from '../../ask/command.ts';
import { type Described, launchedOn, namesWorkload, undescribed, whyOpen } from '../../ask/described.ts';
import { type Answers, makesNoAwsCall, sourceTells, withDefaults } from '../../ask/questions.ts';
import { NEW } from '../../ask/values.ts';
import { COMMON_REGIONS } from '../../core/network/regions.ts';
import { Problem } from '../../core/problem.ts';
import { oneLine } from '../../core/text/visible.ts';
import { wrap } from '../../core/text/wrap.ts';
import { formatNamed } from '../../formats/formats.ts';
import type { Aws } from '../../sources/aws/aws.ts';
import { askLaunchType, askTasks } from './ask-tasks.ts';
import { credentialsOf } from './credentials.ts';
import { answer, askText, messageOf, reading, selectAny, shown } from './prompts.ts';

/** What these questions need besides answers. */
export interface Asking {
  readonly command: Command;
  readonly aws: Aws;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads the workload that answers name. */
  readonly describe: (answers: Answers) => Promise<Described>;
  /** Columns for text inside the frame. */
  readonly width: () => number;
}

/**
 * Asks where and what: the Region, the workload, the VPC, the launch type and the services; only what is not known.
 *
 * @throws Cancelled when the user leaves a prompt
 */
export async function askPlaceAndTasks(begun: Described, scene: Asking): Promise<Described> {
  await sayWho(begun.answers, scene);
  const answers = await withRegion(begun.answers, scene);
  const described = begun.workload ? begun : await askWorkload(answers, scene);
  const open = whyOpen(described);
  if (open.length > 0) clack.log.info(shown(open.flatMap((line) => wrap(line, scene.width()))));
  // What the tasks run on decides whether the subnets of their service are those to ask about.
  const launched =
    described.workload && described.answers.launchType === undefined
      ? launchedOn(described, await askLaunchType())
      : described;
  const placed = await askPlace(launched.answers, scene);
  return { ...launched, answers: await askTasks(placed, launched.workload) };
}

/** Shows whose account would be read, before anything is asked; nothing where there are no signs of credentials. */
async function sayWho(given: Answers, { aws, env, width }: Asking): Promise<void> {
  if (makesNoAwsCall(given) || given.vpc === NEW) return;
  const credentials = credentialsOf(given, { aws, env });
  if (!credentials) return;
  const { profile } = credentials;
  const region = given.region ?? aws.defaultRegion(given);
  const account = await aws.accountOf({ region: region ?? 'us-east-1', profile: given.profile });
  const facts = [
    account === undefined ? 'AWS account: could not be found out' : `AWS account ${account}`,
    profile === undefined ? 'credentials from the environment' : `profile ${oneLine(profile)}`,
    ...(region === undefined ? [] : [`Region ${oneLine(region)}`]),
  ];
  clack.log.info(shown(wrap(facts.join(', '), width())));
}

/** With the Region, which a snapshot knows itself. */
async function withRegion(given: Answers, { aws }: Asking): Promise<Answers> {
  if (sourceTells(given, 'region') || given.region !== undefined) return given;
  return { ...given, region: await askRegion(aws.defaultRegion(given)) };
}

/** What the tasks need: from a list that is asked for later, a service or a file. */
async function askWorkload(answers: Answers, scene: Asking): Promise<Described> {
  if (namesWorkload(answers)) return scene.describe(answers);
  if (answers.services !== undefined) return undescribed(answers);
  const { region } = answers;
  const readsEcs = region !== undefined && !makesNoAwsCall(answers);
  const from = await answer(
    clack.select({
      message: 'How should we find out which AWS services your tasks use?',
      options: [
        { value: 'list', label: 'Pick from a list' },
        ...(readsEcs
          ? [
              {
                value: 'service',
                label: 'Read a running ECS service',
                hint: 'also picks up its VPC and subnets',
              },
            ]
          : []),
        { value: 'file', label: 'Read a task definition file', hint: 'JSON or YAML' },
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
    clack.log.warn(shown(wrap(error.message, scene.width())));
    return askWorkload(answers, scene);
  }
}

/** @throws Problem when there is none to choose, or ECS cannot be asked */
async function askEcsServices(located: Located, { aws }: Asking): Promise<string[]> {
  const { region } = located;
  const clusters = await reading(`Listing ECS clusters in ${region}`, () => aws.listClusters(located));
  if (clusters.length === 0) throw new Problem(`There are no ECS clusters in ${region}.`);
  const cluster = await answer(
    clack.autocomplete({
      message: messageOf('cluster'),
      maxItems: 8,
      options: clusters.map((value) => ({ value, label: oneLine(value) })),
    }),
  );
  const services = await reading(`Listing services of ${oneLine(cluster)}`, () =>
    aws.listServices(located, cluster),
  );
  if (services.length === 0) throw new Problem(`The ECS cluster ${cluster} in ${region} runs no services.`);
  const chosen = await selectAny(
    messageOf('service'),
    services.map((value) => ({ value })),
    { required: true },
  );
  return chosen.map((service) => `${cluster}/${service}`);
}

/** With the VPC, and what must be told of one that is not read. */
async function askPlace(answers: Answers, scene: Asking): Promise<Answers> {
  const { region, vpc } = answers;
  if (sourceTells(answers, 'vpc') || region === undefined) return answers;
  if (vpc !== undefined) return askWhatNobodyReads(answers);
  const located = { ...answers, region };
  return askWhatNobodyReads(located.offline ? await askOfflineVpc(located) : await askVpc(located, scene));
}

/** From a list; any other that could be one is taken as typed. */
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
        return typed !== '' && !known.includes(typed) && isRegion(typed)
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

/** Answers by which AWS can be asked. */
type Located = Answers & { readonly region: string };

/** From a list of those there are; where that cannot be read, in another way. */
async function askVpc(given: Located, scene: Asking): Promise<Located> {
  try {
    const vpcs = await reading(`Listing VPCs in ${given.region}`, async () => {
      await scene.aws.checkRegion(given);
      return scene.aws.listVpcs(given);
    });
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
          ...(canCreateVpc(scene.command, given)
            ? [{ value: NEW, label: 'A new VPC', hint: 'private subnets, no NAT, no internet gateway' }]
            : []),
        ],
      }),
    );
    return { ...given, vpc };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    clack.log.warn(shown(wrap(error.message, scene.width())));
    return askWithoutAws(given, scene);
  }
}

/** Whether the command, and the format where it is chosen, can create a VPC. */
const canCreateVpc = ({ questions }: Command, { iac }: Answers): boolean =>
  questions.has('vpcCidr') && (iac === undefined || formatNamed(iac).newVpc !== undefined);

/** AWS could not be asked: that is not the end. */
async function askWithoutAws(given: Located, scene: Asking): Promise<Located> {
  const profiles = scene.aws.profiles();
  const way = await answer(
    clack.select({
      message: 'What would you like to do?',
      options: [
        ...(canCreateVpc(scene.command, given)
          ? [{ value: 'new', label: 'Create a new VPC', hint: 'no AWS access needed' }]
          : []),
        ...(scene.command.questions.has('vpcCidr')
          ? [{ value: 'ids', label: 'Enter the IDs of an existing VPC', hint: 'no AWS access needed' }]
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
          options: profiles.map((value) => ({ value, label: oneLine(value) })),
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
