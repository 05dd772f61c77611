import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';
import { markdownText } from '../core/text/markdown-text.ts';
import { escapeUnseen, wellFormed } from '../core/text/visible.ts';

declare const precompiled: unique symbol;
/** An imported `.hbs` file: a template compiled at build time. */
export type Precompiled = { readonly [precompiled]: true };

/**
 * A string as a quoted HCL string. In HCL `${` and `%{` start an interpolation, so their first character is doubled. HCL has
 * no `\b` or `\f`, and accepts control characters only as `\uXXXX`.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function hcl(value: string): string {
  return escapeUnseen(JSON.stringify(wellFormed(value)))
    .replaceAll(ASTRAL, longEscape)
    .replaceAll(/\\(?:([bf])|.)/g, (sequence, short?: 'b' | 'f') =>
      short ? HCL_LONG_ESCAPES[short] : sequence,
    )
    .replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}

/** A pair of escapes for one character, which JSON accepts but HCL and YAML don't. */
const ASTRAL = /(?<=(?<!\\)(?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})/g;

const longEscape = (_: string, high: string, low: string): string =>
  `\\U${(0x10000 + (Number.parseInt(high, 16) - 0xd800) * 0x400 + Number.parseInt(low, 16) - 0xdc00).toString(16).padStart(8, '0')}`;

const HCL_LONG_ESCAPES = { b: '\\u0008', f: '\\u000c' } as const;

/** A string as a TypeScript literal, quoted as a formatter leaves it: single quotes, or double quotes if that saves escapes. */
export function ts(value: string): string {
  const double = escapeUnseen(JSON.stringify(wellFormed(value)));
  const count = (quote: string) => value.split(quote).length;
  if (count("'") > count('"')) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Any JSON value as JSON. */
export const json = (value: unknown): string => escapeUnseen(JSON.stringify(value));

/**
 * A string as a YAML scalar, quoted as a YAML formatter leaves it: plain if every YAML parser reads that same string,
 * single-quoted if that saves escapes, else double-quoted.
 */
export function yaml(value: string): string {
  if (PLAIN_YAML.test(value) && !YAML_KEYWORD.test(value)) return value;
  const quoted = escapeUnseen(JSON.stringify(wellFormed(value))).replaceAll(ASTRAL, longEscape);
  return value.includes('"') && !/\\[^"]/.test(quoted) ? `'${value.replaceAll("'", "''")}'` : quoted;
}

const PLAIN_YAML = /^[A-Za-z][A-Za-z0-9_./-]*(:[A-Za-z0-9_./*-]+)*( [A-Za-z0-9_./(),-]+)*$/;
const YAML_KEYWORD = /^(y|n|yes|no|on|off|true|false|null)$/i;

/** A string as text inside a Markdown line. */
export const md = markdownText;

const environment = (runtime as unknown as typeof Handlebars).create();
environment.registerHelper({ hcl, json, ts, yaml, md });

/**
 * A typed template. The compiler checks the view, a name missing from it throws at run time (the templates are compiled in
 * strict mode), and nothing is HTML-escaped.
 */
export function template<View extends object>(spec: Precompiled): (view: View) => string {
  const run = environment.template(spec as never);
  return (view) => run(view);
}
