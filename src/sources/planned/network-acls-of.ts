import type { NetworkAcl, NetworkAclEntry } from '../../core/network/network.ts';
import { CLOSING_RULE } from '../../core/network/network-acl.ts';
import { companionsOf, type Making, named } from './making.ts';
import { isUnknown, type Name, type NetworkAclEntryPart, type Told } from './parts.ts';

/**
 * A VPC's network ACLs, AWS's default one among them where the code doesn't have it, each with the subnets that it is certain to guard.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
 */
export function networkAclsOf(making: Making): NetworkAcl[] {
  const { parts, vpc, homes, outside } = making;
  const openDefault = companionsOf(vpc.name).networkAcl;
  const byDefault: Told<Name> | undefined =
    vpc.defaultNetworkAcl ?? (outside ? { unknown: 'it is outside of the code' } : openDefault);
  const guards = guardsOf(making, byDefault);
  const own = parts.networkAcls.filter(({ name }) => (homes.get(name) ?? vpc.name) === vpc.name);
  const acls = own.map(
    (part): NetworkAcl => ({
      id: part.name,
      ...named(part),
      subnetIds: guards.get(part.name) ?? [],
      entries: [...entriesOf(part.name, making), ...CLOSING],
    }),
  );
  if (byDefault !== openDefault) return acls;
  return [
    ...acls,
    {
      id: openDefault,
      subnetIds: guards.get(openDefault) ?? [],
      entries: [allowAll(true), allowAll(false), ...entriesOf(openDefault, making), ...CLOSING],
    },
  ];
}

/** The subnets of each network ACL. One whose association is open is of none. */
function guardsOf(
  { parts, vpc, homes, facts, outside }: Making,
  byDefault: Told<Name>,
): ReadonlyMap<Name, readonly Name[]> {
  const guards = new Map<Name, Name[]>();
  const explicit = new Map(
    parts.networkAclAssociations.flatMap(({ subnet, networkAcl }) =>
      isUnknown(subnet) ? [] : [[subnet, networkAcl] as const],
    ),
  );
  const floating = parts.networkAclAssociations.find(
    ({ subnet, networkAcl }) =>
      isUnknown(subnet) && (isUnknown(networkAcl) || (homes.get(networkAcl) ?? vpc.name) === vpc.name),
  );
  for (const { name } of parts.subnets) {
    if (homes.get(name) !== vpc.name) continue;
    const told = explicit.get(name);
    const { subnet } = floating ?? {};
    if (told === undefined && subnet !== undefined && isUnknown(subnet)) {
      facts.note(name, 'the network acl', subnet.unknown);
      continue;
    }
    if (told === undefined && outside) {
      facts.note(name, 'the network acl', 'associations that other code made are not in this code');
      continue;
    }
    const id = facts.value(told ?? byDefault, name, 'the network acl');
    if (id !== undefined) guards.set(id, [...(guards.get(id) ?? []), name]);
  }
  return guards;
}

const allowAll = (egress: boolean): NetworkAclEntry => entry(100, egress, true);

const entry = (ruleNumber: number, egress: boolean, allow: boolean): NetworkAclEntry => ({
  ruleNumber,
  egress,
  allow,
  protocol: '-1',
  cidr: '0.0.0.0/0',
  fromPort: undefined,
  toPort: undefined,
});

/** The entries that end every network ACL. */
const CLOSING: readonly NetworkAclEntry[] = [
  entry(CLOSING_RULE, false, false),
  entry(CLOSING_RULE, true, false),
];

/** The entries of a network ACL: its own, and those of which code leaves open whose they are. */
const entriesOf = (acl: Name, making: Making): NetworkAclEntry[] =>
  making.parts.networkAclEntries.flatMap((part) => {
    if (!isUnknown(part.networkAcl)) return part.networkAcl === acl ? toEntries(part, acl, making) : [];
    making.facts.note(acl, 'the entries', part.networkAcl.unknown);
    return toEntries(part, acl, making).map((each) => ({ ...each, unread: each.unread ?? 'match' }));
  });

/** An entry with a part open may apply to all that part could be; one without a number may come first. */
function toEntries(part: NetworkAclEntryPart, acl: Name, { facts }: Making): NetworkAclEntry[] {
  const settle = <T>(told: Told<T>) => facts.value(told, acl, 'the entries');
  const ruleNumber = settle(part.ruleNumber);
  const egress = settle(part.egress);
  const allow = settle(part.allow);
  const protocol = settle(part.protocol);
  const cidr = settle(part.cidr);
  const ports = [part.fromPort, part.toPort].map((port) => toPort(settle(port)));
  const isWhole = [part.ruleNumber, part.egress, part.protocol, part.cidr, part.fromPort, part.toPort].every(
    (told) => !isUnknown(told),
  );
  return (egress === undefined ? [true, false] : [egress]).map((direction) => ({
    ruleNumber: ruleNumber ?? 0,
    egress: direction,
    allow: allow ?? true,
    protocol: protocol ?? '-1',
    cidr: cidr ?? '0.0.0.0/0',
    fromPort: ports[0],
    toPort: ports[1],
    ...(allow === undefined ? { unread: 'action' as const } : !isWhole && { unread: 'match' as const }),
  }));
}

const toPort = (port: number | undefined): number | undefined => (port === -1 ? undefined : port);
