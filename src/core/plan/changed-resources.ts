import { isUndoneByOwner } from './owner-advice.ts';
import type { ExistingChange, ExistingChangeKind, Undo } from './planned.ts';

/** What happens to a part of a resource: it is added, removed or changed. */
export type Mark = '+' | '-' | '~';

/** One change, in words. */
export interface ChangeLine {
  readonly mark: Mark;
  readonly text: string;
}

/** An existing resource, and the changes to it that share a reason and an undo. */
export interface ChangedResource {
  readonly id: string;
  /** `Network ACL acl-1 (app)`. */
  readonly title: string;
  readonly lines: readonly ChangeLine[];
  readonly because: string;
  readonly by: ExistingChange['by'];
  readonly undo: Undo;
}

/** Changes by resource, in the words that every view shows. */
export function changedResources(changes: readonly ExistingChange[]): ChangedResource[] {
  const groups = new Map<string, ExistingChange[]>();
  for (const change of changes) {
    const { resourceId, because, by, undo } = change;
    const key = JSON.stringify([resourceId, because, by, undo]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { kind, resourceId: id, name, because, by, undo } = first;
    const title = `${RESOURCES[kind]} ${id}${name === undefined ? '' : ` (${name})`}`;
    return [{ id, title, lines: group.flatMap(linesOf), because, by, undo }];
  });
}

/** The title of `ownersToTell`, in every view. */
export const OWNERS_TITLE =
  'If other code manages these resources, change it too. Otherwise its next run can undo this:';

/** What to change in other code that owns a changed resource, once for each kind of change that it would undo. */
export const ownersToTell = (changes: readonly ExistingChange[]): string[] =>
  adviceOf(changes.filter(({ kind }) => isUndoneByOwner(kind)));

/** Why other code that owns a changed resource leaves it alone, once for each kind of change of which that is true. */
export const leftAloneByOwners = (changes: readonly ExistingChange[]): string[] =>
  adviceOf(changes.filter(({ kind }) => !isUndoneByOwner(kind)));

const adviceOf = (changes: readonly ExistingChange[]): string[] => [
  ...new Set(changes.map(({ owner }) => owner)),
];

/** A change in words, one line per addition, removal or setting. */
export function linesOf({ kind, adds, removes, sets, services, wide }: ExistingChange): ChangeLine[] {
  const remark = wide ? ` (wide: more than ${services.join(', ')} needs)` : '';
  // The added statements say more than the two whole policy documents.
  const shown = kind === 'set-endpoint-policy' && adds.length > 0 ? undefined : sets;
  return [
    ...adds.map((text): ChangeLine => ({ mark: '+', text: text + remark })),
    ...removes.map((text): ChangeLine => ({ mark: '-', text })),
    ...(shown ? [{ mark: '~' as const, text: `${shown.setting}: from ${shown.from} to ${shown.to}` }] : []),
  ];
}

const RESOURCES: Readonly<Record<ExistingChangeKind, string>> = {
  'add-route': 'Route table',
  'delete-route': 'Route table',
  'add-route-tables': 'Endpoint',
  'add-subnets': 'Endpoint',
  'enable-private-dns': 'Endpoint',
  'limit-s3-private-dns': 'Endpoint',
  'set-endpoint-policy': 'Endpoint',
  'adopt-endpoint': 'Endpoint',
  'authorize-ingress': 'Security group',
  'authorize-egress': 'Security group',
  'add-network-acl-entry': 'Network ACL',
  'set-vpc-attribute': 'VPC',
  'associate-hosted-zone': 'VPC',
};
