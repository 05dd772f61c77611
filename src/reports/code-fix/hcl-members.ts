import { byId } from '../../core/network/by-id.ts';
import type { Endpoint } from '../../core/network/network.ts';
import type { ChangeOf } from '../../core/plan/change.ts';
import { hclList } from '../../formats/terraform/hcl-value.ts';
import type { Name } from '../../sources/planned/parts.ts';
import { added, edited, type Fixing, idsOf, moduleOf, shortName, unreached } from './hcl-pieces.ts';
import type { Piece } from './hcl-text.ts';

/** What an endpoint is in: the argument of the endpoint, the resource of its own, and that one's argument. */
interface Membership {
  readonly argument: string;
  readonly type: string;
  readonly member: string;
  readonly now: (endpoint: Endpoint) => readonly Name[];
}

export const TABLES: Membership = {
  argument: 'route_table_ids',
  type: 'aws_vpc_endpoint_route_table_association',
  member: 'route_table_id',
  now: ({ routeTableIds }) => routeTableIds,
};

export const SUBNETS: Membership = {
  argument: 'subnet_ids',
  type: 'aws_vpc_endpoint_subnet_association',
  member: 'subnet_id',
  now: ({ subnetIds }) => subnetIds,
};

/** Subnets or route tables more for an endpoint: in its list, which is the whole list then, or each as a resource. */
export function members(
  { service, endpointId }: ChangeOf<'add-route-tables' | 'add-subnets'>,
  more: readonly Name[],
  { argument, type, member, now }: Membership,
  fixing: Fixing,
): Piece[] {
  const { network, code, scope } = fixing;
  const endpoint = byId(network.endpoints, endpointId);
  const module = moduleOf(endpointId);
  if (endpoint && module !== undefined && code.sets?.(endpointId, argument) !== false) {
    const all = [...new Set([...now(endpoint), ...more])];
    const ids = idsOf(all, module, fixing);
    return [(ids && edited(endpointId, [[argument, hclList(ids, 2)]])) ?? unreached(all, module, fixing)];
  }
  const id = scope.id(endpointId, '');
  return more.map((name) => {
    const other = scope.id(name, '');
    if (id === undefined || other === undefined) return unreached([endpointId, name], '', fixing);
    return added({
      words: ['resource', type, scope.label(type, `${service}_${shortName(name)}`)],
      groups: [
        [
          ['vpc_endpoint_id', id],
          [member, other],
        ],
      ],
    });
  });
}
