import { counted, effect } from './effect.ts';
import { causes, type Rule, unique } from './rule.ts';

/**
 * The endpoint exists but the service's name does not lead to it: interface endpoints work by DNS, not by routing.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
 */
export const privateDnsOff: Rule = {
  severity: 'error',
  observe: ({ paths }) =>
    causes(paths, 'private-dns-off', () => '').map((cause) => {
      const endpointIds = unique(cause.faults.map(({ endpointId }) => endpointId));
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: endpointIds,
        message: `${effect(cause)}, because private DNS is off on ${counted(endpointIds, 'endpoint')}, so the names resolve to public addresses.`,
        faults: cause.faults,
      };
    }),
};
