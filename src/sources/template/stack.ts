import { partitionOf, urlSuffixOf } from '../../core/network/regions.ts';
import { Problem } from '../../core/problem.ts';
import { nearest } from '../../core/text/nearest.ts';
import { shortened } from '../../core/text/visible.ts';
import type { Name, Told } from '../planned/parts.ts';
import { attributeOf } from './attributes.ts';
import { evaluateCondition } from './conditions.ts';
import { evaluate } from './evaluate.ts';
import { withLoops } from './for-each.ts';
import { parameterValue } from './parameter-value.ts';
import { isRecord, type Json, type Resource, shown, type Template } from './parse-template.ts';
import type { Scope } from './scope.ts';
import { macrosOf } from './transforms.ts';
import { isList, isMembers, Open, unsettled, type Value } from './value.ts';
import type { World } from './world.ts';

/** Why a nested stack is not read. */
export interface Unread {
  readonly unread: string;
}

/** Evaluates a nested stack's template; see `nested-stack.ts`. */
export type OpenNested = (parent: Stack, id: string) => Stack | Unread;

/** A template with values for its parameters: what its expressions refer to, each evaluated once when it is asked for. */
export class Stack implements Scope {
  /** Its loops are written out. */
  readonly template: Template;
  /** What stands before logical IDs to make names: empty, or `Network/`. */
  readonly prefix: string;
  readonly parent: Stack | undefined;
  readonly #given: (name: string) => Value | undefined;
  readonly #world: World;
  readonly #openNested: OpenNested;
  readonly #values: Known<Value | undefined> = new Map();
  readonly #parameters: Known<Value> = new Map();
  readonly #conditions: Known<Told<boolean>> = new Map();
  readonly #nested: Known<Stack | Unread> = new Map();

  /** @param given the value that is given for a parameter */
  constructor(
    template: Template,
    prefix: string,
    parent: Stack | undefined,
    given: (name: string) => Value | undefined,
    world: World,
    openNested: OpenNested,
  ) {
    this.template = template;
    this.prefix = prefix;
    this.parent = parent;
    this.#given = given;
    this.#world = world;
    this.#openNested = openNested;
    this.template = withLoops(template, (name) => this.#itemsOf(name));
  }

  /** The items of a parameter that is a list of texts. */
  #itemsOf(name: string): readonly string[] | undefined {
    const value = this.template.parameters.has(name) ? this.parameter(name) : undefined;
    return isList(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  }

  nameOf(id: string): Name {
    return `${this.prefix}${id}`;
  }

  /** How messages name an entry of a section: `network.yaml: Resources.Vpc`. */
  at(section: string, id: string): string {
    return `${this.template.file}: ${section}.${shown(id)}`;
  }

  reference(name: string, where: string): Value | undefined {
    if (name === 'AWS::NoValue') return undefined;
    if (name.startsWith('AWS::')) return this.#pseudo(name, where);
    if (this.template.parameters.has(name)) return this.parameter(name);
    const resource = this.#resource(name, where);
    if (!('type' in resource)) return resource;
    // Without a VPC, a security group's Ref is its name.
    const isNamed = resource.type === 'AWS::EC2::SecurityGroup' && !has(resource.properties, 'VpcId');
    return this.#referenceTo(name, resource.type, isNamed ? 'GroupName' : undefined);
  }

  attribute(id: string, attribute: string, where: string): Value {
    const resource = this.#resource(id, where);
    if (!('type' in resource)) return resource;
    const { type } = resource;
    const output = /^Outputs\.(.+)$/.exec(attribute)?.[1];
    if (isNestedStack(type) && output !== undefined) return this.#nestedOutput(id, output, where);
    const what = attributeOf(type, attribute);
    if (what.kind === 'id') return this.#referenceTo(id, type, undefined);
    if (what.kind === 'companion') return this.#referenceTo(`${id}.${attribute}`, what.type, undefined);
    const value = what.kind === 'property' ? this.property(id, attribute) : undefined;
    return value ?? this.#referenceTo(id, type, attribute);
  }

  condition(name: string, where: string): Told<boolean> {
    const json = this.template.conditions.get(name);
    if (json === undefined) {
      if (this.#mayHaveMore) return { unknown: `condition ${shortened(name)}` };
      throw this.#absent(name, [...this.template.conditions.keys()], 'condition', where);
    }
    return this.#once(this.#conditions, `Conditions.${name}`, () =>
      evaluateCondition(json, this, this.at('Conditions', name)),
    );
  }

  mapped([map, top, second]: readonly [string, string, string], where: string): Value | undefined {
    const levels = this.template.mappings.get(map);
    if (levels === undefined && this.#mayHaveMore) return unsettled(`mapping ${shortened(map)}`);
    const value = member(member(levels, top), second);
    if (value !== undefined) return evaluate(value, this, where);
    return isRecord(levels) && 'Fn::Transform' in levels ? unsettled(`mapping ${shortened(map)}`) : undefined;
  }

  imported(name: Value, where: string): Value {
    return this.#world.imported(name, where);
  }

  spend(characters: number, where: string): void {
    this.#world.spend(characters, where);
  }

  parameter(name: string): Value {
    const where = this.at('Parameters', name);
    const declared = this.template.parameters.get(name);
    return this.#once(this.#parameters, `Parameters.${name}`, () =>
      parameterValue(name, declared, this.#given(name), this.nameOf(name), where),
    );
  }

  /** Whether a resource is created; unknown where its condition is. */
  exists(id: string): Told<boolean> {
    const condition = this.template.resources.get(id)?.condition;
    return condition === undefined || this.condition(condition, this.at('Resources', id));
  }

  /** The properties of a resource; open where something that isn't read decides them all. */
  properties(id: string): Value {
    const where = this.at('Resources', id);
    const value = this.#once(this.#values, `Resources.${id}`, () =>
      evaluate(this.template.resources.get(id)?.properties ?? {}, this, where),
    );
    if (value === undefined || value === null) return {};
    if (isMembers(value) || value instanceof Open) return value;
    throw new Problem(`${where}: Properties must be an object.`);
  }

  /** One property of a resource, without a look at the others. */
  property(id: string, key: string): Value | undefined {
    const json = member(this.template.resources.get(id)?.properties, key);
    return this.#once(this.#values, `Resources.${id}.${key}`, () =>
      json === undefined ? undefined : evaluate(json, this, this.at('Resources', id)),
    );
  }

  /** An output, or what is unknown of it. */
  output(name: string): Value {
    const output = this.template.outputs.get(name);
    const where = this.at('Outputs', name);
    if (!isRecord(output)) throw new Problem(`${where} must be an object with a Value.`);
    const condition = output.Condition;
    const isThere = typeof condition === 'string' ? this.condition(condition, where) : true;
    if (isThere === false) return unsettled(`output ${shortened(name)}, which its condition leaves out`);
    return this.#once(this.#values, `Outputs.${name}`, () => evaluate(output.Value, this, where)) ?? '';
  }

  /** The name under which an output is exported. */
  exportName(name: string): Value | undefined {
    const output = this.template.outputs.get(name);
    const exported = isRecord(output) ? output.Export : undefined;
    if (!isRecord(output) || !isRecord(exported)) return undefined;
    const { Condition: condition } = output;
    if (typeof condition === 'string' && this.condition(condition, this.at('Outputs', name)) === false)
      return undefined;
    return this.#once(this.#values, `Exports.${name}`, () =>
      evaluate(exported.Name, this, this.at('Outputs', name)),
    );
  }

  /** The nested stack that a resource is. */
  nested(id: string): Stack | Unread {
    return this.#once(this.#nested, `Nested.${id}`, () => this.#openNested(this, id));
  }

  #nestedOutput(id: string, output: string, where: string): Value {
    const nested = this.nested(id);
    if ('unread' in nested)
      return unsettled(`output ${shortened(output)} of ${shown(id)} (${nested.unread})`);
    if (nested.template.outputs.has(output)) return nested.output(output);
    if (nested.#mayHaveMore) return unsettled(`output ${shortened(output)} of ${shown(id)}`);
    throw this.#absent(output, [...nested.template.outputs.keys()], `output of ${shown(id)}`, where);
  }

  #referenceTo(id: string, type: string, attribute: string | undefined): Open {
    return new Open([{ resource: this.nameOf(id), type, attribute }]);
  }

  /** A resource that is created; what stands for one that is not. */
  #resource(id: string, where: string): Resource | Open {
    const resource = this.template.resources.get(id);
    if (resource) {
      return this.exists(id) === false
        ? unsettled(`${this.nameOf(id)}, which its condition leaves out`)
        : resource;
    }
    if (this.#mayHaveMore) return unsettled(`${shortened(id)}, which a macro may add`);
    const names = [...this.template.resources.keys(), ...this.template.parameters.keys()];
    throw this.#absent(id, names, 'resource or parameter', where);
  }

  #absent(name: string, names: readonly string[], kind: string, where: string): Problem {
    const like = nearest(name, names);
    return new Problem(
      `${where} refers to ${shown(name)}, and the template has no ${kind} of that name.` +
        (like === undefined ? '' : ` Did you mean ${shown(like)}?`),
    );
  }

  /** Macros may add resources, conditions and outputs. */
  get #mayHaveMore(): boolean {
    const { transforms, generators } = this.template;
    return macrosOf(transforms).length + generators.size > 0 || transforms.some((name) => !isExtension(name));
  }

  #pseudo(name: string, where: string): Value {
    const { region } = this.#world;
    const partition = region === undefined ? undefined : partitionOf(region);
    switch (name) {
      case 'AWS::Region':
        return region ?? unsettled('the Region', { label: name });
      case 'AWS::Partition':
        return partition ?? unsettled("the Region's partition", { label: name });
      case 'AWS::URLSuffix':
        return region !== undefined && partition
          ? urlSuffixOf(region)
          : unsettled("the Region's domain", { label: name });
      case 'AWS::AccountId':
        return unsettled('the account ID', { label: name });
      case 'AWS::StackName':
      case 'AWS::StackId':
      case 'AWS::NotificationARNs':
        return unsettled(`the stack's ${PSEUDO[name]}`, { label: this.nameOf(name) });
      default:
        throw new Problem(`${where} refers to ${shortened(name)}, which CloudFormation does not have.`);
    }
  }

  /** What `work` makes, made once. @throws Problem where it needs itself */
  #once<T>(known: Known<T>, key: string, work: () => T): T {
    const found = known.get(key);
    if (found) return found.value;
    const value = this.#world.within(`${this.template.file}: ${this.prefix}${key}`, key, work);
    known.set(key, { value });
    return value;
  }
}

/** What was evaluated, by the place in the template. */
type Known<T> = Map<string, { readonly value: T }>;

const PSEUDO = {
  'AWS::StackName': 'name',
  'AWS::StackId': 'ID',
  'AWS::NotificationARNs': 'notification topics',
} as const;

export const isNestedStack = (type: string): boolean =>
  type === 'AWS::CloudFormation::Stack' || type === 'AWS::Serverless::Application';

const isExtension = (name: string): boolean => name === 'AWS::LanguageExtensions';

const member = (json: Json, key: string): Json =>
  isRecord(json) && Object.hasOwn(json, key) ? json[key] : undefined;

const has = (json: Json, key: string): boolean => member(json, key) !== undefined;
