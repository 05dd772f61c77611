import { type Argument, type Body, hclBody, jsonBody } from '../hcl/body.ts';
import { isLocalModule, joinedPath, type SourceFile } from '../planned/locate.ts';
import type { Module } from './deployment.ts';
import { at, itemsAt } from './json-value.ts';

/** Where the code is that a plan was made from. */
export interface CodeFiles {
  /** That of the root module. */
  readonly directory: string;
  /** The files of code in a directory; none where not all can be read. */
  readonly filesIn: (directory: string) => readonly SourceFile[];
  /** Undefined where it can't be read. */
  readonly textOf: (path: string) => string | undefined;
}

/** The code of one module. */
export interface ModuleCode {
  /** The one block of some words (`'resource', 'aws_vpc', 'main'`); undefined where there is none, or override files change it. */
  readonly block: (...words: readonly string[]) => Body | undefined;
  readonly local: (name: string) => Argument | undefined;
}

/** Gives the code of a module; undefined where it isn't there. */
export type CodeOf = (module: Module) => ModuleCode | undefined;

/**
 * Finds the code of modules: beside the code that calls them, or where `terraform init` put it.
 *
 * @see https://developer.hashicorp.com/terraform/language/modules/sources
 */
export function moduleCodeReader(files: CodeFiles): CodeOf {
  const read = new Map<string, ModuleCode | undefined>();
  let installed: ReadonlyMap<string, string> | undefined;
  const directoryOf = (module: Module): string | undefined => {
    if (!module.parent) return files.directory;
    const source = at(module.call, 'source');
    const parent = directoryOf(module.parent);
    if (typeof source === 'string' && isLocalModule(source))
      return parent === undefined ? undefined : joinedPath(parent, source);
    installed ??= installedIn(files);
    return installed.get(callsOf(module).join('.'));
  };
  return (module) => {
    const directory = directoryOf(module);
    if (directory === undefined) return undefined;
    if (!read.has(directory)) read.set(directory, codeIn(files.filesIn(directory)));
    return read.get(directory);
  };
}

const callsOf = (module: Module): string[] =>
  module.parent ? [...callsOf(module.parent), module.callName] : [];

/** Where `terraform init` put modules, by the names of the calls that lead to them. */
function installedIn({ directory, textOf }: CodeFiles): ReadonlyMap<string, string> {
  const text = textOf(joinedPath(directory, '.terraform/modules/modules.json'));
  return new Map(
    itemsAt(parsed(text), 'Modules').flatMap((each) => {
      const key = at(each, 'Key');
      const within = at(each, 'Dir');
      return typeof key === 'string' && typeof within === 'string'
        ? [[key, joinedPath(directory, within)] as const]
        : [];
    }),
  );
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @see https://developer.hashicorp.com/terraform/language/files/override */
const OVERRIDES = /(?:^|[\\/_])override\.tf(?:\.json)?$/;

function codeIn(files: readonly SourceFile[]): ModuleCode | undefined {
  // OpenTofu's own files stand for others, Terraform passes them over, and a plan doesn't say who made it.
  if (files.length === 0 || files.some(({ path }) => /\.tofu(\.json)?$/.test(path))) return undefined;
  const bodies = files.map(({ path, text }) => ({
    overrides: OVERRIDES.test(path),
    body: path.endsWith('.json') ? jsonBody(text, path) : hclBody(text, path),
  }));
  const only = <T>(read: (body: Body) => readonly T[]): T | undefined => {
    const found = bodies.flatMap(({ overrides, body }) => read(body).map((each) => ({ each, overrides })));
    const [first, another] = found;
    return another || first?.overrides ? undefined : first?.each;
  };
  return {
    block: (...words) => only((body) => body.blocks(...words)),
    local: (name) => only((body) => body.blocks('locals').flatMap((locals) => locals.argument(name) ?? [])),
  };
}
