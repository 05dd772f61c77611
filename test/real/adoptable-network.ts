import { DescribeVpcEndpointsCommand, ModifyVpcEndpointCommand, type VpcEndpoint } from '@aws-sdk/client-ec2';
import type { Lab } from './lab.ts';
import { ODD, ODD_KEYS } from './odd-tags.ts';

const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Own',
      Effect: 'Allow',
      Principal: '*',
      Action: ['ecr:*'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalTag/team': `$\{aws:ResourceTag/team}` } },
    },
    { Effect: 'Allow', Principal: '*', Action: 'ecr:*', Resource: '*' },
  ],
};

/** A VPC with two private subnets and the three endpoints of a Fargate task, each of which serves it. */
export async function adoptableNetwork(lab: Lab) {
  const vpcId = await lab.vpc('10.0.0.0/16', 'shop');
  const a = await lab.subnet(vpcId, '10.0.1.0/24', 'a', 'a');
  const b = await lab.subnet(vpcId, '10.0.2.0/24', 'b', 'b');
  const table = await lab.routeTable(vpcId, 'tasks', [a, b]);
  const open = await lab.httpsGroup(vpcId, 'endpoints', ['10.0.0.0/16']);
  const TagSpecifications = [
    {
      ResourceType: 'vpc-endpoint' as const,
      Tags: [{ Key: 'Name', Value: 'ours' }, ...ODD_KEYS.map((Key) => ({ Key, Value: ODD }))],
    },
  ];
  const PolicyDocument = JSON.stringify(POLICY);
  const api = await lab.interfaceEndpoint(vpcId, 'ecr.api', [a, b], [open], {
    TagSpecifications,
    PolicyDocument,
  });
  const dkr = await lab.interfaceEndpoint(vpcId, 'ecr.dkr', [a, b], [open]);
  const s3 = await lab.gatewayEndpoint(vpcId, 's3', [table], { TagSpecifications });
  return { vpcId, subnets: [a, b], a, b, table, api, dkr, s3 };
}

/** That network with endpoints that do not serve: without private DNS, with a narrow policy, without subnets or a route. */
export async function brokenAdoptableNetwork(lab: Lab) {
  const built = await adoptableNetwork(lab);
  const other = await lab.subnet(built.vpcId, '10.0.3.0/24', 'b', 'other');
  const otherTable = await lab.routeTable(built.vpcId, 'other', [other]);
  const [dkrGroup] = (await endpointsOf(lab, built.vpcId))[built.dkr]?.Groups ?? [];
  const sts = await lab.interfaceEndpoint(built.vpcId, 'sts', [], [dkrGroup?.GroupId ?? '']);
  await lab.client.send(
    new ModifyVpcEndpointCommand({
      VpcEndpointId: built.dkr,
      PrivateDnsEnabled: false,
      PolicyDocument: JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:GetAuthorizationToken', Resource: '*' }],
      }),
    }),
  );
  return { ...built, other, otherTable, sts };
}

/** The endpoints of a VPC by their ids. */
export async function endpointsOf(lab: Lab, vpcId: string): Promise<Record<string, VpcEndpoint>> {
  const { VpcEndpoints = [] } = await lab.client.send(
    new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
  );
  return Object.fromEntries(VpcEndpoints.map((endpoint) => [endpoint.VpcEndpointId, endpoint]));
}
