import { isKnownService, nearestService } from '../catalogue.ts';
import { serviceNameIn } from '../network/placement.ts';
import type { Situation } from '../workload/situation.ts';
import type { WorkloadRemark } from '../workload/workload-remark.ts';

/**
 * The services whose endpoint service is known by its name's form alone: the catalogue doesn't have them, no endpoint for them
 * exists, and AWS wasn't asked whether it offers one.
 */
export function uncheckedServices({
  network,
  needs,
}: Pick<Situation, 'network' | 'needs'>): WorkloadRemark[] {
  const exists = (service: string) => network.endpoints?.some((endpoint) => endpoint.service === service);
  const asked = (service: string) => network.offers?.some((offer) => offer.service === service);
  return needs
    .filter(({ service }) => !isKnownService(service) && !exists(service) && !asked(service))
    .map(({ service, origin }): WorkloadRemark => {
      const near = nearestService(service);
      return {
        kind: 'service-unchecked',
        severity: 'warning',
        origin,
        message: `AWS wasn't asked whether it offers ${serviceNameIn(network, service)} as an interface endpoint. If it doesn't, deployment fails.${near ? ` Did you mean ${near}?` : ''}`,
      };
    });
}
