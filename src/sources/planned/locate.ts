import { hclBlocks } from './hcl-blocks.ts';
import { jsonKeyLines } from './json-keys.ts';
import type { Code, Name } from './parts.ts';
import { type Address, parseAddress } from './terraform-address.ts';

/** A file of code. */
export interface SourceFile {
  /** As it is shown, and as CI names it: relative to where the program runs, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Where something stands; the line from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
}

/** The module calls of a module by name, with what each calls itself. */
export type ModuleCalls = ReadonlyMap<string, { readonly source: string; readonly calls: ModuleCalls }>;

/**
 * The module calls in the `configuration.root_module` of `terraform show -json`; none for what has no such form.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
 */
export function moduleCalls(module: unknown): ModuleCalls {
  const calls = field(module, 'module_calls');
  if (typeof calls !== 'object' || calls === null) return new Map();
  return new Map(
    Object.entries(calls).flatMap(([name, call]) => {
      const source = field(call, 'source');
      return typeof source === 'string'
        ? [[name, { source, calls: moduleCalls(field(call, 'module')) }] as const]
        : [];
    }),
  );
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/**
 * Finds the blocks of Terraform's resources. A resource of a module from elsewhere is found where the code calls that module.
 *
 * @param directory of the root module
 * @param filesIn the `*.tf` and `*.tf.json` files of a directory; none where it can't be read
 */
export function terraformLocator(
  directory: string,
  calls: ModuleCalls,
  filesIn: (directory: string) => readonly SourceFile[],
): Code['locate'] {
  const known = new Map<string, ReadonlyMap<string, Location>>();
  const blocksIn = (path: string): ReadonlyMap<string, Location> => {
    const blocks = known.get(path) ?? blocksOf(filesIn(path));
    known.set(path, blocks);
    return blocks;
  };
  return (name) => {
    const address = parseAddress(withoutDefault(name));
    return address && locate(address, directory, calls, blocksIn);
  };
}

/** The default route table of a VPC has no block but that of the VPC. */
const withoutDefault = (name: Name): string => name.replace(/(?<=\baws_vpc\..+)\.main$/, '');

function locate(
  address: Address,
  directory: string,
  calls: ModuleCalls,
  blocksIn: (directory: string) => ReadonlyMap<string, Location>,
): Location | undefined {
  const [step, ...modules] = address.modules;
  if (step === undefined)
    return blocksIn(directory).get([address.mode, address.type, address.label].join('.'));
  const call = calls.get(step.name);
  const within = call && isLocalModule(call.source) ? joinedPath(directory, call.source) : undefined;
  const found =
    within === undefined
      ? undefined
      : locate({ ...address, modules }, within, call?.calls ?? new Map(), blocksIn);
  return found ?? blocksIn(directory).get(`module.${step.name}`);
}

/** @see https://developer.hashicorp.com/terraform/language/modules/sources#local-paths */
export const isLocalModule = (source: string): boolean => /^\.\.?(?:[\\/]|$)/.test(source);

/** A path below another, without steps that lead back where they can be left out. */
export function joinedPath(directory: string, source: string): string {
  const steps: string[] = [];
  for (const step of `${directory}/${source}`.split(/[\\/]+/)) {
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/') || '.';
}

/** The blocks of a directory by `resource.aws_vpc.main`, `data.aws_vpc.main` and `module.vpc`. */
function blocksOf(files: readonly SourceFile[]): ReadonlyMap<string, Location> {
  const blocks = new Map<string, Location>();
  for (const { path, text } of files) {
    const found: Iterable<readonly [string, number]> = path.endsWith('.json')
      ? jsonKeyLines(text, 3)
      : hclBlocks(text).map(({ words, line }) => [words.join('.'), line] as const);
    for (const [name, line] of found) if (!blocks.has(name)) blocks.set(name, { file: path, line });
  }
  return blocks;
}

/** A template, and which stack it describes: empty for one of the user's own, `Network` or `Network/Subnets` for a nested one. */
export interface TemplateFile extends SourceFile {
  readonly stack: string;
}

/** Finds the resources of CloudFormation templates. */
export function templateLocator(templates: readonly TemplateFile[]): Code['locate'] {
  const known = new Map<TemplateFile, ReadonlyMap<string, number>>();
  const linesIn = (template: TemplateFile): ReadonlyMap<string, number> => {
    const lines = known.get(template) ?? resourceLines(template.text);
    known.set(template, lines);
    return lines;
  };
  return (name) => {
    const [, stack = '', id = ''] = /^(?:(.*)\/)?([^/]*)$/.exec(name) ?? [];
    for (const template of templates.filter((each) => each.stack === stack)) {
      const line = linesIn(template).get(id);
      if (line !== undefined) return { file: template.path, line };
    }
    return undefined;
  };
}

/** The lines of a template's resources by logical ID. */
function resourceLines(text: string): ReadonlyMap<string, number> {
  if (/^\s*\{/.test(text)) {
    const keys = [...jsonKeyLines(text, 2)];
    return new Map(
      keys.flatMap(([key, line]) =>
        key.startsWith('Resources.') ? [[key.slice('Resources.'.length), line]] : [],
      ),
    );
  }
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^(["']?)Resources\1\s*:\s*(?:#.*)?$/.test(line.trimEnd()));
  if (start < 0) return new Map();
  const found = new Map<string, number>();
  let indent: number | undefined;
  for (const [index, line] of lines.entries()) {
    const [, space = '', id] = /^( *)["']?([A-Za-z0-9]+)["']?\s*:(?:\s|$)/.exec(line) ?? [];
    if (index <= start || id === undefined) continue;
    if (space === '') break;
    indent ??= space.length;
    if (space.length === indent && !found.has(id)) found.set(id, index + 1);
  }
  return found;
}
