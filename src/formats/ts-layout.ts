import { isArray, type Json } from './json.ts';
import { ts } from './template.ts';

/** The default line width of Prettier and Biome. */
const WIDTH = 80;

/** After a name of at most this many columns, a string stays on the line, however long it is. */
const SHORT_NAME = 4;

/**
 * TypeScript laid out as Prettier and Biome leave it (two spaces, single quotes, 80 columns): on one line if it fits, else one
 * item per line. All functions take the indentation in columns, and texts that are TypeScript already.
 */

/** `head(args)tail`. If that is too long, a list in last place opens on the line of the call if possible. */
export function call(indent: number, head: string, args: readonly string[], tail = ';'): string {
  const margin = ' '.repeat(indent);
  const whole = `${margin}${head}(${args.join(', ')})${tail}`;
  const last = args.at(-1) ?? '';
  const opening = `${margin}${head}(${[...args.slice(0, -1), '['].join(', ')}`;
  if (/^\[.+\]$/.test(last) && columns(whole) > WIDTH && columns(opening) <= WIDTH) {
    const items = last.slice(1, -1).split(', ');
    return [opening, ...items.map((item) => `${margin}  ${item},`), `${margin}])${tail}`].join('\n');
  }
  return bracketed(indent, `${head}(`, args, `)${tail}`);
}

/** `head[items]tail` */
export function list(indent: number, head: string, items: readonly string[], tail = ';'): string {
  return bracketed(indent, `${head}[`, items, `]${tail}`);
}

/** `head value tail`, where `head` ends with `=` or `:` */
export function assign(indent: number, head: string, value: string, tail = ';'): string {
  const line = `${' '.repeat(indent)}${head} ${value}${tail}`;
  return columns(line) <= WIDTH
    ? line
    : `${' '.repeat(indent)}${head}\n${' '.repeat(indent + 2)}${value}${tail}`;
}

/**
 * A JSON value as an expression. Objects take one line per property. Only the lines after the first are indented.
 *
 * @param text turns a text into an expression; by default, a literal
 */
export function literal(indent: number, value: Json, used = 0, text: (value: string) => string = ts): string {
  if (typeof value === 'string') return text(value);
  if (value === null || typeof value !== 'object') return String(value);
  const margin = ' '.repeat(indent + 2);
  if (isArray(value)) {
    const line = `[${value.map((item) => literal(indent + 2, item, 0, text)).join(', ')}]`;
    if (!line.includes('\n') && used + columns(line) < WIDTH) return line;
    const items = value.map((item) => `${margin}${literal(indent + 2, item, indent + 2, text)},\n`);
    return `[\n${items.join('')}${' '.repeat(indent)}]`;
  }
  const lines = Object.entries(value).map(([key, item]) => {
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : ts(key);
    const head = `${margin}${name}:`;
    const inline = `${head} ${literal(indent + 2, item, head.length + 1, text)},`;
    // A template literal stays on the line, however long it is.
    const isString = typeof item === 'string' && !text(item).startsWith('`');
    const breaks = isString && columns(inline) > WIDTH && columns(name) > SHORT_NAME;
    return breaks ? `${head}\n${margin}  ${text(item)},` : inline;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${' '.repeat(indent)}}`;
}

function bracketed(indent: number, open: string, items: readonly string[], close: string): string {
  const margin = ' '.repeat(indent);
  const line = `${margin}${open}${items.join(', ')}${close}`;
  if (columns(line) <= WIDTH) return line;
  return [`${margin}${open}`, ...items.map((item) => `${margin}  ${item},`), `${margin}${close}`].join('\n');
}

/** A name in Pascal case as one of a variable. */
export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const columns = (text: string): number => [...text].reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0);
/** East Asian wide characters and emoji take two columns. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;
