import { isGatewayService } from '../../core/catalogue.ts';
import { intersection, parseCidr, rangeOf, rangesOf, subtract } from '../../core/network/cidr.ts';
import {
  type Endpoint,
  type Route,
  type RouteTable,
  type Subnet,
  UNKNOWN_DESTINATION,
} from '../../core/network/network.ts';
import { PUBLIC_ADDRESSES } from '../../core/network/public-addresses.ts';
import { companionsOf, type Making, named } from './making.ts';
import { isUnknown, type Name, type RoutePart } from './parts.ts';

/** The effective route table of a subnet. */
type Effective = Pick<Subnet, 'routeTableId' | 'implicit'>;

/**
 * A VPC's route tables with the local routes that AWS adds and the routes of gateway endpoints, and the table that each subnet uses.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html
 */
export function routeTablesOf(
  making: Making,
  endpoints: readonly Endpoint[],
): { readonly tables: readonly RouteTable[]; readonly tableOf: (subnet: Name) => Effective } {
  const { parts, vpc, homes, outside } = making;
  const main =
    vpc.mainRouteTable === undefined && !outside ? companionsOf(vpc.name).mainRouteTable : vpc.mainRouteTable;
  const own = parts.routeTables.filter(({ name }) => (homes.get(name) ?? vpc.name) === vpc.name);
  const ids = [
    ...new Set([...own.map(({ name }) => name), ...(main === undefined || isUnknown(main) ? [] : [main])]),
  ];
  const tables = ids.map((id): RouteTable => {
    const part = own.find(({ name }) => name === id);
    return {
      id,
      ...(part && named(part)),
      main: id === main,
      routes: routesIn(id, making, endpoints),
    };
  });
  return { tables, tableOf: tableOfSubnets(making, main) };
}

function tableOfSubnets(
  { parts, vpc, homes, facts, outside }: Making,
  main: Making['vpc']['mainRouteTable'],
): (subnet: Name) => Effective {
  const open: Effective = { routeTableId: undefined, implicit: false };
  const explicit = new Map(
    parts.routeTableAssociations.flatMap(({ subnet, routeTable }) =>
      isUnknown(subnet) ? [] : [[subnet, routeTable] as const],
    ),
  );
  const floating = parts.routeTableAssociations.filter(
    ({ subnet, routeTable }) =>
      isUnknown(subnet) && (isUnknown(routeTable) || (homes.get(routeTable) ?? vpc.name) === vpc.name),
  );
  return (name) => {
    const told = explicit.get(name);
    if (told !== undefined) {
      const id = facts.value(told, name, 'the route table');
      return id === undefined ? open : { routeTableId: id, implicit: false };
    }
    const [other] = floating.filter(({ routeTable }) => isUnknown(routeTable) || routeTable !== main);
    if (other) {
      const { subnet, routeTable } = other;
      const unknown = isUnknown(subnet) ? subnet : routeTable;
      if (isUnknown(unknown)) facts.note(name, 'the route table', unknown.unknown);
      return open;
    }
    if (outside) {
      facts.note(name, 'the route table', 'associations that other code made are not in this code');
      return open;
    }
    const id = main === undefined ? undefined : facts.value(main, name, 'the route table');
    return id === undefined ? open : { routeTableId: id, implicit: true };
  };
}

function routesIn(table: Name, making: Making, endpoints: readonly Endpoint[]): Route[] {
  const { parts, facts, homes, vpc, lists } = making;
  const certain = parts.routes
    .filter(({ routeTable }) => routeTable === table)
    .map((part) => toRoute(part, table, making));
  const gateways = endpoints
    .filter(({ kind, routeTableIds }) => kind === 'gateway' && routeTableIds.includes(table))
    .flatMap(({ id, service }): Route[] => {
      if (service === undefined || !isGatewayService(service)) return [];
      return [staticRoute(lists.idOf(service), { kind: 'vpc-endpoint', id })];
    });
  const settled = withoutRepeats([...certain, ...gateways]);
  const taken = new Set(settled.flatMap(({ destination, propagated }) => (propagated ? [] : [destination])));
  // A table holds one route for a destination, so an open one can't be a second.
  const floating = parts.routes.flatMap((part): Route[] => {
    if (!isUnknown(part.routeTable) || isElsewhere(part, homes, vpc.name)) return [];
    const route = toRoute(part, table, making);
    if (route.destination !== UNKNOWN_DESTINATION && taken.has(route.destination)) return [];
    facts.note(table, 'the routes', part.routeTable.unknown);
    return [{ ...route, unsettled: true }];
  });
  return [...localRoutes(making, taken), ...settled.map((route) => orUnsettled(route, making)), ...floating];
}

/** Whether a route's target is in another VPC. */
const isElsewhere = ({ target }: RoutePart, homes: Making['homes'], vpc: Name): boolean =>
  !isUnknown(target) && (homes.get(target.id) ?? vpc) !== vpc;

function toRoute(
  { destination, target, propagated, blackhole }: RoutePart,
  table: Name,
  { facts, lists }: Making,
): Route {
  const to = facts.value(destination, table, 'the destination of a route');
  const through = facts.value(
    target,
    table,
    `the target of ${to === undefined ? 'a route' : `the route to ${to}`}`,
  );
  const route = staticRoute(
    to === undefined ? UNKNOWN_DESTINATION : lists.listId(to),
    through ?? { kind: 'unknown', id: 'unknown' },
  );
  return {
    ...route,
    ...(blackhole && { state: 'blackhole' as const }),
    propagated: propagated === true,
  };
}

const staticRoute = (destination: string, target: Route['target']): Route => ({
  destination,
  target,
  state: 'active',
  propagated: false,
});

const withoutRepeats = (routes: readonly Route[]): Route[] => [
  ...new Map(
    routes.map((route, index) => [
      route.destination === UNKNOWN_DESTINATION || route.propagated ? index : route.destination,
      route,
    ]),
  ).values(),
];

/** A route of the code for the VPC's own block stands in the place of the local one. */
function localRoutes({ vpc }: Making, taken: ReadonlySet<string>): Route[] {
  return [vpc.cidrs, vpc.ipv6Cidrs]
    .flatMap((cidrs) => (isUnknown(cidrs) ? [] : cidrs))
    .flatMap((cidr) =>
      isUnknown(cidr) || taken.has(cidr) ? [] : [staticRoute(cidr, { kind: 'local', id: 'local' })],
    );
}

/** While a VPC's blocks are open, so is whether a route to private addresses is more specific than its local one. */
function orUnsettled(route: Route, { vpc }: Making): Route {
  const open = isUnknown(vpc.cidrs) || vpc.cidrs.some(isUnknown);
  const cidr = parseCidr(route.destination);
  if (!open || !cidr || cidr.prefix === 0) return route;
  const block = rangeOf(cidr);
  const isPublic = subtract([block], PUBLIC_ADDRESSES).length === 0;
  const known = isUnknown(vpc.cidrs) ? [] : vpc.cidrs.flatMap((each) => (isUnknown(each) ? [] : [each]));
  const isDecided = rangesOf(known).some((each) => {
    const shared = intersection(each, block);
    return shared !== undefined && shared.from === block.from && shared.to === block.to;
  });
  return isPublic || isDecided ? route : { ...route, unsettled: true };
}
