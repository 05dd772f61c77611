import page from '../../../../docs/rules/endpoint-not-offered.md';
import { effect, listOf } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * AWS offers no endpoint for the service in any of the tasks' Availability Zones.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export const endpointNotOffered: Rule = {
  severity: 'warning',
  page,
  observe: ({ network, paths }) =>
    causes(paths, 'endpoint-not-offered', ({ azs }) => azs.toSorted().join()).map((cause) => {
      const azs = unique(cause.faults.flatMap((fault) => fault.azs));
      return {
        ...(cause.paths.some(({ via }) => via === 'blocked') ? { severity: 'error' as const } : {}),
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: [network.vpc.id],
        message: `${effect(cause)}, because AWS offers ${cause.services.length > 1 ? 'their endpoints' : 'its endpoint'} ${
          azs.length > 0
            ? `only in ${listOf(azs)}, and no chosen subnet is there`
            : `in no Availability Zone of ${network.region}`
        }.`,
        faults: [],
      };
    }),
};
