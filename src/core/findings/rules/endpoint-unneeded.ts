import page from '../../../../docs/rules/endpoint-unneeded.md';
import type { EndpointTraffic, Traffic } from '../../evidence/traffic.ts';
import type { Endpoint } from '../../network/network.ts';
import { sentenceCase } from '../../text/sentence-case.ts';
import { counted, listOf } from '../effect.ts';
import { type Rule, unique } from '../rule.ts';

/** Interface endpoints that are billed per hour and that nothing here uses. */
export const endpointUnneeded: Rule = {
  severity: 'info',
  page,
  observe: ({ network, needs, neededBeside = [], traffic }) => {
    // Tasks of the accounts that it is shared with, and of its owner, may use any of them.
    if (network.vpc.ownerId !== undefined) return [];
    const needed = new Set<string>([...needs.map(({ service }) => service), ...neededBeside]);
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
        )} (${listOf(names)}) ${idle.length > 1 ? "aren't" : "isn't"} used by these tasks, and ${idle.length > 1 ? 'are' : 'is'} billed per hour per AZ. ${othersText(idle, traffic)}`,
        faults: [],
      },
    ];
  },
};

/** What is known of other workloads that use these endpoints. An endpoint that is younger than what was measured may yet be used. */
function othersText(idle: readonly Endpoint[], traffic: Traffic | undefined): string {
  const measured = new Map(traffic?.endpoints.map((endpoint) => [endpoint.endpointId, endpoint]));
  const named = (matches: (of: EndpointTraffic | undefined) => boolean): string[] =>
    unique(idle.filter(({ id }) => matches(measured.get(id))).flatMap(({ service }) => service ?? []));
  const used = named((of) => (of?.bytesProcessed ?? 0) > 0);
  const unused = named((of) => of?.bytesProcessed === 0 && of.createdAt === undefined);
  const open = named(
    (of) => of?.bytesProcessed === undefined || (of.bytesProcessed === 0 && of.createdAt !== undefined),
  );
  const since = `Since ${traffic?.from.slice(0, 10)},`;
  return [
    ...(unused.length > 0 ? [`${since} ${listOf(unused)} carried nothing.`] : []),
    ...(used.length > 0
      ? [
          `${since} ${listOf(used)} carried traffic, so something else uses ${used.length > 1 ? 'them' : 'it'}.`,
        ]
      : []),
    ...(open.length === 0
      ? []
      : [
          `Other workloads may use ${open.length < idle.length ? listOf(open) : idle.length > 1 ? 'them' : 'it'}.`,
        ]),
  ].join(' ');
}

/** GuardDuty's runtime monitoring creates and needs its own endpoint. */
const CREATED_BY_AWS: ReadonlySet<string> = new Set(['guardduty-data', 'guardduty-data-fips']);
