import type { Peer } from '../../core/network/peer.ts';
import { type ChangeOf, NEW_SECURITY_GROUP } from '../../core/plan/change.ts';
import { peerId, ruleDescription } from '../../core/plan/security-group-text.ts';
import { hcl } from '../template.ts';
import { type AlignedName, type Hcl, hclAligned, hclLabel } from './hcl-value.ts';
import type { ChangesByKind } from './kinds.ts';

/** What is added to existing security groups and network ACLs: a resource each, or resources for maps of them. */
export interface RuleViews {
  readonly rules: readonly RuleView[];
  readonly aclEntries: readonly AclEntryView[];
  /** The variables with rules of security groups. */
  readonly ruleMaps: readonly { readonly direction: 'ingress' | 'egress'; readonly variable: string }[];
  /** The variable with the security groups that get a rule to the new one, and that rule's description. */
  readonly toEndpoints: { readonly variable: string; readonly description: string } | undefined;
  /** The variable with rules of network ACLs. */
  readonly aclMap: string | undefined;
}

interface RuleView extends AlignedName {
  readonly direction: 'ingress' | 'egress';
  readonly label: string;
  readonly group: Hcl;
  readonly description: string;
  readonly peer: Hcl;
}

interface AclEntryView extends AlignedName {
  readonly label: string;
  readonly aclId: string;
  readonly ruleNumber: number;
  readonly egress: boolean;
  readonly cidr: string;
  readonly fromPort: number;
  readonly toPort: number;
}

/** A resource for each. */
export const ruleViews = ({ rules, aclEntries }: ChangesByKind): RuleViews => ({
  rules: rules.map(ruleOf),
  aclEntries: aclEntries.map(aclEntryOf),
  ruleMaps: [],
  toEndpoints: undefined,
  aclMap: undefined,
});

/** The addresses of the resources, for `depends_on`. */
export const ruleAddresses = ({ rules, aclEntries, ruleMaps, toEndpoints, aclMap }: RuleViews): string[] => [
  ...rules.map(({ direction, label }) => `aws_vpc_security_group_${direction}_rule.${label}`),
  ...ruleMaps.map(({ direction }) => `aws_vpc_security_group_${direction}_rule.existing`),
  ...(toEndpoints ? ['aws_vpc_security_group_egress_rule.to_endpoints'] : []),
  ...aclEntries.map(({ label }) => `aws_network_acl_rule.${label}`),
  ...(aclMap ? ['aws_network_acl_rule.existing'] : []),
];

/** The label of a rule: its group and its peer. */
export const ruleLabel = (change: ChangesByKind['rules'][number]): string => {
  const ingress = change.kind === 'authorize-ingress';
  const peer = ingress ? change.source : change.destination;
  const isNew = peer.kind === 'group' && peer.groupId === NEW_SECURITY_GROUP;
  return `${hclLabel(change.groupId)}_${ingress ? 'from' : 'to'}_${isNew ? 'endpoints' : hclLabel(peerId(peer))}`;
};

/** The label of a rule of a network ACL. */
export const aclEntryLabel = ({ aclId, ruleNumber, egress }: ChangeOf<'add-network-acl-entry'>): string =>
  `${hclLabel(aclId)}_${egress ? 'egress' : 'ingress'}_${ruleNumber}`;

/** The attributes for the source or destination of a rule. A rule has one of them. */
export type PeerAttribute = 'cidr_ipv4' | 'cidr_ipv6' | 'referenced_security_group_id' | 'prefix_list_id';

export function peerAttribute(peer: Peer): PeerAttribute {
  switch (peer.kind) {
    case 'cidr':
      return peer.cidr.includes(':') ? 'cidr_ipv6' : 'cidr_ipv4';
    case 'group':
      return 'referenced_security_group_id';
    case 'prefix-list':
      return 'prefix_list_id';
  }
}

/** `attribute` in a security group rule, padded to the longest name that every rule has. */
export const alignedInRule = (attribute: PeerAttribute): AlignedName =>
  hclAligned(attribute, 'security_group_id');

function ruleOf(change: ChangesByKind['rules'][number]): RuleView {
  const ingress = change.kind === 'authorize-ingress';
  const peer = ingress ? change.source : change.destination;
  const group = (id: string): Hcl =>
    id === NEW_SECURITY_GROUP ? 'aws_security_group.endpoints.id' : hcl(id);
  return {
    direction: ingress ? 'ingress' : 'egress',
    label: ruleLabel(change),
    group: group(change.groupId),
    description: ruleDescription(change),
    peer: peer.kind === 'group' ? group(peer.groupId) : hcl(peerId(peer)),
    ...alignedInRule(peerAttribute(peer)),
  };
}

function aclEntryOf(change: ChangeOf<'add-network-acl-entry'>): AclEntryView {
  const { aclId, ruleNumber, egress, cidr, fromPort, toPort } = change;
  return {
    label: aclEntryLabel(change),
    aclId,
    ruleNumber,
    egress,
    ...hclAligned(cidr.includes(':') ? 'ipv6_cidr_block' : 'cidr_block', 'network_acl_id'),
    cidr,
    fromPort,
    toPort,
  };
}
