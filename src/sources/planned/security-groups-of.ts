import type { Endpoint, SecurityGroup, SecurityGroupRule } from '../../core/network/network.ts';
import { defaultGroupOf } from './endpoints-of.ts';
import type { Making } from './making.ts';
import { isUnknown, type Name, type SecurityGroupPart, type SecurityGroupRulePart } from './parts.ts';

/** A VPC's security groups with their rules, AWS's default one among them where the code doesn't have it. */
export function securityGroupsOf(making: Making, endpoints: readonly Endpoint[]): SecurityGroup[] {
  const { parts, vpc, outside } = making;
  const used = new Set(endpoints.flatMap(({ securityGroupIds }) => securityGroupIds));
  const own = parts.securityGroups.filter(
    ({ name, vpc: home }) => isUnknown(home) || home === vpc.name || used.has(name),
  );
  const groups = own.map((part) => groupOf(part, making));
  const id = defaultGroupOf(vpc);
  return outside || id === undefined || groups.some((group) => group.id === id)
    ? groups
    : [...groups, { ...defaultGroup(id), ...withOwnRules(id, defaultGroup(id), making) }];
}

function groupOf(part: SecurityGroupPart, making: Making): SecurityGroup {
  const { name, groupName, tags, rulesUnknown } = part;
  if (rulesUnknown) making.facts.note(name, 'the rules', rulesUnknown.unknown);
  const open = rulesUnknown ? [UNREAD] : [];
  const bare = { ingress: open, egress: open };
  return { id: name, name: groupName, ...(tags && { tags }), ...withOwnRules(name, bare, making) };
}

/** The rules of a group: its own, and those of which code leaves open whose they are. */
function withOwnRules(
  name: Name,
  { ingress, egress }: Pick<SecurityGroup, 'ingress' | 'egress'>,
  making: Making,
): Pick<SecurityGroup, 'ingress' | 'egress'> {
  const rules = making.parts.securityGroupRules.flatMap((part) => {
    if (isUnknown(part.group)) {
      making.facts.note(name, 'the rules', part.group.unknown);
      const { protocol, fromPort, toPort } = toRule(part, name, making);
      return [{ egress: part.egress, rule: { ...UNREAD, protocol, fromPort, toPort } }];
    }
    return part.group === name ? [{ egress: part.egress, rule: toRule(part, name, making) }] : [];
  });
  return {
    ingress: [...ingress, ...rules.flatMap((each) => (each.egress ? [] : [each.rule]))],
    egress: [...egress, ...rules.flatMap((each) => (each.egress ? [each.rule] : []))],
  };
}

const ALL: SecurityGroupRule = {
  protocol: '-1',
  fromPort: undefined,
  toPort: undefined,
  cidrs: [],
  ipv6Cidrs: [],
  prefixListIds: [],
  groupIds: [],
};

/** A rule that may let anything pass. */
const UNREAD: SecurityGroupRule = { ...ALL, unread: true };

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html */
const defaultGroup = (id: string): SecurityGroup => ({
  id,
  name: 'default',
  ingress: [{ ...ALL, groupIds: [id] }],
  egress: [{ ...ALL, cidrs: ['0.0.0.0/0'], ipv6Cidrs: ['::/0'] }],
});

function toRule(part: SecurityGroupRulePart, group: Name, { facts, lists }: Making): SecurityGroupRule {
  const { protocol, fromPort, toPort } = part;
  const settle = <T>(told: Parameters<typeof facts.list<T>>[0]) => facts.list(told, group, 'the rules');
  const cidrs = settle(part.cidrs);
  const ipv6Cidrs = settle(part.ipv6Cidrs);
  const prefixLists = settle(part.prefixLists);
  const groups = settle(part.groups);
  for (const told of [protocol, fromPort, toPort]) facts.value<unknown>(told, group, 'the rules');
  // What a rule without a protocol or ports names is not let through for certain.
  if (isUnknown(protocol)) return UNREAD;
  const name = /^(-1|all)$/i.test(protocol) ? '-1' : protocol.toLowerCase();
  if (isUnknown(fromPort) || isUnknown(toPort)) return { ...UNREAD, protocol: name };
  const unread = [cidrs, ipv6Cidrs, prefixLists, groups].some(({ complete }) => !complete);
  return {
    protocol: name,
    fromPort: toPortNumber(fromPort),
    toPort: toPortNumber(toPort),
    cidrs: cidrs.items,
    ipv6Cidrs: ipv6Cidrs.items,
    prefixListIds: prefixLists.items.map(lists.listId),
    groupIds: groups.items,
    ...(unread && { unread }),
  };
}

/** EC2 writes "all" as -1 or leaves the port out. */
const toPortNumber = (port: number | undefined): number | undefined => (port === -1 ? undefined : port);
