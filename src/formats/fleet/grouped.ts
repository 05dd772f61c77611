/** VPCs that share code: the instances of a stack set, the calls of a module. */
export interface Group {
  /** It stays, whatever a later run adds: what is deployed under it would otherwise be destroyed. */
  readonly name: string;
  readonly shape: string;
  /** Their keys, in the order in which they joined. */
  readonly members: readonly string[];
}

/** A VPC that is to be in a group. */
export interface Member {
  readonly key: string;
  readonly shape: string;
  /** What a name for its group begins with. */
  readonly kind: string;
  /** No two members of a group may have the same. */
  readonly place: string;
}

/**
 * Puts members of one shape together, as few groups as that takes. A member leaves the group of an earlier run only if it no longer has
 * the shape that most of that group have. Its place there stays its own: what it has deployed under the name of the group would otherwise
 * become that of the next member in its place.
 *
 * @param earlier the groups of the run before
 * @param former the groups that members were in before that, by their key
 */
export function grouped(
  members: readonly Member[],
  earlier: readonly Omit<Group, 'shape'>[],
  former: Readonly<Record<string, readonly string[]>> = {},
): Group[] {
  const byKey = new Map(members.map((member) => [member.key, member]));
  const groups = earlier.flatMap(({ name, members: keys }): Draft[] => {
    const still = keys.flatMap((key) => byKey.get(key) ?? []);
    const shape = mostCommonShape(still);
    return shape === undefined
      ? []
      : [{ name, shape, members: still.filter((member) => member.shape === shape) }];
  });
  const settled = new Set(groups.flatMap((group) => group.members.map(({ key }) => key)));
  const names = new Set(earlier.map(({ name }) => name));
  const heldBy = new Map<string, string>();
  const hold = (group: string, key: string) => {
    const place = byKey.get(key)?.place;
    if (place !== undefined) heldBy.set(`${group} ${place}`, key);
  };
  for (const [key, all] of Object.entries(former)) for (const name of all) hold(name, key);
  for (const { name, members: keys } of earlier) for (const key of keys) hold(name, key);
  const mayBeIn = (group: Draft, { key, shape, place }: Member): boolean =>
    group.shape === shape &&
    group.members.every((other) => other.place !== place) &&
    (heldBy.get(`${group.name} ${place}`) ?? key) === key;
  for (const member of members) {
    if (settled.has(member.key)) continue;
    const room = groups.find((group) => mayBeIn(group, member));
    if (room) room.members.push(member);
    else groups.push({ name: freshName(member.kind, names), shape: member.shape, members: [member] });
  }
  return groups.map(({ name, shape, members: all }) => ({ name, shape, members: all.map(({ key }) => key) }));
}

interface Draft {
  readonly name: string;
  readonly shape: string;
  readonly members: Member[];
}

/** The first of those that are equally common. */
function mostCommonShape(members: readonly Member[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { shape } of members) counts.set(shape, (counts.get(shape) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** `private-ecs-fargate`, then `private-ecs-fargate-2`. */
function freshName(kind: string, names: Set<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? kind : `${kind}-${number}`;
    if (names.has(name)) continue;
    names.add(name);
    return name;
  }
}
