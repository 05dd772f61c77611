import { GATEWAY_SERVICES } from '../catalogue.ts';
import { byId } from './by-id.ts';
import { intersection, parseCidr, type Range, rangeOf, subtract } from './cidr.ts';
import {
  type Network,
  type PrefixList,
  type Route,
  type RouteTable,
  type Subnet,
  UNKNOWN_DESTINATION,
} from './network.ts';

/** A route and the part of the asked addresses that it carries; no route means those addresses go nowhere. */
export interface Carried {
  readonly route: Route | undefined;
  readonly ranges: readonly Range[];
}

/**
 * The routes that win for a set of IPv4 addresses. `undecided` are routes that may carry a part of them: to prefix lists whose
 * entries are not known, or that hold the same block as another, so that AWS picks one at random; to a destination that is
 * not known; or that the table may not have.
 */
export interface Routing {
  readonly carried: readonly Carried[];
  readonly undecided: readonly Route[];
}

/** One IPv4 block that a route claims; a route to a prefix list claims many. */
interface Claim {
  readonly route: Route;
  readonly range: Range;
  readonly prefix: number;
  /** Ties between equal prefixes: static routes, then prefix lists, then propagated routes. */
  readonly rank: number;
}

/**
 * Which routes of a table carry the addresses of `destinations`: longest prefix first, then static routes, routes to
 * prefix lists, and propagated ones. A propagated route never wins over the local one. The order of the routes decides nothing.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
export function routing(
  routes: readonly Route[],
  destinations: readonly Range[],
  prefixLists: readonly PrefixList[] | undefined,
): Routing {
  const undecided: Route[] = [];
  const claims: Claim[] = [];
  const local: Range[] = [];
  for (const route of routes) {
    const cidr = parseCidr(route.destination);
    if (cidr) {
      claims.push({ route, range: rangeOf(cidr), prefix: cidr.prefix, rank: route.propagated ? 2 : 0 });
      if (route.target.kind === 'local' && !route.unsettled) local.push(rangeOf(cidr));
    } else if (route.destination === UNKNOWN_DESTINATION) {
      undecided.push(route);
    } else if (namesPrefixList(route.destination)) {
      const blocks = byId(prefixLists, route.destination)?.cidrs;
      if (!blocks) undecided.push(route);
      for (const block of blocks ?? []) {
        const entry = parseCidr(block);
        if (entry) claims.push({ route, range: rangeOf(entry), prefix: entry.prefix, rank: 1 });
      }
    }
  }
  claims.sort((a, b) => b.prefix - a.prefix || a.rank - b.rank || byDestination(a.route, b.route));

  const carried: Carried[] = [];
  let left = [...destinations];
  const winners = new Map<string, Route>();
  for (const { route, range, prefix, rank } of claims) {
    const key = `${range.from}/${prefix}`;
    const rival = rank === 1 ? winners.get(key) : undefined;
    if (rival && rival.target.id !== route.target.id) undecided.push(route);
    const reach = route.propagated ? subtract([range], local) : [range];
    const ranges = left.flatMap((part) => reach.flatMap((piece) => intersection(part, piece) ?? []));
    if (ranges.length === 0) continue;
    if (route.unsettled) {
      undecided.push(route);
      continue;
    }
    if (rank === 1) winners.set(key, route);
    carried.push({ route, ranges });
    left = subtract(left, ranges);
  }
  if (left.length > 0) carried.push({ route: undefined, ranges: left });
  return { carried, undecided: undecided.sort(byDestination) };
}

/** AWS shows a table's routes in any order, and one that comes back may stand elsewhere. */
const byDestination = (a: Route, b: Route): number =>
  a.destination === b.destination ? 0 : a.destination < b.destination ? -1 : 1;

/** Whether a route's destination is a prefix list: neither a block nor a destination that is not known. */
export const namesPrefixList = (destination: string): boolean =>
  destination !== UNKNOWN_DESTINATION && !/^[\da-f.:]+\/\d+$/i.test(destination);

/** The effective route table of a subnet, or undefined when it is not known. */
export function routeTableOf(network: Network, subnet: Subnet): RouteTable | undefined {
  return byId(network.routeTables, subnet.routeTableId);
}

/** The list of a gateway service's IPv4 addresses in this Region, by AWS's exact name for it. */
export function servicePrefixList(network: Network, service: string): PrefixList | undefined {
  return network.prefixLists?.find(({ name }) => name === `com.amazonaws.${network.region}.${service}`);
}

/**
 * What AWS calls the prefix lists of the services that have gateway endpoints. A dual-stack gateway has a list of IPv6 addresses
 * as well; AWS names those of other services so.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
 */
export const gatewayListNames = (region: string): string[] =>
  GATEWAY_SERVICES.flatMap((service) => [
    `com.amazonaws.${region}.${service}`,
    `com.amazonaws.${region}.ipv6.${service}`,
  ]);

/**
 * Whether a gateway endpoint put a route there: it carries that one service, and no other public name. The endpoint's own kind
 * tells it where the endpoint was read, else the name of the list: a customer's list can lead to a Gateway Load Balancer
 * endpoint, as any block can. Undefined where neither is known.
 */
export function isGatewayEndpointRoute(
  { endpoints, prefixLists, region }: Network,
  { destination, target }: Route,
): boolean | undefined {
  if (!namesPrefixList(destination) || target.kind !== 'vpc-endpoint') return false;
  const endpoint = byId(endpoints, target.id);
  if (endpoint) return endpoint.kind === 'gateway';
  const names = gatewayListNames(region);
  const known = prefixLists?.filter(({ name }) => names.includes(name)) ?? [];
  return known.length === 0 ? undefined : known.some(({ id }) => id === destination);
}
