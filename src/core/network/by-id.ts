import { once } from './once.ts';

interface Identified {
  readonly id: string;
}

const indexOf = once(
  (list: readonly Identified[]): ReadonlyMap<string, Identified> =>
    // Of two with the same id the first counts.
    new Map(list.toReversed().map((item) => [item.id, item])),
);

/** The item of a list with this id, if there are both. */
export function byId<Item extends Identified>(
  list: readonly Item[] | undefined,
  id: string | undefined,
): Item | undefined {
  return list && id !== undefined ? (indexOf(list).get(id) as Item | undefined) : undefined;
}
