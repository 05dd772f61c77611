import page from '../../../../docs/rules/path-gets-worse.md';
import type { Action, Path, ResourceChange } from '../../trace/path.ts';
import { counted, listOf, subjectOf } from '../effect.ts';
import { type Observation, type Rule, unique } from '../rule.ts';

/** The deployment takes a way that a path has today, or makes it uncertain. */
export const pathGetsWorse: Rule = {
  severity: 'error',
  page,
  observe: ({ paths, deployment }) => {
    const { before, changesOf } = deployment ?? {};
    if (!before || !changesOf) return [];
    const old = new Map(before.map((path) => [keyOf(path), path]));
    const worse = paths.flatMap((path): Worse[] => {
      const was = old.get(keyOf(path));
      return was && isWorse(was, path) ? [{ was, path, changes: changesOf(path) }] : [];
    });
    return [...grouped(worse).values()].map(observationOf);
  },
};

/** A path that the deployment makes worse. */
interface Worse {
  readonly was: Path;
  readonly path: Path;
  readonly changes: readonly ResourceChange[];
}

const keyOf = ({ subnetId, service }: Path): string => `${subnetId} ${service}`;

/** Whether a path leaves its endpoint, or is blocked or uncertain where it had a way. */
const isWorse = (was: Path, path: Path): boolean =>
  was.via !== path.via &&
  was.via !== 'blocked' &&
  was.via !== 'unknown' &&
  (was.via === 'endpoint' || path.via === 'blocked' || path.via === 'unknown');

/** Paths that get worse in the same way by the same changes. */
function grouped(worse: readonly Worse[]): ReadonlyMap<string, readonly Worse[]> {
  const groups = new Map<string, Worse[]>();
  for (const one of worse) {
    const key = JSON.stringify([one.was.via, one.path.via, one.changes]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

function observationOf(group: readonly Worse[]): Observation {
  const paths = group.map(({ path }) => path);
  const services = unique(paths.map(({ service }) => service));
  const changes = group[0]?.changes ?? [];
  const via = paths[0]?.via ?? 'unknown';
  return {
    services,
    subnetIds: unique(paths.map(({ subnetId }) => subnetId)),
    resourceIds: changes.map(({ name }) => name),
    message: `After this deployment, ${subjectOf(services, paths)} ${AFTER[via](paths)}${insteadOf(group)}${changesText(changes)}.`,
    faults: [],
    ...(via === 'unknown' && { severity: 'unknown' as const }),
  };
}

const AFTER: Readonly<Record<Path['via'], (paths: readonly Path[]) => string>> = {
  endpoint: () => 'go through an endpoint',
  nat: (paths) =>
    `go through ${counted(
      paths.flatMap(({ natGatewayId }) => natGatewayId ?? []),
      'NAT gateway',
    )}`,
  internet: () => 'go through the internet gateway',
  other: () => 'leave the VPC another way',
  blocked: () => 'are blocked',
  unknown: () => 'may go another way',
};

/** The way that they have today. */
function insteadOf(group: readonly Worse[]): string {
  const ids = group.flatMap(({ was }) => (was.via === 'endpoint' ? (was.endpointId ?? []) : []));
  const today = ids.length > 0 ? `through ${counted(ids, 'endpoint')}` : 'another way';
  return ` (today ${today})`;
}

const DEEDS: Readonly<Record<Action, string>> = {
  delete: 'destroyed',
  replace: 'replaced',
  update: 'changed',
  create: 'created',
  forget: 'no longer managed, but not destroyed',
};

/** What the deployment does to resources, what goes first. */
export function changesText(changes: readonly ResourceChange[]): string {
  const deeds = (Object.keys(DEEDS) as Action[]).flatMap((action) => {
    const names = changes.filter((change) => change.action === action).map(({ name }) => name);
    if (names.length === 0) return [];
    const shown = names.length > MOST ? `${names.length} resources` : listOf(names);
    return [`${shown} ${names.length > 1 ? 'are' : 'is'} ${DEEDS[action]}`];
  });
  return deeds.length === 0 ? '' : `: ${listOf(deeds)}`;
}

const MOST = 4;
