import { oneLine } from '../../core/text/visible.ts';
import { isUnknown, type Name, type Told, type ToldList, type Unknown } from '../planned/parts.ts';
import type { Instance } from './deployment.ts';
import { type BlockCode, codeOf, codeOfBlocks, isDeclared } from './expressions.ts';
import { at, isObject, type JsonObject, objectAt } from './json-value.ts';
import type { Kind } from './kinds.ts';
import type { Resolver } from './resolver.ts';
import type { PathStep, Use } from './written.ts';

/** A resource instance, or a block in it, to be asked for its attributes. */
export interface Block {
  readonly instance: Instance;
  /** `aws_route_table.main.route[0]`. */
  readonly label: string;
  readonly values: JsonObject;
  readonly unknown: unknown;
  readonly sensitive: unknown;
  readonly code: BlockCode;
  /** The blocks that lead to it within the instance, itself the last: none for the outermost. */
  readonly path: readonly PathStep[];
  readonly resolver: Resolver;
}

/** The outermost block of an instance. */
export const blockOf = (instance: Instance, resolver: Resolver): Block => ({
  instance,
  label: instance.address,
  values: instance.values,
  unknown: instance.unknown,
  sensitive: instance.sensitive,
  code: codeOf(instance.configuration),
  path: [],
  resolver,
});

/** That an attribute isn't known. */
export const notKnown = ({ label }: Block, attribute: string, why = 'known after apply'): Unknown => ({
  unknown: `${oneLine(label)}.${attribute} (${why})`,
});

/**
 * The value of an attribute. Null, and what the code of a new resource doesn't mention, is undefined: then its default holds.
 */
export function settledIn(block: Block, attribute: string): unknown | Unknown {
  if (holdsTrue(at(block.sensitive, attribute))) return notKnown(block, attribute, 'sensitive');
  if (at(block.unknown, attribute) === true) {
    return isLeftOut(block, attribute) ? undefined : notKnown(block, attribute);
  }
  const value = at(block.values, attribute) ?? undefined;
  return isObject(value) ? notKnown(block, attribute, 'is an object') : value;
}

/** Whether the code of a resource that is created says nothing of an attribute, which the provider then computes. */
export const isLeftOut = ({ instance, code }: Block, attribute: string): boolean =>
  instance.created && isDeclared(code, attribute) === false;

/** Whether a list or a block was read from AWS rather than from the code, and so holds what other resources do to it, too. */
export const isObserved = ({ code }: Block, attribute: string): boolean =>
  isDeclared(code, attribute) === false;

/** An attribute as text. Empty text is undefined, as the provider has it for what is left out. */
export function textOf(block: Block, attribute: string): Told<string | undefined> {
  const value = settledIn(block, attribute);
  if (value === undefined || isUnknown(value)) return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return notKnown(block, attribute, 'is not text');
  return value === '' ? undefined : value;
}

export function flagOf(block: Block, attribute: string): Told<boolean | undefined> {
  const value = settledIn(block, attribute);
  if (value === undefined || isUnknown(value) || typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return notKnown(block, attribute, 'is neither true nor false');
}

export function numberOf(block: Block, attribute: string): Told<number | undefined> {
  const value = settledIn(block, attribute);
  if (value === undefined || isUnknown(value)) return value;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number)
    ? number
    : notKnown(block, attribute, 'is no whole number');
}

/** A list or set of texts; none where it is left out. */
export function textsOf(block: Block, attribute: string): ToldList<string> {
  const value = settledIn(block, attribute);
  if (value === undefined) return [];
  if (isUnknown(value)) return value;
  if (!Array.isArray(value)) return notKnown(block, attribute, 'is no list');
  const unknown = at(block.unknown, attribute);
  return value.flatMap((item: unknown, index): Told<string>[] => {
    if (at(unknown, index) === true) return [notKnown(block, `${attribute}[${index}]`)];
    if (item === '') return [];
    return typeof item === 'string' ? [item] : [notKnown(block, `${attribute}[${index}]`, 'is not text')];
  });
}

const useOf = ({ instance, path, code, label }: Block, attribute: string): Use => ({
  instance,
  path,
  code,
  attribute,
  label: `${label}.${attribute}`,
});

/** The resource that an attribute refers to; undefined where it refers to none. */
export function nameIn(block: Block, attribute: string, kind: Kind): Told<Name | undefined> {
  const { resolver } = block;
  const value = textOf(block, attribute);
  if (value === undefined) return undefined;
  if (!isUnknown(value)) return resolver.nameOfId(value, kind);
  return at(block.unknown, attribute) === true ? resolver.one(useOf(block, attribute), kind) : value;
}

/** The resource that an attribute refers to which is always there. */
export const requiredName = (block: Block, attribute: string, kind: Kind): Told<Name> =>
  nameIn(block, attribute, kind) ?? notKnown(block, attribute, 'is missing');

/** The resources that a list or set refers to. */
export function namesIn(block: Block, attribute: string, kind: Kind): ToldList<Name> {
  const { resolver } = block;
  const value = textsOf(block, attribute);
  const name = (item: Told<string>) => (isUnknown(item) ? item : resolver.nameOfId(item, kind));
  if (isUnknown(value)) {
    return at(block.unknown, attribute) === true ? resolver.all(useOf(block, attribute), kind) : value;
  }
  if (!value.some((item) => isUnknown(item) && item.unknown.endsWith('(known after apply)')))
    return value.map(name);
  // A list, unlike a set, shows which of its items are known.
  const known = value.filter((item) => !isUnknown(item)).map(name);
  const all = resolver.all(useOf(block, attribute), kind);
  const told = isUnknown(all) ? [] : [...new Set([...known, ...all])];
  return told.length < value.length || told.some(isUnknown) ? value.map(name) : told;
}

/** The blocks of a name in a block; none where they are left out. */
export function blocksIn(block: Block, name: string): Told<readonly Block[]> {
  const { instance, label, resolver } = block;
  const sensitive = at(block.sensitive, name);
  if (sensitive === true) return notKnown(block, name, 'sensitive');
  const unknown = at(block.unknown, name);
  if (unknown === true) return isLeftOut(block, name) ? [] : notKnown(block, name);
  const value = at(block.values, name) ?? [];
  // A single block, as some providers have it, is a list of one.
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!items.every(isObject)) return notKnown(block, name, 'is no list of blocks');
  const code = codeOfBlocks(block.code, name, items.length);
  return items.map((values, index) => ({
    instance,
    label: `${label}.${name}[${index}]`,
    values,
    unknown: at(unknown, index),
    sensitive: at(sensitive, index),
    code,
    path: [...block.path, { name, values, unknown: at(unknown, index) }],
    resolver,
  }));
}

const holdsTrue = (flags: unknown): boolean =>
  flags === true || (Array.isArray(flags) && flags.some((flag) => flag === true));

/** The tags that are settled, for a part. */
export function tagsOf(block: Block): { nameTag?: string; tags?: Readonly<Record<string, string>> } {
  const attribute = isObject(at(block.values, 'tags_all')) ? 'tags_all' : 'tags';
  const secret = at(block.sensitive, attribute);
  if (secret === true) return {};
  const texts = Object.entries(objectAt(block.values, attribute) ?? {}).flatMap(([key, value]) =>
    typeof value === 'string' && at(secret, key) !== true ? [[key, value] as const] : [],
  );
  const name = texts.find(([key]) => key === 'Name')?.[1];
  const shown = name === undefined ? '' : oneLine(name);
  return {
    ...(shown !== '' && { nameTag: shown }),
    ...(texts.length > 0 && { tags: Object.fromEntries(texts) }),
  };
}
