import { kindOf } from '../../../src/core/catalogue.ts';
import type { Peer } from '../../../src/core/network/peer.ts';
import { type Change, NEW_SECURITY_GROUP } from '../../../src/core/plan/change.ts';
import type { Plan } from '../../../src/core/plan/planned.ts';
import { peerId, ruleDescription } from '../../../src/core/plan/security-group-text.ts';

export type Tags = Readonly<Record<string, string>>;

/**
 * Everything that files create or change, in a form in which any two formats can be compared.
 *
 * What exists goes by its id. What is created goes by words of this file: `new-vpc`, a subnet of it by its block, a route
 * table by the subnets it is for, NEW_SECURITY_GROUP.
 *
 * Left out, as no two formats have the same: the name of the security group, which CloudFormation makes up so that it can
 * replace the group; that the default security group of a new VPC is closed, for which CloudFormation has no resource; tags of
 * rules and associations, which CloudFormation does not have either; flow logs, which are off unless asked for.
 */
export interface Graph {
  readonly vpc:
    | {
        readonly cidr: string;
        readonly dnsSupport: boolean;
        readonly dnsHostnames: boolean;
        readonly tags: Tags;
      }
    | undefined;
  readonly subnets: readonly SubnetNode[];
  readonly routeTables: readonly { readonly id: string; readonly vpc: string; readonly tags: Tags }[];
  readonly endpoints: readonly EndpointNode[];
  readonly groups: readonly GroupNode[];
  /** Rules of groups that exist. */
  readonly rules: readonly (RuleEdge & { readonly group: string })[];
  readonly aclEntries: readonly AclEntryNode[];
  /** What is changed on endpoints that exist; only Terraform has resources for that. */
  readonly extended: readonly ExtendedEndpoint[];
  readonly outputs: {
    readonly vpc: string | undefined;
    readonly subnets: readonly string[] | undefined;
    readonly group: string | undefined;
  };
}

export interface SubnetNode {
  readonly id: string;
  readonly vpc: string;
  readonly cidr: string;
  /** Its name, or PICKED when it is picked at deployment: never one that another subnet has. */
  readonly az: string;
  readonly publicIps: boolean;
  readonly routeTable: string | undefined;
  readonly tags: Tags;
}

export const PICKED = 'picked';

export interface EndpointNode {
  readonly serviceName: string;
  readonly kind: 'Interface' | 'Gateway';
  readonly vpc: string;
  readonly subnets: readonly string[];
  readonly routeTables: readonly string[];
  readonly groups: readonly string[];
  readonly privateDns: boolean;
  /** Undefined for AWS's default, full access. */
  readonly policy: unknown;
  readonly tags: Tags;
}

export interface GroupNode {
  readonly id: string;
  readonly vpc: string;
  readonly description: string;
  readonly ingress: readonly RuleEdge[];
  readonly egress: readonly RuleEdge[];
  readonly tags: Tags;
}

export interface RuleEdge {
  readonly direction: 'in' | 'out';
  readonly protocol: string;
  readonly ports: readonly [from: number, to: number];
  readonly peer: string;
  readonly description: string;
}

export interface AclEntryNode {
  readonly acl: string;
  readonly direction: 'in' | 'out';
  readonly number: number;
  readonly action: string;
  readonly protocol: string;
  readonly block: string;
  readonly ports: readonly [from: number, to: number];
}

export interface ExtendedEndpoint {
  readonly id: string;
  readonly subnets: readonly string[];
  readonly routeTables: readonly string[];
  readonly privateDns: boolean;
  readonly policy: unknown;
}

/** The new VPC. */
export const NEW_VPC = 'new-vpc';
/** A subnet of the new VPC. */
export const subnetOf = (cidr: string): string => `subnet ${cidr}`;
/** The route table of a subnet of the new VPC. */
export const tableOf = (cidr: string): string => `route table ${cidr}`;

/** Whether a rule leads nowhere: a group without any to the outside gets one of EC2's own, so a template writes such a rule. */
export const isNowhere = (peer: string): boolean => peer === '127.0.0.1/32' || peer === '255.255.255.255/32';

/** What a plan says shall be there. */
export function graphOfPlan(plan: Plan): Graph {
  const { newVpc, subnets, changes, securityGroup } = plan;
  const vpc = newVpc ? NEW_VPC : plan.vpcId;
  const named = (what: string): Tags => ({ ...plan.tags, Name: `${plan.name}${what}` });
  const cidrOf = (id: string) =>
    subnets.find((subnet) => subnet.id === id || subnet.routeTableId === id)?.cidr ?? '';
  const subnetId = (id: string) => (newVpc ? subnetOf(cidrOf(id)) : id);
  const tableId = (id: string) => (newVpc ? tableOf(cidrOf(id)) : id);
  const made = newVpc ? subnets : [];

  return sorted({
    vpc: newVpc
      ? { cidr: plan.vpcCidr ?? '', dnsSupport: true, dnsHostnames: true, tags: named('') }
      : undefined,
    subnets: made.map(({ id, cidr = '', az = PICKED }) => ({
      id: subnetOf(cidr),
      vpc,
      cidr,
      az,
      publicIps: false,
      routeTable: tableOf(cidr),
      tags: named(`-${id}`),
    })),
    routeTables: made.map(({ id, cidr = '' }) => ({ id: tableOf(cidr), vpc, tags: named(`-${id}`) })),
    endpoints: changes.flatMap((change): EndpointNode[] => {
      if (change.kind !== 'create-interface-endpoint' && change.kind !== 'create-gateway-endpoint') return [];
      const { service, serviceName } = change;
      const isInterface = change.kind === 'create-interface-endpoint';
      if ((kindOf(service) === 'interface') !== isInterface) throw new Error(`${service} is another kind`);
      return [
        {
          serviceName,
          kind: isInterface ? 'Interface' : 'Gateway',
          vpc,
          subnets: isInterface ? change.subnetIds.map(subnetId) : [],
          routeTables: isInterface ? [] : change.routeTableIds.map(tableId),
          groups: isInterface ? [NEW_SECURITY_GROUP] : [],
          privateDns: isInterface,
          policy: isInterface ? undefined : policyOf(change.policy),
          tags: named(`-${service}`),
        },
      ];
    }),
    groups: securityGroup
      ? [
          {
            id: NEW_SECURITY_GROUP,
            vpc,
            description: securityGroup.description,
            ingress: securityGroup.sources.map(({ peer, description }) => https('in', peer, description)),
            egress: [],
            tags: named('-endpoints'),
          },
        ]
      : [],
    rules: changes.flatMap((change) => {
      switch (change.kind) {
        case 'authorize-ingress':
          return [{ group: change.groupId, ...https('in', change.source, ruleDescription(change)) }];
        case 'authorize-egress':
          return [{ group: change.groupId, ...https('out', change.destination, ruleDescription(change)) }];
        default:
          return [];
      }
    }),
    aclEntries: changes.flatMap((change): AclEntryNode[] =>
      change.kind === 'add-network-acl-entry'
        ? [
            {
              acl: change.aclId,
              direction: change.egress ? 'out' : 'in',
              number: change.ruleNumber,
              action: 'allow',
              protocol: 'tcp',
              block: change.cidr,
              ports: [change.fromPort, change.toPort],
            },
          ]
        : [],
    ),
    extended: extendedBy(changes),
    outputs: {
      vpc: newVpc ? vpc : undefined,
      subnets: newVpc ? subnets.map(({ id }) => subnetId(id)) : undefined,
      group: securityGroup && NEW_SECURITY_GROUP,
    },
  });
}

const https = (direction: 'in' | 'out', peer: Peer, description: string): RuleEdge => ({
  direction,
  protocol: 'tcp',
  ports: [443, 443],
  peer: peerId(peer),
  description,
});

function extendedBy(changes: readonly Change[]): ExtendedEndpoint[] {
  return merged(
    changes.flatMap((change): ExtendedPart[] => {
      switch (change.kind) {
        case 'add-subnets':
          return [{ id: change.endpointId, subnets: change.subnetIds }];
        case 'add-route-tables':
          return [{ id: change.endpointId, routeTables: change.routeTableIds }];
        case 'enable-private-dns':
          return [{ id: change.endpointId, privateDns: true }];
        case 'set-endpoint-policy':
          return [{ id: change.endpointId, policy: policyOf(change.policy) }];
        default:
          return [];
      }
    }),
  );
}

/** A part of what is changed on one endpoint. */
export type ExtendedPart = { readonly id: string } & Partial<ExtendedEndpoint>;

/** One node an endpoint, of what is said about it here and there. */
export function merged(parts: readonly ExtendedPart[]): ExtendedEndpoint[] {
  return [...new Set(parts.map(({ id }) => id))].map((id) => {
    const own = parts.filter((part) => part.id === id);
    return {
      id,
      subnets: own.flatMap(({ subnets = [] }) => subnets),
      routeTables: own.flatMap(({ routeTables = [] }) => routeTables),
      privateDns: own.some(({ privateDns }) => privateDns === true),
      policy: own.find(({ policy }) => policy !== undefined)?.policy,
    };
  });
}

/** A policy document in which a list of one and its only item are the same, as they are to IAM. */
export function policyOf(document: unknown): unknown {
  if (Array.isArray(document)) {
    const items = document.map(policyOf);
    return items.length === 1 ? items[0] : items;
  }
  if (typeof document !== 'object' || document === null) return document;
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, policyOf(value)]));
}

/** The tags of a resource, of which EC2 refuses one that comes twice. */
export function tagsOf(tags: readonly { readonly Key: string; readonly Value: string }[]): Tags {
  const pairs = tags.map(({ Key, Value }) => [Key, Value] as const);
  const record = Object.fromEntries(pairs);
  if (Object.keys(record).length < pairs.length)
    throw new Error(`A tag comes twice: ${JSON.stringify(pairs)}`);
  return record;
}

/** Orders everything that has no order. */
export function sorted(graph: Graph): Graph {
  const order = <T>(items: readonly T[]): T[] =>
    items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    vpc: graph.vpc,
    subnets: order(graph.subnets),
    routeTables: order(graph.routeTables),
    endpoints: order(
      graph.endpoints.map((endpoint) => ({
        ...endpoint,
        subnets: order(endpoint.subnets),
        routeTables: order(endpoint.routeTables),
        groups: order(endpoint.groups),
      })),
    ),
    groups: graph.groups.map((group) => ({
      ...group,
      ingress: order(group.ingress),
      egress: order(group.egress),
    })),
    rules: order(graph.rules.map(({ group, ...rule }) => ({ group, ...rule }))),
    aclEntries: order(graph.aclEntries),
    extended: order(
      graph.extended.map((endpoint) => ({
        ...endpoint,
        subnets: order(endpoint.subnets),
        routeTables: order(endpoint.routeTables),
      })),
    ),
    outputs: { ...graph.outputs, subnets: graph.outputs.subnets && order(graph.outputs.subnets) },
  };
}
