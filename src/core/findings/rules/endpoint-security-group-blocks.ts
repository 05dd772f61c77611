import page from '../../../../docs/rules/endpoint-security-group-blocks.md';
import type { Peer } from '../../network/peer.ts';
import { counted, effect, listOf } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * No security group of the endpoint allows inbound 443/tcp from the tasks. With private DNS there is no fallback to NAT.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
export const endpointSecurityGroupBlocks: Rule = {
  severity: 'error',
  page,
  observe: ({ paths }) =>
    causes(paths, 'endpoint-security-group-blocks', ({ groupIds }) => groupIds.toSorted().join()).map(
      (cause) => {
        const groupIds = unique(cause.faults.flatMap((fault) => fault.groupIds));
        const sources = unique(cause.faults.map(({ source }) => nameOf(source)));
        const from = sources.length > 4 ? `${sources.length} sources of the tasks` : listOf(sources, 'or');
        return {
          services: cause.services,
          subnetIds: cause.subnetIds,
          resourceIds: [...groupIds, ...unique(cause.faults.map(({ endpointId }) => endpointId))],
          message:
            groupIds.length > 0
              ? `${effect(cause)}, because ${counted(groupIds, 'security group')} of the endpoint${cause.services.length > 1 ? 's' : ''} ${groupIds.length > 1 ? "don't" : "doesn't"} allow inbound 443/tcp from ${from}.`
              : `${effect(cause)}, because the endpoint has no security group that allows inbound 443/tcp from ${from}.`,
          faults: cause.faults,
        };
      },
    ),
};

function nameOf(peer: Peer): string {
  if (peer.kind === 'cidr') return peer.cidr;
  return peer.kind === 'group' ? peer.groupId : peer.prefixListId;
}
