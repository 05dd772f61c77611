import page from '../../../../docs/rules/endpoint-policy-denies.md';
import { effect, listOf } from '../effect.ts';
import { causes, type Rule } from '../rule.ts';

/** The endpoint's policy doesn't allow what a pull or the agent does through it. */
export const endpointPolicyDenies: Rule = {
  severity: 'error',
  page,
  observe: ({ paths }) =>
    causes(paths, 'endpoint-policy-denies', ({ endpointId }) => endpointId).map((cause) => {
      const [first] = cause.faults;
      const actions = listOf(first?.actions ?? [], 'or');
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: first ? [first.endpointId] : [],
        message: `${effect(cause)}, because the policy of endpoint ${first?.endpointId} ${first?.explicit ? 'denies' : 'does not allow'} ${actions}.`,
        faults: cause.faults,
      };
    }),
};
