import { byId } from '../network/by-id.ts';
import type {
  Endpoint,
  HostedZone,
  Network,
  NetworkAclEntry,
  Route,
  SecurityGroup,
  SecurityGroupRule,
} from '../network/network.ts';
import type { Peer } from '../network/peer.ts';
import { namesPrefixList } from '../network/routing.ts';
import { HTTPS } from '../network/security-group.ts';
import { editEndpoint } from './apply.ts';
import { canonical } from './canonical.ts';
import { type Change, type ChangeOf, NEW_SECURITY_GROUP } from './change.ts';
import { OURS_TAG, STACK_TAG, STACK_TAGS } from './ours-tag.ts';
import { partOf } from './part-of.ts';
import { tellsOf } from './tells-of.ts';

/** What an earlier run's code may have done to a network. */
export interface Ours {
  /** The name prefix, which is the value of the tag. */
  readonly name: string;
  /** Every change that it makes. Those that create something are known by the tag as well. */
  readonly changes: readonly Change[];
  /** The CloudFormation stack that deploys it, where one does. What it imported carries the stack's tags. */
  readonly stack?: string | undefined;
}

/**
 * The network without what an earlier run's code did to it, whether that was deployed as a whole, in part or not at all: the network
 * that the code was planned for. What was created carries the tag; what was changed is in the record.
 *
 * The inverse of `applyChanges`: what isn't there is not taken away, and nothing else is touched.
 */
export function withoutOurs(network: Network, { name, changes, stack }: Ours): Network {
  const created = withoutCreated(network, name);
  const undone = changes.filter(
    (change) => !isOfGoneList(network, change) && !isZoneBeforeEndpoint(network, change, name),
  );
  return undone.reduceRight(withoutChange, stack === undefined ? created : withoutStack(created, stack));
}

/** Whether a change deleted a route to a prefix list that isn't there any more: then no such route can come back. */
const isOfGoneList = ({ prefixLists }: Network, change: Change): boolean =>
  change.kind === 'delete-route' &&
  namesPrefixList(change.destination) &&
  prefixLists !== undefined &&
  byId(prefixLists, change.destination) === undefined;

/** Whether a change creates a zone whose endpoint isn't there. The code creates the endpoint first, so a zone that is there isn't its. */
const isZoneBeforeEndpoint = ({ endpoints }: Network, change: Change, name: string): boolean =>
  change.kind === 'create-hosted-zone' &&
  endpoints?.some((endpoint) => endpoint.service === change.service && isOurs(endpoint, name)) !== true;

/** Whether a stack manages an endpoint, which it created or imported. */
export const isOfStack = ({ tags }: Pick<Endpoint, 'tags'>, stack: string): boolean =>
  tags?.[STACK_TAG] === stack;

/** Without the tags that CloudFormation gives what a stack imports. */
const withoutStack = (network: Network, stack: string): Network => ({
  ...network,
  endpoints: network.endpoints?.map((endpoint) => {
    if (!isOfStack(endpoint, stack)) return endpoint;
    const tags = Object.entries(endpoint.tags ?? {}).filter(([key]) => !key.startsWith(STACK_TAGS));
    return { ...endpoint, tags: Object.fromEntries(tags) };
  }),
});

/**
 * Those of a code's changes to what exists that a network shows. What was created is known by its tag. A change that it shows by half, as
 * one of two subnets, is there with that half alone; one that it shows as a whole is the same object.
 */
export function shown(network: Network, name: string, changes: readonly Change[]): Change[] {
  const others = withoutOurs(network, { name, changes: [] });
  return changes.flatMap(
    (change) => partOf(change, (one) => isShown(others, one) || letsOutToOurs(network, name, one)) ?? [],
  );
}

/** Whether a change lets traffic out to the group that the code creates, and a network shows that: it goes with the group. */
const letsOutToOurs = (network: Network, name: string, change: Change): boolean =>
  change.kind === 'authorize-egress' &&
  change.destination.kind === 'group' &&
  change.destination.groupId === NEW_SECURITY_GROUP &&
  network.securityGroups?.some(
    (group) =>
      isOurs(group, name) &&
      isShown(network, { ...change, destination: { kind: 'group', groupId: group.id } }),
  ) === true;

/** Whether a network is another one without a change. What a change can't touch stays the same object, so it takes no time. */
function isShown(network: Network, change: Change): boolean {
  if (!tellsOf(network, change)) return false;
  const without = withoutChange(network, change);
  return (Object.keys(network) as (keyof Network)[]).some((key) => {
    const [before, after] = [[network[key]].flat(), [without[key]].flat()];
    return (
      before.length !== after.length ||
      before.some((each, at) => each !== after[at] && canonical(each) !== canonical(after[at]))
    );
  });
}

/** Whether the tags of a resource say that generated code created it: with a name, that of this name. */
export const isOurs = (
  { tags }: { readonly tags?: Readonly<Record<string, string>> | undefined },
  name?: string,
): boolean => {
  const value = tags && Object.hasOwn(tags, OURS_TAG) ? tags[OURS_TAG] : undefined;
  return value !== undefined && (name === undefined || value === name);
};

/** Without the endpoints and the security group that carry the tag, and without what refers to them. */
function withoutCreated(network: Network, name: string): Network {
  const endpoints = new Set(network.endpoints?.filter((each) => isOurs(each, name)).map(({ id }) => id));
  const groups = new Set(network.securityGroups?.filter((each) => isOurs(each, name)).map(({ id }) => id));
  if (endpoints.size + groups.size === 0) return network;
  const withoutGroups = (rules: readonly SecurityGroupRule[]) =>
    rules.flatMap((rule) => withoutPeers(rule, ({ kind, id }) => kind === 'group' && groups.has(id)));
  return {
    ...network,
    endpoints: network.endpoints?.filter(({ id }) => !endpoints.has(id)),
    ...withoutRecords(network, endpoints),
    routeTables: network.routeTables?.map((table) => ({
      ...table,
      routes: table.routes.filter(({ target }) => !endpoints.has(target.id)),
    })),
    securityGroups: network.securityGroups
      ?.filter(({ id }) => !groups.has(id))
      .map((group) => ({
        ...group,
        ingress: withoutGroups(group.ingress),
        egress: withoutGroups(group.egress),
      })),
  };
}

/** Without the records of hosted zones that lead to some endpoints. */
const withoutRecords = (
  { hostedZones }: Network,
  endpointIds: ReadonlySet<string>,
): Pick<Network, 'hostedZones'> =>
  hostedZones
    ? {
        hostedZones: hostedZones.map(({ records, ...zone }) =>
          records
            ? {
                ...zone,
                records: records.filter(({ endpointId = '' }) => !endpointIds.has(endpointId)),
              }
            : zone,
        ),
      }
    : {};

/**
 * A spoke without the hosted zones that an earlier run's code made, which are those that it made for the hub. Another one of the same name
 * stays.
 *
 * @param hub the network of the code, which has the endpoints
 */
export function spokeWithoutOurs(spoke: Network, hub: Network, ours: Ours): Network {
  const others = new Set(withoutOurs(hub, ours).hostedZones?.map(({ id }) => id));
  const made = new Set(hub.hostedZones?.map(({ id }) => id).filter((id) => !others.has(id)));
  return { ...spoke, hostedZones: spoke.hostedZones?.filter(({ id }) => !made.has(id)) };
}

/** Without one change to what exists. What a change creates is known by its tag. */
function withoutChange(network: Network, change: Change): Network {
  switch (change.kind) {
    case 'create-interface-endpoint':
    case 'create-gateway-endpoint':
      return network;
    case 'create-hosted-zone':
      return {
        ...network,
        hostedZones: network.hostedZones?.filter((zone) => !isZoneOf(zone, change)),
      };
    case 'add-route-tables':
      return {
        ...editEndpoint(network, change.endpointId, ({ routeTableIds }) => ({
          routeTableIds: routeTableIds.filter((id) => !change.routeTableIds.includes(id)),
        })),
        routeTables: network.routeTables?.map((table) =>
          change.routeTableIds.includes(table.id)
            ? { ...table, routes: table.routes.filter(({ target }) => target.id !== change.endpointId) }
            : table,
        ),
      };
    case 'add-subnets':
      return editEndpoint(network, change.endpointId, ({ subnetIds, interfaces }) => ({
        subnetIds: subnetIds.filter((id) => !change.subnetIds.includes(id)),
        interfaces: interfaces.filter(({ subnetId }) => !change.subnetIds.includes(subnetId)),
      }));
    case 'enable-private-dns':
      return editEndpoint(network, change.endpointId, () => ({ privateDns: false }));
    case 'limit-s3-private-dns':
      return editEndpoint(network, change.endpointId, () => ({ inboundResolverOnly: false }));
    case 'set-endpoint-policy':
      return editEndpoint(network, change.endpointId, ({ policy }) =>
        isDocument(policy, change.policy) ? { policy: change.previous } : {},
      );
    case 'set-vpc-attribute': {
      const off = change.attribute === 'enableDnsSupport' ? { dnsSupport: false } : { dnsHostnames: false };
      return { ...network, vpc: { ...network.vpc, ...off } };
    }
    case 'authorize-ingress':
      return editGroup(network, change.groupId, ({ ingress }) => ({
        ingress: withoutHttps(ingress, change.source),
      }));
    case 'authorize-egress':
      return editGroup(network, change.groupId, ({ egress }) => ({
        egress: withoutHttps(egress, change.destination),
      }));
    case 'add-network-acl-entry':
      return {
        ...network,
        networkAcls: network.networkAcls?.map((acl) =>
          acl.id === change.aclId
            ? { ...acl, entries: acl.entries.filter((entry) => !isEntryOf(entry, change)) }
            : acl,
        ),
      };
    case 'delete-route':
      return withRoute(network, change);
  }
}

/**
 * Whether a zone is the one that a change creates. A VPC can't have two of one name, and the records that lead to what the code created
 * are gone already, as they are while the zone is being made.
 */
const isZoneOf = (
  { name, profileId, records = [] }: HostedZone,
  change: ChangeOf<'create-hosted-zone'>,
): boolean =>
  name === change.name &&
  profileId === undefined &&
  records.every(({ type }) => type === 'SOA' || type === 'NS');

const editGroup = (
  network: Network,
  id: string,
  edit: (group: SecurityGroup) => Partial<SecurityGroup>,
): Network => ({
  ...network,
  securityGroups: network.securityGroups?.map((group) =>
    group.id === id ? { ...group, ...edit(group) } : group,
  ),
});

/** Whether a policy says what a document does; EC2 writes it in its own way. */
export function isDocument(policy: string | undefined, document: unknown): boolean {
  try {
    return policy !== undefined && canonical(JSON.parse(policy)) === canonical(document);
  } catch {
    return false;
  }
}

/** Rules without HTTPS for one peer. EC2 shows the peers of equal ports in one rule. */
function withoutHttps(rules: readonly SecurityGroupRule[], peer: Peer): SecurityGroupRule[] {
  const id = peer.kind === 'cidr' ? peer.cidr : peer.kind === 'group' ? peer.groupId : peer.prefixListId;
  // The group that the code creates is gone already, with what refers to it.
  if (id === NEW_SECURITY_GROUP) return [...rules];
  return rules.flatMap((rule) =>
    ['tcp', '6'].includes(rule.protocol) && rule.fromPort === HTTPS && rule.toPort === HTTPS
      ? withoutPeers(rule, (each) => each.kind === peer.kind && each.id === id)
      : [rule],
  );
}

type PeerId = { readonly kind: Peer['kind']; readonly id: string };

/** A rule without some of its peers; no rule where none is left. A rule that names none of them stays the same object. */
function withoutPeers(
  rule: SecurityGroupRule,
  isOne: (peer: PeerId) => boolean,
): readonly SecurityGroupRule[] {
  const keep = (kind: Peer['kind'], ids: readonly string[]) => ids.filter((id) => !isOne({ kind, id }));
  const left = {
    cidrs: keep('cidr', rule.cidrs),
    ipv6Cidrs: keep('cidr', rule.ipv6Cidrs),
    prefixListIds: keep('prefix-list', rule.prefixListIds),
    groupIds: keep('group', rule.groupIds),
  };
  const count = (lists: Pick<SecurityGroupRule, 'cidrs' | 'ipv6Cidrs' | 'prefixListIds' | 'groupIds'>) =>
    lists.cidrs.length + lists.ipv6Cidrs.length + lists.prefixListIds.length + lists.groupIds.length;
  if (count(left) === count(rule)) return [rule];
  return count(left) === 0 ? [] : [{ ...rule, ...left }];
}

const isEntryOf = (entry: NetworkAclEntry, change: ChangeOf<'add-network-acl-entry'>): boolean =>
  entry.ruleNumber === change.ruleNumber &&
  entry.egress === change.egress &&
  entry.allow &&
  entry.cidr === change.cidr &&
  entry.fromPort === change.fromPort &&
  entry.toPort === change.toPort;

/** With a route that a command deleted, where nothing else leads there now. */
function withRoute(
  network: Network,
  { routeTableId, destination, target }: ChangeOf<'delete-route'>,
): Network {
  const table = network.routeTables && byId(network.routeTables, routeTableId);
  if (!table || table.routes.some((route) => route.destination === destination && !route.propagated))
    return network;
  const route: Route = { destination, target, state: 'active', propagated: false };
  return {
    ...network,
    routeTables: network.routeTables?.map((each) =>
      each === table ? { ...each, routes: [...each.routes, route] } : each,
    ),
  };
}
