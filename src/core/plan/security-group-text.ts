import type { Peer } from '../network/peer.ts';
import type { ChangeOf } from './change.ts';

/**
 * A description that EC2 accepts for a security group or a rule: characters that it rejects become `_`, and text longer than 255
 * characters is cut off.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
 */
export function securityGroupText(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]/gu, '_').slice(0, 255);
}

/** A name that EC2 accepts for a security group: the same as a description, and it must not look like an ID (`sg-…`). */
export function securityGroupName(text: string): string {
  return securityGroupText(text.replace(/^sg-/i, 'group-'));
}

/** The description of a rule that a change adds to a security group: the same in every format. */
export function ruleDescription(change: ChangeOf<'authorize-ingress' | 'authorize-egress'>): string {
  if (change.kind === 'authorize-ingress') return 'HTTPS from the tasks';
  return change.destination.kind === 'prefix-list'
    ? 'HTTPS to an AWS service by its prefix list'
    : 'HTTPS to the VPC endpoints';
}

/** The source or destination of a rule: a CIDR block or an ID. */
export function peerId(peer: Peer): string {
  switch (peer.kind) {
    case 'cidr':
      return peer.cidr;
    case 'group':
      return peer.groupId;
    case 'prefix-list':
      return peer.prefixListId;
  }
}
