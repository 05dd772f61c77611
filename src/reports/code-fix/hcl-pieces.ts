import type { Network } from '../../core/network/network.ts';
import type { Change } from '../../core/plan/change.ts';
import type { Tasks } from '../../core/workload/tasks.ts';
import type { Hcl } from '../../formats/terraform/hcl-value.ts';
import type { Code, Name } from '../../sources/planned/parts.ts';
import { parseAddress } from '../../sources/planned/terraform-address.ts';
import type { Argument, Block } from './hcl-block.ts';
import { type HclScope, pathOf } from './hcl-scope.ts';
import type { Piece } from './hcl-text.ts';

/** All that the parts of one fix share. */
export interface Fixing {
  readonly network: Network;
  readonly tasks: Tasks;
  /** All that the fix changes. */
  readonly changes: readonly Change[];
  readonly code: Code;
  readonly scope: HclScope;
  /** The label of the security group that new endpoints get, where none is there for them. */
  readonly newGroup: string;
}

export const idsOf = (names: readonly Name[], module: string, { scope }: Fixing): Hcl[] | undefined => {
  const ids = names.flatMap((name) => scope.id(name, module) ?? []);
  return ids.length === names.length ? ids : undefined;
};

/** The module of a resource that the code has a block for; undefined for what exists outside, and for what it only reads. */
export function moduleOf(name: Name): string | undefined {
  const address = parseAddress(name);
  return address?.mode === 'resource' ? pathOf(address.modules) : undefined;
}

/** A name without what all names have in common. */
export const shortName = (name: Name): string => {
  const address = parseAddress(name);
  return address
    ? [...address.modules.map((step) => step.name), address.label, address.index].join('_')
    : name.replace(/^(?:cn\.)?com\.amazonaws\.[^.]+\./, '');
};

export const added = (block: Block): Piece => ({ module: '', block, edits: undefined });

/** What the block of a resource gets; undefined where the code has none. */
export function edited(
  name: Name,
  group: readonly Argument[],
  blocks: readonly Block[] = [],
): Piece | undefined {
  const address = parseAddress(name);
  if (address?.mode !== 'resource') return undefined;
  return {
    module: pathOf(address.modules),
    block: { words: ['resource', address.type, address.label], groups: [group], blocks },
    edits: name,
  };
}

/** A sentence in the place of what needs references to names of which the scope doesn't reach all. */
export const unreached = (names: readonly Name[], module: string, { scope }: Fixing): Piece =>
  outOfReach(names.filter((name) => scope.id(name, module) === undefined));

export const outOfReach = (names: readonly Name[]): Piece => ({
  comment: `This can't be written as code here, because this code has no way to refer to ${names.join(', ')}.`,
});

export const outside = (name: Name, what: string): Piece => ({
  comment: `${name} is not in this code: ${what} where it is managed.`,
});
