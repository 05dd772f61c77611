import { isObject, at as valueAt } from '../terraform/json-value.ts';
import type { Expression } from './expression.ts';
import { parseExpression, parseTemplate } from './parse-expression.ts';
import { plainText, type Token, tokensOf } from './tokens.ts';

/** An argument as it is written. */
export interface Argument {
  /** Its value in the code, for messages. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
  /** Undefined where it isn't read. */
  readonly expression: () => Expression | undefined;
}

/** What is between the braces of a block, or in a file. */
export interface Body {
  readonly argument: (name: string) => Argument | undefined;
  /** Blocks by their type and labels: `'resource', 'aws_vpc', 'main'`. */
  readonly blocks: (...words: readonly string[]) => readonly Body[];
}

/**
 * What a `*.tf` file says. It takes what it can: what isn't understood is passed over up to the end of its line or block.
 *
 * @see https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#structural-elements
 */
export function hclBody(text: string, file: string): Body {
  const tokens = tokensOf(text);
  let at = 0;
  const isSign = (sign: string) => {
    const token = tokens[at];
    return token?.is === 'sign' && token.text === sign;
  };
  /** All up to the end of the line that is in no bracket. */
  const value = (): readonly Token[] => {
    const start = at;
    let open = 0;
    for (; at < tokens.length; at++) {
      const token = tokens[at];
      if (token?.is === 'line' && open === 0) break;
      if (token?.is !== 'sign') continue;
      if ('([{'.includes(token.text)) open += 1;
      else if (')]}'.includes(token.text)) open -= 1;
      if (open < 0) break;
    }
    return tokens.slice(start, at);
  };
  const body = (depth: number): Body => {
    const args = new Map<string, Argument>();
    const blocks = new Map<string, Body[]>();
    let words: string[] = [];
    while (at < tokens.length && !isSign('}')) {
      const token = tokens[at];
      at += 1;
      if (token?.is === 'name') words.push(token.text);
      else if (token?.is === 'string' && words.length > 0) words.push(plainText(token.parts));
      else if (token?.is === 'sign' && token.text === '=' && words.length === 1) {
        const [name = ''] = words;
        const found = value();
        const shown = text.slice(found[0]?.start, found.at(-1)?.end);
        args.set(name, {
          text: shown,
          file,
          line: token.line,
          expression: once(() => parseExpression(found)),
        });
        words = [];
      } else if (token?.is === 'sign' && token.text === '{' && words.length > 0 && depth < DEEPEST) {
        const key = JSON.stringify(words);
        blocks.set(key, [...(blocks.get(key) ?? []), body(depth + 1)]);
        at += 1;
        words = [];
      } else {
        if (token?.is === 'sign' && '([{'.includes(token.text)) {
          value();
          at += 1;
        }
        words = [];
      }
    }
    return {
      argument: (name) => args.get(name),
      blocks: (...of) => blocks.get(JSON.stringify(of)) ?? [],
    };
  };
  const whole = body(0);
  // A brace too many: nothing behind it is certain.
  return at < tokens.length ? EMPTY : whole;
}

export const EMPTY: Body = { argument: () => undefined, blocks: () => [] };

/** Blocks in blocks go a few levels deep. */
const DEEPEST = 20;

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * What a `*.tf.json` file says. Whether a key is an argument or a block, only who asks for it knows.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function jsonBody(text: string, file: string): Body {
  try {
    return bodyOf(JSON.parse(text), file);
  } catch (error) {
    if (error instanceof SyntaxError) return EMPTY;
    throw error;
  }
}

const bodyOf = (value: unknown, file: string): Body => ({
  argument: (name) => {
    const found = valueAt(value, name);
    return found === undefined
      ? undefined
      : {
          text: JSON.stringify(found),
          file,
          line: 1,
          expression: once(() => expressionOf(found, 0)),
        };
  },
  blocks: (...words) => {
    let found = [value];
    for (const word of words) {
      const next = found.flatMap((each) => (Array.isArray(each) ? each : [each]));
      found = next.flatMap((each) => valueAt(each, word) ?? []);
    }
    return found
      .flatMap((each) => (Array.isArray(each) ? each : [each]))
      .filter(isObject)
      .map((each) => bodyOf(each, file));
  },
});

function expressionOf(value: unknown, depth: number): Expression | undefined {
  if (typeof value === 'string') return parseTemplate(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null)
    return { op: 'literal', value };
  if (typeof value !== 'object' || depth > DEEPEST) return undefined;
  const values: unknown[] = Object.values(value ?? {});
  const items = values.map((each) => expressionOf(each, depth + 1));
  const known = items.filter((item) => item !== undefined);
  if (known.length < items.length) return undefined;
  if (Array.isArray(value)) return { op: 'tuple', items: known };
  const keys = Object.keys(value ?? {}).map((key) => parseTemplate(key));
  return {
    op: 'object',
    entries: keys.flatMap((key, index) => {
      const item = known[index];
      return key && item ? [[key, item] as const] : [];
    }),
  };
}
