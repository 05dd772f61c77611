import type { Peer } from '../../core/network/peer.ts';
import { NEW_SECURITY_GROUP } from '../../core/plan/change.ts';
import { ruleDescription } from '../../core/plan/security-group-text.ts';
import { ts } from '../template.ts';
import { call } from '../ts-layout.ts';
import type { AclChange, RuleChange } from './constructs-of.ts';
import type { NetworkCode } from './network-code.ts';

/** The existing security groups that get rules. */
export function groupsOf(rules: readonly RuleChange[], property: NetworkCode['property']) {
  if (rules.some(({ groupId }) => groupId === NEW_SECURITY_GROUP)) {
    throw new Error('The rules of the new security group are its sources, not changes.');
  }
  return [...new Set(rules.map(({ groupId }) => groupId))].map((groupId) => {
    const id = property(groupId);
    const variable = withoutId(id);
    return {
      variable,
      import: call(4, `const ${variable} = ec2.SecurityGroup.fromSecurityGroupId`, [
        'this',
        `props.${id}`,
        `props.${id}`,
        '{ allowAllOutbound: false }',
      ]),
      rules: rules
        .filter((rule) => rule.groupId === groupId)
        .map((rule) => {
          const [method, other] =
            rule.kind === 'authorize-ingress'
              ? ['addIngressRule', rule.source]
              : ['addEgressRule', rule.destination];
          return call(4, `${variable}.${method}`, [
            peer(other, property),
            'ec2.Port.HTTPS',
            ts(ruleDescription(rule)),
          ]);
        }),
    };
  });
}

/** The existing network ACLs that get entries. */
export function aclsOf(entries: readonly AclChange[], property: NetworkCode['property']) {
  return [...new Set(entries.map(({ aclId }) => aclId))].map((aclId) => {
    const id = property(aclId);
    const variable = withoutId(id);
    return {
      variable,
      import: call(4, `const ${variable} = ec2.NetworkAcl.fromNetworkAclId`, [
        'this',
        `props.${id}`,
        `props.${id}`,
      ]),
      entries: entries
        .filter((entry) => entry.aclId === aclId)
        .map(({ ruleNumber, egress, cidr, fromPort, toPort }) => ({
          id: `${egress ? 'out' : 'in'}-${ruleNumber}`,
          ruleNumber,
          direction: egress ? ('EGRESS' as const) : ('INGRESS' as const),
          traffic: fromPort === toPort ? `tcpPort(${fromPort})` : `tcpPortRange(${fromPort}, ${toPort})`,
          cidr: `${cidr.includes(':') ? 'ipv6' : 'ipv4'}(${ts(cidr)})`,
        })),
    };
  });
}

/** The variable for the construct of an ID: `taskSecurityGroup1` for `taskSecurityGroupId1`. */
const withoutId = (name: string): string => name.replace(/Id(?=\d*$)/, '');

/** The source or destination of a rule, as an expression. */
export function peer(peer: Peer, property: NetworkCode['property']): string {
  switch (peer.kind) {
    case 'cidr':
      return `ec2.Peer.${peer.cidr.includes(':') ? 'ipv6' : 'ipv4'}(${ts(peer.cidr)})`;
    case 'group':
      return peer.groupId === NEW_SECURITY_GROUP
        ? 'endpointGroup'
        : `ec2.Peer.securityGroupId(props.${property(peer.groupId)})`;
    case 'prefix-list':
      return `ec2.Peer.prefixList(props.${property(peer.prefixListId)})`;
  }
}
