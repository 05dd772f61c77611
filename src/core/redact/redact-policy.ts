import { layerBucketArn } from '../network/regions.ts';
import { glob } from '../trace/policy.ts';

/** What is put in the place of a policy's texts, by what they are. */
export interface Replacements {
  readonly region: string;
  /** Ids in a text, and nothing else of it. */
  readonly ids: (text: string) => string;
  readonly address: (text: string) => string;
  readonly isAddress: (text: string) => boolean;
  readonly names: (text: string) => string;
  readonly account: (text: string) => string;
}

/**
 * A policy that lets through what the other one does, with nobody's names, accounts and buckets in it. Its statements,
 * actions and kinds of conditions stay; so does a resource that can be ECR's layer bucket.
 */
export function redactPolicy(policy: string, replacements: Replacements): string {
  try {
    return JSON.stringify(documentOf(JSON.parse(policy), replacements));
  } catch {
    return replacements.names(policy);
  }
}

function documentOf(document: unknown, to: Replacements): unknown {
  if (!isRecord(document)) return null;
  const statements = document.Statement;
  return kept(document, {
    Version: (version) => version,
    Id: (id) => to.names(String(id)),
    Statement: () =>
      Array.isArray(statements)
        ? statements.map((statement) => statementOf(statement, to))
        : statementOf(statements, to),
  });
}

function statementOf(statement: unknown, to: Replacements): unknown {
  const texts = (element: unknown) => mapTexts(element, (text) => wordOf(text, to));
  const actions = (element: unknown) =>
    mapTexts(element, (text) => (/^[\w*?-]+(:[\w*?]+)?$/.test(text) ? text : to.names(text)));
  return kept(statement, {
    Sid: (sid) => to.names(String(sid)),
    Effect: (effect) => (effect === 'Allow' || effect === 'Deny' ? effect : to.names(String(effect))),
    Principal: texts,
    NotPrincipal: texts,
    Action: actions,
    NotAction: actions,
    Resource: texts,
    NotResource: texts,
    Condition: (condition) => conditionOf(condition, to),
  });
}

/** `{ StringEquals: { 'aws:PrincipalTag/team': ['a'] } }`: operators and keys are IAM's, what stands behind a slash is not. */
function conditionOf(condition: unknown, to: Replacements): unknown {
  if (!isRecord(condition)) return condition === undefined ? undefined : null;
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      /^[\w:]+$/.test(operator) ? operator : to.names(operator),
      isRecord(keys)
        ? Object.fromEntries(
            Object.entries(keys).map(([key, values]) => [
              keyOf(key, to),
              mapTexts(values, (text) => wordOf(text, to)),
            ]),
          )
        : null,
    ]),
  );
}

function keyOf(key: string, to: Replacements): string {
  const [, name = '', rest] = /^([\w-]+:[\w-]+)(?:\/(.*))?$/s.exec(key) ?? [];
  if (name === '') return to.names(key);
  return rest === undefined ? name : `${name}/${to.names(rest)}`;
}

/** One value: an ARN, an address, an account, a name, with `*` and `?` where they stand. */
function wordOf(text: string, to: Replacements): string {
  const layer = layerBucketArn(to.region)?.replace(/\*$/, 'layer');
  if (layer !== undefined && glob(text, layer)) return text;
  if (to.isAddress(text)) return to.address(text);
  if (/^[\w-]+(\.[\w-]+)*\.amazonaws\.com(\.cn)?$/.test(text)) return text;
  const [, service, region, account, resource] = /^arn:[^:]*:([^:]*):([^:]*):([^:]*):(.*)$/s.exec(text) ?? [];
  if (service === undefined || region === undefined || account === undefined || resource === undefined)
    return wordsOf(text, to);
  const partition = text.split(':')[1] ?? '';
  return `arn:${partition}:${service}:${region}:${wordsOf(account, to)}:${wordsOf(resource, to)}`;
}

/** The words of a text each as another one; what stands between them stays, and so do `*` and `?`. */
const wordsOf = (text: string, to: Replacements): string =>
  text.replace(/[^*?:/,\s]+/gu, (word) => {
    if (/^\d{12}$/.test(word)) return to.account(word);
    const other = to.ids(word);
    return other === word ? to.names(word) : other;
  });

/** The known keys of an object, each handled; others are none of IAM's, and what they hold is left out. */
function kept(value: unknown, handle: Readonly<Record<string, (field: unknown) => unknown>>): unknown {
  if (!isRecord(value)) return null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => {
      const found = Object.hasOwn(handle, key) ? handle[key] : undefined;
      return found ? [[key, found(field)]] : [];
    }),
  );
}

/** Every text in a value, a list or an object. */
function mapTexts(value: unknown, to: (text: string) => string): unknown {
  if (typeof value === 'string') return to(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, to));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, mapTexts(field, to)]));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
