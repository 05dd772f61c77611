import { isUnknown, type Told, type ToldList } from '../planned/parts.ts';

/** Lists one after another; where one of them is unknown as a whole, that is one unknown item of the result. */
export const joined = <T>(...lists: readonly ToldList<T>[]): ToldList<T> => {
  const filled = lists.filter((list) => isUnknown(list) || list.length > 0);
  const [only] = filled;
  if (only && filled.length === 1) return only;
  const items = filled.flatMap((list): readonly Told<T>[] => (isUnknown(list) ? [list] : list));
  return [...new Set(items)];
};

/** A list of the one value, or of none where there is none. */
export const asList = <T>(value: Told<T | undefined>): ToldList<T> =>
  isUnknown(value) ? [value] : value === undefined ? [] : [value];

/** What is done to a value that is known. */
export const mapped = <T, U>(value: Told<T>, change: (value: T) => Told<U>): Told<U> =>
  isUnknown(value) ? value : change(value);

/** Parts without those that say the same as one before. AWS reports in a table or group what resources of their own made. */
export const distinct = <T>(parts: readonly T[]): T[] => [
  ...new Map(parts.map((part) => [JSON.stringify(part), part])).values(),
];
