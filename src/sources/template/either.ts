import { equal, isList, isMembers, type Members, unsettled, type Value } from './value.ts';

/**
 * One of two values, as far as they are the same: lists item by item, objects member by member.
 *
 * @param unknown what decides which one it is
 */
export function either(one: Value | undefined, other: Value | undefined, unknown: string): Value | undefined {
  if (one === undefined && other === undefined) return undefined;
  if (one === undefined || other === undefined) return unsettled(unknown, { optional: true });
  if (equal(one, other) === true) return one;
  if (isList(one) && isList(other)) {
    const longer = one.length > other.length ? one : other;
    return longer.map((_, index) => either(one[index], other[index], unknown) ?? '');
  }
  if (isMembers(one) && isMembers(other)) {
    const keys = Object.keys({ ...one, ...other });
    return Object.fromEntries(
      keys.map((key) => [key, either(memberOf(one, key), memberOf(other, key), unknown) ?? '']),
    );
  }
  return unsettled(unknown);
}

const memberOf = (members: Members, key: string): Value | undefined =>
  Object.hasOwn(members, key) ? members[key] : undefined;
