import page from '../../../../docs/rules/resource-not-shown.md';
import type { Lacking } from '../../trace/path.ts';
import { subjectOf } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/** An EC2 response lacks a resource that another one refers to, so what depends on it is unknown. */
export const resourceNotShown: Rule = {
  severity: 'unknown',
  page,
  observe: ({ paths }) =>
    causes(paths, 'resource-not-shown', lackText).map((cause) => {
      const undecided = cause.paths.filter(({ via }) => via === 'unknown');
      const touched = undecided.length > 0 ? undecided : cause.paths;
      const subject = subjectOf(unique(touched.map(({ service }) => service)), cause.paths);
      const question =
        undecided.length > 0 ? `which way ${subject} go` : `whether anything else blocks ${subject}`;
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: unique(cause.faults.flatMap(({ namedBy, id }) => [namedBy, ...(id ? [id] : [])])),
        message: `Can't determine ${question}, because ${cause.faults[0] ? lackText(cause.faults[0]) : ''}.`,
        faults: [],
      };
    }),
};

/** What a response lacks, as a clause. */
export const lackText = ({ resource, id, namedBy, call }: Lacking): string =>
  PARTS.has(resource)
    ? `${call} shows only part of ${NOUNS[resource]} of ${namedBy}`
    : id === undefined
      ? `${call} shows no ${NOUNS[resource]} of ${namedBy}`
      : `${call} does not show ${NOUNS[resource]} ${id} of ${namedBy}`;

/** Kinds of which the resource was returned, but not all of it was understood. */
const PARTS: ReadonlySet<Lacking['resource']> = new Set([
  'route-destination',
  'security-group-rule',
  'network-acl-entry',
]);

const NOUNS: Readonly<Record<Lacking['resource'], string>> = {
  subnet: 'subnet',
  'route-table': 'route table',
  'route-destination': 'a route',
  endpoint: 'endpoint',
  'security-group': 'security group',
  'security-group-rule': 'a rule',
  'network-acl': 'network ACL',
  'network-acl-entry': 'an entry',
  'network-interface': 'network interface',
  'prefix-list': 'prefix list',
  'dhcp-options': 'DHCP options',
};
