import page from '../../../../docs/rules/gateway-route-overridden.md';
import { routeOverridden } from '../gateway-routes.ts';
import { causes, type Rule } from '../rule.ts';

/**
 * A more specific route diverts another service's addresses (DynamoDB) from its gateway endpoint.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
export const gatewayRouteOverridden: Rule = {
  severity: 'error',
  page,
  observe: ({ paths }) =>
    causes(paths, 'gateway-route-overridden', ({ targetId, endpointId }) => `${targetId} ${endpointId}`).map(
      (cause) => routeOverridden(cause, 'gateway'),
    ),
};
