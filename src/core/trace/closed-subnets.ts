import { byId } from '../network/by-id.ts';
import type { Network, Route, Subnet } from '../network/network.ts';
import { isGatewayEndpointRoute, routeTableOf } from '../network/routing.ts';
import { leadsOutByIpv6, routedWayOut, wayOut } from '../network/way-out.ts';
import type { Tasks } from '../workload/tasks.ts';
import { withoutAddress } from './public-address.ts';
import { publicOutcome } from './public-path.ts';

/** A subnet from which tasks can't reach the internet over IPv4. */
export interface ClosedSubnet {
  readonly id: string;
  /** Why: no route, VPC Block Public Access, network ACLs or security groups, or no public address. */
  readonly why: 'route' | 'access' | 'barrier' | 'address';
  /** Whether there is no route to any other network either, so not to private addresses elsewhere. */
  readonly alone: boolean;
  /** Whether there is an IPv6 route out, through which a name with an IPv6 address may be reached. */
  readonly byIpv6: boolean;
}

/**
 * The tasks' subnets from which nothing on the internet can be reached.
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
