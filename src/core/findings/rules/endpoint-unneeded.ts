import page from '../../../../docs/rules/endpoint-unneeded.md';
import { sentenceCase } from '../../text/sentence-case.ts';
import { counted, listOf } from '../effect.ts';
import { type Rule, unique } from '../rule.ts';

/** Interface endpoints that are billed per hour and that nothing here uses. */
export const endpointUnneeded: Rule = {
  severity: 'info',
  page,
  observe: ({ network, needs }) => {
    const needed = new Set<string>(needs.map(({ service }) => service));
    const idle = (network.endpoints ?? []).filter(
      ({ kind, state, service }) =>
        kind === 'interface' &&
        (state === 'available' || state === 'pending') &&
        service !== undefined &&
        !needed.has(service) &&
        !CREATED_BY_AWS.has(service),
    );
    if (idle.length === 0) return [];
    const names = unique(idle.flatMap(({ service }) => service ?? []));
    return [
      {
        services: [],
        subnetIds: [],
        resourceIds: idle.map(({ id }) => id),
        message: `${sentenceCase(
          counted(
            idle.map(({ id }) => id),
            'endpoint',
          ),
        )} (${listOf(names)}) ${idle.length > 1 ? "aren't" : "isn't"} used by these tasks, and ${idle.length > 1 ? 'are' : 'is'} billed per hour per AZ. Other workloads may use ${idle.length > 1 ? 'them' : 'it'}.`,
        faults: [],
      },
    ];
  },
};

/** GuardDuty's runtime monitoring creates and needs its own endpoint. */
const CREATED_BY_AWS: ReadonlySet<string> = new Set(['guardduty-data', 'guardduty-data-fips']);
