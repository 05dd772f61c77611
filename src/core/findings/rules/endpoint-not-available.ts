import page from '../../../../docs/rules/endpoint-not-available.md';
import { counted, effect } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * The endpoint exists but is pending, rejected, failed, …, or has no network interface left.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html
 */
export const endpointNotAvailable: Rule = {
  severity: 'error',
  page,
  observe: ({ paths }) =>
    causes(paths, 'endpoint-not-available', ({ state }) => state).map((cause) => {
      const endpointIds = unique(cause.faults.map(({ endpointId }) => endpointId));
      const state = cause.faults[0]?.state ?? '';
      const many = endpointIds.length > 1;
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: endpointIds,
        message: `${effect(cause)}, because ${counted(endpointIds, 'endpoint')} ${
          state === 'without-subnets'
            ? `${many ? 'have' : 'has'} no network interface in any subnet`
            : `${many ? 'are' : 'is'} ${state}, not available`
        }.`,
        faults: cause.faults,
      };
    }),
};
