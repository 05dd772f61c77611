import type { ServiceName } from '../catalogue.ts';
import type { Unsettled } from '../network/network.ts';
import type { AclPeer, Peer } from '../network/peer.ts';
import type { Hop, Via } from '../network/way.ts';
import type { Situation } from '../workload/situation.ts';

/** A resource that must exist but is in no response of EC2. */
export interface Lacking {
  readonly resource:
    | 'subnet'
    | 'route-table'
    | 'route-destination'
    | 'endpoint'
    | 'security-group'
    | 'security-group-rule'
    | 'network-acl'
    | 'network-acl-entry'
    | 'network-interface'
    | 'prefix-list'
    | 'dhcp-options';
  /** Its ID or name; undefined if the responses don't even name it. */
  readonly id: string | undefined;
  /** The ID of the resource that refers to it, or that has one of its kind. */
  readonly namedBy: string;
  /** The EC2 API operation whose response lacks it. */
  readonly call: string;
}

/** Why it is not known where a hosted zone leads: what the records say, or what of the way there was not read. */
export type OpenLead =
  /** The records don't point to one interface endpoint. */
  | { readonly why: 'records' }
  /** The service has a gateway, and AWS doesn't say whether all that it is used for goes through an interface endpoint. */
  | { readonly why: 'gateway' }
  /** A zone of a Route 53 Profile and something of the VPC's own have the same name. */
  | { readonly why: 'profile'; readonly profileId: string }
  | { readonly why: 'endpoint'; readonly endpointId: string }
  /** `what` of the way to an endpoint in another VPC. */
  | {
      readonly why: 'way';
      readonly endpointId: string;
      readonly vpcId: string;
      readonly what: string;
      /** It is in neither VPC, so reading them doesn't tell: where a transit gateway leads. */
      readonly between?: true;
    };

/** What stops traffic that a hosted zone leads elsewhere. */
export type Obstacle =
  | { readonly at: 'zone' }
  | {
      readonly at: 'way' | 'policy';
      readonly endpointId: string;
      readonly vpcId: string;
      /** The resource that stops it, in either VPC. */
      readonly resourceId: string;
      /** A clause: `has no route to 10.1.0.10`. */
      readonly how: string;
    };

/** Why a path doesn't simply go through an endpoint in its own AZ. Data only; the wording is in src/core/findings. */
export type Fault =
  | { readonly rule: 'endpoint-missing'; readonly service: ServiceName }
  /** There is no endpoint, and none can be in the tasks' AZs. AWS offers it in `azs` (if empty: not in this Region). */
  | { readonly rule: 'endpoint-not-offered'; readonly service: ServiceName; readonly azs: readonly string[] }
  | {
      readonly rule: 'endpoint-not-available';
      readonly service: ServiceName;
      readonly endpointId: string;
      readonly state: string;
    }
  /** IPv4 tasks get no address for the endpoint: its DNS names, or the routes to it, are only for IPv6. */
  | { readonly rule: 'endpoint-ipv6-only'; readonly service: ServiceName; readonly endpointId: string }
  | { readonly rule: 'private-dns-off'; readonly service: ServiceName; readonly endpointId: string }
  /** One of the owner's private hosted zones answers the service's name, and where that leads is not known. */
  | {
      readonly rule: 'hosted-zone-answers';
      readonly service: ServiceName;
      readonly zoneId: string;
      readonly zone: string;
      /** Why; left out where the zone's records were not read. */
      readonly open?: OpenLead;
    }
  /** A private hosted zone leads to an endpoint in another VPC, or to no address, and that stops the traffic. */
  | {
      readonly rule: 'hub-blocks';
      readonly service: ServiceName;
      readonly zoneId: string;
      readonly zone: string;
      readonly obstacle: Obstacle;
    }
  /** EC2 shows the VPC's endpoints only to another account, `ownerId`: `shared` if that is known. A route to `endpointId` is proof of one. */
  | {
      readonly rule: 'shared-vpc';
      readonly service: ServiceName;
      readonly shared?: true;
      readonly ownerId?: string;
      readonly endpointId?: string;
    }
  | { readonly rule: 'vpc-dns-support-off' }
  | { readonly rule: 'vpc-dns-hostnames-off' }
  | { readonly rule: 'custom-dns'; readonly nameServers: readonly string[] }
  /** No security group of the endpoint allows inbound 443/tcp from this source. */
  | {
      readonly rule: 'endpoint-security-group-blocks';
      readonly endpointId: string;
      readonly groupIds: readonly string[];
      readonly source: Peer;
    }
  /** The endpoint's groups allow only other groups, and it is not known whether the tasks are in one of them. */
  | {
      readonly rule: 'task-security-groups-unknown';
      readonly endpointId: string;
      readonly groupIds: readonly string[];
      readonly admitted: readonly string[];
    }
  /** No security group of the tasks allows outbound 443/tcp to this destination. */
  | {
      readonly rule: 'task-security-group-blocks';
      readonly groupIds: readonly string[];
      readonly destination: Peer;
    }
  | {
      readonly rule: 'nacl-blocks';
      readonly aclId: string;
      readonly subnetId: string;
      readonly egress: boolean;
      /** What an entry that fixes it would allow; undefined if the address is not known. */
      readonly peer: AclPeer | undefined;
      readonly fromPort: number;
      readonly toPort: number;
      /** The entry that denies; 32767 is the closing `*` entry. */
      readonly ruleNumber: number;
    }
  | {
      readonly rule: 'endpoint-policy-denies';
      readonly service: ServiceName;
      readonly endpointId: string;
      /** The actions that a pull or the agent needs and the policy doesn't allow. */
      readonly actions: readonly string[];
      /** True if a Deny statement matches: then adding an Allow fixes nothing. */
      readonly explicit: boolean;
    }
  /** The policy depends on conditions, principals or repositories that the network doesn't show. */
  | {
      readonly rule: 'endpoint-policy-undecided';
      readonly service: ServiceName;
      readonly endpointId: string;
      readonly actions: readonly string[];
    }
  | { readonly rule: 's3-endpoint-missing' }
  | { readonly rule: 's3-interface-only'; readonly endpointId: string }
  | {
      readonly rule: 'gateway-route-missing';
      readonly service: ServiceName;
      readonly routeTableId: string;
      readonly implicit: boolean;
      readonly endpointIds: readonly string[];
    }
  | {
      readonly rule: 's3-route-missing';
      readonly routeTableId: string;
      readonly implicit: boolean;
      readonly endpointIds: readonly string[];
    }
  | {
      readonly rule: 's3-route-overridden';
      readonly routeTableId: string;
      readonly destination: string;
      readonly targetId: string;
      readonly endpointId: string;
    }
  | {
      readonly rule: 'gateway-route-overridden';
      readonly service: ServiceName;
      readonly routeTableId: string;
      readonly destination: string;
      readonly targetId: string;
      readonly endpointId: string;
    }
  | {
      readonly rule: 'ecs-endpoints-partial';
      readonly service: ServiceName;
      readonly missing: readonly ServiceName[];
      readonly present: readonly ServiceName[];
    }
  | {
      readonly rule: 'cross-az';
      readonly service: ServiceName;
      readonly endpointId: string;
      readonly az: string;
    }
  /** A route more specific than the local one sends traffic for the endpoint's interface elsewhere. */
  | {
      readonly rule: 'local-route-overridden';
      readonly routeTableId: string;
      readonly destination: string;
      readonly targetId: string;
      readonly endpointId: string;
    }
  /** The route leads to an internet gateway, which doesn't work for tasks without a public address. */
  | { readonly rule: 'no-public-address'; readonly subnetId: string; readonly gatewayId: string }
  | { readonly rule: 'ipv6-only-subnet'; readonly subnetId: string }
  /** EC2 answered a call, but its response lacks a resource on the path, so what that does to the traffic is not known. */
  | ({ readonly rule: 'resource-not-shown' } & Lacking)
  | { readonly rule: 'not-permitted'; readonly call: string; readonly action: string }
  /** Code doesn't settle a fact on the path before it is deployed, so what that does to the traffic is not known. */
  | ({ readonly rule: 'value-unknown' } & Unsettled);

/** How traffic from one subnet to one service is routed. */
export interface Path {
  readonly subnetId: string;
  readonly service: ServiceName;
  readonly via: Via;
  readonly hops: readonly Hop[];
  /** Causes; the first one decides. An `endpoint` path can have a warning such as `cross-az`. */
  readonly faults: readonly Fault[];
  readonly endpointId?: string;
  readonly natGatewayId?: string;
  readonly routeTableId?: string;
  readonly implicitMainTable?: boolean;
  /** S3 only: no image is pulled from ECR, so all this traffic is the application's. */
  readonly withoutLayers?: true;
}

/** A situation, and the trace of its needs from each of its tasks' subnets. */
export interface Traced extends Situation {
  readonly paths: readonly Path[];
  /** What the deployment of the code changes that the network was read from; left out where the network is another's. */
  readonly deployment?: Deployment;
  /** What other tasks in the VPC need, which nothing else is asked about. */
  readonly neededBeside?: readonly ServiceName[];
}

/** What a deployment does to a resource. */
export type Action = 'create' | 'update' | 'replace' | 'delete' | 'forget';

/** A deployment as far as the paths show it. */
export interface Deployment {
  /** The same paths before it; undefined where the VPC is new, or the source doesn't tell. */
  readonly before: readonly Path[] | undefined;
  /** What it does to the resources that a path depends on, before or after; empty where the source doesn't tell. */
  readonly changesOf: (path: Path) => readonly ResourceChange[];
}

/** What a deployment does to one resource. */
export interface ResourceChange {
  /** Its address. */
  readonly name: string;
  readonly action: Action;
}
