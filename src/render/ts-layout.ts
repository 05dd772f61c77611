import { isArray, type Json } from './json.ts';
import { ts } from './template.ts';

/** The line width that Prettier and Biome have unless told otherwise. */
const WIDTH = 80;

/** After a name of at most so many columns a string stays on the line, however long it is. */
const SHORT_NAME = 4;

/**
 * TypeScript laid out as Prettier and Biome leave it (two spaces, single quotes, 80 columns): on one line where it fits,
 * else one item a line. All take the columns by which the line is indented, and texts that are TypeScript already.
 */

/** `head(args)tail` */
export function call(indent: number, head: string, args: readonly string[], tail = ';'): string {
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

/** A JSON value as an expression; objects take one line a property. Only the lines after the first are indented. */
export function literal(indent: number, value: Json, used = 0): string {
  if (typeof value === 'string') return ts(value);
  if (value === null || typeof value !== 'object') return String(value);
  const margin = ' '.repeat(indent + 2);
  if (isArray(value)) {
    const line = `[${value.map((item) => literal(indent + 2, item)).join(', ')}]`;
    if (!line.includes('\n') && used + columns(line) < WIDTH) return line;
    const items = value.map((item) => `${margin}${literal(indent + 2, item, indent + 2)},\n`);
    return `[\n${items.join('')}${' '.repeat(indent)}]`;
  }
  const lines = Object.entries(value).map(([key, item]) => {
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : ts(key);
    const head = `${margin}${name}:`;
    const inline = `${head} ${literal(indent + 2, item, head.length + 1)},`;
    const breaks = typeof item === 'string' && columns(inline) > WIDTH && columns(name) > SHORT_NAME;
    return breaks ? `${head}\n${margin}  ${ts(item)},` : inline;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${' '.repeat(indent)}}`;
}

function bracketed(indent: number, open: string, items: readonly string[], close: string): string {
  const margin = ' '.repeat(indent);
  const line = `${margin}${open}${items.join(', ')}${close}`;
  if (columns(line) <= WIDTH) return line;
  return [`${margin}${open}`, ...items.map((item) => `${margin}  ${item},`), `${margin}${close}`].join('\n');
}

const columns = (text: string): number => [...text].reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0);
/** East Asian wide characters and emoji take two columns. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;
