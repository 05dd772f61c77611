import { counted, effect, listOf } from './effect.ts';
import { causes, type Rule, unique } from './rule.ts';

/**
 * A more specific route takes addresses of S3 away from the gateway endpoint: the longest prefix wins.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
export const s3RouteOverridden: Rule = {
  severity: 'error',
  observe: ({ paths }) =>
    causes(paths, 's3-route-overridden', ({ targetId, endpointId }) => `${targetId} ${endpointId}`).map(
      (cause) => {
        const tables = unique(cause.faults.map(({ routeTableId }) => routeTableId));
        const destinations = unique(cause.faults.map(({ destination }) => destination));
        const [first] = cause.faults;
        return {
          services: cause.services,
          subnetIds: cause.subnetIds,
          resourceIds: unique([
            ...tables,
            ...cause.faults.flatMap((fault) => [fault.targetId, fault.endpointId]),
          ]),
          message: `${effect(cause)}, because in ${counted(tables, 'route table')} the more specific route${destinations.length > 1 ? 's' : ''} ${listOf(destinations)} to ${first?.targetId} win${destinations.length > 1 ? '' : 's'} over S3 gateway endpoint ${first?.endpointId}.`,
          faults: cause.faults,
        };
      },
    ),
};
