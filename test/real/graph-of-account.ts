import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type IpPermission,
  type SecurityGroup,
  type Tag,
} from '@aws-sdk/client-ec2';
import { NEW_SECURITY_GROUP } from '../../src/core/plan/change.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import {
  type Graph,
  isNowhere,
  NEW_VPC,
  PICKED,
  policyOf,
  type RuleEdge,
  sorted,
  subnetOf,
  type Tags,
  tableOf,
  tagsOf,
} from '../formats/graph/graph.ts';
import type { Lab } from './lab.ts';

/**
 * What a stack made of a plan, read from the emulated account that it was deployed to.
 *
 * @param outputs the stack's
 * @throws When two subnets of a new VPC are in one zone, or the route tables with a route to a gateway endpoint are not those
 *   that it names.
 */
export async function graphOfAccount(
  { client }: Lab,
  plan: Plan,
  outputs: Readonly<Record<string, string>>,
): Promise<Graph> {
  const { VpcId: vpcId = plan.vpcId, SubnetIds, EndpointSecurityGroupId: groupId } = outputs;
  const inVpc = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
  const { Vpcs = [] } = await client.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }));
  const { Subnets = [] } = await client.send(new DescribeSubnetsCommand(inVpc));
  const { RouteTables = [] } = await client.send(new DescribeRouteTablesCommand(inVpc));
  const { VpcEndpoints = [] } = await client.send(new DescribeVpcEndpointsCommand(inVpc));
  const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand(inVpc));
  const has = async (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') => {
    const reply = await client.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute }));
    return (reply.EnableDnsSupport ?? reply.EnableDnsHostnames)?.Value === true;
  };

  const names = new Map([[groupId, NEW_SECURITY_GROUP]]);
  const tableWith = (subnetId: string | undefined) =>
    RouteTables.find(({ Associations = [] }) => Associations.some(({ SubnetId }) => SubnetId === subnetId));
  if (plan.newVpc) {
    names.set(vpcId, NEW_VPC);
    for (const { SubnetId, CidrBlock = '' } of Subnets) {
      names.set(SubnetId, subnetOf(CidrBlock));
      names.set(tableWith(SubnetId)?.RouteTableId, tableOf(CidrBlock));
    }
  }
  const named = (id: string | undefined): string => names.get(id) ?? id ?? '';
  const allNamed = (ids: readonly string[] | undefined): string[] => (ids ?? []).map(named);

  for (const { VpcEndpointId, RouteTableIds = [] } of VpcEndpoints) {
    const routed = RouteTables.filter(({ Routes = [] }) =>
      Routes.some(({ GatewayId }) => GatewayId === VpcEndpointId),
    ).map(({ RouteTableId }) => RouteTableId);
    if (routed.sort().join() !== [...RouteTableIds].sort().join())
      throw new Error(`${VpcEndpointId} says ${RouteTableIds}, but the routes to it are in ${routed}`);
  }
  const groupsChanged = plan.changes.flatMap((change) =>
    change.kind === 'authorize-ingress' && change.groupId !== NEW_SECURITY_GROUP ? [change.groupId] : [],
  );
  const edges = ({ IpPermissions = [], IpPermissionsEgress = [] }: SecurityGroup, direction: 'in' | 'out') =>
    (direction === 'in' ? IpPermissions : IpPermissionsEgress).flatMap((permission) =>
      peersOf(permission).map(
        (peer): RuleEdge => ({
          direction,
          protocol: permission.IpProtocol ?? '',
          ports: [permission.FromPort ?? 0, permission.ToPort ?? 0],
          peer: named(peer),
          description: '',
        }),
      ),
    );
  const namesZones = plan.subnets.some(({ az }) => az !== undefined);
  const zones = plan.newVpc ? Subnets.map(({ AvailabilityZone }) => AvailabilityZone) : [];
  if (new Set(zones).size < zones.length) throw new Error(`Two subnets are in one zone: ${zones}`);
  const restricted = plan.changes.flatMap((change) =>
    change.kind === 'create-gateway-endpoint' && change.policy ? [change.serviceName] : [],
  );

  return sorted({
    vpc: plan.newVpc
      ? {
          cidr: Vpcs[0]?.CidrBlock ?? '',
          dnsSupport: await has('enableDnsSupport'),
          dnsHostnames: await has('enableDnsHostnames'),
          tags: tagsIn(Vpcs[0]?.Tags),
        }
      : undefined,
    subnets: (plan.newVpc ? Subnets : []).map(
      ({ SubnetId, VpcId, CidrBlock = '', AvailabilityZone = '', MapPublicIpOnLaunch, Tags }) => ({
        id: named(SubnetId),
        vpc: named(VpcId),
        cidr: CidrBlock,
        az: namesZones ? AvailabilityZone : PICKED,
        publicIps: namesZones && MapPublicIpOnLaunch === true,
        routeTable: named(tableWith(SubnetId)?.RouteTableId),
        tags: tagsIn(Tags),
      }),
    ),
    routeTables: (plan.newVpc ? RouteTables : [])
      .filter(({ Associations = [] }) => !Associations.some(({ Main }) => Main))
      .map(({ RouteTableId, VpcId, Tags }) => ({
        id: named(RouteTableId),
        vpc: named(VpcId),
        tags: tagsIn(Tags),
      })),
    endpoints: VpcEndpoints.map((endpoint) => {
      const { ServiceName = '', PolicyDocument = '' } = endpoint;
      const isInterface = endpoint.VpcEndpointType === 'Interface';
      return {
        serviceName: ServiceName,
        kind: isInterface ? 'Interface' : 'Gateway',
        vpc: named(endpoint.VpcId),
        subnets: allNamed(endpoint.SubnetIds),
        routeTables: allNamed(endpoint.RouteTableIds),
        groups: (endpoint.Groups ?? []).map(({ GroupId }) => named(GroupId)),
        privateDns: isInterface && endpoint.PrivateDnsEnabled === true,
        // EC2 fills in its default where none is given.
        policy: restricted.includes(ServiceName) ? policyOf(JSON.parse(PolicyDocument)) : undefined,
        tags: tagsIn(endpoint.Tags),
      };
    }),
    groups: SecurityGroups.filter(({ GroupId }) => GroupId === groupId).map((group) => ({
      id: named(group.GroupId),
      vpc: named(group.VpcId),
      description: group.Description ?? '',
      ingress: edges(group, 'in'),
      egress: edges(group, 'out').filter(({ peer }) => !isNowhere(peer)),
      tags: tagsIn(group.Tags),
    })),
    rules: SecurityGroups.filter(({ GroupId = '' }) => groupsChanged.includes(GroupId)).flatMap((group) =>
      edges(group, 'in').map((edge) => ({ group: named(group.GroupId), ...edge })),
    ),
    aclEntries: [],
    extended: [],
    outputs: {
      vpc: outputs.VpcId === undefined ? undefined : named(outputs.VpcId),
      subnets: SubnetIds === undefined ? undefined : allNamed(SubnetIds.split(',')),
      group: groupId === undefined ? undefined : named(groupId),
    },
  });
}

/**
 * A plan's graph as far as the emulator's CloudFormation carries it out. It skips AWS::EC2::SecurityGroupEgress,
 * AWS::EC2::NetworkAclEntry and rules for IPv6, leaves out the descriptions of rules and the tags of route tables, and its
 * Fn::GetAZs lists the zones of us-east-1, where every subnet gives public addresses. Of all these the template is the
 * witness.
 */
export const asEmulated = (graph: Graph): Graph =>
  sorted({
    ...graph,
    routeTables: graph.routeTables.map((table) => ({ ...table, tags: {} })),
    groups: graph.groups.map((group) => ({ ...group, ingress: group.ingress.map(undescribed) })),
    rules: graph.rules
      .filter(({ direction, peer }) => direction === 'in' && !peer.includes(':'))
      .map(undescribed),
    aclEntries: [],
  });

const undescribed = <Rule extends RuleEdge>(rule: Rule): Rule => ({ ...rule, description: '' });

const peersOf = (permission: IpPermission): (string | undefined)[] => [
  ...(permission.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
  ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
  ...(permission.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId),
  ...(permission.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
];

/** Without those by which a stack knows its own. */
const tagsIn = (tags: readonly Tag[] | undefined): Tags =>
  tagsOf(
    (tags ?? []).flatMap(({ Key = '', Value = '' }) => (Key.startsWith('aws:') ? [] : [{ Key, Value }])),
  );
