import { counted, effect } from './effect.ts';
import { causes, type Rule, unique } from './rule.ts';

/**
 * The S3 gateway endpoint exists, but the tasks' route table is not associated with it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
export const s3RouteMissing: Rule = {
  severity: 'error',
  observe: ({ paths }) =>
    causes(paths, 's3-route-missing', ({ endpointIds }) => endpointIds.toSorted().join()).map((cause) => {
      const tables = unique(cause.faults.map(({ routeTableId }) => routeTableId));
      const endpointIds = unique(cause.faults.flatMap((fault) => fault.endpointIds));
      const main = tables.length === 1 && cause.faults.some(({ implicit }) => implicit);
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: [...tables, ...endpointIds],
        message: `${effect(cause)}, because ${counted(tables, 'route table')}${main ? " (the VPC's main table)" : ''} ${tables.length > 1 ? 'have' : 'has'} no route to S3 gateway ${counted(endpointIds, 'endpoint')}.`,
        // One change joins all tables at once.
        faults: cause.faults.slice(0, 1),
      };
    }),
};
