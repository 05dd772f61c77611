import { reasonFor } from '../../core/catalogue.ts';
import type { Plan } from '../../core/plan/planned.ts';

/**
 * A plan in words that hold for every VPC: the reasons name no container, and descriptions of rules no subnet. So VPCs that differ only in
 * IDs and CIDR blocks share their code.
 */
export const sharedPlan = (plan: Plan): Plan => ({
  ...plan,
  endpoints: plan.endpoints.map((endpoint) => ({ ...endpoint, because: reasonFor(endpoint.service) })),
  securityGroup: plan.securityGroup && {
    ...plan.securityGroup,
    sources: plan.securityGroup.sources.map(({ peer }) => ({ peer, description: 'HTTPS from the tasks' })),
  },
});
