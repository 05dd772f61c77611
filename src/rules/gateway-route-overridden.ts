import { counted, effect, listOf } from './effect.ts';
import { causes, type Rule, unique } from './rule.ts';

/**
 * A more specific route takes another service's addresses (DynamoDB) away from its gateway endpoint.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
export const gatewayRouteOverridden: Rule = {
  severity: 'error',
  observe: ({ paths }) =>
    causes(paths, 'gateway-route-overridden', ({ targetId, endpointId }) => `${targetId} ${endpointId}`).map(
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
          message: `${effect(cause)}, because in ${counted(tables, 'route table')} the more specific route${destinations.length > 1 ? 's' : ''} ${listOf(destinations)} to ${first?.targetId} win${destinations.length > 1 ? '' : 's'} over gateway endpoint ${first?.endpointId}.`,
          faults: cause.faults,
        };
      },
    ),
};
