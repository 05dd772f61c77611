import * as v from 'valibot';
import { Problem } from '../../core/problem.ts';
import { oneLine, quoted, reasonOf, shortened } from '../../core/text/visible.ts';
import { at, isObject, type JsonObject, objectAt } from './json-value.ts';

const object = v.custom<JsonObject>(isObject, 'an object');

const identity = {
  address: v.string(),
  mode: v.string(),
  type: v.string(),
  name: v.string(),
  index: v.nullish(v.union([v.string(), v.number()])),
};

/** A resource instance as `values`, `planned_values` and `prior_state` list it. */
const resource = v.object({
  ...identity,
  values: v.nullish(object),
  sensitive_values: v.optional(v.unknown()),
});

/** What a plan does to a resource instance. */
const resourceChange = v.object({
  ...identity,
  module_address: v.nullish(v.string()),
  deposed: v.nullish(v.string()),
  change: v.object({
    actions: v.array(v.string()),
    before: v.nullish(object),
    after: v.nullish(object),
    after_unknown: v.unknown(),
    after_sensitive: v.optional(v.unknown()),
  }),
});

export type ShownResource = v.InferOutput<typeof resource>;
export type ShownChange = v.InferOutput<typeof resourceChange>;

/** The instances of one module. */
export interface ShownModule {
  readonly address: string;
  readonly resources: readonly ShownResource[];
}

/** What `terraform show -json` prints of a plan or a state, its parts checked as far as they are always the same. */
export interface Shown {
  readonly kind: 'plan' | 'state';
  /** What there will be: a plan's `planned_values`, a state's `values`. */
  readonly modules: readonly ShownModule[];
  /** What there was: a plan's `prior_state`, with all data sources that were read. */
  readonly prior: readonly ShownModule[];
  readonly changes: readonly ShownChange[];
  /** Resources that Terraform will decide about in a later plan, by address. */
  readonly deferred: readonly string[];
  /** The root module's configuration; a state has none. */
  readonly configuration: JsonObject | undefined;
  readonly providers: JsonObject | undefined;
  /** Values of the root module's variables. */
  readonly variables: JsonObject | undefined;
  /** False where the plan leaves some resources out: `-target`, or deferred ones. */
  readonly complete: boolean;
}

/**
 * Reads the JSON of `terraform show -json`, which OpenTofu's `tofu show -json` prints in the same format.
 *
 * @param file how messages name it
 * @throws Problem saying what the file is instead, and which command prints the right one
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export function parseShown(text: string, file: string): Shown {
  const document = parse(text, file);
  assertFormat(document, file);
  if (at(document, 'errored') === true) {
    throw new Problem(
      `${file} is a plan that ended with an error, so it's incomplete. Fix the error and plan again.`,
    );
  }
  const isPlan = 'planned_values' in document || 'resource_changes' in document;
  const configuration = objectAt(document, 'configuration');
  return {
    kind: isPlan ? 'plan' : 'state',
    modules: modulesIn(document, isPlan ? 'planned_values' : 'values', file),
    prior: isPlan ? priorModules(document, file) : [],
    changes: changesIn(document, file),
    deferred: deferredIn(document),
    configuration: objectAt(configuration, 'root_module'),
    providers: objectAt(configuration, 'provider_config'),
    variables: objectAt(document, 'variables'),
    complete: at(document, 'complete') !== false,
  };
}

const SHOW_PLAN = 'terraform show -json tfplan > plan.json';

function parse(text: string, file: string): JsonObject {
  if (text.startsWith('PK')) {
    throw new Problem(`${file} is a binary plan. Make JSON of it: terraform show -json ${file} > plan.json`);
  }
  if (text.includes('\u0000')) {
    throw new Problem(`${file} is not UTF-8 text. Save the output of "${SHOW_PLAN}" as UTF-8.`);
  }
  const json = text.replace(/^\uFEFF/, '').trim();
  if (json === '') throw new Problem(`${file} is empty. Make it again: ${SHOW_PLAN}`);
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    throw new Problem(`${file} is not JSON: ${reasonOf(error)}. ${adviceFor(json)}`, { cause: error });
  }
  if (!isObject(document)) {
    throw new Problem(`${file} is not the JSON of a Terraform plan or state. Make it: ${SHOW_PLAN}`);
  }
  return document;
}

function adviceFor(text: string): string {
  if (/^\{"format_version"/.test(text)) return `It ends too early. Make it again: ${SHOW_PLAN}`;
  if (text.startsWith('{"@level"') || /\}\s*\n\s*\{/.test(text.slice(0, 10_000))) {
    return `It has several documents, as "terraform plan -json" prints them. Save the plan and show it: terraform plan -out tfplan && ${SHOW_PLAN}`;
  }
  if (/^(Terraform|OpenTofu|\S*No changes|\s*#)/.test(text) || text.includes('Terraform will perform')) {
    return `It is the plan as text. Save the plan and show it: terraform plan -out tfplan && ${SHOW_PLAN}`;
  }
  return `Make it with: ${SHOW_PLAN}`;
}

/** All versions 1.x are read: a minor version only adds. */
function assertFormat(document: JsonObject, file: string): void {
  const version = at(document, 'format_version');
  if (typeof version === 'string') {
    // 0.1 and 0.2 were the same format before Terraform 1.1.
    if (/^(1|0)\.\d+$/.test(version)) return;
    throw new Problem(
      `${file} has the format version ${quoted(version, 20)}; this program reads versions 1.x. Show the plan with Terraform 1.x or OpenTofu 1.x.`,
    );
  }
  if (typeof at(document, 'version') === 'number' && ('serial' in document || 'lineage' in document)) {
    throw new Problem(
      `${file} is a raw state file. Show it as JSON in its directory: terraform show -json > state.json`,
    );
  }
  if (Array.isArray(at(document, 'modules')) && 'version' in document) {
    throw new Problem(
      `${file} is a state of Terraform before 0.12. Show it with Terraform 1.x: terraform show -json > state.json`,
    );
  }
  if ('provider_schemas' in document) {
    throw new Problem(`${file} has the schemas of providers, not a plan. Show a plan: ${SHOW_PLAN}`);
  }
  if (isObject(at(document, 'Resources'))) {
    throw new Problem(`${file} is a CloudFormation template. Pass it with --template.`);
  }
  if ('schemaVersion' in document && 'subnets' in document) {
    throw new Problem(`${file} is a snapshot of this program. Pass it with --snapshot.`);
  }
  const keys = Object.keys(document)
    .slice(0, 3)
    .map((key) => quoted(key, 30));
  const has = keys.length === 0 ? 'It is empty' : `It has ${keys.join(', ')}, but no "format_version"`;
  throw new Problem(
    `${file} is not the JSON of a Terraform plan or state. ${has}. Make it with: ${SHOW_PLAN}`,
  );
}

/** Modules nest a few levels deep; a file that goes further would only exhaust the stack. */
const DEEPEST = 100;

function priorModules(document: JsonObject, file: string): ShownModule[] {
  const state = at(document, 'prior_state');
  if (state === undefined || state === null) return [];
  if (!isObject(state)) throw odd(file, 'prior_state', 'an object');
  return modulesIn(state, 'values', file, 'prior_state.');
}

/** The modules of a tree, one after another. Where a state is empty, it has no `values`. */
function modulesIn(document: JsonObject, key: string, file: string, before = ''): ShownModule[] {
  const values = at(document, key);
  if (values === undefined || values === null) return [];
  if (!isObject(values)) throw odd(file, before + key, 'an object');
  const root = at(values, 'root_module');
  if (root === undefined || root === null) return [];
  const modules: ShownModule[] = [];
  const open = [{ module: root, path: `${before}${key}.root_module`, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { module, path, depth } = next;
    if (!isObject(module)) throw odd(file, path, 'an object');
    if (depth > DEEPEST) throw new Problem(`${file} nests modules more than ${DEEPEST} deep.`);
    const address = at(module, 'address') ?? '';
    if (typeof address !== 'string') throw odd(file, `${path}.address`, 'text');
    modules.push({
      address,
      resources: listOf(resource, at(module, 'resources'), file, `${path}.resources`),
    });
    const children = at(module, 'child_modules') ?? [];
    if (!Array.isArray(children)) throw odd(file, `${path}.child_modules`, 'a list');
    for (const [index, child] of children.entries()) {
      open.push({ module: child, path: `${path}.child_modules[${index}]`, depth: depth + 1 });
    }
  }
  return modules;
}

const changesIn = (document: JsonObject, file: string): readonly ShownChange[] =>
  listOf(resourceChange, at(document, 'resource_changes'), file, 'resource_changes');

function listOf<T>(
  item: v.GenericSchema<unknown, T>,
  list: unknown,
  file: string,
  path: string,
): readonly T[] {
  const result = v.safeParse(v.nullish(v.array(item), []), list, { abortEarly: true });
  if (result.success) return result.output ?? [];
  const [issue] = result.issues;
  const keys = (issue.path ?? []).map(({ key }) =>
    typeof key === 'number' ? `[${key}]` : `.${String(key)}`,
  );
  throw odd(file, path + keys.join(''), issue.expected ?? issue.message);
}

const odd = (file: string, path: string, expected: string): Problem =>
  new Problem(
    `${file}: ${shortened(oneLine(path))} is not ${expected}. It's not as "terraform show -json" prints it: make it again.`,
  );

function deferredIn(document: JsonObject): string[] {
  const deferred = at(document, 'deferred_changes');
  if (!Array.isArray(deferred)) return [];
  return deferred.flatMap((each) => {
    const address = at(at(each, 'resource_change'), 'address');
    return typeof address === 'string' ? [address] : [];
  });
}
