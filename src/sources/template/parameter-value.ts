import { Problem } from '../../core/problem.ts';
import { quoted, shortened } from '../../core/text/visible.ts';
import { splitAt } from './functions.ts';
import { isRecord, type Json } from './parse-template.ts';
import { isList, joinPieces, Open, piecesOf, unsettled, type Value } from './value.ts';

/**
 * The value of a template's parameter.
 *
 * @param declared its entry under `Parameters`
 * @param given undefined where only the default counts
 * @param label what names it in all the templates
 * @throws Problem where CloudFormation doesn't take the value
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export function parameterValue(
  name: string,
  declared: Json,
  given: Value | undefined,
  label: string,
  where: string,
): Value {
  if (!isRecord(declared)) throw new Problem(`${where} must be an object with a Type.`);
  const type = typeof declared.Type === 'string' ? declared.Type : 'String';
  const value = given ?? defaultOf(declared.Default, where);
  if (type.startsWith('AWS::SSM::Parameter::Value<')) {
    const path = typeof value === 'string' ? shortened(value) : name;
    return unsettled(`SSM parameter ${path}`, { label });
  }
  if (value === undefined) return unsettled(`parameter ${shortened(label)} (no value)`, { label });
  assertAllowed(value, declared, where);
  if (!isListType(type)) return isList(value) ? joinedList(value) : value;
  if (isList(value)) return value;
  const text = joinPieces(piecesOf(value) ?? []);
  return listFrom(splitAt(text, ',')) ?? unsettled(`the list in parameter ${shortened(label)}`, { label });
}

const isListType = (type: string): boolean => /^(CommaDelimitedList$|List<)/.test(type);

function listFrom(items: Value | undefined): Value | undefined {
  if (!isList(items)) return undefined;
  return items.map((item) => (typeof item === 'string' ? item.trim() : item));
}

/** A list given for a parameter that is text. */
const joinedList = (items: readonly Value[]): Value =>
  joinPieces(items.flatMap((item, index) => [...(index > 0 ? [','] : []), ...(piecesOf(item) ?? [])]));

function defaultOf(json: Json, where: string): string | undefined {
  if (json === undefined || json === null) return undefined;
  if (typeof json === 'string') return json;
  if (typeof json === 'number' || typeof json === 'boolean') return String(json);
  throw new Problem(`${where}: Default must be text.`);
}

function assertAllowed(value: Value, declared: Readonly<Record<string, Json>>, where: string): void {
  const { AllowedValues: json, NoEcho: secret } = declared;
  if (!Array.isArray(json) || value instanceof Open || isList(value)) return;
  const allowed = json.map(String);
  if (allowed.includes(String(value))) return;
  const listed = allowed
    .slice(0, 20)
    .map((each) => quoted(each))
    .join(', ');
  const refused = secret === undefined ? quoted(String(value)) : 'this value';
  throw new Problem(`${where} does not take ${refused}. Pass one of ${listed}.`);
}
