import type { Expression } from '../hcl/expression.ts';
import { known, listOf, mapOf, OPEN, ofJson, type Value } from './value.ts';

/**
 * A value as a variable of a type has it: items of a set have no order, and an object has what is optional in its type.
 *
 * @param type the expression of its type; undefined for any
 * @see https://developer.hashicorp.com/terraform/language/expressions/type-constraints
 */
export function converted(value: Value, type: Expression | undefined): Value {
  if (type === undefined || (value.is === 'known' && value.value === null)) return value;
  const word = wordOf(type);
  if (word !== undefined) return primitive(value, word);
  if (type.op !== 'call') return OPEN;
  const [inner] = type.args;
  switch (type.name) {
    case 'list':
    case 'set':
      return value.is === 'list'
        ? listOf(
            value.items.map((item) => converted(item, inner)),
            type.name === 'list' && value.ordered,
          )
        : openUnless(value);
    case 'map':
      return value.is === 'map'
        ? mapOf([...value.entries].map(([key, item]) => [key, converted(item, inner)]))
        : openUnless(value);
    case 'tuple':
      return value.is === 'list' && inner?.op === 'tuple' && value.ordered
        ? listOf(value.items.map((item, index) => converted(item, inner.items[index])))
        : OPEN;
    case 'object':
      return inner?.op === 'object' ? asObject(value, inner.entries) : OPEN;
    default:
      return OPEN;
  }
}

const openUnless = (value: Value): Value => (value.is === 'error' ? value : OPEN);

/** `string`, `any`. */
const wordOf = (type: Expression): string | undefined =>
  type.op === 'reference' && type.words.length === 1 ? type.words[0] : undefined;

function primitive(value: Value, type: string): Value {
  if (value.is !== 'known' || value.value === null || type === 'any') return value;
  if (type === 'string') return known(String(value.value));
  if (type === 'number') {
    const number = Number(value.value);
    return value.value === '' || Number.isNaN(number) ? OPEN : known(number);
  }
  if (type !== 'bool') return OPEN;
  const text = String(value.value);
  return text === 'true' || text === 'false' ? known(text === 'true') : OPEN;
}

function asObject(value: Value, entries: readonly (readonly [Expression, Expression])[]): Value {
  if (value.is !== 'map') return value.is === 'instance' ? value : openUnless(value);
  return mapOf(
    entries.flatMap(([key, type]): (readonly [string, Value])[] => {
      if (key.op !== 'literal') return [];
      const name = String(key.value);
      const optional = type.op === 'call' && type.name === 'optional' ? type.args : undefined;
      const own = value.entries.get(name);
      const isNull = own?.is === 'known' && own.value === null;
      if (!optional) return [[name, own ? converted(own, type) : OPEN]];
      const [inner, fallback] = optional;
      if (own && !isNull) return [[name, converted(own, inner)]];
      if (!fallback) return [[name, known(null)]];
      return [[name, fallback.op === 'literal' ? ofJson(fallback.value) : OPEN]];
    }),
  );
}
