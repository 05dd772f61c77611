import { NEW_SECURITY_GROUP } from '../../../src/core/plan/change.ts';
import {
  type EndpointNode,
  type ExtendedPart,
  type Graph,
  merged,
  NEW_VPC,
  PICKED,
  policyOf,
  type RuleEdge,
  sorted,
  subnetOf,
  type Tags,
  tableOf,
} from './graph.ts';

type Values = Readonly<Record<string, unknown>>;

/** A module of Terraform's state as JSON, once it has been applied: every reference is an id. */
export interface AppliedModule {
  readonly resources?: readonly {
    readonly mode: 'managed' | 'data';
    readonly type: string;
    readonly address: string;
    readonly values: Values;
  }[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What the provider adds to each resource's own tags. */
  readonly defaultTags: Tags;
}

/**
 * What an applied configuration made.
 *
 * @throws When it holds a resource that no plan needs.
 */
export function fromTerraform({ resources = [], outputs, defaultTags }: AppliedModule): Graph {
  const managed = resources.filter(({ mode }) => mode === 'managed');
  const all = (type: ResourceType) =>
    managed.filter((resource) => resource.type === `aws_${type}`).map(({ values }) => values);
  for (const { type, address } of managed) {
    if (!RESOURCE_TYPES.some((known) => type === `aws_${known}`))
      throw new Error(`${address} is of no known type`);
  }

  const names = new Map<unknown, string>();
  for (const { id } of all('vpc')) names.set(id, NEW_VPC);
  for (const { id } of all('security_group')) names.set(id, NEW_SECURITY_GROUP);
  for (const { id, cidr_block } of all('subnet')) names.set(id, subnetOf(text(cidr_block)));
  const associations = all('route_table_association');
  for (const { subnet_id, route_table_id } of associations) {
    const subnet = all('subnet').find(({ id }) => id === subnet_id);
    names.set(route_table_id, tableOf(text(subnet?.cidr_block)));
  }
  const named = (id: unknown): string => names.get(id) ?? text(id);
  const allNamed = (ids: unknown): string[] => ((ids ?? []) as unknown[]).map(named);
  const tagsIn = ({ tags }: Values): Tags => ({ ...defaultTags, ...((tags ?? {}) as Tags) });

  const picksZones = resources.some(({ type }) => type === 'aws_availability_zones');
  const zones = all('subnet').map(({ availability_zone }) => availability_zone);
  if (new Set(zones).size < zones.length) throw new Error(`Two subnets are in one zone: ${zones}`);

  const created = all('vpc_endpoint');
  const joined = all('vpc_endpoint_route_table_association').map(({ vpc_endpoint_id, route_table_id }) => ({
    endpointId: vpc_endpoint_id,
    routeTable: named(route_table_id),
  }));
  const ruleOf = (direction: 'in' | 'out', rule: Values): RuleEdge => {
    const peers = PEERS.map((attribute) => rule[attribute]).filter(
      (peer) => typeof peer === 'string' && peer,
    );
    if (peers.length !== 1) throw new Error(`Not one peer: ${JSON.stringify(rule)}`);
    return {
      direction,
      protocol: text(rule.ip_protocol),
      ports: [Number(rule.from_port), Number(rule.to_port)],
      peer: named(peers[0]),
      description: text(rule.description),
    };
  };
  const rules = [
    ...all('vpc_security_group_ingress_rule').map((rule) => ({ rule, direction: 'in' as const })),
    ...all('vpc_security_group_egress_rule').map((rule) => ({ rule, direction: 'out' as const })),
  ].map(({ rule, direction }) => ({ group: named(rule.security_group_id), ...ruleOf(direction, rule) }));
  const ofGroup = (id: string, direction: 'in' | 'out'): RuleEdge[] =>
    rules
      .filter((rule) => rule.group === id && rule.direction === direction)
      .map(({ group: _, ...rule }) => rule);
  const isCreated = (endpointId: unknown) => created.some(({ id }) => id === endpointId);
  const [vpc, ...otherVpcs] = all('vpc');
  if (otherVpcs.length > 0) throw new Error('More than one VPC.');

  return sorted({
    vpc: vpc && {
      cidr: text(vpc.cidr_block),
      dnsSupport: vpc.enable_dns_support === true,
      dnsHostnames: vpc.enable_dns_hostnames === true,
      tags: tagsIn(vpc),
    },
    subnets: all('subnet').map((subnet) => ({
      id: named(subnet.id),
      vpc: named(subnet.vpc_id),
      cidr: text(subnet.cidr_block),
      az: picksZones ? PICKED : text(subnet.availability_zone),
      publicIps: subnet.map_public_ip_on_launch === true,
      routeTable: associations
        .filter(({ subnet_id }) => subnet_id === subnet.id)
        .map(({ route_table_id }) => named(route_table_id))[0],
      tags: tagsIn(subnet),
    })),
    routeTables: all('route_table').map((table) => ({
      id: named(table.id),
      vpc: named(table.vpc_id),
      tags: tagsIn(table),
    })),
    endpoints: created.map((endpoint): EndpointNode => {
      const isInterface = endpoint.vpc_endpoint_type === 'Interface';
      return {
        serviceName: text(endpoint.service_name),
        kind: endpoint.vpc_endpoint_type as EndpointNode['kind'],
        vpc: named(endpoint.vpc_id),
        subnets: isInterface ? allNamed(endpoint.subnet_ids) : [],
        routeTables: joined
          .filter(({ endpointId }) => endpointId === endpoint.id)
          .map(({ routeTable }) => routeTable),
        groups: isInterface ? allNamed(endpoint.security_group_ids) : [],
        privateDns: endpoint.private_dns_enabled === true,
        policy: documentIn(endpoint.policy),
        tags: tagsIn(endpoint),
      };
    }),
    groups: all('security_group').map((group) => ({
      id: NEW_SECURITY_GROUP,
      vpc: named(group.vpc_id),
      description: text(group.description),
      ingress: ofGroup(NEW_SECURITY_GROUP, 'in'),
      egress: ofGroup(NEW_SECURITY_GROUP, 'out'),
      tags: tagsIn(group),
    })),
    rules: rules.filter(({ group }) => group !== NEW_SECURITY_GROUP),
    aclEntries: all('network_acl_rule').map((entry) => ({
      acl: text(entry.network_acl_id),
      direction: entry.egress ? 'out' : 'in',
      number: Number(entry.rule_number),
      action: text(entry.rule_action),
      protocol: text(entry.protocol),
      block: text(entry.cidr_block || entry.ipv6_cidr_block),
      ports: [Number(entry.from_port), Number(entry.to_port)],
    })),
    extended: merged([
      ...joined.flatMap(({ endpointId, routeTable }): ExtendedPart[] =>
        isCreated(endpointId) ? [] : [{ id: text(endpointId), routeTables: [routeTable] }],
      ),
      ...all('vpc_endpoint_subnet_association').map(({ vpc_endpoint_id, subnet_id }) => ({
        id: text(vpc_endpoint_id),
        subnets: [named(subnet_id)],
      })),
      ...all('vpc_endpoint_private_dns').map(({ vpc_endpoint_id, private_dns_enabled }) => ({
        id: text(vpc_endpoint_id),
        privateDns: private_dns_enabled === true,
      })),
      ...all('vpc_endpoint_policy').map(({ vpc_endpoint_id, policy }) => ({
        id: text(vpc_endpoint_id),
        policy: documentIn(policy),
      })),
    ]),
    outputs: {
      vpc: outputs.vpc_id === undefined ? undefined : named(outputs.vpc_id),
      subnets: outputs.private_subnet_ids === undefined ? undefined : allNamed(outputs.private_subnet_ids),
      group: outputs.security_group_id === undefined ? undefined : named(outputs.security_group_id),
    },
  });
}

const RESOURCE_TYPES = [
  'vpc',
  'default_security_group',
  'subnet',
  'route_table',
  'route_table_association',
  'vpc_endpoint',
  'vpc_endpoint_route_table_association',
  'vpc_endpoint_subnet_association',
  'vpc_endpoint_private_dns',
  'vpc_endpoint_policy',
  'security_group',
  'vpc_security_group_ingress_rule',
  'vpc_security_group_egress_rule',
  'network_acl_rule',
] as const;

type ResourceType = (typeof RESOURCE_TYPES)[number];

/** The attributes of a rule of which one says who is on its other side. */
const PEERS = ['cidr_ipv4', 'cidr_ipv6', 'referenced_security_group_id', 'prefix_list_id'] as const;

/** Where the configuration gives no policy, the provider fills in a text that is none. */
const documentIn = (policy: unknown): unknown =>
  typeof policy === 'string' && policy.startsWith('{') ? policyOf(JSON.parse(policy)) : undefined;

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`not text: ${JSON.stringify(value)}`);
  return value;
}
