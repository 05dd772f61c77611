import type { Change, ChangeOf } from '../core/plan/change.ts';

type Table = Readonly<Record<string, readonly Change['kind'][]>>;

/** The changes of a plan by what they become in a format, each list in the plan's order. */
export type ChangesByKind<Kinds extends Table> = {
  readonly [Name in keyof Kinds]: readonly ChangeOf<Kinds[Name][number]>[];
};

/**
 * Sorts changes by what they become in a format.
 *
 * @param kinds the kinds of changes that become each thing
 * @throws {Error} at a change that the format has no resource for: the plan should have made it a prerequisite
 */
export function changesByKind<const Kinds extends Table>(
  changes: readonly Change[],
  kinds: Kinds,
): ChangesByKind<Kinds> {
  const known = new Set(Object.values(kinds).flat());
  const strange = changes.find(({ kind }) => !known.has(kind));
  if (strange) throw new Error(`There is no resource for ${strange.kind}: the plan should give a command`);
  const lists = Object.entries(kinds).map(([name, of]) => [
    name,
    changes.filter(({ kind }) => of.includes(kind)),
  ]);
  return Object.fromEntries(lists) as ChangesByKind<Kinds>;
}
