import { at, type JsonObject } from './json-value.ts';
import type { Key } from './traversal.ts';
import { ERROR, known, listOf, mapOf, OPEN, sortedEntries, type Value } from './value.ts';

/** Items of which each has another known value. */
export function sizeOf(items: readonly Value[]): number {
  const values = items.flatMap((item) => (item.is === 'known' ? [item.value] : []));
  return values.length === items.length ? new Set(values).size : -1;
}

/** Instances by their keys: one without a key, a list for `count`, a map for `for_each`. */
export function keyed(
  all: readonly (readonly [Key | undefined, Value])[],
  code: JsonObject | undefined,
): Value {
  const isCounted = at(code, 'count_expression') !== undefined;
  const isForEach = at(code, 'for_each_expression') !== undefined;
  const [first, another] = all;
  if (first && !another && first[0] === undefined) return isCounted || isForEach ? OPEN : first[1];
  if (isForEach) {
    return all.every(([key]) => typeof key === 'string')
      ? mapOf(all.map(([key, value]) => [String(key), value]))
      : OPEN;
  }
  const items = all.toSorted(([a], [b]) => Number(a) - Number(b));
  return isCounted && items.every(([key], index) => key === index)
    ? listOf(items.map(([, value]) => value))
    : OPEN;
}

/** What `for` and `dynamic` go through, each with its key; undefined where that isn't certain. */
export function itemsOf(value: Value): readonly (readonly [Value, Value])[] | undefined {
  if (value.is === 'map') return sortedEntries(value.entries).map(([key, item]) => [known(key), item]);
  if (value.is !== 'list') return undefined;
  return value.items.every(({ is }) => is !== 'open')
    ? value.items.map((item, index) => [value.ordered ? known(index) : OPEN, item])
    : undefined;
}

export function objectOf(entries: readonly (readonly [Value, Value])[]): Value {
  const keys = entries.flatMap(([key]) =>
    key.is === 'known' && key.value !== null ? [String(key.value)] : [],
  );
  if (entries.some(([key]) => key.is === 'error')) return ERROR;
  if (new Set(keys).size < entries.length) return OPEN;
  return mapOf(entries.map(([, value], index) => [keys[index] ?? '', value]));
}

export function textOf(parts: readonly Value[]): Value {
  if (parts.some(({ is }) => is === 'error')) return ERROR;
  const texts = parts.flatMap((part) =>
    part.is === 'known' && part.value !== null ? [String(part.value)] : [],
  );
  return texts.length === parts.length ? known(texts.join('')) : OPEN;
}
