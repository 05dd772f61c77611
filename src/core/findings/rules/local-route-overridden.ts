import page from '../../../../docs/rules/local-route-overridden.md';
import { sentenceCase } from '../../text/sentence-case.ts';
import { counted, subjectOf } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * A route inside the VPC's own addresses is more specific than the local one and sends traffic for the endpoint's network
 * interfaces through something else, usually a firewall.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
export const localRouteOverridden: Rule = {
  severity: 'warning',
  page,
  observe: ({ paths }) =>
    causes(paths, 'local-route-overridden', ({ targetId }) => targetId).map((cause) => {
      const tables = unique(cause.faults.map(({ routeTableId }) => routeTableId));
      const destinations = unique(cause.faults.map(({ destination }) => destination));
      const target = cause.faults[0]?.targetId ?? '';
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: unique([...tables, target, ...cause.faults.map(({ endpointId }) => endpointId)]),
        message: `${sentenceCase(subjectOf(cause.services))} go to ${target}, because in ${counted(tables, 'route table')} ${counted(destinations, 'route')} to it win${destinations.length > 1 ? '' : 's'} over the local route. Whether they get through depends on ${target}.`,
        faults: cause.faults,
      };
    }),
};
