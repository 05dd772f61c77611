import { oneLine } from '../../core/text/visible.ts';
import {
  isUnknown,
  type Name,
  type SecurityGroupPart,
  type SecurityGroupRulePart,
  type Told,
  type ToldList,
} from '../planned/parts.ts';
import {
  type Block,
  blocksIn,
  flagOf,
  isObserved,
  nameIn,
  namesIn,
  notKnown,
  numberOf,
  requiredName,
  tagsOf,
  textOf,
  textsOf,
} from './blocks.ts';
import { KINDS } from './kinds.ts';
import type { Source } from './source.ts';
import { asList, distinct, joined } from './told.ts';

export interface SecurityGroups {
  readonly securityGroups: readonly SecurityGroupPart[];
  readonly securityGroupRules: readonly SecurityGroupRulePart[];
}

/**
 * Security groups with their rules, inline and as resources of their own.
 *
 * A group that says nothing of egress lets nothing out: Terraform removes the rule that EC2 makes with it. The same holds for both
 * directions of a default group.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
 */
export function securityGroupsIn(source: Source): SecurityGroups {
  const { resolver } = source;
  const groups = source.resources('aws_security_group', 'aws_default_security_group');
  const outside = new Map<Name, SecurityGroupPart>();
  for (const block of source.data('aws_security_group')) {
    const name = resolver.nameOfId(resolver.nameOf(block.instance), KINDS.securityGroup);
    if (source.byName(name)?.data === false) continue;
    const vpc = requiredName(block, 'vpc_id', KINDS.vpc);
    const groupName = textOf(block, 'name');
    outside.set(name, {
      ...groupOutside(name, vpc),
      ...tagsOf(block),
      ...(typeof groupName === 'string' && { groupName: oneLine(groupName) }),
    });
  }
  return {
    securityGroups: [...groups.map(groupOf), ...outside.values()],
    securityGroupRules: distinct([
      ...groups.flatMap((block) => inlineRules(block, source)),
      ...separateRules(source),
    ]),
  };
}

/** A group outside of the code, whose rules no data source reads. */
export const groupOutside = (name: Name, vpc: Told<Name>): SecurityGroupPart => ({
  name,
  vpc,
  groupName: name,
  rulesUnknown: { unknown: `rules of ${oneLine(name)} (not in the file)` },
});

function groupOf(block: Block): SecurityGroupPart {
  const { address, type } = block.instance;
  const isDefault = type === 'aws_default_security_group';
  const groupName = isDefault ? 'default' : textOf(block, 'name');
  return {
    name: address,
    ...tagsOf(block),
    vpc: nameIn(block, 'vpc_id', KINDS.vpc) ?? notKnown(block, 'vpc_id', "the Region's default VPC"),
    groupName: typeof groupName === 'string' ? oneLine(groupName) : address,
  };
}

/** The rules that stand in a group. What AWS reports there as well, rules of their own had made: those stand for themselves. */
function inlineRules(block: Block, source: Source): SecurityGroupRulePart[] {
  return [false, true].flatMap((egress) => {
    const attribute = egress ? 'egress' : 'ingress';
    const group = block.instance.address;
    const entries = blocksIn(block, attribute);
    if (isUnknown(entries)) return [unknownRule(group, egress, entries)];
    const rules = entries.map((entry) => inlineRule(entry, group, egress));
    if (!isObserved(block, attribute) || !source.earlier) return rules;
    const before = atomsBefore(source.earlier);
    return rules.flatMap((rule) => withoutAtoms(rule, before));
  });
}

const inlineRule = (block: Block, group: Name, egress: boolean): SecurityGroupRulePart => ({
  group,
  egress,
  ...protocolAndPorts(block, 'protocol'),
  cidrs: textsOf(block, 'cidr_blocks'),
  ipv6Cidrs: textsOf(block, 'ipv6_cidr_blocks'),
  prefixLists: namesIn(block, 'prefix_list_ids', KINDS.prefixList),
  groups: joined(namesIn(block, 'security_groups', KINDS.securityGroup), itself(block, group)),
});

function separateRules(source: Source): SecurityGroupRulePart[] {
  const old = source.resources('aws_security_group_rule').map((block): SecurityGroupRulePart => {
    const group = requiredName(block, 'security_group_id', KINDS.securityGroup);
    const type = textOf(block, 'type');
    const other = nameIn(block, 'source_security_group_id', KINDS.securityGroup);
    const rule = {
      group,
      egress: type === 'egress',
      ...protocolAndPorts(block, 'protocol'),
      cidrs: textsOf(block, 'cidr_blocks'),
      ipv6Cidrs: textsOf(block, 'ipv6_cidr_blocks'),
      prefixLists: namesIn(block, 'prefix_list_ids', KINDS.prefixList),
      groups: joined(asList(other), itself(block, group)),
    };
    return type === 'ingress' || type === 'egress' ? rule : { ...rule, protocol: notKnown(block, 'type') };
  });
  const single = [
    ['aws_vpc_security_group_ingress_rule', false],
    ['aws_vpc_security_group_egress_rule', true],
  ] as const;
  const own = single.flatMap(([type, egress]) =>
    source.resources(type).map(
      (block): SecurityGroupRulePart => ({
        group: requiredName(block, 'security_group_id', KINDS.securityGroup),
        egress,
        ...protocolAndPorts(block, 'ip_protocol'),
        cidrs: asList(textOf(block, 'cidr_ipv4')),
        ipv6Cidrs: asList(textOf(block, 'cidr_ipv6')),
        prefixLists: asList(nameIn(block, 'prefix_list_id', KINDS.prefixList)),
        groups: asList(nameIn(block, 'referenced_security_group_id', KINDS.securityGroup)),
      }),
    ),
  );
  return [...old, ...own];
}

/** `self` means the group that the rule is of. */
function itself(block: Block, group: Told<Name>): ToldList<Name> {
  const self = flagOf(block, 'self');
  if (isUnknown(self)) return [self];
  return self === true ? [group] : [];
}

const unknownRule = (group: Name, egress: boolean, unknown: { unknown: string }): SecurityGroupRulePart => ({
  group,
  egress,
  protocol: unknown,
  fromPort: unknown,
  toPort: unknown,
  cidrs: unknown,
  ipv6Cidrs: unknown,
  prefixLists: unknown,
  groups: unknown,
});

/** Numbers that EC2 has names for, and the provider's word for all. */
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['all', '-1'],
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
]);

function protocolAndPorts(
  block: Block,
  attribute: string,
): Pick<SecurityGroupRulePart, 'protocol' | 'fromPort' | 'toPort'> {
  const said = textOf(block, attribute) ?? notKnown(block, attribute, 'is missing');
  const protocol = isUnknown(said) ? said : (PROTOCOLS.get(said.toLowerCase()) ?? said.toLowerCase());
  // With all protocols the ports mean nothing.
  if (protocol === '-1') return { protocol, fromPort: undefined, toPort: undefined };
  const port = (name: string) => {
    const number = numberOf(block, name);
    return number === -1 ? undefined : number;
  };
  return { protocol, fromPort: port('from_port'), toPort: port('to_port') };
}

/** Rules taken apart to one source each, of the resources of their own; read once for each moment. */
const atoms = new WeakMap<Source, ReadonlySet<string>>();

function atomsBefore(source: Source): ReadonlySet<string> {
  const known = atoms.get(source);
  if (known) return known;
  const all = new Set(separateRules(source).flatMap((rule) => SOURCES.flatMap((key) => atomsOf(rule, key))));
  atoms.set(source, all);
  return all;
}

const SOURCES = ['cidrs', 'ipv6Cidrs', 'prefixLists', 'groups'] as const;

const atomOf = (rule: SecurityGroupRulePart, key: string, item: unknown): string =>
  JSON.stringify([rule.group, rule.egress, rule.protocol, rule.fromPort, rule.toPort, key, item]);

function atomsOf(rule: SecurityGroupRulePart, key: (typeof SOURCES)[number]): string[] {
  const list = rule[key];
  return isUnknown(list) ? [] : list.map((item) => atomOf(rule, key, item));
}

function withoutAtoms(rule: SecurityGroupRulePart, before: ReadonlySet<string>): SecurityGroupRulePart[] {
  const left = <T>(list: ToldList<T>, key: string): ToldList<T> =>
    isUnknown(list) ? list : list.filter((item) => !before.has(atomOf(rule, key, item)));
  const rest = {
    ...rule,
    cidrs: left(rule.cidrs, 'cidrs'),
    ipv6Cidrs: left(rule.ipv6Cidrs, 'ipv6Cidrs'),
    prefixLists: left(rule.prefixLists, 'prefixLists'),
    groups: left(rule.groups, 'groups'),
  };
  const isEmpty = SOURCES.every((key) => {
    const list = rest[key];
    return !isUnknown(list) && list.length === 0;
  });
  return isEmpty ? [] : [rest];
}
