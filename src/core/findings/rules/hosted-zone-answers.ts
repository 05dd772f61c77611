import page from '../../../../docs/rules/hosted-zone-answers.md';
import { listOf, subjectOf } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * A private hosted zone answers the service's name, so the tasks go where its records point.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
 */
export const hostedZoneAnswers: Rule = {
  severity: 'unknown',
  page,
  observe: ({ paths }) =>
    causes(paths, 'hosted-zone-answers', () => '').map((cause) => {
      const zones = unique(cause.faults.map(({ zone }) => zone));
      const [answer, point] = zones.length > 1 ? ['answer', 'their'] : ['answers', 'its'];
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: unique(cause.faults.map(({ zoneId }) => zoneId)),
        message:
          `Can't determine which way ${subjectOf(cause.services, cause.paths)} go: the private hosted ` +
          `${zones.length > 1 ? 'zones' : 'zone'} ${listOf(zones)} ${answer} instead, and this tool doesn't read where ${point} records point.`,
        faults: cause.faults,
      };
    }),
};
