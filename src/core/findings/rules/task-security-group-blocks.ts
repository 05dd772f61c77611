import page from '../../../../docs/rules/task-security-group-blocks.md';
import type { Peer } from '../../network/peer.ts';
import { NEW_SECURITY_GROUP } from '../../plan/change.ts';
import { counted, effect, listOf } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/** The tasks' own security groups don't allow outbound 443/tcp to an endpoint, or to the addresses of S3. */
export const taskSecurityGroupBlocks: Rule = {
  severity: 'error',
  page,
  observe: ({ paths }) =>
    causes(paths, 'task-security-group-blocks', ({ groupIds }) => groupIds.toSorted().join()).map((cause) => {
      const groupIds = unique(cause.faults.flatMap((fault) => fault.groupIds));
      const destinations = unique(cause.faults.map(({ destination }) => nameOf(destination)));
      const to = destinations.length > 4 ? `${destinations.length} destinations` : listOf(destinations, 'or');
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: groupIds,
        message: `${effect(cause)}, because ${counted(groupIds, 'security group')} of the tasks ${groupIds.length > 1 ? "don't" : "doesn't"} allow outbound 443/tcp to ${to}.`,
        faults: cause.faults,
      };
    }),
};

function nameOf(peer: Peer): string {
  if (peer.kind === 'cidr') return peer.cidr;
  if (peer.kind === 'prefix-list') return `prefix list ${peer.prefixListId}`;
  return peer.groupId === NEW_SECURITY_GROUP ? 'the endpoints' : peer.groupId;
}
