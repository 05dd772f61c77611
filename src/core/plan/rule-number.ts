import type { NetworkAcl } from '../network/network.ts';
import { CLOSING_RULE } from '../network/network-acl.ts';
import type { ChangeOf } from './change.ts';

export type AclEntry = ChangeOf<'add-network-acl-entry'>;

/** What a new rule of a network ACL allows, and the number of the rule that it must come before. */
export interface NewRule extends Pick<AclEntry, 'cidr' | 'fromPort' | 'toPort'> {
  readonly before: number;
}

/**
 * Gives new rules in one direction of a network ACL their numbers, each to one rule only.
 *
 * A rule that the code of an earlier run has keeps its number. The others get none of that run's numbers either: where such a rule
 * goes, it is deleted only after the new one was created, and EC2 refuses a number that is there twice.
 *
 * @param kept the rules that an earlier run's code has, in any network ACL
 * @returns a function that chooses a number; undefined where none is left
 */
export function ruleNumbers(
  acl: NetworkAcl,
  egress: boolean,
  kept: readonly AclEntry[],
): (rule: NewRule) => number | undefined {
  const used = new Set(
    acl.entries.filter((entry) => entry.egress === egress).map(({ ruleNumber }) => ruleNumber),
  );
  const own = kept.filter((entry) => entry.aclId === acl.id && entry.egress === egress);
  const reserved = () => new Set([...used, ...own.map(({ ruleNumber }) => ruleNumber)]);
  return (rule) => {
    const same = own.find((entry) => isSame(entry, rule) && !used.has(entry.ruleNumber));
    const number = same?.ruleNumber ?? freeNumber(reserved(), rule.before) ?? freeNumber(used, rule.before);
    if (number !== undefined) used.add(number);
    return number;
  };
}

const isSame = (entry: AclEntry, { cidr, fromPort, toPort, before }: NewRule): boolean =>
  entry.cidr === cidr && entry.fromPort === fromPort && entry.toPort === toPort && entry.ruleNumber < before;

function freeNumber(used: ReadonlySet<number>, before: number): number | undefined {
  const last = Math.max(0, ...[...used].filter((number) => number < CLOSING_RULE));
  const next = Math.floor(last / 10) * 10 + 10;
  if (before === CLOSING_RULE && next < CLOSING_RULE) return next;
  for (let number = before - 1; number > 0; number--) if (!used.has(number)) return number;
  return undefined;
}
