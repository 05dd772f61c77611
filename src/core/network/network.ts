import type { Partition } from './regions.ts';

/**
 * What could be read, or `undefined` where the call that would have told was denied or failed. The compiler makes
 * every reader answer for the second case: a fact that is not known must lead to `unknown`, never to "fine".
 */
export type Reading<T> = T | undefined;

/** A call whose answer is missing, so that what depends on it is unknown. */
export interface Unreadable {
  /** The EC2 API operation, e.g. `DescribeNetworkAcls`. */
  readonly call: string;
  /** The IAM action it needs, e.g. `ec2:DescribeNetworkAcls`. */
  readonly action: string;
  /** One sentence: why there was no answer. */
  readonly reason: string;
}

/**
 * A fact that the code of a network doesn't settle before it is deployed. What depends on it is unknown, and it never counts as
 * absent.
 */
export interface Unsettled {
  /** The id of the resource in the network that it is a fact of. */
  readonly of: string;
  /** The fact, after "doesn't say": `the policy`, `the subnets`. */
  readonly fact: string;
  /** What would tell, as the user knows it: `parameter VpcCidr (no value)`. */
  readonly unknown: string;
}

/** The mode of VPC Block Public Access, in EC2's words; `unknown` for one that this program does not know. */
export type BlockMode = 'off' | 'block-bidirectional' | 'block-ingress' | 'unknown';

export interface Vpc {
  readonly id: string;
  readonly name?: string;
  /** IPv4 blocks, associated ones only. A VPC can have several. */
  readonly cidrs: readonly string[];
  /** It has further blocks that code doesn't settle. Then the blocks of its subnets are among `cidrs`. */
  readonly cidrsUnsettled?: true;
  readonly ipv6Cidrs: readonly string[];
  /** Another account owns it than the one that looks. Left out where that is not so, or not known. */
  readonly shared?: true;
  /** The account that owns it, where that is known to be another one than the tasks'. */
  readonly ownerId?: string;
  readonly dnsSupport: Reading<boolean>;
  readonly dnsHostnames: Reading<boolean>;
  /** The DHCP options' name servers; `AmazonProvidedDNS` is the Amazon DNS. */
  readonly nameServers: Reading<readonly string[]>;
  /** Left out where EC2 does not say; then nothing is taken to be blocked. */
  readonly blockPublicAccess?: BlockMode;
}

export interface Subnet {
  readonly id: string;
  readonly name?: string;
  /** Availability Zone name (`eu-west-1a`). In a new VPC it may be chosen only at deployment, then it is undefined. */
  readonly az: string | undefined;
  /** The IPv4 block; undefined for an IPv6-only subnet, and where `cidrUnsettled`. */
  readonly cidr: string | undefined;
  /** Code doesn't settle the block, nor whether there is one. */
  readonly cidrUnsettled?: true;
  /** Left out where it has none. */
  readonly ipv6Cidrs?: readonly string[];
  /** Left out where EC2 does not say; then the VPC's counts. */
  readonly blockPublicAccess?: BlockMode;
  /** The effective route table: the associated one, else the main one. Undefined when it could not be read. */
  readonly routeTableId: Reading<string>;
  /** True when the subnet has no association of its own and so uses the VPC's main table. */
  readonly implicit: boolean;
}

export type RouteTargetKind =
  | 'local'
  | 'vpc-endpoint'
  | 'nat-gateway'
  | 'internet-gateway'
  | 'egress-only-internet-gateway'
  | 'virtual-private-gateway'
  | 'transit-gateway'
  | 'vpc-peering-connection'
  | 'network-interface'
  | 'instance'
  | 'local-gateway'
  | 'carrier-gateway'
  | 'core-network'
  | 'odb-network'
  /** The next hop that a route server advertised. */
  | 'ip-address'
  | 'unknown';

/** In the place of a route's destination: it has one that this program does not read, so it may carry anything. */
export const UNKNOWN_DESTINATION = 'unknown';

export interface Route {
  /** A CIDR block (IPv4 or IPv6), the id of a prefix list, or UNKNOWN_DESTINATION. */
  readonly destination: string;
  readonly target: { readonly kind: RouteTargetKind; readonly id: string };
  readonly state: 'active' | 'blackhole';
  /** True for a route that a virtual private gateway put there; static routes win over it. */
  readonly propagated: boolean;
  /** Code doesn't settle whether the table has it, or where it stands among the others. */
  readonly unsettled?: true;
}

export interface RouteTable {
  readonly id: string;
  readonly name?: string;
  readonly main: boolean;
  readonly routes: readonly Route[];
}

export interface EndpointNetworkInterface {
  readonly id: string;
  readonly subnetId: string;
  /** Private IPv4 address; undefined when network interfaces could not be read. */
  readonly ip: Reading<string>;
}

export interface Endpoint {
  readonly id: string;
  readonly name?: string;
  /** `com.amazonaws.eu-west-1.ecr.dkr`. */
  readonly serviceName: string;
  /** `ecr.dkr`; undefined for services that are not this Region's AWS services (partners, other Regions). */
  readonly service: string | undefined;
  /** The Region of the service where EC2 says it: an interface endpoint can serve another Region than its VPC's. */
  readonly serviceRegion?: string;
  readonly kind: EndpointType;
  /** `available`, `pending`, `failed`, …: EC2's own words in lower case. */
  readonly state: string;
  readonly privateDns: boolean;
  /** S3 only: its private DNS answers only through a Resolver inbound endpoint, so VPC names stay public. */
  readonly inboundResolverOnly: boolean;
  /** IPv4 tasks get no address of it: it has none, or its DNS names answer with IPv6 addresses alone. Left out where they do. */
  readonly ipv6Only?: true;
  /** `ipv4`, `dualstack`, …: EC2's own words. Left out where EC2 does not say, and in a snapshot. */
  readonly ipAddressType?: string;
  /** An AWS service made it and changes it. Left out where none does, and in a snapshot. */
  readonly requesterManaged?: true;
  readonly subnetIds: readonly string[];
  readonly interfaces: readonly EndpointNetworkInterface[];
  readonly securityGroupIds: readonly string[];
  readonly routeTableIds: readonly string[];
  /** The policy document as JSON text; undefined when the service has none (then everything is allowed). */
  readonly policy: string | undefined;
  /** Facts that code doesn't settle; what it does settle of them counts. Left out where there are none. */
  readonly unsettled?: readonly EndpointFact[];
  /** All its tags, AWS's own (`aws:…`) included. Left out where nobody read them: a snapshot holds none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What code can leave open of an endpoint that it has for certain. */
export type EndpointFact =
  | 'address type'
  | 'policy'
  | 'private DNS'
  | 'route tables'
  | 'security groups'
  | 'subnets';

/** An endpoint that the VPC may have: code doesn't settle its VPC, its service or its kind, or more endpoints may be outside of the code. */
export interface PossibleEndpoint {
  /** Its own id, or that of the VPC. */
  readonly id: string;
  /** Undefined where it may be any. */
  readonly service: string | undefined;
  /** Undefined where it may be any. */
  readonly kind: EndpointType | undefined;
  /** Whether its private DNS may answer in the VPC. */
  readonly privateDns: boolean;
}

/** `other` stands for Gateway Load Balancer, resource and service-network endpoints, which serve no AWS API. */
export type EndpointType = 'interface' | 'gateway' | 'other';

export interface SecurityGroupRule {
  /** `tcp`, `udp`, `icmp`, `-1` for all, or a protocol number as text. */
  readonly protocol: string;
  /** Inclusive port range; undefined for all ports. */
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  readonly cidrs: readonly string[];
  readonly ipv6Cidrs: readonly string[];
  readonly prefixListIds: readonly string[];
  readonly groupIds: readonly string[];
  /** The rule has a protocol or a source that was not understood: it may let more pass than the rest says. */
  readonly unread?: true;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  /** All its tags. Left out where it has none, and in a snapshot. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly ingress: readonly SecurityGroupRule[];
  readonly egress: readonly SecurityGroupRule[];
}

export interface NetworkAclEntry {
  readonly ruleNumber: number;
  readonly egress: boolean;
  readonly allow: boolean;
  /** `6` for TCP, `-1` for all, …: network ACLs number their protocols. */
  readonly protocol: string;
  /** IPv4 or IPv6 block. */
  readonly cidr: string;
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  /**
   * Part of the entry was not understood: to what within `protocol`, `cidr` and the ports it applies (`match`), or whether it
   * allows or denies that, if it applies (`action`).
   */
  readonly unread?: 'match' | 'action';
}

export interface NetworkAcl {
  readonly id: string;
  readonly name?: string;
  readonly subnetIds: readonly string[];
  readonly entries: readonly NetworkAclEntry[];
}

export interface NatGateway {
  readonly id: string;
  readonly name?: string;
  readonly subnetId: string | undefined;
  readonly state: string;
  /** Undefined where code doesn't settle it. */
  readonly connectivity: 'public' | 'private' | undefined;
}

/** What DescribeVpcEndpointServices says of one service in this account and Region. */
export interface Offer {
  readonly service: string;
  readonly serviceName: string;
  readonly kind: EndpointType;
  /** Empty for an interface endpoint that is not offered in this Region. */
  readonly azs: readonly string[];
  readonly policySupported: boolean;
}

export interface PrefixList {
  readonly id: string;
  /** `com.amazonaws.eu-west-1.s3` for AWS's own. */
  readonly name: string;
  /** IPv4 and IPv6 blocks; undefined when the entries could not be read. */
  readonly cidrs: Reading<readonly string[]>;
  /** Its blocks are not the real ones: they stand for some public addresses, where no rule of the network tells these apart. */
  readonly standIn?: true;
}

/** A private hosted zone of Route 53 that answers names in the VPC, and that no AWS service made. */
export interface HostedZone {
  readonly id: string;
  /** Code doesn't settle its name, which is then empty, or whether it is associated with the VPC. */
  readonly unsettled?: true;
  /** In lower case, without the dot at its end. Empty where it is not known: only the owner of a Profile's zone can read it. */
  readonly name: string;
  /** The Route 53 Profile by which it answers in the VPC. Left out where it is associated with the VPC itself. */
  readonly profileId?: string;
  /** The records that tell where services' names lead. Left out where they were not read. */
  readonly records?: readonly ZoneRecord[];
}

/** A record of a hosted zone, as far as it tells whether a name leads to an interface endpoint. */
export interface ZoneRecord {
  /** In lower case, without the dot at its end. It begins with `*.` where it stands for all names below. */
  readonly name: string;
  /** `A`, `CNAME`, …: Route 53's own words. */
  readonly type: string;
  /** The interface endpoint that it points to. Left out where it points elsewhere, or to more than one place. */
  readonly endpointId?: string;
}

/** Another VPC, as far as it decides on traffic to those of its endpoints that records of hosted zones point to. */
export type Hub = Pick<
  Network,
  'vpc' | 'subnets' | 'routeTables' | 'endpoints' | 'securityGroups' | 'networkAcls' | 'prefixLists'
>;

/** A VPC as far as a task's start is concerned: read from EC2 or from code, declared by the user, or loaded from a snapshot. */
export interface Network {
  readonly region: string;
  readonly partition: Partition;
  /**
   * `declared` for `--vpc new` and `--offline`: then `assumptions` says what nobody read. `planned` for what code makes: then ids are
   * addresses and logical IDs, and `unsettled` says what the code leaves open.
   */
  readonly source: 'live' | 'declared' | 'snapshot' | 'planned';
  readonly vpc: Vpc;
  readonly subnets: readonly Subnet[];
  readonly routeTables: Reading<readonly RouteTable[]>;
  readonly endpoints: Reading<readonly Endpoint[]>;
  readonly securityGroups: Reading<readonly SecurityGroup[]>;
  readonly networkAcls: Reading<readonly NetworkAcl[]>;
  readonly natGateways: Reading<readonly NatGateway[]>;
  readonly prefixLists: Reading<readonly PrefixList[]>;
  /** Asked for only where some needed service has no endpoint with private DNS on; else, and where it was denied, not there. */
  readonly hostedZones?: Reading<readonly HostedZone[]>;
  /** Other VPCs with endpoints that records of `hostedZones` point to, as far as they could be read. Left out where there are none. */
  readonly hubs?: readonly Hub[];
  /**
   * Of the services that were asked about; a service without an entry was not, which says nothing about what AWS offers.
   * Undefined offline: then names come from the table and every AZ is taken to be offered.
   */
  readonly offers: Reading<readonly Offer[]>;
  readonly unreadable: readonly Unreadable[];
  /** Left out where the network was not read from code, or code settles all of it. */
  readonly unsettled?: readonly Unsettled[];
  /** Endpoints that it may have besides `endpoints`; left out where there are none. */
  readonly possibleEndpoints?: readonly PossibleEndpoint[];
  /** Sentences for what was taken for granted instead of read. */
  readonly assumptions: readonly string[];
}

/** The DHCP option value that means the VPC's own resolver. */
export const AMAZON_DNS = 'AmazonProvidedDNS';

/** The symbolic id of a VPC that the plan creates. */
export const NEW_VPC = 'new-vpc';
