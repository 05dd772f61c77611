/** Texts that nobody should put into a file, and that some file holds. */
export const HOSTILE = [
  '',
  ' ',
  '::error::x',
  '##vso[task.complete result=Failed;]x',
  'a\nb',
  'a\r\u001b[31mb',
  '\u009b31m',
  '\u202eabc\u2066',
  'a\u200bb\ufeff',
  '\ud800',
  '__proto__',
  'constructor',
  'toString',
  '${x}',
  '{{x}}',
  "'; touch x; '",
  '名前',
  '👨‍👩‍👧',
  '0',
  'subnet-',
  '10.0.0.0/33',
  'x'.repeat(5_000),
];

const NUMBERS = [0, -1, 1, 65_536, 2 ** 31, 2 ** 53, 1e308, 0.5];

/** What a snapshot lets be null, and leave out. */
const NULLABLE =
  /^(az|cidr|routeTableId|subnetId|service|policy|ip|fromPort|toPort|dnsSupport|dnsHostnames|nameServers|routeTables|endpoints|securityGroups|networkAcls|natGateways|prefixLists|offers|cidrs)$/;

/** Endpoint policies that are none, or odd. */
const DOCUMENTS = [
  '{}',
  '[]',
  'null',
  '{"Statement":[]}',
  '{"Statement":{"Effect":"Deny","Action":"*","__proto__":1}}',
];

/** Texts that fit in a field of a snapshot, each hostile as far as the form goes. */
const FITTING = [
  [/^(name|reason|assumptions)$/, HOSTILE.filter((text) => /^\P{Cc}+$/u.test(text))],
  [/^policy$/, [...HOSTILE, ...DOCUMENTS]],
  [
    /^(id|subnetId|routeTableId|az)$/,
    ['x', '0', 'constructor', 'toString', '__proto__', 'section_start:1:x', 'subnet-gone', 'a'.repeat(300)],
  ],
];

/**
 * A copy of a JSON value in which up to `most` places hold something else.
 *
 * @param options.fitting whether only what a snapshot can hold there is put in, so that mostly it loads
 */
export function mutated(value, random, { most = 3, fitting = false } = {}) {
  const copy = structuredClone(value);
  const changes = [];
  for (let count = 1 + random.below(most); count > 0; count -= 1) {
    const places = placesOf(copy).map((place) => ({
      ...place,
      changes: fitting
        ? fittingChangesOf(place, copy, random)
        : changesOf(place.holder[place.key], copy, random),
    }));
    const open = places.filter((place) => place.changes.length > 0);
    if (open.length === 0) break;
    // By name of the field first: else the few fields of subnets are lost among those of rules and routes.
    const fields = byField(open);
    const { holder, key, path, changes: possible } = random.pick(random.pick(fields));
    const change = random.pick(possible);
    change.apply(holder, key);
    changes.push(`${change.name} at ${path}`);
  }
  return { value: copy, changes };
}

/**
 * Every single change of a JSON value: at each place, each kind that there is for what stands there, in each of its variants.
 *
 * @returns for each its kind, the keys that lead to the place, the place with 0 for every index, and what makes the changed text
 */
export function everyChange(value) {
  return placesOf(value).flatMap(({ holder, key, path }) => {
    const keys = path.slice(1).split('/');
    return Object.entries(kindsOf(holder[key])).flatMap(([kind, changes]) =>
      changes.map((change) => ({
        kind,
        keys,
        field: fieldOf(path),
        text: () => {
          const copy = structuredClone(value);
          change.apply(
            keys.slice(0, -1).reduce((at, each) => at[each], copy),
            key,
          );
          return JSON.stringify(copy);
        },
      })),
    );
  });
}

const OTHER_TYPES = ['x', 7, true, [], {}];

const typeOf = (item) => (Array.isArray(item) ? 'array' : typeof item);

/** What can be changed about what stands at a place. */
function kindsOf(item) {
  const others = OTHER_TYPES.filter((other) => typeOf(other) !== typeOf(item));
  return {
    nothing: [GONE],
    null: [put('null', null)],
    'another type': others.map((other) => put('another type', other)),
    ...KINDS[typeOf(item)]?.(item),
  };
}

const KINDS = {
  array: (items) =>
    items.length === 0
      ? { 'an item': ['x', null, {}].map((item) => put('an item', [item])) }
      : {
          'no items': [put('no items', [])],
          'an item twice': [put('an item twice', [...items, structuredClone(items[0])])],
          'another order': [put('another order', [...items].reverse())],
        },
  object: (item) =>
    item && {
      'another key': ['__proto__', 'constructor', 'x'].map((key) =>
        put('another key', Object.fromEntries([...Object.entries(item), [key, { id: 'x' }]])),
      ),
    },
  string: (text) => ({
    'a hostile text': [...HOSTILE, ...(text.startsWith('{') ? DOCUMENTS : [])].map((each) =>
      put('a text', each),
    ),
    'an id of nothing': [put('an id of nothing', `${text.replace(/-.*/s, '')}-gone`)],
  }),
  number: () => ({ 'a number': NUMBERS.map((number) => put('a number', number)) }),
  boolean: (item) => ({ 'the contrary': [put('the contrary', !item)] }),
};

/** Each change keeps the form of a snapshot: nulls where they may be, items fewer or more, references to elsewhere. */
function fittingChangesOf({ holder, key, path }, whole, random) {
  const item = holder[key];
  const changes = [];
  if (!Array.isArray(holder) && NULLABLE.test(key) && !/\/(vpc|ingress|egress)\/(\d+\/)?cidrs$/.test(path))
    changes.push(put('null', null));
  if (Array.isArray(holder)) changes.push(GONE);
  if (Array.isArray(item)) changes.push(...arrayChanges(item, random));
  if (typeof item === 'boolean') changes.push(put('the contrary', !item));
  if (typeof item === 'number' && key !== 'schemaVersion')
    changes.push(put('a number', random.pick(NUMBERS.filter(Number.isInteger))));
  if (typeof item === 'string') {
    const texts = FITTING.find(([name]) => name.test(key))?.[1];
    if (texts) changes.push(put('a text', random.pick(texts)));
    // Not a word of a list of words, such as a kind.
    if (/Id$|Ids\/\d+$|^id$|^service/.test(Array.isArray(holder) ? path : key))
      changes.push(put('a text of elsewhere', textOfElsewhere(item, whole, random)));
  }
  return changes;
}

/** Where something stands in a JSON value. */
function placesOf(value, path = '') {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => [
    { holder: value, key, path: `${path}/${key}` },
    ...placesOf(value[key], `${path}/${key}`),
  ]);
}

const put = (name, item) => ({
  name,
  apply: (holder, key) => {
    holder[key] = item;
  },
});

const GONE = {
  name: 'nothing',
  apply: (holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  },
};

const arrayChanges = (items, random) =>
  items.length === 0
    ? []
    : [
        put('no items', []),
        put('an item twice', [...items, structuredClone(random.pick(items))]),
        put('another order', [...items].reverse()),
      ];

function changesOf(item, whole, random) {
  const changes = [put('null', null), GONE];
  if (Array.isArray(item)) return [...changes, ...arrayChanges(item, random)];
  switch (typeof item) {
    case 'string':
      return [
        ...changes,
        put('a text', random.pick(HOSTILE)),
        put('a text of elsewhere', textOfElsewhere(item, whole, random)),
      ];
    case 'number':
      return [...changes, put('a number', random.pick(NUMBERS))];
    case 'boolean':
      return [...changes, put('the contrary', !item), put('the contrary', !item)];
    default:
      return changes;
  }
}

/** Another text of the same file, mostly one that begins alike: a reference to something else. */
function textOfElsewhere(item, whole, random) {
  const texts = placesOf(whole).flatMap(({ holder, key }) =>
    typeof holder[key] === 'string' ? [holder[key]] : [],
  );
  const alike = texts.filter((text) => text !== item && text.slice(0, 3) === item.slice(0, 3));
  return random.pick(alike.length > 0 && random.fraction() < 0.8 ? alike : texts) ?? '';
}

/** The same for every item of a list. */
const fieldOf = (path) => path.replaceAll(/\/\d+/g, '/0');

function byField(places) {
  const fields = new Map();
  for (const place of places) {
    const field = fieldOf(place.path);
    fields.set(field, [...(fields.get(field) ?? []), place]);
  }
  return [...fields.values()];
}
