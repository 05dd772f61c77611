import type { Plan } from '../../src/core/plan/planned.ts';
import { adopting, adoptingOnly, creating, fixing, newVpc, withExisting } from './plans.ts';

const existing = creating('cdk', 'fargate');

const layersOnly: Plan = {
  ...existing,
  changes: existing.changes.map((change) =>
    change.kind === 'create-gateway-endpoint'
      ? {
          ...change,
          policy: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'ImageLayers',
                Effect: 'Allow',
                Principal: '*',
                Action: 's3:GetObject',
                Resource: 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*',
              },
            ],
          },
        }
      : change,
  ),
};

/** Two zones, of which one service is offered in one only; a subnet that shares a zone; a tag too long for a line. */
const uneven: Plan = {
  ...existing,
  subnets: [
    ...existing.subnets,
    {
      id: 'subnet-0ccccccccccccccc3',
      az: 'eu-west-1b',
      cidr: '10.0.3.0/24',
      routeTableId: 'rtb-0bbbbbbbbbbbbbbb2',
      implicit: true,
    },
  ],
  tags: { team: 'platform', 'cost-center': 'an explanation of why this is paid for, and by whom, at length' },
  changes: existing.changes.map((change) =>
    change.kind === 'create-interface-endpoint' && change.service === 'ecr.dkr'
      ? { ...change, subnetIds: ['subnet-0aaaaaaaaaaaaaaa1'] }
      : change,
  ),
};

const rulesOnly: Plan = withExisting({
  ...fixing('cdk'),
  endpoints: [],
  securityGroup: undefined,
  changes: [
    {
      kind: 'authorize-ingress',
      groupId: 'sg-0999999999999999d',
      source: { kind: 'cidr', cidr: '2001:db8::/64' },
    },
    {
      kind: 'add-network-acl-entry',
      aclId: 'acl-0123456789abcdef0',
      ruleNumber: 90,
      egress: true,
      cidr: '10.0.1.0/24',
      fromPort: 1024,
      toPort: 65535,
    },
  ],
});

/** The plans whose apps are kept as snapshots, synthesized, checked and deployed, each by the name of its folder. */
export const cdkMatrix = (): [name: string, plan: Plan][] =>
  Object.entries({
    'existing-fargate': existing,
    'existing-ec2': creating('cdk', 'ec2', ['logs', 'secretsmanager', 'ssm', 'dynamodb']),
    'new-fargate': newVpc('cdk', 'fargate'),
    'new-ec2-named-zones': newVpc('cdk', 'ec2', ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']),
    fixing: fixing('cdk'),
    adopting: adopting('cdk'),
    'adopting-only': adoptingOnly('cdk'),
    'layers-only': layersOnly,
    uneven,
    'rules-only': rulesOnly,
  });
