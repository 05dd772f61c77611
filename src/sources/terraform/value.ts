import type { Instance, Module } from './deployment.ts';
import { at, isObject } from './json-value.ts';

/** What an expression is worth before apply. */
export type Value =
  | { readonly is: 'known'; readonly value: string | number | boolean | null }
  /** A list or set. `ordered` is false where which item is where isn't certain: then it may also have some of them twice. */
  | { readonly is: 'list'; readonly items: readonly Value[]; readonly ordered: boolean }
  | { readonly is: 'map'; readonly entries: ReadonlyMap<string, Value> }
  | { readonly is: 'instance'; readonly instance: Instance }
  | { readonly is: 'module'; readonly module: Module }
  /** An attribute that the provider sets when it makes the resource: `aws_subnet.private[0].id`. */
  | { readonly is: 'made'; readonly instance: Instance; readonly attribute: string }
  /** Not known, or not read. As an item of a list it may be any number of items. */
  | { readonly is: 'open' }
  /** Terraform would stop here: an index that there isn't. `try` goes on. */
  | { readonly is: 'error' };

export const OPEN: Value = { is: 'open' };
export const ERROR: Value = { is: 'error' };

export const known = (value: string | number | boolean | null): Value => ({ is: 'known', value });

export const isNull = (value: Value): boolean => value.is === 'known' && value.value === null;

/** A list of what isn't an error. */
export const listOf = (items: readonly Value[], ordered = true): Value =>
  items.some(({ is }) => is === 'error')
    ? ERROR
    : { is: 'list', items, ordered: ordered && !items.some(({ is }) => is === 'open') };

export const mapOf = (entries: Iterable<readonly [string, Value]>): Value => {
  const map = new Map(entries);
  return [...map.values()].some(({ is }) => is === 'error') ? ERROR : { is: 'map', entries: map };
};

/** A value of JSON. */
export function ofJson(value: unknown): Value {
  if (Array.isArray(value)) return listOf(value.map(ofJson));
  if (isObject(value)) return mapOf(Object.keys(value).map((key) => [key, ofJson(at(value, key))]));
  if (value === null || value === undefined) return known(null);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? known(value)
    : OPEN;
}

/** In the order that Terraform has keys in. */
export const sortedEntries = (entries: ReadonlyMap<string, Value>): (readonly [string, Value])[] =>
  [...entries].sort(([a], [b]) => compareText(a, b));

/** By bytes in UTF-8, which is by code points. */
export function compareText(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (const [index, character] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (character !== other) return (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  }
  return left.length - right.length;
}
