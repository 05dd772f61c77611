import { ERROR, isNull, known, listOf, mapOf, OPEN, sortedEntries, type Value } from './value.ts';

type List = Value & { is: 'list' };
type Function = (args: readonly Value[]) => Value;

/** What a function does with lists; anything else is open. */
const ofLists =
  (does: (lists: readonly List[]) => Value): Function =>
  (args) => {
    const lists = args.filter((arg) => arg.is === 'list');
    return lists.length === args.length ? does(lists) : OPEN;
  };

const ofList = (does: (list: List) => Value): Function =>
  ofLists(([list, another]) => (list && !another ? does(list) : OPEN));

const numberOf = (value: Value | undefined): number | undefined =>
  value?.is === 'known' && typeof value.value === 'number' ? value.value : undefined;

const ofNumbers =
  (does: (...numbers: number[]) => number): Function =>
  (args) => {
    const numbers = args.map(numberOf).filter((each) => each !== undefined);
    return numbers.length === args.length && numbers.length > 0 ? known(does(...numbers)) : OPEN;
  };

/** Whatever is in it, in no order. */
const unordered = (list: List): Value => listOf(list.items, false);

const isEmpty = (value: Value): boolean => isNull(value) || (value.is === 'known' && value.value === '');

/** Without those that are there already, as far as that can be told. */
function distinct(items: readonly Value[]): Value[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const key =
      item.is === 'made'
        ? `${item.instance.address}.${item.attribute}`
        : item.is === 'known'
          ? JSON.stringify(item.value)
          : item;
    return !seen.has(key) && seen.add(key);
  });
}

const isTold = (list: List): boolean => list.items.every(({ is }) => is !== 'open');

function flat(items: readonly Value[]): readonly Value[] | undefined {
  const all = items.map((item) =>
    item.is === 'list' ? (item.ordered ? flat(item.items) : undefined) : [item],
  );
  const told = all.filter((each) => each !== undefined);
  return told.length === all.length ? told.flat() : undefined;
}

const allWithin = (value: Value): readonly Value[] =>
  value.is === 'list' ? value.items.flatMap(allWithin) : [value];

function lookup([map, key, otherwise]: readonly Value[]): Value {
  if (map?.is !== 'map' || key?.is !== 'known' || key.value === null) return OPEN;
  return map.entries.get(String(key.value)) ?? otherwise ?? ERROR;
}

function range(args: readonly Value[]): Value {
  const numbers = args.map(numberOf).filter((each) => each !== undefined);
  const [first = 0, second] = numbers;
  if (numbers.length < args.length || args.length < 1 || args.length > 2) return OPEN;
  const [from, to] = second === undefined ? [0, first] : [first, second];
  // Terraform makes no more than 1,024, and counts down where the limit is below.
  if (to < from || to - from > 1024 || !Number.isInteger(from)) return OPEN;
  return listOf(Array.from({ length: Math.ceil(to - from) }, (_, index) => known(from + index)));
}

/**
 * The functions that are read, each as exact as Terraform's: what one does with values it can't tell apart is open.
 *
 * @see https://developer.hashicorp.com/terraform/language/functions
 */
export const FUNCTIONS: ReadonlyMap<string, Function> = new Map<string, Function>([
  [
    'concat',
    ofLists((lists) =>
      listOf(
        lists.flatMap(({ items }) => items),
        lists.every(({ ordered }) => ordered),
      ),
    ),
  ],
  [
    'flatten',
    ofList((list) => {
      const items = list.ordered ? flat(list.items) : undefined;
      return items ? listOf(items) : listOf(allWithin(list), false);
    }),
  ],
  ['toset', ofList((list) => listOf(distinct(list.items), false))],
  ['tolist', ofList((list) => list)],
  ['tostring', ([value]) => (value?.is === 'made' || isText(value) ? value : OPEN)],
  ['nonsensitive', ([value]) => value ?? OPEN],
  [
    'distinct',
    // IDs of different resources differ, but other things that a provider makes can be the same.
    ofList((list) =>
      listOf(
        distinct(list.items),
        list.ordered &&
          list.items.every((item) => item.is === 'known' || (item.is === 'made' && item.attribute === 'id')),
      ),
    ),
  ],
  [
    'compact',
    ofList((list) =>
      listOf(
        list.items.filter((item) => !isEmpty(item)),
        list.ordered,
      ),
    ),
  ],
  ['sort', ofList(unordered)],
  ['setunion', ofLists((lists) => listOf(distinct(lists.flatMap(({ items }) => items)), false))],
  ['reverse', ofList((list) => (list.ordered ? listOf(list.items.toReversed()) : list))],
  [
    'slice',
    ([list, from, to]) => {
      const [start, end] = [numberOf(from), numberOf(to)];
      if (list?.is !== 'list' || !list.ordered || start === undefined || end === undefined) return OPEN;
      return start >= 0 && start <= end && end <= list.items.length
        ? listOf(list.items.slice(start, end))
        : ERROR;
    },
  ],
  [
    'element',
    ([list, at]) => {
      const index = numberOf(at);
      if (list?.is !== 'list' || !list.ordered || index === undefined || !Number.isInteger(index))
        return OPEN;
      // Versions differ in what they do with negative ones.
      return index < 0 ? OPEN : (list.items[index % list.items.length] ?? ERROR);
    },
  ],
  [
    'length',
    ([value]) => {
      if (value?.is === 'map') return known(value.entries.size);
      if (value?.is === 'list' && value.ordered) return known(value.items.length);
      return isText(value) ? known([...value.value].length) : OPEN;
    },
  ],
  [
    'one',
    ofList((list) => {
      const [only, another] = list.items;
      if (!isTold(list) || (another && !list.ordered)) return OPEN;
      return another ? ERROR : (only ?? known(null));
    }),
  ],
  [
    'coalesce',
    (args) => {
      const first = args.find((arg) => !isEmpty(arg));
      return first ?? ERROR;
    },
  ],
  [
    'coalescelist',
    ofLists((lists) => {
      const first = lists.find(({ items }) => items.length > 0);
      return first === undefined ? ERROR : isTold(first) ? first : OPEN;
    }),
  ],
  ['lookup', lookup],
  [
    'keys',
    ([map]) => (map?.is === 'map' ? listOf(sortedEntries(map.entries).map(([key]) => known(key))) : OPEN),
  ],
  [
    'values',
    ([map]) => (map?.is === 'map' ? listOf(sortedEntries(map.entries).map(([, value]) => value)) : OPEN),
  ],
  [
    'merge',
    (args) => {
      const maps = args.filter((arg) => arg.is === 'map');
      return maps.length < args.length ? OPEN : mapOf(maps.flatMap(({ entries }) => [...entries]));
    },
  ],
  ['tomap', ([map]) => (map?.is === 'map' ? map : OPEN)],
  [
    'zipmap',
    ofLists(([keys, values]) => {
      if (!keys?.ordered || !values?.ordered || keys.items.length !== values.items.length) return OPEN;
      const texts = keys.items.filter(isText).map(({ value }) => value);
      if (texts.length < keys.items.length || new Set(texts).size < texts.length) return OPEN;
      return mapOf(texts.map((key, index) => [key, values.items[index] ?? OPEN]));
    }),
  ],
  [
    'contains',
    ([list, value]) => {
      if (list?.is !== 'list' || value?.is !== 'known' || !list.items.every(({ is }) => is === 'known'))
        return OPEN;
      const values = list.items.map((item) => (item.is === 'known' ? item.value : null));
      return values.every((each) => typeof each === typeof value.value)
        ? known(values.includes(value.value))
        : OPEN;
    },
  ],
  ['range', range],
  ['min', ofNumbers(Math.min)],
  ['max', ofNumbers(Math.max)],
  ['floor', ofNumbers(Math.floor)],
  ['ceil', ofNumbers(Math.ceil)],
]);

const isText = (value: Value | undefined): value is Value & { is: 'known'; value: string } =>
  value?.is === 'known' && typeof value.value === 'string';
