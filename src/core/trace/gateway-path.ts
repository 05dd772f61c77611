import { type Range, rangesOf } from '../network/cidr.ts';
import type { Endpoint, Network, RouteTable } from '../network/network.ts';
import { EPHEMERAL_PORTS } from '../network/network-acl.ts';
import { routeTableOf, routing, servicePrefixList } from '../network/routing.ts';
import { isGatewayEndpointRoute } from '../network/way-out.ts';
import { aclOutcome, endpointPolicy, HTTPS_PORT, taskGroups } from './barriers.ts';
import { combine, type Outcome, type Scene, unreadOutcome } from './outcome.ts';
import type { Fault } from './path.ts';
import { publicOutcome, tableHop } from './public-path.ts';

/** The services that a gateway endpoint serves: by a route, not by a name. */
export type GatewayService = 's3' | 'dynamodb';

export function gatewayOutcome(scene: Scene, service: GatewayService): Outcome {
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

function gatewayByRoutes(scene: Scene, service: GatewayService, table: RouteTable): Outcome {
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
  const astray = carried.filter((part) => part.route !== route);
  if (astray[0]) {
    const ranges = astray.flatMap((part) => part.ranges);
    return overriddenGateway(scene, service, table, astray[0].route, gateway, ranges);
  }
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
    endpointPolicy(scene, service, gateway),
  ]);
  return { ...sum, hops: [tableHop(scene, table), ...(sum.hops ?? [])], endpointId: gateway.id };
}

function noRouteFault(
  { subnet, network }: Scene,
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
