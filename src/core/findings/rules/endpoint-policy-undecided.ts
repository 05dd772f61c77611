import page from '../../../../docs/rules/endpoint-policy-undecided.md';
import { sentenceCase } from '../../text/sentence-case.ts';
import { listOf, subjectOf } from '../effect.ts';
import { causes, type Rule } from '../rule.ts';

/** The endpoint's policy depends on who asks, or on conditions, which the network doesn't show. */
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
        message: `${sentenceCase(subjectOf(cause.services, cause.paths))} are allowed only if the policy of endpoint ${first?.endpointId} allows ${listOf(first?.actions ?? [])}, which depends on conditions, principals or resources that can't be seen in the network.`,
        faults: [],
      };
    }),
};
