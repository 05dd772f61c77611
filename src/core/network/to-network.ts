import { kindOf, type ServiceName } from '../catalogue.ts';
import { oneLine } from '../text/visible.ts';
import {
  AMAZON_DNS,
  type BlockMode,
  type Endpoint,
  type EndpointNetworkInterface,
  type EndpointType,
  type HostedZone,
  type NatGateway,
  type Network,
  type NetworkAcl,
  type NetworkAclEntry,
  type Offer,
  type PrefixList,
  type Reading,
  type Route,
  type RouteTable,
  type RouteTargetKind,
  type SecurityGroup,
  type SecurityGroupRule,
  type Subnet,
  UNKNOWN_DESTINATION,
  type Vpc,
} from './network.ts';
import { serviceNameByTable, serviceSuffix } from './regions.ts';
import type {
  AclEntryReply,
  BlockPublicAccessReply,
  BlockState,
  DhcpOptionsReply,
  EndpointServiceReply,
  HostedZoneReply,
  IpPermissionReply,
  NatGatewayReply,
  NetworkAclReply,
  ProfileResourceReply,
  Replies,
  RouteReply,
  RouteTableReply,
  SecurityGroupReply,
  SubnetReply,
  Tagged,
  VpcEndpointReply,
  VpcReply,
} from './replies.ts';

/** The DhcpOptionsId of a VPC that has no DHCP options. */
export const NO_DHCP_OPTIONS = 'default';

/**
 * The network that the EC2 API described: main route tables resolved, names taken from tags, states in lower case. Total:
 * whatever is missing in the replies, there is a network, and what decides and is not known is `undefined` in it.
 */
export function toNetwork(replies: Replies): Network {
  const { region } = replies;
  return {
    region,
    partition: replies.partition,
    source: 'live',
    vpc: toVpc(replies),
    subnets: toSubnets(replies),
    routeTables: replies.routeTables?.flatMap(toRouteTable).sort(byId),
    endpoints: replies.endpoints
      ?.flatMap((endpoint) => toEndpoint(endpoint, region, replies.networkInterfaces))
      .sort(byId),
    securityGroups: replies.securityGroups?.flatMap(toSecurityGroup).sort(byId),
    networkAcls: replies.networkAcls?.flatMap(toNetworkAcl).sort(byId),
    natGateways: replies.natGateways?.flatMap(toNatGateway).sort(byId),
    prefixLists: toPrefixLists(replies),
    hostedZones: toHostedZones(replies),
    offers: toOffers(replies),
    unreadable: [...replies.unreadable].sort((a, b) => compare(a.call, b.call)),
    assumptions: associations(replies),
  };
}

/**
 * The groups that endpoints and tasks have and that are not among the VPC's own: those of another VPC, associated with this one.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html
 */
export function groupsElsewhere(
  own: readonly SecurityGroupReply[],
  endpoints: Replies['endpoints'],
  ofTasks: readonly string[] = [],
): string[] {
  const known = new Set(own.map(({ GroupId }) => GroupId));
  const named = [...endpointGroups(endpoints), ...ofTasks];
  return [...new Set(named)].filter((id) => !known.has(id)).sort();
}

const endpointGroups = (endpoints: Replies['endpoints']): string[] =>
  present(endpoints?.flatMap(({ Groups }) => Groups?.map(({ GroupId }) => GroupId)));

/** What was not asked: an endpoint has its groups, but whether tasks can have one of another VPC is not read. */
function associations({ securityGroups, endpoints, vpc }: Replies): string[] {
  const used = new Set(endpointGroups(endpoints));
  return (securityGroups ?? []).flatMap(({ GroupId, VpcId }) =>
    GroupId && VpcId && VpcId !== vpc.VpcId && !used.has(GroupId)
      ? [`Security group ${GroupId} belongs to ${VpcId}, and is taken to be associated with ${vpc.VpcId}.`]
      : [],
  );
}

/** The prefix lists whose entries decide where traffic goes and are not in the replies yet. */
export function prefixListsToRead(
  replies: Pick<Replies, 'routeTables' | 'securityGroups' | 'servicePrefixLists'>,
): string[] {
  const ids = new Set<string>();
  for (const { PrefixListId } of replies.servicePrefixLists ?? []) if (PrefixListId) ids.add(PrefixListId);
  for (const { Routes } of replies.routeTables ?? []) {
    for (const { DestinationPrefixListId } of Routes ?? []) {
      if (DestinationPrefixListId) ids.add(DestinationPrefixListId);
    }
  }
  for (const { IpPermissions, IpPermissionsEgress } of replies.securityGroups ?? []) {
    for (const { PrefixListIds } of [...(IpPermissions ?? []), ...(IpPermissionsEgress ?? [])]) {
      for (const { PrefixListId } of PrefixListIds ?? []) if (PrefixListId) ids.add(PrefixListId);
    }
  }
  for (const list of replies.servicePrefixLists ?? []) {
    if (list.PrefixListId && list.Cidrs && list.Cidrs.length > 0) ids.delete(list.PrefixListId);
  }
  return [...ids].sort();
}

function toVpc(replies: Replies): Vpc {
  const { vpc, dnsSupport, dnsHostnames, dhcpOptions } = replies;
  return {
    id: vpc.VpcId,
    ...nameAndBlocks(vpc),
    dnsSupport,
    dnsHostnames,
    nameServers: toNameServers(vpc, dhcpOptions),
    ...toBlockMode(vpc),
    ...toShared(replies),
  };
}

/**
 * Whether another account owns the VPC than the one that asks. Where that isn't known, the default security group tells: a VPC always
 * has one, which EC2 shows to the owner, and which the owner cannot share.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-sharing.html
 */
function toShared({
  vpc: { VpcId, OwnerId: ownerId },
  securityGroups: groups,
  accountId,
}: Pick<Replies, 'vpc' | 'securityGroups' | 'accountId'>): Pick<Vpc, 'shared' | 'ownerId'> {
  if (!ownerId || (!groups && !accountId)) return {};
  const isOwners = accountId
    ? accountId === ownerId
    : groups?.some(
        (group) =>
          group.GroupName === 'default' && group.OwnerId === ownerId && (group.VpcId ?? VpcId) === VpcId,
      );
  return isOwners ? {} : { shared: true, ownerId };
}

const BLOCK_MODES: readonly BlockMode[] = ['off', 'block-bidirectional', 'block-ingress'];

function toBlockMode({ BlockPublicAccessStates }: BlockPublicAccessReply): Pick<Vpc, 'blockPublicAccess'> {
  if (!BlockPublicAccessStates) return {};
  const told = BlockPublicAccessStates.InternetGatewayBlockMode;
  return { blockPublicAccess: BLOCK_MODES.find((mode) => mode === told) ?? 'unknown' };
}

/** What DescribeVpcs tells of a VPC's Name tag and CIDR blocks: the primary block first, none that was taken away. */
export function nameAndBlocks(vpc: VpcReply): Pick<Vpc, 'name' | 'cidrs' | 'ipv6Cidrs'> {
  const further = vpc.CidrBlockAssociationSet?.map((block) => inUse(block.CidrBlockState) && block.CidrBlock);
  return {
    ...name(vpc),
    cidrs: [...new Set(present([vpc.CidrBlock, ...(further ?? [])]))],
    ipv6Cidrs: ipv6Blocks(vpc),
  };
}

const ipv6Blocks = ({ Ipv6CidrBlockAssociationSet: blocks }: VpcReply | SubnetReply): string[] =>
  present(blocks?.map((block) => inUse(block.Ipv6CidrBlockState) && block.Ipv6CidrBlock));

/**
 * The name servers that tasks get, as they are written. A VPC without DHCP options has the Amazon DNS: AWS sets it up on the
 * Nitro System, which every current instance type and all of Fargate run on.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html
 */
function toNameServers(vpc: VpcReply, options: Reading<readonly DhcpOptionsReply[]>): Vpc['nameServers'] {
  if (vpc.DhcpOptionsId === NO_DHCP_OPTIONS) return [AMAZON_DNS];
  const configurations = options?.find(
    ({ DhcpOptionsId }) => DhcpOptionsId === vpc.DhcpOptionsId,
  )?.DhcpConfigurations;
  return (
    configurations &&
    present(
      configurations
        .filter(({ Key }) => Key === 'domain-name-servers')
        .flatMap(({ Values }) => Values ?? [])
        .map(({ Value }) => Value),
    )
  );
}

/**
 * Subnets with their effective route table: DescribeRouteTables names only explicit associations, every other subnet uses
 * the VPC's main table.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html
 */
function toSubnets({ subnets, routeTables }: Replies): Subnet[] {
  const explicit = new Map<string, string>();
  let main: string | undefined;
  for (const { RouteTableId, Associations } of routeTables ?? []) {
    for (const { SubnetId, Main, AssociationState } of Associations ?? []) {
      if (!RouteTableId || !inUse(AssociationState)) continue;
      if (SubnetId) explicit.set(SubnetId, RouteTableId);
      if (Main) main = RouteTableId;
    }
  }
  return subnets
    .flatMap((subnet): Subnet[] => {
      if (!subnet.SubnetId) return [];
      const own = explicit.get(subnet.SubnetId);
      const ipv6Cidrs = ipv6Blocks(subnet);
      return [
        {
          id: subnet.SubnetId,
          ...name(subnet),
          az: subnet.AvailabilityZone,
          cidr: subnet.Ipv6Native ? undefined : subnet.CidrBlock,
          ...(ipv6Cidrs.length > 0 && { ipv6Cidrs }),
          ...toBlockMode(subnet),
          routeTableId: own ?? main,
          implicit: own === undefined && main !== undefined,
        },
      ];
    })
    .sort((a, b) => compare(a.az ?? '', b.az ?? '') || byId(a, b));
}

function toRouteTable(table: RouteTableReply): RouteTable[] {
  if (!table.RouteTableId) return [];
  return [
    {
      id: table.RouteTableId,
      ...name(table),
      main: (table.Associations ?? []).some(
        ({ Main, AssociationState }) => Main === true && inUse(AssociationState),
      ),
      routes: (table.Routes ?? []).flatMap(toRoute),
    },
  ];
}

function toRoute(route: RouteReply): Route[] {
  const destination =
    route.DestinationCidrBlock || route.DestinationIpv6CidrBlock || route.DestinationPrefixListId;
  // A filtered route was offered by a route server and not taken into the table.
  if (route.State === 'filtered') return [];
  return [
    {
      destination: destination || UNKNOWN_DESTINATION,
      target: toTarget(route),
      state: route.State === 'blackhole' ? 'blackhole' : 'active',
      propagated: route.Origin === 'EnableVgwRoutePropagation' || route.Origin === 'Advertisement',
    },
  ];
}

/** Which field of a route names its target. An instance comes with its network interface, which may come with its address. */
const TARGET_FIELDS = [
  ['NatGatewayId', 'nat-gateway'],
  ['TransitGatewayId', 'transit-gateway'],
  ['VpcPeeringConnectionId', 'vpc-peering-connection'],
  ['EgressOnlyInternetGatewayId', 'egress-only-internet-gateway'],
  ['LocalGatewayId', 'local-gateway'],
  ['CarrierGatewayId', 'carrier-gateway'],
  ['CoreNetworkArn', 'core-network'],
  ['OdbNetworkArn', 'odb-network'],
  ['InstanceId', 'instance'],
  ['NetworkInterfaceId', 'network-interface'],
  ['IpAddress', 'ip-address'],
] as const satisfies readonly (readonly [keyof RouteReply, RouteTargetKind])[];

/** What GatewayId can hold besides `local`, by the beginning of the id. */
const GATEWAY_PREFIXES: readonly (readonly [string, RouteTargetKind])[] = [
  ['igw-', 'internet-gateway'],
  ['vpce-', 'vpc-endpoint'],
  ['vgw-', 'virtual-private-gateway'],
  ['eigw-', 'egress-only-internet-gateway'],
  ['lgw-', 'local-gateway'],
  ['cagw-', 'carrier-gateway'],
];

function toTarget(route: RouteReply): Route['target'] {
  const gateway = route.GatewayId;
  if (gateway) {
    const kind =
      gateway === 'local' ? 'local' : GATEWAY_PREFIXES.find(([prefix]) => gateway.startsWith(prefix))?.[1];
    return { kind: kind ?? 'unknown', id: gateway };
  }
  for (const [field, kind] of TARGET_FIELDS) {
    const id = route[field];
    // Of an ARN what stands last names the resource; the account before that is nobody's to pass on.
    if (id) return { kind, id: id.slice(id.lastIndexOf('/') + 1) || 'unknown' };
  }
  return { kind: 'unknown', id: 'unknown' };
}

function toEndpoint(
  endpoint: VpcEndpointReply,
  region: string,
  interfaces: Replies['networkInterfaces'],
): Endpoint[] {
  const state = toEndpointState(endpoint.State);
  // AWS lists deleted endpoints for a while; they hold neither a name nor a route any more.
  if (!endpoint.VpcEndpointId || state === 'deleted') return [];
  const serviceName = endpoint.ServiceName ?? '';
  return [
    {
      id: endpoint.VpcEndpointId,
      ...name(endpoint),
      serviceName,
      service: serviceSuffix(serviceName, region),
      ...(endpoint.ServiceRegion && { serviceRegion: endpoint.ServiceRegion }),
      kind: toEndpointType(endpoint.VpcEndpointType),
      state,
      privateDns: endpoint.PrivateDnsEnabled === true,
      inboundResolverOnly: endpoint.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint === true,
      ...(isIpv6Only(endpoint) && { ipv6Only: true as const }),
      ...(endpoint.IpAddressType && { ipAddressType: endpoint.IpAddressType }),
      ...(endpoint.RequesterManaged && { requesterManaged: true as const }),
      subnetIds: [...(endpoint.SubnetIds ?? [])].sort(),
      interfaces: toInterfaces(endpoint, interfaces),
      securityGroupIds: present(endpoint.Groups?.map(({ GroupId }) => GroupId)).sort(),
      routeTableIds: [...(endpoint.RouteTableIds ?? [])].sort(),
      policy: endpoint.PolicyDocument || undefined,
      tags: toTags(endpoint),
    },
  ];
}

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html */
const isIpv6Only = ({ IpAddressType, DnsOptions }: VpcEndpointReply): boolean =>
  [IpAddressType, DnsOptions?.DnsRecordIpType].some((type) => type?.toLowerCase() === 'ipv6');

const toTags = ({ Tags = [] }: Tagged): Readonly<Record<string, string>> =>
  Object.fromEntries(Tags.flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [[Key, Value]])));

/**
 * An endpoint's state in lower case, words joined by a hyphen: `available`, `pending-acceptance`. The API documents
 * `PendingAcceptance` and sends `pendingAcceptance`.
 */
export const toEndpointState = (state: string | undefined): string =>
  (state ?? 'unknown').replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();

function toEndpointType(type: string | undefined): EndpointType {
  if (type === 'Interface') return 'interface';
  return type === 'Gateway' ? 'gateway' : 'other';
}

/**
 * An endpoint's interfaces with their subnets. The endpoint names both but not which belongs to which; without the
 * interfaces' own description only a single pair is certain, and interfaces whose subnet is not known are left out.
 */
function toInterfaces(
  { NetworkInterfaceIds = [], SubnetIds = [] }: VpcEndpointReply,
  replies: Replies['networkInterfaces'],
): EndpointNetworkInterface[] {
  const [onlySubnet] = SubnetIds.length === 1 && NetworkInterfaceIds.length === 1 ? SubnetIds : [];
  return NetworkInterfaceIds.flatMap((id) => {
    const reply = replies?.find(({ NetworkInterfaceId }) => NetworkInterfaceId === id);
    const subnetId = reply?.SubnetId ?? onlySubnet;
    return subnetId ? [{ id, subnetId, ip: reply?.PrivateIpAddress }] : [];
  }).sort(byId);
}

function toSecurityGroup(group: SecurityGroupReply): SecurityGroup[] {
  if (!group.GroupId) return [];
  return [
    {
      id: group.GroupId,
      name: group.GroupName ?? group.GroupId,
      ...(group.Tags?.length && { tags: toTags(group) }),
      ingress: (group.IpPermissions ?? []).map(toSecurityGroupRule),
      egress: (group.IpPermissionsEgress ?? []).map(toSecurityGroupRule),
    },
  ];
}

/** Without a protocol a rule may be for any, and a source that is not among those read may be anything. */
function toSecurityGroupRule(permission: IpPermissionReply): SecurityGroupRule {
  const { IpProtocol, IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs } = permission;
  const sources = [
    ...(IpRanges ?? []).map(({ CidrIp }) => CidrIp),
    ...(Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
    ...(PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
    ...(UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId),
  ];
  const unread = !IpProtocol || present(sources).length < Math.max(sources.length, 1);
  // What a rule without a protocol names is not let through for certain.
  const known = IpProtocol ? permission : {};
  return {
    protocol: IpProtocol || '-1',
    fromPort: toPort(known.FromPort),
    toPort: toPort(known.ToPort),
    cidrs: present(known.IpRanges?.map(({ CidrIp }) => CidrIp)),
    ipv6Cidrs: present(known.Ipv6Ranges?.map(({ CidrIpv6 }) => CidrIpv6)),
    prefixListIds: present(known.PrefixListIds?.map(({ PrefixListId }) => PrefixListId)),
    groupIds: present(known.UserIdGroupPairs?.map(({ GroupId }) => GroupId)),
    ...(unread && { unread }),
  };
}

/** EC2 writes "all" as -1 or leaves the port out. */
const toPort = (port: number | undefined): number | undefined => (port === -1 ? undefined : port);

function toNetworkAcl(acl: NetworkAclReply): NetworkAcl[] {
  if (!acl.NetworkAclId) return [];
  return [
    {
      id: acl.NetworkAclId,
      ...name(acl),
      subnetIds: present(acl.Associations?.map(({ SubnetId }) => SubnetId)).sort(),
      entries: (acl.Entries ?? [])
        .flatMap(toNetworkAclEntries)
        .sort((a, b) => Number(a.egress) - Number(b.egress) || a.ruleNumber - b.ruleNumber),
    },
  ];
}

/** An entry with a part missing may apply to all that part could be; one without a number may come first. */
function toNetworkAclEntries(entry: AclEntryReply): NetworkAclEntry[] {
  const { RuleNumber, Egress, RuleAction, Protocol, CidrBlock, Ipv6CidrBlock, PortRange } = entry;
  const cidr = CidrBlock ?? Ipv6CidrBlock;
  const isWhole = RuleNumber !== undefined && Egress !== undefined && Boolean(cidr) && Boolean(Protocol);
  const acts = RuleAction === 'allow' || RuleAction === 'deny';
  const directions = Egress === undefined ? [true, false] : [Egress];
  return directions.map((egress) => ({
    ruleNumber: RuleNumber ?? 0,
    egress,
    allow: RuleAction === 'allow',
    protocol: Protocol || '-1',
    cidr: cidr || '0.0.0.0/0',
    fromPort: toPort(PortRange?.From),
    toPort: toPort(PortRange?.To),
    ...(acts ? !isWhole && { unread: 'match' as const } : { unread: 'action' as const }),
  }));
}

function toNatGateway(gateway: NatGatewayReply): NatGateway[] {
  if (!gateway.NatGatewayId) return [];
  return [
    {
      id: gateway.NatGatewayId,
      ...name(gateway),
      subnetId: gateway.SubnetId,
      state: (gateway.State ?? 'unknown').toLowerCase(),
      connectivity: gateway.ConnectivityType === 'private' ? 'private' : 'public',
    },
  ];
}

/**
 * AWS's lists by their name, a customer's by its id: only AWS's names mean anything to routing. Undefined as a whole when
 * AWS's could not be read, because a list without them would say that S3 has none.
 */
/** Without the lists of AWS's services, those that rules and routes name are known all the same. */
function toPrefixLists({ servicePrefixLists, prefixListEntries }: Replies): Reading<PrefixList[]> {
  if (!servicePrefixLists && prefixListEntries.size === 0) return undefined;
  const cidrsOf = (id: string) => {
    const entries = prefixListEntries.get(id);
    return entries && present(entries.map(({ Cidr }) => Cidr));
  };
  const lists = new Map<string, PrefixList>();
  for (const id of prefixListEntries.keys()) lists.set(id, { id, name: id, cidrs: cidrsOf(id) });
  for (const { PrefixListId: id, PrefixListName, Cidrs } of servicePrefixLists ?? []) {
    if (!id) continue;
    const cidrs = Cidrs && Cidrs.length > 0 ? Cidrs : cidrsOf(id);
    lists.set(id, { id, name: PrefixListName ?? id, cidrs });
  }
  return [...lists.values()].sort(byId);
}

/** Those that are associated with the VPC, and those of its Profile. */
function toHostedZones({ hostedZones, profileResources = [] }: Replies): Reading<HostedZone[]> {
  const own = hostedZones?.flatMap(toHostedZone);
  const known = new Set(own?.map(({ id }) => id));
  const more = profileResources.flatMap(toProfileZone).filter(({ id }) => !known.has(id));
  return own && [...own, ...more].sort(byId);
}

/** A hosted zone or an interface endpoint of a Profile. What else is in one, such as rules of Resolver, is not read. */
function toProfileZone({ ProfileId: profileId, ResourceArn, Status }: ProfileResourceReply): HostedZone[] {
  const id = /:(?:hostedzone|vpc-endpoint)\/([\w-]+)$/.exec(ResourceArn ?? '')?.[1];
  return id === undefined || Status === 'DELETED' ? [] : [{ id, name: '', profileId }];
}

/** Zones that an AWS service made are left out: private DNS of an endpoint, or a file system's, is seen by itself. */
function toHostedZone({ HostedZoneId: id, Name, Owner }: HostedZoneReply): HostedZone[] {
  if (!id || !Name || Owner?.OwningService) return [];
  return [{ id, name: Name.replace(/\.$/, '').toLowerCase() }];
}

/**
 * Whether hosted zones decide something: some service that is asked about has no interface endpoint whose private DNS answers its
 * name. Where endpoints could not be read, or only the VPC's owner sees them, nothing is known of its way anyhow.
 */
export const zonesDecide = (
  services: readonly ServiceName[],
  { endpoints, ...replies }: Pick<Replies, 'vpc' | 'securityGroups' | 'endpoints' | 'accountId'>,
  region: string,
): boolean =>
  endpoints !== undefined &&
  !toShared(replies).shared &&
  services.some(
    (service) =>
      kindOf(service) === 'interface' &&
      !endpoints.some(
        ({ ServiceName: name, VpcEndpointType, State, PrivateDnsEnabled }) =>
          serviceSuffix(name ?? '', region) === service &&
          toEndpointType(VpcEndpointType) === 'interface' &&
          toEndpointState(State) === 'available' &&
          PrivateDnsEnabled === true,
      ),
  );

/** Partitions where Route 53 Profiles are not offered in any Region. */
const WITHOUT_PROFILES: ReadonlySet<string> = new Set(['aws-iso', 'aws-iso-b']);

/** Targets of routes that can lead to a VPC with central endpoints. */
const TO_OTHER_VPCS = ['TransitGatewayId', 'VpcPeeringConnectionId', 'CoreNetworkArn'] as const;

/**
 * Whether a Route 53 Profile decides something, where zones do: the VPC leads to others, or has an endpoint with private DNS off, to
 * which names could lead.
 */
export const profilesDecide = ({
  partition,
  hostedZones,
  endpoints,
  routeTables,
}: Pick<Replies, 'partition' | 'hostedZones' | 'endpoints' | 'routeTables'>): boolean =>
  hostedZones !== undefined &&
  !WITHOUT_PROFILES.has(partition) &&
  (endpoints?.some(
    ({ VpcEndpointType, PrivateDnsEnabled }) =>
      toEndpointType(VpcEndpointType) === 'interface' && PrivateDnsEnabled !== true,
  ) ||
    routeTables?.some(({ Routes = [] }) =>
      Routes.some(
        (route) =>
          TO_OTHER_VPCS.some((field) => route[field] !== undefined) || route.GatewayId?.startsWith('vgw-'),
      ),
    ) === true);

/** What is offered of the services asked about, and for those that EC2 does not know here that they are offered nowhere. */
function toOffers({ endpointServices, askedServices, region }: Replies): Reading<Offer[]> {
  const offered = endpointServices?.flatMap((service) => toOffer(service, region));
  const absent = askedServices
    .filter((service) => !offered?.some((offer) => offer.service === service))
    .map((service) => ({
      service,
      serviceName: serviceNameByTable(service, region),
      kind: kindOf(service),
      azs: [],
      policySupported: false,
    }));
  return (
    offered &&
    [...offered, ...absent].sort((a, b) => compare(a.service, b.service) || compare(a.kind, b.kind))
  );
}

function toOffer(service: EndpointServiceReply, region: string): Offer[] {
  const serviceName = service.ServiceName ?? '';
  const suffix = serviceSuffix(serviceName, region);
  if (suffix === undefined) return [];
  return (service.ServiceType ?? []).map(({ ServiceType }) => ({
    service: suffix,
    serviceName,
    kind: toEndpointType(ServiceType),
    azs: [...(service.AvailabilityZones ?? [])].sort(),
    policySupported: service.VpcEndpointPolicySupported === true,
  }));
}

/** An association that is being undone or failed no longer counts; one without a state does. */
const inUse = (state: BlockState | undefined): boolean =>
  state?.State === undefined || state.State === 'associated' || state.State === 'associating';

/** The Name tag as it may be shown. */
function name({ Tags }: Tagged): { name?: string } {
  const value = oneLine(Tags?.find(({ Key }) => Key === 'Name')?.Value ?? '');
  return value ? { name: value } : {};
}

const present = (values: readonly (string | false | undefined)[] = []): string[] =>
  values.filter((value): value is string => typeof value === 'string' && value !== '');

/** By code unit, so that the order is the same on every machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => compare(a.id, b.id);
