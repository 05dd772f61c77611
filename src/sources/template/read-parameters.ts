import { Problem } from '../../core/problem.ts';
import { quoted, reasonOf } from '../../core/text/visible.ts';
import { isRecord, type Json } from './parse-template.ts';

/**
 * The values of a parameter file, by name. It may be in any of AWS's forms: the list of `ParameterKey` and `ParameterValue` that
 * `create-stack` takes, the object of names and values, or a list of `Name=Value` as `deploy` takes it, or CodePipeline's template
 * configuration, which has them in `Parameters`. A value that the stack has already (`UsePreviousValue`) is not told.
 *
 * @throws Problem naming what is wrong
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-cli-deploy.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
 */
export function readParameters(text: string, file: string): Readonly<Record<string, string>> {
  let json: Json;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Problem(`${file} is not JSON: ${reasonOf(error)}.`, { cause: error });
  }
  if (Array.isArray(json))
    return Object.fromEntries(json.flatMap((entry, index) => pairOf(entry, `${file}: [${index}]`)));
  if (!isRecord(json)) throw new Problem(`${file} has no parameters: ${FORMS}`);
  if ('Resources' in json) throw new Problem(`${file} is a template. Pass it with --template.`);
  const values = isRecord(json.Parameters) ? json.Parameters : json;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, textOf(value, `${file}: ${quoted(name)}`)]),
  );
}

const FORMS = 'write [{ "ParameterKey": "Name", "ParameterValue": "Value" }] or { "Name": "Value" }.';

function pairOf(entry: Json, where: string): [string, string][] {
  if (typeof entry === 'string' && entry.includes('=')) {
    const at = entry.indexOf('=');
    return [[entry.slice(0, at), entry.slice(at + 1)]];
  }
  if (!isRecord(entry) || typeof entry.ParameterKey !== 'string') {
    throw new Problem(`${where} has no ParameterKey: ${FORMS}`);
  }
  const { ParameterKey: name, ParameterValue: value, UsePreviousValue: previous } = entry;
  if (value === undefined && previous === true) return [];
  if (value === undefined) throw new Problem(`${where} has no ParameterValue for ${quoted(name)}.`);
  return [[name, textOf(value, where)]];
}

/** Values are text; a list is one with commas. */
function textOf(value: Json, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map((item) => textOf(item, where)).join(',');
  throw new Problem(`${where}: the value must be text.`);
}
