import { byId } from '../network/by-id.ts';
import type {
  Endpoint,
  HostedZone,
  Network,
  NetworkAcl,
  NetworkAclEntry,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
} from '../network/network.ts';
import { once } from '../network/once.ts';
import type { Peer } from '../network/peer.ts';
import { servicePrefixList } from '../network/routing.ts';
import { cidrPeers, HTTPS } from '../network/security-group.ts';
import type { Tasks } from '../workload/tasks.ts';
import { type Change, type ChangeOf, NEW_SECURITY_GROUP, newEndpointId, newZoneId } from './change.ts';

/**
 * Who may reach new interface endpoints: the tasks' security groups if they were specified, else their subnets' addresses. The
 * addresses of very many subnets are merged, so that the rules fit into a security group.
 */
export function taskPeers(network: Network, tasks: Tasks): Peer[] {
  const { securityGroupIds, spokeCidrs = [] } = tasks;
  const own = securityGroupIds.length === 0 ? taskCidrs(network, tasks) : [];
  return [
    ...securityGroupIds.map((groupId): Peer => ({ kind: 'group', groupId })),
    // VPCs that are joined by a transit gateway can have the same block.
    ...cidrPeers([...new Set([...own, ...spokeCidrs])]),
  ];
}

/**
 * The network after a change: what AWS does with it, as far as a trace can see. Pure: the given network is not modified.
 */
export function applyChange(network: Network, change: Change, tasks: Tasks): Network {
  switch (change.kind) {
    case 'create-interface-endpoint':
      return withEndpoint(withNewGroup(network, tasks), {
        ...newEndpoint(change.service, change.serviceName),
        kind: 'interface',
        privateDns: change.privateDns ?? true,
        subnetIds: change.subnetIds,
        interfaces: interfacesIn(newEndpointId(change.service), change.subnetIds),
        securityGroupIds: [NEW_SECURITY_GROUP],
      });
    case 'create-hosted-zone':
      return withZone(network, change);
    case 'create-gateway-endpoint': {
      const endpoint = newEndpoint(change.service, change.serviceName);
      const policy = change.policy && JSON.stringify(change.policy);
      return withRoutes(
        withEndpoint(network, { ...endpoint, kind: 'gateway', policy, routeTableIds: change.routeTableIds }),
        change.service,
        endpoint.id,
        change.routeTableIds,
      );
    }
    case 'add-route-tables':
      return withRoutes(
        editEndpoint(network, change.endpointId, ({ routeTableIds }) => ({
          routeTableIds: [...routeTableIds, ...change.routeTableIds],
        })),
        change.service,
        change.endpointId,
        change.routeTableIds,
      );
    case 'add-subnets':
      return editEndpoint(network, change.endpointId, ({ subnetIds, interfaces }) => ({
        subnetIds: [...subnetIds, ...change.subnetIds],
        interfaces: [...interfaces, ...interfacesIn(change.endpointId, change.subnetIds)],
      }));
    case 'enable-private-dns':
      return editEndpoint(network, change.endpointId, () => ({ privateDns: true }));
    case 'limit-s3-private-dns':
      return editEndpoint(network, change.endpointId, () => ({ inboundResolverOnly: true }));
    case 'set-endpoint-policy':
      return editEndpoint(network, change.endpointId, () => ({ policy: JSON.stringify(change.policy) }));
    case 'authorize-ingress':
    case 'authorize-egress':
    case 'add-network-acl-entry':
      return withAdditions(network, [change]);
    case 'set-vpc-attribute': {
      const attribute =
        change.attribute === 'enableDnsSupport' ? { dnsSupport: true } : { dnsHostnames: true };
      return { ...network, vpc: { ...network.vpc, ...attribute } };
    }
    case 'delete-route':
      return editRoutes(network, [change.routeTableId], ({ routes }) =>
        routes.filter((route) => route.destination !== change.destination || route.propagated),
      );
  }
}

/**
 * The network after several changes, in order. Consecutive rules and entries are added together, because otherwise very many of
 * them would be copied very many times.
 */
export function applyChanges(network: Network, changes: readonly Change[], tasks: Tasks): Network {
  let current = network;
  for (let next = 0; next < changes.length; ) {
    const added: Addition[] = [];
    for (let change = changes[next]; change && isAddition(change); change = changes[++next])
      added.push(change);
    if (added.length > 0) current = withAdditions(current, added);
    const change = changes[next];
    if (change) current = applyChange(current, change, tasks);
    next += 1;
  }
  return current;
}

/** Changes that only add to a list of one resource. Changes to different resources don't affect each other. */
type Addition = ChangeOf<'authorize-ingress' | 'authorize-egress' | 'add-network-acl-entry'>;

const isAddition = (change: Change): change is Addition =>
  change.kind === 'authorize-ingress' ||
  change.kind === 'authorize-egress' ||
  change.kind === 'add-network-acl-entry';

// A change adds the same objects each time it is tried, so that results cached for them stay valid.

const ruleOf = once((change: ChangeOf<'authorize-ingress' | 'authorize-egress'>) =>
  httpsRule(change.kind === 'authorize-ingress' ? change.source : change.destination),
);

const entryOf = once(
  ({ ruleNumber, egress, cidr, fromPort, toPort }: ChangeOf<'add-network-acl-entry'>): NetworkAclEntry => ({
    ruleNumber,
    egress,
    allow: true,
    protocol: '6',
    cidr,
    fromPort,
    toPort,
  }),
);

function withAdditions(network: Network, additions: readonly Addition[]): Network {
  const ingress = new Map<string, SecurityGroupRule[]>();
  const egress = new Map<string, SecurityGroupRule[]>();
  const entries = new Map<string, NetworkAclEntry[]>();
  for (const change of additions) {
    switch (change.kind) {
      case 'authorize-ingress':
        push(ingress, change.groupId, ruleOf(change));
        break;
      case 'authorize-egress':
        push(egress, change.groupId, ruleOf(change));
        break;
      case 'add-network-acl-entry':
        push(entries, change.aclId, entryOf(change));
    }
  }
  const inGroup = (group: SecurityGroup): SecurityGroup => {
    const more = { ingress: ingress.get(group.id) ?? [], egress: egress.get(group.id) ?? [] };
    return more.ingress.length + more.egress.length === 0
      ? group
      : { ...group, ingress: [...group.ingress, ...more.ingress], egress: [...group.egress, ...more.egress] };
  };
  const inAcl = (acl: NetworkAcl): NetworkAcl => {
    const more = entries.get(acl.id);
    return more ? { ...acl, entries: [...acl.entries, ...more] } : acl;
  };
  return {
    ...network,
    securityGroups:
      ingress.size + egress.size > 0 ? network.securityGroups?.map(inGroup) : network.securityGroups,
    networkAcls: entries.size > 0 ? network.networkAcls?.map(inAcl) : network.networkAcls,
  };
}

function push<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** The CIDR blocks of the tasks' subnets. */
export const taskCidrs = ({ subnets }: Network, { subnetIds }: Tasks): string[] =>
  subnetIds.flatMap((id) => byId(subnets, id)?.cidr ?? []);

/** A rule for HTTPS and one peer. */
export function httpsRule(peer: Peer): SecurityGroupRule {
  return {
    protocol: 'tcp',
    fromPort: HTTPS,
    toPort: HTTPS,
    cidrs: peer.kind === 'cidr' ? [peer.cidr] : [],
    ipv6Cidrs: [],
    prefixListIds: peer.kind === 'prefix-list' ? [peer.prefixListId] : [],
    groupIds: peer.kind === 'group' ? [peer.groupId] : [],
  };
}

function newEndpoint(service: string, serviceName: string): Endpoint {
  return {
    id: newEndpointId(service),
    serviceName,
    service,
    kind: 'interface',
    state: 'available',
    privateDns: false,
    inboundResolverOnly: false,
    subnetIds: [],
    interfaces: [],
    securityGroupIds: [],
    routeTableIds: [],
    policy: undefined,
  };
}

const interfacesIn = (id: string, subnetIds: readonly string[]) =>
  subnetIds.map((subnetId) => ({ id, subnetId, ip: undefined }));

const withEndpoint = (network: Network, endpoint: Endpoint): Network => ({
  ...network,
  endpoints: [...(network.endpoints ?? []), endpoint],
});

function withNewGroup(network: Network, tasks: Tasks): Network {
  const groups = network.securityGroups ?? [];
  if (groups.some(({ id }) => id === NEW_SECURITY_GROUP)) return network;
  const group: SecurityGroup = {
    id: NEW_SECURITY_GROUP,
    name: NEW_SECURITY_GROUP,
    ingress: taskPeers(network, tasks).map(httpsRule),
    egress: [],
  };
  return { ...network, securityGroups: [...groups, group] };
}

/** Where zones were not read, what answers stays unknown. */
function withZone(
  network: Network,
  { service, name, records, vpcIds }: ChangeOf<'create-hosted-zone'>,
): Network {
  if (!network.hostedZones || !vpcIds.includes(network.vpc.id)) return network;
  const endpointId = newEndpointId(service);
  const zone: HostedZone = {
    id: newZoneId(service),
    name,
    records: records.map((each) => ({ name: each, type: 'A', endpointId })),
  };
  return { ...network, hostedZones: [...network.hostedZones, zone] };
}

/** Adds a gateway's route to each table. EC2 gets the prefix list from the service. An unknown list gets a placeholder. */
function withRoutes(
  network: Network,
  service: string,
  endpointId: string,
  tableIds: readonly string[],
): Network {
  const destination = servicePrefixList(network, service)?.id ?? `pl-${service}`;
  return editRoutes(network, tableIds, ({ routes }) => [
    ...routes,
    { destination, target: { kind: 'vpc-endpoint', id: endpointId }, state: 'active', propagated: false },
  ]);
}

const editRoutes = (
  network: Network,
  tableIds: readonly string[],
  edit: (table: RouteTable) => RouteTable['routes'],
): Network => ({
  ...network,
  routeTables: network.routeTables?.map((table) =>
    tableIds.includes(table.id) ? { ...table, routes: edit(table) } : table,
  ),
});

/** The network with one endpoint edited. */
export const editEndpoint = (
  network: Network,
  id: string,
  edit: (endpoint: Endpoint) => Partial<Endpoint>,
): Network => ({
  ...network,
  endpoints: network.endpoints?.map((endpoint) =>
    endpoint.id === id ? { ...endpoint, ...edit(endpoint) } : endpoint,
  ),
});
