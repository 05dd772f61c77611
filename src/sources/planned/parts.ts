import type { BlockMode, Endpoint, EndpointType, RouteTargetKind } from '../../core/network/network.ts';
import type { Action, ResourceChange as Changed } from '../../core/trace/path.ts';
import type { EcsService } from '../../core/workload/ecs-service.ts';

/**
 * A value that the code doesn't settle: known only after apply, a parameter without a value, an SSM parameter, an import of
 * another stack, a function that is not read. It never counts as absent.
 */
export interface Unknown {
  /** What would tell, as the user knows it: `aws_vpc.main.id (known after apply)`, `parameter VpcId (no value)`. */
  readonly unknown: string;
}

/** A value of infrastructure code, as far as it is settled before the deployment. */
export type Told<T> = T | Unknown;

/** A list of which everything, or some items, may be unknown. */
export type ToldList<T> = Told<readonly Told<T>[]>;

export const isUnknown = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && 'unknown' in value;

/**
 * What names a resource in all of this: its address (`module.vpc.aws_subnet.private[0]`) or logical ID (`PrivateSubnet1`,
 * `Network/PrivateSubnet1` in a nested stack), and for what exists outside of the code its ID (`subnet-0a1b`). A resource of the code
 * is always named by its address, also where its ID is known already; `ids` of `Parts` has that ID.
 */
export type Name = string;

export interface Part {
  readonly name: Name;
  /** Its `Name` tag, where it is settled. */
  readonly nameTag?: string;
  /** Its tags, as far as they are settled. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface VpcPart extends Part {
  /** Its own Region, where the code has several. */
  readonly region?: Told<string>;
  /** IPv4 blocks: the first one and those of separate associations. */
  readonly cidrs: ToldList<string>;
  readonly ipv6Cidrs: ToldList<string>;
  readonly dnsSupport: Told<boolean>;
  readonly dnsHostnames: Told<boolean>;
  /** `AmazonProvidedDNS`, or addresses. */
  readonly nameServers: ToldList<string>;
  readonly blockPublicAccess?: Told<BlockMode>;
  /** The main route table, where it isn't the one that AWS makes with the VPC; that one is named `<vpc>.main`. */
  readonly mainRouteTable?: Told<Name>;
  /** The default network ACL and group, where the code has them as resources. AWS's are open, and the group lets in only itself. */
  readonly defaultNetworkAcl?: Told<Name>;
  readonly defaultSecurityGroup?: Told<Name>;
  /** A data source read it: other code, or none, made it, and may have added endpoints, routes and associations. */
  readonly outside?: true;
  /** It was read from AWS, with all that is in it: whether its hosted zones were, or why not. */
  readonly live?: {
    readonly zones: 'read' | 'not asked' | Unknown;
    readonly shared?: true;
    readonly ownerId?: string;
  };
}

export interface SubnetPart extends Part {
  readonly vpc: Told<Name>;
  readonly az: Told<string>;
  /** Where only its place in the Region's list of zones is told (`Fn::GetAZs`): the same number is the same zone. */
  readonly zone?: number;
  /** Undefined for an IPv6-only subnet. */
  readonly cidr: Told<string | undefined>;
  readonly ipv6Cidrs: ToldList<string>;
  readonly blockPublicAccess?: BlockMode;
}

export interface RouteTablePart extends Part {
  readonly vpc: Told<Name>;
}

/** A route, inline or a resource of its own. The local routes are not among them. */
export interface RoutePart {
  readonly routeTable: Told<Name>;
  /** A CIDR block or the name of a prefix list. */
  readonly destination: Told<string>;
  readonly target: Told<{ readonly kind: RouteTargetKind; readonly id: Name }>;
  /** A gateway puts it there; static routes win over it. */
  readonly propagated?: true;
  /** AWS says that its target is gone. */
  readonly blackhole?: true;
  /** It stands for all of a table outside of the code, of which the code tells nothing. */
  readonly outside?: true;
}

export interface RouteTableAssociationPart {
  /** It stands for what the code doesn't tell of a subnet outside of it. */
  readonly outside?: true;
  readonly routeTable: Told<Name>;
  readonly subnet: Told<Name>;
}

export interface EndpointPart extends Part {
  readonly vpc: Told<Name>;
  readonly serviceName: Told<string>;
  readonly serviceRegion?: Told<string>;
  readonly kind: Told<EndpointType>;
  readonly privateDns: Told<boolean>;
  readonly inboundResolverOnly: Told<boolean>;
  readonly ipAddressType?: Told<string>;
  /** `dns_options.dns_record_ip_type`. */
  readonly dnsRecordIpType?: Told<string>;
  /** Inline ones and those of separate associations together. */
  readonly subnets: ToldList<Name>;
  readonly routeTables: ToldList<Name>;
  /** Empty: the VPC's default group. */
  readonly securityGroups: ToldList<Name>;
  /** JSON text; undefined for AWS's default, full access. */
  readonly policy: Told<string | undefined>;
  /** What AWS says of it where it is deployed and stays as it is. */
  readonly deployed?: Pick<Endpoint, 'state' | 'interfaces' | 'requesterManaged'>;
}

/** What resources of their own set on an endpoint that is outside of the code. */
export interface EndpointAdditionPart {
  readonly endpoint: Told<Name>;
  readonly subnets: readonly Told<Name>[];
  readonly routeTables: readonly Told<Name>[];
  readonly securityGroups: readonly Told<Name>[];
  /** Left out where none sets it. */
  readonly policy?: Told<string | undefined>;
  readonly privateDns?: Told<boolean>;
}

export interface SecurityGroupPart extends Part {
  readonly vpc: Told<Name>;
  /** `group_name`; where AWS or Terraform makes one up, the address. */
  readonly groupName: string;
  /**
   * Where code says nothing of egress: EC2 and CloudFormation leave it open, Terraform's `aws_security_group` closes it. Readers
   * say what holds as rules, so this is only for groups that the code names and doesn't have: their rules are unknown.
   */
  readonly rulesUnknown?: Unknown;
}

/** A rule of a security group, inline or a resource of its own: one for each source and destination, or several in one. */
export interface SecurityGroupRulePart {
  readonly group: Told<Name>;
  readonly egress: boolean;
  /** `tcp`, `-1`, … */
  readonly protocol: Told<string>;
  /** Undefined for all ports. */
  readonly fromPort: Told<number | undefined>;
  readonly toPort: Told<number | undefined>;
  readonly cidrs: ToldList<string>;
  readonly ipv6Cidrs: ToldList<string>;
  readonly prefixLists: ToldList<Name>;
  readonly groups: ToldList<Name>;
}

export interface NetworkAclPart extends Part {
  readonly vpc: Told<Name>;
}

export interface NetworkAclEntryPart {
  readonly networkAcl: Told<Name>;
  readonly ruleNumber: Told<number>;
  readonly egress: Told<boolean>;
  readonly allow: Told<boolean>;
  /** `6`, `-1`, … as EC2 numbers them; readers translate `tcp` and `all`. */
  readonly protocol: Told<string>;
  readonly cidr: Told<string>;
  readonly fromPort: Told<number | undefined>;
  readonly toPort: Told<number | undefined>;
}

export interface NetworkAclAssociationPart {
  /** It stands for what the code doesn't tell of a subnet outside of it. */
  readonly outside?: true;
  readonly networkAcl: Told<Name>;
  readonly subnet: Told<Name>;
}

export interface NatGatewayPart extends Part {
  /** Undefined for a regional one. */
  readonly subnet: Told<Name | undefined>;
  readonly vpc?: Told<Name>;
  readonly connectivity: Told<'public' | 'private'>;
  /** EC2's own word; undefined for `available`. */
  readonly state?: string;
}

/** A customer-managed prefix list, or one of AWS's that a data source read (then with its ID as name). */
export interface PrefixListPart extends Part {
  /** `com.amazonaws.eu-west-1.s3`, or the customer's name. */
  readonly listName: Told<string>;
  readonly cidrs: ToldList<string>;
}

export interface HostedZonePart extends Part {
  readonly zone: Told<string>;
  readonly vpcs: ToldList<Name>;
}

/** A task definition in the form of the ECS API or of CloudFormation's properties; what is not settled is a placeholder `${…}`. */
export interface TaskDefinitionPart extends Part {
  readonly definition: unknown;
}

/** An ECS service; names in it are those of the parts. What is not settled is left out and named in `unknown`. */
export interface ServicePart extends Part {
  readonly service: EcsService;
  readonly unknown: readonly Unknown[];
}

export type { Action };

/** All that code says of networks and of ECS: the same for Terraform and for templates. Readers of a language make it. */
export interface Parts {
  readonly region: Told<string>;
  readonly vpcs: readonly VpcPart[];
  readonly subnets: readonly SubnetPart[];
  readonly routeTables: readonly RouteTablePart[];
  readonly routes: readonly RoutePart[];
  readonly routeTableAssociations: readonly RouteTableAssociationPart[];
  readonly endpoints: readonly EndpointPart[];
  /** Only with AWS's answers do these say anything: what the endpoints are is not in the code. */
  readonly endpointAdditions?: readonly EndpointAdditionPart[];
  readonly securityGroups: readonly SecurityGroupPart[];
  readonly securityGroupRules: readonly SecurityGroupRulePart[];
  readonly networkAcls: readonly NetworkAclPart[];
  readonly networkAclEntries: readonly NetworkAclEntryPart[];
  readonly networkAclAssociations: readonly NetworkAclAssociationPart[];
  readonly natGateways: readonly NatGatewayPart[];
  readonly prefixLists: readonly PrefixListPart[];
  readonly hostedZones: readonly HostedZonePart[];
  readonly taskDefinitions: readonly TaskDefinitionPart[];
  readonly services: readonly ServicePart[];
  /** IDs that are known already, by name: of what exists. */
  readonly ids: ReadonlyMap<Name, string>;
  /**
   * Resources whose kind matters to networks but of which too much is unread to say what they do: a macro, a transform, a nested
   * stack that isn't there, a network resource of a kind that isn't read. Nothing in the network is certain that they could change.
   */
  readonly unread: readonly { readonly name: Name; readonly why: string }[];
  /** Sentences for what was taken for granted. */
  readonly assumptions: readonly string[];
  /** The resource types of the file, for a file without a network: it says what it has instead. */
  readonly types: ReadonlyMap<string, number>;
}

/** What a deployment does to one resource that networks depend on. */
export interface ResourceChange extends Changed {
  /** The parts, before and after, that the resource is or connects: of an association its two sides, of a rule its group. */
  readonly about: readonly Name[];
  /** It decides how names resolve in the VPCs that it is about: a VPC with its DNS attributes, an association of DHCP options. */
  readonly decidesNames?: true;
}

/** The code that a network was read from. */
export interface Code {
  readonly language: 'terraform' | 'cloudformation';
  /** The file that was read: `plan.json`, `network.yaml`. */
  readonly file: string;
  /**
   * How further code in the same root module or template refers to a resource's ID: `aws_vpc.main.id`, `module.vpc.vpc_id`,
   * `aws_subnet.private[0].id`, `!Ref Vpc`. The ID itself for what exists outside. Undefined where nothing there reaches it.
   */
  readonly reference: (name: Name) => string | undefined;
  /** Where a resource's block begins, where the files are beside it; lines from 1. */
  readonly locate: (name: Name) => { readonly file: string; readonly line: number } | undefined;
  /**
   * Whether a resource's own block sets an argument or has nested blocks of that name (`ingress`, `route_table_ids`), or its
   * properties have that key (`SubnetIds`): then a fix goes there, because a resource of its own would be overruled. Undefined
   * where the source doesn't tell.
   */
  readonly sets?: (name: Name, argument: string) => boolean | undefined;
  /** The provider configuration that new resources beside a resource need in the root module; undefined for the default one. */
  readonly provider?: (name: Name) => string | undefined;
  /** What the deployment does to a resource; undefined for nothing, and where the source doesn't tell (a template). */
  readonly action: (name: Name) => Action | undefined;
  /** All that it does to what networks depend on; left out where the source doesn't tell. */
  readonly changes?: readonly ResourceChange[];
}

/** What a reader of a language makes of its files. */
export interface Planned {
  /** Before the deployment; undefined where the source doesn't tell (a template, a state). */
  readonly before: Parts | undefined;
  readonly after: Parts;
  readonly code: Code;
}
