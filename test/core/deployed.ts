import type { Network } from '../../src/core/network/network.ts';
import { applyChanges } from '../../src/core/plan/apply.ts';
import { type Change, NEW_SECURITY_GROUP } from '../../src/core/plan/change.ts';
import { OURS_TAG } from '../../src/core/plan/ours-tag.ts';
import type { Case } from './arbitrary-network.ts';

/** The name prefix of the code that is deployed. */
export const NAME = 'private-ecs';
const tags = { [OURS_TAG]: NAME };

/** A network as AWS shows it once changes are deployed: with ids of AWS's own, and the tag on what was created. */
export function deployed(network: Network, changes: readonly Change[], { tasks }: Case): Network {
  const after = applyChanges(network, changes, tasks);
  const real = JSON.parse(
    JSON.stringify(after, (_, value: unknown) => (value === undefined ? '__undefined' : value))
      .replaceAll(`"${NEW_SECURITY_GROUP}"`, '"sg-0ours"')
      .replaceAll(/"new-([a-z0-9.-]+)"/g, (id, service: string) =>
        changes.some((change) => 'serviceName' in change && change.service === service)
          ? `"vpce-0ours-${service}"`
          : id,
      ),
    (_, value: unknown) => (value === '__undefined' ? undefined : value),
  ) as Network;
  return {
    ...real,
    endpoints: real.endpoints?.map((each) => (each.id.startsWith('vpce-0ours') ? { ...each, tags } : each)),
    // What may not be read stays unread.
    securityGroups:
      network.securityGroups &&
      real.securityGroups?.map((each) => (each.id === 'sg-0ours' ? { ...each, tags } : each)),
  };
}

/** A change as changes to one route table or subnet each. */
export function singly(change: Change): Change[] {
  if (change.kind === 'add-route-tables')
    return change.routeTableIds.map((id) => ({ ...change, routeTableIds: [id] }));
  if (change.kind === 'add-subnets') return change.subnetIds.map((id) => ({ ...change, subnetIds: [id] }));
  return [change];
}
