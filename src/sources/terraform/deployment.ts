import { at, isObject, itemsAt, type JsonObject, objectAt } from './json-value.ts';
import type { Shown, ShownChange, ShownResource } from './shown.ts';
import { callOf, type Key } from './traversal.ts';

/** A module as it is called: one for each key of its `count` or `for_each`. */
export interface Module {
  /** `module.net["a"]`; empty for the root module. */
  readonly address: string;
  readonly parent: Module | undefined;
  readonly key: Key | undefined;
  /** What the parent calls it: `net`; empty for the root module. */
  readonly callName: string;
  /** The `module_calls` entry in the parent's configuration. */
  readonly call: JsonObject | undefined;
  readonly configuration: JsonObject | undefined;
  /** Those that it calls, by the name of the call. */
  readonly children: Map<string, Module[]>;
  /** Its resource instances, by resource: `aws_subnet.private`, `data.aws_vpc.main`. */
  readonly resources: Map<string, Instance[]>;
}

/** An instance of a resource or of a data source. */
export interface Instance {
  /** `module.vpc.aws_subnet.private[0]`. */
  readonly address: string;
  readonly data: boolean;
  readonly type: string;
  /** `aws_subnet.private`, `data.aws_vpc.main`. */
  readonly resource: string;
  readonly module: Module;
  readonly key: Key | undefined;
  readonly values: JsonObject;
  /** In the shape of `values`, true where a value is known only after apply, or sensitive. */
  readonly unknown: unknown;
  readonly sensitive: unknown;
  /** True where Terraform makes it, so that what its code leaves out has its default. */
  readonly created: boolean;
  /** Its code; undefined where the file has none, as with a state. */
  readonly configuration: JsonObject | undefined;
}

/** All instances at one moment, before or after a deployment. */
export interface Deployment {
  readonly root: Module;
  readonly instances: readonly Instance[];
  readonly byType: ReadonlyMap<string, readonly Instance[]>;
}

/** What a plan leads to, or what a state holds. */
export function deploymentAfter(shown: Shown): Deployment {
  const building = new Building(shown.configuration);
  const changes = new Map(
    shown.changes.filter(({ deposed }) => !deposed).map((change) => [change.address, change]),
  );
  for (const { address, resources } of shown.modules) {
    for (const resource of resources) {
      const change = changes.get(resource.address);
      // Of what it leaves alone, a plan lists the address without values.
      if (change === undefined || !isKept(change)) building.add(address, resource, change);
    }
  }
  // Data sources that the plan read already stand in the prior state alone, and so does what a plan with -target leaves out.
  for (const { address, resources } of shown.prior) {
    for (const resource of resources) {
      const change = changes.get(resource.address);
      if (change === undefined || isKept(change)) building.add(address, resource, undefined);
    }
  }
  for (const change of changes.values()) {
    if (change.change.after) building.add(change.module_address ?? '', change, change);
  }
  return building.done();
}

/** What there was before; undefined where nothing had been deployed, or the file doesn't tell. */
export function deploymentBefore(shown: Shown): Deployment | undefined {
  const deployed = shown.prior.some(({ resources }) => resources.some(({ mode }) => mode === 'managed'));
  if (!deployed) return undefined;
  const building = new Building(undefined);
  for (const { address, resources } of shown.prior) {
    for (const resource of resources) building.add(address, resource, undefined);
  }
  return building.done();
}

/** Terraform will no longer manage it, and leaves it as it is. */
const isKept = ({ change }: ShownChange): boolean => !change.after && change.actions.includes('forget');

class Building {
  readonly #root: Module;
  readonly #modules = new Map<string, Module>();
  readonly #instances = new Map<string, Instance>();
  readonly #resources = new Map<JsonObject, ReadonlyMap<string, JsonObject>>();

  constructor(configuration: JsonObject | undefined) {
    this.#root = {
      address: '',
      parent: undefined,
      key: undefined,
      callName: '',
      call: undefined,
      configuration,
      children: new Map(),
      resources: new Map(),
    };
    this.#modules.set('', this.#root);
  }

  /** The first of one address counts. */
  add(moduleAddress: string, shown: ShownResource | ShownChange, change: ShownChange | undefined): void {
    if (this.#instances.has(shown.address)) return;
    const module = this.#module(moduleAddress);
    const data = shown.mode === 'data';
    const resource = `${data ? 'data.' : ''}${shown.type}.${shown.name}`;
    const values = change?.change.after ?? ('values' in shown ? shown.values : undefined) ?? {};
    const instance: Instance = {
      address: shown.address,
      data,
      type: shown.type,
      resource,
      module,
      key: shown.index ?? undefined,
      values,
      unknown: change?.change.after_unknown,
      sensitive: change?.change.after_sensitive ?? ('values' in shown ? shown.sensitive_values : undefined),
      created: change?.change.actions.includes('create') === true,
      configuration: this.#configuration(module, resource),
    };
    this.#instances.set(instance.address, instance);
    push(module.resources, resource, instance);
  }

  done(): Deployment {
    this.#addEmptyModules();
    const byType = new Map<string, Instance[]>();
    for (const instance of this.#instances.values()) push(byType, instance.type, instance);
    return { root: this.#root, instances: [...this.#instances.values()], byType };
  }

  #module(address: string): Module {
    const known = this.#modules.get(address);
    if (known) return known;
    const call = callOf(address);
    // Every module's address begins with its parent's, which is shorter.
    return call && call.parent.length < address.length
      ? this.#call(this.#module(call.parent), call.call, call.key, address)
      : this.#root;
  }

  #call(parent: Module, name: string, key: Key | undefined, address: string): Module {
    const call = objectAt(objectAt(parent.configuration, 'module_calls'), name);
    const module: Module = {
      address,
      parent,
      key,
      callName: name,
      call,
      configuration: objectAt(call, 'module'),
      children: new Map(),
      resources: new Map(),
    };
    push(parent.children, name, module);
    this.#modules.set(address, module);
    return module;
  }

  /** A module without resources only hands values on, but others refer to its outputs. */
  #addEmptyModules(): void {
    const open = [...this.#modules.values()];
    for (let module = open.pop(); module; module = open.pop()) {
      for (const [name, call] of Object.entries(objectAt(module.configuration, 'module_calls') ?? {})) {
        const several = at(call, 'count_expression') ?? at(call, 'for_each_expression');
        if (several !== undefined || module.children.has(name)) continue;
        const address = `${module.address === '' ? '' : `${module.address}.`}module.${name}`;
        open.push(this.#call(module, name, undefined, address));
      }
    }
  }

  /** The code of a resource, from an index that each module's code gets once. */
  #configuration({ configuration }: Module, resource: string): JsonObject | undefined {
    if (!configuration) return undefined;
    let resources = this.#resources.get(configuration);
    if (!resources) {
      resources = new Map(
        itemsAt(configuration, 'resources').flatMap((each) => {
          const address = at(each, 'address');
          return isObject(each) && typeof address === 'string' ? [[address, each] as const] : [];
        }),
      );
      this.#resources.set(configuration, resources);
    }
    return resources.get(resource);
  }
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
