import type { Name, Planned } from './parts.ts';

/**
 * The names of resources that a name given by the user means: an address or a logical ID, with `*` for any text; all instances
 * of a resource by its address without a key; or an ID that the code knows.
 */
export function namesMatching(
  given: string,
  resources: readonly { readonly id: Name }[],
  { after: { ids } }: Planned,
): Name[] {
  const names = resources.map(({ id }) => id);
  if (names.includes(given)) return [given];
  const pattern = new RegExp(`^${given.split('*').map(escaped).join('.*')}$`, 's');
  return names.filter((name) => pattern.test(name) || ids.get(name) === given || withoutKey(name) === given);
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** `aws_subnet.private` of `aws_subnet.private["a"]`. */
const withoutKey = (name: Name): string => name.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/, '');
