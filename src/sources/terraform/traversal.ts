/** A key of `count` (a number) or `for_each` (text). */
export type Key = string | number;

/** A step of a traversal: a name (`aws_vpc`, `id`), or a key in brackets. */
export type Step = { readonly name: string } | { readonly key: Key };

const STEP = /\.?([\p{L}_][\p{L}\p{N}_-]*)|\[(?:(\d+)|("(?:[^"\\]|\\.)*"))\]/uy;

/** The steps of `module.net["a"].vpc_id`; undefined for what is none. */
export function stepsOf(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const [, name, index, key] = STEP.exec(text) ?? [];
    if (name !== undefined) steps.push({ name });
    else if (index !== undefined) steps.push({ key: Number(index) });
    else if (key !== undefined) steps.push({ key: unquoted(key) });
    else return undefined;
  }
  return steps;
}

/** HCL writes keys as Go and JSON write text. */
function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}

/** What an expression refers to. `keys` of a reference are those that it names; without one it may mean all instances. */
export type Reference =
  | {
      readonly kind: 'resource';
      /** `aws_subnet.private`, `data.aws_vpc.main`. */
      readonly resource: string;
      readonly key: Key | undefined;
      /** The attribute that is taken; undefined where the reference doesn't say: `aws_subnet.private[*].id` is `aws_subnet.private`. */
      readonly attribute: string | undefined;
    }
  | {
      readonly kind: 'module';
      readonly call: string;
      readonly key: Key | undefined;
      /** Undefined where the reference doesn't say it: `module.net[*].vpc_id` is `module.net`. */
      readonly output: string | undefined;
      /** Of an output with several values: `module.net.subnet_ids[0]`. */
      readonly element?: Key | undefined;
    }
  | { readonly kind: 'variable'; readonly name: string; readonly element?: Key | undefined }
  /** `count.index` or `each.key`. */
  | { readonly kind: 'key' }
  | { readonly kind: 'each.value'; readonly attribute: string | undefined }
  /** What the JSON of a plan has no expression of: a local value. */
  | { readonly kind: 'local'; readonly text: string }
  /** Always known: `path.module`, `terraform.workspace`. */
  | { readonly kind: 'known' };

/**
 * What the list of references of an expression says.
 *
 * After each reference, Terraform lists what it is a part of: `aws_vpc.a[0].id`, `aws_vpc.a[0]`, `aws_vpc.a`. These are passed over;
 * one that stands by itself means more than one instance.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#expression-representation
 */
export function referencesIn(list: readonly unknown[]): readonly Reference[] {
  const references: Reference[] = [];
  let wholes: string[] = [];
  for (const text of list) {
    if (typeof text !== 'string') continue;
    if (wholes[0] === text) {
      wholes.shift();
      continue;
    }
    const steps = stepsOf(text);
    references.push(steps ? referenceOf(steps, text) : { kind: 'local', text });
    wholes = steps ? wholesOf(text, steps) : [];
  }
  return references;
}

/** What is listed after a reference, in that order. */
function wholesOf(text: string, steps: readonly Step[]): string[] {
  const shortest = shortestOf(steps);
  const wholes: string[] = [];
  let rest = text;
  for (let count = steps.length; count > shortest; count--) {
    const last = steps[count - 1];
    if (last === undefined) break;
    rest = withoutLast(rest, last);
    wholes.push(rest);
  }
  return wholes;
}

function withoutLast(text: string, last: Step): string {
  if ('name' in last) return text.slice(0, -(last.name.length + 1));
  return typeof last.key === 'number'
    ? text.slice(0, text.lastIndexOf('['))
    : text.replace(/\["(?:[^"\\]|\\.)*"\]$/, '');
}

/** How many steps name the whole of what is referred to. A module with a key isn't listed without it. */
function shortestOf(steps: readonly Step[]): number {
  const [first, , third] = steps;
  const root = first && 'name' in first ? first.name : '';
  if (root === 'data') return 3;
  if (root === 'module') return third && 'key' in third ? 3 : 2;
  return 2;
}

function referenceOf(steps: readonly Step[], text: string): Reference {
  const names = steps.map((step) => ('name' in step ? step.name : undefined));
  const [root, name] = names;
  switch (root) {
    case 'count':
      return { kind: 'key' };
    case 'each':
      return name === 'key' ? { kind: 'key' } : { kind: 'each.value', attribute: names[2] };
    case 'path':
    case 'terraform':
    case 'tofu':
      return { kind: 'known' };
    case 'var':
      return name === undefined
        ? { kind: 'local', text }
        : { kind: 'variable', name, element: keyOf(steps[2]) };
    case 'module': {
      const { key, rest } = keyAndRest(steps.slice(2));
      const element = keyOf(steps[key === undefined ? 3 : 4]);
      return name === undefined
        ? { kind: 'local', text }
        : { kind: 'module', call: name, key, output: rest, element };
    }
    default: {
      const length = root === 'data' ? 3 : 2;
      const parts = names.slice(0, length);
      if (root === 'local' || parts.length < length || parts.includes(undefined))
        return { kind: 'local', text };
      const { key, rest } = keyAndRest(steps.slice(length));
      return { kind: 'resource', resource: parts.join('.'), key, attribute: rest };
    }
  }
}

/** `[0]`, `["a"]` and `.a` all take one value. */
const keyOf = (step: Step | undefined): Key | undefined => step && ('key' in step ? step.key : step.name);

function keyAndRest([first, second]: readonly Step[]): { key: Key | undefined; rest: string | undefined } {
  const key = first && 'key' in first ? first.key : undefined;
  const next = key === undefined ? first : second;
  return { key, rest: next && 'name' in next ? next.name : undefined };
}

/** The address of the module that another one is called in, and how it is called; undefined for the root module. */
export function callOf(
  address: string,
): { readonly parent: string; readonly call: string; readonly key: Key | undefined } | undefined {
  const steps = stepsOf(address);
  const last = steps?.at(-1);
  if (!steps || !last) return undefined;
  const key = 'key' in last ? last.key : undefined;
  const outer = key === undefined ? address : withoutLast(address, last);
  const name = key === undefined ? last : steps.at(-2);
  if (!name || !('name' in name)) return undefined;
  const parent = outer.slice(0, -`module.${name.name}`.length).replace(/\.$/, '');
  return { parent, call: name.name, key };
}
