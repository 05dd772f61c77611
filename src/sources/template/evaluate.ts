import { Problem } from '../../core/problem.ts';
import { nearest } from '../../core/text/nearest.ts';
import { shortened } from '../../core/text/visible.ts';
import { isUnknown } from '../planned/parts.ts';
import { withDynamicReferences } from './dynamic-references.ts';
import { either } from './either.ts';
import { asText, VALUE_FUNCTIONS, type ValueFunction } from './functions.ts';
import { isRecord, type Json, shown } from './parse-template.ts';
import type { Scope } from './scope.ts';
import { joinPieces, Open, type Piece, piecesOf, unsettled, type Value, whyOpen } from './value.ts';

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
  if (Array.isArray(json)) {
    return json.map((item) => evaluate(item, scope, where)).filter((item) => item !== undefined);
  }
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
      const value = evaluate(item, scope, `${where}.${shown(key)}`);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** Whether an object with this one key is a call. */
const isFunctionName = (key: string): boolean => key === 'Ref' || key.startsWith('Fn::');

type Call = (argument: Json, scope: Scope, where: string) => Value | undefined;

/** The functions that look at the stack. */
const STACK_FUNCTIONS: Readonly<Record<string, Call>> = {
  Ref: (argument, scope, where) => {
    if (typeof argument !== 'string') throw new Problem(`${where}: Ref takes a name.`);
    return scope.reference(argument, where);
  },
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::If': choose,
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': (argument, scope, where) =>
    scope.imported(asText(evaluate(argument, scope, where), 'Fn::ImportValue', where), where),
  'Fn::Transform': (argument) => unsettled(transformText(argument)),
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
  const ofStack = Object.hasOwn(STACK_FUNCTIONS, name) ? STACK_FUNCTIONS[name] : undefined;
  if (ofStack) return ofStack(argument, scope, where);
  const ofValues = Object.hasOwn(VALUE_FUNCTIONS, name) ? VALUE_FUNCTIONS[name] : undefined;
  if (ofValues) return apply(ofValues, argument, scope, where);
  if (name.startsWith('Fn::ForEach::')) return unsettled(`${shortened(name)} (not read)`);
  const place = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  if (place !== undefined) throw new Problem(`${where}: ${name} belongs in ${place}.`);
  const like = nearest(name, [...Object.keys(STACK_FUNCTIONS), ...Object.keys(VALUE_FUNCTIONS)]);
  throw new Problem(
    `${where}: CloudFormation has no function ${shortened(name)}.${like === undefined ? '' : ` Did you mean ${like}?`}`,
  );
}

function apply({ takes, form, apply }: ValueFunction, argument: Json, scope: Scope, where: string): Value {
  const given = takes ? listOf(argument, ...takes, form, where) : [argument ?? ''];
  const values = given.map((each) => evaluate(each, scope, where));
  return made(apply(values, where, scope.reference('AWS::Region', where) ?? ''), scope, where);
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
    else pieces.push(...(piecesOf(asText(variable(name, values, scope, where), 'Fn::Sub', where)) ?? []));
  }
  pieces.push(template.slice(at));
  return made(joinPieces(pieces), scope, where);
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

/** A value that was put together: a text counts, and may hold `{{resolve:…}}` only now. */
function made(value: Value, scope: Scope, where: string): Value {
  if (typeof value !== 'string' && !(value instanceof Open)) return value;
  const texts = value instanceof Open ? value.pieces : [value];
  scope.spend(
    texts.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 1), 0),
    where,
  );
  return withDynamicReferences(value);
}

function choose(argument: Json, scope: Scope, where: string): Value | undefined {
  const form = 'Fn::If: [Condition, value, other value]';
  const [name, yes, no] = listOf(argument, 3, 3, form, where);
  if (typeof name !== 'string') throw new Problem(`${where}: the form of this function is ${form}.`);
  const holds = scope.condition(name, where);
  if (!isUnknown(holds)) return evaluate(holds ? yes : no, scope, where);
  const unknown = `condition ${shortened(name)}: ${holds.unknown}`;
  return either(evaluate(yes, scope, where), evaluate(no, scope, where), unknown);
}

function findInMap(argument: Json, scope: Scope, where: string): Value | undefined {
  const form = 'Fn::FindInMap: [MapName, TopLevelKey, SecondLevelKey]';
  const [map, top, second, fallback] = listOf(argument, 3, 4, form, where);
  const keys = [map, top, second].map((key) => asText(evaluate(key, scope, where), 'Fn::FindInMap', where));
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

function transformText(argument: Json): string {
  const name = isRecord(argument) ? argument.Name : undefined;
  return `Fn::Transform${typeof name === 'string' ? ` ${shortened(name)}` : ''} (not read)`;
}
