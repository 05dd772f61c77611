import { oneLine, shortened } from '../../core/text/visible.ts';
import type { Name, Told, ToldList, Unknown } from '../planned/parts.ts';
import type { Deployment, Instance, Module } from './deployment.ts';
import { Evaluator } from './evaluate.ts';
import { codeOf, referenceList } from './expressions.ts';
import { at, itemsAt, type JsonObject, objectAt } from './json-value.ts';
import { canHold, type Kind } from './kinds.ts';
import type { CodeOf } from './module-code.ts';
import { type Reference, referencesIn } from './traversal.ts';
import type { Value } from './value.ts';
import { type Use, type Written, writtenOf } from './written.ts';

/** Where an expression stands: what `var` and `each` mean there. */
interface Scope {
  readonly module: Module;
  /** The code that has `for_each`: of the resource, or of the call of the module. */
  readonly owner: JsonObject | undefined;
}

/** A resource that a reference may mean. */
interface Member {
  readonly name: Name;
  /** Its ID is known, so that what is known only after apply doesn't come from it alone. */
  readonly known: boolean;
}

/** What the references of an expression lead to. */
interface Found {
  readonly members: readonly Member[];
  /** What can't be followed, and the module it stands in: local values, and code that isn't shown (without a text). */
  readonly open: readonly { readonly text: string | undefined; readonly module: Module }[];
  /** Values that take part and are known: of variables. */
  readonly known: readonly unknown[];
  /** What takes part, isn't known and is no resource of the kind. */
  readonly others: readonly string[];
}

const NOTHING: Found = { members: [], open: [], known: [], others: [] };

/** Modules hand values on over a few levels; where it's more, something leads in a circle. */
const DEEPEST = 60;

/**
 * Tells which resource an ID belongs to: by the ID where it's known, else by the references and the code.
 *
 * An ID that is known only after apply comes from something that isn't known yet, so that is what an expression can mean. One resource
 * that it can refer to is certain. Which of several it means, only the expression tells, which stands in the code and not in the plan:
 * it is worked out where the code is there. All else is unknown.
 */
export class Resolver {
  readonly #deployment: Deployment;
  readonly #variables: JsonObject | undefined;
  readonly #names = new Map<Kind, ReadonlyMap<string, Name>>();
  readonly #wholes = new Map<Kind, WeakMap<readonly Instance[], Found>>();
  readonly #reached = new Map<Kind, Map<Module, ReadonlySet<Name>>>();
  readonly #references = new WeakMap<readonly unknown[], readonly Reference[]>();
  readonly #found = new WeakMap<readonly unknown[], Map<Kind, WeakMap<Module, Found>>>();
  readonly #possibleOf = new WeakMap<Found, ReadonlySet<Name>>();
  readonly #unknownOf = new WeakMap<Found, ReadonlySet<Name>>();
  readonly #aliases = new Map<Name, Name>();
  readonly #evaluator: Evaluator | undefined;
  readonly assumptions = new Set<string>();

  /**
   * @param variables values of the root module's variables
   * @param codeOf the code of modules, where it is there
   */
  constructor(deployment: Deployment, variables: JsonObject | undefined, codeOf: CodeOf | undefined) {
    this.#deployment = deployment;
    this.#variables = variables;
    this.#evaluator = codeOf && new Evaluator(codeOf, variables);
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

  /** What a module's output is worth by its code; undefined where the code isn't there. */
  outputOf(module: Module, name: string): Value | undefined {
    return this.#evaluator?.output(module, name);
  }

  /** The one resource that an attribute known only after apply refers to. */
  one(use: Use, kind: Kind): Told<Name> {
    const found = this.#of(use, kind);
    const names = this.#possible(found, kind, false);
    const [name, another] = names;
    const isOnly = name !== undefined && another === undefined && found.others.length === 0;
    const [open] = found.open;
    if (isOnly && (!open || isDirect(found, name))) return this.canonical(name);
    const written = this.#evaluator && writtenOf(this.#evaluator, use);
    const told = written && this.#oneWritten(written, kind, mayBe(found, names));
    if (told !== undefined) return told;
    if (!isOnly || !open) return this.#unknown(use, found, written);
    this.#assumeOnly(open, use.label, name);
    return this.canonical(name);
  }

  /** All resources that an attribute refers to of which not all is known. */
  all(use: Use, kind: Kind): ToldList<Name> {
    const found = this.#of(use, kind);
    const { members, open, known, others } = found;
    const possible = this.#possible(found, kind, true);
    const written = this.#evaluator && writtenOf(this.#evaluator, use);
    const unknown = this.#unknown(use, found, written);
    const told = written && this.#allWritten(written, kind, unknown, mayBe(found, possible));
    if (told) return told;
    const [name, another] = possible;
    const isOnly = name !== undefined && another === undefined && others.length === 0;
    if (!isOnly || members.some(({ known }) => known)) return unknown;
    if (members.length === 0) return [this.canonical(name), unknown];
    if (open.length > 0) return unknown;
    this.assumptions.add(ONLY_REFERENCES);
    return known.some((value) => holdsId(value, kind))
      ? [this.canonical(name), unknown]
      : [this.canonical(name)];
  }

  /** All that an expression can mean by its references. */
  #possible(found: Found, kind: Kind, withKnown: boolean): ReadonlySet<Name> {
    const cache = withKnown ? this.#possibleOf : this.#unknownOf;
    const cached = cache.get(found);
    if (cached) return cached;
    const { members, open } = found;
    const names = new Set(withKnown ? members.map(({ name }) => name) : unknownNames(members));
    for (const { module } of open) for (const name of this.#reach(module, kind)) names.add(name);
    cache.set(found, names);
    return names;
  }

  /** The resource that the code names; undefined where it names none, or one of several. */
  #oneWritten({ values }: Written, kind: Kind, mayBe: MayBe): Name | undefined {
    const open = values.filter((value) => !isSettled(value));
    const [name, another] = new Set(open.map((value) => this.#nameOfMade(value, kind)));
    return another === undefined && name !== undefined && mayBe(name) ? this.canonical(name) : undefined;
  }

  /** The resources that the code lists; undefined where it's no list of resources, or one of several. */
  #allWritten(
    { values }: Written,
    kind: Kind,
    unknown: Unknown,
    mayBe: MayBe,
  ): readonly Told<Name>[] | undefined {
    const lists = values.filter((value) => !isSettled(value));
    const [list] = lists;
    if (list?.is !== 'list') return undefined;
    const named = (items: readonly Value[]) => items.map((item) => this.#nameOfMade(item, kind));
    const names = named(list.items);
    const key = JSON.stringify(names);
    const isSame = lists.every((each) => each.is === 'list' && JSON.stringify(named(each.items)) === key);
    const made = names.filter((name) => name !== undefined);
    // Of nothing but what isn't known, nothing is told.
    if (!isSame || made.length === 0 || !made.every(mayBe)) return undefined;
    const told = list.items.map((item, index): Told<Name> => {
      const name = names[index];
      if (name !== undefined) return this.canonical(name);
      return item.is === 'known' && typeof item.value === 'string' && item.value !== ''
        ? this.nameOfId(item.value, kind)
        : unknown;
    });
    return [...new Set(told)];
  }

  /** The resource whose ID a value is, which isn't known yet. */
  #nameOfMade(value: Value, kind: Kind): Name | undefined {
    if (value.is !== 'made') return undefined;
    const { instance, attribute } = value;
    const [member, another] = this.#attribute(instance, attribute, kind, 0).members;
    return another ? undefined : member?.name;
  }

  #unknown({ label, instance }: Use, { open }: Found, written: Written | undefined): Unknown {
    const [first] = open;
    const by = (): string => {
      if (written?.argument) {
        const { text, file, line } = written.argument;
        return `, from ${shortened(oneLine(text), MOST_SHOWN)} in ${oneLine(file)}:${line}`;
      }
      const from = first?.text === undefined ? '' : `, from ${first.text}`;
      const isMissing = this.#evaluator && instance.configuration && written === undefined;
      return isMissing ? `${from}; the code tells it: pass its directory with --source` : from;
    };
    return { unknown: `${oneLine(label)} (known after apply${by()})` };
  }

  /** What a name is called in the end: see `alias`. */
  canonical(name: Name): Name {
    return this.#aliases.get(name) ?? name;
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

  #of({ instance, code, attribute }: Use, kind: Kind): Found {
    const { module } = instance;
    const list = referenceList(code, attribute);
    if (list === 'hidden') return { ...NOTHING, open: [{ text: undefined, module }] };
    return this.#follow(list, scopeOf(instance), kind, 0);
  }

  /** What an expression's references lead to. */
  #follow(list: readonly unknown[], scope: Scope, kind: Kind, depth: number): Found {
    const ofList = this.#found.get(list) ?? new Map<Kind, WeakMap<Module, Found>>();
    this.#found.set(list, ofList);
    const byModule = ofList.get(kind) ?? new WeakMap<Module, Found>();
    ofList.set(kind, byModule);
    const cached = byModule.get(scope.module);
    if (cached) return cached;
    const found = merged(this.#parsed(list).map((reference) => this.#meant(reference, scope, kind, depth)));
    byModule.set(scope.module, found);
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
        return this.#variable(reference.name, scope, kind, depth);
      case 'each.value':
        return this.#eachValue(reference.attribute, scope, kind, depth);
      case 'module':
        return this.#module(reference, scope, kind, depth);
      case 'resource':
        return this.#resource(reference, scope, kind, depth);
    }
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

  /** What `for_each` refers to. */
  #eachValue(attribute: string | undefined, scope: Scope, kind: Kind, depth: number): Found {
    const expression = objectAt(scope.owner, 'for_each_expression');
    const list = at(expression, 'references');
    if (!Array.isArray(list)) return NOTHING;
    if (depth > DEEPEST) return { ...NOTHING, open: [{ text: 'each.value', module: scope.module }] };
    return merged(
      this.#parsed(list).map((reference) =>
        reference.kind === 'resource' && reference.attribute === undefined
          ? this.#resource({ ...reference, attribute }, scope, kind, depth + 1)
          : this.#meant(reference, { ...scope, owner: undefined }, kind, depth + 1),
      ),
    );
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
    return merged(called.map((each) => this.#outputs(each, output, kind, depth)));
  }

  #outputs(module: Module, output: string | undefined, kind: Kind, depth: number): Found {
    const outputs = objectAt(module.configuration, 'outputs');
    const names = output === undefined ? Object.keys(outputs ?? {}) : [output];
    return merged(
      names.map((name) => {
        const expression = objectAt(objectAt(outputs, name), 'expression');
        const list = at(expression, 'references');
        return Array.isArray(list)
          ? this.#follow(list, { module, owner: undefined }, kind, depth + 1)
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
    if (kind.types.includes(only.type) && isIdentity(attribute, kind)) return this.#whole(instances, kind);
    if (!canHold(only.type, attribute, kind)) return NOTHING;
    if (attribute === undefined) return { ...NOTHING, others: [prefixOf(module) + resource] };
    return merged(instances.map((instance) => this.#attribute(instance, attribute, kind, depth)));
  }

  /** One for all expressions that refer to it. */
  #whole(instances: readonly Instance[], kind: Kind): Found {
    const wholes = this.#wholes.get(kind) ?? new WeakMap<readonly Instance[], Found>();
    this.#wholes.set(kind, wholes);
    const whole = wholes.get(instances) ?? {
      ...NOTHING,
      members: instances.map((instance) => this.#member(instance)),
    };
    wholes.set(instances, whole);
    return whole;
  }

  #member(instance: Instance): Member {
    return { name: this.nameOf(instance), known: at(instance.unknown, 'id') !== true };
  }

  /** What an attribute of an instance holds: the instance itself, or what its own expression refers to. */
  #attribute(instance: Instance, attribute: string | undefined, kind: Kind, depth: number): Found {
    const single = (member: Member): Found => ({ ...NOTHING, members: [member] });
    if (kind.types.includes(instance.type) && isIdentity(attribute, kind)) {
      return single(this.#member(instance));
    }
    const held = kind.held?.find((each) => each.type === instance.type && each.attribute === attribute);
    if (held) {
      const known = at(instance.unknown, held.attribute) !== true;
      return single({ name: this.nameOf(instance) + held.suffix, known });
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
    const add = ({ members, open }: Found) => {
      for (const name of unknownNames(members)) names.add(name);
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

/** More of an expression nobody reads. */
const MOST_SHOWN = 80;

type MayBe = (name: Name) => boolean;

/** Whether the references allow what the code says: else it isn't the code of the plan. */
const mayBe =
  ({ others }: Found, possible: ReadonlySet<Name>): MayBe =>
  (name) =>
    others.length > 0 || possible.has(name);

/** What can't be the value of something that isn't known before apply. */
const isSettled = (value: Value): boolean =>
  value.is === 'known' || (value.is === 'list' && value.items.every(isSettled));

const ONLY_REFERENCES =
  'Lists that are known only after apply are taken to hold what their code refers to, and no IDs written as text.';

const scopeOf = ({ module, configuration }: Instance): Scope => ({ module, owner: configuration });

/** Where a module is called. */
const callerScope = (module: Module, parent: Module): Scope => ({ module: parent, owner: module.call });

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

const isDirect = ({ members }: Found, name: Name): boolean => members.some((member) => member.name === name);

const isIdentity = (attribute: string | undefined, { identities }: Kind): boolean =>
  attribute === undefined || identities.includes(attribute);

const prefixOf = ({ address }: Module): string => (address === '' ? '' : `${address}.`);

const merged = (all: readonly Found[]): Found => {
  const [only] = all;
  if (only && all.length === 1) return only;
  return {
    members: all.flatMap(({ members }) => members),
    open: all.flatMap(({ open }) => open),
    known: all.flatMap(({ known }) => known),
    others: all.flatMap(({ others }) => others),
  };
};
