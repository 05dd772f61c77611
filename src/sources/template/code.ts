import { Problem } from '../../core/problem.ts';
import type { Code, Name } from '../planned/parts.ts';
import { isRecord, type Template } from './parse-template.ts';
import { isNestedStack, type Stack } from './stack.ts';
import { isList, referenceIn, type Value } from './value.ts';

/** A resource in its stack. */
interface Place {
  readonly stack: Stack;
  readonly id: string;
}

/**
 * How further code in one of the templates refers to what is in them.
 *
 * @param roots the stacks that are not nested
 * @param home the one that further code is written into
 */
export function codeOf(roots: readonly Stack[], home: Stack): Code {
  const places = new Map<Name, Place>();
  for (const root of roots) {
    for (const stack of withNested(root)) {
      for (const id of stack.template.resources.keys()) places.set(stack.nameOf(id), { stack, id });
    }
  }
  const lines = new Map<Template, ReadonlyMap<string, number>>();
  const linesOf = (template: Template): ReadonlyMap<string, number> => {
    const found = lines.get(template) ?? template.lines();
    lines.set(template, found);
    return found;
  };
  /** A resource, or the one with which AWS makes what is named. */
  const placeOf = (name: Name): Place | undefined =>
    places.get(name) ?? places.get(name.replace(/\.[^./]*$/, ''));
  return {
    language: 'cloudformation',
    file: home.template.file,
    reference: (name) => {
      const place = placeOf(name);
      if (!place) return ofExisting(name, home);
      if (place.stack === home) return ofOwn(name, place);
      return throughOutput(name, home) ?? throughExport(name, roots);
    },
    locate: (name) => {
      const place = placeOf(name);
      if (!place) return undefined;
      const { template } = place.stack;
      const line = linesOf(template).get(template.madeBy.get(place.id) ?? place.id);
      return line === undefined ? undefined : { file: template.file, line };
    },
    sets: (name, argument) => {
      const place = places.get(name);
      const properties = place?.stack.template.resources.get(place.id)?.properties;
      if (place?.stack.template.madeBy.has(place.id)) return undefined;
      return place && isRecord(properties) && Object.hasOwn(properties, argument);
    },
    action: () => undefined,
  };
}

/** A stack and all that are nested in it, as far as they are read. */
export function withNested(stack: Stack): Stack[] {
  const nested = [...stack.template.resources].flatMap(([id, { type }]) => {
    if (!isNestedStack(type) || stack.exists(id) === false) return [];
    const child = stack.nested(id);
    return 'unread' in child ? [] : withNested(child);
  });
  return [stack, ...nested];
}

function ofOwn(name: Name, { stack, id }: Place): string {
  const attribute = name.slice(stack.nameOf(id).length);
  if (attribute !== '') return `!GetAtt ${id}${attribute}`;
  const isGroup = stack.template.resources.get(id)?.type === 'AWS::EC2::SecurityGroup';
  return isGroup ? `!GetAtt ${id}.GroupId` : `!Ref ${id}`;
}

/** Whether a value is the ID of a resource and nothing else. */
const isIdOf = (value: Value | undefined, name: Name): boolean => {
  const reference = referenceIn(value);
  return reference?.resource === name && reference.attribute === undefined;
};

/** What is evaluated for a reference alone, and may be wrong in itself: then nothing leads through it. */
function ifRead(read: () => Value | undefined): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** By an output of a nested stack. */
function throughOutput(name: Name, home: Stack): string | undefined {
  for (const [id, { type }] of home.template.resources) {
    if (!isNestedStack(type) || !name.startsWith(`${home.nameOf(id)}/`) || home.exists(id) === false)
      continue;
    const nested = home.nested(id);
    if ('unread' in nested) continue;
    const output = [...nested.template.outputs.keys()].find((each) =>
      isIdOf(
        ifRead(() => nested.output(each)),
        name,
      ),
    );
    if (output !== undefined) return `!GetAtt ${id}.Outputs.${output}`;
  }
  return undefined;
}

/** By an export of another stack, where its name is settled. */
function throughExport(name: Name, roots: readonly Stack[]): string | undefined {
  for (const stack of roots.flatMap(withNested)) {
    for (const output of stack.template.outputs.keys()) {
      const exported = ifRead(() => stack.exportName(output));
      if (
        typeof exported === 'string' &&
        isIdOf(
          ifRead(() => stack.output(output)),
          name,
        )
      )
        return `!ImportValue ${/^[\w:.-]+$/.test(exported) ? exported : JSON.stringify(exported)}`;
    }
  }
  return undefined;
}

/** The parameter that an ID was given by, else the ID. */
function ofExisting(id: Name, home: Stack): string | undefined {
  for (const name of home.template.parameters.keys()) {
    const value = ifRead(() => home.parameter(name));
    if (value === id) return `!Ref ${name}`;
    const index = isList(value) ? value.indexOf(id) : -1;
    if (index !== -1) return `!Select [${index}, !Ref ${name}]`;
  }
  return /^[a-z]+-[\w-]+$/.test(id) ? id : undefined;
}
