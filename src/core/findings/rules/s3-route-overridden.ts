import page from '../../../../docs/rules/s3-route-overridden.md';
import { routeOverridden } from '../gateway-routes.ts';
import { causes, type Rule } from '../rule.ts';

/**
 * A more specific route diverts addresses of S3 from the gateway endpoint: the longest prefix wins.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
export const s3RouteOverridden: Rule = {
  severity: 'error',
  page,
  observe: ({ paths }) =>
    causes(paths, 's3-route-overridden', ({ targetId, endpointId }) => `${targetId} ${endpointId}`).map(
      (cause) => routeOverridden(cause, 'S3 gateway'),
    ),
};
