import { CATALOGUE, type ServiceName } from '../core/catalogue.ts';
import type { AdoptedEndpoint } from '../core/plan/adopt.ts';
import { type Change, type ChangeKind, NEW_SECURITY_GROUP } from '../core/plan/change.ts';
import type { Plan } from '../core/plan/plan.ts';
import { peerId, ruleDescription } from '../core/plan/security-group-text.ts';
import type { Peer } from '../core/trace/path.ts';
import { mendsAdopted } from './adopted-endpoints.ts';
import { hclObject, hclValue } from './hcl-value.ts';
import type { Json } from './json.ts';
import { hcl } from './template.ts';

/** HCL, ready to stand in a file. */
type Hcl = string;

/** Text that is safe after `# `. */
type Comment = string;

/** What the Terraform templates hold. What is undefined or empty here has no place in this plan's files. */
export interface TerraformView {
  readonly region: string;
  /** Whether something is created that has a name, and something that takes tags. */
  readonly named: boolean;
  readonly tagged: boolean;
  readonly name: string;
  readonly tags: Hcl | undefined;
  readonly newVpc: NewVpcView | undefined;
  /** Set where something is created in a VPC that exists. */
  readonly existingVpcId: string | undefined;
  /** The VPC as an expression. */
  readonly vpcId: Hcl;
  /** Subnets of the new interface endpoints, in a VPC that exists. */
  readonly subnets: readonly IdView[];
  readonly interfaces: readonly InterfaceView[];
  readonly allSubnetIds: Hcl;
  /** Whether some interface endpoint goes into fewer subnets than another. */
  readonly exceptions: boolean;
  /** Its name is the prefix with `-endpoints`, unless the plan or EC2 wants another. */
  readonly securityGroup: { readonly fixedName: Hcl | undefined; readonly description: string } | undefined;
  /** Whether exactly the new VPC's subnets may reach the endpoints; else `sources` says who. */
  readonly subnetSources: boolean;
  readonly sources: readonly SourceView[];
  /** The rules without which the new interface endpoints would cut the tasks off. */
  readonly rulesFirst: readonly Hcl[];
  /** The gateway endpoints that get route tables. */
  readonly gateways: readonly GatewayView[];
  readonly newGateways: readonly GatewayView[];
  readonly extendedGateways: readonly GatewayView[];
  readonly prefixListName: Hcl | undefined;
  readonly prefixListId: Hcl | undefined;
  readonly mends: boolean;
  readonly rules: readonly RuleView[];
  readonly aclEntries: readonly AclEntryView[];
  readonly subnetAssociations: readonly (EndpointView & { readonly subnetIds: Hcl })[];
  readonly privateDns: readonly (EndpointView & { readonly first: readonly Hcl[] })[];
  readonly policies: readonly (EndpointView & { readonly policy: Hcl })[];
  /** Whether endpoints of the plan were there before. */
  readonly existing: boolean;
  /** Existing endpoints that are taken under management. */
  readonly adopted: readonly AdoptedView[];
  readonly endpointIds: Hcl;
  readonly outputKeys: readonly string[];
  readonly interfaceServices: readonly string[];
  readonly ruleSets: readonly Hcl[];
  readonly cidrSources: boolean;
  readonly mockZones: { readonly all: Hcl; readonly one: Hcl; readonly several: boolean } | undefined;
}

interface NewVpcView {
  readonly cidr: string;
  /** Whether the user named the Availability Zones; else they are picked at deployment. */
  readonly namedAzs: boolean;
  readonly subnets: Hcl;
}

interface IdView {
  readonly id: string;
  readonly comment: Comment;
}

interface InterfaceView {
  readonly service: ServiceName;
  readonly serviceName: Hcl;
  readonly because: Comment;
  readonly subnetIds: Hcl;
}

interface GatewayView {
  readonly service: ServiceName;
  readonly label: string;
  readonly title: string;
  readonly because: Comment;
  /** Undefined for an endpoint that exists. */
  readonly created: { readonly serviceName: Hcl; readonly policy: Hcl | undefined } | undefined;
  readonly endpointId: Hcl;
  readonly variable: string;
  /** Undefined in a new VPC, where all its tables are meant. */
  readonly tables: readonly IdView[] | undefined;
  readonly expectedTables: Hcl;
}

interface SourceView {
  readonly variable: string;
  readonly what: string;
  readonly attribute: Hcl;
  readonly pad: string;
  readonly value: Hcl;
  readonly condition: Hcl;
  readonly message: string;
}

interface RuleView {
  readonly direction: 'ingress' | 'egress';
  readonly label: string;
  readonly group: Hcl;
  readonly description: string;
  readonly attribute: Hcl;
  readonly peer: Hcl;
  /** Brings the other attributes to the same width. */
  readonly pad: string;
}

interface AclEntryView {
  readonly label: string;
  readonly aclId: string;
  readonly ruleNumber: number;
  readonly egress: boolean;
  readonly attribute: Hcl;
  readonly pad: string;
  readonly cidr: string;
  readonly fromPort: number;
  readonly toPort: number;
}

interface EndpointView {
  readonly label: string;
  readonly endpointId: string;
  readonly because: Comment;
}

interface AdoptedView extends EndpointView {
  readonly vpcId: string;
  readonly serviceName: string;
  /** Undefined for a gateway endpoint. */
  readonly interface:
    | { readonly privateDns: boolean; readonly subnetIds: Hcl; readonly securityGroupIds: Hcl }
    | undefined;
  readonly policy: Hcl | undefined;
  readonly tags: Hcl | undefined;
  readonly first: readonly Hcl[];
}

type Of<Kind extends ChangeKind> = Extract<Change, { kind: Kind }>;

/** The changes by kind: what each becomes is decided once, here. */
interface Sorted {
  readonly interfaces: Of<'create-interface-endpoint'>[];
  readonly gateways: (Of<'create-gateway-endpoint'> | Of<'add-route-tables'>)[];
  readonly subnets: Of<'add-subnets'>[];
  readonly privateDns: Of<'enable-private-dns'>[];
  readonly rules: (Of<'authorize-ingress'> | Of<'authorize-egress'>)[];
  readonly aclEntries: Of<'add-network-acl-entry'>[];
  readonly policies: Of<'set-endpoint-policy'>[];
}

function sorted(changes: readonly Change[]): Sorted {
  const into: Sorted = {
    interfaces: [],
    gateways: [],
    subnets: [],
    privateDns: [],
    rules: [],
    aclEntries: [],
    policies: [],
  };
  for (const change of changes) {
    switch (change.kind) {
      case 'create-interface-endpoint':
        into.interfaces.push(change);
        break;
      case 'create-gateway-endpoint':
      case 'add-route-tables':
        into.gateways.push(change);
        break;
      case 'add-subnets':
        into.subnets.push(change);
        break;
      case 'enable-private-dns':
        into.privateDns.push(change);
        break;
      case 'authorize-ingress':
      case 'authorize-egress':
        into.rules.push(change);
        break;
      case 'add-network-acl-entry':
        into.aclEntries.push(change);
        break;
      case 'set-endpoint-policy':
        into.policies.push(change);
        break;
      case 'set-vpc-attribute':
      case 'delete-route':
      case 'limit-s3-private-dns':
        throw new Error(
          `Terraform has no resource for ${change.kind} on what exists: the plan should say a command`,
        );
      default:
        change satisfies never;
    }
  }
  return into;
}

/**
 * A plan as the Terraform templates show it.
 *
 * @param plan Holds no change that Terraform has no resource for; one that does is a fault of the program and throws.
 */
export function terraformView(plan: Plan): TerraformView {
  // What mends an adopted endpoint is stated where the endpoint is; a gateway's routes are resources of their own.
  const beside = plan.changes.filter(
    (change) => change.kind === 'add-route-tables' || !mendsAdopted(change, plan.adopted),
  );
  const changes = sorted(beside);
  const subnetIds = plan.newVpc
    ? plan.subnets.map((subnet) => subnet.id)
    : [...new Set(changes.interfaces.flatMap((change) => change.subnetIds))];
  const exceptions = changes.interfaces.some((change) => change.subnetIds.length < subnetIds.length);
  const newVpc = plan.newVpc ? newVpcOf(plan) : undefined;
  const gateways = gatewaysOf(plan, changes.gateways);
  const subnetSources = plan.newVpc && isOfSubnets(plan);
  const sources = subnetSources ? [] : sourcesOf(plan);
  const ruleSets = [
    ...(subnetSources ? ['private_subnets'] : []),
    ...sources.map((source) => source.variable),
  ].map((label) => `aws_vpc_security_group_ingress_rule.${label}`);
  const rules = changes.rules.map(ruleOf);
  const aclEntries = changes.aclEntries.map(aclEntryOf);
  const ruleAddresses = rules.map((rule) => `aws_vpc_security_group_${rule.direction}_rule.${rule.label}`);
  const aclAddresses = aclEntries.map((entry) => `aws_network_acl_rule.${entry.label}`);
  const subnetAssociations = changes.subnets.map((change) => ({
    ...endpointOf(plan, change),
    subnetIds: hclValue(change.subnetIds),
  }));
  const newGateways = gateways.filter((gateway) => gateway.created);
  const creates = changes.interfaces.length > 0 || newGateways.length > 0;
  const tagged = plan.newVpc || creates || rules.length > 0;
  const interfaceServices = changes.interfaces.map((change) => change.service);
  const ids = endpointIdsOf(plan, interfaceServices, newGateways);
  const s3 = plan.endpoints.find((endpoint) => endpoint.service === 's3');
  const newS3 = newGateways.find((gateway) => gateway.service === 's3');

  return {
    region: plan.region,
    named: plan.newVpc || creates,
    tagged,
    name: plan.name,
    tags: tagged && Object.keys(plan.tags).length > 0 ? hclValue(plan.tags) : undefined,
    newVpc,
    existingVpcId: creates && !plan.newVpc ? plan.vpcId : undefined,
    vpcId: plan.newVpc ? 'aws_vpc.this.id' : 'var.vpc_id',
    subnets: plan.newVpc ? [] : subnetIds.map((id) => ({ id, comment: subnetComment(plan, id) })),
    interfaces: changes.interfaces.map((change) => ({
      service: change.service,
      serviceName: serviceName(plan, change.serviceName),
      because: because(plan, change.service),
      subnetIds: subnetIdsOf(
        plan,
        subnetIds.filter((id) => !change.subnetIds.includes(id)),
      ),
    })),
    allSubnetIds: subnetIdsOf(plan, []),
    exceptions,
    securityGroup: securityGroupOf(plan),
    subnetSources,
    sources,
    rulesFirst: [...ruleSets, ...ruleAddresses, ...aclAddresses],
    gateways,
    newGateways,
    extendedGateways: gateways.filter((gateway) => !gateway.created),
    prefixListName: s3 && !newS3 ? serviceName(plan, s3.serviceName) : undefined,
    prefixListId: newS3
      ? `aws_vpc_endpoint.${newS3.label}.prefix_list_id`
      : s3 && 'data.aws_prefix_list.s3.id',
    mends: beside.length > changes.interfaces.length + newGateways.length,
    rules,
    aclEntries,
    subnetAssociations,
    privateDns: changes.privateDns.map((change) => ({
      ...endpointOf(plan, change),
      first: [
        ...subnetAssociations
          .filter((association) => association.endpointId === change.endpointId)
          .map((association) => `aws_vpc_endpoint_subnet_association.${association.label}`),
        ...ruleAddresses,
        ...aclAddresses,
      ],
    })),
    policies: changes.policies.map((change) => ({
      ...endpointOf(plan, change),
      policy: hclValue(asJson(change.policy), 2),
    })),
    adopted: plan.adopted.map((endpoint) => adoptedOf(plan, endpoint, [...ruleAddresses, ...aclAddresses])),
    existing: plan.endpoints.some((endpoint) => endpoint.endpointId !== undefined),
    endpointIds: hclObject(ids, changes.interfaces.length > 0 ? 4 : 2),
    interfaceServices,
    outputKeys: [...interfaceServices, ...ids.map(([key]) => key)],
    ruleSets,
    cidrSources: sources.some((source) => source.variable === SOURCES.cidr.variable),
    mockZones: newVpc && !newVpc.namedAzs ? mockZonesOf(plan) : undefined,
  };
}

function newVpcOf(plan: Plan): NewVpcView {
  if (plan.vpcCidr === undefined) throw new Error('a new VPC without a CIDR block');
  const azs = plan.subnets.filter((subnet) => subnet.az !== undefined).length;
  if (azs !== 0 && azs !== plan.subnets.length) throw new Error('a new VPC with only some of its AZs named');
  const subnets = plan.subnets.map(({ id, cidr = '', az }): [string, Json] => [
    id,
    az === undefined ? cidr : { cidr_block: cidr, availability_zone: az },
  ]);
  return { cidr: plan.vpcCidr, namedAzs: azs > 0, subnets: hclValue(Object.fromEntries(subnets)) };
}

/** In a test of the configuration any zone names do; these look like the Region's. */
function mockZonesOf({ region, subnets }: Plan): NonNullable<TerraformView['mockZones']> {
  const names = subnets.map((_, index) => `${region}${String.fromCharCode(97 + index)}`);
  return { all: hclValue(names, 6), one: hclValue(names.slice(0, 1), 6), several: names.length > 1 };
}

function securityGroupOf(plan: Plan): TerraformView['securityGroup'] {
  if (!plan.securityGroup) return undefined;
  const { name, description } = plan.securityGroup;
  return { fixedName: name === `${plan.name}-endpoints` ? undefined : hcl(name), description };
}

const isOfSubnets = ({ securityGroup, subnets }: Plan): boolean =>
  securityGroup?.sources.length === subnets.length &&
  securityGroup.sources.every(
    ({ peer }) => peer.kind === 'cidr' && subnets.some((subnet) => subnet.cidr === peer.cidr),
  );

/** Who may reach the endpoints: a variable, and a resource of its name, for each kind of peer. */
const SOURCES = {
  cidr: {
    variable: 'task_cidrs',
    what: 'IPv4 blocks of the tasks',
    attribute: 'cidr_ipv4',
    condition:
      'alltrue([for cidr in keys(var.task_cidrs) : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])',
    message: 'Each key must be an IPv4 CIDR block, like 10.0.1.0/24, and not the whole internet.',
  },
  cidr6: {
    variable: 'task_ipv6_cidrs',
    what: 'IPv6 blocks of the tasks',
    attribute: 'cidr_ipv6',
    condition:
      'alltrue([for cidr in keys(var.task_ipv6_cidrs) : can(cidrhost(cidr, 0)) && strcontains(cidr, ":") && !endswith(cidr, "/0")])',
    message: 'Each key must be an IPv6 CIDR block, like 2001:db8:1234:1a00::/64, and not the whole internet.',
  },
  group: {
    variable: 'task_security_groups',
    what: 'Security groups of the tasks',
    attribute: 'referenced_security_group_id',
    condition: 'alltrue([for id in keys(var.task_security_groups) : can(regex("^sg-[0-9a-f]{8,17}$", id))])',
    message: 'Each key must be the id of a security group, like sg-0123456789abcdef0.',
  },
  'prefix-list': {
    variable: 'task_prefix_lists',
    what: 'Prefix lists of the tasks',
    attribute: 'prefix_list_id',
    condition: 'alltrue([for id in keys(var.task_prefix_lists) : can(regex("^pl-[0-9a-f]{8,17}$", id))])',
    message: 'Each key must be the id of a prefix list, like pl-0123456789abcdef0.',
  },
} as const;

const sourceKind = (peer: Peer): keyof typeof SOURCES =>
  peer.kind === 'cidr' && peer.cidr.includes(':') ? 'cidr6' : peer.kind;

function sourcesOf({ securityGroup }: Plan): SourceView[] {
  return (Object.keys(SOURCES) as (keyof typeof SOURCES)[]).flatMap((kind) => {
    const sources = securityGroup?.sources.filter(({ peer }) => sourceKind(peer) === kind) ?? [];
    const { attribute, ...source } = SOURCES[kind];
    const value = sources.map(({ peer, description }) => [peerId(peer), description]);
    return sources.length > 0
      ? [
          {
            ...source,
            ...aligned(attribute, 'security_group_id'),
            value: hclValue(Object.fromEntries(value)),
          },
        ]
      : [];
  });
}

/** `attribute` brought to the width of `longest` or, where it is wider, what brings the others to its own width. */
function aligned(attribute: string, longest: string): { attribute: Hcl; pad: string } {
  return {
    attribute: attribute.padEnd(longest.length),
    pad: ' '.repeat(Math.max(0, attribute.length - longest.length)),
  };
}

function ruleOf(change: Sorted['rules'][number]): RuleView {
  const ingress = change.kind === 'authorize-ingress';
  const peer = ingress ? change.source : change.destination;
  const group = (id: string): Hcl =>
    id === NEW_SECURITY_GROUP ? 'aws_security_group.endpoints.id' : hcl(id);
  const isNew = peer.kind === 'group' && peer.groupId === NEW_SECURITY_GROUP;
  const other = isNew ? 'endpoints' : identifier(peerId(peer));
  return {
    direction: ingress ? 'ingress' : 'egress',
    label: `${identifier(change.groupId)}_${ingress ? 'from' : 'to'}_${other}`,
    group: group(change.groupId),
    description: ruleDescription(change),
    peer: peer.kind === 'group' ? group(peer.groupId) : hcl(peerId(peer)),
    ...aligned(SOURCES[sourceKind(peer)].attribute, 'security_group_id'),
  };
}

function aclEntryOf(change: Of<'add-network-acl-entry'>): AclEntryView {
  const { aclId, ruleNumber, egress, cidr, fromPort, toPort } = change;
  return {
    label: `${identifier(aclId)}_${egress ? 'egress' : 'ingress'}_${ruleNumber}`,
    aclId,
    ruleNumber,
    egress,
    ...aligned(cidr.includes(':') ? 'ipv6_cidr_block' : 'cidr_block', 'network_acl_id'),
    cidr,
    fromPort,
    toPort,
  };
}

/** The services with gateway endpoints, as people call them. */
const GATEWAYS: Readonly<Partial<Record<ServiceName, string>>> = { s3: 'S3', dynamodb: 'DynamoDB' };

function gatewaysOf(plan: Plan, changes: Sorted['gateways']): GatewayView[] {
  return changes.map((change, index) => {
    const { service } = change;
    const before = changes.slice(0, index).filter((other) => other.service === service).length;
    const label = before > 0 ? `${identifier(service)}_${before + 1}` : identifier(service);
    const variable = `${label}_route_table_ids`;
    const isNew = change.kind === 'create-gateway-endpoint';
    return {
      service,
      label,
      title: GATEWAYS[service] ?? service,
      because: because(plan, service),
      created: isNew
        ? {
            serviceName: serviceName(plan, change.serviceName),
            policy: change.policy && hclValue(asJson(change.policy), 2),
          }
        : undefined,
      endpointId: isNew ? `aws_vpc_endpoint.${label}.id` : hcl(change.endpointId),
      variable,
      tables: plan.newVpc
        ? undefined
        : change.routeTableIds.map((id) => ({ id, comment: tableComment(plan, id) })),
      expectedTables: plan.newVpc
        ? 'toset([for table in aws_route_table.private : table.id])'
        : `var.${variable}`,
    };
  });
}

/** What the outputs say of endpoints outside `aws_vpc_endpoint.interface`; a service's second one is `s3/2`. */
function endpointIdsOf(
  plan: Plan,
  interfaces: readonly ServiceName[],
  newGateways: readonly GatewayView[],
): [key: string, id: Hcl][] {
  const seen = new Map<string, number>(interfaces.map((service) => [service, 1]));
  return plan.endpoints.flatMap(({ service, kind, action, endpointId }): [string, Hcl][] => {
    if (kind === 'interface' && action === 'create') return [];
    const gateway = newGateways.find((each) => each.service === service);
    const id = endpointId === undefined ? gateway?.endpointId : hcl(endpointId);
    if (id === undefined) throw new Error(`the plan has no change that creates the endpoint of ${service}`);
    const count = (seen.get(service) ?? 0) + 1;
    seen.set(service, count);
    return [[count > 1 ? `${service}/${count}` : service, id]];
  });
}

function endpointOf(
  plan: Plan,
  { service, endpointId }: { service: ServiceName; endpointId: string },
): EndpointView {
  return {
    label: `${identifier(service)}_${identifier(endpointId)}`,
    endpointId,
    because: because(plan, service),
  };
}

/** The addresses of the adopted endpoints. */
export const adoptedAddresses = (plan: Plan): string[] =>
  plan.adopted.map(
    ({ service, id }) => `aws_vpc_endpoint.${endpointOf(plan, { service, endpointId: id }).label}`,
  );

function adoptedOf(plan: Plan, endpoint: AdoptedEndpoint, rules: readonly Hcl[]): AdoptedView {
  const { id, service, serviceName, kind, tags, mended } = endpoint;
  const { privateDns, policy, subnetIds, securityGroupIds } = mended;
  const changed = plan.changes.some((change) => 'endpointId' in change && change.endpointId === id);
  const view = endpointOf(plan, { service, endpointId: id });
  return {
    ...view,
    vpcId: plan.vpcId,
    serviceName,
    interface:
      kind === 'gateway'
        ? undefined
        : {
            privateDns,
            subnetIds: hclValue(subnetIds, 2),
            securityGroupIds: hclValue(securityGroupIds, 2),
          },
    policy: policy === undefined ? undefined : hclValue(asJson(policy), 2),
    tags: Object.keys(tags).length > 0 ? hclValue(tags, 2) : undefined,
    first: changed && kind === 'interface' ? rules : [],
  };
}

function because({ endpoints }: Plan, service: ServiceName): Comment {
  const planned = endpoints.find((endpoint) => endpoint.service === service);
  return comment(planned?.because ?? CATALOGUE[service].because);
}

/** The subnets of an interface endpoint, all but `without`. */
function subnetIdsOf({ newVpc }: Plan, without: readonly string[]): Hcl {
  const list = hclValue(without);
  if (without.length === 0)
    return newVpc ? '[for subnet in aws_subnet.private : subnet.id]' : 'var.subnet_ids';
  return newVpc
    ? `[for key, subnet in aws_subnet.private : subnet.id if !contains(${list}, key)]`
    : `setsubtract(var.subnet_ids, ${list})`;
}

function subnetComment({ subnets }: Plan, id: string): Comment {
  const subnet = subnets.find((each) => each.id === id);
  return comment([subnet?.name, subnet?.az, subnet?.cidr].filter(Boolean).join(', '));
}

function tableComment({ routeTables }: Plan, id: string): Comment {
  const table = routeTables.find((each) => each.id === id);
  const main = table?.main ? "the VPC's main table, used by every subnet without one of its own" : undefined;
  return comment([table?.name, main].filter(Boolean).join(': '));
}

/** The service's name with the Region taken from its variable, where it stands there once. */
function serviceName({ region }: Plan, name: string): Hcl {
  const [before, after, ...more] = name.split(`.${region}.`);
  return before !== undefined && after !== undefined && more.length === 0
    ? `"${hcl(before).slice(1, -1)}.\${var.region}.${hcl(after).slice(1)}`
    : hcl(name);
}

/** Text on one line: a line break would end the comment and let the rest be read as code. */
const comment = (text: string): Comment => text.replaceAll(/[\s\p{C}]+/gu, ' ').trim();

/** An id, CIDR block or service name as part of a resource's label. */
const identifier = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, '_');

/** A policy document holds nothing but JSON, though not all of it is typed as such. */
const asJson = (policy: unknown): Json => JSON.parse(JSON.stringify(policy));
