import {
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  DeleteRouteCommand,
  DeleteVpcEndpointsCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
  ModifyVpcEndpointCommand,
  type ModifyVpcEndpointCommandInput,
  ReplaceNetworkAclAssociationCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import type { RuleId } from '../../src/core/findings/rule.ts';
import { buildReportedCase, type Lab, type ReportedCase } from './lab.ts';

/** A network in an emulated AWS in which everything goes through an endpoint. */
export interface Built extends ReportedCase {
  readonly lab: Lab;
}

/** What is wrong with such a network, and what doctor says of it. */
export interface BrokenNetwork {
  readonly region?: string;
  /** Breaks a network in which everything goes through an endpoint. */
  readonly breaks: (built: Built) => Promise<unknown>;
  /** The errors, in the order in which they are told. */
  readonly says: readonly RuleId[];
  readonly way: string;
}

/** The reported case with its one fault fixed. */
export async function buildRightNetwork(lab: Lab): Promise<Built> {
  const built = { ...(await buildReportedCase(lab)), lab };
  await modify(built, built.s3EndpointId, { AddRouteTableIds: [built.taskRouteTableId] });
  return built;
}

const modify = (
  { lab }: Built,
  endpointId: string | undefined,
  change: Omit<ModifyVpcEndpointCommandInput, 'VpcEndpointId'>,
) => lab.client.send(new ModifyVpcEndpointCommand({ VpcEndpointId: endpointId, ...change }));

const forgetS3 = (built: Built) =>
  modify(built, built.s3EndpointId, { RemoveRouteTableIds: [built.taskRouteTableId] });

export const BROKEN_NETWORKS: Readonly<Record<string, BrokenNetwork>> = {
  'the route to S3 is missing': { breaks: forgetS3, says: ['s3-route-missing'], way: 'nat' },
  'the same in another Region': {
    region: 'us-west-2',
    breaks: forgetS3,
    says: ['s3-route-missing'],
    way: 'nat',
  },
  'the main table, by no association, lacks the route': {
    breaks: async ({ lab, vpcId, taskSubnetId, taskRouteTableId, natGatewayId }) => {
      const main = await lab.mainRouteTable(vpcId);
      await lab.route(main, '0.0.0.0/0', { NatGatewayId: natGatewayId });
      const { RouteTables } = await lab.client.send(
        new DescribeRouteTablesCommand({ RouteTableIds: [taskRouteTableId] }),
      );
      const association = RouteTables?.[0]?.Associations?.find(({ SubnetId }) => SubnetId === taskSubnetId);
      await lab.client.send(
        new DisassociateRouteTableCommand({ AssociationId: association?.RouteTableAssociationId }),
      );
    },
    says: ['s3-route-missing'],
    way: 'nat',
  },
  'of two tables one lacks the route': {
    breaks: async ({ lab, vpcId, natGatewayId }) => {
      const second = await lab.subnet(vpcId, '172.31.32.0/20', 'a', 'shop-tasks-a2');
      const table = await lab.routeTable(vpcId, 'shop-tasks-2', [second]);
      await lab.route(table, '0.0.0.0/0', { NatGatewayId: natGatewayId });
    },
    says: ['s3-route-missing'],
    way: 'nat',
  },
  'private DNS is off on ecr.dkr': {
    breaks: (built) => modify(built, built.interfaceEndpointIds['ecr.dkr'], { PrivateDnsEnabled: false }),
    says: ['private-dns-off'],
    way: 'nat',
  },
  'the security group of the endpoints is closed': {
    breaks: ({ lab, endpointGroupId }) =>
      lab.client.send(
        new RevokeSecurityGroupIngressCommand({
          GroupId: endpointGroupId,
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '172.31.0.0/16' }] },
          ],
        }),
      ),
    says: ['endpoint-security-group-blocks'],
    way: 'blocked',
  },
  'no NAT, and no endpoint at all': {
    breaks: async ({ lab, taskRouteTableId, interfaceEndpointIds, s3EndpointId }) => {
      await lab.client.send(
        new DeleteVpcEndpointsCommand({
          VpcEndpointIds: [...Object.values(interfaceEndpointIds), s3EndpointId],
        }),
      );
      await lab.client.send(
        new DeleteRouteCommand({ RouteTableId: taskRouteTableId, DestinationCidrBlock: '0.0.0.0/0' }),
      );
    },
    says: ['endpoint-missing', 's3-endpoint-missing'],
    way: 'blocked',
  },
  'ecs is missing, its two companions are there': {
    breaks: ({ lab, interfaceEndpointIds }) =>
      lab.client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [interfaceEndpointIds.ecs ?? ''] })),
    says: ['ecs-endpoints-partial'],
    way: 'nat',
  },
  'the policy of the S3 endpoint knows only a bucket of the account': {
    breaks: (built) =>
      modify(built, built.s3EndpointId, {
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: "arn:aws:s3:::customer's-bucket/*" },
          ],
        }),
      }),
    says: ['endpoint-policy-denies'],
    way: 'blocked',
  },
  'a network ACL lets no answer in': {
    breaks: async ({ lab, vpcId, taskSubnetId }) => {
      const { NetworkAcl } = await lab.client.send(new CreateNetworkAclCommand({ VpcId: vpcId }));
      const NetworkAclId = NetworkAcl?.NetworkAclId;
      const entry = { NetworkAclId, RuleNumber: 100, RuleAction: 'allow', CidrBlock: '0.0.0.0/0' } as const;
      await lab.client.send(new CreateNetworkAclEntryCommand({ ...entry, Egress: true, Protocol: '-1' }));
      await lab.client.send(
        new CreateNetworkAclEntryCommand({
          ...entry,
          Egress: false,
          Protocol: '6',
          PortRange: { From: 443, To: 443 },
        }),
      );
      const { NetworkAcls } = await lab.client.send(
        new DescribeNetworkAclsCommand({
          Filters: [{ Name: 'association.subnet-id', Values: [taskSubnetId] }],
        }),
      );
      const association = NetworkAcls?.[0]?.Associations?.find(({ SubnetId }) => SubnetId === taskSubnetId);
      await lab.client.send(
        new ReplaceNetworkAclAssociationCommand({
          AssociationId: association?.NetworkAclAssociationId,
          NetworkAclId,
        }),
      );
    },
    says: ['nacl-blocks'],
    way: 'blocked',
  },
};
