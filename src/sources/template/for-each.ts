import {
  isRecord,
  type Json,
  type Resource,
  type Section,
  type Template,
  toResource,
} from './parse-template.ts';

const LOOP = 'Fn::ForEach::';

/** What loops make in all, before they aren't read: templates have at most 500 resources. */
const MOST = 100_000;

/** The items of a parameter that is a list; undefined where they aren't known. */
export type ItemsOf = (parameter: string) => readonly string[] | undefined;

/**
 * A template in which the loops are written out: those over a list of texts, or over a parameter whose value is known. Others stay.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
export function withLoops(template: Template, itemsOf: ItemsOf): Template {
  if (!template.transforms.includes('AWS::LanguageExtensions')) return template;
  const loops = new Loops(itemsOf);
  const resources = new Map<string, Resource>();
  const generators = new Map(template.generators);
  const madeBy = new Map(template.madeBy);
  for (const [id, resource] of template.resources)
    resources.set(id, { ...resource, properties: loops.within(resource.properties) });
  for (const [key, loop] of template.generators) {
    const entries = key.startsWith(LOOP) ? loops.entriesOf(loop) : undefined;
    if (!entries || entries.some(([id]) => resources.has(id))) continue;
    generators.delete(key);
    for (const [id, json] of entries) {
      resources.set(id, toResource(loops.within(json), `${template.file}: Resources.${key}`));
      madeBy.set(id, key);
    }
  }
  const section = (entries: Section): Section =>
    new Map(
      [...entries].flatMap(
        ([key, json]) => (key.startsWith(LOOP) ? loops.entriesOf(json) : undefined) ?? [[key, json]],
      ),
    );
  return {
    ...template,
    resources,
    generators,
    madeBy,
    conditions: section(template.conditions),
    outputs: section(template.outputs),
  };
}

type Entry = readonly [key: string, json: Json];

class Loops {
  readonly #itemsOf: ItemsOf;
  #left = MOST;

  constructor(itemsOf: ItemsOf) {
    this.#itemsOf = itemsOf;
  }

  /** What a loop makes; undefined where it isn't read. */
  entriesOf(loop: Json): readonly Entry[] | undefined {
    const [name, collection, fragment, more]: readonly Json[] = Array.isArray(loop) ? loop : [];
    const items = this.#collection(collection);
    if (typeof name !== 'string' || !items || !isRecord(fragment) || more !== undefined) return undefined;
    const entries: Entry[] = [];
    for (const item of items) {
      for (const [key, json] of Object.entries(fragment)) {
        const id = this.#text(key, name, item);
        const value = this.#replaced(json, name, item);
        if (id === undefined || value === undefined) return undefined;
        const inner = key.startsWith(LOOP) ? this.entriesOf(value) : [[id, value] as const];
        // Items that make the same key overwrite each other, or CloudFormation refuses them.
        if (!inner || (!key.startsWith(LOOP) && id === key)) return undefined;
        entries.push(...inner);
      }
    }
    return new Set(entries.map(([key]) => key)).size === entries.length ? entries : undefined;
  }

  /** A value with the loops in it written out. */
  within(json: Json): Json {
    if (Array.isArray(json)) return json.map((item: Json) => this.within(item));
    if (!isRecord(json)) return json;
    return Object.fromEntries(
      Object.entries(json).flatMap(([key, value]): readonly Entry[] => {
        const entries = key.startsWith(LOOP) ? this.entriesOf(value) : undefined;
        return (entries ?? [[key, value]]).map(([each, item]) => [each, this.within(item)]);
      }),
    );
  }

  #collection(json: Json): readonly string[] | undefined {
    if (Array.isArray(json)) {
      const texts = json.filter((item: Json) => typeof item === 'string');
      return texts.length === json.length ? texts : undefined;
    }
    const name = isRecord(json) && Object.keys(json).length === 1 ? json.Ref : undefined;
    return typeof name === 'string' ? this.#itemsOf(name) : undefined;
  }

  /** With an item in place of the identifier; undefined where it isn't read. */
  #replaced(json: Json, name: string, item: string): Json {
    this.#left -= 1;
    if (this.#left < 0) return undefined;
    if (typeof json === 'string') return this.#text(json, name, item);
    if (Array.isArray(json)) {
      const items = json.map((each: Json) => this.#replaced(each, name, item));
      return items.includes(undefined) ? undefined : items;
    }
    if (!isRecord(json)) return json;
    const entries = Object.entries(json);
    if (entries.length === 1 && json.Ref === name) return item;
    const replaced = entries.map(([key, value]) => [
      this.#text(key, name, item) ?? '',
      this.#replaced(value, name, item),
    ]);
    return replaced.some(([key, value]) => key === '' || value === undefined)
      ? undefined
      : Object.fromEntries(replaced);
  }

  #text(text: string, name: string, item: string): string | undefined {
    const short = `&{${name}}`;
    // That takes the letters and digits of an item.
    if (text.includes(short) && !/^[A-Za-z0-9]+$/.test(item)) return undefined;
    return text.replaceAll(`\${${name}}`, () => item).replaceAll(short, () => item);
  }
}
