import page from '../../../../docs/rules/endpoint-policy-undecided.md';
import { listOf, sentenceCase, subjectOf } from '../effect.ts';
import { causes, type Rule } from '../rule.ts';

/** The endpoint's policy turns on who asks, or under which conditions, which a network does not tell. */
export const endpointPolicyUndecided: Rule = {
  severity: 'unknown',
  page,
  observe: ({ paths }) =>
    causes(paths, 'endpoint-policy-undecided', ({ endpointId }) => endpointId).map((cause) => {
      const [first] = cause.faults;
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: first ? [first.endpointId] : [],
        message: `${sentenceCase(subjectOf(cause.services, cause.paths))} get an answer only where the policy of endpoint ${first?.endpointId} allows ${listOf(first?.actions ?? [])}, and that depends on conditions, principals or resources that the network does not tell.`,
        faults: [],
      };
    }),
};
