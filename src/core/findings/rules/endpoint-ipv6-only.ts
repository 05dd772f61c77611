import page from '../../../../docs/rules/endpoint-ipv6-only.md';
import { counted, effect } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * The endpoint serves only IPv6: its private DNS names have no IPv4 address, or the gateway's only route is for IPv6 addresses.
 * If the tasks' subnets have both IPv4 and IPv6, it depends on which of them the tasks use.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
 */
export const endpointIpv6Only: Rule = {
  severity: 'error',
  page,
  observe: ({ paths }) =>
    causes(paths, 'endpoint-ipv6-only', (_, { via }) => (via === 'unknown' ? 'undecided' : 'decided')).map(
      (cause) => {
        const endpointIds = unique(cause.faults.map(({ endpointId }) => endpointId));
        const undecided = cause.paths.some(({ via }) => via === 'unknown');
        return {
          ...(undecided ? { severity: 'unknown' as const } : {}),
          services: cause.services,
          subnetIds: cause.subnetIds,
          resourceIds: endpointIds,
          message: `${effect(cause)}, because ${counted(endpointIds, 'endpoint')} ${endpointIds.length > 1 ? 'serve' : 'serves'} only IPv6 addresses${undecided ? ', and the tasks’ subnets have both IPv4 and IPv6' : ''}.`,
          faults: [],
        };
      },
    ),
};
