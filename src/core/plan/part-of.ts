import type { Change } from './change.ts';

/**
 * A change to several route tables or subnets with those alone of which something is true; any other change as a whole. Undefined where
 * nothing is left, the same object where everything is.
 *
 * @param isWanted is asked about a change to one of them
 */
export function partOf(change: Change, isWanted: (one: Change) => boolean): Change | undefined {
  switch (change.kind) {
    case 'add-route-tables': {
      const { routeTableIds: all } = change;
      const routeTableIds = all.filter((id) => isWanted({ ...change, routeTableIds: [id] }));
      if (routeTableIds.length === all.length) return change;
      return routeTableIds.length > 0 ? { ...change, routeTableIds } : undefined;
    }
    case 'add-subnets': {
      const { subnetIds: all } = change;
      const subnetIds = all.filter((id) => isWanted({ ...change, subnetIds: [id] }));
      if (subnetIds.length === all.length) return change;
      return subnetIds.length > 0 ? { ...change, subnetIds } : undefined;
    }
    default:
      return isWanted(change) ? change : undefined;
  }
}
