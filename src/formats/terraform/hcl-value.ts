import type { Comment } from '../comment.ts';
import { isArray, type Json } from '../json.ts';
import { hcl } from '../template.ts';

/** HCL, ready to be written to a file. */
export type Hcl = string;

/**
 * A JSON value as an HCL expression, laid out as `terraform fmt` leaves it.
 *
 * @param indent The indentation, in columns, of the line on which the expression starts.
 */
export function hclValue(value: Json, indent = 0): Hcl {
  if (typeof value === 'string') return hcl(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (isArray(value)) {
    return hclList(
      value.map((item) => hclValue(item, indent + 2)),
      indent,
    );
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return hclObject(
    entries.map(([key, item]) => [key, hclValue(item, indent + 2)]),
    indent,
  );
}

/**
 * An HCL object of expressions, one attribute per line.
 *
 * @param entries Each key as plain text and its value as HCL.
 * @param indent The indentation, in columns, of the line on which the object starts.
 */
export const hclObject = (entries: readonly (readonly [key: string, expression: Hcl])[], indent = 0): Hcl =>
  hclAttributes(
    entries.map(([key, expression]) => ({ name: PLAIN_KEY.test(key) ? key : hcl(key), expression })),
    indent,
  );

/** An attribute of an object. */
export interface Attribute {
  /** An identifier or a quoted string. */
  readonly name: Hcl;
  readonly expression: Hcl;
  /** Stands above it; none if empty. */
  readonly comment?: Comment;
}

/** An HCL object, one attribute per line; `indent` as for `hclObject`. */
export const hclAttributes = (attributes: readonly Attribute[], indent = 0): Hcl =>
  attributes.length === 0 ? '{}' : `{\n${hclArguments(attributes, indent + 2)}${' '.repeat(indent)}}`;

/** Attributes with their line ends, their `=` signs aligned as `terraform fmt` leaves them. */
export function hclArguments(attributes: readonly Attribute[], indent: number): Hcl {
  const lines = attributes.map(({ name, expression, comment = '' }) => ({
    ...{ name, expression, comment },
    columns: width(name),
    aligned: !expression.includes('\n'),
    first: comment !== '',
  }));
  const margin = ' '.repeat(indent);
  const text = lines.map(({ name, expression, comment, columns }, index) => {
    const padding = Math.max(...neighbours(lines, index).map((line) => line.columns)) - columns;
    const above = comment === '' ? '' : `${margin}# ${comment}\n`;
    return `${above}${margin}${name}${' '.repeat(padding)} = ${expression}\n`;
  });
  return text.join('');
}

/**
 * A list of expressions.
 *
 * @param indent The indentation, in columns, of the line on which the list starts.
 */
export function hclList(items: readonly Hcl[], indent: number): Hcl {
  const line = `[${items.join(', ')}]`;
  if (!line.includes('\n') && indent + line.length <= LIST_WIDTH) return line;
  const close = ' '.repeat(indent);
  return `[\n${items.map((item) => `${close}  ${item},\n`).join('')}${close}]`;
}

/** The name of an attribute in a block whose other names are aligned to it. */
export interface AlignedName {
  readonly attribute: Hcl;
  /** Brings the other names to the same width. */
  readonly pad: string;
}

/** `attribute` padded to the width of `longest` or, if it is wider, the padding that brings the others to its width. */
export const hclAligned = (attribute: string, longest: string): AlignedName => ({
  attribute: attribute.padEnd(longest.length),
  pad: ' '.repeat(Math.max(0, attribute.length - longest.length)),
});

/** An ID, CIDR block or service name as part of a resource label. */
export const hclLabel = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, '_');

/**
 * The run of lines around `index` whose `=` signs `terraform fmt` aligns: those with single-line values. A comment starts
 * another one.
 */
function neighbours<Line extends { readonly aligned: boolean; readonly first: boolean }>(
  lines: readonly Line[],
  index: number,
): Line[] {
  if (!lines[index]?.aligned) return lines.slice(index, index + 1);
  let first = index;
  while (!lines[first]?.first && lines[first - 1]?.aligned) first--;
  let after = index + 1;
  while (lines[after]?.aligned && !lines[after]?.first) after++;
  return lines.slice(first, after);
}

/** A list stays on one line up to this column. */
const LIST_WIDTH = 60;

/** Keys like those of IAM. Others are quoted, so that no key is read as `for`, `null` or an expression. */
const PLAIN_KEY = /^[A-Z][A-Za-z]*$/;

/** Columns as `terraform fmt` counts them: one for each grapheme cluster. */
function width(text: string): number {
  // Creating a segmenter takes longer than the rest of a typical run's rendering.
  if (PLAIN_TEXT.test(text)) return text.length;
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length;
}

const PLAIN_TEXT = /^[ -~]*$/;
