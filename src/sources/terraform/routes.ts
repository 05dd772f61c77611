import type { RouteTargetKind } from '../../core/network/network.ts';
import { oneLine } from '../../core/text/visible.ts';
import {
  isUnknown,
  type Name,
  type RoutePart,
  type RouteTableAssociationPart,
  type RouteTablePart,
  type Told,
} from '../planned/parts.ts';
import {
  type Block,
  blocksIn,
  isObserved,
  nameIn,
  namesIn,
  notKnown,
  requiredName,
  tagsOf,
  textOf,
  textsOf,
} from './blocks.ts';
import { KINDS, type Kind } from './kinds.ts';
import type { Source } from './source.ts';
import { distinct } from './told.ts';

export interface Routing {
  readonly routeTables: readonly RouteTablePart[];
  readonly routes: readonly RoutePart[];
  readonly routeTableAssociations: readonly RouteTableAssociationPart[];
}

/** Route tables with the routes and the associations of subnets, inline and as resources of their own. */
export function routingIn(source: Source): Routing {
  const tables = source.resources('aws_route_table', 'aws_default_route_table');
  const read = source.data('aws_route_table').filter(({ instance }) => {
    const name = source.resolver.nameOfId(source.resolver.nameOf(instance), KINDS.routeTable);
    return source.byName(name)?.data !== false;
  });
  const listed = source
    .data('aws_route_tables')
    .flatMap((block) => listedIn(block))
    .filter(
      ({ name }) =>
        !source.byName(name) && !read.some(({ instance }) => source.resolver.nameOf(instance) === name),
    );
  const apart = separateRoutes(source);
  return {
    routeTables: [
      ...tables.map((block) => tableOf(block, block.instance.address)),
      ...read.map((block) => tableOf(block, source.resolver.nameOf(block.instance))),
      ...listed,
    ],
    routes: distinct([
      ...tables.flatMap((block) => inlineRoutes(block, source)),
      ...apart,
      ...read.flatMap((block) => routesIn(block, 'routes', source, source.resolver.nameOf(block.instance))),
      ...listed.map(({ name }) => unknownRoutes(name)),
      ...propagated(source, tables),
    ]),
    routeTableAssociations: source.resources('aws_route_table_association').flatMap((block) => {
      // An association with a gateway is for what comes in there.
      if (textOf(block, 'gateway_id') !== undefined) return [];
      return [
        {
          routeTable: requiredName(block, 'route_table_id', KINDS.routeTable),
          subnet: requiredName(block, 'subnet_id', KINDS.subnet),
        },
      ];
    }),
  };
}

const tableOf = (block: Block, name: Name): RouteTablePart => ({
  name,
  ...tagsOf(block),
  vpc:
    block.instance.type === 'aws_default_route_table'
      ? vpcOfDefaultTable(block)
      : requiredName(block, 'vpc_id', KINDS.vpc),
});

/** Its code names the VPC only by the table's ID. */
function vpcOfDefaultTable(block: Block): Told<Name> {
  const vpc = textOf(block, 'vpc_id');
  if (typeof vpc === 'string') return block.resolver.nameOfId(vpc, KINDS.vpc);
  return block.resolver.adoptedFrom(block.instance.address) ?? notKnown(block, 'vpc_id');
}

function listedIn(block: Block): RouteTablePart[] {
  const ids = textsOf(block, 'ids');
  const vpc = requiredName(block, 'vpc_id', KINDS.vpc);
  if (isUnknown(ids)) return [];
  return ids.flatMap((id) =>
    isUnknown(id) ? [] : [{ name: block.resolver.nameOfId(id, KINDS.routeTable), vpc }],
  );
}

/** A table of which only the ID is known can route anything. */
export const unknownRoutes = (routeTable: Name): RoutePart => {
  const unknown = { unknown: `routes of ${oneLine(routeTable)} (not in the file)` };
  return { routeTable, destination: unknown, target: unknown, outside: true };
};

/** The routes that stand in a table. What AWS reports there as well, routes of their own had made: those stand for themselves. */
function inlineRoutes(block: Block, source: Source): RoutePart[] {
  const routes = routesIn(block, 'route', source, block.instance.address);
  if (!isObserved(block, 'route') || !source.earlier) return routes;
  const before = new Set(separateRoutes(source.earlier).map(routeKey));
  return routes.filter((route) => !before.has(routeKey(route)));
}

const routeKey = ({ routeTable, destination }: RoutePart): string =>
  JSON.stringify([routeTable, destination]);

function routesIn(block: Block, attribute: string, source: Source, routeTable: Name): RoutePart[] {
  const entries = blocksIn(block, attribute);
  if (isUnknown(entries)) return [{ routeTable, destination: entries, target: entries }];
  const destinations = ['cidr_block', 'ipv6_cidr_block', 'destination_prefix_list_id'];
  return entries.flatMap((entry) => routeOf(entry, routeTable, destinations, source));
}

function separateRoutes(source: Source): RoutePart[] {
  const destinations = [
    'destination_cidr_block',
    'destination_ipv6_cidr_block',
    'destination_prefix_list_id',
  ];
  return source
    .resources('aws_route')
    .flatMap((block) =>
      routeOf(block, requiredName(block, 'route_table_id', KINDS.routeTable), destinations, source),
    );
}

function routeOf(
  block: Block,
  routeTable: Told<Name>,
  destinations: readonly string[],
  source: Source,
): RoutePart[] {
  const target = targetOf(block, source);
  if (!isUnknown(target) && target.kind === 'local') return [];
  return [{ routeTable, destination: destinationOf(block, destinations), target }];
}

function destinationOf(block: Block, attributes: readonly string[]): Told<string> {
  const told = attributes.flatMap((attribute) => {
    const value = /prefix_list_id$/.test(attribute)
      ? nameIn(block, attribute, KINDS.prefixList)
      : textOf(block, attribute);
    return value === undefined ? [] : [value];
  });
  return (
    told.find((value) => !isUnknown(value)) ?? told[0] ?? notKnown(block, attributes[0] ?? '', 'is missing')
  );
}

type Target = Exclude<RoutePart['target'], { unknown: string }>;

/** Gateways that `gateway_id` can name, by the type of the resource or the beginning of the ID. */
const GATEWAY_KINDS: readonly (readonly [type: string, prefix: string, kind: RouteTargetKind])[] = [
  ['aws_internet_gateway', 'igw-', 'internet-gateway'],
  ['aws_vpn_gateway', 'vgw-', 'virtual-private-gateway'],
  ['aws_vpc_endpoint', 'vpce-', 'vpc-endpoint'],
  ['aws_ec2_carrier_gateway', 'cagw-', 'carrier-gateway'],
  ['aws_ec2_local_gateway', 'lgw-', 'local-gateway'],
  ['aws_egress_only_internet_gateway', 'eigw-', 'egress-only-internet-gateway'],
];

/**
 * Which attribute names the target, in the order that counts: an instance comes with its network interface.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route
 */
const TARGETS: readonly (readonly [attribute: string, kind: RouteTargetKind, of: Kind])[] = [
  ['nat_gateway_id', 'nat-gateway', KINDS.natGateway],
  ['egress_only_gateway_id', 'egress-only-internet-gateway', KINDS.egressOnlyGateway],
  ['transit_gateway_id', 'transit-gateway', KINDS.transitGateway],
  ['vpc_peering_connection_id', 'vpc-peering-connection', KINDS.peering],
  ['vpc_endpoint_id', 'vpc-endpoint', KINDS.endpoint],
  ['local_gateway_id', 'local-gateway', KINDS.localGateway],
  ['carrier_gateway_id', 'carrier-gateway', KINDS.carrierGateway],
  ['core_network_arn', 'core-network', KINDS.coreNetwork],
  ['odb_network_arn', 'odb-network', KINDS.odbNetwork],
  ['instance_id', 'instance', KINDS.instance],
  ['network_interface_id', 'network-interface', KINDS.networkInterface],
];

function targetOf(block: Block, source: Source): RoutePart['target'] {
  const gateway = gatewayOf(block, source);
  if (gateway !== undefined && !isUnknown(gateway)) return gateway;
  const open: RoutePart['target'][] = gateway === undefined ? [] : [gateway];
  for (const [attribute, kind, of] of TARGETS) {
    const name = nameIn(block, attribute, of);
    if (name === undefined) continue;
    if (!isUnknown(name)) return { kind, id: name };
    open.push(kind === 'nat-gateway' ? name : { kind, id: `${block.label}.${attribute}` });
  }
  const [only, another] = open;
  return another === undefined && only !== undefined
    ? only
    : notKnown(block, 'target', only === undefined ? 'is missing' : 'known after apply');
}

function gatewayOf(block: Block, source: Source): RoutePart['target'] | undefined {
  const name = nameIn(block, 'gateway_id', KINDS.gateway);
  if (name === undefined || isUnknown(name)) return name;
  if (name === 'local') return { kind: 'local', id: name };
  const type = source.byName(name)?.type;
  const kind = GATEWAY_KINDS.find(([ofType, prefix]) => ofType === type || name.startsWith(prefix))?.[2];
  const target: Target = { kind: kind ?? 'unknown', id: name };
  return target;
}

/** What a virtual private gateway puts into a table isn't in the file. */
function propagated(source: Source, tables: readonly Block[]): RoutePart[] {
  const routeFrom = (routeTable: Told<Name>, gateway: Told<Name>): RoutePart => ({
    routeTable,
    destination: {
      unknown: `routes that ${isUnknown(gateway) ? 'a VPN gateway' : oneLine(gateway)} propagates`,
    },
    target: isUnknown(gateway) ? gateway : { kind: 'virtual-private-gateway', id: gateway },
    propagated: true,
  });
  const inline = tables.flatMap((block) => {
    const gateways = namesIn(block, 'propagating_vgws', KINDS.vpnGateway);
    const each: readonly Told<Name>[] = isUnknown(gateways) ? [gateways] : gateways;
    return each.map((gateway) => routeFrom(block.instance.address, gateway));
  });
  const apart = source
    .resources('aws_vpn_gateway_route_propagation')
    .map((block) =>
      routeFrom(
        requiredName(block, 'route_table_id', KINDS.routeTable),
        requiredName(block, 'vpn_gateway_id', KINDS.vpnGateway),
      ),
    );
  return [...inline, ...apart];
}
