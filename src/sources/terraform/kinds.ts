/** A kind of resource that others refer to. */
export interface Kind {
  readonly types: readonly string[];
  /** The attributes by which others refer to one of it. */
  readonly identities: readonly string[];
  /** How its IDs begin. */
  readonly prefix: string;
  /**
   * Attributes of other types that hold an ID of this kind, where AWS makes one by itself: the type, the attribute, and what is
   * put behind the other's name to name it.
   */
  readonly held?: readonly {
    readonly type: string;
    readonly attribute: string;
    readonly suffix: string;
    /** It isn't the other's own: where its ID is known, that is its name. */
    readonly shared?: true;
  }[];
}

/** Types that hold no ID of others but their VPC's. */
const ONLY_IN_VPC: ReadonlySet<string> = new Set([
  'aws_subnet',
  'aws_default_subnet',
  'aws_route_table',
  'aws_default_route_table',
  'aws_security_group',
  'aws_default_security_group',
  'aws_internet_gateway',
  'aws_egress_only_internet_gateway',
  'aws_vpn_gateway',
  'aws_ec2_transit_gateway',
  'aws_ec2_managed_prefix_list',
]);

const kind = (prefix: string, ...types: readonly string[]): Kind => ({ types, identities: ['id'], prefix });

const VPCS = ['aws_vpc', 'aws_default_vpc'] as const;

const heldByVpc = (suffix: string, ...attributes: readonly string[]): NonNullable<Kind['held']> =>
  VPCS.flatMap((type) => attributes.map((attribute) => ({ type, attribute, suffix })));

/** The main table that AWS makes with a VPC, as `VpcPart` names it. */
export const MAIN = '.main';

/** The security group and the network ACL that AWS makes with a VPC, as networks name them. */
export const DEFAULT_GROUP = '.default-security-group';
export const DEFAULT_ACL = '.default-network-acl';

/** The prefix list of a gateway endpoint's service. */
export const LIST_OF_ENDPOINT = '.prefix_list_id';

export const KINDS = {
  vpc: kind('vpc-', ...VPCS),
  subnet: kind('subnet-', 'aws_subnet', 'aws_default_subnet'),
  routeTable: {
    ...kind('rtb-', 'aws_route_table', 'aws_default_route_table'),
    held: heldByVpc(MAIN, 'main_route_table_id', 'default_route_table_id'),
  },
  securityGroup: {
    ...kind('sg-', 'aws_security_group', 'aws_default_security_group'),
    held: heldByVpc(DEFAULT_GROUP, 'default_security_group_id'),
  },
  networkAcl: {
    ...kind('acl-', 'aws_network_acl', 'aws_default_network_acl'),
    held: heldByVpc(DEFAULT_ACL, 'default_network_acl_id'),
  },
  dhcpOptions: kind('dopt-', 'aws_vpc_dhcp_options', 'aws_default_vpc_dhcp_options'),
  endpoint: kind('vpce-', 'aws_vpc_endpoint'),
  prefixList: {
    ...kind('pl-', 'aws_ec2_managed_prefix_list', 'aws_prefix_list'),
    held: [{ type: 'aws_vpc_endpoint', attribute: 'prefix_list_id', suffix: LIST_OF_ENDPOINT, shared: true }],
  },
  hostedZone: { types: ['aws_route53_zone'], identities: ['id', 'zone_id'], prefix: 'Z' },
  natGateway: kind('nat-', 'aws_nat_gateway'),
  internetGateway: kind('igw-', 'aws_internet_gateway'),
  egressOnlyGateway: kind('eigw-', 'aws_egress_only_internet_gateway'),
  vpnGateway: kind('vgw-', 'aws_vpn_gateway'),
  transitGateway: kind('tgw-', 'aws_ec2_transit_gateway'),
  peering: kind('pcx-', 'aws_vpc_peering_connection', 'aws_vpc_peering_connection_accepter'),
  networkInterface: kind('eni-', 'aws_network_interface'),
  instance: kind('i-', 'aws_instance'),
  carrierGateway: kind('cagw-', 'aws_ec2_carrier_gateway'),
  /** What `gateway_id` of a route can name. */
  gateway: kind('igw-', 'aws_internet_gateway', 'aws_vpn_gateway'),
  localGateway: kind('lgw-', 'aws_ec2_local_gateway'),
  coreNetwork: { types: ['aws_networkmanager_core_network'], identities: ['arn', 'id'], prefix: 'arn:' },
  odbNetwork: { types: ['aws_odb_network'], identities: ['arn', 'id'], prefix: 'arn:' },
  cluster: { types: ['aws_ecs_cluster'], identities: ['id', 'arn', 'name', 'cluster_name'], prefix: '' },
  taskDefinition: {
    types: ['aws_ecs_task_definition'],
    identities: ['arn', 'arn_without_revision', 'id', 'family', 'revision'],
    prefix: '',
  },
  capacityProvider: { types: ['aws_ecs_capacity_provider'], identities: ['name', 'arn', 'id'], prefix: '' },
} satisfies Readonly<Record<string, Kind>>;

const ALL_KINDS: readonly Kind[] = Object.values(KINDS);
const ALL_TYPES = new Set<string>(ALL_KINDS.flatMap(({ types }) => types));

/** Whether an attribute of a resource, or one that isn't told, can hold the ID of another kind. */
export function canHold(type: string, attribute: string | undefined, kind: Kind): boolean {
  if (attribute === 'id' && ALL_TYPES.has(type)) return false;
  return kind === KINDS.vpc || !ONLY_IN_VPC.has(type);
}

/** Whether an attribute of a resource identifies it, or something that AWS makes with it: one text that is made, and is never empty. */
export const identifies = (type: string, attribute: string): boolean =>
  ALL_KINDS.some(
    ({ types, identities, held }) =>
      (types.includes(type) && identities.includes(attribute)) ||
      held?.some((each) => each.type === type && each.attribute === attribute),
  );
