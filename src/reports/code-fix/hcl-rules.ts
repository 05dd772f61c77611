import type { Peer } from '../../core/network/peer.ts';
import { type ChangeOf, NEW_SECURITY_GROUP } from '../../core/plan/change.ts';
import { peerId, ruleDescription } from '../../core/plan/security-group-text.ts';
import { hcl } from '../../formats/template.ts';
import type { Hcl } from '../../formats/terraform/hcl-value.ts';
import { peerAttribute } from '../../formats/terraform/rule-views.ts';
import type { Code, Name } from '../../sources/planned/parts.ts';
import { parseAddress } from '../../sources/planned/terraform-address.ts';
import type { Block } from './hcl-block.ts';
import { added, edited, type Fixing, moduleOf, outOfReach, shortName } from './hcl-pieces.ts';
import type { HclScope } from './hcl-scope.ts';
import type { Piece } from './hcl-text.ts';

interface Rule {
  readonly direction: 'ingress' | 'egress';
  /** The group's ID as an expression, and its name for the label. */
  readonly group: Hcl;
  readonly name: string;
  readonly peer: Peer;
  readonly description: string;
}

export function ruleBlock({ direction, group, name, peer, description }: Rule, scope: HclScope): Piece {
  const type = `aws_vpc_security_group_${direction}_rule`;
  const other = peer.kind === 'cidr' ? hcl(peer.cidr) : scope.id(peerId(peer), '');
  if (other === undefined) return outOfReach([peerId(peer)]);
  return added({
    words: [
      'resource',
      type,
      scope.label(
        type,
        `${shortName(name)}_${direction === 'ingress' ? 'from' : 'to'}_${shortName(peerId(peer))}`,
      ),
    ],
    groups: [
      [
        ['security_group_id', group],
        ['description', hcl(description)],
        [peerAttribute(peer), other],
        ['ip_protocol', hcl('tcp')],
        ['from_port', '443'],
        ['to_port', '443'],
      ],
    ],
  });
}

export function rulePiece(
  change: ChangeOf<'authorize-ingress' | 'authorize-egress'>,
  peer: Peer,
  { code, scope, newGroup: label }: Fixing,
): Piece {
  const direction = change.kind === 'authorize-ingress' ? 'ingress' : 'egress';
  const module = moduleOf(change.groupId);
  const known: Peer =
    peer.kind === 'group' && peer.groupId === NEW_SECURITY_GROUP
      ? { kind: 'group', groupId: `aws_security_group.${label}` }
      : peer;
  if (module !== undefined && setsRules(change.groupId, direction, code)) {
    const other = known.kind === 'cidr' ? hcl(known.cidr) : scope.id(peerId(known), module);
    if (other === undefined) return outOfReach([peerId(known)]);
    const block: Block = {
      words: [direction],
      groups: [
        [
          ['description', hcl(ruleDescription(change))],
          [INLINE_PEERS[peerAttribute(known)], `[${other}]`],
          ['protocol', hcl('tcp')],
          ['from_port', '443'],
          ['to_port', '443'],
        ],
      ],
    };
    return edited(change.groupId, [], [block]) ?? outOfReach([change.groupId]);
  }
  const group = scope.id(change.groupId, '');
  if (group === undefined) return outOfReach([change.groupId]);
  return ruleBlock(
    { direction, group, name: change.groupId, peer: known, description: ruleDescription(change) },
    scope,
  );
}

/** The default group is what its block says, even where that says nothing. */
const setsRules = (group: Name, direction: string, { sets }: Code): boolean =>
  sets?.(group, direction) ?? parseAddress(group)?.type === 'aws_default_security_group';

const INLINE_PEERS = {
  cidr_ipv4: 'cidr_blocks',
  cidr_ipv6: 'ipv6_cidr_blocks',
  referenced_security_group_id: 'security_groups',
  prefix_list_id: 'prefix_list_ids',
} as const;
