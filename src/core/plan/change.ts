import type { ServiceName } from '../catalogue.ts';
import type { Route } from '../network/network.ts';
import type { Peer } from '../network/peer.ts';

/** Stands for the security group that a plan creates for its new interface endpoints, wherever a group ID is expected. */
export const NEW_SECURITY_GROUP = 'new-security-group';

/** Stands for the endpoint that a plan creates for `service`, wherever an endpoint ID is expected (in traces after the plan). */
export const newEndpointId = (service: string): string => `new-${service}`;

const NEW_ZONE = 'zone-of-';

/** Stands for the hosted zone that a plan creates for `service`. */
export const newZoneId = (service: string): string => `${NEW_ZONE}${service}`;

/** Whether a plan creates a hosted zone. */
export const isNewZone = (id: string): boolean => id.startsWith(NEW_ZONE);

/** An IAM policy document. Its version decides how the variables of an existing policy are interpreted. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/**
 * One change to a network that fixes a path. `doctor` prints it as a command, `plan` applies it in memory, and a renderer writes
 * it as a resource: one vocabulary for all three.
 */
export type Change =
  | {
      readonly kind: 'create-interface-endpoint';
      readonly service: ServiceName;
      readonly serviceName: string;
      /** At most one subnet per AZ. */
      readonly subnetIds: readonly string[];
      /** A hosted zone answers the service's name instead. Left out where private DNS does. */
      readonly privateDns?: false;
    }
  /** A private hosted zone that answers a service's name with the endpoint that the plan creates for it. */
  | {
      readonly kind: 'create-hosted-zone';
      readonly service: ServiceName;
      /** The service's DNS name. */
      readonly name: string;
      /** The names that get a record: `*.` before the name stands for all below it. */
      readonly records: readonly string[];
      /** The VPCs that it answers in. The first one has the endpoint. */
      readonly vpcIds: readonly string[];
    }
  | {
      readonly kind: 'create-gateway-endpoint';
      readonly service: ServiceName;
      readonly serviceName: string;
      readonly routeTableIds: readonly string[];
      /** Undefined for AWS's default, full access. */
      readonly policy: PolicyDocument | undefined;
    }
  | {
      readonly kind: 'add-route-tables';
      readonly service: ServiceName;
      readonly endpointId: string;
      readonly routeTableIds: readonly string[];
    }
  | {
      readonly kind: 'add-subnets';
      readonly service: ServiceName;
      readonly endpointId: string;
      readonly subnetIds: readonly string[];
    }
  | { readonly kind: 'enable-private-dns'; readonly service: ServiceName; readonly endpointId: string }
  /** Allows inbound 443/tcp from `source`. */
  | { readonly kind: 'authorize-ingress'; readonly groupId: string; readonly source: Peer }
  /** Allows outbound 443/tcp to `destination`. A group destination may be NEW_SECURITY_GROUP. */
  | { readonly kind: 'authorize-egress'; readonly groupId: string; readonly destination: Peer }
  | { readonly kind: 'set-vpc-attribute'; readonly attribute: 'enableDnsSupport' | 'enableDnsHostnames' }
  | {
      readonly kind: 'add-network-acl-entry';
      readonly aclId: string;
      readonly ruleNumber: number;
      readonly egress: boolean;
      readonly cidr: string;
      readonly fromPort: number;
      readonly toPort: number;
      /** The prefix list whose current addresses it allows: an entry can't refer to the list. */
      readonly prefixListId?: string;
      /** It opens more than that list, because the ACL has no room for an entry for each of its CIDR blocks. */
      readonly wide?: true;
    }
  | {
      readonly kind: 'set-endpoint-policy';
      readonly service: ServiceName;
      readonly endpointId: string;
      readonly policy: PolicyDocument;
      readonly previous: string;
    }
  | {
      readonly kind: 'delete-route';
      readonly routeTableId: string;
      readonly destination: string;
      readonly target: Route['target'];
    }
  | { readonly kind: 'limit-s3-private-dns'; readonly endpointId: string };

export type ChangeKind = Change['kind'];

/** The changes that create an endpoint. */
export type CreateKind = Extract<ChangeKind, `create-${string}-endpoint`>;

/** The changes of one kind, or of any of several. */
export type ChangeOf<Kind extends ChangeKind> = Extract<Change, { readonly kind: Kind }>;

/** The changes that are properties of CloudFormation's endpoint: every format can make them on an endpoint that it manages. */
export const OF_AN_ENDPOINT: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'add-route-tables',
  'add-subnets',
  'enable-private-dns',
  'set-endpoint-policy',
]);
