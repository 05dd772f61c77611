import {
  isUnknown,
  type Name,
  type NetworkAclAssociationPart,
  type NetworkAclEntryPart,
  type NetworkAclPart,
  type Told,
  type Unknown,
} from '../planned/parts.ts';
import {
  type Block,
  blocksIn,
  flagOf,
  isObserved,
  namesIn,
  notKnown,
  numberOf,
  requiredName,
  tagsOf,
  textOf,
} from './blocks.ts';
import { KINDS } from './kinds.ts';
import type { Source } from './source.ts';
import { distinct, mapped } from './told.ts';

export interface NetworkAcls {
  readonly networkAcls: readonly NetworkAclPart[];
  readonly networkAclEntries: readonly NetworkAclEntryPart[];
  readonly networkAclAssociations: readonly NetworkAclAssociationPart[];
}

/**
 * Network ACLs with their rules and subnets, inline and as resources of their own. One without rules denies everything; the default
 * one, too, once it's a resource of the code.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_network_acl
 */
export function networkAclsIn(source: Source): NetworkAcls {
  const acls = source.resources('aws_network_acl', 'aws_default_network_acl');
  return {
    networkAcls: acls.map((block) => ({
      name: block.instance.address,
      ...tagsOf(block),
      vpc: vpcOf(block),
    })),
    networkAclEntries: distinct([
      ...acls.flatMap((block) => inlineEntries(block, source)),
      ...separateEntries(source),
    ]),
    networkAclAssociations: distinct([
      ...acls.flatMap((block) => inlineAssociations(block, source)),
      ...separateAssociations(source),
    ]),
  };
}

function vpcOf(block: Block): Told<Name> {
  const { resolver, instance } = block;
  if (instance.type === 'aws_network_acl') return requiredName(block, 'vpc_id', KINDS.vpc);
  const vpc = textOf(block, 'vpc_id');
  if (typeof vpc === 'string') return resolver.nameOfId(vpc, KINDS.vpc);
  return resolver.adoptedFrom(instance.address) ?? notKnown(block, 'vpc_id');
}

/** The rules that stand in an ACL. What AWS reports there as well, rules of their own had made: those stand for themselves. */
function inlineEntries(block: Block, source: Source): NetworkAclEntryPart[] {
  const networkAcl = block.instance.address;
  return [false, true].flatMap((egress) => {
    const attribute = egress ? 'egress' : 'ingress';
    const blocks = blocksIn(block, attribute);
    if (isUnknown(blocks)) return [unknownEntry(networkAcl, egress, blocks)];
    const entries = blocks.map((each) =>
      entryOf(each, { networkAcl, egress, number: 'rule_no', action: 'action' }),
    );
    if (!isObserved(block, attribute) || !source.earlier) return entries;
    const before = new Set(separateEntries(source.earlier).map(entryKey));
    return entries.filter((entry) => !before.has(entryKey(entry)));
  });
}

const entryKey = ({ networkAcl, egress, ruleNumber }: NetworkAclEntryPart): string =>
  JSON.stringify([networkAcl, egress, ruleNumber]);

const separateEntries = (source: Source): NetworkAclEntryPart[] =>
  source.resources('aws_network_acl_rule').map((block) =>
    entryOf(block, {
      networkAcl: requiredName(block, 'network_acl_id', KINDS.networkAcl),
      egress: flagOf(block, 'egress') ?? false,
      number: 'rule_number',
      action: 'rule_action',
    }),
  );

interface Entry {
  readonly networkAcl: Told<Name>;
  readonly egress: Told<boolean>;
  /** The attributes that have them. */
  readonly number: string;
  readonly action: string;
}

function entryOf(block: Block, { networkAcl, egress, number, action }: Entry): NetworkAclEntryPart {
  const required = <T>(value: Told<T | undefined>, attribute: string): Told<T> =>
    value ?? notKnown(block, attribute, 'is missing');
  const protocol = mapped(required(textOf(block, 'protocol'), 'protocol'), protocolNumber);
  const ports = protocol === '-1' ? [] : ['from_port', 'to_port'];
  const [fromPort, toPort] = ports.map((port) => numberOf(block, port));
  return {
    networkAcl,
    egress,
    ruleNumber: required(numberOf(block, number), number),
    allow: mapped(required(textOf(block, action), action), (text) => {
      const word = text.toLowerCase();
      return word === 'allow' || word === 'deny' ? word === 'allow' : notKnown(block, action, 'is neither');
    }),
    protocol,
    cidr: required(textOf(block, 'cidr_block') ?? textOf(block, 'ipv6_cidr_block'), 'cidr_block'),
    fromPort,
    toPort,
  };
}

const unknownEntry = (networkAcl: Name, egress: boolean, unknown: Unknown): NetworkAclEntryPart => ({
  networkAcl,
  egress,
  ruleNumber: unknown,
  allow: unknown,
  protocol: unknown,
  cidr: unknown,
  fromPort: unknown,
  toPort: unknown,
});

const PROTOCOL_NUMBERS: ReadonlyMap<string, string> = new Map([
  ['all', '-1'],
  ['icmp', '1'],
  ['tcp', '6'],
  ['udp', '17'],
  ['icmpv6', '58'],
  ['ipv6-icmp', '58'],
]);

/** EC2 numbers what Terraform lets be named; a name that isn't known here stays what it is. */
const protocolNumber = (text: string): string => PROTOCOL_NUMBERS.get(text.toLowerCase()) ?? text;

function inlineAssociations(block: Block, source: Source): NetworkAclAssociationPart[] {
  const networkAcl = block.instance.address;
  const subnets = namesIn(block, 'subnet_ids', KINDS.subnet);
  // A default ACL has all subnets that no other has, whatever its code says of them.
  if (isUnknown(subnets)) {
    return block.instance.type === 'aws_default_network_acl' ? [] : [{ networkAcl, subnet: subnets }];
  }
  const before =
    isObserved(block, 'subnet_ids') && source.earlier
      ? new Set(separateAssociations(source.earlier).map(associationKey))
      : new Set<string>();
  return subnets
    .map((subnet) => ({ networkAcl, subnet }))
    .filter((each) => !before.has(associationKey(each)));
}

const separateAssociations = (source: Source): NetworkAclAssociationPart[] =>
  source.resources('aws_network_acl_association').map((block) => ({
    networkAcl: requiredName(block, 'network_acl_id', KINDS.networkAcl),
    subnet: requiredName(block, 'subnet_id', KINDS.subnet),
  }));

const associationKey = ({ networkAcl, subnet }: NetworkAclAssociationPart): string =>
  JSON.stringify([networkAcl, subnet]);
