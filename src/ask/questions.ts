import type * as v from 'valibot';
import { AGENT_SERVICES, PULL_SERVICES, SERVICES, type ServiceName } from '../core/catalogue.ts';
import { hasResource } from '../core/plan/abilities.ts';
import { taskDefinitionSource } from '../core/workload/selection.ts';
import {
  FORMAT_NAMES,
  type FormatName,
  formatNamed,
  LAYOUT_NAMES,
  type TerraformLayout,
} from '../formats/formats.ts';
import * as values from './values.ts';

/** The answers that decide which other questions make sense, and the name of the command that asks. */
export interface Given {
  readonly command: string;
  readonly vpc?: string;
  readonly offline?: boolean;
  readonly snapshot?: string;
  readonly terraformPlan?: string;
  readonly template?: readonly string[];
  readonly azs?: readonly string[];
  readonly explain?: string;
  readonly taskDefinition?: readonly string[];
  readonly task?: string;
  readonly dryRun?: boolean;
  readonly saveSnapshot?: string;
  readonly redact?: boolean;
  readonly traffic?: string;
  readonly cost?: boolean;
  readonly accounts?: readonly string[];
  readonly organization?: boolean;
  readonly role?: string;
  readonly vpcs?: string;
  readonly from?: string;
  readonly create?: string;
  readonly report?: string;
  readonly central?: boolean;
  readonly spokes?: readonly string[];
  readonly iac?: FormatName;
  readonly terraformLayout?: TerraformLayout;
  readonly [key: string]: unknown;
}

/** A text, or one for each command where they differ. */
export type PerCommand = string | Readonly<Record<string, string>>;

/**
 * One thing the tool wants to know. Flags, environment variables, prompts, defaults, validation, help, the answers file
 * and the replay command are all made from this.
 */
export interface Question {
  /** The heading it stands under in the help text. */
  readonly group: Group;
  /**
   * How text becomes a value: a list is separated by commas, pairs are `key=value` separated by commas, and so are parameters, whose
   * values can be lists.
   */
  readonly form: 'text' | 'list' | 'pairs' | 'parameters' | 'count' | 'switch' | 'argument';
  /** Without dashes; of an argument its name. */
  readonly flag: string;
  /** What stands after the flag in the help text; choices and switches do without. */
  readonly value?: PerCommand;
  /** One or two sentences of help. */
  readonly help: PerCommand;
  /** How the wizard asks; left out where it does not. */
  readonly ask?: string;
  readonly schema: v.GenericSchema;
  /** What it may be where the network is that of code, whose resources have addresses or logical IDs. */
  readonly schemaInCode?: v.GenericSchema;
  /** What holds when nobody says otherwise. */
  readonly fallback?: unknown;
  /** The fallback in words, where it is not a value. */
  readonly fallbackText?: PerCommand;
  /** Environment variables, instead of the one made from the flag. */
  readonly env?: readonly string[];
  /** Says how to run this once and is no answer: so not in answers files, the environment or the replay command. */
  readonly mode?: true;
  /** It chooses a source of networks that makes no AWS call; `tells` are the answers that the source gives itself. */
  readonly source?: { readonly tells: readonly string[] };
  /** Whether there must be an answer. */
  readonly required?: (given: Given) => boolean;
  /** Why an answer would have no meaning here, or undefined when it has one. */
  readonly senseless?: (given: Given) => string | undefined;
}

export const GROUPS = [
  'Accounts and Regions',
  'Network',
  'Tasks',
  'Evidence',
  'Output',
  'Without AWS access',
  'Running',
] as const;
export type Group = (typeof GROUPS)[number];

const isNew = (given: Given) => given.vpc === values.NEW;
const declaresExisting = (given: Given) => given.offline === true && !isNew(given);
/** The question by which a source was chosen that makes no AWS call. */
const silentSource = (given: Given): QuestionKey | undefined =>
  QUESTION_KEYS.find((key) => question(key).source !== undefined && given[key]);
/** Whether the source gives an answer itself. */
const tells = (given: Given, key: string): boolean => {
  const chosen = silentSource(given);
  return chosen !== undefined && question(chosen).source?.tells.includes(key) === true;
};
/** Why what only AWS tells cannot be had, as "which … does not". */
const withoutAws = (given: Given, what: string): string | undefined => {
  const chosen = silentSource(given);
  return chosen && `${what}, and --${question(chosen).flag} makes no AWS call`;
};
const isRead = (given: Given) => given.offline !== true && !isNew(given);
/** Why nothing can be read from ECS here. */
const readsNothing = (given: Given): string | undefined => {
  const why = withoutAws(given, 'it is read from ECS');
  return why && `${why}; give a task definition as a file`;
};
/** Why a source has no meaning: another one was chosen before it. */
const besides = (given: Given, key: string): string | undefined => {
  const chosen = silentSource(given);
  return chosen === undefined || chosen === key
    ? undefined
    : `--${question(chosen).flag} says already where the network comes from`;
};
/** Whether the network is that of code. */
export const isCode = ({ terraformPlan, template }: Pick<Given, 'terraformPlan' | 'template'>): boolean =>
  terraformPlan !== undefined || template !== undefined;
const onlyOfTemplates = (given: Given): string | undefined =>
  given.template === undefined ? 'only --template has parameters' : undefined;
const READ = "it's read from the VPC; only --offline needs it";

/** Whether many accounts are read with a role in each. */
const inAccounts = ({ accounts, organization }: Given): boolean =>
  accounts !== undefined || organization === true;
/** Why AWS is not asked where a sweep works from what an earlier one saved. */
const besideFrom = ({ from }: Given): string | undefined =>
  from === undefined ? undefined : '--from makes no AWS call';
/** Why it has no meaning without a role to assume. */
const onlyOfRole = (given: Given): string | undefined =>
  besideFrom(given) ?? (given.role === undefined ? 'it is for assuming --role' : undefined);

/** Why it has no meaning in a sweep that writes no code. */
const onlyOfCode = ({ command, create }: Given): string | undefined =>
  command === 'sweep' && create === undefined ? 'only --create writes code' : undefined;

/** Why nothing else is read about the tasks. */
const besideTask = (given: Given): string | undefined =>
  given.task === undefined ? undefined : '--task reads the definition and the service of the task';

/** Why the format can't do something that only some formats can. */
const beyondFormat = ({ iac }: Given, ability: 'newVpc' | 'adoption', what: string): string | undefined => {
  const format = iac && formatNamed(iac);
  return format && !format[ability] ? `${format.label} can't ${what}` : undefined;
};

/** Why only central endpoints have other VPCs. */
const onlyCentral = (given: Given): string | undefined =>
  given.central ? undefined : 'it is for endpoints that other VPCs use: pass --central too';

/** What no launch type brings by itself. */
const FURTHER_SERVICES = SERVICES.filter(
  (name) => ![...PULL_SERVICES, ...AGENT_SERVICES].some((own: ServiceName) => own === name),
);

/** Every question, in the order in which help and the replay command name them. */
export const QUESTIONS = {
  directory: {
    group: 'Output',
    form: 'argument',
    flag: 'directory',
    help: {
      create:
        'Where the files go. If an earlier run wrote there, its answers apply: a flag replaces one, an empty one takes it back (--task-definition=), and =false a switch (--adopt=false).',
      doctor: 'Take what an earlier run of create recorded there.',
    },
    ask: 'Where should the files go?',
    schema: values.plainText,
    fallback: 'private-ecs-network',
    fallbackText: { create: 'private-ecs-network', doctor: 'none' },
  },
  region: {
    group: 'Network',
    form: 'text',
    flag: 'region',
    value: 'region',
    help: 'AWS Region of the VPC.',
    ask: 'Which AWS Region?',
    schema: values.region,
    fallbackText: "the profile's",
    env: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
    required: (given) => !tells(given, 'region') && given.explain === undefined,
  },
  vpc: {
    group: 'Network',
    form: 'text',
    flag: 'vpc',
    value: { create: 'vpc-id|new', doctor: 'vpc-id' },
    help: {
      create: 'The VPC the tasks run in; "new" makes a private one.',
      doctor: 'The VPC the tasks run in.',
    },
    ask: 'Which VPC do the tasks run in?',
    schema: values.vpc,
    schemaInCode: values.plainText,
    fallbackText: 'that of --service',
    required: (given) => !tells(given, 'vpc') && given.explain === undefined,
    senseless: (given) =>
      isNew(given) && given.command === 'doctor' ? 'there is nothing to look at in a new VPC' : undefined,
  },
  subnets: {
    group: 'Network',
    form: 'list',
    flag: 'subnets',
    value: 'id,...',
    help: {
      create: 'The subnets where tasks run; on EC2, where the container instances are.',
      doctor: 'The subnets where tasks run; without it, all that have no route to an internet gateway.',
    },
    ask: 'Which subnets do the tasks run in?',
    schema: values.subnets,
    schemaInCode: values.plainTexts,
    fallbackText: 'those of --service',
    required: (given) => given.command === 'create' && !isNew(given),
    senseless: (given) => (isNew(given) ? 'a new VPC creates its own subnets' : undefined),
  },
  vpcCidr: {
    group: 'Network',
    form: 'text',
    flag: 'vpc-cidr',
    value: 'cidr',
    help: 'The CIDR block of a new VPC (or, with --offline, of the existing one).',
    ask: 'CIDR block for the new VPC?',
    schema: values.cidr,
    fallback: '10.0.0.0/16',
    senseless: (given) => (isRead(given) ? READ : undefined),
  },
  azCount: {
    group: 'Network',
    form: 'count',
    flag: 'az-count',
    value: 'n',
    help: 'Number of Availability Zones for a new VPC.',
    schema: values.zoneCount,
    fallback: 2,
    senseless: (given) => {
      if (!isNew(given)) return 'only a new VPC is spread over Availability Zones';
      return given.azs ? '--azs already says how many' : undefined;
    },
  },
  profile: {
    group: 'Network',
    form: 'text',
    flag: 'profile',
    value: 'name',
    help: 'AWS named profile to use.',
    schema: values.plainText,
    env: ['AWS_PROFILE'],
  },
  profiles: {
    group: 'Accounts and Regions',
    form: 'list',
    flag: 'profiles',
    value: 'name,...',
    help: 'Read the account of each of these AWS profiles.',
    schema: values.plainTexts,
    fallbackText: 'the account of the credentials in use',
    senseless: (given) =>
      besideFrom(given) ??
      (inAccounts(given) ? '--role is assumed with one profile, which --profile names' : undefined),
  },
  accounts: {
    group: 'Accounts and Regions',
    form: 'list',
    flag: 'accounts',
    value: 'id,...',
    help: 'Read these accounts, each with --role.',
    schema: values.accounts,
    senseless: (given) =>
      besideFrom(given) ??
      (given.organization ? '--organization says already which accounts to read' : undefined),
  },
  organization: {
    group: 'Accounts and Regions',
    form: 'switch',
    flag: 'organization',
    help: 'Read every active account of the AWS organization, each with --role. Needs credentials of the management account or of a delegated administrator.',
    schema: values.yesOrNo,
    fallback: false,
    senseless: besideFrom,
  },
  ou: {
    group: 'Accounts and Regions',
    form: 'text',
    flag: 'ou',
    value: 'ou-id',
    help: 'Only the accounts of this organizational unit and of those below it.',
    schema: values.organizationalUnit,
    senseless: (given) => (given.organization ? undefined : 'it is a part of --organization'),
  },
  role: {
    group: 'Accounts and Regions',
    form: 'text',
    flag: 'role',
    value: 'name',
    help: 'The IAM role to assume in each account: its name, with its path where it has one.',
    schema: values.roleName,
    required: inAccounts,
    senseless: (given) =>
      besideFrom(given) ??
      (inAccounts(given) ? undefined : 'it is assumed in the accounts of --accounts or --organization'),
  },
  externalId: {
    group: 'Accounts and Regions',
    form: 'text',
    flag: 'external-id',
    value: 'id',
    help: 'The external ID that the role asks for.',
    schema: values.externalId,
    senseless: onlyOfRole,
  },
  roleSessionName: {
    group: 'Accounts and Regions',
    form: 'text',
    flag: 'role-session-name',
    value: 'name',
    help: 'The name of the session, as CloudTrail shows it.',
    schema: values.roleSessionName,
    fallback: 'create-private-ecs-network',
    senseless: onlyOfRole,
  },
  regions: {
    group: 'Accounts and Regions',
    form: 'list',
    flag: 'regions',
    value: 'region,...|all',
    help: 'The Regions to read in each account; "all" for those that the account has enabled.',
    schema: values.regions,
    fallbackText: "the profile's",
    senseless: besideFrom,
  },
  vpcs: {
    group: 'Network',
    form: 'text',
    flag: 'vpcs',
    help: 'Which VPCs to look at: those where ECS tasks run, or all.',
    schema: values.oneOf(['ecs', 'all']),
    fallback: 'ecs',
    senseless: besideFrom,
  },
  taskDefinition: {
    group: 'Tasks',
    form: 'list',
    flag: 'task-definition',
    value: 'file|family[:revision]|arn',
    help: 'Read requirements from a task definition: a JSON or YAML file, a CloudFormation template or Terraform plan with one, or one in ECS. Can be given several times.',
    ask: 'Which file is the task definition in?',
    schema: values.taskDefinitions,
    senseless: (given) =>
      besideTask(given) ??
      (given.taskDefinition?.some((name) => taskDefinitionSource(name) === 'ecs')
        ? readsNothing(given)
        : undefined),
  },
  service: {
    group: 'Tasks',
    form: 'list',
    flag: 'service',
    value: 'cluster/service',
    help: 'Read requirements, VPC, subnets and security groups from a running ECS service. Can be given several times.',
    ask: 'Which services?',
    schema: values.ecsServices,
    senseless: (given) => besideTask(given) ?? readsNothing(given),
  },
  cluster: {
    group: 'Tasks',
    form: 'list',
    flag: 'cluster',
    value: 'name',
    help: 'The same from all services of an ECS cluster.',
    ask: 'Which cluster?',
    schema: values.ecsClusters,
    senseless: (given) => besideTask(given) ?? readsNothing(given),
  },
  task: {
    group: 'Tasks',
    form: 'text',
    flag: 'task',
    value: 'cluster/task-id|arn',
    help: 'Look at one task, stopped or running: its subnet, security groups, definition and the reason why it stopped.',
    schema: values.ecsTask,
    mode: true,
    senseless: (given) => {
      const why = withoutAws(given, 'it is read from ECS');
      return why && `${why}; pass the reason of the task with --stopped-reason`;
    },
  },
  stoppedReason: {
    group: 'Tasks',
    form: 'text',
    flag: 'stopped-reason',
    value: 'text',
    help: "Say whether the network explains this reason of a stopped task, event of a service, or line of the agent's log.",
    schema: values.message,
    mode: true,
  },
  exec: {
    group: 'Tasks',
    form: 'switch',
    flag: 'exec',
    help: 'Say why ECS Exec does not work with --task.',
    schema: values.yesOrNo,
    fallback: false,
    mode: true,
    senseless: (given) => (given.task === undefined ? 'it says why ECS Exec fails with --task' : undefined),
  },
  traffic: {
    group: 'Evidence',
    form: 'text',
    flag: 'traffic',
    help: 'Also show what went through NAT gateways and endpoints in this time, as CloudWatch counted it.',
    schema: values.oneOf(['24h', '7d', '30d']),
    mode: true,
    senseless: (given) => withoutAws(given, 'it is read from CloudWatch'),
  },
  since: {
    group: 'Evidence',
    form: 'text',
    flag: 'since',
    value: 'time',
    help: 'Compare --traffic before and after this time, such as 2026-11-20T14:30Z. Without a time zone it is UTC.',
    schema: values.moment,
    mode: true,
    senseless: (given) => (given.traffic === undefined ? 'it divides the window of --traffic' : undefined),
  },
  flowLogs: {
    group: 'Evidence',
    form: 'switch',
    flag: 'flow-logs',
    help: "Also show where the bytes of --traffic go, by the VPC's flow logs. That takes a query which AWS charges for; it asks first, or takes --yes.",
    schema: values.yesOrNo,
    fallback: false,
    mode: true,
    senseless: (given) => (given.traffic === undefined ? 'it takes the window of --traffic' : undefined),
  },
  cost: {
    group: 'Evidence',
    form: 'switch',
    flag: 'cost',
    help: {
      create: "Ask AWS's Price List what the endpoints cost, instead of the dated prices in this program.",
      doctor:
        "Also say what NAT and endpoints cost a month, what the fixes add, and from how many GB they pay back. Asks AWS's Price List where AWS is read.",
    },
    schema: values.yesOrNo,
    fallback: false,
    mode: true,
  },
  gbPerMonth: {
    group: 'Evidence',
    form: 'count',
    flag: 'gb-per-month',
    value: 'n',
    help: 'GB a month that go through NAT, to compare its cost with that of endpoints.',
    schema: values.gigabytes,
    mode: true,
    senseless: (given) =>
      given.command === 'doctor' && !given.cost ? 'it is for what --cost compares' : undefined,
  },
  launchType: {
    group: 'Tasks',
    form: 'text',
    flag: 'launch-type',
    help: {
      create: 'Launch type of the tasks (ec2 for mixed clusters).',
      sweep: "Launch type of tasks where ECS doesn't tell it, and in VPCs without ECS tasks.",
    },
    ask: 'Where do the tasks run?',
    schema: values.oneOfInAnyCase(['fargate', 'ec2']),
    fallbackText: { create: 'from the task definition, service or cluster', sweep: 'what ECS tells' },
    required: (given) => (given.command === 'sweep' ? given.vpcs === 'all' : given.explain === undefined),
    senseless: (given) => (given.command === 'sweep' ? besideFrom(given) : undefined),
  },
  services: {
    group: 'Tasks',
    form: 'list',
    flag: 'services',
    value: 'name,...',
    help: `Other AWS services your tasks use: ${FURTHER_SERVICES.join(', ')}.`,
    ask: 'Which other AWS services do the tasks use?',
    schema: values.services,
    fallback: [],
    fallbackText: 'none',
    senseless: (given) => (given.command === 'sweep' ? besideFrom(given) : undefined),
  },
  serviceConnect: {
    group: 'Tasks',
    form: 'switch',
    flag: 'service-connect',
    help: 'The tasks use ECS Service Connect.',
    schema: values.yesOrNo,
    fallback: false,
  },
  taskSecurityGroups: {
    group: 'Tasks',
    form: 'list',
    flag: 'task-security-groups',
    value: 'sg,...',
    help: {
      create:
        'The security groups of the tasks, on EC2 of the container instances too: only these may reach new endpoints.',
      doctor: 'The security groups of the tasks.',
    },
    schema: values.securityGroups,
    schemaInCode: values.plainTexts,
    fallbackText: {
      create: 'those of --service, else the CIDR blocks of the subnets',
      doctor: 'those of --service, else groups that let everything out',
    },
    senseless: (given) => (isNew(given) ? 'the groups of another VPC cannot reach a new one' : undefined),
  },
  iac: {
    group: 'Output',
    form: 'text',
    flag: 'iac',
    help: 'What to write.',
    ask: 'Which format?',
    schema: values.oneOf(FORMAT_NAMES),
    required: (given) => given.command !== 'sweep',
    senseless: (given) => (isNew(given) ? beyondFormat(given, 'newVpc', 'create a VPC') : undefined),
  },
  terraformLayout: {
    group: 'Output',
    form: 'text',
    flag: 'terraform-layout',
    help: 'How the Terraform code is laid out: a root module to deploy, or a module that your configuration calls.',
    schema: values.oneOf(LAYOUT_NAMES),
    fallback: 'root',
    senseless: (given) =>
      given.iac !== undefined && given.iac !== 'terraform' ? 'only --iac terraform has layouts' : undefined,
  },
  name: {
    group: 'Output',
    form: 'text',
    flag: 'name',
    value: 'name',
    help: 'Name prefix for created resources.',
    schema: values.name,
    fallback: 'private-ecs',
  },
  tags: {
    group: 'Output',
    form: 'pairs',
    flag: 'tags',
    value: 'key=value,...',
    help: 'Tags for everything created.',
    schema: values.tags,
    fallback: {},
    fallbackText: 'none',
  },
  s3Policy: {
    group: 'Output',
    form: 'text',
    flag: 's3-policy',
    help: 'Policy for a new S3 endpoint. All S3 traffic from these subnets goes through it, so use ecr-only only if the tasks use no other buckets.',
    schema: values.oneOf(['full', 'ecr-only']),
    fallback: 'full',
  },
  adopt: {
    group: 'Output',
    form: 'switch',
    flag: 'adopt',
    help: 'Also import existing endpoints that serve the tasks into the generated code.',
    schema: values.yesOrNo,
    fallback: false,
    senseless: (given) => {
      if (isNew(given)) return 'in a new VPC there is nothing to import';
      if (given.terraformLayout === 'module')
        return 'import blocks can only be in a root module, and --terraform-layout module writes one that others call';
      return (
        beyondFormat(given, 'adoption', 'import existing endpoints') ??
        withoutAws(given, "an endpoint's tags must be known to leave them alone")
      );
    },
  },
  central: {
    group: 'Output',
    form: 'switch',
    flag: 'central',
    help: 'Make endpoints that other VPCs use too: private DNS off, and hosted zones for their names, associated with --vpc and --spokes.',
    schema: values.yesOrNo,
    fallback: false,
    senseless: (given) => {
      if (isNew(given)) return 'the VPC must exist, with its routes to the others';
      const format = given.iac && formatNamed(given.iac, given.terraformLayout);
      if (format && !hasResource(format, 'create-hosted-zone'))
        return given.terraformLayout === 'module'
          ? 'central endpoints are deployed once, and --terraform-layout module writes a module that others call'
          : `it is written for Terraform alone so far, not for ${format.label}`;
      return (
        withoutAws(given, 'the VPCs of --spokes are read from AWS') ??
        (given.spokes ? undefined : 'name the other VPCs that use the endpoints with --spokes')
      );
    },
  },
  spokes: {
    group: 'Network',
    form: 'list',
    flag: 'spokes',
    value: 'vpc,...',
    help: 'The other VPCs whose tasks use the endpoints of --central: of the same account and Region, with routes to --vpc and back.',
    schema: values.spokes,
    senseless: onlyCentral,
  },
  spokeSubnets: {
    group: 'Network',
    form: 'list',
    flag: 'spoke-subnets',
    value: 'id,...',
    help: 'The subnets of --spokes where tasks run.',
    schema: values.spokeSubnets,
    fallbackText: 'all that have no route to an internet gateway',
    senseless: onlyCentral,
  },
  allowWideRules: {
    group: 'Output',
    form: 'switch',
    flag: 'allow-wide-rules',
    help: 'Open a network ACL to every address on 443/tcp where it has no room for those of S3 or DynamoDB alone. Without it such an ACL stays as it is, and the plan says so.',
    ask: 'Open these network ACLs wider than the tasks need?',
    schema: values.yesOrNo,
    fallback: false,
    senseless: (given) => {
      if (isNew(given)) return 'the network ACL of a new VPC lets everything through';
      return given.offline ? 'network ACLs are read from AWS, and --offline makes no AWS call' : undefined;
    },
  },
  offline: {
    group: 'Without AWS access',
    form: 'switch',
    flag: 'offline',
    help: "Don't call AWS; describe an existing VPC with the flags below. (Not needed with --vpc new.)",
    schema: values.yesOrNo,
    fallback: false,
    source: { tells: [] },
    senseless: (given) => (given.snapshot ? '--snapshot already makes no AWS call' : undefined),
  },
  azs: {
    group: 'Without AWS access',
    form: 'list',
    flag: 'azs',
    value: 'az,...',
    help: 'The Availability Zones of --subnets, in their order; or the ones a new VPC uses.',
    ask: 'In which Availability Zones are they, in that order?',
    schema: values.zones,
    required: declaresExisting,
    senseless: (given) => (isRead(given) ? READ : undefined),
  },
  subnetCidrs: {
    group: 'Without AWS access',
    form: 'list',
    flag: 'subnet-cidrs',
    value: 'cidr,...',
    help: 'The CIDR blocks of --subnets, in their order.',
    ask: 'Which CIDR blocks do they have, in that order?',
    schema: values.cidrs,
    required: declaresExisting,
    senseless: (given) => {
      if (isNew(given)) return 'those of a new VPC are cut from --vpc-cidr';
      return isRead(given) ? READ : undefined;
    },
  },
  routeTables: {
    group: 'Without AWS access',
    form: 'list',
    flag: 'route-tables',
    value: 'id,...',
    help: 'The route tables of --subnets: one for all, or one each in their order.',
    ask: 'Which route tables do they use: one for all, or one each?',
    schema: values.routeTables,
    required: declaresExisting,
    senseless: (given) => {
      if (isNew(given)) return 'a new VPC gets route tables of its own';
      return isRead(given) ? READ : undefined;
    },
  },
  snapshot: {
    group: 'Without AWS access',
    form: 'text',
    flag: 'snapshot',
    value: 'file',
    help: 'Work from what doctor --save-snapshot wrote instead of reading AWS.',
    schema: values.plainText,
    source: { tells: ['region', 'vpc'] },
    senseless: (given) => (isNew(given) ? 'there is nothing to read of a new VPC' : undefined),
  },
  terraformPlan: {
    group: 'Without AWS access',
    form: 'text',
    flag: 'terraform-plan',
    value: 'file',
    help: 'Look at the network that a Terraform plan or state makes: a file with the output of terraform show -json, or - for standard input.',
    schema: values.plainText,
    source: { tells: ['region', 'vpc'] },
    senseless: (given) => besides(given, 'terraformPlan'),
  },
  template: {
    group: 'Without AWS access',
    form: 'list',
    flag: 'template',
    value: 'file',
    help: 'Look at the network that a CloudFormation template makes, or that cdk synth wrote. Can be given several times.',
    schema: values.plainTexts,
    source: { tells: ['region', 'vpc'] },
    senseless: (given) => besides(given, 'template'),
  },
  parameters: {
    group: 'Without AWS access',
    form: 'parameters',
    flag: 'parameters',
    value: 'name=value,...',
    help: 'Parameters of --template. Can be given several times.',
    schema: values.parameters,
    senseless: onlyOfTemplates,
  },
  parameterFile: {
    group: 'Without AWS access',
    form: 'list',
    flag: 'parameter-file',
    value: 'file',
    help: "A file with parameters of --template, in one of AWS's forms. Can be given several times; --parameters wins.",
    schema: values.plainTexts,
    senseless: onlyOfTemplates,
  },
  source: {
    group: 'Without AWS access',
    form: 'text',
    flag: 'source',
    value: 'directory',
    help: 'Where the code of --terraform-plan is. It tells which resources expressions mean, and file and line.',
    schema: values.plainText,
    fallback: '.',
    mode: true,
    senseless: (given) =>
      given.terraformPlan === undefined ? 'it is where the code of --terraform-plan is' : undefined,
  },
  live: {
    group: 'Network',
    form: 'switch',
    flag: 'live',
    help: 'Read the existing VPC that the code of --terraform-plan or --template is for, and judge both together. Calls AWS.',
    schema: values.yesOrNo,
    fallback: false,
    senseless: (given) =>
      isCode(given) ? undefined : 'only code is judged together with what AWS has: a VPC is read anyway',
  },
  saveSnapshot: {
    group: 'Output',
    form: 'text',
    flag: 'save-snapshot',
    value: 'file',
    help: 'Also write what was read (ids, names, addresses, rules, endpoint policies) to a file that --snapshot can work from.',
    schema: values.plainText,
    mode: true,
    senseless: (given) => {
      if (isCode(given)) return 'a snapshot is of a VPC that is deployed';
      return given.snapshot && !given.redact
        ? 'nothing new is read with --snapshot; --redact makes another file of it'
        : undefined;
    },
  },
  redact: {
    group: 'Output',
    form: 'switch',
    flag: 'redact',
    help: 'Let --save-snapshot write other ids, names, addresses and account ids, the same for the same, to show the file to others.',
    schema: values.yesOrNo,
    fallback: false,
    mode: true,
    senseless: (given) =>
      given.saveSnapshot === undefined ? 'it says how --save-snapshot writes its file' : undefined,
  },
  report: {
    group: 'Output',
    form: 'text',
    flag: 'report',
    value: { doctor: 'text|json|markdown|html|github|sarif', sweep: 'text|json|jsonl|markdown|html' },
    help: {
      doctor:
        'How to print what was found; html is a page with a picture, github makes annotations, sarif is for code scanning.',
      sweep:
        'How to print what was found; jsonl prints each VPC on a line as soon as it is read, html is a page with a picture of each.',
    },
    schema: values.oneOf(['text', 'json', 'jsonl', 'markdown', 'html', 'github', 'sarif']),
    fallback: 'text',
    senseless: ({ command, report }) => {
      if (command === 'doctor' && report === 'jsonl') return 'jsonl has a line for each VPC of a sweep';
      return command === 'sweep' && (report === 'github' || report === 'sarif')
        ? `only doctor prints ${report}`
        : undefined;
    },
  },
  save: {
    group: 'Output',
    form: 'text',
    flag: 'save',
    value: 'directory',
    help: 'Also write what was read to a new directory that --from can work from.',
    schema: values.plainText,
    mode: true,
    senseless: besideFrom,
  },
  from: {
    group: 'Without AWS access',
    form: 'text',
    flag: 'from',
    value: 'directory',
    help: 'Work from what sweep --save wrote instead of reading AWS.',
    schema: values.plainText,
    mode: true,
  },
  create: {
    group: 'Output',
    form: 'text',
    flag: 'create',
    value: 'directory',
    help: 'Write code for every VPC that needs endpoints to this directory, as --iac says.',
    schema: values.plainText,
    mode: true,
  },
  failOn: {
    group: 'Output',
    form: 'text',
    flag: 'fail-on',
    help: 'Exit 1 if any finding is at this severity or higher (default: error in a terminal, else unknown).',
    schema: values.oneOf(['error', 'unknown', 'warning', 'never']),
  },
  explain: {
    group: 'Output',
    form: 'text',
    flag: 'explain',
    value: 'rule',
    help: 'Print the page of one rule, and nothing else.',
    schema: values.plainText,
    mode: true,
  },
  config: {
    group: 'Running',
    form: 'text',
    flag: 'config',
    value: 'file',
    help: 'Take answers from a JSON file: { "launchType": "fargate", "subnets": ["..."], ... }.',
    schema: values.plainText,
    mode: true,
  },
  yes: {
    group: 'Running',
    form: 'switch',
    flag: 'yes',
    help: "Don't prompt. Implied when there is no terminal or CI is set.",
    schema: values.yesOrNo,
    fallback: false,
    mode: true,
  },
  dryRun: {
    group: 'Running',
    form: 'switch',
    flag: 'dry-run',
    help: {
      create: 'Print the plan and the files; write nothing.',
      sweep: 'Say what --create would write; write nothing.',
    },
    schema: values.yesOrNo,
    fallback: false,
    mode: true,
    senseless: onlyOfCode,
  },
  json: {
    group: 'Running',
    form: 'switch',
    flag: 'json',
    help: 'Print one JSON document and nothing else on standard output. Asks nothing.',
    schema: values.yesOrNo,
    fallback: false,
    mode: true,
  },
  force: {
    group: 'Running',
    form: 'switch',
    flag: 'force',
    help: {
      create: 'Write into a directory that is not empty; only files of the same names are replaced.',
      sweep:
        'Let --create write into a directory that is not empty; only files of the same names are replaced.',
      doctor: 'Let --save-snapshot replace a file that is not a snapshot.',
    },
    schema: values.yesOrNo,
    fallback: false,
    mode: true,
    senseless: (given) =>
      given.command === 'doctor' && given.saveSnapshot === undefined
        ? 'only --save-snapshot writes a file'
        : onlyOfCode(given),
  },
  forget: {
    group: 'Running',
    form: 'switch',
    flag: 'forget',
    help: 'Remove the record from the directory and nothing else, to go on with the code by hand.',
    schema: values.yesOrNo,
    fallback: false,
    mode: true,
    senseless: (given) => (given.dryRun ? '--dry-run removes nothing' : undefined),
  },
  allowRemoval: {
    group: 'Running',
    form: 'switch',
    flag: 'allow-removal',
    help: 'Update code so that its next deployment removes something. Without a terminal, this is refused otherwise.',
    schema: values.yesOrNo,
    fallback: false,
    mode: true,
    senseless: onlyOfCode,
  },
  check: {
    group: 'Running',
    form: 'switch',
    flag: 'check',
    help: 'Validate the generated files (terraform validate, cdk synth, cfn-lint).',
    schema: values.yesOrNo,
    fallback: false,
    mode: true,
    senseless: (given) =>
      onlyOfCode(given) ?? (given.dryRun ? '--dry-run writes nothing to check' : undefined),
  },
  concurrency: {
    group: 'Running',
    form: 'count',
    flag: 'concurrency',
    value: 'n',
    help: 'How many accounts, Regions and VPCs are read at a time.',
    schema: values.countTo(500),
    fallback: 20,
    mode: true,
    senseless: besideFrom,
  },
  timeout: {
    group: 'Running',
    form: 'count',
    flag: 'timeout',
    value: 'seconds',
    help: 'How long to wait for one account, Region or VPC. What takes longer is reported as not read.',
    schema: values.countTo(3600),
    fallback: 300,
    mode: true,
    senseless: besideFrom,
  },
  debug: {
    group: 'Running',
    form: 'switch',
    flag: 'debug',
    help: 'Show the stack trace of an error.',
    schema: values.yesOrNo,
    fallback: false,
    mode: true,
  },
} as const satisfies Readonly<Record<string, Question>>;

type Table = typeof QUESTIONS;
export type QuestionKey = keyof Table;

/** What was answered so far: by flags, environment, answers file and prompts. */
export type Answers = { readonly [Key in QuestionKey]?: v.InferOutput<Table[Key]['schema']> };

type WithFallback = {
  [Key in QuestionKey]: Table[Key] extends { readonly fallback: unknown } ? Key : never;
}[QuestionKey];

/** Answers after the defaults have filled what nobody said. */
export type Settled = Answers & { readonly [Key in WithFallback]: v.InferOutput<Table[Key]['schema']> };

export const QUESTION_KEYS = Object.keys(QUESTIONS) as readonly QuestionKey[];

/** The row of the table, seen as any question. */
export const question = (key: QuestionKey): Question => QUESTIONS[key];

/** `answers`, with the defaults where nobody said anything. */
export function withDefaults(answers: Answers): Settled {
  const defaults = Object.fromEntries(
    QUESTION_KEYS.flatMap((key) => {
      const { fallback } = question(key);
      return fallback === undefined ? [] : [[key, fallback]];
    }),
  );
  return { ...defaults, ...answers } as Settled;
}

/** Whether the answers choose a source that makes no AWS call. */
export const makesNoAwsCall = (answers: Answers): boolean =>
  QUESTION_KEYS.some((key) => question(key).source !== undefined && answers[key]);

/** Whether the source that the answers choose gives an answer itself. */
export const sourceTells = (answers: Answers, key: QuestionKey): boolean =>
  tells({ command: '', ...answers }, key);
