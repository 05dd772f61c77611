import { isUnknown, type Told, type ToldList } from '../../src/sources/planned/parts.ts';

/** A value that is settled. */
export function settled<T>(told: Told<T>): T {
  if (isUnknown(told)) throw new Error(told.unknown);
  return told;
}

/** The items of a list, all settled. */
export const items = <T>(list: ToldList<T>): T[] => settled(list).map(settled);
