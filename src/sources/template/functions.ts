import { Problem } from '../../core/problem.ts';
import { shortened } from '../../core/text/visible.ts';
import { isUnknown } from '../planned/parts.ts';
import { cidrBlocks } from './cidr-blocks.ts';
import {
  equal,
  isList,
  joinPieces,
  Open,
  type Piece,
  piecesOf,
  unsettled,
  unsettledIn,
  type Value,
  why,
  whyOpen,
  Zones,
  zonesText,
} from './value.ts';

type Argument = Value | undefined;

/** A function of values alone. */
export interface ValueFunction {
  /** How it is written, for messages. */
  readonly form: string;
  /** How many arguments its list has at the least and at the most; without it, it takes one that is no list of arguments. */
  readonly takes?: readonly [least: number, most: number];
  /** @param here the stack's Region */
  readonly apply: (values: readonly Argument[], where: string, here: Value) => Value;
}

/** The functions that know nothing of the stack, except for its Region. */
export const VALUE_FUNCTIONS: Readonly<Record<string, ValueFunction>> = {
  'Fn::Join': {
    form: 'Fn::Join: [delimiter, list]',
    takes: [2, 2],
    apply: ([delimiter, items], where) => join(delimiter, items, where),
  },
  'Fn::Select': {
    form: 'Fn::Select: [index, list]',
    takes: [2, 2],
    apply: ([index, items], where) => select(index, items, where),
  },
  'Fn::Split': {
    form: 'Fn::Split: [delimiter, text]',
    takes: [2, 2],
    apply: ([delimiter, source], where) => {
      const value = asText(source, 'Fn::Split', where);
      if (typeof delimiter !== 'string' || delimiter === '') throw wrongForm('Fn::Split', where);
      return splitAt(value, delimiter) ?? derived('Fn::Split', value);
    },
  },
  'Fn::Cidr': {
    form: 'Fn::Cidr: [ipBlock, count, cidrBits]',
    takes: [2, 3],
    apply: (values, where) =>
      cidr(
        values.map((value) => asText(value, 'Fn::Cidr', where)),
        where,
      ),
  },
  'Fn::Base64': {
    form: 'Fn::Base64: text',
    apply: ([value], where) => {
      const text = asText(value, 'Fn::Base64', where);
      return text instanceof Open ? derived('Fn::Base64', text) : Buffer.from(text).toString('base64');
    },
  },
  'Fn::GetAZs': {
    form: 'Fn::GetAZs: Region',
    apply: ([region], where, here) => zonesOf(asText(region ?? '', 'Fn::GetAZs', where), here),
  },
  'Fn::Length': {
    form: 'Fn::Length: list',
    apply: ([items], where) => {
      if (items instanceof Zones || items instanceof Open) return derived('Fn::Length', items);
      if (!isList(items)) throw new Problem(`${where}: Fn::Length takes a list.`);
      return items.some(isOptional) ? derived('Fn::Length', items) : items.length;
    },
  },
  'Fn::ToJsonString': {
    form: 'Fn::ToJsonString: value',
    apply: ([value = null]) => (whyOpen(value) ? derived('Fn::ToJsonString', value) : JSON.stringify(value)),
  },
};

/** A Problem for arguments that a function doesn't take. */
export const wrongForm = (name: string, where: string): Problem =>
  new Problem(`${where}: the form of this function is ${VALUE_FUNCTIONS[name]?.form ?? name}.`);

/** @throws Problem where `value` is no text, not even one that is still open */
export function asText(value: Argument, name: string, where: string): string | Open {
  const pieces = piecesOf(value);
  if (!pieces) throw new Problem(`${where}: ${name} takes text.`);
  return joinPieces(pieces);
}

/** An unknown that follows from another one. */
const derived = (name: string, from: Value): Open => unsettled(`${name} of ${reasonOf(from)}`);

const reasonOf = (value: Value): string => (whyOpen(value) ?? { unknown: 'a value' }).unknown;

const isOptional = (value: Value): boolean => unsettledIn(value)?.optional === true;

function join(delimiter: Argument, items: Argument, where: string): Value {
  if (typeof delimiter !== 'string') throw wrongForm('Fn::Join', where);
  if (items instanceof Zones || items instanceof Open) return derived('Fn::Join', items);
  if (!isList(items)) throw wrongForm('Fn::Join', where);
  return joinPieces(
    items.flatMap((item, index) => [
      ...(index > 0 ? [delimiter] : []),
      ...(piecesOf(asText(item, 'Fn::Join', where)) ?? []),
    ]),
  );
}

function select(position: Argument, items: Argument, where: string): Value {
  if (position instanceof Open) return derived('Fn::Select', position);
  const index = typeof position === 'string' && /^\d{1,9}$/.test(position) ? Number(position) : position;
  if (typeof index !== 'number' || !Number.isInteger(index) || index < 0) {
    throw new Problem(`${where}: Fn::Select counts from 0, in whole numbers.`);
  }
  if (items instanceof Zones) {
    return unsettled(`Availability Zone ${index + 1} of ${items.region}`, { zone: index });
  }
  if (items instanceof Open) {
    const label = unsettledIn(items)?.label;
    return unsettled(
      `item ${index + 1} of ${why(items).unknown}`,
      label === undefined ? {} : { label: `${label}.${index}` },
    );
  }
  if (!isList(items)) throw wrongForm('Fn::Select', where);
  const unsure = items.slice(0, index + 1).find(isOptional);
  if (unsure !== undefined) return derived('Fn::Select', unsure);
  const item = items[index];
  if (item === undefined || item === null) {
    throw new Problem(`${where}: Fn::Select takes item ${index}, and the list has ${items.length} items.`);
  }
  return item;
}

/** The parts of a text; undefined where the deployment tells how many there are. */
export function splitAt(value: string | Open, delimiter: string): Value | undefined {
  if (typeof value === 'string') return value.split(delimiter);
  if (!value.pieces.every((piece) => typeof piece === 'string' || isFreeOf(piece, delimiter)))
    return undefined;
  const parts: Piece[][] = [[]];
  for (const piece of value.pieces) {
    const [first = '', ...others] = typeof piece === 'string' ? piece.split(delimiter) : [piece];
    parts.at(-1)?.push(first);
    for (const other of others) parts.push([other]);
  }
  return parts.map(joinPieces);
}

/** Of IDs, of the account's number and of zones it is known what they are made of; attributes may be ARNs and addresses. */
function isFreeOf(piece: Exclude<Piece, string>, delimiter: string): boolean {
  if (/[a-z0-9-]/i.test(delimiter)) return false;
  if (isUnknown(piece)) return piece.label === 'AWS::AccountId' || piece.zone !== undefined;
  return piece.attribute === undefined && !/[:/.]/.test(delimiter);
}

function cidr([block = '', count = '', bits]: readonly (string | Open)[], where: string): Value {
  const open = [block, count, bits].find((part) => part instanceof Open);
  if (open !== undefined) return derived('Fn::Cidr', open);
  if (bits === undefined) return unsettled('Fn::Cidr without cidrBits');
  const blocks = cidrBlocks(String(block), Number(count), Number(bits));
  if (blocks) return blocks;
  throw new Problem(
    `${where}: Fn::Cidr cannot cut ${shortened(String(count))} blocks with ${shortened(String(bits))} host bits from ${shortened(String(block))}.`,
  );
}

/** The zones of the stack's own Region go by their place; of another Region nothing is known. */
function zonesOf(region: string | Open, here: Value): Value {
  if (region === '' || equal(region, here) === true) {
    return new Zones(typeof here === 'string' ? here : 'the Region');
  }
  return unsettled(zonesText(new Zones(typeof region === 'string' ? shortened(region) : reasonOf(region))));
}
