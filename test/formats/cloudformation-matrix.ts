import { layerBucketArn } from '../../src/core/network/regions.ts';
import { NEW_SECURITY_GROUP } from '../../src/core/plan/change.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import { adopting, adoptingOnly, creating, fixing, newVpc, withExisting } from './plans.ts';

/** The plans whose templates are kept as snapshots, linted and deployed, each by the name of its folder. */
export function cloudFormationMatrix(): [name: string, plan: Plan][] {
  return [
    ['fargate', creating('cloudformation', 'fargate')],
    ['ec2', creating('cloudformation', 'ec2')],
    ['fargate-with-services', creating('cloudformation', 'fargate', ['logs', 'secretsmanager', 'dynamodb'])],
    ['ec2-with-services', creating('cloudformation', 'ec2', ['ssmmessages', 'kms', 'sts'])],
    ['restricted-policy', restricted(creating('cloudformation', 'fargate'))],
    ['uneven', uneven(creating('cloudformation', 'fargate', ['logs', 'dynamodb']))],
    ['fixing', fixing('cloudformation')],
    ['adopting', adopting('cloudformation')],
    ['adopting-only', adoptingOnly('cloudformation')],
    ['new-vpc-fargate', newVpc('cloudformation', 'fargate')],
    [
      'new-vpc-ec2',
      { ...newVpc('cloudformation', 'ec2', ['eu-west-1a', 'eu-west-1c']), tags: { team: 'shop' } },
    ],
  ];
}

/** The S3 endpoint lets through only the bucket that ECR serves layers from. */
function restricted(plan: Plan): Plan {
  return {
    ...plan,
    changes: plan.changes.map((change) =>
      change.kind === 'create-gateway-endpoint'
        ? {
            ...change,
            policy: {
              Version: '2012-10-17',
              Statement: [
                {
                  Sid: 'EcrLayers',
                  Effect: 'Allow',
                  Principal: '*',
                  Action: ['s3:GetObject'],
                  Resource: [layerBucketArn(plan.region) ?? ''],
                },
              ],
            },
          }
        : change,
    ),
  };
}

/** Endpoints that are not offered in every AZ, tables that have one gateway's route already, several groups of the tasks. */
function uneven(plan: Plan): Plan {
  const [firstSubnet] = plan.subnets;
  const [firstTable] = plan.routeTables;
  if (!firstSubnet || !firstTable) throw new Error('The plan has no subnet.');
  const groups = ['sg-0aaaaaaaaaaaaaaa1', 'sg-0bbbbbbbbbbbbbbb2'];
  return withExisting({
    ...plan,
    changes: [
      ...plan.changes.map((change) => {
        if (change.kind === 'create-interface-endpoint' && change.service === 'logs') {
          return { ...change, subnetIds: [firstSubnet.id] };
        }
        if (change.kind === 'create-gateway-endpoint' && change.service === 'dynamodb') {
          return { ...change, routeTableIds: [firstTable.id] };
        }
        return change;
      }),
      ...groups.map((groupId) => ({
        kind: 'authorize-egress' as const,
        groupId,
        destination: { kind: 'group' as const, groupId: NEW_SECURITY_GROUP },
      })),
      {
        kind: 'authorize-ingress',
        groupId: 'sg-0ccccccccccccccc3',
        source: { kind: 'cidr', cidr: '10.0.1.0/24' },
      },
      {
        kind: 'add-network-acl-entry',
        aclId: 'acl-0aaaaaaaaaaaaaaa1',
        ruleNumber: 110,
        egress: true,
        cidr: '10.0.0.0/16',
        fromPort: 1024,
        toPort: 65535,
      },
    ],
    securityGroup: plan.securityGroup && {
      ...plan.securityGroup,
      sources: groups.map((groupId) => ({
        peer: { kind: 'group', groupId },
        description: `HTTPS from the tasks in ${groupId}`,
      })),
    },
  });
}
