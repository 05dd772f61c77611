import type { Argument, Body } from '../hcl/body.ts';
import { type Expression, type ForExpression, referencesOf } from '../hcl/expression.ts';
import { itemsOf, keyed, objectOf, sizeOf, textOf } from './composed.ts';
import { converted } from './converted.ts';
import type { Instance, Module } from './deployment.ts';
import { FUNCTIONS } from './functions.ts';
import { at, type JsonObject, objectAt } from './json-value.ts';
import { identifies } from './kinds.ts';
import type { CodeOf } from './module-code.ts';
import { binary } from './operators.ts';
import { sameReferences } from './same-references.ts';
import type { Key } from './traversal.ts';
import { ERROR, isNull, known, listOf, mapOf, OPEN, ofJson, type Value } from './value.ts';

/** Where an expression stands: what `count.index`, `each` and the names of `for` mean there. */
export interface Scope {
  readonly module: Module;
  readonly key: Key | undefined;
  /** The block that has `for_each`: of the resource, or of the call of the module. */
  readonly owner: Body | undefined;
  /** What the plan's JSON has of that block. */
  readonly shown: JsonObject | undefined;
  /** Names of `for`, splats and `dynamic` blocks. */
  readonly names: ReadonlyMap<string, Value>;
}

/** How deep values lead to others, before they lead in a circle; and how much is worked out in all. */
const DEEPEST = 400;
const MOST = 3_000_000;

/**
 * Works out what expressions of the code are worth, as far as that is certain before apply: the IDs that are not known yet are those
 * of the instances that a plan has.
 */
export class Evaluator {
  readonly #codeOf: CodeOf;
  readonly #variables: JsonObject | undefined;
  /** What doesn't depend on a key, by what it is and its module. */
  readonly #known = new WeakMap<object, Map<string, Value>>();
  readonly #resources = new WeakMap<readonly Instance[], Value>();
  readonly #lasting = new WeakMap<Expression, WeakMap<Module, Lasting>>();
  /** How often it wasn't certain that Terraform doesn't stop: what `try` does then isn't certain, either. */
  #doubts = 0;
  #depth = 0;
  #count = 0;

  /** @param variables values of the root module's variables */
  constructor(codeOf: CodeOf, variables: JsonObject | undefined) {
    this.#codeOf = codeOf;
    this.#variables = variables;
  }

  /** The block of an instance in the code; undefined where it isn't there. */
  blockOf({ module, data, type, resource }: Instance): Body | undefined {
    const name = resource.split('.').at(-1) ?? '';
    return this.#codeOf(module)?.block(data ? 'data' : 'resource', type, name);
  }

  scopeOf(instance: Instance): Scope {
    const { module, key, configuration } = instance;
    return { module, key, owner: this.blockOf(instance), shown: configuration, names: NO_NAMES };
  }

  /**
   * The value of an argument.
   *
   * @param shown its expression in the plan's JSON, which has to refer to the same
   */
  argument(argument: Argument | undefined, shown: unknown, scope: Scope): Value {
    const expression = argument?.expression();
    return expression && sameReferences(expression, shown) ? this.evaluate(expression, scope) : OPEN;
  }

  /** What an expression is worth. */
  evaluate(expression: Expression, scope: Scope): Value {
    if (this.#depth > DEEPEST || this.#count > MOST) return OPEN;
    this.#depth += 1;
    this.#count += 1;
    const value = this.#lastingly(expression, scope);
    this.#depth -= 1;
    if (value.is === 'open') this.#doubts += 1;
    return value;
  }

  /** Each of a list's items is chosen from the same list: that is worked out once. */
  #lastingly(expression: Expression, scope: Scope): Value {
    if (!LASTING.has(expression.op) || !isFree(expression, scope)) return this.#evaluated(expression, scope);
    const byModule = this.#lasting.get(expression) ?? new WeakMap<Module, Lasting>();
    this.#lasting.set(expression, byModule);
    const before = byModule.get(scope.module);
    if (before) {
      this.#doubts += before.doubts;
      return before.value;
    }
    const doubts = this.#doubts;
    const value = this.#evaluated(expression, scope);
    byModule.set(scope.module, { value, doubts: this.#doubts - doubts });
    return value;
  }

  #evaluated(expression: Expression, scope: Scope): Value {
    const of = (each: Expression) => this.evaluate(each, scope);
    switch (expression.op) {
      case 'literal':
        return known(expression.value);
      case 'template':
        return textOf(expression.parts.map(of));
      case 'tuple':
        return listOf(expression.items.map(of));
      case 'object':
        return objectOf(expression.entries.map(([key, value]) => [of(key), of(value)]));
      case 'reference':
        return this.#reference(expression.words, scope);
      case 'bound':
        return scope.names.get(expression.name) ?? OPEN;
      case 'attribute':
        return this.#attribute(of(expression.of), expression.name);
      case 'index':
        return this.#index(of(expression.of), of(expression.key));
      case 'splat':
        return this.#splat(of(expression.of), expression, scope);
      case 'call':
        return this.#call(expression.name, expression.args, expression.spread, scope);
      case 'not': {
        const value = of(expression.of);
        return value.is === 'known' && typeof value.value === 'boolean' ? known(!value.value) : failed(value);
      }
      case 'minus': {
        const value = of(expression.of);
        return value.is === 'known' && typeof value.value === 'number' ? known(-value.value) : failed(value);
      }
      case 'binary':
        return binary(expression.sign, of(expression.left), of(expression.right));
      case 'choice':
        return this.#choice(of(expression.condition), expression.yes, expression.no, scope);
      case 'for':
        return this.#for(expression, scope);
    }
  }

  #choice(condition: Value, yes: Expression, no: Expression, scope: Scope): Value {
    if (condition.is !== 'known' || typeof condition.value !== 'boolean') return failed(condition);
    const chosen = this.evaluate(condition.value ? yes : no, scope);
    if (chosen.is !== 'list') return chosen;
    const other = this.evaluate(condition.value ? no : yes, scope);
    // Terraform stops where they can't have one type. Else a set on one side makes a set of the other.
    if (other.is !== 'list' || other.ordered !== chosen.ordered) this.#doubts += 1;
    return (other.is === 'list' && other.ordered) || isNull(other) ? chosen : listOf(chosen.items, false);
  }

  #reference([root = '', name = '', data = '']: readonly string[], scope: Scope): Value {
    const { module, key } = scope;
    const iterator = scope.names.get(root);
    if (iterator) return this.#attribute(iterator, name);
    switch (root) {
      case 'count':
        return typeof key === 'number' ? known(key) : OPEN;
      case 'each':
        if (key === undefined) return OPEN;
        return name === 'key' ? known(String(key)) : this.#eachValue(scope);
      case 'var':
        return this.#once(module, `var.${name}`, () => this.#variable(name, module));
      case 'local':
        return this.#once(module, `local.${name}`, () => {
          const expression = this.#codeOf(module)?.local(name)?.expression();
          return expression ? this.evaluate(expression, { ...NOWHERE, module }) : OPEN;
        });
      case 'module':
        return this.#once(module, `module.${name}`, () => this.#called(module, name));
      case 'data':
        return this.#resource(module, `data.${name}.${data}`);
      case 'path':
      case 'terraform':
      case 'tofu':
      case 'self':
        return OPEN;
      default:
        return this.#resource(module, `${root}.${name}`);
    }
  }

  /** A value of a module, which is open where it leads to itself. */
  #once(of: object, what: string, make: () => Value): Value {
    const all = this.#known.get(of) ?? new Map<string, Value>();
    this.#known.set(of, all);
    const before = all.get(what);
    if (before) return before;
    all.set(what, OPEN);
    const doubts = this.#doubts;
    const value = make();
    // Where that stops, no `try` goes on.
    this.#doubts = doubts;
    all.set(what, value);
    return value;
  }

  #variable(name: string, module: Module): Value {
    const body = this.#codeOf(module)?.block('variable', name);
    if (!body) return OPEN;
    const declared = objectAt(objectAt(module.configuration, 'variables'), name);
    const fallback = at(declared, 'default');
    const type = body.argument('type');
    const typeOf = type?.expression();
    if (type && !typeOf) return OPEN;
    const given = module.parent ? this.#handed(name, module, module.parent) : this.#given(name);
    if (given && isNull(given) && body.argument('nullable')) return OPEN;
    const value = given ?? (declared && Object.hasOwn(declared, 'default') ? ofJson(fallback) : OPEN);
    return converted(value, typeOf);
  }

  #given(name: string): Value | undefined {
    const given = objectAt(this.#variables, name);
    return given && Object.hasOwn(given, 'value') ? ofJson(at(given, 'value')) : undefined;
  }

  /** What the caller of a module hands to a variable. */
  #handed(name: string, module: Module, parent: Module): Value | undefined {
    const shown = objectAt(objectAt(module.call, 'expressions'), name);
    if (!shown) return undefined;
    const owner = this.#codeOf(parent)?.block('module', module.callName);
    const scope = { module: parent, key: module.key, owner, shown: module.call, names: NO_NAMES };
    return this.argument(owner?.argument(name), shown, scope);
  }

  #eachValue({ module, key, owner, shown }: Scope): Value {
    const code = at(shown, 'for_each_expression');
    if (!owner || code === undefined) return OPEN;
    const all = this.#once(owner, `for_each ${module.address}`, () =>
      this.argument(owner.argument('for_each'), code, { ...NOWHERE, module }),
    );
    if (all.is === 'map') return all.entries.get(String(key)) ?? OPEN;
    // The key of a set's item is the item.
    return all.is === 'list' ? known(String(key)) : OPEN;
  }

  /** All instances of a resource, as `count` or `for_each` have it. */
  #resource(module: Module, resource: string): Value {
    const instances = module.resources.get(resource) ?? [];
    const [first] = instances;
    if (!first) return this.#none(module, resource);
    const before = this.#resources.get(instances);
    if (before) return before;
    const all = keyed(
      instances.map((instance) => [instance.key, { is: 'instance', instance }]),
      first.configuration,
    );
    this.#resources.set(instances, all);
    return all;
  }

  /** What `count = 0` and an empty `for_each` leave. */
  #none(module: Module, resource: string): Value {
    const words = resource.startsWith('data.') ? resource.split('.') : ['resource', ...resource.split('.')];
    const block = this.#codeOf(module)?.block(...words);
    if (block?.argument('count')) return listOf([]);
    return block?.argument('for_each') ? mapOf([]) : OPEN;
  }

  /** All instances of a module: those without any resource aren't in a plan, so `count` and `for_each` have to say the same. */
  #called(module: Module, name: string): Value {
    const called = module.children.get(name) ?? [];
    const call = objectAt(objectAt(module.configuration, 'module_calls'), name);
    const all = keyed(
      called.map((each) => [each.key, { is: 'module', module: each }]),
      call,
    );
    const owner = this.#codeOf(module)?.block('module', name);
    const scope = { ...NOWHERE, module };
    const count = this.argument(owner?.argument('count'), at(call, 'count_expression'), scope);
    const forEach = this.argument(owner?.argument('for_each'), at(call, 'for_each_expression'), scope);
    if (all.is === 'module') return all;
    if (all.is === 'list' && count.is === 'known') return count.value === called.length ? all : OPEN;
    if (called.length === 0 || all.is !== 'map') return OPEN;
    const size =
      forEach.is === 'map' ? forEach.entries.size : forEach.is === 'list' ? sizeOf(forEach.items) : -1;
    return size === all.entries.size ? all : OPEN;
  }

  #attribute(of: Value, name: string): Value {
    if (of.is === 'instance') return this.#attributeOf(of.instance, name);
    if (of.is === 'module') return this.output(of.module, name);
    if (of.is === 'map') return of.entries.get(name) ?? ERROR;
    return failed(of);
  }

  #attributeOf(instance: Instance, name: string): Value {
    const { values, unknown, sensitive, configuration, type } = instance;
    if (holdsTrue(at(sensitive, name))) return OPEN;
    if (!holdsTrue(at(unknown, name)) && Object.hasOwn(values, name)) return ofJson(at(values, name));
    if (at(unknown, name) === true && identifies(type, name))
      return { is: 'made', instance, attribute: name };
    const shown = at(objectAt(configuration, 'expressions'), name);
    const argument = shown === undefined ? undefined : this.blockOf(instance)?.argument(name);
    if (!argument) return OPEN;
    const value = this.#once(instance, name, () => this.argument(argument, shown, this.scopeOf(instance)));
    // What is written as a list may be a set.
    return value.is === 'list' ? listOf(value.items, false) : value;
  }

  /** The value of a module's output. */
  output(module: Module, name: string): Value {
    return this.#once(module, `output.${name}`, () => {
      const argument = this.#codeOf(module)?.block('output', name)?.argument('value');
      const shown = objectAt(objectAt(objectAt(module.configuration, 'outputs'), name), 'expression');
      return shown ? this.argument(argument, shown, { ...NOWHERE, module }) : OPEN;
    });
  }

  #index(of: Value, key: Value): Value {
    if (of.is === 'error' || key.is === 'error') return ERROR;
    if (key.is !== 'known' || key.value === null || typeof key.value === 'boolean') return OPEN;
    if (of.is !== 'list') return this.#attribute(of, String(key.value));
    const index = key.value === '' ? Number.NaN : Number(key.value);
    if (!of.ordered || !Number.isInteger(index)) return OPEN;
    return of.items[index] ?? ERROR;
  }

  #splat(of: Value, { name, each }: Expression & { op: 'splat' }, scope: Scope): Value {
    const one = (value: Value) =>
      this.evaluate(each, { ...scope, names: new Map([...scope.names, [name, value]]) });
    if (of.is === 'list') return listOf(of.items.map(one), of.ordered);
    if (isNull(of)) return listOf([]);
    // A single value is a list of it.
    return of.is === 'instance' || of.is === 'module' || of.is === 'map' ? listOf([one(of)]) : failed(of);
  }

  #call(name: string, args: readonly Expression[], spread: boolean, scope: Scope): Value {
    if (name === 'try') return spread ? OPEN : this.#try(args, scope);
    const does = FUNCTIONS.get(name);
    if (!does) return OPEN;
    const values = args.map((arg) => this.evaluate(arg, scope));
    const last = spread ? values.pop() : undefined;
    if (last && (last.is !== 'list' || !last.ordered)) return failed(last);
    const all = last?.is === 'list' ? [...values, ...last.items] : values;
    // Some functions take no set.
    if (all.some((value) => value.is === 'list' && !value.ordered)) this.#doubts += 1;
    return all.some(({ is }) => is === 'error') ? ERROR : does(all);
  }

  #try(args: readonly Expression[], scope: Scope): Value {
    for (const arg of args) {
      const doubts = this.#doubts;
      const value = this.evaluate(arg, scope);
      if (this.#doubts > doubts) return OPEN;
      if (value.is !== 'error') return value;
    }
    return ERROR;
  }

  #for(loop: ForExpression, scope: Scope): Value {
    const { names, key, value, condition, grouped } = loop;
    const of = this.evaluate(loop.of, scope);
    const all = itemsOf(of);
    if (!all || grouped) return failed(of);
    const made: (readonly [Value | undefined, Value])[] = [];
    for (const [index, item] of all) {
      const [first = '', second] = names;
      const own: [string, Value][] =
        second === undefined
          ? [[first, item]]
          : [
              [first, index],
              [second, item],
            ];
      const inner = { ...scope, names: new Map([...scope.names, ...own]) };
      const counts = condition ? this.evaluate(condition, inner) : known(true);
      if (counts.is !== 'known' || typeof counts.value !== 'boolean') return failed(counts);
      if (counts.value) made.push([key && this.evaluate(key, inner), this.evaluate(value, inner)]);
    }
    if (key) return objectOf(made.map(([name, each]) => [name ?? OPEN, each]));
    return listOf(
      made.map(([, each]) => each),
      of.is !== 'list' || of.ordered,
    );
  }
}

/** A value that stays the same, and the doubts that came with it. */
interface Lasting {
  readonly value: Value;
  readonly doubts: number;
}

const NO_NAMES: ReadonlyMap<string, Value> = new Map();
const NOWHERE = { key: undefined, owner: undefined, shown: undefined, names: NO_NAMES };

/** What is worth working out once where it stands for the same each time. */
const LASTING: ReadonlySet<Expression['op']> = new Set(['splat', 'call', 'for', 'tuple', 'object']);

const isFree = (expression: Expression, { names }: Scope): boolean =>
  [...referencesOf(expression)].every((reference) => {
    const root = reference.split('.')[0] ?? '';
    return root !== 'count' && root !== 'each' && !names.has(root);
  });

/** What can't be worked out because of a value. */
const failed = ({ is }: Value): Value => (is === 'error' ? ERROR : OPEN);

const holdsTrue = (flags: unknown): boolean =>
  flags === true ||
  (typeof flags === 'object' && flags !== null && Object.values(flags).some((flag) => holdsTrue(flag)));
