import { byId } from './by-id.ts';
import { intersection, parseCidr, type Range, rangeOf, subtract } from './cidr.ts';
import type { Network, PrefixList, Route, RouteTable, Subnet } from './network.ts';

/** A route and the part of the asked addresses that it carries; no route means those addresses go nowhere. */
export interface Carried {
  readonly route: Route | undefined;
  readonly ranges: readonly Range[];
}

/** The routes that win for a set of IPv4 addresses. `undecided` are routes to prefix lists whose entries are not known. */
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
 * prefix lists, and propagated ones. A propagated route never wins over the local one.
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
      if (route.target.kind === 'local') local.push(rangeOf(cidr));
    } else if (route.destination.startsWith('pl-')) {
      const blocks = byId(prefixLists, route.destination)?.cidrs;
      if (!blocks) undecided.push(route);
      for (const block of blocks ?? []) {
        const entry = parseCidr(block);
        if (entry) claims.push({ route, range: rangeOf(entry), prefix: entry.prefix, rank: 1 });
      }
    }
  }
  claims.sort((a, b) => b.prefix - a.prefix || a.rank - b.rank);

  const carried: Carried[] = [];
  let left = [...destinations];
  for (const { route, range } of claims) {
    const reach = route.propagated ? subtract([range], local) : [range];
    const ranges = left.flatMap((part) => reach.flatMap((piece) => intersection(part, piece) ?? []));
    if (ranges.length === 0) continue;
    carried.push({ route, ranges });
    left = subtract(left, ranges);
    if (left.length === 0) break;
  }
  if (left.length > 0) carried.push({ route: undefined, ranges: left });
  return { carried, undecided };
}

/** The effective route table of a subnet, or undefined when it is not known. */
export function routeTableOf(network: Network, subnet: Subnet): RouteTable | undefined {
  return byId(network.routeTables, subnet.routeTableId);
}

/** The prefix list of a gateway service in this Region, by AWS's exact name for it. */
export function servicePrefixList(network: Network, service: string): PrefixList | undefined {
  return network.prefixLists?.find(({ name }) => name === `com.amazonaws.${network.region}.${service}`);
}
