import { Problem } from '../../core/problem.ts';
import { quoted, reasonOf } from '../../core/text/visible.ts';
import { jsonLines } from './json-lines.ts';
import { lookAlike, lookAlikeText } from './look-alike.ts';

/** JSON, or YAML whose short tags are written out. */
export type Json = unknown;

export type Section = ReadonlyMap<string, Json>;

/** A resource as the template has it. */
export interface Resource {
  readonly type: string;
  readonly condition: string | undefined;
  readonly properties: Json;
  readonly metadata: Json;
  readonly dependsOn: readonly string[];
}

/** The sections of a template, each by name. */
export interface Template {
  readonly file: string;
  readonly parameters: Section;
  readonly mappings: Section;
  readonly conditions: Section;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: Section;
  /** The names in `Transform`. */
  readonly transforms: readonly string[];
  /** Keys of `Resources` that are functions: `Fn::Transform`, `Fn::ForEach::Subnets`. */
  readonly generators: Section;
  /** Of resources that a loop makes, its key in `Resources`. */
  readonly madeBy: ReadonlyMap<string, string>;
  /** The line on which each resource begins. */
  readonly lines: () => ReadonlyMap<string, number>;
}

/** What reads YAML, which is loaded when there is something to read. */
export interface Yaml {
  readonly parse: (text: string, file: string) => readonly Json[];
  /** The lines of the keys in a section. */
  readonly lines: (text: string, section: string) => ReadonlyMap<string, number>;
}

/** CloudFormation takes a megabyte. */
const LONGEST = 4_000_000;
/** Nothing that people write nests deeper; a file that does would only exhaust the stack. */
const DEEPEST = 200;

/**
 * Reads a CloudFormation template in JSON or YAML.
 *
 * @throws Problem saying what is wrong with it, or what the file is instead
 */
export function parseTemplate(text: string, file: string, yaml: Yaml): Template {
  if (text.length > LONGEST) throw new Problem(`${file} is too long to be a template.`);
  if (text.includes('\u0000'))
    throw new Problem(`${file} is not UTF-8 text. Pass a template in YAML or JSON.`);
  const { json, isYaml } = documentIn(text, file, yaml);
  if (!isRecord(json) || !isRecord(json.Resources)) throw noTemplate(json, text, file);
  if (deeperThan(DEEPEST, json)) throw new Problem(`${file} is nested too deeply to be a template.`);
  const resources = new Map<string, Resource>();
  const generators = new Map<string, Json>();
  for (const [id, resource] of Object.entries(json.Resources)) {
    if (id.startsWith('Fn::')) generators.set(id, resource);
    else resources.set(id, toResource(resource, `${file}: Resources.${shown(id)}`));
  }
  if (resources.size + generators.size === 0) {
    throw new Problem(`${file} has no resources: a template needs at least one under Resources.`);
  }
  const section = (name: string): Section => {
    const value = json[name];
    if (value === undefined || value === null) return new Map();
    if (!isRecord(value)) throw new Problem(`${file}: ${name} must be an object, each entry by its name.`);
    return new Map(Object.entries(value));
  };
  return {
    file,
    parameters: section('Parameters'),
    mappings: section('Mappings'),
    conditions: section('Conditions'),
    resources,
    outputs: section('Outputs'),
    transforms: transformsIn(json.Transform, file),
    generators,
    madeBy: new Map(),
    lines: () => (isYaml ? yaml.lines(text, 'Resources') : jsonLines(text, 'Resources')),
  };
}

function documentIn(text: string, file: string, yaml: Yaml): { json: Json; isYaml: boolean } {
  const plain = text.replace(/^\uFEFF/, '');
  if (plain.trim() === '') throw new Problem(`${file} is empty. Pass a template in YAML or JSON.`);
  if (/^\s*[{[]/.test(plain)) {
    try {
      return { json: JSON.parse(plain), isYaml: false };
    } catch (error) {
      if (!/\.ya?ml$/i.test(file)) {
        throw new Problem(`${file} is not JSON: ${reasonOf(error)}.`, { cause: error });
      }
    }
  }
  try {
    const documents = yaml.parse(plain, file);
    if (documents.length > 1 && documents.some((each) => isRecord(each) && 'Resources' in each)) {
      throw new Problem(`${file} has ${documents.length} YAML documents: a template is one of its own.`);
    }
    return { json: documents[0], isYaml: true };
  } catch (error) {
    const what = lookAlikeText(plain);
    throw what === undefined ? error : new Problem(`${file}: ${what}`, { cause: error });
  }
}

function noTemplate(json: Json, text: string, file: string): Problem {
  const what = lookAlike(json) ?? (typeof json === 'string' ? lookAlikeText(text) : undefined);
  if (what !== undefined) return new Problem(`${file}: ${what}`);
  return new Problem(
    `${file} is no CloudFormation template: it has no Resources. Pass a template in YAML or JSON; ` +
      'with CDK, those that `cdk synth` writes to cdk.out/*.template.json.',
  );
}

/** @throws Problem for what is no resource */
export function toResource(json: Json, where: string): Resource {
  if (!isRecord(json)) throw new Problem(`${where} must be an object with a Type.`);
  const { Type, Condition, Properties, Metadata, DependsOn } = json;
  if (typeof Type !== 'string' || Type === '') {
    throw new Problem(`${where} has no Type, e.g. Type: AWS::EC2::Subnet.`);
  }
  if (Condition !== undefined && typeof Condition !== 'string') {
    throw new Problem(`${where}: Condition must be the name of a condition.`);
  }
  return {
    type: Type,
    condition: Condition,
    properties: Properties ?? {},
    metadata: Metadata,
    dependsOn: [DependsOn].flat().filter((id) => typeof id === 'string'),
  };
}

function transformsIn(json: Json, file: string): string[] {
  return [json ?? []].flat().map((entry) => {
    const name: Json = isRecord(entry) ? (entry.Name ?? entry['Fn::Transform']) : entry;
    if (typeof name === 'string') return name;
    if (isRecord(name) && typeof name.Name === 'string') return name.Name;
    throw new Problem(`${file}: Transform must name macros.`);
  });
}

/** A logical ID in a message. */
export const shown = (id: string): string => (/^[\w:.-]{1,255}$/.test(id) ? id : quoted(id));

export const isRecord = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function deeperThan(levels: number, json: Json): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return levels === 0 || Object.values(json).some((value) => deeperThan(levels - 1, value));
}
