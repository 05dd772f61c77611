import page from '../../../../docs/rules/s3-route-missing.md';
import { routeMissing } from '../gateway-routes.ts';
import { causes, type Rule } from '../rule.ts';

/**
 * The S3 gateway endpoint exists, but the tasks' route table is not associated with it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
export const s3RouteMissing: Rule = {
  severity: 'error',
  page,
  observe: ({ paths }) =>
    causes(paths, 's3-route-missing', ({ endpointIds }) => endpointIds.toSorted().join()).map((cause) =>
      routeMissing(cause, 'S3 gateway'),
    ),
};
