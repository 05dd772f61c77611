import type { Network, NetworkAclEntry, Route, SecurityGroupRule } from '../../src/core/network/network.ts';
import type { Answers, Item } from '../sources/fake-ec2.ts';

/** What EC2 answers about a network: the other way round from `toNetwork`, so that one network can be read from every source. */
export function ec2OfNetwork(network: Network): Answers {
  const { vpc } = network;
  return {
    DescribeVpcs: [
      [
        {
          vpcId: vpc.id,
          cidrBlock: vpc.cidrs[0] ?? '',
          dhcpOptionsId: 'dopt-1',
          tagSet: tags(vpc.name),
          cidrBlockAssociationSet: vpc.cidrs.map((cidrBlock) => ({ cidrBlock })),
          ipv6CidrBlockAssociationSet: vpc.ipv6Cidrs.map((ipv6CidrBlock) => ({ ipv6CidrBlock })),
          ...blocked(vpc.blockPublicAccess),
        },
      ],
    ],
    DescribeDhcpOptions: [
      [
        {
          dhcpOptionsId: 'dopt-1',
          dhcpConfigurationSet: [
            { key: 'domain-name-servers', valueSet: (vpc.nameServers ?? []).map((value) => ({ value })) },
          ],
        },
      ],
    ],
    DescribeSubnets: [
      network.subnets.map((subnet) => ({
        subnetId: subnet.id,
        ...(subnet.az !== undefined && { availabilityZone: subnet.az }),
        ...(subnet.cidr === undefined ? { ipv6Native: true } : { cidrBlock: subnet.cidr }),
        ipv6CidrBlockAssociationSet: (subnet.ipv6Cidrs ?? []).map((ipv6CidrBlock) => ({ ipv6CidrBlock })),
        tagSet: tags(subnet.name),
        ...blocked(subnet.blockPublicAccess),
      })),
    ],
    DescribeRouteTables: [
      (network.routeTables ?? []).map((table) => ({
        routeTableId: table.id,
        tagSet: tags(table.name),
        associationSet: [
          ...(table.main ? [{ main: true }] : []),
          ...network.subnets
            .filter(({ routeTableId, implicit }) => routeTableId === table.id && !implicit)
            .map(({ id }) => ({ main: false, subnetId: id, associationState: { state: 'associated' } })),
        ],
        routeSet: table.routes.map(routeItem),
      })),
    ],
    DescribeVpcEndpoints: [
      (network.endpoints ?? []).map((endpoint) => ({
        vpcEndpointId: endpoint.id,
        vpcEndpointType: TYPES[endpoint.kind],
        serviceName: endpoint.serviceName,
        ...(endpoint.serviceRegion !== undefined && { serviceRegion: endpoint.serviceRegion }),
        state: endpoint.state,
        privateDnsEnabled: endpoint.privateDns,
        ...(endpoint.policy !== undefined && { policyDocument: escaped(endpoint.policy) }),
        ...(endpoint.ipv6Only && { ipAddressType: 'dualstack' }),
        dnsOptions: {
          privateDnsOnlyForInboundResolverEndpoint: endpoint.inboundResolverOnly,
          ...(endpoint.ipv6Only && { dnsRecordIpType: 'ipv6' }),
        },
        routeTableIdSet: endpoint.routeTableIds,
        subnetIdSet: endpoint.subnetIds,
        networkInterfaceIdSet: endpoint.interfaces.map(({ id }) => id),
        groupSet: endpoint.securityGroupIds.map((groupId) => ({ groupId })),
        tagSet: tags(endpoint.name),
      })),
    ],
    DescribeNetworkInterfaces: [
      (network.endpoints ?? []).flatMap(({ interfaces }) =>
        interfaces.map(({ id, subnetId, ip }) => ({
          networkInterfaceId: id,
          subnetId,
          ...(ip !== undefined && { privateIpAddress: ip }),
        })),
      ),
    ],
    DescribeSecurityGroups: [
      (network.securityGroups ?? []).map((group) => ({
        groupId: group.id,
        groupName: group.name,
        ipPermissions: group.ingress.map(permission),
        ipPermissionsEgress: group.egress.map(permission),
      })),
    ],
    DescribeNetworkAcls: [
      (network.networkAcls ?? []).map((acl) => ({
        networkAclId: acl.id,
        tagSet: tags(acl.name),
        associationSet: acl.subnetIds.map((subnetId) => ({ subnetId })),
        entrySet: acl.entries.map(aclEntry),
      })),
    ],
    DescribeNatGateways: [
      (network.natGateways ?? []).map((gateway) => ({
        natGatewayId: gateway.id,
        ...(gateway.subnetId !== undefined && { subnetId: gateway.subnetId }),
        state: gateway.state,
        connectivityType: gateway.connectivity ?? 'public',
        tagSet: tags(gateway.name),
      })),
    ],
    DescribePrefixLists: [
      (network.prefixLists ?? [])
        .filter(({ name }) => name.startsWith('com.amazonaws.'))
        .map(({ id, name, cidrs }) => ({
          prefixListId: id,
          prefixListName: name,
          cidrSet: [...(cidrs ?? [])],
        })),
    ],
    // The same for every list that is asked for: a corpus network has one of a customer's at most.
    GetManagedPrefixListEntries: [
      (network.prefixLists ?? [])
        .filter(({ name }) => !name.startsWith('com.amazonaws.'))
        .flatMap(({ cidrs }) => (cidrs ?? []).map((cidr) => ({ cidr }))),
    ],
    ListHostedZonesByVPC: [
      (network.hostedZones ?? []).map(({ id, name }) => ({
        HostedZoneId: id,
        Name: `${name}.`,
        Owner: { OwningAccount: '111122223333' },
      })),
    ],
    DescribeVpcEndpointServices: [
      (network.offers ?? []).map((offer) => ({
        serviceName: offer.serviceName,
        serviceType: [{ serviceType: TYPES[offer.kind] }],
        availabilityZoneSet: offer.azs,
        vpcEndpointPolicySupported: offer.policySupported,
      })),
    ],
  };
}

const TYPES = { interface: 'Interface', gateway: 'Gateway', other: 'GatewayLoadBalancer' } as const;

const tags = (name: string | undefined): Item[] => (name === undefined ? [] : [{ key: 'Name', value: name }]);

const blocked = (mode: string | undefined): Item =>
  mode === undefined ? {} : { blockPublicAccessStates: { internetGatewayBlockMode: mode } };

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The field of a route that names a target of this kind; what is not here stands in gatewayId. */
const TARGETS: Readonly<Partial<Record<Route['target']['kind'], string>>> = {
  'nat-gateway': 'natGatewayId',
  'transit-gateway': 'transitGatewayId',
  'vpc-peering-connection': 'vpcPeeringConnectionId',
  'egress-only-internet-gateway': 'egressOnlyInternetGatewayId',
  'network-interface': 'networkInterfaceId',
  instance: 'instanceId',
};

function routeItem({ destination, target, state, propagated }: Route): Item {
  const to = destination.startsWith('pl-')
    ? 'destinationPrefixListId'
    : destination.includes(':')
      ? 'destinationIpv6CidrBlock'
      : 'destinationCidrBlock';
  return {
    [to]: destination,
    [TARGETS[target.kind] ?? 'gatewayId']: target.id,
    state,
    origin: propagated ? 'EnableVgwRoutePropagation' : 'CreateRoute',
  };
}

const permission = (rule: SecurityGroupRule): Item => ({
  ipProtocol: rule.protocol,
  ...(rule.fromPort !== undefined && { fromPort: rule.fromPort }),
  ...(rule.toPort !== undefined && { toPort: rule.toPort }),
  ipRanges: rule.cidrs.map((cidrIp) => ({ cidrIp })),
  ipv6Ranges: rule.ipv6Cidrs.map((cidrIpv6) => ({ cidrIpv6 })),
  prefixListIds: rule.prefixListIds.map((prefixListId) => ({ prefixListId })),
  groups: rule.groupIds.map((groupId) => ({ groupId })),
});

const aclEntry = (entry: NetworkAclEntry): Item => ({
  ruleNumber: entry.ruleNumber,
  egress: entry.egress,
  ruleAction: entry.allow ? 'allow' : 'deny',
  protocol: entry.protocol,
  cidrBlock: entry.cidr,
  ...(entry.fromPort !== undefined &&
    entry.toPort !== undefined && { portRange: { from: entry.fromPort, to: entry.toPort } }),
});
