import { byId } from '../network/by-id.ts';
import type { Network, Route, Subnet } from '../network/network.ts';
import { isGatewayEndpointRoute, routeTableOf } from '../network/routing.ts';
import { leadsOutByIpv6, routedWayOut, wayOut } from '../network/way-out.ts';
import type { Tasks } from '../workload/tasks.ts';
import { withoutAddress } from './public-address.ts';
import { publicOutcome } from './public-path.ts';

/** A subnet from which tasks reach nothing on the internet by IPv4. */
export interface ClosedSubnet {
  readonly id: string;
  /** What keeps them from it: no route, VPC Block Public Access, network ACLs or groups, or that they have no public address. */
  readonly why: 'route' | 'access' | 'barrier' | 'address';
  /** Whether no route leads anywhere else, so to no other network by private addresses either. */
  readonly alone: boolean;
  /** Whether a route for IPv6 leads out, by which a name that has an IPv6 address may be reached. */
  readonly byIpv6: boolean;
}

/**
 * The subnets of tasks from which nothing on the internet answers.
 *
 * @param origin whose tasks these are, as `Need.origin` names them
 */
export function closedSubnets(network: Network, tasks: Tasks, origin: readonly string[]): ClosedSubnet[] {
  return tasks.subnetIds.flatMap((id) => {
    const subnet = byId(network.subnets, id);
    if (!subnet) return [];
    const open = publicOutcome({ network, tasks, subnet, needs: [] });
    if (withoutAddress(open, tasks, subnet, origin).via !== 'blocked') return [];
    const table = routeTableOf(network, subnet);
    return [
      {
        id,
        why: open.via === 'internet' ? 'address' : whyBlocked(network, subnet),
        alone: table?.routes.every((route) => staysInside(network, route)) === true,
        byIpv6: table !== undefined && leadsOutByIpv6(network, table),
      },
    ];
  });
}

function whyBlocked(network: Network, subnet: Subnet): ClosedSubnet['why'] {
  if (wayOut(network, subnet).via !== 'blocked') return 'barrier';
  return routedWayOut(network, subnet).via === 'blocked' ? 'route' : 'access';
}

const staysInside = (network: Network, route: Route): boolean =>
  route.target.kind === 'local' ||
  route.state === 'blackhole' ||
  isGatewayEndpointRoute(network, route) === true;
