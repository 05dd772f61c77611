import { byId } from './by-id.ts';
import { holds, intersection, joined, mergedCidrs, type Range, rangesOf } from './cidr.ts';
import type { PrefixList, SecurityGroup, SecurityGroupRule } from './network.ts';
import { once } from './once.ts';
import type { Peer } from './peer.ts';

/** HTTPS: the one port that every AWS API and image layer uses. */
export const HTTPS = 443;

/**
 * As many rules of one direction as a group can have, unless AWS raised the quota; those for IPv6 are counted apart.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 */
export const RULES_PER_GROUP = 60;

/** How many of that quota rules take: AWS counts each block, group and prefix list that a rule names. */
export const ruleCount = (rules: readonly SecurityGroupRule[]): number =>
  rules.flatMap(({ cidrs, groupIds, prefixListIds }) => [...cidrs, ...groupIds, ...prefixListIds]).length;

/** Blocks as the peers of rules of their own or, where there is no room for so many, merged without an address more. */
export function cidrPeers(cidrs: readonly string[], room = RULES_PER_GROUP): Peer[] {
  return (cidrs.length > room ? mergedCidrs(cidrs) : cidrs).map((cidr) => ({ kind: 'cidr', cidr }));
}

/** The far side of a rule: its addresses and the groups it belongs to (undefined when nobody said). */
export interface FarSide {
  readonly ranges: readonly Range[];
  readonly groupIds: readonly string[] | undefined;
}

/**
 * Whether rules let 443/tcp pass to or from the far side.
 *
 * `unknown` when a rule that might admit it refers to groups (and the far side's were not said: `admitted` lists them) or
 * to a prefix list whose entries could not be read, when a rule was not understood, or when only part of addresses known by their subnet alone is let through.
 */
export interface Verdict {
  readonly passes: 'yes' | 'no' | 'unknown';
  readonly admitted: readonly string[];
}

/**
 * @param rules the rules of one direction of all groups on the interface; rules only ever allow, so they add up
 * @param exact false when `ranges` is wider than the real address, so that partial admission decides nothing
 */
export function admitsHttps(
  rules: readonly SecurityGroupRule[],
  farSide: FarSide,
  prefixLists: readonly PrefixList[] | undefined,
  exact = true,
): Verdict {
  const { admitted, lists, ranges, unread } = httpsPeers(rules);
  if (farSide.groupIds?.some((id) => admitted.includes(id))) return { passes: 'yes', admitted: [] };

  const entries = lists.map((id) => byId(prefixLists, id)?.cidrs);
  const listed = rangesOf(entries.flatMap((cidrs) => cidrs ?? []));
  const covered = listed.length === 0 ? ranges : joined([...ranges, ...listed]);
  if (farSide.ranges.every((range) => holds(covered, range))) return { passes: 'yes', admitted: [] };
  if (unread || entries.some((cidrs) => cidrs === undefined)) return { passes: 'unknown', admitted: [] };
  if (farSide.groupIds === undefined && admitted.length > 0) return { passes: 'unknown', admitted };
  const partial =
    !exact && covered.some((range) => farSide.ranges.some((asked) => intersection(range, asked)));
  return { passes: partial ? 'unknown' : 'no', admitted: [] };
}

/** Whom rules let 443/tcp pass to or from. Read once: in a large VPC the same hundreds of rules are asked of every path. */
const httpsPeers = once((rules: readonly SecurityGroupRule[]) => {
  const matching = rules.filter(coversHttps);
  return {
    admitted: matching.flatMap(({ groupIds }) => groupIds),
    lists: matching.flatMap(({ prefixListIds }) => prefixListIds),
    ranges: joined(rangesOf(matching.flatMap(({ cidrs }) => cidrs))),
    unread: matching.some((rule) => rule.unread),
  };
});

/** The rules of one direction of several groups. */
export interface Rules {
  readonly rules: readonly SecurityGroupRule[];
  /** The groups that are not known: while there are any, these rules may let pass, but not keep out. */
  readonly missing: readonly string[];
}

export function rulesOf(
  groups: readonly SecurityGroup[] | undefined,
  ids: readonly string[],
  direction: 'ingress' | 'egress',
): Rules {
  const found = ids.flatMap((id) => byId(groups, id) ?? []);
  const [only] = found;
  // The list of one group stays the one that it is, so that what was read of it once holds.
  const rules = only && found.length === 1 ? only[direction] : found.flatMap((group) => group[direction]);
  return { rules, missing: ids.filter((id) => byId(groups, id) === undefined) };
}

function coversHttps({ protocol, fromPort, toPort }: SecurityGroupRule): boolean {
  if (protocol === '-1') return true;
  if (protocol !== 'tcp' && protocol !== '6') return false;
  return (fromPort ?? 0) <= HTTPS && HTTPS <= (toPort ?? 65535);
}
