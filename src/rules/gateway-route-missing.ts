import { counted, effect } from './effect.ts';
import { causes, type Rule, unique } from './rule.ts';

/**
 * Another service's gateway endpoint (DynamoDB) exists, but the tasks' route table is not associated with it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
export const gatewayRouteMissing: Rule = {
  severity: 'error',
  observe: ({ paths }) =>
    causes(paths, 'gateway-route-missing', ({ service, endpointIds }) =>
      [service, ...endpointIds.toSorted()].join(),
    ).map((cause) => {
      const tables = unique(cause.faults.map(({ routeTableId }) => routeTableId));
      const endpointIds = unique(cause.faults.flatMap((fault) => fault.endpointIds));
      const main = tables.length === 1 && cause.faults.some(({ implicit }) => implicit);
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: [...tables, ...endpointIds],
        message: `${effect(cause)}, because ${counted(tables, 'route table')}${main ? " (the VPC's main table)" : ''} ${tables.length > 1 ? 'have' : 'has'} no route to gateway ${counted(endpointIds, 'endpoint')}.`,
        // One change joins all tables at once.
        faults: cause.faults.slice(0, 1),
      };
    }),
};
