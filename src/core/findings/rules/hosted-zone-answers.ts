import page from '../../../../docs/rules/hosted-zone-answers.md';
import type { OpenLead } from '../../trace/path.ts';
import { counted, listOf, subjectOf } from '../effect.ts';
import { causes, type FaultOf, type Rule, unique } from '../rule.ts';

/**
 * A private hosted zone answers the service's name, and where that leads is not known.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
 */
export const hostedZoneAnswers: Rule = {
  severity: 'unknown',
  page,
  observe: ({ paths }) =>
    causes(paths, 'hosted-zone-answers', ({ open }) => reasonKey(open)).map((cause) => {
      const zones = unique(cause.faults.map(({ zone }) => zone));
      const many = zones.length > 1;
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: unique(cause.faults.flatMap(({ zoneId, open }) => [zoneId, ...endpointOf(open)])),
        message:
          `Can't determine which way ${subjectOf(cause.services, cause.paths)} go: the private hosted ` +
          `${many ? 'zones' : 'zone'} ${listOf(zones)} ${many ? 'answer' : 'answers'} instead` +
          `${reason(cause.faults, many)}.`,
        faults: cause.faults,
      };
    }),
};

const endpointOf = (open: OpenLead | undefined): string[] =>
  open && 'endpointId' in open ? [open.endpointId] : [];

/** What is not known in the same way is one cause. */
const reasonKey = (open: OpenLead | undefined): string =>
  open?.why === 'way' ? `${open.vpcId} ${open.what}` : (open?.why ?? '');

/** Why it is not known, as a clause after "answers instead". */
function reason(faults: readonly FaultOf<'hosted-zone-answers'>[], many: boolean): string {
  const open = faults[0]?.open;
  const endpoints = counted(
    faults.flatMap((fault) => endpointOf(fault.open)),
    'endpoint',
  );
  const its = many ? 'their' : 'its';
  switch (open?.why) {
    case undefined:
      return `, and ${its} records were not read`;
    case 'records':
      return `, and ${its} records don't point to one interface endpoint of the service`;
    case 'gateway':
      return `, and ${its} records are not followed for services that have gateway endpoints`;
    case 'profile':
      return `, and so does something else under the same name: AWS decides which of the two is used`;
    case 'endpoint':
      return ` and ${many ? 'lead' : 'leads'} to ${endpoints}, and no account that was read shows ${faults.length > 1 ? 'them' : 'it'}`;
    case 'way':
      return ` and ${many ? 'lead' : 'leads'} to ${endpoints} in ${open.vpcId}, and this is not known: ${open.what}`;
  }
}
