import { AGENT_SERVICES, type ServiceName } from './catalogue.ts';
import { type Range, rangesOf } from './cidr.ts';
import type { Need } from './needs.ts';
import {
  AMAZON_DNS,
  type Endpoint,
  type EndpointNetworkInterface,
  type Network,
  type NetworkAcl,
  type RouteTable,
  type Subnet,
} from './network.ts';
import { aclVerdict, EPHEMERAL_PORTS } from './network-acl.ts';
import type { Fault, Hop, Path, Peer, Tasks, Via } from './path.ts';
import { offeredAzs, placement } from './placement.ts';
import { policyVerdict } from './policy.ts';
import { routeTableOf, routing, servicePrefixList } from './routing.ts';
import { admitsHttps, HTTPS, rulesOf } from './security-group.ts';
import { isGatewayEndpointRoute, type WayOut, wayOut, wayOutOf } from './way-out.ts';

/**
 * For each subnet where tasks run and each service their start needs: which way the bytes go, by which resources, and what
 * keeps them from going by an endpoint. Subnets that the network does not have are `unknown`.
 */
export function trace(network: Network, needs: readonly Need[], tasks: Tasks): Path[] {
  const subnets = new Map(network.subnets.map((subnet) => [subnet.id, subnet]));
  return tasks.subnetIds.flatMap((id) => {
    const subnet = subnets.get(id);
    return subnet
      ? pathsOf({ network, tasks, subnet, needs })
      : needs.map(({ service }) => strangerPath(id, service));
  });
}

/** Everything that is the same for all paths of one subnet. */
interface Scene {
  readonly network: Network;
  readonly tasks: Tasks;
  readonly subnet: Subnet;
  readonly needs: readonly Need[];
}

/** What a station of the way decided; the path is the sum of them. */
interface Outcome {
  readonly via: Via;
  readonly hops?: readonly Hop[];
  readonly faults?: readonly Fault[];
  readonly endpointId?: string;
  readonly natGatewayId?: string;
}

function strangerPath(subnetId: string, service: ServiceName): Path {
  return {
    subnetId,
    service,
    via: 'unknown',
    hops: [{ kind: 'subnet', id: subnetId, detail: 'not a subnet of this VPC' }],
    faults: [],
  };
}

function pathsOf(scene: Scene): Path[] {
  const { subnet, needs } = scene;
  const route: Pick<Path, 'routeTableId' | 'implicitMainTable'> =
    subnet.routeTableId === undefined
      ? {}
      : { routeTableId: subnet.routeTableId, implicitMainTable: subnet.implicit };
  const first: Hop = { kind: 'subnet', id: subnet.id, detail: subnet.az ?? 'zone chosen at deployment' };
  const agentEntry = needs.some(({ service }) => service === 'ecs') ? outcomeOf(scene, 'ecs') : undefined;
  return needs.map(({ service }) => {
    const outcome =
      agentEntry && isAgentConnection(service)
        ? agentOutcome(scene, service, agentEntry)
        : outcomeOf(scene, service);
    const { via, hops = [], faults = [], ...ids } = outcome;
    return { subnetId: subnet.id, service, via, hops: [first, ...hops], faults, ...ids, ...route };
  });
}

function outcomeOf(scene: Scene, service: ServiceName): Outcome {
  if (scene.subnet.cidr === undefined) {
    return { via: 'unknown', faults: [{ rule: 'ipv6-only-subnet', subnetId: scene.subnet.id }] };
  }
  const silent = resolverFault(scene.network);
  if (silent) return { via: 'blocked', faults: [silent] };
  return service === 's3' || service === 'dynamodb'
    ? gatewayOutcome(scene, service)
    : interfaceOutcome(scene, service);
}

/**
 * With enableDnsSupport off the Amazon DNS does not answer at all, so unless the VPC names other servers nothing resolves.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
function resolverFault({ vpc }: Network): Fault | undefined {
  return vpc.dnsSupport === false && vpc.nameServers !== undefined && usesAmazonDns(vpc)
    ? { rule: 'vpc-dns-support-off' }
    : undefined;
}

// The agent asks `ecs` where to connect. Through its endpoint it is told the names that the other two endpoints serve;
// otherwise it is sent to numbered public hosts, whatever endpoints exist.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html

const isAgentConnection = (service: ServiceName): boolean =>
  service === 'ecs-agent' || service === 'ecs-telemetry';

function agentOutcome(scene: Scene, service: ServiceName, entry: Outcome): Outcome {
  if (entry.via === 'endpoint') return interfaceOutcome(scene, service);
  const own = endpointsOf(scene.network, service)?.length === 0 ? missingFaults(scene, service) : [];
  const faults = own.length > 0 ? own : (entry.faults ?? []);
  const told: Hop = {
    kind: 'dns',
    id: service,
    detail: 'the agent is told a public host, because ecs is not reached by its endpoint',
  };
  if (entry.via === 'blocked' || entry.via === 'unknown') return { via: entry.via, hops: [told], faults };
  const out = publicOutcome(scene);
  return { ...out, hops: [told, ...(out.hops ?? [])], faults };
}

// Interface endpoints: a name, then the way to a network interface.

function interfaceOutcome(scene: Scene, service: ServiceName): Outcome {
  const { network } = scene;
  const all = endpointsOf(network, service);
  if (!all) return unreadOutcome(network, 'DescribeVpcEndpoints');
  const serving = all.filter((endpoint) => endpoint.state === 'available' && endpoint.privateDns);
  const { dnsSupport, dnsHostnames, nameServers } = network.vpc;

  const dnsFaults: Fault[] = [
    ...(dnsSupport === false ? [{ rule: 'vpc-dns-support-off' } as const] : []),
    ...(dnsHostnames === false ? [{ rule: 'vpc-dns-hostnames-off' } as const] : []),
  ];
  if (serving.length === 0) {
    return { ...publicOutcome(scene), faults: [...dnsFaults, ...idleFaults(scene, service, all)] };
  }
  if (dnsFaults.length > 0) return { ...publicOutcome(scene), faults: dnsFaults };
  if (dnsSupport === undefined || dnsHostnames === undefined)
    return unreadOutcome(network, 'DescribeVpcAttribute');
  if (nameServers === undefined) return unreadOutcome(network, 'DescribeDhcpOptions');
  if (!usesAmazonDns(network.vpc)) {
    return {
      via: 'unknown',
      hops: [
        {
          kind: 'dns',
          id: nameServers.join(', ') || 'none',
          detail: 'whether these forward to the Amazon DNS is not known',
        },
      ],
      faults: [{ rule: 'custom-dns', nameServers }],
    };
  }
  return worst(serving.map((endpoint) => throughEndpoint(scene, service, endpoint)));
}

/** The service's interface endpoints, whatever their state. */
function endpointsOf(network: Network, service: ServiceName): Endpoint[] | undefined {
  return network.endpoints?.filter(
    (endpoint) => endpoint.service === service && endpoint.kind === 'interface',
  );
}

/** Why none of a service's endpoints serves its name. */
function idleFaults(scene: Scene, service: ServiceName, endpoints: readonly Endpoint[]): Fault[] {
  const silent = endpoints.find(({ state }) => state === 'available');
  if (silent) return [{ rule: 'private-dns-off', service, endpointId: silent.id }];
  const [down] = endpoints;
  if (down) return [{ rule: 'endpoint-not-available', service, endpointId: down.id, state: down.state }];
  return missingFaults(scene, service);
}

/** `endpoint-missing`, or `ecs-endpoints-partial` where others of the agent's three endpoints exist. */
function missingFaults({ network, needs, tasks }: Scene, service: ServiceName): Fault[] {
  if (network.offers && placement(network, service, tasks.subnetIds).length === 0) {
    return [{ rule: 'endpoint-not-offered', service, azs: offeredAzs(network, service) ?? [] }];
  }
  const needed: readonly ServiceName[] = AGENT_SERVICES.filter((name) =>
    needs.some((need) => need.service === name),
  );
  if (needed.includes('ecs') && needed.includes(service)) {
    const present = needed.filter((name) => endpointsOf(network, name)?.length !== 0);
    const missing = needed.filter((name) => !present.includes(name));
    if (present.length > 0) return [{ rule: 'ecs-endpoints-partial', service, missing, present }];
  }
  return [{ rule: 'endpoint-missing', service }];
}

/** The addresses at which every VPC's Amazon DNS answers. */
function usesAmazonDns({ nameServers, cidrs }: Network['vpc']): boolean {
  const plusTwo = rangesOf(cidrs.slice(0, 1)).map(({ from }) => dotted(from + 2));
  const amazon = [AMAZON_DNS, '169.254.169.253', ...plusTwo];
  return (
    nameServers !== undefined &&
    nameServers.length > 0 &&
    nameServers.every((server) => amazon.includes(server))
  );
}

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

/** The way to an endpoint whose name resolves: a private DNS name gives all its addresses, so all must be reachable. */
function throughEndpoint(scene: Scene, service: ServiceName, endpoint: Endpoint): Outcome {
  const { network, subnet, tasks } = scene;
  const base: Hop = { kind: 'endpoint', id: endpoint.id, detail: `private DNS answers for ${service}` };
  const interfaces = interfacesOf(endpoint);
  if (interfaces.length === 0) {
    return {
      ...publicOutcome(scene),
      via: 'blocked',
      endpointId: endpoint.id,
      faults: [
        { rule: 'endpoint-not-available', service, endpointId: endpoint.id, state: 'without-subnets' },
      ],
    };
  }
  const arrival = worst(interfaces.map((target) => reach(scene, endpoint, target)));
  if (arrival.via === 'other')
    return { ...arrival, hops: [base, ...(arrival.hops ?? [])], endpointId: endpoint.id };
  const stations = [
    arrival,
    endpointGroups(scene, endpoint),
    taskGroups(
      scene,
      interfaces.flatMap((target) => addressesOf(network, target) ?? []),
      {
        peer: endpoint.securityGroupIds[0]
          ? { kind: 'group', groupId: endpoint.securityGroupIds[0] }
          : undefined,
        groupIds: endpoint.securityGroupIds,
        exact: interfaces.every(({ ip }) => ip !== undefined),
      },
    ),
    endpointPolicy(network, service, endpoint),
  ];
  const sum = combine(stations);
  const near = interfaces.some(
    (target) => target.subnetId === subnet.id || sameAz(network, target.subnetId, subnet),
  );
  const far: Fault[] =
    sum.via === 'endpoint' && !near
      ? [{ rule: 'cross-az', service, endpointId: endpoint.id, az: subnet.az ?? subnet.id }]
      : [];
  const groupHops = tasks.securityGroupIds.map(
    (id): Hop => ({ kind: 'security-group', id, detail: 'the tasks’ group' }),
  );
  return {
    via: sum.via,
    endpointId: endpoint.id,
    hops: [...groupHops, base, ...(sum.hops ?? [])],
    faults: [...(sum.faults ?? []), ...far],
  };
}

/** An endpoint's network interfaces; by its subnets where the interfaces themselves are not told. */
function interfacesOf(endpoint: Endpoint): readonly EndpointNetworkInterface[] {
  const told = new Set(endpoint.interfaces.map(({ subnetId }) => subnetId));
  const untold = endpoint.subnetIds.filter((id) => !told.has(id));
  return [
    ...endpoint.interfaces,
    ...untold.map((subnetId) => ({ id: endpoint.id, subnetId, ip: undefined })),
  ];
}

/** The address of an interface, or all of its subnet's where only that is known. */
function addressesOf(network: Network, { ip, subnetId }: EndpointNetworkInterface): Range[] | undefined {
  const exact = ip === undefined ? [] : rangesOf([`${ip}/32`]);
  if (exact.length > 0) return exact;
  const cidr = network.subnets.find(({ id }) => id === subnetId)?.cidr;
  return cidr === undefined ? undefined : rangesOf([cidr]);
}

const sameAz = (network: Network, subnetId: string, { az }: Subnet): boolean =>
  az !== undefined && network.subnets.find(({ id }) => id === subnetId)?.az === az;

/** From the tasks' subnet to one network interface: the routes inside the VPC, and the network ACLs of both subnets. */
function reach(scene: Scene, endpoint: Endpoint, target: EndpointNetworkInterface): Outcome {
  const { network, subnet } = scene;
  const hop: Hop = { kind: 'network-interface', id: target.id, detail: target.subnetId };
  if (target.subnetId === subnet.id) return { via: 'endpoint', hops: [hop] };
  const there = network.subnets.find(({ id }) => id === target.subnetId);
  const addresses = addressesOf(network, target);
  if (!there || !addresses)
    return { via: 'unknown', hops: [{ ...hop, detail: `${target.subnetId}, which could not be read` }] };

  const table = routeTableOf(network, subnet);
  if (!table) return unreadOutcome(network, 'DescribeRouteTables');
  const detour = routing(table.routes, addresses, network.prefixLists).carried.find(
    ({ route }) => route?.target.kind !== 'local',
  );
  if (detour) return overriddenLocal(endpoint, table, detour.route);

  const here = rangesOf([subnet.cidr ?? '']);
  const exact = target.ip !== undefined;
  return combine([
    { via: 'endpoint', hops: [hop] },
    aclOutcome(scene, subnet, { egress: true, addresses, ports: HTTPS_PORT, cidr: there.cidr, exact }),
    aclOutcome(scene, subnet, { egress: false, addresses, ports: EPHEMERAL_PORTS, cidr: there.cidr, exact }),
    aclOutcome(scene, there, {
      egress: false,
      addresses: here,
      ports: HTTPS_PORT,
      cidr: subnet.cidr,
      exact: true,
    }),
    aclOutcome(scene, there, {
      egress: true,
      addresses: here,
      ports: EPHEMERAL_PORTS,
      cidr: subnet.cidr,
      exact: true,
    }),
  ]);
}

function overriddenLocal(
  endpoint: Endpoint,
  table: RouteTable,
  route: RouteTable['routes'][number] | undefined,
): Outcome {
  const destination = route?.destination ?? 'no route';
  const targetId = route?.target.id ?? 'none';
  return {
    via: 'other',
    hops: [{ kind: 'route', id: destination, detail: `to ${targetId}, before the local route` }],
    faults: [
      {
        rule: 'local-route-overridden',
        routeTableId: table.id,
        destination,
        targetId,
        endpointId: endpoint.id,
      },
    ],
  };
}

const HTTPS_PORT: Range = { from: HTTPS, to: HTTPS };

interface AclQuestion {
  readonly egress: boolean;
  readonly addresses: readonly Range[];
  readonly ports: Range;
  /** What an entry that mends it would name. */
  readonly cidr: string | undefined;
  /** False when the real address is somewhere in `addresses`, so that a part that is denied decides nothing. */
  readonly exact: boolean;
}

/** Whether the network ACL of a subnet lets the bytes pass: `endpoint` stands for yes. */
function aclOutcome(
  { network }: Scene,
  subnet: Subnet,
  { egress, addresses, ports, cidr, exact }: AclQuestion,
): Outcome {
  const acl = aclOf(network, subnet);
  if (!acl) return unreadOutcome(network, 'DescribeNetworkAcls');
  const { passes, deniedBy } = aclVerdict(acl, egress, addresses, ports);
  if (deniedBy === undefined) return { via: 'endpoint' };
  const hop: Hop = {
    kind: 'network-acl',
    id: acl.id,
    detail: `${egress ? 'outbound' : 'inbound'} rule ${deniedBy} denies ${ports.from === ports.to ? `port ${ports.from}` : `ports ${ports.from}-${ports.to}`}`,
  };
  const fault: Fault = {
    rule: 'nacl-blocks',
    aclId: acl.id,
    subnetId: subnet.id,
    egress,
    cidr: cidr ?? '0.0.0.0/0',
    fromPort: ports.from,
    toPort: ports.to,
    ruleNumber: deniedBy,
  };
  return { via: passes === 'some' && !exact ? 'unknown' : 'blocked', hops: [hop], faults: [fault] };
}

const aclOf = (network: Network, subnet: Subnet): NetworkAcl | undefined =>
  network.networkAcls?.find(({ subnetIds }) => subnetIds.includes(subnet.id));

/** Whether the endpoint's groups let the tasks in. An interface endpoint without a known group cannot be judged. */
function endpointGroups({ network, subnet, tasks }: Scene, endpoint: Endpoint): Outcome {
  const { securityGroupIds: groupIds, id: endpointId } = endpoint;
  const rules = groupIds.length > 0 ? rulesOf(network.securityGroups, groupIds, 'ingress') : undefined;
  if (!rules) return unreadOutcome(network, 'DescribeSecurityGroups');
  const told = tasks.securityGroupIds.length > 0;
  const cidr = subnet.cidr ?? '';
  const { passes, admitted } = admitsHttps(
    rules,
    { ranges: rangesOf([cidr]), groupIds: told ? tasks.securityGroupIds : undefined },
    network.prefixLists,
  );
  const hops = groupIds.map((id): Hop => ({ kind: 'security-group', id, detail: `443/tcp in: ${passes}` }));
  if (passes === 'yes') return { via: 'endpoint', hops };
  if (passes === 'unknown') {
    return admitted.length > 0
      ? {
          via: 'unknown',
          hops,
          faults: [{ rule: 'task-security-groups-unknown', endpointId, groupIds, admitted }],
        }
      : { ...unreadOutcome(network, 'GetManagedPrefixListEntries'), hops };
  }
  const [taskGroup] = tasks.securityGroupIds;
  const source: Peer =
    taskGroup === undefined ? { kind: 'cidr', cidr } : { kind: 'group', groupId: taskGroup };
  return {
    via: 'blocked',
    hops,
    faults: [{ rule: 'endpoint-security-group-blocks', endpointId, groupIds, source }],
  };
}

interface Destination {
  /** What a rule that mends it would name; undefined when nothing can be named. */
  readonly peer: Peer | undefined;
  readonly groupIds: readonly string[];
  readonly exact: boolean;
}

/** Whether the tasks' groups let 443/tcp out. When nobody named the groups, egress is taken to be open, as AWS creates it. */
function taskGroups(
  { network, tasks }: Scene,
  addresses: readonly Range[],
  { peer, groupIds, exact }: Destination,
): Outcome {
  const ids = tasks.securityGroupIds;
  if (ids.length === 0) return { via: 'endpoint' };
  const rules = rulesOf(network.securityGroups, ids, 'egress');
  if (!rules) return unreadOutcome(network, 'DescribeSecurityGroups');
  const named =
    peer?.kind === 'prefix-list' &&
    rules.some(({ prefixListIds }) => prefixListIds.includes(peer.prefixListId));
  const { passes } = admitsHttps(rules, { ranges: addresses, groupIds }, network.prefixLists, exact);
  if (passes === 'yes') return { via: 'endpoint' };
  if (passes === 'unknown')
    return unreadOutcome(network, named ? 'DescribePrefixLists' : 'GetManagedPrefixListEntries');
  const destination: Peer = peer ?? { kind: 'cidr', cidr: '0.0.0.0/0' };
  return { via: 'blocked', faults: [{ rule: 'task-security-group-blocks', groupIds: ids, destination }] };
}

function endpointPolicy(network: Network, service: ServiceName, { id, policy }: Endpoint): Outcome {
  const verdict = policyVerdict(policy, service, network.region);
  if (verdict.permits === 'yes') return { via: 'endpoint' };
  const { actions } = verdict;
  return verdict.permits === 'no'
    ? {
        via: 'blocked',
        faults: [
          { rule: 'endpoint-policy-denies', service, endpointId: id, actions, explicit: verdict.explicit },
        ],
      }
    : { via: 'unknown', faults: [{ rule: 'endpoint-policy-undecided', service, endpointId: id, actions }] };
}

// Gateway endpoints: a route.

function gatewayOutcome(scene: Scene, service: 's3' | 'dynamodb'): Outcome {
  const { network, subnet } = scene;
  if (!network.endpoints) return unreadOutcome(network, 'DescribeVpcEndpoints');
  const captor = service === 's3' ? s3InterfaceCaptor(network) : undefined;
  const table = routeTableOf(network, subnet);
  if (!table) return unreadOutcome(network, 'DescribeRouteTables');
  const viaRoutes = gatewayByRoutes(scene, service, table);
  if (!captor) return viaRoutes;
  return {
    via: 'unknown',
    endpointId: captor.id,
    hops: [
      {
        kind: 'endpoint',
        id: captor.id,
        detail: 'private DNS of the S3 interface endpoint answers for S3 names',
      },
    ],
    faults: [{ rule: 's3-interface-only', endpointId: captor.id }],
  };
}

/**
 * An S3 interface endpoint whose private DNS answers inside the VPC. AWS does not say whether layer downloads work through
 * it.
 */
function s3InterfaceCaptor({ endpoints, vpc }: Network): Endpoint | undefined {
  if (vpc.dnsSupport === false || vpc.dnsHostnames === false) return undefined;
  return endpoints?.find(
    (endpoint) =>
      endpoint.service === 's3' &&
      endpoint.kind === 'interface' &&
      endpoint.state === 'available' &&
      endpoint.privateDns &&
      !endpoint.inboundResolverOnly,
  );
}

function gatewayByRoutes(scene: Scene, service: 's3' | 'dynamodb', table: RouteTable): Outcome {
  const { network, subnet } = scene;
  const gateways = (network.endpoints ?? []).filter(
    (endpoint) => endpoint.service === service && endpoint.kind === 'gateway',
  );
  const route = table.routes.find(
    (candidate) => isGatewayEndpointRoute(candidate) && gateways.some(({ id }) => id === candidate.target.id),
  );
  const gateway = gateways.find(({ id }) => id === route?.target.id);
  const addresses = servicePrefixList(network, service)?.cidrs;
  if (!route || !gateway) {
    return {
      ...publicOutcome(scene, addresses && rangesOf(addresses)),
      faults: [noRouteFault(scene, service, table, gateways)],
    };
  }
  if (gateway.state !== 'available') {
    const { id: endpointId, state } = gateway;
    return {
      via: 'blocked',
      endpointId,
      faults: [{ rule: 'endpoint-not-available', service, endpointId, state }],
    };
  }
  if (!addresses) return unreadOutcome(network, 'DescribePrefixLists');

  const destinations = rangesOf(addresses);
  const rivals = table.routes.filter(
    (candidate) => candidate === route || !isGatewayEndpointRoute(candidate),
  );
  const { carried } = routing(rivals, destinations, network.prefixLists);
  const winner = carried.find((part) => part.route !== route);
  if (winner) return overriddenGateway(scene, service, table, winner.route, gateway, winner.ranges);
  const acl = { addresses: destinations, cidr: '0.0.0.0/0', exact: true };
  const sum = combine([
    { via: 'endpoint', hops: [{ kind: 'route', id: route.destination, detail: `to ${gateway.id}` }] },
    aclOutcome(scene, subnet, { ...acl, egress: true, ports: HTTPS_PORT }),
    aclOutcome(scene, subnet, { ...acl, egress: false, ports: EPHEMERAL_PORTS }),
    taskGroups(scene, destinations, {
      peer: { kind: 'prefix-list', prefixListId: route.destination },
      groupIds: [],
      exact: true,
    }),
    endpointPolicy(network, service, gateway),
  ]);
  return { ...sum, hops: [tableHop(scene, table), ...(sum.hops ?? [])], endpointId: gateway.id };
}

const tableHop = ({ subnet }: Scene, table: RouteTable): Hop => ({
  kind: 'route-table',
  id: table.id,
  detail: subnet.implicit ? 'the main table, by no association' : 'associated',
});

function noRouteFault(
  { subnet, network }: Scene,
  service: 's3' | 'dynamodb',
  table: RouteTable,
  gateways: readonly Endpoint[],
): Fault {
  const available = gateways.filter(({ state }) => state === 'available');
  const [down] = gateways;
  if (available.length === 0 && down) {
    return { rule: 'endpoint-not-available', service, endpointId: down.id, state: down.state };
  }
  if (available.length === 0) {
    const other = network.endpoints?.find(
      (endpoint) => endpoint.service === service && endpoint.kind === 'interface',
    );
    if (service === 's3')
      return other ? { rule: 's3-interface-only', endpointId: other.id } : { rule: 's3-endpoint-missing' };
    return { rule: 'endpoint-missing', service };
  }
  const fact = {
    routeTableId: table.id,
    implicit: subnet.implicit,
    endpointIds: available.map(({ id }) => id),
  };
  return service === 's3'
    ? { rule: 's3-route-missing', ...fact }
    : { rule: 'gateway-route-missing', service, ...fact };
}

function overriddenGateway(
  scene: Scene,
  service: 's3' | 'dynamodb',
  table: RouteTable,
  route: RouteTable['routes'][number] | undefined,
  gateway: Endpoint,
  ranges: readonly Range[],
): Outcome {
  const destination = route?.destination ?? 'no route';
  const fact = {
    routeTableId: table.id,
    destination,
    targetId: route?.target.id ?? 'none',
    endpointId: gateway.id,
  };
  return {
    ...publicOutcome(scene, ranges),
    endpointId: gateway.id,
    faults: [
      service === 's3'
        ? { rule: 's3-route-overridden', ...fact }
        : { rule: 'gateway-route-overridden', service, ...fact },
    ],
  };
}

// What is left when no endpoint answers.

/** The way that a public name takes: the route table, if the network ACL and the tasks' groups let it out at all. */
function publicOutcome(scene: Scene, destinations?: readonly Range[]): Outcome {
  const { network, subnet } = scene;
  const table = routeTableOf(network, subnet);
  const way: WayOut =
    table && destinations ? wayOutOf(network, table, destinations) : wayOut(network, subnet);
  const hops: Hop[] = [...(table ? [tableHop(scene, table)] : []), ...way.hops];
  const natGateway = way.via === 'nat' && way.id !== undefined ? { natGatewayId: way.id } : {};
  if (way.via === 'blocked' || way.via === 'unknown') return { via: way.via, hops };

  const addresses = destinations ?? ANYWHERE;
  const question = { addresses, cidr: undefined, exact: destinations !== undefined };
  const barrier = combine([
    aclOutcome(scene, subnet, { ...question, egress: true, ports: HTTPS_PORT }),
    aclOutcome(scene, subnet, { ...question, egress: false, ports: EPHEMERAL_PORTS }),
    taskGroups(scene, addresses, { peer: undefined, groupIds: [], exact: question.exact }),
  ]);
  // A barrier that is only partly read or partly closed leaves the route's answer: that is where bytes go if they go.
  return barrier.via === 'blocked'
    ? { via: 'blocked', hops: [...hops, ...(barrier.hops ?? [])] }
    : { via: way.via, hops, ...natGateway };
}

/** Some public address; which one is not known. */
const ANYWHERE: readonly Range[] = rangesOf(['0.0.0.0/0']);

/** The fault of a fact that was not read: the call that would have told, if it is known to have been refused. */
function unreadOutcome(network: Network, call: string): Outcome {
  const told = network.unreadable.find((unread) => unread.call === call);
  const action = told?.action ?? `ec2:${call}`;
  return {
    via: 'unknown',
    hops: [],
    faults: [{ rule: 'not-permitted', call, action }],
  };
}

const SEVERITY: readonly Via[] = ['blocked', 'other', 'internet', 'nat', 'unknown', 'endpoint'];

/** Stations passed one after the other: the worst decides, and the causes of every bad one are kept. */
function combine(stations: readonly Outcome[]): Outcome {
  const via =
    SEVERITY.find((candidate) => stations.some((station) => station.via === candidate)) ?? 'endpoint';
  return {
    via,
    hops: stations.flatMap(({ hops = [] }) => hops),
    faults: stations.flatMap(({ faults = [] }) => faults),
  };
}

/** Several answers to one name: any may be used, so the path is as bad as the worst of them. */
function worst(outcomes: readonly Outcome[]): Outcome {
  const sum = combine(outcomes);
  const [first] = outcomes;
  return outcomes.length === 1 && first
    ? first
    : { ...sum, ...(first?.endpointId ? { endpointId: first.endpointId } : {}) };
}
