import { Problem } from '../../core/problem.ts';
import { nearest } from '../../core/text/nearest.ts';
import { shortened } from '../../core/text/visible.ts';
import { isUnknown } from '../planned/parts.ts';
import { cidrBlocks } from './cidr-blocks.ts';
import { isRecord, type Json } from './parse-template.ts';
import type { Scope } from './scope.ts';
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

/**
 * What an expression of a template comes to.
 *
 * @param where how messages name its place
 * @returns undefined for `AWS::NoValue`
 * @throws Problem for what CloudFormation refuses: an unknown function, arguments of the wrong kind, a name that isn't there
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function evaluate(json: Json, scope: Scope, where: string): Value | undefined {
  if (typeof json === 'string') return withDynamicReferences(json);
  if (typeof json === 'number' || typeof json === 'boolean' || json === null) return json;
  if (Array.isArray(json)) return json.flatMap((item) => evaluate(item, scope, where) ?? []);
  if (!isRecord(json)) return unsettled('a value of an unknown kind');
  const [[name, argument] = ['', undefined], ...others] = Object.entries(json);
  if (others.length === 0 && isFunctionName(name)) return call(name, argument, scope, where);
  if ('Fn::Transform' in json) return unsettled(transformText(json['Fn::Transform']));
  const stray = Object.keys(json).find((key) => key.startsWith('Fn::'));
  if (stray !== undefined) {
    if (stray.startsWith('Fn::ForEach::')) return unsettled(`${shortened(stray)} (not read)`);
    throw new Problem(`${where} has ${shortened(stray)} beside other keys: a function stands alone.`);
  }
  return Object.fromEntries(
    Object.entries(json).flatMap(([key, item]) => {
      const value = evaluate(item, scope, where);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** Whether an object with this one key is a call. */
const isFunctionName = (key: string): boolean => key === 'Ref' || key.startsWith('Fn::');

type Call = (argument: Json, scope: Scope, where: string) => Value | undefined;

/** The functions that stand in the properties of resources and in outputs. */
const FUNCTIONS: Readonly<Record<string, Call>> = {
  Ref: (argument, scope, where) => {
    if (typeof argument !== 'string') throw new Problem(`${where}: Ref takes a name.`);
    return scope.reference(argument, where);
  },
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': choose,
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (argument, scope, where) => {
    const value = text(evaluate(argument, scope, where), 'Fn::Base64', where);
    return whyOpen(value) ? derived('Fn::Base64', value) : Buffer.from(String(value)).toString('base64');
  },
  'Fn::Cidr': cidr,
  'Fn::GetAZs': getAzs,
  'Fn::ImportValue': (argument, scope, where) =>
    scope.imported(text(evaluate(argument, scope, where), 'Fn::ImportValue', where), where),
  'Fn::Transform': (argument) => unsettled(transformText(argument)),
  'Fn::Length': (argument, scope, where) => {
    const value = evaluate(argument, scope, where);
    if (isList(value)) return value.some(isOptional) ? derived('Fn::Length', value) : value.length;
    if (value instanceof Zones || value instanceof Open) return derived('Fn::Length', value);
    throw new Problem(`${where}: Fn::Length takes a list.`);
  },
  'Fn::ToJsonString': (argument, scope, where) => {
    const value = evaluate(argument, scope, where);
    return whyOpen(value) ? derived('Fn::ToJsonString', value) : JSON.stringify(value);
  },
};

/** Functions that belong elsewhere, with the place. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'Fn::Equals': 'Conditions',
  'Fn::And': 'Conditions',
  'Fn::Or': 'Conditions',
  'Fn::Not': 'Conditions',
  'Fn::Contains': 'Rules',
  'Fn::EachMemberEquals': 'Rules',
  'Fn::EachMemberIn': 'Rules',
  'Fn::RefAll': 'Rules',
  'Fn::ValueOf': 'Rules',
  'Fn::ValueOfAll': 'Rules',
};

function call(name: string, argument: Json, scope: Scope, where: string): Value | undefined {
  const read = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (read) return read(argument, scope, where);
  if (name.startsWith('Fn::ForEach::')) return unsettled(`${shortened(name)} (not read)`);
  const place = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  if (place !== undefined) throw new Problem(`${where}: ${name} belongs in ${place}.`);
  const like = nearest(name, Object.keys(FUNCTIONS));
  throw new Problem(
    `${where}: CloudFormation has no function ${shortened(name)}.${like === undefined ? '' : ` Did you mean ${like}?`}`,
  );
}

/** An unknown that follows from another one. */
const derived = (name: string, from: Value | undefined): Open =>
  unsettled(`${name} of ${(whyOpen(from) ?? { unknown: 'an ID' }).unknown}`);

const isOptional = (value: Value): boolean => unsettledIn(value)?.optional === true;

/** @throws Problem where `value` is no text, not even one that is still open */
function text(value: Value | undefined, name: string, where: string): string | Open {
  const pieces = piecesOf(value);
  if (!pieces) throw new Problem(`${where}: ${name} takes text.`);
  return joinPieces(pieces);
}

/** The arguments of a function, which come as a list. */
function listOf(argument: Json, least: number, most: number, form: string, where: string): readonly Json[] {
  if (Array.isArray(argument) && argument.length >= least && argument.length <= most) return argument;
  throw new Problem(`${where}: the form of this function is ${form}.`);
}

function getAtt(argument: Json, scope: Scope, where: string): Value {
  const form = 'Fn::GetAtt: [LogicalId, Attribute]';
  const parts: readonly Json[] =
    typeof argument === 'string' ? argument.split(/\.(.*)/s, 2) : listOf(argument, 2, 9, form, where);
  const [id, ...rest] = parts;
  const names = rest.map((part) => evaluate(part, scope, where));
  if (typeof id !== 'string') throw new Problem(`${where}: the form of this function is ${form}.`);
  if (names.some((name) => name instanceof Open)) return unsettled(`an attribute of ${shortened(id)}`);
  if (names.length === 0 || names.some((name) => typeof name !== 'string')) {
    throw new Problem(`${where}: the form of this function is ${form}.`);
  }
  return scope.attribute(id, names.join('.'), where);
}

function sub(argument: Json, scope: Scope, where: string): Value {
  const form = 'Fn::Sub: text, or Fn::Sub: [text, { Name: value }]';
  const [template, values = {}] = Array.isArray(argument) ? listOf(argument, 1, 2, form, where) : [argument];
  if (typeof template !== 'string' || !isRecord(values)) {
    throw new Problem(`${where}: the form of this function is ${form}.`);
  }
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of template.matchAll(/\$\{([^{}]*)\}/g)) {
    const name = (match[1] ?? '').trim();
    pieces.push(template.slice(at, match.index));
    at = match.index + match[0].length;
    if (name.startsWith('!')) pieces.push(`\${${name.slice(1)}}`);
    else pieces.push(...(piecesOf(text(variable(name, values, scope, where), 'Fn::Sub', where)) ?? []));
  }
  pieces.push(template.slice(at));
  return made(pieces, scope, where);
}

function variable(
  name: string,
  values: Readonly<Record<string, Json>>,
  scope: Scope,
  where: string,
): Value | undefined {
  if (Object.hasOwn(values, name)) return evaluate(values[name], scope, where);
  const dot = name.indexOf('.');
  if (dot === -1) return scope.reference(name, where);
  return scope.attribute(name.slice(0, dot), name.slice(dot + 1), where);
}

/** A text that was put together, with what it holds of `{{resolve:…}}`. */
function made(pieces: readonly Piece[], scope: Scope, where: string): string | Open {
  const joined = joinPieces(pieces);
  const texts = joined instanceof Open ? joined.pieces : [joined];
  const value = joinPieces(
    texts.flatMap((piece) => (typeof piece === 'string' ? dynamicPieces(piece) : piece)),
  );
  scope.spend(
    texts.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 1), 0),
    where,
  );
  return value;
}

function join(argument: Json, scope: Scope, where: string): Value {
  const form = 'Fn::Join: [delimiter, list]';
  const [delimiter, list] = listOf(argument, 2, 2, form, where);
  const items = evaluate(list, scope, where);
  if (typeof delimiter !== 'string') throw new Problem(`${where}: the form of this function is ${form}.`);
  if (items instanceof Zones || items instanceof Open) return derived('Fn::Join', items);
  if (!isList(items)) throw new Problem(`${where}: the form of this function is ${form}.`);
  return made(
    items.flatMap((item, index) => [
      ...(index > 0 ? [delimiter] : []),
      ...(piecesOf(text(item, 'Fn::Join', where)) ?? []),
    ]),
    scope,
    where,
  );
}

function select(argument: Json, scope: Scope, where: string): Value {
  const form = 'Fn::Select: [index, list]';
  const [position, list] = listOf(argument, 2, 2, form, where);
  const index = evaluate(position, scope, where);
  const items = evaluate(list, scope, where);
  if (index instanceof Open) return derived('Fn::Select', index);
  const at = typeof index === 'string' && /^\d{1,9}$/.test(index) ? Number(index) : index;
  if (typeof at !== 'number' || !Number.isInteger(at) || at < 0) {
    throw new Problem(`${where}: ${form} counts from 0, in whole numbers.`);
  }
  if (items instanceof Zones) {
    return unsettled(`Availability Zone ${at + 1} of ${items.region}`, { zone: at });
  }
  if (items instanceof Open) {
    return unsettled(`item ${at + 1} of ${why(items).unknown}`, labelled(unsettledIn(items)?.label, at));
  }
  if (!isList(items)) throw new Problem(`${where}: the form of this function is ${form}.`);
  const unsure = items.slice(0, at + 1).find(isOptional);
  if (unsure !== undefined) return derived('Fn::Select', unsure);
  const item = items[at];
  if (item === undefined || item === null) {
    throw new Problem(`${where}: Fn::Select takes item ${at}, and the list has ${items.length} items.`);
  }
  return item;
}

const labelled = (label: string | undefined, index: number) =>
  label === undefined ? {} : { label: `${label}.${index}` };

/** What IDs and account numbers are made of: a delimiter of anything else is not in them. */
const IN_IDS = /[a-z0-9-]/i;

function split(argument: Json, scope: Scope, where: string): Value {
  const form = 'Fn::Split: [delimiter, text]';
  const [delimiter, source] = listOf(argument, 2, 2, form, where);
  if (typeof delimiter !== 'string' || delimiter === '') {
    throw new Problem(`${where}: the form of this function is ${form}.`);
  }
  const value = text(evaluate(source, scope, where), 'Fn::Split', where);
  return splitAt(value, delimiter) ?? derived('Fn::Split', value);
}

/** The parts of a text; undefined where the deployment tells how many there are. */
export function splitAt(value: string | Open, delimiter: string): Value | undefined {
  if (typeof value === 'string') return value.split(delimiter);
  const isSure = value.pieces.every(
    (piece) => typeof piece === 'string' || (mayNotHold(piece, delimiter) && !IN_IDS.test(delimiter)),
  );
  if (!isSure) return undefined;
  const parts: Piece[][] = [[]];
  for (const piece of value.pieces) {
    const [first = '', ...others] = typeof piece === 'string' ? piece.split(delimiter) : [piece];
    parts.at(-1)?.push(first);
    for (const other of others) parts.push([other]);
  }
  return parts.map(joinPieces);
}

/** Of an ID of a resource and of the account's number it is known what they are made of; ARNs hold colons and slashes. */
const mayNotHold = (piece: Exclude<Piece, string>, delimiter: string): boolean =>
  isUnknown(piece)
    ? piece.label === 'AWS::AccountId'
    : !/Arn|Uri|Url|Endpoint/i.test(piece.attribute ?? '') && !/[:/.]/.test(delimiter);

function choose(argument: Json, scope: Scope, where: string): Value | undefined {
  const form = 'Fn::If: [Condition, value, other value]';
  const [name, yes, no] = listOf(argument, 3, 3, form, where);
  if (typeof name !== 'string') throw new Problem(`${where}: the form of this function is ${form}.`);
  const holds = scope.condition(name, where);
  if (!isUnknown(holds)) return evaluate(holds ? yes : no, scope, where);
  const [one, other] = [evaluate(yes, scope, where), evaluate(no, scope, where)];
  if (one === undefined && other === undefined) return undefined;
  if (one !== undefined && other !== undefined && equal(one, other) === true) return one;
  return unsettled(
    `condition ${shortened(name)}: ${holds.unknown}`,
    one === undefined || other === undefined ? { optional: true } : {},
  );
}

function findInMap(argument: Json, scope: Scope, where: string): Value | undefined {
  const form = 'Fn::FindInMap: [MapName, TopLevelKey, SecondLevelKey]';
  const [map, top, second, fallback] = listOf(argument, 3, 4, form, where);
  const keys = [map, top, second].map((key) => text(evaluate(key, scope, where), 'Fn::FindInMap', where));
  const open = keys.find((key) => key instanceof Open);
  if (open !== undefined) return unsettled(`a mapping by ${(whyOpen(open) ?? { unknown: 'an ID' }).unknown}`);
  const [first = '', middle = '', last = ''] = keys.map(String);
  const found = scope.mapped([first, middle, last], where);
  if (found !== undefined) return found;
  if (isRecord(fallback) && 'DefaultValue' in fallback) return evaluate(fallback.DefaultValue, scope, where);
  throw new Problem(
    `${where}: Mappings has no ${[first, middle, last].map((key) => shortened(key)).join(' → ')}. Add it, or pass the parameters that choose another.`,
  );
}

function cidr(argument: Json, scope: Scope, where: string): Value {
  const form = 'Fn::Cidr: [ipBlock, count, cidrBits]';
  const [block, count, bits] = listOf(argument, 2, 3, form, where).map((part) =>
    text(evaluate(part, scope, where), 'Fn::Cidr', where),
  );
  const open = [block, count, bits].find((part) => part instanceof Open);
  if (open !== undefined) return derived('Fn::Cidr', open);
  if (bits === undefined) return unsettled('Fn::Cidr without cidrBits');
  const blocks = cidrBlocks(String(block), Number(count), Number(bits));
  if (blocks) return blocks;
  throw new Problem(
    `${where}: Fn::Cidr cannot cut ${shortened(String(count))} blocks with ${shortened(String(bits))} host bits from ${shortened(String(block))}.`,
  );
}

function getAzs(argument: Json, scope: Scope, where: string): Value {
  const here = scope.reference('AWS::Region', where) ?? '';
  const value = argument === null ? '' : text(evaluate(argument, scope, where) ?? '', 'Fn::GetAZs', where);
  if (value === '' || equal(value, here) === true) {
    return new Zones(typeof here === 'string' ? here : 'the Region');
  }
  const region =
    typeof value === 'string' ? shortened(value) : (whyOpen(value) ?? { unknown: 'a value' }).unknown;
  return unsettled(zonesText(new Zones(region)));
}

function transformText(argument: Json): string {
  const name = isRecord(argument) ? argument.Name : undefined;
  return `Fn::Transform${typeof name === 'string' ? ` ${shortened(name)}` : ''} (not read)`;
}

const withDynamicReferences = (json: string): string | Open =>
  json.includes('{{resolve:') ? joinPieces(dynamicPieces(json)) : json;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
function dynamicPieces(value: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of value.matchAll(/\{\{resolve:([a-z-]+):([^{}]*)\}\}/g)) {
    const [whole, kind = '', name = ''] = match;
    const what = DYNAMIC[kind] ?? shortened(kind);
    pieces.push(value.slice(at, match.index), {
      unknown: `${what} ${shortened(name)}`,
      label: `resolve:${kind}:${shortened(name)}`,
    });
    at = match.index + whole.length;
  }
  return [...pieces, value.slice(at)];
}

const DYNAMIC: Readonly<Record<string, string>> = {
  ssm: 'SSM parameter',
  'ssm-secure': 'SSM parameter',
  secretsmanager: 'secret',
};
