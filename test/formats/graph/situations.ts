import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import type { ServiceName } from '../../../src/core/catalogue.ts';
import type { Endpoint, Network } from '../../../src/core/network/network.ts';
import { type LaunchType, needs } from '../../../src/core/workload/needs.ts';
import type { S3Policy } from '../../../src/core/workload/s3-policy.ts';
import { declareExisting, declareNewVpc } from '../../../src/sources/declared/declare.ts';
import {
  type Case,
  caseOf,
  FAULT_NAMES,
  RIGHT_SHAPE,
  type Shape,
  smallNetwork,
} from '../../core/arbitrary-network.ts';
import { type PlanInput, plan } from '../../engine.ts';

/** A network, what its tasks need, and how things shall be called: a plan of it in any format is for the same. */
export type Situation = Omit<PlanInput, 'iac'>;

interface Wishes {
  readonly launchType?: LaunchType;
  readonly services?: readonly ServiceName[];
  readonly serviceConnect?: boolean;
  readonly s3Policy?: S3Policy;
  readonly securityGroupIds?: readonly string[];
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

function situation(network: Network, wishes: Wishes = {}): Situation {
  const { launchType = 'fargate', services = [], serviceConnect = false } = wishes;
  return {
    network,
    needs: needs({ launchType, services, serviceConnect }),
    tasks: {
      subnetIds: network.subnets.map(({ id }) => id),
      securityGroupIds: wishes.securityGroupIds ?? [],
    },
    launchType,
    name: wishes.name ?? 'private-ecs',
    tags: wishes.tags ?? {},
    s3Policy: wishes.s3Policy ?? 'full',
  };
}

function newVpc(region: string, azCount: number, azs?: readonly string[], wishes?: Wishes): Situation {
  const name = wishes?.name ?? 'private-ecs';
  return situation(
    declareNewVpc({
      region,
      vpcCidr: '10.0.0.0/16',
      azCount,
      azs: azs?.map((az) => region + az),
      name,
    }),
    wishes,
  );
}

const TASK_GROUPS = ['sg-0aaaaaaaaaaaaaaa1', 'sg-0bbbbbbbbbbbbbbb2'];

/** A VPC that exists and has no endpoint; with one route table for all subnets or one for each. */
function existing(region: string, tables: 'own' | 'shared', wishes: Wishes = {}): Situation {
  const letters = ['a', 'b', 'c'];
  return situation(
    declareExisting({
      region,
      vpcId: 'vpc-0123456789abcdef0',
      vpcCidr: '10.0.0.0/16',
      subnetIds: letters.map((letter, index) => `subnet-0${letter.repeat(15)}${index}`),
      azs: letters.map((letter) => region + letter),
      subnetCidrs: letters.map((_, index) => `10.0.${index}.0/24`),
      routeTableIds: letters
        .slice(0, tables === 'own' ? 3 : 1)
        .map((letter, index) => `rtb-0${letter.repeat(15)}${index}`),
      taskSecurityGroupIds: wishes.securityGroupIds ?? [],
    }),
    wishes,
  );
}

/** Texts that YAML, TypeScript, HCL or a template could take for something else. */
const ODD = `Ünï "it's" $\{AWS::Region} $\{var.region} %{ if } {{x}} \`$\{1}\` \\n # 日本 🚀 </script> sg-1`;
const ODD_TAGS = {
  [`key ${ODD}`]: ODD,
  Name: 'of the user',
  yes: '1.0',
  empty: '',
  for: 'two\nlines',
  __proto: '- !Ref Vpc',
};

/** Situations in which what exists needs no change that only some of the formats can make. */
export const plainSituations = (): [title: string, situation: Situation][] => {
  const east = 'eu-west-1';
  return Object.entries({
    'a new VPC whose zones are picked': newVpc(east, 2),
    'a new VPC for EC2 in three named zones': newVpc(east, 3, ['a', 'b', 'c'], { launchType: 'ec2' }),
    'a new VPC of one zone': newVpc(east, 1),
    'a new VPC of six zones, with a restricted policy': newVpc('us-east-1', 6, undefined, {
      s3Policy: 'ecr-only',
    }),
    'a new VPC of tagged things': newVpc(east, 2, ['a', 'c'], {
      tags: { team: 'shop', 'cost-centre': '42' },
      services: ['logs', 'dynamodb'],
    }),
    'a new VPC in China': newVpc('cn-north-1', 2, undefined, { services: ['sts', 'monitoring', 'ssm'] }),
    'a new VPC with odd texts': newVpc(east, 2, undefined, { name: ODD, tags: ODD_TAGS }),
    'a new VPC whose name looks like a security group': newVpc(east, 2, undefined, { name: 'sg-shop' }),
    'a VPC without endpoints, on Fargate': existing(east, 'own'),
    'a VPC without endpoints, on EC2': existing(east, 'own', { launchType: 'ec2' }),
    'a VPC of one route table': existing(east, 'shared'),
    'further services': existing(east, 'own', {
      services: [
        'logs',
        'secretsmanager',
        'ssm',
        'ssmmessages',
        'kms',
        'sts',
        'dynamodb',
        'sqs',
        'execute-api',
      ],
    }),
    'Service Connect': existing(east, 'shared', { serviceConnect: true }),
    'groups of the tasks': existing(east, 'own', { securityGroupIds: TASK_GROUPS, services: ['dynamodb'] }),
    'a restricted policy': existing(east, 'own', { s3Policy: 'ecr-only' }),
    'a VPC in China, on EC2': existing('cn-northwest-1', 'own', {
      launchType: 'ec2',
      services: ['ec2', 'xray'],
    }),
    'a VPC of the US government': existing('us-gov-west-1', 'shared', { s3Policy: 'ecr-only' }),
    'a VPC in the European Sovereign Cloud': existing('eusc-de-east-1', 'own'),
    'odd texts': existing(east, 'own', { name: ODD, tags: ODD_TAGS }),
    'a service that is not offered everywhere': offeredInOneZone(
      existing(east, 'own', { services: ['logs'] }),
    ),
  });
};

function offeredInOneZone(all: Situation): Situation {
  const [first = ''] = all.network.subnets.map(({ az = '' }) => az);
  const offers = all.needs.map(({ service, kind }) => ({
    service,
    serviceName: `com.amazonaws.${all.network.region}.${service}`,
    kind,
    azs: service === 'logs' ? [first] : all.network.subnets.map(({ az = '' }) => az),
    policySupported: true,
  }));
  return { ...all, network: { ...all.network, offers } };
}

/** ecr.dkr has an endpoint with everything wrong that can be: no subnet, a closed group, a closed policy, private DNS off. */
function halfMade(): Situation {
  const all = existing('eu-west-1', 'own', { securityGroupIds: TASK_GROUPS });
  const group = 'sg-0ccccccccccccccc3';
  const endpoint: Endpoint = {
    id: 'vpce-0123456789abcdef0',
    serviceName: 'com.amazonaws.eu-west-1.ecr.dkr',
    service: 'ecr.dkr',
    kind: 'interface',
    state: 'available',
    privateDns: false,
    inboundResolverOnly: false,
    subnetIds: [],
    interfaces: [],
    securityGroupIds: [group],
    routeTableIds: [],
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage', Resource: '*' },
    }),
  };
  const closed = { id: group, name: 'closed', ingress: [], egress: [] };
  const { securityGroups = [] } = all.network;
  return {
    ...all,
    network: { ...all.network, endpoints: [endpoint], securityGroups: [...securityGroups, closed] },
  };
}

/** Networks with faults: of those that call for the same kinds of changes, the first that comes. */
export function brokenSituations(): [title: string, situation: Situation][] {
  const found = new Map<string, Situation>();
  const cases = [
    ...FAULT_NAMES.flatMap((name) => [0, 1, 2].map((at) => caseOf(EVERYTHING, [{ name, at }]))),
    ...fc.sample(smallNetwork(6), { numRuns: 150, seed: 7 }),
  ];
  for (const situation of [halfMade(), ...cases.map(fromCase)]) {
    const kinds = changeKinds(situation).join(', ');
    if (kinds !== '' && !found.has(kinds)) found.set(kinds, situation);
  }
  return [...found].map(([kinds, situation]) => [`a network that calls for ${kinds}`, situation]);
}

/** With all that a fault can be put into. */
const EVERYTHING: Shape = {
  ...RIGHT_SHAPE,
  taskGroups: true,
  launchType: 'ec2',
  services: ['logs', 'dynamodb'],
};

/** What Terraform, which can do most, changes; rules with the kind of their other side. */
function changeKinds(situation: Situation): string[] {
  const { changes } = plan({ ...situation, iac: 'terraform' });
  const kinds = changes.map((change) => {
    if (change.kind === 'authorize-ingress') return `${change.kind} (${change.source.kind})`;
    if (change.kind === 'authorize-egress') return `${change.kind} (${change.destination.kind})`;
    return change.kind;
  });
  return [...new Set(kinds)].sort();
}

/** With ids as EC2 gives them, since that is what parameters and variables take. */
function fromCase({ network, needs, tasks, shape: { launchType, s3Policy } }: Case): Situation {
  const text = JSON.stringify({ network, needs, tasks });
  const real = text.replaceAll(
    /(?<=")(vpc|subnet|rtb|sg|acl|pl|vpce)-(?!endpoint"|peering)([\w.-]+)(?=")/g,
    (_, kind: string, name: string) =>
      `${kind}-${createHash('sha256').update(name).digest('hex').slice(0, 17)}`,
  );
  return { ...JSON.parse(real), launchType, s3Policy, name: 'private-ecs', tags: { team: 'shop' } };
}
