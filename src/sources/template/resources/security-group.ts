import { Problem } from '../../../core/problem.ts';
import {
  isUnknown,
  type Name,
  type SecurityGroupRulePart,
  type Told,
  type Unknown,
} from '../../planned/parts.ts';
import type { Properties } from '../properties.ts';
import { type Gather, ifSure, type Source } from './gathered.ts';
import { partOf } from './tags.ts';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html */
export const securityGroup: Gather = (source, into) => {
  const { name, properties } = source;
  const groupName = properties.text('GroupName') ?? name;
  into.securityGroups.push({
    ...partOf(source),
    vpc: properties.name('VpcId') ?? { unknown: `the default VPC, which ${name} is in` },
    groupName: isUnknown(groupName) ? name : groupName,
  });
  for (const [key, egress] of [
    ['SecurityGroupIngress', false],
    ['SecurityGroupEgress', true],
  ] as const) {
    const rules = properties.objects(key) ?? [];
    for (const rule of isUnknown(rules) ? [rules] : rules) {
      into.securityGroupRules.push(
        isUnknown(rule) ? unknownRule(name, egress, rule) : ruleOf(name, egress, rule),
      );
    }
  }
};

export const securityGroupIngress: Gather = (source, into) => {
  into.securityGroupRules.push(ownRule(source, false));
};

export const securityGroupEgress: Gather = (source, into) => {
  into.separateEgress.push(ownRule(source, true));
};

/** A rule that is a resource of its own. */
function ownRule(source: Source, egress: boolean): SecurityGroupRulePart {
  const rule = ruleOf(groupOf(source.properties), egress, source.properties);
  return { ...rule, protocol: ifSure(source, rule.protocol) };
}

function groupOf(properties: Properties): Told<Name> {
  const byName = properties.text('GroupName');
  if (properties.get('GroupId') === undefined && byName !== undefined) {
    return { unknown: `security group ${isUnknown(byName) ? byName.unknown : byName} of the default VPC` };
  }
  return properties.required('GroupId');
}

function unknownRule(group: Name, egress: boolean, open: Unknown): SecurityGroupRulePart {
  return {
    group,
    egress,
    protocol: open,
    fromPort: open,
    toPort: open,
    cidrs: open,
    ipv6Cidrs: open,
    prefixLists: open,
    groups: open,
  };
}

function ruleOf(group: Told<Name>, egress: boolean, properties: Properties): SecurityGroupRulePart {
  const side = egress ? 'Destination' : 'Source';
  const list = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);
  const byName = properties.text('SourceSecurityGroupName');
  const groups = [
    ...list(properties.name(`${side}SecurityGroupId`)),
    ...list(
      byName === undefined ? undefined : isUnknown(byName) ? byName : { unknown: `security group ${byName}` },
    ),
  ];
  const told = properties.text('IpProtocol');
  if (told === undefined) throw new Problem(`${properties.where} has no IpProtocol.`);
  const protocol = isUnknown(told) ? told : protocolOf(told);
  const port = (key: string): Told<number | undefined> => {
    const number = protocol === '-1' ? undefined : properties.number(key);
    return number === -1 ? undefined : number;
  };
  return {
    group,
    egress,
    protocol,
    fromPort: port('FromPort'),
    toPort: port('ToPort'),
    cidrs: list(properties.text('CidrIp')),
    ipv6Cidrs: list(properties.text('CidrIpv6')),
    prefixLists: list(properties.name(`${side}PrefixListId`)),
    groups,
  };
}

/** EC2 names these protocols, whether they were given by name or by number. */
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['all', '-1'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['1', 'icmp'],
  ['58', 'icmpv6'],
]);

function protocolOf(told: string): string {
  const name = told.trim().toLowerCase();
  return PROTOCOLS.get(name) ?? name;
}
