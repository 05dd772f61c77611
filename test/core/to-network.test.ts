import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SERVICES } from '../../src/core/catalogue.ts';
import type { Endpoint, Network, Route } from '../../src/core/network/network.ts';
import type {
  Replies,
  RouteReply,
  RouteTableReply,
  VpcEndpointReply,
} from '../../src/core/network/replies.ts';
import { nameAndBlocks, prefixListsToRead, toNetwork } from '../../src/core/network/to-network.ts';

const nothing: Replies = {
  region: 'eu-west-1',
  partition: 'aws',
  vpc: { VpcId: 'vpc-1' },
  dnsSupport: true,
  dnsHostnames: true,
  dhcpOptions: [],
  subnets: [],
  routeTables: [],
  endpoints: [],
  networkInterfaces: [],
  securityGroups: [],
  networkAcls: [],
  natGateways: [],
  servicePrefixLists: [],
  prefixListEntries: new Map(),
  hostedZones: [],
  askedServices: [],
  endpointServices: [],
  unreadable: [],
};

const from = (replies: Partial<Replies>): Network => toNetwork({ ...nothing, ...replies });

describe('the VPC', () => {
  it.each<[string, Replies['vpc'], readonly string[]]>([
    ['its only block', { VpcId: 'v', CidrBlock: '10.0.0.0/16' }, ['10.0.0.0/16']],
    [
      'the primary block before further ones',
      {
        VpcId: 'v',
        CidrBlock: '10.0.0.0/16',
        CidrBlockAssociationSet: [
          { CidrBlock: '10.9.0.0/16', CidrBlockState: { State: 'associated' } },
          { CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } },
        ],
      },
      ['10.0.0.0/16', '10.9.0.0/16'],
    ],
    [
      'no block that was taken away or never came',
      {
        VpcId: 'v',
        CidrBlock: '10.0.0.0/16',
        CidrBlockAssociationSet: [
          { CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'disassociated' } },
          { CidrBlock: '10.2.0.0/16', CidrBlockState: { State: 'disassociating' } },
          { CidrBlock: '10.3.0.0/16', CidrBlockState: { State: 'failed' } },
          { CidrBlock: '10.4.0.0/16', CidrBlockState: { State: 'associating' } },
          { CidrBlock: '10.5.0.0/16' },
          {},
        ],
      },
      ['10.0.0.0/16', '10.4.0.0/16', '10.5.0.0/16'],
    ],
    ['nothing', { VpcId: 'v' }, []],
  ])('has %s', (_, vpc, cidrs) => {
    expect(nameAndBlocks(vpc).cidrs).toEqual(cidrs);
  });

  it('has the IPv6 blocks that are associated', () => {
    const { ipv6Cidrs } = nameAndBlocks({
      Ipv6CidrBlockAssociationSet: [
        { Ipv6CidrBlock: '2a05::/56', Ipv6CidrBlockState: { State: 'associated' } },
        { Ipv6CidrBlock: '2a06::/56', Ipv6CidrBlockState: { State: 'disassociated' } },
      ],
    });
    expect(ipv6Cidrs).toEqual(['2a05::/56']);
  });

  it.each<[string, string | undefined, string | undefined]>([
    ['of its tag', 'shop', 'shop'],
    ['on one line', 'a\r\n\u001b[31mb\u0000', 'a \ufffd[31mb\ufffd'],
    ['none when empty', '', undefined],
    ['none when blank', ' \t', undefined],
    ['none without a value', undefined, undefined],
  ])('has the name %s', (_, Value, name) => {
    expect(
      nameAndBlocks({
        Tags: [
          { Key: 'name', Value: 'x' },
          { Key: 'Name', Value },
        ],
      }).name,
    ).toBe(name);
  });

  it.each<[string, string | undefined, Replies['dhcpOptions'], readonly string[] | undefined]>([
    ['the Amazon DNS without DHCP options', 'default', [], ['AmazonProvidedDNS']],
    ['unknown when the options could not be read', 'dopt-1', undefined, undefined],
    ['unknown when other options were answered', 'dopt-1', [{ DhcpOptionsId: 'dopt-2' }], undefined],
    ['unknown when nobody says which options', undefined, [], undefined],
    [
      'none when the options name none',
      'dopt-1',
      [
        {
          DhcpOptionsId: 'dopt-1',
          DhcpConfigurations: [{ Key: 'ntp-servers', Values: [{ Value: '10.0.0.4' }] }],
        },
      ],
      [],
    ],
    [
      'as they are written',
      'dopt-1',
      [
        {
          DhcpOptionsId: 'dopt-1',
          DhcpConfigurations: [
            { Key: 'domain-name', Values: [{ Value: 'example.com' }] },
            {
              Key: 'domain-name-servers',
              Values: [{ Value: '10.0.0.9' }, { Value: 'AmazonProvidedDNS' }, {}],
            },
          ],
        },
      ],
      ['10.0.0.9', 'AmazonProvidedDNS'],
    ],
  ])('has the name servers: %s', (_, DhcpOptionsId, dhcpOptions, nameServers) => {
    expect(from({ vpc: { VpcId: 'v', DhcpOptionsId }, dhcpOptions }).vpc.nameServers).toEqual(nameServers);
  });
});

describe("a subnet's route table", () => {
  const main: RouteTableReply = { RouteTableId: 'rtb-main', Associations: [{ Main: true }] };
  const explicit = (State?: string): RouteTableReply => ({
    RouteTableId: 'rtb-own',
    Associations: [{ Main: false, SubnetId: 'subnet-1', ...(State && { AssociationState: { State } }) }],
  });

  it.each<[string, Replies['routeTables'], string | undefined, boolean]>([
    ['its own', [main, explicit('associated')], 'rtb-own', false],
    ['its own, where no state is told', [explicit(), main], 'rtb-own', false],
    ['its own, where there is no main table', [explicit()], 'rtb-own', false],
    ['the main one', [main], 'rtb-main', true],
    ['the main one, after its own was taken away', [explicit('disassociated'), main], 'rtb-main', true],
    ['the main one, where its own failed', [explicit('failed'), main], 'rtb-main', true],
    ['unknown, where there is no main table', [{ RouteTableId: 'rtb-x' }], undefined, false],
    ['unknown, where there are no tables', [], undefined, false],
    ['unknown, where tables could not be read', undefined, undefined, false],
    [
      'the main one, not a table for traffic from a gateway',
      [{ RouteTableId: 'rtb-edge', Associations: [{}] }, main],
      'rtb-main',
      true,
    ],
  ])('is %s', (_, routeTables, routeTableId, implicit) => {
    const { subnets } = from({ routeTables, subnets: [{ SubnetId: 'subnet-1' }] });
    expect(subnets).toEqual([{ id: 'subnet-1', az: undefined, cidr: undefined, routeTableId, implicit }]);
  });
});

it.each(['ipv4', 'dualstack', 'service-defined', undefined])(
  'an endpoint with DNS records of type %s answers over IPv4',
  (DnsRecordIpType) => {
    const { endpoints } = from({ endpoints: [{ VpcEndpointId: 'vpce-1', DnsOptions: { DnsRecordIpType } }] });
    expect(endpoints?.[0]).not.toHaveProperty('ipv6Only');
  },
);

it.each<[string | undefined, string | undefined]>([
  ['off', 'off'],
  ['block-bidirectional', 'block-bidirectional'],
  ['block-ingress', 'block-ingress'],
  ['block-everything-in-2030', 'unknown'],
  ['', 'unknown'],
  [undefined, 'unknown'],
])(
  'Block Public Access %s is %s, of the VPC and of a subnet',
  (InternetGatewayBlockMode, blockPublicAccess) => {
    const BlockPublicAccessStates = { InternetGatewayBlockMode };
    const network = from({
      vpc: { VpcId: 'vpc-1', BlockPublicAccessStates },
      subnets: [{ SubnetId: 'subnet-1', BlockPublicAccessStates }],
    });
    expect(network.vpc.blockPublicAccess).toBe(blockPublicAccess);
    expect(network.subnets[0]?.blockPublicAccess).toBe(blockPublicAccess);
  },
);

it('Block Public Access that EC2 does not speak of is left out', () => {
  const network = from({ vpc: { VpcId: 'vpc-1' }, subnets: [{ SubnetId: 'subnet-1' }] });
  expect(network.vpc).not.toHaveProperty('blockPublicAccess');
  expect(network.subnets[0]).not.toHaveProperty('blockPublicAccess');
});

it('a subnet has the IPv6 blocks that are associated', () => {
  const blockOf = (State: string) => ({
    Ipv6CidrBlock: '2001:db8::/64',
    Ipv6CidrBlockState: { State },
  });
  const subnetWith = (State: string) =>
    from({ subnets: [{ SubnetId: 'subnet-1', Ipv6CidrBlockAssociationSet: [blockOf(State)] }] }).subnets[0];
  expect(subnetWith('associated')?.ipv6Cidrs).toEqual(['2001:db8::/64']);
  expect(subnetWith('disassociated')).not.toHaveProperty('ipv6Cidrs');
});

it('an IPv6-only subnet has no IPv4 block', () => {
  const { subnets } = from({ subnets: [{ SubnetId: 'subnet-1', Ipv6Native: true, CidrBlock: '' }] });
  expect(subnets[0]?.cidr).toBeUndefined();
});

it('subnets come by Availability Zone, everything else by id', () => {
  const network = from({
    subnets: [
      { SubnetId: 'b', AvailabilityZone: 'eu-west-1b' },
      { SubnetId: 'c', AvailabilityZone: 'eu-west-1a' },
      { SubnetId: 'a', AvailabilityZone: 'eu-west-1b' },
    ],
    routeTables: [{ RouteTableId: 'b' }, { RouteTableId: 'B' }, { RouteTableId: 'a' }],
  });
  expect(network.subnets.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  expect(network.routeTables?.map(({ id }) => id)).toEqual(['B', 'a', 'b']);
});

describe('a route', () => {
  const ODB = 'arn:aws:odb:eu-west-1:111122223333:odb-network/odbnet_1';
  const routeOf = (route: RouteReply): Route | undefined =>
    from({ routeTables: [{ RouteTableId: 'rtb-1', Routes: [route] }] }).routeTables?.[0]?.routes[0];

  it.each<[Route['target']['kind'], string, RouteReply]>([
    ['local', 'local', { GatewayId: 'local' }],
    ['internet-gateway', 'igw-1', { GatewayId: 'igw-1' }],
    ['virtual-private-gateway', 'vgw-1', { GatewayId: 'vgw-1' }],
    ['vpc-endpoint', 'vpce-1', { GatewayId: 'vpce-1' }],
    ['nat-gateway', 'nat-1', { NatGatewayId: 'nat-1' }],
    ['transit-gateway', 'tgw-1', { TransitGatewayId: 'tgw-1' }],
    ['vpc-peering-connection', 'pcx-1', { VpcPeeringConnectionId: 'pcx-1' }],
    ['egress-only-internet-gateway', 'eigw-1', { EgressOnlyInternetGatewayId: 'eigw-1' }],
    ['local-gateway', 'lgw-1', { LocalGatewayId: 'lgw-1' }],
    ['carrier-gateway', 'cagw-1', { CarrierGatewayId: 'cagw-1' }],
    [
      'core-network',
      'core-network-0fab',
      { CoreNetworkArn: 'arn:aws:networkmanager::123456789012:core-network/core-network-0fab' },
    ],
    ['odb-network', 'odbnet_1', { OdbNetworkArn: ODB }],
    ['ip-address', '10.0.0.9', { IpAddress: '10.0.0.9' }],
    ['network-interface', 'eni-1', { IpAddress: '10.0.0.9', NetworkInterfaceId: 'eni-1' }],
    ['instance', 'i-1', { InstanceId: 'i-1', NetworkInterfaceId: 'eni-1' }],
    ['network-interface', 'eni-1', { NetworkInterfaceId: 'eni-1' }],
    ['unknown', 'new-1', { GatewayId: 'new-1' }],
    ['unknown', 'unknown', {}],
  ])('leads to a %s %s', (kind, id, target) => {
    expect(routeOf({ DestinationCidrBlock: '0.0.0.0/0', State: 'active', ...target })).toEqual({
      destination: '0.0.0.0/0',
      target: { kind, id },
      state: 'active',
      propagated: false,
    });
  });

  it.each<[string, RouteReply, Partial<Route> | undefined]>([
    ['to an IPv4 block', { DestinationCidrBlock: '10.0.0.0/8' }, { destination: '10.0.0.0/8' }],
    ['to an IPv6 block', { DestinationIpv6CidrBlock: '::/0' }, { destination: '::/0' }],
    ['to a prefix list', { DestinationPrefixListId: 'pl-1' }, { destination: 'pl-1' }],
    ['to something that is not told', {}, { destination: 'unknown' }],
    [
      'to a target that is gone',
      { DestinationCidrBlock: '::/0', State: 'blackhole' },
      { state: 'blackhole' },
    ],
    ['that was not taken into the table', { DestinationCidrBlock: '::/0', State: 'filtered' }, undefined],
    [
      'from a virtual private gateway',
      { DestinationCidrBlock: '::/0', Origin: 'EnableVgwRoutePropagation' },
      { propagated: true },
    ],
    ['from a route server', { DestinationCidrBlock: '::/0', Origin: 'Advertisement' }, { propagated: true }],
    ['that someone wrote', { DestinationCidrBlock: '::/0', Origin: 'CreateRoute' }, { propagated: false }],
  ])('%s', (_, reply, route) => {
    if (route) expect(routeOf(reply)).toMatchObject(route);
    else expect(routeOf(reply)).toBeUndefined();
  });
});

describe('an endpoint', () => {
  const endpointOf = (
    reply: VpcEndpointReply,
    networkInterfaces: Replies['networkInterfaces'] = [],
  ): Endpoint | undefined =>
    from({ endpoints: [{ VpcEndpointId: 'vpce-1', ...reply }], networkInterfaces }).endpoints?.[0];

  it.each<[string | undefined, string]>([
    ['available', 'available'],
    ['Available', 'available'],
    ['pendingAcceptance', 'pending-acceptance'],
    ['PendingAcceptance', 'pending-acceptance'],
    ['Deleting', 'deleting'],
    ['Partial', 'partial'],
    [undefined, 'unknown'],
  ])('in state %s is %s', (State, state) => {
    expect(endpointOf({ State })?.state).toBe(state);
  });

  it.each([
    ['eu-west-1', 'ecr.dkr', 'ecr.dkr'],
    ['us-east-1', 'ecr.dkr', undefined],
    [undefined, 'ecr.dkr', 'ecr.dkr'],
  ])('of a service in %s keeps the Region that EC2 says', (ServiceRegion, name, service) => {
    const ServiceName = `com.amazonaws.${ServiceRegion ?? 'eu-west-1'}.${name}`;
    const endpoint = endpointOf({ ServiceName, ServiceRegion });
    expect({ region: endpoint?.serviceRegion, service: endpoint?.service }).toEqual({
      region: ServiceRegion,
      service,
    });
  });

  it.each(['deleted', 'Deleted'])('in state %s is not there any more', (State) => {
    expect(endpointOf({ State })).toBeUndefined();
  });

  it.each<[string | undefined, Endpoint['kind']]>([
    ['Interface', 'interface'],
    ['Gateway', 'gateway'],
    ['GatewayLoadBalancer', 'other'],
    ['Resource', 'other'],
    ['ServiceNetwork', 'other'],
    [undefined, 'other'],
  ])('of type %s is of kind %s', (VpcEndpointType, kind) => {
    expect(endpointOf({ VpcEndpointType })?.kind).toBe(kind);
  });

  it.each<[string | undefined, string | undefined]>([
    ['com.amazonaws.eu-west-1.ecr.dkr', 'ecr.dkr'],
    ['com.amazonaws.eu-west-1.s3', 's3'],
    ['com.amazonaws.eu-west-1.s3express', 's3express'],
    ['com.amazonaws.us-east-1.s3', undefined],
    ['com.amazonaws.vpce.eu-west-1.vpce-svc-0123', undefined],
    ['com.amazonaws.s3-global.accesspoint', undefined],
    [undefined, undefined],
  ])('of %s serves %s', (ServiceName, service) => {
    expect(endpointOf({ ServiceName })?.service).toBe(service);
  });

  it.each<[string, VpcEndpointReply, Partial<Endpoint>]>([
    ['private DNS on', { PrivateDnsEnabled: true }, { privateDns: true }],
    ['private DNS off', { PrivateDnsEnabled: false }, { privateDns: false }],
    ['private DNS not told', {}, { privateDns: false }],
    [
      'private DNS for inbound resolvers only',
      { DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true } },
      { inboundResolverOnly: true },
    ],
    ['private DNS for the VPC', { DnsOptions: {} }, { inboundResolverOnly: false }],
    ['IPv6 addresses alone', { IpAddressType: 'ipv6' }, { ipv6Only: true }],
    [
      'DNS records for IPv6 alone',
      { IpAddressType: 'dualstack', DnsOptions: { DnsRecordIpType: 'ipv6' } },
      { ipv6Only: true },
    ],
    ['the type of its addresses', { IpAddressType: 'dualstack' }, { ipAddressType: 'dualstack' }],
    ['an AWS service that manages it', { RequesterManaged: true }, { requesterManaged: true }],
    ['a policy', { PolicyDocument: '{}' }, { policy: '{}' }],
    [
      'tags',
      { Tags: [{ Key: 'aws:x', Value: 'y' }, { Key: 'empty' }] },
      { tags: { 'aws:x': 'y', empty: '' } },
    ],
    ['no tags', {}, { tags: {} }],
    ['no policy', { PolicyDocument: '' }, { policy: undefined }],
    ['no groups', {}, { securityGroupIds: [] }],
    [
      'groups',
      { Groups: [{ GroupId: 'sg-2' }, { GroupId: 'sg-1' }, {}] },
      { securityGroupIds: ['sg-1', 'sg-2'] },
    ],
  ])('with %s', (_, reply, endpoint) => {
    expect(endpointOf(reply)).toMatchObject(endpoint);
  });

  it.each<[string, readonly string[], Replies['networkInterfaces'], Endpoint['interfaces']]>([
    [
      'as they are described',
      ['subnet-1', 'subnet-2'],
      [
        { NetworkInterfaceId: 'eni-2', SubnetId: 'subnet-1', PrivateIpAddress: '10.0.0.5' },
        { NetworkInterfaceId: 'eni-1', SubnetId: 'subnet-2', PrivateIpAddress: '10.0.1.5' },
        { NetworkInterfaceId: 'eni-9', SubnetId: 'subnet-1', PrivateIpAddress: '10.0.0.9' },
      ],
      [
        { id: 'eni-1', subnetId: 'subnet-2', ip: '10.0.1.5' },
        { id: 'eni-2', subnetId: 'subnet-1', ip: '10.0.0.5' },
      ],
    ],
    ['left out where it is not known which is in which subnet', ['subnet-1', 'subnet-2'], undefined, []],
  ])('has its network interfaces %s', (_, SubnetIds, networkInterfaces, interfaces) => {
    const reply = { SubnetIds, NetworkInterfaceIds: ['eni-2', 'eni-1'] };
    expect(endpointOf(reply, networkInterfaces)?.interfaces).toEqual(interfaces);
  });

  it('has its only network interface in its only subnet, also where it could not be described', () => {
    const reply = { SubnetIds: ['subnet-1'], NetworkInterfaceIds: ['eni-1'] };
    const expected = [{ id: 'eni-1', subnetId: 'subnet-1', ip: undefined }];
    const network = from({
      endpoints: [{ VpcEndpointId: 'vpce-1', ...reply }],
      networkInterfaces: undefined,
    });
    expect(network.endpoints?.[0]?.interfaces).toEqual(expected);
  });
});

describe('rules', () => {
  it('of a security group keep what they refer to; what is not understood opens nothing and closes nothing', () => {
    const { securityGroups } = from({
      securityGroups: [
        {
          GroupId: 'sg-1',
          IpPermissions: [
            { FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
            {
              IpProtocol: 'tcp',
              FromPort: 443,
              ToPort: 443,
              IpRanges: [{ CidrIp: '10.0.0.0/8' }, {}],
              Ipv6Ranges: [{ CidrIpv6: '::/0' }],
              PrefixListIds: [{ PrefixListId: 'pl-1' }],
              UserIdGroupPairs: [{ GroupId: 'sg-2' }],
            },
          ],
          IpPermissionsEgress: [{ IpProtocol: '-1', FromPort: -1, ToPort: -1 }],
        },
      ],
    });
    const unread = { cidrs: [], ipv6Cidrs: [], prefixListIds: [], groupIds: [], unread: true };
    expect(securityGroups).toEqual([
      {
        id: 'sg-1',
        name: 'sg-1',
        ingress: [
          { ...unread, protocol: '-1', fromPort: undefined, toPort: undefined },
          {
            ...unread,
            protocol: 'tcp',
            fromPort: 443,
            toPort: 443,
            cidrs: ['10.0.0.0/8'],
            ipv6Cidrs: ['::/0'],
            prefixListIds: ['pl-1'],
            groupIds: ['sg-2'],
          },
        ],
        egress: [{ ...unread, protocol: '-1', fromPort: undefined, toPort: undefined }],
      },
    ]);
  });

  it('of a network ACL come in the order in which they are looked at, what is not understood too', () => {
    const all = { Protocol: '-1', CidrBlock: '0.0.0.0/0' };
    const { networkAcls } = from({
      networkAcls: [
        {
          NetworkAclId: 'acl-1',
          Associations: [{ SubnetId: 'subnet-2' }, { SubnetId: 'subnet-1' }, {}],
          Entries: [
            { ...all, RuleNumber: 32767, Egress: false, RuleAction: 'deny' },
            { ...all, RuleNumber: 100, Egress: true, RuleAction: 'allow' },
            {
              RuleNumber: 90,
              Egress: false,
              RuleAction: 'allow',
              Protocol: '6',
              Ipv6CidrBlock: '::/0',
              PortRange: { From: 443, To: 443 },
            },
            { RuleNumber: 1, Egress: true, RuleAction: 'allow' },
            { ...all, RuleNumber: 2, RuleAction: 'deny' },
            { ...all, RuleNumber: 3, Egress: true, RuleAction: 'log' },
            { ...all, Egress: false, RuleAction: 'deny' },
          ],
        },
      ],
    });
    expect(networkAcls?.[0]?.subnetIds).toEqual(['subnet-1', 'subnet-2']);
    expect(
      networkAcls?.[0]?.entries.map(({ egress, ruleNumber, allow, cidr, fromPort, unread }) => [
        egress,
        ruleNumber,
        allow,
        cidr,
        fromPort,
        unread,
      ]),
    ).toEqual([
      [false, 0, false, '0.0.0.0/0', undefined, 'match'],
      [false, 2, false, '0.0.0.0/0', undefined, 'match'],
      [false, 90, true, '::/0', 443, undefined],
      [false, 32767, false, '0.0.0.0/0', undefined, undefined],
      [true, 1, true, '0.0.0.0/0', undefined, 'match'],
      [true, 2, false, '0.0.0.0/0', undefined, 'match'],
      [true, 3, false, '0.0.0.0/0', undefined, 'action'],
      [true, 100, true, '0.0.0.0/0', undefined, undefined],
    ]);
  });
});

describe('prefix lists', () => {
  const s3 = { PrefixListId: 'pl-s3', PrefixListName: 'com.amazonaws.eu-west-1.s3' };

  it.each<[string, Partial<Replies>, readonly string[]]>([
    ['none when nothing refers to one', {}, []],
    ["AWS's own, when it came without its blocks", { servicePrefixLists: [s3] }, ['pl-s3']],
    ["not AWS's own, when it came with them", { servicePrefixLists: [{ ...s3, Cidrs: ['3.5.0.0/19'] }] }, []],
    [
      'those of routes and of rules in both directions, each once',
      {
        routeTables: [{ Routes: [{ DestinationPrefixListId: 'pl-2' }, { DestinationPrefixListId: 'pl-1' }] }],
        securityGroups: [
          {
            IpPermissions: [{ PrefixListIds: [{ PrefixListId: 'pl-1' }, {}] }],
            IpPermissionsEgress: [{ PrefixListIds: [{ PrefixListId: 'pl-3' }] }],
          },
        ],
      },
      ['pl-1', 'pl-2', 'pl-3'],
    ],
  ])('to read: %s', (_, replies, ids) => {
    expect(prefixListsToRead({ ...nothing, ...replies })).toEqual(ids);
  });

  it.each<[string, Partial<Replies>, Network['prefixLists']]>([
    [
      'with the blocks that came with the name',
      { servicePrefixLists: [{ ...s3, Cidrs: ['3.5.0.0/19'] }] },
      [{ id: 'pl-s3', name: 'com.amazonaws.eu-west-1.s3', cidrs: ['3.5.0.0/19'] }],
    ],
    [
      'with entries that were read',
      { servicePrefixLists: [s3], prefixListEntries: new Map([['pl-s3', [{ Cidr: '3.5.0.0/19' }]]]) },
      [{ id: 'pl-s3', name: 'com.amazonaws.eu-west-1.s3', cidrs: ['3.5.0.0/19'] }],
    ],
    [
      'unknown where entries could not be read',
      { servicePrefixLists: [s3], prefixListEntries: new Map([['pl-s3', undefined]]) },
      [{ id: 'pl-s3', name: 'com.amazonaws.eu-west-1.s3', cidrs: undefined }],
    ],
    [
      "by id where they are not AWS's",
      { prefixListEntries: new Map([['pl-1', []]]) },
      [{ id: 'pl-1', name: 'pl-1', cidrs: [] }],
    ],
    [
      "known where rules and routes name them, though AWS's could not be listed",
      { servicePrefixLists: undefined, prefixListEntries: new Map([['pl-1', []]]) },
      [{ id: 'pl-1', name: 'pl-1', cidrs: [] }],
    ],
    [
      "unknown where AWS's could not be listed and nothing names others",
      { servicePrefixLists: undefined },
      undefined,
    ],
  ])('are %s', (_, replies, prefixLists) => {
    expect(from(replies).prefixLists).toEqual(prefixLists);
  });
});

describe('offers', () => {
  it('are one for each type of a service, of this Region only', () => {
    const { offers } = from({
      endpointServices: [
        {
          ServiceName: 'com.amazonaws.eu-west-1.s3',
          ServiceType: [{ ServiceType: 'Interface' }],
          AvailabilityZones: ['eu-west-1b', 'eu-west-1a'],
        },
        { ServiceName: 'com.amazonaws.eu-west-1.s3', ServiceType: [{ ServiceType: 'Gateway' }] },
        { ServiceName: 'com.amazonaws.us-east-1.logs', ServiceType: [{ ServiceType: 'Interface' }] },
        { ServiceName: 'com.amazonaws.eu-west-1.logs' },
      ],
    });
    expect(offers).toEqual([
      {
        service: 's3',
        serviceName: 'com.amazonaws.eu-west-1.s3',
        kind: 'gateway',
        azs: [],
        policySupported: false,
      },
      {
        service: 's3',
        serviceName: 'com.amazonaws.eu-west-1.s3',
        kind: 'interface',
        azs: ['eu-west-1a', 'eu-west-1b'],
        policySupported: false,
      },
    ]);
  });

  it('are for no Availability Zone, where EC2 does not know a service that was asked about', () => {
    expect(from({ askedServices: ['ssm', 's3'] }).offers).toEqual([
      {
        service: 's3',
        serviceName: 'com.amazonaws.eu-west-1.s3',
        kind: 'gateway',
        azs: [],
        policySupported: false,
      },
      {
        service: 'ssm',
        serviceName: 'com.amazonaws.eu-west-1.ssm',
        kind: 'interface',
        azs: [],
        policySupported: false,
      },
    ]);
  });

  it('stay unknown where the call was denied', () => {
    expect(from({ askedServices: ['ssm'], endpointServices: undefined }).offers).toBeUndefined();
  });

  it('by the partition’s own prefix are known as the same services', () => {
    const { offers } = from({
      region: 'cn-north-1',
      partition: 'aws-cn',
      endpointServices: [
        { ServiceName: 'cn.com.amazonaws.cn-north-1.ecr.api', ServiceType: [{ ServiceType: 'Interface' }] },
      ],
    });
    expect(offers?.[0]?.service).toBe('ecr.api');
  });
});

it('what was denied stays unknown', () => {
  const denied = {
    dnsSupport: undefined,
    dnsHostnames: undefined,
    dhcpOptions: undefined,
    routeTables: undefined,
    endpoints: undefined,
    networkInterfaces: undefined,
    securityGroups: undefined,
    networkAcls: undefined,
    natGateways: undefined,
    servicePrefixLists: undefined,
    endpointServices: undefined,
  };
  const unreadable = ['B', 'A'].map((call) => ({ call, action: `ec2:${call}`, reason: 'denied' }));
  expect(from({ ...denied, unreadable, subnets: [{ SubnetId: 'subnet-1' }] })).toMatchObject({
    vpc: { dnsSupport: undefined, dnsHostnames: undefined, nameServers: undefined },
    subnets: [{ routeTableId: undefined }],
    routeTables: undefined,
    endpoints: undefined,
    securityGroups: undefined,
    networkAcls: undefined,
    natGateways: undefined,
    prefixLists: undefined,
    offers: undefined,
    unreadable: [{ call: 'A' }, { call: 'B' }],
  });
});

describe('whatever the replies leave out', () => {
  const text = fc.constantFrom(
    '',
    'a',
    'Name',
    'available',
    'associated',
    'local',
    'igw-1',
    '10.0.0.0/16',
    'Interface',
  );
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const texts = fc.array(text, { maxLength: 3 });
  /** An object with any of these fields, each with a value or none. */
  const some = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
    fc.record(fields, { requiredKeys: [] });
  const listOf = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 });
  const fields = (names: readonly string[]) =>
    some(Object.fromEntries(names.map((field) => [field, maybe(text)])));
  const state = maybe(fields(['State']));
  const permission = some({
    IpProtocol: maybe(text),
    FromPort: maybe(fc.integer()),
    ToPort: maybe(fc.integer()),
    IpRanges: maybe(listOf(fields(['CidrIp']))),
    Ipv6Ranges: maybe(listOf(fields(['CidrIpv6']))),
    PrefixListIds: maybe(listOf(fields(['PrefixListId']))),
    UserIdGroupPairs: maybe(listOf(fields(['GroupId']))),
  });
  const replies = fc.record({
    region: fc.constantFrom('eu-west-1', 'cn-north-1'),
    partition: fc.constantFrom('aws' as const, 'aws-cn' as const),
    vpc: fc.record({ VpcId: fc.constant('vpc-1'), DhcpOptionsId: maybe(text), CidrBlock: maybe(text) }),
    dnsSupport: maybe(fc.boolean()),
    dnsHostnames: maybe(fc.boolean()),
    dhcpOptions: maybe(
      listOf(
        some({
          DhcpOptionsId: maybe(text),
          DhcpConfigurations: maybe(
            listOf(some({ Key: maybe(text), Values: maybe(listOf(fields(['Value']))) })),
          ),
        }),
      ),
    ),
    subnets: listOf(fields(['SubnetId', 'AvailabilityZone', 'CidrBlock'])),
    routeTables: maybe(
      listOf(
        some({
          RouteTableId: maybe(text),
          Tags: maybe(listOf(fields(['Key', 'Value']))),
          Associations: maybe(
            listOf(some({ Main: maybe(fc.boolean()), SubnetId: maybe(text), AssociationState: state })),
          ),
          Routes: maybe(
            listOf(fields(['DestinationCidrBlock', 'GatewayId', 'NatGatewayId', 'InstanceId', 'State'])),
          ),
        }),
      ),
    ),
    endpoints: maybe(
      listOf(
        some({
          VpcEndpointId: maybe(text),
          VpcEndpointType: maybe(text),
          ServiceName: maybe(text),
          State: maybe(text),
          SubnetIds: maybe(texts),
          NetworkInterfaceIds: maybe(texts),
          Groups: maybe(listOf(fields(['GroupId']))),
        }),
      ),
    ),
    networkInterfaces: maybe(listOf(fields(['NetworkInterfaceId', 'SubnetId', 'PrivateIpAddress']))),
    securityGroups: maybe(
      listOf(
        some({
          GroupId: maybe(text),
          GroupName: maybe(text),
          OwnerId: maybe(text),
          IpPermissions: maybe(listOf(permission)),
          IpPermissionsEgress: maybe(listOf(permission)),
        }),
      ),
    ),
    networkAcls: maybe(
      listOf(
        some({
          NetworkAclId: maybe(text),
          Associations: maybe(listOf(fields(['SubnetId']))),
          Entries: maybe(
            listOf(
              some({
                RuleNumber: maybe(fc.integer()),
                Egress: maybe(fc.boolean()),
                RuleAction: maybe(text),
                Protocol: maybe(text),
                CidrBlock: maybe(text),
                PortRange: maybe(some({ From: maybe(fc.integer()), To: maybe(fc.integer()) })),
              }),
            ),
          ),
        }),
      ),
    ),
    natGateways: maybe(listOf(fields(['NatGatewayId', 'SubnetId', 'State', 'ConnectivityType']))),
    servicePrefixLists: maybe(
      listOf(some({ PrefixListId: maybe(text), PrefixListName: maybe(text), Cidrs: maybe(texts) })),
    ),
    prefixListEntries: fc.constant(new Map()),
    hostedZones: maybe(
      listOf(some({ HostedZoneId: maybe(text), Name: maybe(text), Owner: maybe(fields(['OwningService'])) })),
    ),
    askedServices: fc.subarray([...SERVICES]),
    endpointServices: maybe(
      listOf(
        some({
          ServiceName: maybe(fc.constantFrom('com.amazonaws.eu-west-1.s3', 'x')),
          ServiceType: maybe(listOf(fields(['ServiceType']))),
          AvailabilityZones: maybe(texts),
        }),
      ),
    ),
    unreadable: fc.constant([]),
  });

  it('there is a network, every thing in it has an id, and every table that a subnet names is there', () => {
    fc.assert(
      fc.property(replies, (reply) => {
        const network = toNetwork(reply);
        const things = [
          ...network.subnets,
          ...(network.routeTables ?? []),
          ...(network.endpoints ?? []),
          ...(network.securityGroups ?? []),
          ...(network.networkAcls ?? []),
          ...(network.natGateways ?? []),
          ...(network.prefixLists ?? []),
          ...(network.hostedZones ?? []),
        ];
        expect(things.every(({ id }) => id.length > 0)).toBe(true);
        const tables = network.routeTables?.map(({ id }) => id) ?? [];
        for (const { routeTableId } of network.subnets) {
          if (routeTableId !== undefined) expect(tables).toContain(routeTableId);
        }
        expect(network.routeTables === undefined).toBe(reply.routeTables === undefined);
        expect(network.endpoints === undefined).toBe(reply.endpoints === undefined);
        expect(network.securityGroups === undefined).toBe(reply.securityGroups === undefined);
        expect(prefixListsToRead(reply)).not.toContain('');
      }),
      { numRuns: 500 },
    );
  });
});
