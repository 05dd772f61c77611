import type { GatewayService } from '../catalogue.ts';
import { byId } from '../network/by-id.ts';
import { type Range, rangesOf } from '../network/cidr.ts';
import { hiddenEndpoints } from '../network/hidden-endpoints.ts';
import { zoneAbovePrivateDns, zoneAnswering } from '../network/hosted-zones.ts';
import {
  type Endpoint,
  type HostedZone,
  type Network,
  type Route,
  type RouteTable,
  UNKNOWN_DESTINATION,
} from '../network/network.ts';
import { EPHEMERAL_PORTS } from '../network/network-acl.ts';
import type { AclPeer } from '../network/peer.ts';
import { PUBLIC_ADDRESSES } from '../network/public-addresses.ts';
import {
  isGatewayEndpointRoute,
  namesPrefixList,
  routeTableOf,
  routing,
  servicePrefixList,
} from '../network/routing.ts';
import type { Hop } from '../network/way.ts';
import { wayOut } from '../network/way-out.ts';
import { aclOutcome, endpointPolicy, HTTPS_PORT, taskGroups } from './barriers.ts';
import { factText, isUnsettled, possibleEndpoint, throughEndpoint, zoneOutcome } from './interface-path.ts';
import {
  because,
  combine,
  type Departure,
  hiddenOutcome,
  lackingOutcome,
  noDestination,
  type Outcome,
  unreadOutcome,
  unsettledOutcome,
} from './outcome.ts';
import type { Fault } from './path.ts';
import { publicBarrier, publicOutcome, tableHop } from './public-path.ts';

export function gatewayOutcome(scene: Departure, service: GatewayService): Outcome {
  const { network, subnet } = scene;
  if (!network.endpoints) return unreadOutcome(network, 'DescribeVpcEndpoints');
  const captor = service === 's3' ? s3InterfaceCaptor(network) : undefined;
  const zone = zoneBeforeGateway(network, service, captor);
  if (zone) return zoneOutcome(network, service, zone);
  const table = routeTableOf(network, subnet);
  if (!table) {
    const hidden = hiddenEndpoints(network);
    return hidden ? hiddenOutcome(service, hidden) : publicOutcome(scene);
  }
  const viaRoutes = gatewayByRoutes(scene, service, table);
  const doubtful = captor ? undefined : service === 's3' ? doubtfulCaptor(network) : undefined;
  if (doubtful !== undefined && viaRoutes.via !== 'unknown')
    return because(doubtful.faults ?? [], { ...viaRoutes, via: 'unknown' });
  if (!captor) return viaRoutes;
  const captured = throughEndpoint(scene, service, captor);
  // It is not known which of the two routes the traffic takes, but whatever blocks both does block it.
  const stopped = viaRoutes.via === 'blocked' && captured.via === 'blocked';
  const further = [...(viaRoutes.via === 'blocked' ? [viaRoutes] : []), ...(stopped ? [captured] : [])]
    .flatMap(({ faults = [] }) => faults)
    .filter(({ rule }) => rule !== 's3-interface-only');
  return {
    via: stopped ? 'blocked' : 'unknown',
    endpointId: captor.id,
    hops: [
      {
        kind: 'endpoint',
        id: captor.id,
        detail: 'private DNS of the S3 interface endpoint answers for S3 names',
      },
    ],
    faults: [{ rule: 's3-interface-only', endpointId: captor.id }, ...further],
  };
}

/**
 * The hosted zone that answers the service's names, so that they needn't resolve to the addresses that the gateway has routes for.
 * Private DNS of an interface endpoint answers before zones with a shorter name.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
function zoneBeforeGateway(
  network: Network,
  service: GatewayService,
  captor: Endpoint | undefined,
): HostedZone | undefined {
  const { dnsSupport, dnsHostnames } = network.vpc;
  if (dnsSupport === false || dnsHostnames === false) return undefined;
  return captor ? zoneAbovePrivateDns(network, service) : zoneAnswering(network, service);
}

/**
 * An S3 interface endpoint whose private DNS applies inside the VPC. AWS doesn't say whether layer downloads work through it.
 */
function s3InterfaceCaptor({ endpoints, vpc }: Network): Endpoint | undefined {
  if (vpc.dnsSupport === false || vpc.dnsHostnames === false) return undefined;
  return endpoints?.find(
    (endpoint) =>
      endpoint.service === 's3' &&
      endpoint.kind === 'interface' &&
      endpoint.state === 'available' &&
      endpoint.privateDns &&
      !isUnsettled(endpoint, 'private DNS') &&
      !endpoint.inboundResolverOnly,
  );
}

/** Why it is not known whether there is such an endpoint. */
function doubtfulCaptor(network: Network): Outcome | undefined {
  const { dnsSupport, dnsHostnames } = network.vpc;
  if (dnsSupport === false || dnsHostnames === false) return undefined;
  const open = network.endpoints?.find(
    (endpoint) =>
      endpoint.service === 's3' && endpoint.kind === 'interface' && isUnsettled(endpoint, 'private DNS'),
  );
  if (open) return unsettledOutcome(network, open.id, factText('private DNS'));
  const possible = possibleEndpoint(network, 's3', 'interface');
  return possible && unsettledOutcome(network, possible.id, 'the endpoints');
}

function gatewayByRoutes(scene: Departure, service: GatewayService, table: RouteTable): Outcome {
  const { network, subnet } = scene;
  const gateways = (network.endpoints ?? []).filter(
    (endpoint) => endpoint.service === service && endpoint.kind === 'gateway',
  );
  const list = servicePrefixList(network, service);
  const addresses = rangesOf(list?.cidrs ?? []);
  const { route, gateway } = gatewayRoute(table, gateways, list?.id);
  if (!route || !gateway) {
    const hidden = hiddenEndpoints(network);
    if (hidden)
      return hiddenOutcome(service, hidden, [tableHop(scene, table), ...gatewayHops(table, list?.id)]);
    const unseen = unseenGateway(network, table, list?.id) ?? unsettledGateway(network, service, gateways);
    if (unseen) return unseen;
    const fault = noRouteFault(scene, service, table, gateways);
    if (network.source === 'planned' && list && addresses.length === 0)
      return because([fault], publicOutcomeAnywhere(scene, list.id));
    return because([fault], publicOutcome(scene, addresses.length > 0 ? addresses : undefined));
  }
  if (gateway.state !== 'available') {
    const { id: endpointId, state } = gateway;
    return {
      via: 'blocked',
      endpointId,
      faults: [{ rule: 'endpoint-not-available', service, endpointId, state }],
    };
  }
  if (addresses.length === 0) {
    const untold = noServiceAddresses(scene, service, route.destination, gateway.id);
    const barrier = publicBarrier(scene, { kind: 'prefix-list', prefixListId: route.destination });
    return barrier.via === 'blocked' ? combine([untold, barrier]) : untold;
  }
  const rivals = table.routes.filter(
    (candidate) => candidate === route || isGatewayEndpointRoute(network, candidate) !== true,
  );
  const { carried, undecided } = routing(rivals, addresses, network.prefixLists);
  const astray = carried.filter((part) => part.route !== route);
  const rival = undecided[0];
  if (rival && !byId(network.prefixLists, rival.destination)?.cidrs && !astray[0]) {
    return rival.destination === UNKNOWN_DESTINATION || rival.unsettled
      ? noDestination(network, table)
      : lackingOutcome(network, network.prefixLists, {
          resource: 'prefix-list',
          id: rival.destination,
          namedBy: table.id,
          call: 'GetManagedPrefixListEntries',
        });
  }
  const winner = astray[0] ?? (rival && { route: rival });
  if (winner) {
    const ranges = astray[0] ? astray.flatMap((part) => part.ranges) : addresses;
    const outcome = overriddenGateway(scene, service, table, winner.route, gateway, ranges);
    return rival ? { ...outcome, via: 'unknown' } : outcome;
  }
  const peer: AclPeer = { kind: 'prefix-list', prefixListId: list?.id ?? route.destination };
  const acl = { addresses, peer, exact: true };
  const sum = combine([
    { via: 'endpoint', hops: [{ kind: 'route', id: route.destination, detail: `to ${gateway.id}` }] },
    aclOutcome(scene, subnet, { ...acl, egress: true, ports: HTTPS_PORT }),
    aclOutcome(scene, subnet, { ...acl, egress: false, ports: EPHEMERAL_PORTS }),
    taskGroups(scene, addresses, {
      peer,
      groupIds: [],
      exact: true,
    }),
    endpointPolicy(scene, service, gateway),
    ...(isUnsettled(gateway, 'policy') ? [unsettledOutcome(network, gateway.id, factText('policy'))] : []),
  ]);
  return { ...sum, hops: [tableHop(scene, table), ...(sum.hops ?? [])], endpointId: gateway.id };
}

/**
 * The route in a table that sends a service's IPv4 addresses to one of its gateways. A dual-stack gateway has another route for
 * its IPv6 addresses, which doesn't carry IPv4.
 *
 * @param listId the list of the IPv4 addresses, if it is known
 */
function gatewayRoute(
  { routes }: RouteTable,
  gateways: readonly Endpoint[],
  listId: string | undefined,
): { readonly route?: Route; readonly gateway?: Endpoint } {
  const own = routes.flatMap((route) => {
    const gateway = byId(gateways, route.target.id);
    const mayCarry = listId === undefined ? namesPrefixList(route.destination) : route.destination === listId;
    return gateway && mayCarry ? [{ route, gateway }] : [];
  });
  return own.find(({ gateway }) => gateway.state === 'available') ?? own[0] ?? {};
}

/** The table's route from a service's own list to a gateway. */
const gatewayHops = ({ routes }: RouteTable, listId: string | undefined): Hop[] =>
  routes
    .filter(({ destination, target }) => destination === listId && target.kind === 'vpc-endpoint')
    .map(({ destination, target }) => ({ kind: 'route', id: destination, detail: `to ${target.id}` }));

/**
 * Why it is not known whose route it is. A route for the service's own list proves that there is a gateway, even an unlisted
 * one. A route for an unknown list to an unknown endpoint may be one.
 */
function unseenGateway(
  network: Network,
  { id: namedBy, routes }: RouteTable,
  listId: string | undefined,
): Outcome | undefined {
  const isUnseen = ({ destination, target }: Route) =>
    destination === listId &&
    target.kind === 'vpc-endpoint' &&
    byId(network.endpoints, target.id) === undefined;
  const unseen = routes.find(isUnseen);
  if (unseen) {
    return lackingOutcome(network, network.endpoints, {
      resource: 'endpoint',
      id: unseen.target.id,
      namedBy,
      call: 'DescribeVpcEndpoints',
    });
  }
  const unread = routes.find((route) => isGatewayEndpointRoute(network, route) === undefined);
  return (
    unread &&
    lackingOutcome(network, network.prefixLists, {
      resource: 'prefix-list',
      id: unread.destination,
      namedBy,
      call: 'DescribePrefixLists',
    })
  );
}

/**
 * How traffic to a service is routed if routes and rules treat public addresses differently, and AWS alone knows which ones the service
 * has: it is blocked if all are.
 */
function publicOutcomeAnywhere(scene: Departure, listId: string): Outcome {
  const { network, subnet } = scene;
  const out = publicOutcome(scene);
  const blocked =
    publicBarrier(scene).via === 'blocked' || wayOut(network, subnet, PUBLIC_ADDRESSES).via === 'blocked';
  if (blocked && out.via === 'blocked') return out;
  return { ...unsettledOutcome(network, listId, 'the addresses'), hops: out.hops ?? [] };
}

/** Why it is not known whether a table gets a gateway's route: code leaves open which tables do, or whether there is a gateway. */
function unsettledGateway(
  network: Network,
  service: GatewayService,
  gateways: readonly Endpoint[],
): Outcome | undefined {
  const open = gateways.find((gateway) => isUnsettled(gateway, 'route tables'));
  if (open) return unsettledOutcome(network, open.id, factText('route tables'));
  const possible = possibleEndpoint(network, service, 'gateway');
  return possible && unsettledOutcome(network, possible.id, 'the endpoints');
}

/** Every service with a gateway has addresses, so an empty list says nothing. */
function noServiceAddresses(
  { network }: Departure,
  service: GatewayService,
  listId: string,
  gatewayId: string,
): Outcome {
  const list = servicePrefixList(network, service);
  return lackingOutcome(network, network.prefixLists, {
    resource: 'prefix-list',
    id: listId,
    namedBy: gatewayId,
    call: list && list.cidrs === undefined ? 'GetManagedPrefixListEntries' : 'DescribePrefixLists',
  });
}

function noRouteFault(
  { subnet, network }: Departure,
  service: GatewayService,
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
  const ipv6Route = table.routes.find(({ target }) => byId(gateways, target.id));
  if (ipv6Route) return { rule: 'endpoint-ipv6-only', service, endpointId: ipv6Route.target.id };
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
  scene: Departure,
  service: GatewayService,
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
