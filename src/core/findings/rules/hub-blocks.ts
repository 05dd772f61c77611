import page from '../../../../docs/rules/hub-blocks.md';
import { sentenceCase } from '../../text/sentence-case.ts';
import type { Obstacle } from '../../trace/path.ts';
import { counted, listOf, subjectOf } from '../effect.ts';
import { causes, type FaultOf, type Rule, unique } from '../rule.ts';

/**
 * A private hosted zone leads to an endpoint in another VPC, and something on the way stops the traffic, or the zone has no record for
 * the name.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export const hubBlocks: Rule = {
  severity: 'error',
  page,
  observe: ({ paths }) =>
    causes(paths, 'hub-blocks', ({ obstacle }) => obstacleKey(obstacle)).map((cause) => {
      const { faults, services, subnetIds } = cause;
      return {
        services,
        subnetIds,
        resourceIds: unique(faults.flatMap(({ zoneId, obstacle }) => [...resourcesOf(obstacle), zoneId])),
        message: `${sentenceCase(subjectOf(services, cause.paths))} ${why(faults)}.`,
        faults: [],
      };
    }),
};

/** What one change in the hub fixes is one cause. */
const obstacleKey = (obstacle: Obstacle): string =>
  obstacle.at === 'zone' ? '' : `${obstacle.vpcId} ${obstacle.resourceId} ${obstacle.how}`;

const resourcesOf = (obstacle: Obstacle): string[] =>
  obstacle.at === 'zone' ? [] : [obstacle.resourceId, obstacle.endpointId];

function why(faults: readonly FaultOf<'hub-blocks'>[]): string {
  const zones = unique(faults.map(({ zone }) => zone));
  const named = `the private hosted ${zones.length > 1 ? 'zones' : 'zone'} ${listOf(zones)}`;
  const [answer, lead, have] = zones.length > 1 ? ['answer', 'lead', 'have'] : ['answers', 'leads', 'has'];
  const obstacle = faults[0]?.obstacle;
  if (!obstacle || obstacle.at === 'zone')
    return `fail, because ${named} ${answer} for the names and ${have} no record with their address`;
  const endpoints = counted(
    faults.flatMap((fault) => (fault.obstacle.at === 'zone' ? [] : [fault.obstacle.endpointId])),
    'endpoint',
  );
  return `don't get through: ${named} ${lead} to ${endpoints} in ${obstacle.vpcId}, and ${obstacle.resourceId} ${obstacle.how}`;
}
