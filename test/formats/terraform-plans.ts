import { dnsNameOf, namesOf } from '../../src/core/network/hosted-zones.ts';
import { layerBucketArn } from '../../src/core/network/regions.ts';
import type { Change } from '../../src/core/plan/change.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import { securityGroupName, securityGroupText } from '../../src/core/plan/security-group-text.ts';
import type { Path } from '../../src/core/trace/path.ts';
import { creating, fixing, HOSTILE, newVpc, withExisting } from './plans.ts';

/** Restricts S3 to what ECR pulls read. */
function ecrOnly(plan: Plan): Plan {
  return {
    ...plan,
    changes: plan.changes.map((change) =>
      change.kind === 'create-gateway-endpoint' && change.service === 's3'
        ? {
            ...change,
            policy: {
              Version: '2012-10-17',
              Statement: [
                {
                  Sid: 'EcrLayers',
                  Effect: 'Allow',
                  Principal: '*',
                  Action: 's3:GetObject',
                  Resource: layerBucketArn(plan.region) ?? '',
                },
              ],
            },
          }
        : change,
    ),
  };
}

/** One service is offered in the first subnet's AZ only. */
function offeredInOneAz(plan: Plan): Plan {
  const only = (change: Change): Change =>
    change.kind === 'create-interface-endpoint' && change.service === 'ecr.api'
      ? { ...change, subnetIds: change.subnetIds.slice(0, 1) }
      : change;
  return { ...plan, changes: plan.changes.map(only) };
}

/** S3 is all that is created: no interface endpoint, so no security group. */
function gatewayOnly(plan: Plan): Plan {
  return withExisting({
    ...plan,
    securityGroup: undefined,
    endpoints: plan.endpoints.map((endpoint, index) =>
      endpoint.kind === 'interface'
        ? { ...endpoint, action: 'keep', endpointId: `vpce-0000000000000000${index}` }
        : endpoint,
    ),
    changes: plan.changes.filter((change) => change.kind === 'create-gateway-endpoint'),
  });
}

/** Nothing to do. */
function allKept(plan: Plan): Plan {
  return withExisting({
    ...plan,
    securityGroup: undefined,
    endpoints: plan.endpoints.map((endpoint, index) => ({
      ...endpoint,
      action: 'keep',
      endpointId: `vpce-0000000000000000${index}`,
    })),
    changes: [],
  });
}

/** What `fixing` leaves out: policies, IPv6, entries that go out, tables of two endpoints of one service. */
function fixingMore(): Plan {
  const plan = fixing('terraform');
  const s3 = 'vpce-0aaaaaaaaaaaaaaa4';
  return withExisting({
    ...plan,
    endpoints: [
      ...plan.endpoints.filter(({ service }) => service !== 'logs'),
      ...plan.endpoints
        .filter(({ service }) => service === 's3')
        .map((endpoint) => ({ ...endpoint, endpointId: s3, routeTableIds: ['rtb-0bbbbbbbbbbbbbbb2'] })),
    ],
    securityGroup: undefined,
    changes: [
      {
        kind: 'add-route-tables',
        service: 's3',
        endpointId: 'vpce-0ccccccccccccccc2',
        routeTableIds: ['rtb-0aaaaaaaaaaaaaaa1'],
      },
      { kind: 'add-route-tables', service: 's3', endpointId: s3, routeTableIds: ['rtb-0bbbbbbbbbbbbbbb2'] },
      {
        kind: 'set-endpoint-policy',
        service: 'ecr.dkr',
        endpointId: 'vpce-0ddddddddddddddd1',
        previous: '{"Statement":[]}',
        policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Own',
              Effect: 'Allow',
              Principal: { AWS: ['arn:aws:iam::123456789012:root', 'arn:aws:iam::210987654321:root'] },
              Action: 'ecr:*',
              Resource: `arn:aws:ecr:eu-west-1:123456789012:repository/$\{aws:PrincipalTag/team}`,
            },
            {
              Effect: 'Allow',
              Principal: '*',
              Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:GetAuthorizationToken'],
              Resource: '*',
            },
          ],
        },
      },
      {
        kind: 'authorize-ingress',
        groupId: 'sg-0999999999999999d',
        source: { kind: 'cidr', cidr: '10.0.1.0/24' },
      },
      {
        kind: 'authorize-egress',
        groupId: 'sg-0fffffffffffffff4',
        destination: { kind: 'cidr', cidr: '2001:db8::/56' },
      },
      {
        kind: 'add-network-acl-entry',
        aclId: 'acl-0123456789abcdef0',
        ruleNumber: 90,
        egress: true,
        cidr: '2001:db8::/56',
        fromPort: 1024,
        toPort: 65535,
      },
    ],
  });
}

/** Sources of every kind. */
function reachedByAll(plan: Plan): Plan {
  return {
    ...plan,
    securityGroup: {
      name: 'shared-endpoints',
      description: 'HTTPS from the tasks to the VPC endpoints',
      sources: [
        { peer: { kind: 'cidr', cidr: '10.0.1.0/24' }, description: 'HTTPS from the tasks in app-a' },
        { peer: { kind: 'cidr', cidr: '2001:db8:1::/64' }, description: 'HTTPS from the tasks in app-b' },
        { peer: { kind: 'group', groupId: 'sg-0fffffffffffffff4' }, description: 'HTTPS from the tasks' },
        {
          peer: { kind: 'prefix-list', prefixListId: 'pl-0123456789abcdef0' },
          description: 'HTTPS from the offices',
        },
      ],
    },
  };
}

/** Every text that a user or the account gives, hostile. */
export function hostile(): Plan {
  const plan = creating('terraform', 'ec2', ['logs']);
  return withExisting({
    ...plan,
    name: HOSTILE,
    tags: { [HOSTILE]: HOSTILE, plain: 'value', für: 'x' },
    subnets: plan.subnets.map((subnet) => ({ ...subnet, name: HOSTILE })),
    routeTables: plan.routeTables.map((table) => ({ ...table, name: HOSTILE })),
    endpoints: plan.endpoints.map((endpoint) => ({ ...endpoint, because: `${endpoint.because} ${HOSTILE}` })),
    securityGroup: {
      name: securityGroupName(`${HOSTILE}-endpoints`),
      description: securityGroupText(HOSTILE),
      sources: plan.subnets.map(({ cidr = '' }) => ({
        peer: { kind: 'cidr', cidr },
        description: securityGroupText(`HTTPS from ${HOSTILE}`),
      })),
    },
  });
}

const through = (subnetId: string): Path => ({
  subnetId,
  service: 'ecr.api',
  via: 'endpoint',
  hops: [],
  faults: [],
});

/** Endpoints that two other VPCs use. */
export function central(plan: Plan): Plan {
  const spokes = [
    { vpcId: 'vpc-0a1b2c3d4e5f60719', name: 'shop', after: [through('subnet-0ccccccccccccccc3')] },
    { vpcId: 'vpc-0a1b2c3d4e5f6071a', after: [through('subnet-0ddddddddddddddd4')] },
  ];
  const created = plan.changes.filter((change) => change.kind === 'create-interface-endpoint');
  return withExisting({
    ...plan,
    central: { spokes, obstacles: [], notes: [] },
    changes: [
      ...plan.changes.map((change) =>
        change.kind === 'create-interface-endpoint' ? { ...change, privateDns: false as const } : change,
      ),
      ...created.map(
        ({ service }): Change => ({
          kind: 'create-hosted-zone',
          service,
          name: dnsNameOf(service, plan),
          records: namesOf(service, plan),
          vpcIds: [plan.vpcId, ...spokes.map(({ vpcId }) => vpcId)],
        }),
      ),
    ],
  });
}

/** What is rendered and read as files, and what the real tools must take. */
export const terraformPlans: readonly (readonly [name: string, plan: Plan])[] = [
  ['fargate-existing', creating('terraform', 'fargate')],
  ['fargate-existing-services', creating('terraform', 'fargate', ['logs', 'secretsmanager', 'dynamodb'])],
  ['fargate-existing-ecr-only', ecrOnly(creating('terraform', 'fargate'))],
  ['fargate-existing-one-az', offeredInOneAz(creating('terraform', 'fargate'))],
  ['fargate-existing-gateway-only', gatewayOnly(creating('terraform', 'fargate'))],
  ['fargate-existing-kept', allKept(creating('terraform', 'fargate'))],
  ['fargate-existing-reached-by-all', reachedByAll(creating('terraform', 'fargate'))],
  ['ec2-existing', { ...creating('terraform', 'ec2'), tags: { team: 'payments', 'cost-centre': '42' } }],
  ['ec2-existing-services', creating('terraform', 'ec2', ['logs', 'ssmmessages'])],
  ['fargate-new', newVpc('terraform', 'fargate')],
  ['fargate-new-named-azs', newVpc('terraform', 'fargate', ['eu-west-1a', 'eu-west-1c'])],
  ['fargate-new-one-az', offeredInOneAz(newVpc('terraform', 'fargate', ['eu-west-1a', 'eu-west-1c']))],
  ['fargate-new-single', newVpc('terraform', 'fargate', [undefined])],
  ['ec2-new', newVpc('terraform', 'ec2')],
  ['fixing', fixing('terraform')],
  ['fixing-more', fixingMore()],
  ['hostile', hostile()],
  ['central', central(creating('terraform', 'fargate', ['logs']))],
];
