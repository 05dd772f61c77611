import page from '../../../../docs/rules/ecs-endpoints-partial.md';
import { effect, listOf } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * Some but not all of ecs, ecs-agent and ecs-telemetry exist. The agent asks `ecs` where the other two are. Without an endpoint
 * for it, the agent is sent to public hosts even if the other endpoints exist.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export const ecsEndpointsPartial: Rule = {
  severity: 'error',
  page,
  observe: ({ network, paths }) =>
    causes(paths, 'ecs-endpoints-partial', () => '').map((cause) => {
      const missing = unique(cause.faults.flatMap((fault) => fault.missing));
      const present = unique(cause.faults.flatMap((fault) => fault.present));
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: [network.vpc.id],
        message: `${effect(cause)}, because the ECS agent needs three endpoints and the VPC has ${listOf(present)} but not ${listOf(missing)}.`,
        faults: cause.faults,
      };
    }),
};
