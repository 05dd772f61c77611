import type { ServiceName } from '../catalogue.ts';
import type { Reading, Unreadable } from './network.ts';
import type { Partition } from './regions.ts';

/**
 * What the EC2 API answers, as far as it is used: the field names are the API's. Every field can be missing, because
 * that is how the API types them; what has no id is nothing that could be named, and is left out.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Types.html
 */
export interface Tagged {
  readonly Tags?:
    | readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]
    | undefined;
}

export interface BlockState {
  readonly State?: string | undefined;
}

export interface Ipv6BlockReply {
  readonly Ipv6CidrBlock?: string | undefined;
  readonly Ipv6CidrBlockState?: BlockState | undefined;
}

/** The state of VPC Block Public Access. */
export interface BlockPublicAccessReply {
  readonly BlockPublicAccessStates?: { readonly InternetGatewayBlockMode?: string | undefined } | undefined;
}

export interface VpcReply extends Tagged, BlockPublicAccessReply {
  readonly VpcId?: string | undefined;
  readonly CidrBlock?: string | undefined;
  readonly DhcpOptionsId?: string | undefined;
  readonly OwnerId?: string | undefined;
  readonly IsDefault?: boolean | undefined;
  readonly CidrBlockAssociationSet?:
    | readonly { readonly CidrBlock?: string | undefined; readonly CidrBlockState?: BlockState | undefined }[]
    | undefined;
  readonly Ipv6CidrBlockAssociationSet?: readonly Ipv6BlockReply[] | undefined;
}

export interface DhcpOptionsReply {
  readonly DhcpOptionsId?: string | undefined;
  readonly DhcpConfigurations?:
    | readonly {
        readonly Key?: string | undefined;
        readonly Values?: readonly { readonly Value?: string | undefined }[] | undefined;
      }[]
    | undefined;
}

export interface SubnetReply extends Tagged, BlockPublicAccessReply {
  readonly SubnetId?: string | undefined;
  readonly AvailabilityZone?: string | undefined;
  readonly CidrBlock?: string | undefined;
  readonly Ipv6Native?: boolean | undefined;
  readonly Ipv6CidrBlockAssociationSet?: readonly Ipv6BlockReply[] | undefined;
}

export interface RouteReply {
  readonly DestinationCidrBlock?: string | undefined;
  readonly DestinationIpv6CidrBlock?: string | undefined;
  readonly DestinationPrefixListId?: string | undefined;
  readonly GatewayId?: string | undefined;
  readonly NatGatewayId?: string | undefined;
  readonly TransitGatewayId?: string | undefined;
  readonly VpcPeeringConnectionId?: string | undefined;
  readonly EgressOnlyInternetGatewayId?: string | undefined;
  readonly LocalGatewayId?: string | undefined;
  readonly CarrierGatewayId?: string | undefined;
  readonly CoreNetworkArn?: string | undefined;
  readonly OdbNetworkArn?: string | undefined;
  readonly IpAddress?: string | undefined;
  readonly InstanceId?: string | undefined;
  readonly NetworkInterfaceId?: string | undefined;
  readonly Origin?: string | undefined;
  readonly State?: string | undefined;
}

export interface RouteTableReply extends Tagged {
  readonly RouteTableId?: string | undefined;
  readonly Associations?:
    | readonly {
        readonly Main?: boolean | undefined;
        readonly SubnetId?: string | undefined;
        readonly AssociationState?: BlockState | undefined;
      }[]
    | undefined;
  readonly Routes?: readonly RouteReply[] | undefined;
}

export interface VpcEndpointReply extends Tagged {
  readonly VpcEndpointId?: string | undefined;
  readonly VpcEndpointType?: string | undefined;
  readonly ServiceName?: string | undefined;
  readonly ServiceRegion?: string | undefined;
  readonly State?: string | undefined;
  readonly PolicyDocument?: string | undefined;
  readonly PrivateDnsEnabled?: boolean | undefined;
  readonly IpAddressType?: string | undefined;
  readonly RequesterManaged?: boolean | undefined;
  readonly DnsOptions?:
    | {
        readonly DnsRecordIpType?: string | undefined;
        readonly PrivateDnsOnlyForInboundResolverEndpoint?: boolean | undefined;
      }
    | undefined;
  readonly RouteTableIds?: readonly string[] | undefined;
  readonly SubnetIds?: readonly string[] | undefined;
  readonly NetworkInterfaceIds?: readonly string[] | undefined;
  readonly Groups?: readonly { readonly GroupId?: string | undefined }[] | undefined;
}

export interface NetworkInterfaceReply {
  readonly NetworkInterfaceId?: string | undefined;
  readonly SubnetId?: string | undefined;
  readonly PrivateIpAddress?: string | undefined;
}

export interface IpPermissionReply {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly IpRanges?: readonly { readonly CidrIp?: string | undefined }[] | undefined;
  readonly Ipv6Ranges?: readonly { readonly CidrIpv6?: string | undefined }[] | undefined;
  readonly PrefixListIds?: readonly { readonly PrefixListId?: string | undefined }[] | undefined;
  readonly UserIdGroupPairs?: readonly { readonly GroupId?: string | undefined }[] | undefined;
}

export interface SecurityGroupReply extends Tagged {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly OwnerId?: string | undefined;
  readonly VpcId?: string | undefined;
  readonly IpPermissions?: readonly IpPermissionReply[] | undefined;
  readonly IpPermissionsEgress?: readonly IpPermissionReply[] | undefined;
}

export interface AclEntryReply {
  readonly RuleNumber?: number | undefined;
  readonly Egress?: boolean | undefined;
  readonly RuleAction?: string | undefined;
  readonly Protocol?: string | undefined;
  readonly CidrBlock?: string | undefined;
  readonly Ipv6CidrBlock?: string | undefined;
  readonly PortRange?: { readonly From?: number | undefined; readonly To?: number | undefined } | undefined;
}

export interface NetworkAclReply extends Tagged {
  readonly NetworkAclId?: string | undefined;
  readonly Associations?: readonly { readonly SubnetId?: string | undefined }[] | undefined;
  readonly Entries?: readonly AclEntryReply[] | undefined;
}

export interface NatGatewayReply extends Tagged {
  readonly NatGatewayId?: string | undefined;
  readonly SubnetId?: string | undefined;
  readonly State?: string | undefined;
  readonly ConnectivityType?: string | undefined;
}

export interface PrefixListReply {
  readonly PrefixListId?: string | undefined;
  readonly PrefixListName?: string | undefined;
  readonly Cidrs?: readonly string[] | undefined;
}

export interface PrefixListEntryReply {
  readonly Cidr?: string | undefined;
}

export interface EndpointServiceReply {
  readonly ServiceName?: string | undefined;
  readonly ServiceType?: readonly { readonly ServiceType?: string | undefined }[] | undefined;
  readonly AvailabilityZones?: readonly string[] | undefined;
  readonly VpcEndpointPolicySupported?: boolean | undefined;
}

/** What Route 53's ListHostedZonesByVPC says of one private hosted zone. */
export interface HostedZoneReply {
  readonly HostedZoneId?: string | undefined;
  /** With a dot at its end. */
  readonly Name?: string | undefined;
  /** The account that owns it, or the AWS service that made it. */
  readonly Owner?:
    | { readonly OwningAccount?: string | undefined; readonly OwningService?: string | undefined }
    | undefined;
}

/** What Route 53's ListResourceRecordSets says of one record. */
export interface RecordReply {
  readonly Name?: string | undefined;
  readonly Type?: string | undefined;
  /** Set where several records of one name share the queries. */
  readonly SetIdentifier?: string | undefined;
  readonly AliasTarget?: { readonly DNSName?: string | undefined } | undefined;
  readonly ResourceRecords?: readonly { readonly Value?: string | undefined }[] | undefined;
}

/** What Route 53 Profiles' ListProfileResourceAssociations says of one resource of a Profile. */
export interface ProfileResourceReply {
  readonly ProfileId: string;
  readonly ResourceArn?: string | undefined;
  /** The account that put it into the Profile. */
  readonly OwnerId?: string | undefined;
  readonly Status?: string | undefined;
}

/** The answers about one VPC. `undefined` is an answer that was denied; `unreadable` says which. */
export interface Replies {
  readonly region: string;
  readonly partition: Partition;
  /** The account that asks, where that is known. */
  readonly accountId?: string | undefined;
  readonly vpc: VpcReply & { readonly VpcId: string };
  readonly dnsSupport: Reading<boolean>;
  readonly dnsHostnames: Reading<boolean>;
  /** Empty when the VPC has no DHCP options. */
  readonly dhcpOptions: Reading<readonly DhcpOptionsReply[]>;
  readonly subnets: readonly SubnetReply[];
  readonly routeTables: Reading<readonly RouteTableReply[]>;
  readonly endpoints: Reading<readonly VpcEndpointReply[]>;
  readonly networkInterfaces: Reading<readonly NetworkInterfaceReply[]>;
  readonly securityGroups: Reading<readonly SecurityGroupReply[]>;
  readonly networkAcls: Reading<readonly NetworkAclReply[]>;
  readonly natGateways: Reading<readonly NatGatewayReply[]>;
  /** DescribePrefixLists: the lists of AWS's gateway services. */
  readonly servicePrefixLists: Reading<readonly PrefixListReply[]>;
  /** GetManagedPrefixListEntries by list, for lists that `prefixListsToRead` names. */
  readonly prefixListEntries: ReadonlyMap<string, Reading<readonly PrefixListEntryReply[]>>;
  /** Undefined also where they decide nothing, so that nobody asked. */
  readonly hostedZones: Reading<readonly HostedZoneReply[]>;
  /** What is in the VPC's Route 53 Profile; undefined also where that decides nothing. */
  readonly profileResources?: Reading<readonly ProfileResourceReply[]>;
  /** The services asked about with DescribeVpcEndpointServices. */
  readonly askedServices: readonly ServiceName[];
  /** What it answered; undefined also when no service was asked about. */
  readonly endpointServices: Reading<readonly EndpointServiceReply[]>;
  readonly unreadable: readonly Unreadable[];
}
