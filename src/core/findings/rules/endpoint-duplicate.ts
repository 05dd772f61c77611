import page from '../../../../docs/rules/endpoint-duplicate.md';
import type { Network } from '../../network/network.ts';
import type { Need } from '../../workload/needs.ts';
import { listOf } from '../effect.ts';
import type { Observation, Rule } from '../rule.ts';

/** Two interface endpoints for one needed service: only one can own its name, and both are billed. */
export const endpointDuplicate: Rule = {
  severity: 'info',
  page,
  observe: ({ network, needs }) =>
    needs.filter(({ kind }) => kind === 'interface').flatMap((need) => duplicatesOf(need, network)),
};

function duplicatesOf({ service }: Need, network: Network): Observation[] {
  const twins = (network.endpoints ?? []).filter(
    (endpoint) =>
      endpoint.service === service &&
      endpoint.kind === 'interface' &&
      (endpoint.state === 'available' || endpoint.state === 'pending'),
  );
  if (twins.length < 2) return [];
  const serving = twins.find(({ privateDns }) => privateDns);
  const idle = twins.filter((twin) => twin !== serving).map(({ id }) => id);
  return [
    {
      services: [service],
      subnetIds: [],
      resourceIds: [...idle, ...(serving ? [serving.id] : [])],
      message: serving
        ? `Requests to ${service} go through ${serving.id}, which owns the name, while ${listOf(idle)} is also billed per hour.`
        : `The VPC has ${twins.length} endpoints for ${service} (${listOf(idle)}), each billed per hour, and only one of them can own the name.`,
      faults: [],
    },
  ];
}
