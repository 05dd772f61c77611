import page from '../../../../docs/rules/private-dns-off.md';
import { unreadZonesCall } from '../../network/hosted-zones.ts';
import { applyChange } from '../../plan/apply.ts';
import type { Traced } from '../../trace/path.ts';
import { trace } from '../../trace/trace.ts';
import { counted, effect, listOf } from '../effect.ts';
import { type Cause, causes, type Observation, type Rule, unique } from '../rule.ts';

/**
 * The endpoint exists, but the service's name doesn't resolve to it: interface endpoints work through DNS, not routing.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
 */
export const privateDnsOff: Rule = {
  severity: 'error',
  page,
  observe: (scene) =>
    causes(scene.paths, 'private-dns-off', () => '').map((cause) => {
      const endpointIds = unique(cause.faults.map(({ endpointId }) => endpointId));
      if (unreadZonesCall(scene.network) !== undefined) return possible(cause, endpointIds);
      const first = wouldCutOff(cause, scene);
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: endpointIds,
        message:
          `${effect(cause)}, because private DNS is off on ${counted(endpointIds, 'endpoint')}, so the names resolve to ` +
          `public addresses${first.length > 0 ? `; fix ${listOf(first)} first (--explain says how), or turning it on cuts off the VPC` : ''}.`,
        faults: cause.faults,
      };
    }),
};

/** Hosted zones were not read: one of the user's zones may answer instead of private DNS. */
const possible = (
  { services, subnetIds }: Cause<'private-dns-off'>,
  endpointIds: readonly string[],
): Observation => ({
  services,
  subnetIds,
  resourceIds: endpointIds,
  severity: 'unknown',
  message:
    `Private DNS is off on ${counted(endpointIds, 'endpoint')}: unless one of your private hosted zones answers ` +
    `instead, the names of ${listOf(services)} resolve to public addresses.`,
  faults: [],
});

/** What would block the tasks once private DNS sends them to the endpoints and nowhere else. */
function wouldCutOff(
  { services, subnetIds, faults }: Cause<'private-dns-off'>,
  { network, needs, tasks }: Traced,
): string[] {
  const on = faults.reduce(
    (before, { service, endpointId }) =>
      applyChange(before, { kind: 'enable-private-dns', service, endpointId }, tasks),
    network,
  );
  const wanted = needs.filter(({ service }) => services.includes(service));
  return unique(
    trace(on, wanted, tasks, subnetIds).flatMap((path) =>
      path.via === 'blocked' ? path.faults.map(({ rule }) => rule) : [],
    ),
  );
}
