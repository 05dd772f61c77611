import { posix } from 'node:path';
import { Problem } from '../../core/problem.ts';
import { nearest } from '../../core/text/nearest.ts';
import type { Planned } from '../planned/parts.ts';
import { codeOf, withNested } from './code.ts';
import { gather } from './gather.ts';
import { imports } from './imports.ts';
import { nestedStacks } from './nested-stack.ts';
import { parseTemplate, shown, type Template, type Yaml } from './parse-template.ts';
import { isNestedStack, Stack } from './stack.ts';
import { unsettled, type Value } from './value.ts';
import { World } from './world.ts';

export interface TemplateFile {
  readonly path: string;
  readonly text: string;
}

export interface TemplateOptions {
  /** The values of parameters, by name, for all templates that have one of that name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Undefined where it isn't told: then `AWS::Region` is unknown. */
  readonly region: string | undefined;
  /** The text of a file beside the templates; undefined where there is none. */
  readonly readText: (path: string) => string | undefined;
}

/**
 * What CloudFormation templates say of networks and of ECS. Templates that are nested in another one of them are read as part
 * of that; what one exports, the others import.
 *
 * @throws Problem for what CloudFormation refuses, or what is no template
 */
export async function readTemplates(
  files: readonly TemplateFile[],
  options: TemplateOptions,
): Promise<Planned> {
  const { parseYaml, keyLines } = await import('../workload/parse-yaml.ts');
  const yaml: Yaml = { parse: (text, file) => parseYaml(text, file, 'a template'), lines: keyLines };
  const given = new Map(
    files.map(({ path, text }) => [posix.normalize(path), parseTemplate(text, path, yaml)]),
  );
  if (given.size === 0) throw new Problem('There is no template to read. Pass one with --template.');
  const beside = new Map<string, Template | undefined>();
  const templateAt = (path: string): Template | undefined => {
    const place = posix.normalize(path);
    const known = given.get(place) ?? beside.get(place);
    if (known || beside.has(place)) return known;
    const text = options.readText(place);
    const template = text === undefined ? undefined : parseTemplate(text, place, yaml);
    beside.set(place, template);
    return template;
  };

  const stacksOf = (templates: readonly Template[], imported: World['imported']): Stack[] => {
    const world = new World(options.region, imported);
    const open = nestedStacks(world, templateAt);
    const prefixes = prefixesOf(templates);
    const value = (name: string) =>
      Object.hasOwn(options.parameters, name) ? options.parameters[name] : undefined;
    return templates.map(
      (template) => new Stack(template, prefixes.get(template) ?? '', undefined, value, world, open),
    );
  };
  const asked: Value[] = [];
  const ask = (name: Value) => {
    asked.push(name);
    return unsettled('an import');
  };
  const templates = rootsOf(stacksOf([...given.values()], ask));
  // Which names are imported is known only when all is evaluated.
  if (templates.length > 1) gather(stacksOf(templates, ask), options.region, []);
  const assumptions: string[] = [];
  const roots: readonly Stack[] = stacksOf(
    templates,
    imports(
      () => roots.flatMap(withNested),
      asked,
      (sentence) => assumptions.push(sentence),
    ),
  );
  assertParameters(roots, options.parameters);
  const after = gather(roots, options.region, assumptions);
  const home = roots.find(({ template }) => has(template, 'AWS::EC2::VPC')) ?? roots[0];
  if (!home) throw new Problem('The templates are all nested in each other.');
  return { before: undefined, after, code: codeOf(roots, home) };
}

const has = ({ resources }: Template, wanted: string): boolean =>
  [...resources.values()].some(({ type }) => type === wanted);

/** The templates that no other one has as a nested stack. */
function rootsOf(stacks: readonly Stack[]): Template[] {
  const nested = new Set(
    stacks.flatMap((stack) =>
      [...stack.template.resources].flatMap(([id, { type }]) => {
        const child = isNestedStack(type) ? stack.nested(id) : undefined;
        return child && 'template' in child ? [child.template.file] : [];
      }),
    ),
  );
  return stacks.map(({ template }) => template).filter(({ file }) => !nested.has(file));
}

/** What stands before the names of each template's resources: its file's name, where others have the same logical IDs. */
function prefixesOf(templates: readonly Template[]): ReadonlyMap<Template, string> {
  const count = new Map<string, number>();
  for (const { resources } of templates)
    for (const id of resources.keys()) count.set(id, (count.get(id) ?? 0) + 1);
  const sharing = templates.filter(({ resources }) =>
    [...resources.keys()].some((id) => (count.get(id) ?? 0) > 1),
  );
  const names = sharing.map(({ file }) => posix.basename(file).replace(/(\.template)?\.\w+$/, ''));
  const areDistinct = new Set(names).size === names.length;
  return new Map(
    sharing.map((template, index) => {
      const name = areDistinct ? (names[index] ?? '') : template.file;
      return [template, `${name.replace(/[^\w-]+/g, '-')}/`];
    }),
  );
}

/** @throws Problem for a value that is given for a parameter that no template has */
function assertParameters(roots: readonly Stack[], parameters: Readonly<Record<string, string>>): void {
  const names = roots.flatMap(({ template }) => [...template.parameters.keys()]);
  const stray = Object.keys(parameters).find((name) => !names.includes(name));
  if (stray === undefined) return;
  const like = nearest(stray, names);
  const [only, ...others] = roots;
  const who =
    only && others.length === 0 ? `${only.template.file} has no parameter` : 'No template has a parameter';
  throw new Problem(`${who} ${shown(stray)}.${like === undefined ? '' : ` Did you mean ${shown(like)}?`}`);
}
