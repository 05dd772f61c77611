import { type Range, rangesOf, subtract } from '../network/cidr.ts';
import type { RouteTable } from '../network/network.ts';
import { EPHEMERAL_PORTS } from '../network/network-acl.ts';
import { type AclPeer, ANYWHERE } from '../network/peer.ts';
import { PUBLIC_ADDRESSES } from '../network/public-addresses.ts';
import { routeTableOf } from '../network/routing.ts';
import type { Hop } from '../network/way.ts';
import { wayOut } from '../network/way-out.ts';
import { aclOutcome, HTTPS_PORT, taskGroups } from './barriers.ts';
import { combine, type Departure, noRouteTable, type Outcome, unsettledOutcome } from './outcome.ts';

/** How traffic to a public name is routed: by the route table, if the network ACL and the tasks' groups allow it outbound. */
export function publicOutcome(scene: Departure, destinations?: readonly Range[]): Outcome {
  const { network, subnet } = scene;
  const table = routeTableOf(network, subnet);
  if (!table) {
    const barrier = publicBarrier(scene);
    return barrier.via === 'blocked' ? combine([noRouteTable(scene), barrier]) : noRouteTable(scene);
  }
  const way = wayOut(network, subnet, destinations);
  const hops: Hop[] = [tableHop(scene, table), ...way.hops];
  const natGateway = way.via === 'nat' && way.id !== undefined ? { natGatewayId: way.id } : {};
  const open =
    way.via === 'unknown' && network.source === 'planned'
      ? { faults: unsettledOutcome(network, table.id, 'the routes').faults ?? [] }
      : {};
  if (way.via === 'blocked' || (way.via === 'unknown' && destinations))
    return { via: way.via, hops, ...open };

  const barrier = publicBarrier(scene, undefined, destinations);
  // If a barrier is only partly read or partly closed, the route decides: that is where traffic goes if it gets through.
  return barrier.via === 'blocked'
    ? { via: 'blocked', hops: [...hops, ...(barrier.hops ?? [])] }
    : (leftOpen(barrier) ?? { via: way.via, hops, ...natGateway, ...open });
}

/** The barrier's outcome if code leaves open whether it stops anything at all. */
const leftOpen = (barrier: Outcome): Outcome | undefined =>
  barrier.faults?.some(({ rule }) => rule === 'value-unknown') ? barrier : undefined;

/**
 * What the network ACL and the tasks' groups do with traffic to the destinations. Without destinations it means any public
 * address, which is blocked only if all addresses are.
 *
 * @param peer what a rule that allows the traffic would refer to
 */
export function publicBarrier(scene: Departure, peer?: AclPeer, destinations?: readonly Range[]): Outcome {
  const { network, subnet } = scene;
  const addresses = destinations ?? subtract(PUBLIC_ADDRESSES, rangesOf(network.vpc.cidrs));
  const question = { addresses, peer, exact: destinations !== undefined };
  const stations = [
    aclOutcome(scene, subnet, { ...question, egress: true, ports: HTTPS_PORT }),
    aclOutcome(scene, subnet, { ...question, egress: false, ports: EPHEMERAL_PORTS }),
    taskGroups(scene, addresses, { peer: peer ?? ANYWHERE, groupIds: [], exact: question.exact }),
  ];
  const shut = stations.filter(({ via }) => via === 'blocked');
  return combine(shut.length > 0 ? shut : stations);
}

export const tableHop = ({ subnet }: Departure, table: RouteTable): Hop => ({
  kind: 'route-table',
  id: table.id,
  detail: subnet.implicit ? 'the main table, by no association' : 'associated',
});
