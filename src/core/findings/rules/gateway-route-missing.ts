import page from '../../../../docs/rules/gateway-route-missing.md';
import { routeMissing } from '../gateway-routes.ts';
import { causes, type Rule } from '../rule.ts';

/**
 * Another service's gateway endpoint (DynamoDB) exists, but the tasks' route table is not associated with it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
export const gatewayRouteMissing: Rule = {
  severity: 'error',
  page,
  observe: ({ paths }) =>
    causes(paths, 'gateway-route-missing', ({ service, endpointIds }) =>
      [service, ...endpointIds.toSorted()].join(),
    ).map((cause) => routeMissing(cause, 'gateway')),
};
