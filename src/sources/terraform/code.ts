import type { Action, Code, Name } from '../planned/parts.ts';
import type { Instance, Module } from './deployment.ts';
import { codeOf, isDeclared } from './expressions.ts';
import { at, isObject, itemsAt, objectAt } from './json-value.ts';
import type { Resolver } from './resolver.ts';
import type { Shown, ShownChange } from './shown.ts';
import type { Source } from './source.ts';
import { type Reference, referencesIn } from './traversal.ts';
import type { Value } from './value.ts';

/** How code refers to what a plan or state has, and what the plan does to it. */
export function codeFor(file: string, shown: Shown, source: Source): Code {
  const changes = new Map(
    shown.changes.filter(({ deposed }) => !deposed).map((change) => [change.address, change]),
  );
  const exposed = new Map<Module, ReadonlyMap<string, string>>();
  const readBy = dataByName(source);
  /** It stays, but the code has it no longer. */
  const isForgotten = (name: Name) => changes.get(name)?.change.actions.includes('forget') === true;
  const instanceOf = (name: Name) => source.byName(name) ?? readBy.get(name);
  return {
    language: 'terraform',
    file,
    reference: (name) => {
      const own = ofVpc(name, source);
      if (own) return own;
      const instance = instanceOf(name);
      const left = isForgotten(name) ? at(instance?.values, 'id') : undefined;
      if (typeof left === 'string') return left;
      return instance ? referenceTo(instance, exposed, source.resolver) : isAddress(name) ? undefined : name;
    },
    // The finder of the sources' blocks is given by whoever has the sources.
    locate: () => undefined,
    provider: (name) => {
      const key = at(instanceOf(name)?.configuration, 'provider_config_key');
      return typeof key === 'string' && /^aws\.[\w-]+$/.test(key) ? key : undefined;
    },
    action: (name) => {
      const change = changes.get(name);
      return change && actionOf(change);
    },
    sets: (name, argument) => {
      const instance = source.byName(name);
      return instance && !instance.data && !isForgotten(name) ? setsArgument(instance, argument) : undefined;
    },
  };
}

const isAddress = (name: Name): boolean => name.includes('.');

/** Data sources of the root module by the ID that they read. */
function dataByName({ deployment, resolver }: Source): ReadonlyMap<Name, Instance> {
  const found = new Map<Name, Instance>();
  for (const instance of deployment.root.resources.values()) {
    for (const each of instance) {
      const name = resolver.nameOf(each);
      if (each.data && !found.has(name)) found.set(name, each);
    }
  }
  return found;
}

/** What AWS made with a VPC is an attribute of that. */
const OF_VPC: readonly (readonly [suffix: string, attribute: string])[] = [
  ['.main', 'main_route_table_id'],
  ['.default-security-group', 'default_security_group_id'],
  ['.default-network-acl', 'default_network_acl_id'],
];

function ofVpc(name: Name, source: Source): string | undefined {
  for (const [suffix, attribute] of OF_VPC) {
    const vpc = name.endsWith(suffix) ? source.byName(name.slice(0, -suffix.length)) : undefined;
    if (vpc?.type === 'aws_vpc' && vpc.module.parent === undefined) return `${vpc.address}.${attribute}`;
  }
  return undefined;
}

function referenceTo(
  instance: Instance,
  exposed: Map<Module, ReadonlyMap<string, string>>,
  resolver: Resolver,
): string | undefined {
  const { module, address } = instance;
  if (!module.parent) return `${address}.id`;
  const top = outermost(module);
  const output = exposedBy(top, exposed, resolver).get(address);
  return output === undefined ? undefined : top.address + output;
}

const outermost = (module: Module): Module => (module.parent?.parent ? outermost(module.parent) : module);

/** What the outputs of a module hand out, by address: `.vpc_id`, `.private_subnets[0]`. */
function exposedBy(
  module: Module,
  known: Map<Module, ReadonlyMap<string, string>>,
  resolver: Resolver,
): ReadonlyMap<string, string> {
  const before = known.get(module);
  if (before) return before;
  const exposed = new Map<string, string>();
  known.set(module, exposed);
  const outputs = objectAt(module.configuration, 'outputs') ?? {};
  const expose = (output: string, all: readonly HandedOut[]) => {
    for (const [address, suffix] of all)
      if (!exposed.has(address)) exposed.set(address, `.${output}${suffix}`);
  };
  for (const [output, value] of Object.entries(outputs)) {
    const told = toldBy(resolver.outputOf(module, output));
    if (told) {
      expose(output, told);
      continue;
    }
    const references = referencesIn(itemsAt(objectAt(value, 'expression'), 'references')).filter(
      ({ kind }) => kind !== 'known' && kind !== 'variable',
    );
    const [only, another] = references;
    if (!only || another) continue;
    expose(output, handedOut(only, output, module, known, resolver));
  }
  return exposed;
}

/** Names of outputs that say they are lists of IDs, of which references can't be told from lists of anything else. */
const IDS = /(^|_)(ids|subnets|route_tables|security_groups)$/;
const NO_IDS = /arn|cidr|ipv6|association/;

type HandedOut = readonly [address: string, suffix: string];

/** What the code of an output tells: new resources, alone or in an order that is certain. */
function toldBy(value: Value | undefined): HandedOut[] | undefined {
  if (value?.is === 'made') return value.attribute === 'id' ? [[value.instance.address, '']] : [];
  if (value?.is !== 'list' || value.items.every(({ is }) => is === 'known')) return undefined;
  if (!value.ordered) return [];
  return value.items.flatMap((item, index): HandedOut[] =>
    item.is === 'made' && item.attribute === 'id' ? [[item.instance.address, `[${index}]`]] : [],
  );
}

function handedOut(
  reference: Reference,
  output: string,
  module: Module,
  known: Map<Module, ReadonlyMap<string, string>>,
  resolver: Resolver,
): HandedOut[] {
  const isList = output.endsWith('s');
  if (reference.kind === 'module') {
    const called = (module.children.get(reference.call) ?? []).filter(({ key }) => key === reference.key);
    const [inner] = called;
    const prefix = `.${reference.output}`;
    return [...(inner ? exposedBy(inner, known, resolver) : [])].flatMap(([address, path]) =>
      path === prefix || path.startsWith(`${prefix}[`) ? [[address, path.slice(prefix.length)] as const] : [],
    );
  }
  if (reference.kind !== 'resource') return [];
  const instances = (module.resources.get(reference.resource) ?? []).filter(
    ({ key }) => reference.key === undefined || key === reference.key,
  );
  // References don't tell a list of one from the one.
  if (reference.attribute === 'id' && !isList) {
    const [only, another] = instances;
    return only && !another ? [[only.address, '']] : [];
  }
  if (reference.attribute !== undefined || reference.key !== undefined) return [];
  if (!IDS.test(output) || NO_IDS.test(output)) return [];
  return instances.flatMap(({ address, key }) =>
    typeof key === 'number' ? [[address, `[${key}]`] as const] : [],
  );
}

/** What a plan does to a resource; undefined for nothing. */
export function actionOf({ change: { actions } }: ShownChange): Action | undefined {
  const does = new Set(actions);
  if (does.has('create') && does.has('delete')) return 'replace';
  if (does.has('create')) return 'create';
  if (does.has('delete')) return 'delete';
  if (does.has('forget')) return 'forget';
  return does.has('update') ? 'update' : undefined;
}

/** The file shows nothing of `dynamic` blocks but what they make. */
function setsArgument({ configuration, values, created }: Instance, argument: string): boolean | undefined {
  const declared = isDeclared(codeOf(configuration), argument);
  if (declared !== false) return declared;
  const value = at(values, argument);
  const isFilled = Array.isArray(value) && value.some(isObject);
  if (!isFilled) return false;
  return created ? true : undefined;
}
