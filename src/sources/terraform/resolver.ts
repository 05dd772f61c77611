import { oneLine } from '../../core/text/visible.ts';
import type { Name, Told, ToldList, Unknown } from '../planned/parts.ts';
import type { Deployment, Instance, Module } from './deployment.ts';
import { type BlockCode, codeOf, referenceList } from './expressions.ts';
import { at, itemsAt, type JsonObject, objectAt } from './json-value.ts';
import { canHold, type Kind } from './kinds.ts';
import { type Key, type Reference, referencesIn } from './traversal.ts';

/** Where an expression stands: what `var`, `count.index` and `each` mean there. */
interface Scope {
  readonly module: Module;
  readonly key: Key | undefined;
  /** All that has a key beside it: not known for an element of a list. */
  readonly siblings?: Siblings | undefined;
  /** The code that has `for_each`: of the resource, or of the call of the module. */
  readonly owner: JsonObject | undefined;
  /** What has the key: `aws_route.nat`, `module.net`. */
  readonly label: string;
}

type Siblings = readonly { readonly key: Key | undefined }[];

/** A resource that a reference may mean. */
interface Member {
  readonly name: Name;
  /** The keys that choose it among the others of its group, the outermost first. */
  readonly keys: readonly Key[];
  /** Its ID is known, so that what is known only after apply doesn't come from it alone. */
  readonly known: boolean;
}

/** What one reference may mean: all instances of a resource, or one. */
interface Group {
  readonly label: string;
  readonly members: readonly Member[];
  /** Where the members were chosen among others by a key: of what, and the key. */
  readonly chosenBy?: { readonly label: string; readonly key: Key };
  /** Why a key doesn't choose among the members. */
  readonly unchosen?: string;
}

/** What the references of an expression lead to. */
interface Found {
  readonly groups: readonly Group[];
  /** What can't be followed, and the module it stands in: local values, and code that isn't shown (without a text). */
  readonly open: readonly { readonly text: string | undefined; readonly module: Module }[];
  /** Values that take part and are known: of variables. */
  readonly known: readonly unknown[];
  /** What takes part, isn't known and is no resource of the kind. */
  readonly others: readonly string[];
}

const NOTHING: Found = { groups: [], open: [], known: [], others: [] };

/** Modules hand values on over a few levels; where it's more, something leads in a circle. */
const DEEPEST = 60;

/**
 * Tells which resource an ID belongs to: by the ID where it's known, else by the references of the code.
 *
 * An ID that is known only after apply comes from something that isn't known yet, so that is what an expression can mean. One resource
 * that it can mean is certain. Where it refers to all instances of a resource and to its own key, and both have the same keys, the
 * instance with that key is taken, and where a list refers to all instances, all are. Both are said in `assumptions`. All else is unknown.
 */
export class Resolver {
  readonly #deployment: Deployment;
  readonly #variables: JsonObject | undefined;
  readonly #names = new Map<Kind, ReadonlyMap<string, Name>>();
  readonly #groups = new Map<Kind, Map<string, Group>>();
  readonly #reached = new Map<Kind, Map<Module, ReadonlySet<Name>>>();
  readonly #byKey = new WeakMap<Group, ReadonlyMap<string, readonly Member[]>>();
  readonly #alike = new WeakMap<Siblings, WeakMap<ReadonlyMap<string, unknown>, boolean>>();
  readonly #references = new WeakMap<readonly unknown[], readonly Reference[]>();
  readonly #found = new WeakMap<readonly unknown[], Map<string, Found>>();
  readonly #aliases = new Map<Name, Name>();
  readonly assumptions = new Set<string>();

  /** @param variables values of the root module's variables */
  constructor(deployment: Deployment, variables: JsonObject | undefined) {
    this.#deployment = deployment;
    this.#variables = variables;
  }

  /** From now on `name` is called `other`: what AWS makes with a VPC, where the code has it as a resource. */
  alias(name: Name, other: Name): void {
    this.#aliases.set(name, other);
  }

  /** The name behind which `other` was adopted, less how it was named after that. */
  adoptedFrom(other: Name): Name | undefined {
    for (const [name, adopted] of this.#aliases) if (adopted === other) return name.replace(SUFFIX, '');
    return undefined;
  }

  /** The name of the resource of a kind that has an ID; the ID itself for what is outside of the code. */
  nameOfId(id: string, kind: Kind): Name {
    let names = this.#names.get(kind);
    if (!names) {
      names = this.#namesOf(kind);
      this.#names.set(kind, names);
    }
    return this.canonical(names.get(id) ?? id);
  }

  /** The name of an instance: its address, or for what a data source read, its ID. */
  nameOf(instance: Instance): Name {
    const id = at(instance.values, 'id');
    return instance.data && typeof id === 'string' && id !== '' ? id : instance.address;
  }

  /** The one resource that an attribute known only after apply refers to. */
  one(instance: Instance, code: BlockCode, attribute: string, label: string, kind: Kind): Told<Name> {
    const found = this.#of(instance, code, attribute, kind);
    const names = new Set(found.groups.flatMap(({ members }) => unknownNames(members)));
    const byReach = found.open.flatMap(({ module }) => [...this.#reach(module, kind)]);
    for (const name of byReach) names.add(name);
    const [name, another] = names;
    if (name === undefined || another !== undefined || found.others.length > 0) return unknown(label, found);
    for (const group of found.groups) this.#assumeKey(group);
    const [open] = found.open;
    if (open && !isDirect(found, name)) this.#assumeOnly(open, label, name);
    return this.canonical(name);
  }

  /** All resources that an attribute refers to of which not all is known. */
  all(instance: Instance, code: BlockCode, attribute: string, label: string, kind: Kind): ToldList<Name> {
    const found = this.#of(instance, code, attribute, kind);
    const { groups, open, known, others } = found;
    const isShared = typeof code === 'object' && 'expression' in code && code.shared;
    // Whatever else takes part may choose among several.
    if (groups.length > 1 && (isShared || known.length > 0)) return unknown(label, found);
    if (groups.length > 0 && open.length + others.length > 0) return unknown(label, found);
    const said = known.filter((value) => !isEmpty(value));
    const several = groups.filter(({ members }) => members.length > 1);
    if (several.length > 0) {
      const chooses = said.some((value) => typeof value !== 'boolean');
      if (chooses || several.some(({ unchosen }) => unchosen)) return unknown(label, found);
    }
    const more = said.some((value) => holdsId(value, kind));
    const names = new Set(groups.flatMap(({ members }) => members.map(({ name }) => this.canonical(name))));
    if (names.size === 0) {
      const reached = new Set(open.flatMap(({ module }) => [...this.#reach(module, kind)]));
      const [name, another] = reached;
      if (name === undefined || another !== undefined || others.length > 0) return unknown(label, found);
      return [this.canonical(name), unknown(label, found)];
    }
    for (const group of groups) this.#assumeKey(group);
    const list = wholeOf(instance) + label.slice(instance.address.length);
    for (const { label: target } of several) {
      this.assumptions.add(`${oneLine(list)} is taken to have all of ${oneLine(withoutKeys(target))}.`);
    }
    this.assumptions.add(ONLY_REFERENCES);
    return more ? [...names, unknown(label, found)] : [...names];
  }

  /** What a name is called in the end: see `alias`. */
  canonical(name: Name): Name {
    return this.#aliases.get(name) ?? name;
  }

  #assumeKey({ label, chosenBy }: Group): void {
    if (!chosenBy) return;
    const key = typeof chosenBy.key === 'number' ? 'index' : 'key';
    this.assumptions.add(
      `Each ${oneLine(chosenBy.label)} is taken to use the ${oneLine(withoutKeys(label))} that has the same ${key}.`,
    );
  }

  #assumeOnly({ text, module }: Found['open'][number], label: string, name: Name): void {
    const what =
      text === undefined
        ? oneLine(label)
        : `${oneLine(text)}${module.address === '' ? '' : ` in ${oneLine(module.address)}`}`;
    this.assumptions.add(
      `${what} is taken to be that of ${oneLine(name)}: nothing else is created that it could mean.`,
    );
  }

  #namesOf(kind: Kind): ReadonlyMap<string, Name> {
    const names = new Map<string, Name>();
    const add = (id: unknown, name: Name) => {
      if (typeof id === 'string' && id !== '' && !names.has(id)) names.set(id, name);
    };
    const instances = kind.types.flatMap((type) => this.#deployment.byType.get(type) ?? []);
    for (const instance of instances.filter(({ data }) => !data)) {
      for (const attribute of kind.identities) add(at(instance.values, attribute), instance.address);
    }
    for (const { type, attribute, suffix, shared } of kind.held ?? []) {
      for (const instance of shared ? [] : (this.#deployment.byType.get(type) ?? [])) {
        add(at(instance.values, attribute), this.nameOf(instance) + suffix);
      }
    }
    return names;
  }

  #of(instance: Instance, code: BlockCode, attribute: string, kind: Kind): Found {
    const { module } = instance;
    const list = referenceList(code, attribute);
    if (list === 'hidden') return { ...NOTHING, open: [{ text: undefined, module }] };
    return this.#follow(list, scopeOf(instance), kind, 0);
  }

  /** What an expression's references lead to. */
  #follow(list: readonly unknown[], scope: Scope, kind: Kind, depth: number): Found {
    const references = this.#parsed(list);
    const keyed = references.some(({ kind }) => kind === 'key' || kind === 'each.value');
    const place = `${kind.types[0]} ${keyed ? typeof scope.key : ''} ${keyed ? scope.key : ''} ${scope.module.address}`;
    const cached = this.#found.get(list)?.get(place);
    if (cached) return cached;
    const all = merged(references.map((reference) => this.#meant(reference, scope, kind, depth)));
    const found =
      keyed && scope.key !== undefined
        ? { ...all, groups: all.groups.map((group) => this.#chosen(group, scope)) }
        : all;
    const byPlace = this.#found.get(list) ?? new Map<string, Found>();
    this.#found.set(list, byPlace.set(place, found));
    return found;
  }

  #parsed(list: readonly unknown[]): readonly Reference[] {
    let references = this.#references.get(list);
    if (!references) {
      references = referencesIn(list);
      this.#references.set(list, references);
    }
    return references;
  }

  #meant(reference: Reference, scope: Scope, kind: Kind, depth: number): Found {
    const { module } = scope;
    switch (reference.kind) {
      case 'key':
      case 'known':
        return NOTHING;
      case 'local':
        return { ...NOTHING, open: [{ text: oneLine(reference.text), module }] };
      case 'variable':
        return this.#element(
          this.#variable(reference.name, scope, kind, depth),
          reference.element,
          `${prefixOf(module)}var.${reference.name}`,
        );
      case 'each.value':
        return this.#eachValue(reference.attribute, scope, kind, depth);
      case 'module':
        return this.#element(
          this.#module(reference, scope, kind, depth),
          reference.element,
          `${prefixOf(module)}module.${reference.call}.${reference.output}`,
        );
      case 'resource':
        return this.#resource(reference, scope, kind, depth);
    }
  }

  /** One value of several: that of the instance with the same index or key, if they are the instances of one resource. */
  #element(found: Found, key: Key | undefined, label: string): Found {
    if (key === undefined) return found;
    const [group, another] = found.groups;
    if (another) return { ...NOTHING, others: [label] };
    return group ? { ...found, groups: [this.#chosen(group, { key, label })] } : found;
  }

  #variable(name: string, { module }: Scope, kind: Kind, depth: number): Found {
    const fallback = at(objectAt(objectAt(module.configuration, 'variables'), name), 'default');
    if (!module.parent) {
      const given = objectAt(this.#variables, name);
      return { ...NOTHING, known: [given ? at(given, 'value') : fallback] };
    }
    const expression = objectAt(objectAt(module.call, 'expressions'), name);
    if (!expression) return { ...NOTHING, known: [fallback] };
    const list = at(expression, 'references');
    if (!Array.isArray(list)) return { ...NOTHING, known: [at(expression, 'constant_value')] };
    if (depth > DEEPEST) return { ...NOTHING, open: [{ text: `var.${name}`, module }] };
    return this.#follow(list, callerScope(module, module.parent), kind, depth + 1);
  }

  /** What `for_each` refers to: other resources with the same keys, or anything. */
  #eachValue(attribute: string | undefined, scope: Scope, kind: Kind, depth: number): Found {
    const expression = objectAt(scope.owner, 'for_each_expression');
    const list = at(expression, 'references');
    if (!Array.isArray(list)) return NOTHING;
    if (depth > DEEPEST) return { ...NOTHING, open: [{ text: 'each.value', module: scope.module }] };
    const found = merged(
      this.#parsed(list).map((reference) =>
        reference.kind === 'resource' && reference.attribute === undefined
          ? this.#resource({ ...reference, attribute }, scope, kind, depth + 1)
          : this.#meant(reference, { ...scope, owner: undefined }, kind, depth + 1),
      ),
    );
    // Which of them belongs to which key, the file doesn't tell.
    return found.groups.length > 1 ? { ...NOTHING, others: ['each.value'] } : found;
  }

  #module(
    { call, key, output }: Extract<Reference, { kind: 'module' }>,
    scope: Scope,
    kind: Kind,
    depth: number,
  ): Found {
    const called = (scope.module.children.get(call) ?? []).filter(
      (module) => key === undefined || module.key === key,
    );
    const label = `${prefixOf(scope.module)}module.${call}`;
    if (depth > DEEPEST) return { ...NOTHING, open: [{ text: label, module: scope.module }] };
    const each = called.map((module) => ({ module, found: this.#outputs(module, output, kind, depth) }));
    if (each.length === 1 && each[0] && output !== undefined) return each[0].found;
    const { open, known, others } = merged(each.map(({ found }) => found));
    const members = each.flatMap(({ module, found }) =>
      found.groups.flatMap((group) =>
        group.members.map((member) => ({
          ...member,
          keys: module.key === undefined ? member.keys : [module.key, ...member.keys],
        })),
      ),
    );
    return { groups: members.length > 0 ? [{ label, members }] : [], open, known, others };
  }

  #outputs(module: Module, output: string | undefined, kind: Kind, depth: number): Found {
    const outputs = objectAt(module.configuration, 'outputs');
    const names = output === undefined ? Object.keys(outputs ?? {}) : [output];
    return merged(
      names.map((name) => {
        const expression = objectAt(objectAt(outputs, name), 'expression');
        const list = at(expression, 'references');
        return Array.isArray(list)
          ? this.#follow(list, { ...NO_KEY, module }, kind, depth + 1)
          : { ...NOTHING, known: [at(expression, 'constant_value')] };
      }),
    );
  }

  #resource(
    { resource, key, attribute }: Extract<Reference, { kind: 'resource' }>,
    { module }: Scope,
    kind: Kind,
    depth: number,
  ): Found {
    const all = module.resources.get(resource) ?? [];
    const instances = key === undefined ? all : all.filter((instance) => instance.key === key);
    const [only] = instances;
    if (!only) return NOTHING;
    if (instances.length === 1) return this.#attribute(only, attribute, kind, depth);
    const label = prefixOf(module) + resource;
    const isSame = kind.types.includes(only.type) && isIdentity(attribute, kind);
    if (!isSame) {
      if (!canHold(only.type, attribute, kind)) return NOTHING;
      if (attribute === undefined) return { ...NOTHING, others: [label] };
      const each = instances.map((instance) => ({
        instance,
        found: this.#attribute(instance, attribute, kind, depth),
      }));
      const { open, known, others } = merged(each.map(({ found }) => found));
      const members = each.flatMap(({ instance, found }) =>
        found.groups.flatMap((group) =>
          group.members.map((member) => ({
            ...member,
            keys: instance.key === undefined ? member.keys : [instance.key, ...member.keys],
          })),
        ),
      );
      return { groups: members.length > 0 ? [{ label, members }] : [], open, known, others };
    }
    return { ...NOTHING, groups: [this.#wholeGroup(label, instances, kind)] };
  }

  /** One for all expressions that refer to it. */
  #wholeGroup(label: string, instances: readonly Instance[], kind: Kind): Group {
    const groups = this.#groups.get(kind) ?? new Map<string, Group>();
    this.#groups.set(kind, groups);
    let group = groups.get(label);
    if (!group) {
      const members = instances.map((instance) => ({
        ...this.#member(instance),
        keys: instance.key === undefined ? [] : [instance.key],
      }));
      group = { label, members };
      groups.set(label, group);
    }
    return group;
  }

  #member(instance: Instance): Member {
    return { name: this.nameOf(instance), keys: [], known: at(instance.unknown, 'id') !== true };
  }

  /** What an attribute of an instance holds: the instance itself, or what its own expression refers to. */
  #attribute(instance: Instance, attribute: string | undefined, kind: Kind, depth: number): Found {
    const single = (member: Member): Found => ({
      ...NOTHING,
      groups: [{ label: instance.address, members: [member] }],
    });
    if (kind.types.includes(instance.type) && isIdentity(attribute, kind)) {
      return single(this.#member(instance));
    }
    const held = kind.held?.find((each) => each.type === instance.type && each.attribute === attribute);
    if (held) {
      const known = at(instance.unknown, held.attribute) !== true;
      return single({ name: this.nameOf(instance) + held.suffix, keys: [], known });
    }
    if (!canHold(instance.type, attribute, kind)) return NOTHING;
    const other: Found = { ...NOTHING, others: [instance.address] };
    if (attribute === undefined) return at(instance.unknown, 'id') === true ? other : NOTHING;
    if (at(instance.unknown, attribute) !== true)
      return { ...NOTHING, known: [at(instance.values, attribute)] };
    const list = referenceList(codeOf(instance.configuration), attribute);
    if (list === 'hidden' || depth > DEEPEST) return other;
    return this.#follow(list, scopeOf(instance), kind, depth + 1);
  }

  /** Of the members of a group those that have a key. */
  #chosen(group: Group, { key = '', siblings, label }: Pick<Scope, 'key' | 'siblings' | 'label'>): Group {
    if (group.members.length < 2) return group;
    const byKey = this.#membersByKey(group);
    const members = byKey.get(String(key));
    const isAlike = siblings === undefined || this.#isAlike(siblings, byKey);
    if (members && isAlike) return { label: group.label, members, chosenBy: { label, key } };
    const what = typeof key === 'number' ? 'indexes' : 'keys';
    const unchosen = `${oneLine(withoutKeys(group.label))} has other ${what} than ${oneLine(label)}`;
    return { ...group, unchosen };
  }

  #isAlike(siblings: Siblings, byKey: ReadonlyMap<string, unknown>): boolean {
    const known = this.#alike.get(siblings) ?? new WeakMap<ReadonlyMap<string, unknown>, boolean>();
    this.#alike.set(siblings, known);
    let alike = known.get(byKey);
    if (alike === undefined) {
      alike = isSameSet(keysOf(siblings), byKey);
      known.set(byKey, alike);
    }
    return alike;
  }

  #membersByKey(group: Group): ReadonlyMap<string, readonly Member[]> {
    let byKey = this.#byKey.get(group);
    if (!byKey) {
      const lists = new Map<string, Member[]>();
      for (const member of group.members) {
        const [first, ...keys] = member.keys;
        if (first === undefined) continue;
        const list = lists.get(String(first)) ?? [];
        list.push({ ...member, keys });
        lists.set(String(first), list);
      }
      byKey = lists;
      this.#byKey.set(group, byKey);
    }
    return byKey;
  }

  /**
   * All of a kind that a local value of a module can mean, as far as their IDs aren't known: what is created in the module, what is
   * handed to it, and what the modules that it calls hand back.
   */
  #reach(module: Module, kind: Kind): ReadonlySet<Name> {
    const known = this.#reached.get(kind) ?? new Map<Module, ReadonlySet<Name>>();
    this.#reached.set(kind, known);
    let names = known.get(module);
    if (!names) {
      names = this.#reachPast(module, kind, new Set());
      known.set(module, names);
    }
    return names;
  }

  /** @param seen modules on the way, which are not gone through again */
  #reachPast(module: Module, kind: Kind, seen: Set<Module>): ReadonlySet<Name> {
    const names = new Set<Name>();
    if (seen.has(module)) return names;
    seen.add(module);
    for (const instance of [...module.resources.values()].flat()) {
      if (kind.types.includes(instance.type)) {
        const { name, known } = this.#member(instance);
        if (!known) names.add(name);
      }
      for (const { type, attribute, suffix } of kind.held ?? []) {
        if (type === instance.type && at(instance.unknown, attribute) === true)
          names.add(this.canonical(this.nameOf(instance) + suffix));
      }
    }
    const add = ({ groups, open }: Found) => {
      for (const { members } of groups) for (const name of unknownNames(members)) names.add(name);
      for (const each of open) for (const name of this.#reachPast(each.module, kind, seen)) names.add(name);
    };
    for (const expression of Object.values(objectAt(module.call, 'expressions') ?? {})) {
      if (!module.parent) continue;
      const list = itemsAt(expression, 'references');
      add(this.#follow(list, callerScope(module, module.parent), kind, 1));
    }
    for (const called of [...module.children.values()].flat()) {
      add(this.#outputs(called, undefined, kind, 1));
    }
    return names;
  }
}

const unknown = (label: string, { groups, open }: Found): Unknown => {
  const [first] = open;
  const unchosen = groups.find((group) => group.unchosen !== undefined)?.unchosen;
  const by =
    first?.text === undefined ? (unchosen === undefined ? '' : `: ${unchosen}`) : `, from ${first.text}`;
  return { unknown: `${oneLine(label)} (known after apply${by})` };
};

const ONLY_REFERENCES =
  'Lists that are known only after apply are taken to hold what their code refers to, and no IDs written as text.';

const NO_KEY = { key: undefined, owner: undefined, label: '' };

const scopeOf = (instance: Instance): Scope => ({
  module: instance.module,
  key: instance.key,
  siblings: instance.module.resources.get(instance.resource),
  owner: instance.configuration,
  label: wholeOf(instance),
});

const keysOf = (all: Siblings): ReadonlySet<string> =>
  new Set(all.flatMap(({ key }) => (key === undefined ? [] : [String(key)])));

const isSameSet = (
  keys: ReadonlySet<string>,
  others: Iterable<readonly [string, unknown]> & { readonly size: number },
): boolean => keys.size === others.size && [...others].every(([key]) => keys.has(key));

/** Where a module is called. */
const callerScope = (module: Module, parent: Module): Scope => ({
  module: parent,
  key: module.key,
  siblings: [...parent.children.values()].find((called) => called.includes(module)),
  owner: module.call,
  label: withoutKeys(module.address),
});

const wholeOf = ({ module, resource }: Instance): string => withoutKeys(prefixOf(module)) + resource;

/** What all instances of a module have in common. */
const withoutKeys = (address: string): string => address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '');

/** Whether a known value could bring an ID of a kind into a list. */
const holdsId = (value: unknown, { prefix }: Kind): boolean =>
  typeof value === 'string'
    ? value.startsWith(prefix)
    : typeof value === 'object' &&
      value !== null &&
      Object.values(value).some((item) => isIdOrMore(item, prefix));

const isIdOrMore = (item: unknown, prefix: string): boolean =>
  typeof item === 'string' ? item.startsWith(prefix) : typeof item === 'object' && item !== null;

const SUFFIX = /\.[\w-]+$/;

const unknownNames = (members: readonly Member[]): Name[] =>
  members.flatMap(({ name, known }) => (known ? [] : [name]));

const isDirect = ({ groups }: Found, name: Name): boolean =>
  groups.some(({ members }) => members.some((member) => member.name === name));

const isIdentity = (attribute: string | undefined, { identities }: Kind): boolean =>
  attribute === undefined || identities.includes(attribute);

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const prefixOf = ({ address }: Module): string => (address === '' ? '' : `${address}.`);

const merged = (all: readonly Found[]): Found => {
  const [only] = all;
  if (only && all.length === 1) return only;
  return {
    groups: all.flatMap(({ groups }) => groups),
    open: all.flatMap(({ open }) => open),
    known: all.flatMap(({ known }) => known),
    others: all.flatMap(({ others }) => others),
  };
};
