import { AGENT_SERVICES, isGatewayService, type ServiceName } from '../catalogue.ts';
import { byId } from '../network/by-id.ts';
import { type Range, rangesOf, subtract } from '../network/cidr.ts';
import { hiddenEndpoints } from '../network/hidden-endpoints.ts';
import {
  dnsNameOf,
  type Lead,
  leadOf,
  rivalOf,
  unreadZonesCall,
  zoneAbovePrivateDns,
  zoneAnswering,
  zoneText,
} from '../network/hosted-zones.ts';
import {
  AMAZON_DNS,
  type Endpoint,
  type EndpointFact,
  type EndpointNetworkInterface,
  type HostedZone,
  type Network,
  type PossibleEndpoint,
  type Route,
  type RouteTable,
  type RouteTargetKind,
  type Subnet,
  UNKNOWN_DESTINATION,
} from '../network/network.ts';
import { EPHEMERAL_PORTS } from '../network/network-acl.ts';
import { type AclPeer, ANYWHERE } from '../network/peer.ts';
import { offeredAzs, placement } from '../network/placement.ts';
import { routeTableOf, routing } from '../network/routing.ts';
import type { Hop } from '../network/way.ts';
import { aclOutcome, endpointGroups, endpointPolicy, HTTPS_PORT, taskGroups } from './barriers.ts';
import { hubWith, nameless, openLead, throughHub } from './hub-path.ts';
import {
  because,
  combine,
  type Departure,
  hiddenOutcome,
  lackingOutcome,
  noDestination,
  noNameServers,
  noRouteTable,
  type Outcome,
  unreadOutcome,
  unsettledOutcome,
  worst,
} from './outcome.ts';
import type { Fault } from './path.ts';
import { publicOutcome } from './public-path.ts';

export function interfaceOutcome(scene: Departure, service: ServiceName): Outcome {
  const { network } = scene;
  const all = endpointsOf(network, service);
  if (!all) return unreadOutcome(network, 'DescribeVpcEndpoints');
  const serving = all.filter(
    (endpoint) =>
      endpoint.state === 'available' && endpoint.privateDns && !isUnsettled(endpoint, 'private DNS'),
  );
  const { dnsSupport, dnsHostnames } = network.vpc;

  const dnsFaults: Fault[] = [
    ...(dnsSupport === false ? [{ rule: 'vpc-dns-support-off' } as const] : []),
    ...(dnsHostnames === false ? [{ rule: 'vpc-dns-hostnames-off' } as const] : []),
  ];
  const doubtful = all.find(
    (endpoint) => endpoint.state === 'available' && isUnsettled(endpoint, 'private DNS'),
  );
  const zone = dnsFaults.length === 0 ? zoneAbovePrivateDns(network, service) : undefined;
  if (zone && (doubtful || serving.length > 0)) return answeredOutcome(scene, service, zone);
  if (serving.length === 0 && doubtful) {
    if (dnsFaults.length > 0) return because(dnsFaults, publicOutcome(scene));
    return either(
      unsettledOutcome(network, doubtful.id, factText('private DNS')),
      throughEndpoint(scene, service, doubtful),
      publicOutcome(scene),
    );
  }
  if (serving.length === 0) {
    return unservedOutcome(scene, service, all, dnsFaults);
  }
  if (dnsFaults.length > 0) return because(dnsFaults, publicOutcome(scene));
  const served = worst(serving.map((endpoint) => throughEndpoint(scene, service, endpoint)));
  const untold = privateNamesUntold(network);
  return untold ? either(untold, served, publicOutcome(scene)) : served;
}

/** Why it is not known whether names resolve to the addresses of endpoints. */
function privateNamesUntold(network: Network): Outcome | undefined {
  const { dnsSupport, dnsHostnames, nameServers } = network.vpc;
  if (dnsSupport === undefined || dnsHostnames === undefined)
    return unreadOutcome(network, 'DescribeVpcAttribute');
  if (nameServers === undefined) return noNameServers(network);
  if (usesAmazonDns(network.vpc)) return undefined;
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

/** The name resolves to the endpoint or to public addresses. What blocks traffic at the endpoint is reported all the same. */
function either(untold: Outcome, served: Outcome, otherwise: Outcome): Outcome {
  if (served.via === 'endpoint' || served.via === 'unknown') return untold;
  const both = because(untold.faults ?? [], served);
  const stopped = served.via === 'blocked' && otherwise.via === 'blocked';
  return {
    via: stopped ? 'blocked' : 'unknown',
    hops: [...(untold.hops ?? []), ...(served.hops ?? [])],
    faults: both.faults ?? [],
  };
}

/** The service's name resolves to none of the VPC's endpoints. A hosted zone may answer it; if not, it is the public name. */
function unservedOutcome(
  scene: Departure,
  service: ServiceName,
  endpoints: readonly Endpoint[],
  dnsFaults: readonly Fault[],
): Outcome {
  const { network } = scene;
  const hidden = hiddenEndpoints(network);
  if (hidden) return hiddenOutcome(service, hidden);
  const possible = dnsFaults.length === 0 && possibleEndpoint(network, service, 'interface');
  if (possible) return unsettledOutcome(network, possible.id, 'the endpoints');
  const out = publicOutcome(scene);
  const zone = zoneAnswering(network, service);
  const faults = zone ? zoneFaults(network, service, zone) : idleFaults(scene, service, endpoints);
  // Hosted zones also require both DNS attributes.
  if (dnsFaults.length > 0) return because([...dnsFaults, ...faults], out);
  if (zone) return answeredOutcome(scene, service, zone);
  const unreadCall = unreadZonesCall(network);
  if (unreadCall === undefined) return because(faults, out);

  const { faults: unread = [] } = unreadOutcome(network, unreadCall);
  const hops = [zoneHop(network, service, 'whether a hosted zone answers is not known')];
  if (endpoints.some(({ state }) => state === 'available'))
    return { via: 'unknown', hops, faults: [...faults, ...unread] };
  return endpoints.length === 0 && leadsToNetworks(scene, out)
    ? { via: 'unknown', hops, faults: unread }
    : because(faults, out);
}

/**
 * The fault of a hosted zone that answers a service's name, if there is one: none of its own where the zone's records tell the way. The
 * VPC's own endpoints can't have that name too.
 */
export function answeredByZone(network: Network, service: ServiceName): Fault[] | undefined {
  const zone = zoneAnswering(network, service);
  return zone && (zone.records ? [] : zoneFaults(network, service, zone));
}

function zoneFaults(network: Network, service: ServiceName, zone: HostedZone): Fault[] {
  if (zone.unsettled)
    return [...(unsettledOutcome(network, zone.id, 'the private hosted zone').faults ?? [])];
  return [{ rule: 'hosted-zone-answers', service, zoneId: zone.id, zone: zoneText(zone) }];
}

const zoneHop = (network: Network, service: ServiceName, detail: string): Hop => ({
  kind: 'dns',
  id: dnsNameOf(service, network),
  detail,
});

/** The way of a name that a hosted zone answers, as far as its records and the VPC that they lead to were read. */
function answeredOutcome(scene: Departure, service: ServiceName, zone: HostedZone): Outcome {
  const { network } = scene;
  const lead = leadOf(zone, service, network);
  const profileId = contestedBy(network, service, zone);
  if (profileId !== undefined)
    return {
      ...zoneOutcome(network, service, zone),
      ...openLead({ service, zone }, { why: 'profile', profileId }),
    };
  if (!lead || zone.unsettled) return zoneOutcome(network, service, zone);
  const way = ledOutcome(scene, service, zone, lead);
  const told = {
    ...way,
    hops: [zoneHop(network, service, `answered by ${zoneText(zone)}`), ...(way.hops ?? [])],
  };
  const untold = privateNamesUntold(network);
  return untold ? either(untold, told, publicOutcome(scene)) : told;
}

/** The Profile whose zone has the name of another zone, or of an endpoint with private DNS: AWS's order of these isn't known here. */
function contestedBy(network: Network, service: ServiceName, zone: HostedZone): string | undefined {
  const rival = rivalOf(network, zone);
  if (rival) return zone.profileId ?? rival.profileId;
  const own = endpointsOf(network, service)?.some(
    (endpoint) => endpoint.privateDns && endpoint.state === 'available',
  );
  return own && zone.name === dnsNameOf(service, network) ? zone.profileId : undefined;
}

function ledOutcome(scene: Departure, service: ServiceName, zone: HostedZone, lead: Lead): Outcome {
  const { network } = scene;
  if (lead.to === 'nowhere') return nameless({ service, zone });
  if (lead.to === 'open') return openLead({ service, zone }, { why: 'records' });
  const { endpointId } = lead;
  const own = byId(network.endpoints, endpointId);
  if (own) {
    return own.service === service && own.state === 'available'
      ? throughEndpoint(scene, service, own, `${zoneText(zone)} answers for ${service}`)
      : openLead({ service, zone }, { why: 'endpoint', endpointId });
  }
  const hub = hubWith(network, endpointId);
  const endpoint = byId(hub?.endpoints, endpointId);
  return hub && endpoint
    ? throughHub(scene, { service, zone, hub, endpoint })
    : openLead({ service, zone }, { why: 'endpoint', endpointId });
}

/** The way of a name that a hosted zone answers, whose records were not read, or are not followed. */
export const zoneOutcome = (network: Network, service: ServiceName, zone: HostedZone): Outcome => ({
  via: 'unknown',
  hops: [zoneHop(network, service, 'answered by a hosted zone')],
  faults:
    zone.unsettled || zone.name === '' || !isGatewayService(service)
      ? zoneFaults(network, service, zone)
      : (openLead({ service, zone }, { why: 'gateway' }).faults ?? []),
});

/** Targets in other networks, which may have endpoints that many VPCs share. */
const NETWORKS_BEYOND: ReadonlySet<RouteTargetKind> = new Set<RouteTargetKind>([
  'transit-gateway',
  'vpc-peering-connection',
  'virtual-private-gateway',
  'core-network',
]);

const leadsToNetworks = ({ network, subnet }: Departure, { via, hops = [] }: Outcome): boolean =>
  via === 'other' &&
  routeTableOf(network, subnet)?.routes.some(
    ({ target }) =>
      NETWORKS_BEYOND.has(target.kind) && hops.some(({ kind, id }) => kind === 'gateway' && id === target.id),
  ) === true;

/** An endpoint that a service may have, as far as code settles it. */
export const possibleEndpoint = (
  { possibleEndpoints }: Network,
  service: ServiceName,
  kind: Endpoint['kind'],
): PossibleEndpoint | undefined =>
  possibleEndpoints?.find(
    (endpoint) =>
      (endpoint.service ?? service) === service &&
      (endpoint.kind ?? kind) === kind &&
      (kind === 'gateway' || endpoint.privateDns),
  );

/** Whether code leaves a fact of an endpoint open. */
export const isUnsettled = ({ unsettled = [] }: Endpoint, fact: EndpointFact): boolean =>
  unsettled.includes(fact);

/** A fact of an endpoint as `Unsettled` names it. */
export const factText = (fact: EndpointFact): string => (fact === 'private DNS' ? fact : `the ${fact}`);

/** What is not known of an endpoint that decides on every path through it. */
const openFacts = (network: Network, endpoint: Endpoint): Outcome[] =>
  (['subnets', 'policy', 'address type'] as const)
    .filter((fact) => isUnsettled(endpoint, fact))
    .map((fact) => unsettledOutcome(network, endpoint.id, factText(fact)));

/** The service's interface endpoints, in any state. */
export function endpointsOf(network: Network, service: ServiceName): Endpoint[] | undefined {
  return network.endpoints?.filter(
    (endpoint) => endpoint.service === service && endpoint.kind === 'interface',
  );
}

/** Why none of a service's endpoints serves its name. */
function idleFaults(scene: Departure, service: ServiceName, endpoints: readonly Endpoint[]): Fault[] {
  const silent = endpoints.find(({ state }) => state === 'available');
  if (silent) return [{ rule: 'private-dns-off', service, endpointId: silent.id }];
  const [down] = endpoints;
  if (down) return [{ rule: 'endpoint-not-available', service, endpointId: down.id, state: down.state }];
  return missingFaults(scene, service);
}

/** `endpoint-missing`, or `ecs-endpoints-partial` if others of the agent's three endpoints exist. */
export function missingFaults({ network, needs, tasks }: Departure, service: ServiceName): Fault[] {
  const azs = offeredAzs(network, service);
  if (azs && !tasks.subnetIds.some((id) => placement(network, service, [id]).length > 0)) {
    return [{ rule: 'endpoint-not-offered', service, azs }];
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

/** The addresses of the Amazon DNS server in every VPC. */
export function usesAmazonDns({ nameServers, cidrs }: Network['vpc']): boolean {
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

/** The path to an endpoint whose name resolves. A private DNS name returns all its addresses, so all must be reachable. */
export function throughEndpoint(
  scene: Departure,
  service: ServiceName,
  endpoint: Endpoint,
  detail = `private DNS answers for ${service}`,
): Outcome {
  const { network, subnet, tasks } = scene;
  if (endpoint.ipv6Only) return unanswered(subnet, service, endpoint);
  const base: Hop = { kind: 'endpoint', id: endpoint.id, detail };
  const interfaces = interfacesOf(endpoint);
  if (interfaces.length === 0 && isUnsettled(endpoint, 'subnets'))
    return { ...unsettledOutcome(network, endpoint.id, factText('subnets')), endpointId: endpoint.id };
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
  const stations = [
    arrival,
    endpointGroups(scene, endpoint),
    taskGroups(
      scene,
      interfaces.flatMap((target) => addressesOf(network, target)),
      {
        peer: endpoint.securityGroupIds[0]
          ? { kind: 'group', groupId: endpoint.securityGroupIds[0] }
          : undefined,
        groupIds: isUnsettled(endpoint, 'security groups') ? undefined : endpoint.securityGroupIds,
        exact: interfaces.every(({ ip }) => ip !== undefined),
        untold: noAddress(network, endpoint),
      },
    ),
    endpointPolicy(scene, service, endpoint),
    ...openFacts(network, endpoint),
  ];
  const sum = combine(stations);
  const near = interfaces.some(
    (target) => target.subnetId === subnet.id || mayShareAz(network, target.subnetId, subnet),
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

/** The private name, which replaces the public one, has no IPv4 address: only IPv6 clients can use it. */
function unanswered({ ipv6Cidrs }: Subnet, service: ServiceName, { id: endpointId }: Endpoint): Outcome {
  return {
    via: ipv6Cidrs ? 'unknown' : 'blocked',
    endpointId,
    hops: [
      { kind: 'dns', id: endpointId, detail: `private DNS answers for ${service} with IPv6 addresses alone` },
    ],
    faults: [{ rule: 'endpoint-ipv6-only', service, endpointId }],
  };
}

/** An endpoint's network interfaces, derived from its subnets if the interfaces themselves are not known. */
function interfacesOf(endpoint: Endpoint): readonly EndpointNetworkInterface[] {
  const told = new Set(endpoint.interfaces.map(({ subnetId }) => subnetId));
  const untold = endpoint.subnetIds.filter((id) => !told.has(id));
  return [
    ...endpoint.interfaces,
    ...untold.map((subnetId) => ({ id: endpoint.id, subnetId, ip: undefined })),
  ];
}

/** The address of an interface. If it is not known, all addresses of its subnet, else of the VPC. */
function addressesOf(network: Network, { ip, subnetId }: EndpointNetworkInterface): Range[] {
  const exact = ip === undefined ? [] : rangesOf([`${ip}/32`]);
  if (exact.length > 0) return exact;
  const cidr = byId(network.subnets, subnetId)?.cidr;
  if (cidr !== undefined) return rangesOf([cidr]);
  return network.vpc.cidrsUnsettled ? rangesOf([ANYWHERE.cidr]) : rangesOf(network.vpc.cidrs);
}

/** Why the addresses of an endpoint's network interfaces are not known. */
const noAddress = (network: Network, endpoint: Endpoint): Outcome =>
  lackingOutcome(network, network.endpoints, {
    resource: 'network-interface',
    id: endpoint.interfaces.find(({ ip }) => ip === undefined)?.id,
    namedBy: endpoint.id,
    call: 'DescribeNetworkInterfaces',
  });

/** Whether subnets are in one AZ; code may leave open in which they are. */
function mayShareAz(network: Network, subnetId: string, { az }: Subnet): boolean {
  const there = byId(network.subnets, subnetId)?.az;
  if (az === undefined || there === undefined) return network.source === 'planned';
  return there === az;
}

/** From the tasks' subnet to one network interface: the routes inside the VPC, and the network ACLs of both subnets. */
function reach(scene: Departure, endpoint: Endpoint, target: EndpointNetworkInterface): Outcome {
  const { network, subnet } = scene;
  const hop: Hop = { kind: 'network-interface', id: target.id, detail: target.subnetId };
  if (target.subnetId === subnet.id) return { via: 'endpoint', hops: [hop] };
  const there = byId(network.subnets, target.subnetId);
  const addresses = addressesOf(network, target);
  const exact = target.ip !== undefined;
  const peer = peerOf(there?.cidr ?? (exact ? `${target.ip}/32` : undefined));
  const route = routeInside(scene, endpoint, target);
  if (route.via !== 'endpoint' && route.via !== 'unknown') return route;
  return combine([
    there ? { via: 'endpoint', hops: [hop] } : { ...noSubnet(network, endpoint, target), hops: [hop] },
    exact || there?.cidr !== undefined ? { via: 'endpoint' } : noAddress(network, endpoint),
    route,
    aclOutcome(scene, subnet, { egress: true, addresses, ports: HTTPS_PORT, peer, exact }),
    aclOutcome(scene, subnet, { egress: false, addresses, ports: EPHEMERAL_PORTS, peer, exact }),
    ...(there ? aclAtEndpoint(scene, there) : []),
  ]);
}

/** `endpoint` if no route wins over the local route, which every table has. */
function routeInside(scene: Departure, endpoint: Endpoint, target: EndpointNetworkInterface): Outcome {
  const { network, subnet } = scene;
  const table = routeTableOf(network, subnet);
  if (!table) return noRouteTable(scene);
  const addresses = addressesOf(network, target);
  const routes = [...table.routes, ...impliedRoutes(network, table)];
  const { carried, undecided } = routing(routes, addresses, network.prefixLists);
  const detours = carried.flatMap(({ route, ranges }) =>
    route && route.target.kind !== 'local' ? [{ route, ranges }] : [],
  );
  const [detour] = detours;
  if (!detour) {
    return undecided.some(({ destination, unsettled }) => destination === UNKNOWN_DESTINATION || unsettled)
      ? noDestination(network, table)
      : { via: 'endpoint' };
  }
  if (network.source === 'planned' && detours.every(({ route }) => route.target.kind === 'unknown'))
    return noDestination(network, table);
  const taken = detours.flatMap(({ ranges }) => ranges);
  return target.ip === undefined && subtract(addresses, taken).length > 0
    ? noAddress(network, endpoint)
    : overriddenLocal(endpoint, table, detour.route);
}

/** The local routes that every table has, in case the response doesn't show them. */
const impliedRoutes = ({ vpc }: Network, { routes }: RouteTable): Route[] =>
  vpc.cidrs
    .filter((cidr) => !routes.some(({ destination }) => destination === cidr))
    .map((destination) => ({
      destination,
      target: { kind: 'local', id: 'local' },
      state: 'active',
      propagated: false,
    }));

const peerOf = (cidr: string | undefined): AclPeer | undefined =>
  cidr === undefined ? undefined : { kind: 'cidr', cidr };

function aclAtEndpoint(scene: Departure, there: Subnet): Outcome[] {
  const { cidr } = scene.subnet;
  const question = { addresses: rangesOf([cidr ?? '']), peer: peerOf(cidr), exact: true };
  return [
    aclOutcome(scene, there, { ...question, egress: false, ports: HTTPS_PORT }),
    aclOutcome(scene, there, { ...question, egress: true, ports: EPHEMERAL_PORTS }),
  ];
}

const noSubnet = (network: Network, endpoint: Endpoint, { subnetId }: EndpointNetworkInterface): Outcome =>
  lackingOutcome(network, network.subnets, {
    resource: 'subnet',
    id: subnetId,
    namedBy: endpoint.id,
    call: 'DescribeSubnets',
  });

function overriddenLocal(
  endpoint: Endpoint,
  table: RouteTable,
  { destination, target, state }: Route,
): Outcome {
  const targetId = target.id;
  return {
    via: state === 'blackhole' ? 'blocked' : 'other',
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
