/** A kind of resource that others refer to. */
export interface Kind {
  readonly types: readonly string[];
  /** The attributes by which others refer to one of it. */
  readonly identities: readonly string[];
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

const kind = (...types: readonly string[]): Kind => ({ types, identities: ['id'] });

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
  vpc: kind(...VPCS),
  subnet: kind('aws_subnet', 'aws_default_subnet'),
  routeTable: {
    ...kind('aws_route_table', 'aws_default_route_table'),
    held: heldByVpc(MAIN, 'main_route_table_id', 'default_route_table_id'),
  },
  securityGroup: {
    ...kind('aws_security_group', 'aws_default_security_group'),
    held: heldByVpc(DEFAULT_GROUP, 'default_security_group_id'),
  },
  networkAcl: {
    ...kind('aws_network_acl', 'aws_default_network_acl'),
    held: heldByVpc(DEFAULT_ACL, 'default_network_acl_id'),
  },
  dhcpOptions: kind('aws_vpc_dhcp_options', 'aws_default_vpc_dhcp_options'),
  endpoint: kind('aws_vpc_endpoint'),
  prefixList: {
    ...kind('aws_ec2_managed_prefix_list', 'aws_prefix_list'),
    held: [{ type: 'aws_vpc_endpoint', attribute: 'prefix_list_id', suffix: LIST_OF_ENDPOINT, shared: true }],
  },
  hostedZone: { types: ['aws_route53_zone'], identities: ['id', 'zone_id'] },
  natGateway: kind('aws_nat_gateway'),
  internetGateway: kind('aws_internet_gateway'),
  egressOnlyGateway: kind('aws_egress_only_internet_gateway'),
  vpnGateway: kind('aws_vpn_gateway'),
  transitGateway: kind('aws_ec2_transit_gateway'),
  peering: kind('aws_vpc_peering_connection', 'aws_vpc_peering_connection_accepter'),
  networkInterface: kind('aws_network_interface'),
  instance: kind('aws_instance'),
  carrierGateway: kind('aws_ec2_carrier_gateway'),
  localGateway: kind('aws_ec2_local_gateway'),
  coreNetwork: { types: ['aws_networkmanager_core_network'], identities: ['arn', 'id'] },
  odbNetwork: { types: ['aws_odb_network'], identities: ['arn', 'id'] },
  cluster: { types: ['aws_ecs_cluster'], identities: ['id', 'arn', 'name', 'cluster_name'] },
  taskDefinition: {
    types: ['aws_ecs_task_definition'],
    identities: ['arn', 'arn_without_revision', 'id', 'family', 'task_definition'],
  },
  capacityProvider: { types: ['aws_ecs_capacity_provider'], identities: ['name', 'arn', 'id'] },
} satisfies Readonly<Record<string, Kind>>;
