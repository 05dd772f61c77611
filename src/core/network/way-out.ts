import { blockedAccess } from './block-public-access.ts';
import { byId } from './by-id.ts';
import { type Range, rangesOf, subtract } from './cidr.ts';
import {
  type NatGateway,
  type Network,
  type Route,
  type RouteTable,
  type Subnet,
  UNKNOWN_DESTINATION,
} from './network.ts';
import { PUBLIC_ADDRESSES } from './public-addresses.ts';
import { isGatewayEndpointRoute, namesPrefixList, routeTableOf, routing } from './routing.ts';
import type { Hop, Via } from './way.ts';

/** Where a route table sends what is not in the VPC. */
export interface WayOut {
  readonly via: Exclude<Via, 'endpoint'>;
  /** The NAT gateway, internet gateway, transit gateway, …; absent for `blocked` and `unknown`. */
  readonly id?: string;
  readonly hops: readonly Hop[];
}

/**
 * The way that a subnet's traffic to `destinations` takes by its effective route table; without them, to some public address:
 * there the default route decides, since a longer prefix carries only the addresses it was made for. Where the addresses are
 * spread over ways of different kinds, nobody can say which one a name will use: `unknown`.
 */
export function wayOut(network: Network, subnet: Subnet, destinations?: readonly Range[]): WayOut {
  if (isIpv6Only(subnet)) return wayOutByIpv6(network, subnet);
  const routes = routesOut(network, subnet, destinations);
  return routes ? merged(routes.map((route) => openWay(network, subnet, route))) : UNREAD;
}

/** The same by the routes alone, whether or not VPC Block Public Access lets anything through. */
export function routedWayOut(network: Network, subnet: Subnet): WayOut {
  if (isIpv6Only(subnet)) return wayOutByIpv6(network, subnet);
  const routes = routesOut(network, subnet);
  return routes ? merged(routes.map((route) => wayOfRoute(network, route))) : UNREAD;
}

/** Whether a subnet has no IPv4 addresses, for certain. */
const isIpv6Only = ({ cidr, cidrUnsettled }: Subnet): boolean => cidr === undefined && !cidrUnsettled;

const UNREAD: WayOut = { via: 'unknown', hops: [] };

/** Only IPv4 is followed: of a subnet without it, no more can be said than whether any route leads out. */
function wayOutByIpv6(network: Network, subnet: Subnet): WayOut {
  const table = routeTableOf(network, subnet);
  return !table || leadsOutByIpv6(network, table)
    ? UNREAD
    : { via: 'blocked', hops: [{ kind: 'route', id: '::/0', detail: 'no route' }] };
}

/** Whether a route may carry IPv6 out of the VPC. Of a prefix list that was not read nobody knows. */
export const leadsOutByIpv6 = (network: Network, { routes }: RouteTable): boolean =>
  routes.some(
    (route) =>
      route.target.kind !== 'local' &&
      route.state === 'active' &&
      isGatewayEndpointRoute(network, route) !== true &&
      mayBeIpv6(network, route.destination),
  );

function mayBeIpv6({ prefixLists }: Network, destination: string): boolean {
  if (destination === UNKNOWN_DESTINATION) return true;
  const blocks = namesPrefixList(destination) ? byId(prefixLists, destination)?.cidrs : [destination];
  return blocks?.some((block) => block.includes(':')) ?? true;
}

/** The routes that carry the addresses, undefined among them where some have none; undefined where the table is not known. */
function routesOut(
  network: Network,
  subnet: Subnet,
  destinations?: readonly Range[],
): readonly (Route | undefined)[] | undefined {
  const table = routeTableOf(network, subnet);
  if (!table) return undefined;
  const all = table.routes.filter((route) => isGatewayEndpointRoute(network, route) !== true);
  const defaults = all.filter(({ destination }) => destination === '0.0.0.0/0');
  const routes = destinations === undefined && defaults.length > 0 ? defaults : all;
  const outside = subtract(destinations ?? PUBLIC_ADDRESSES, rangesOf(network.vpc.cidrs));
  const { carried, undecided } = routing(routes, outside, network.prefixLists);
  return [...carried.map(({ route }) => route), ...undecided];
}

function merged(ways: readonly WayOut[]): WayOut {
  const first = ways[0] ?? { via: 'blocked', hops: [] };
  if (ways.every(({ via, id }) => via === first.via && id === first.id)) return first;
  const hops = ways.flatMap((way) => way.hops);
  return ways.every(({ via }) => via === first.via) ? { ...first, hops } : { via: 'unknown', hops };
}

/** Where one route leads, if VPC Block Public Access lets it. */
function openWay(network: Network, subnet: Subnet, route: Route | undefined): WayOut {
  const way = wayOfRoute(network, route);
  const mode = route && way.via !== 'blocked' ? blockedAccess(network, subnet, route.target) : undefined;
  if (mode === undefined) return way;
  const hop: Hop = { kind: 'block-public-access', id: network.vpc.id, detail: mode };
  return { via: mode === 'unknown' ? 'unknown' : 'blocked', hops: [...way.hops, hop] };
}

/** Where one route leads. A NAT gateway that cannot be described (a shared VPC's) still takes the bytes. */
function wayOfRoute(network: Network, route: Route | undefined): WayOut {
  if (!route) return { via: 'blocked', hops: [{ kind: 'route', id: '0.0.0.0/0', detail: 'no route' }] };
  const { kind, id } = route.target;
  const hop: Hop = { kind: 'route', id: route.destination, detail: `to ${id}` };
  if (route.state === 'blackhole') {
    return { via: 'blocked', hops: [{ ...hop, detail: `blackhole: ${id} is gone` }] };
  }
  if (isGatewayEndpointRoute(network, route) === undefined) {
    return { via: 'unknown', hops: [{ ...hop, detail: `to ${id}, an endpoint whose kind is not known` }] };
  }
  switch (kind) {
    case 'nat-gateway':
      return viaNat(network, id, hop);
    case 'internet-gateway':
      return { via: 'internet', id, hops: [hop, { kind: 'gateway', id, detail: 'internet gateway' }] };
    case 'local':
      return { via: 'other', id, hops: [{ ...hop, detail: 'stays in the VPC' }] };
    case 'unknown':
      return { via: 'unknown', hops: [{ ...hop, detail: 'target not known' }] };
    default:
      return { via: 'other', id, hops: [hop, { kind: 'gateway', id, detail: kind.replaceAll('-', ' ') }] };
  }
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html */
function viaNat(network: Network, id: string, hop: Hop): WayOut {
  const nat = byId(network.natGateways, id);
  if (nat && nat.state !== 'available') {
    return {
      via: 'blocked',
      hops: [hop, { kind: 'nat-gateway', id, detail: `NAT gateway is ${nat.state}` }],
    };
  }
  const hops: Hop[] = [hop, { kind: 'nat-gateway', id, detail: natDetail(nat?.connectivity) }];
  if (nat && isUnsettledNat(network, nat)) return { via: 'unknown', id, hops };
  const beyond = beyondNat(network, nat?.subnetId);
  if (!beyond) return { via: 'nat', id, hops };
  const { route, subnet } = beyond;
  const { kind, id: gatewayId } = route.target;
  // An internet gateway drops what a private NAT gateway sends it, since that has no public address.
  const dropped = nat?.connectivity === 'private' && kind === 'internet-gateway';
  const detail = `from ${subnet.name ?? subnet.id}, where the NAT gateway sits`;
  hops.push({
    kind: 'gateway',
    id: gatewayId,
    detail: dropped ? `${detail}: drops private addresses` : detail,
  });
  return dropped ? { via: 'blocked', hops } : { via: 'nat', id, hops };
}

/** Whether code leaves open if the NAT gateway lets anything out: a private one sends nothing to an internet gateway. */
const isUnsettledNat = ({ source, subnets }: Network, { connectivity, subnetId }: NatGateway): boolean =>
  connectivity === undefined ||
  (source === 'planned' && connectivity === 'private' && byId(subnets, subnetId)?.routeTableId === undefined);

const natDetail = (connectivity: 'public' | 'private' | undefined): string =>
  connectivity ? `${connectivity} NAT gateway` : 'NAT gateway';

/** The subnet that a NAT gateway sits in, and its default route. */
function beyondNat(
  network: Network,
  subnetId: string | undefined,
): { readonly subnet: Subnet; readonly route: Route } | undefined {
  const subnet = byId(network.subnets, subnetId);
  const table = subnet && routeTableOf(network, subnet);
  const route = table?.routes.find(({ destination }) => destination === '0.0.0.0/0');
  return subnet && route && { subnet, route };
}
