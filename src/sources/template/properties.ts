import { Problem } from '../../core/problem.ts';
import { shortened } from '../../core/text/visible.ts';
import { isUnknown, type Name, type Told, type ToldList } from '../planned/parts.ts';
import {
  isList,
  isMembers,
  type Members,
  Open,
  piecesOf,
  referenceIn,
  told,
  type Value,
  why,
  Zones,
  zonesText,
} from './value.ts';

/**
 * The properties of a resource, or of something in it, read as what they must be.
 *
 * Every reader gives undefined for a property that is not there, and throws a Problem that names one of the wrong kind.
 */
export class Properties {
  readonly members: Members;
  /** How messages name them: `network.yaml: Resources.Vpc`. */
  readonly where: string;

  constructor(members: Members, where: string) {
    this.members = members;
    this.where = where;
  }

  get(key: string): Value | undefined {
    const value = Object.hasOwn(this.members, key) ? this.members[key] : undefined;
    return value === null ? undefined : value;
  }

  text(key: string): Told<string> | undefined {
    return this.#read(key, textOf, 'text');
  }

  name(key: string): Told<Name> | undefined {
    return this.#read(key, nameOf, 'an ID or a reference');
  }

  /** @throws Problem where it is not there */
  required(key: string): Told<Name> {
    const value = this.name(key);
    if (value === undefined || value === '') throw new Problem(`${this.where} has no ${key}.`);
    return value;
  }

  number(key: string): Told<number> | undefined {
    return this.#read(key, numberOf, 'a whole number');
  }

  boolean(key: string): Told<boolean> | undefined {
    return this.#read(key, booleanOf, 'true or false');
  }

  texts(key: string): ToldList<string> | undefined {
    return this.#list(key, textOf, 'a list of texts');
  }

  names(key: string): ToldList<Name> | undefined {
    return this.#list(key, nameOf, 'a list of IDs');
  }

  /** An object in them. */
  object(key: string): Told<Properties> | undefined {
    return this.#read(key, (value) => this.#nested(value, key), 'an object');
  }

  /** The objects of a list. */
  objects(key: string): ToldList<Properties> | undefined {
    return this.#list(key, (value) => this.#nested(value, key), 'a list of objects');
  }

  #nested(value: Value, key: string): Told<Properties> | undefined {
    if (value instanceof Open) return why(value);
    return isMembers(value) ? new Properties(value, `${this.where}.${key}`) : undefined;
  }

  #list<T>(key: string, item: (value: Value) => Told<T> | undefined, kind: string): ToldList<T> | undefined {
    return this.#read(
      key,
      (value): ToldList<T> | undefined => {
        if (value instanceof Zones) return { unknown: zonesText(value) };
        if (value instanceof Open) {
          const only = referenceIn(value) && item(value);
          return only === undefined || isUnknown(only) ? why(value) : [only];
        }
        const items = (isList(value) ? value : [value]).map(item);
        // What is left of an empty parameter.
        return items.every((each) => each !== undefined) ? items.filter((each) => each !== '') : undefined;
      },
      kind,
    );
  }

  #read<T>(key: string, read: (value: Value) => Told<T> | undefined, kind: string): Told<T> | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    const result = read(value);
    if (result !== undefined) return result;
    const instead = typeof value === 'object' ? '' : `, not ${shortened(JSON.stringify(value))}`;
    throw new Problem(`${this.where}.${key} must be ${kind}${instead}.`);
  }
}

function textOf(value: Value): Told<string> | undefined {
  const pieces = piecesOf(value);
  return pieces && told(pieces);
}

/** The name of a resource of the templates, or the ID of one that exists. */
export function nameOf(value: Value): Told<Name> | undefined {
  const reference = referenceIn(value);
  if (reference && reference.attribute === undefined) return reference.resource;
  return textOf(value);
}

function numberOf(value: Value): Told<number> | undefined {
  const text = textOf(value);
  if (text === undefined || isUnknown(text)) return text;
  return /^-?\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
}

function booleanOf(value: Value): Told<boolean> | undefined {
  const text = textOf(value);
  if (text === undefined || isUnknown(text)) return text;
  return BOOLEANS.get(text.trim().toLowerCase());
}

/**
 * CloudFormation reads the booleans of YAML 1.1, where 1.2 has text.
 *
 * @see https://yaml.org/type/bool.html
 */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['no', false],
  ['off', false],
]);
