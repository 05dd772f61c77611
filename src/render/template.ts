import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';

declare const precompiled: unique symbol;
/** What an imported `.hbs` file is: a template compiled at build time. */
export type Precompiled = { readonly [precompiled]: true };

/**
 * A string as a quoted HCL string. There `${` and `%{` start an interpolation, so their first character is doubled; HCL
 * knows no `\b` and `\f`, and takes control characters only as `\uXXXX`.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function hcl(value: string): string {
  return JSON.stringify(value)
    .replaceAll(/\\(?:([bf])|.)/g, (sequence, short?: 'b' | 'f') =>
      short ? HCL_LONG_ESCAPES[short] : sequence,
    )
    .replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}

const HCL_LONG_ESCAPES = { b: '\\u0008', f: '\\u000c' } as const;

/** A string as a TypeScript literal, quoted as a formatter leaves it: single quotes, double where that spares escapes. */
export function ts(value: string): string {
  const double = JSON.stringify(value);
  const count = (quote: string) => value.split(quote).length;
  if (count("'") > count('"')) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Any JSON value as JSON. */
export const json = (value: unknown): string => JSON.stringify(value);

/**
 * A string as a YAML scalar, quoted as a YAML formatter leaves it: plain where every YAML reader takes it as that same
 * string, single-quoted where that spares escapes, else double-quoted.
 */
export function yaml(value: string): string {
  if (PLAIN_YAML.test(value) && !YAML_KEYWORD.test(value)) return value;
  const quoted = JSON.stringify(value).replaceAll(
    UNPRINTABLE_IN_YAML,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return value.includes('"') && !/\\[^"]/.test(quoted) ? `'${value.replaceAll("'", "''")}'` : quoted;
}

/** What JSON leaves as it is, but YAML reads as a line break or refuses. */
const UNPRINTABLE_IN_YAML = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const PLAIN_YAML = /^[A-Za-z][A-Za-z0-9_./-]*(:[A-Za-z0-9_./*-]+)*( [A-Za-z0-9_./(),-]+)*$/;
const YAML_KEYWORD = /^(y|n|yes|no|on|off|true|false|null)$/i;

/** A string as text inside a Markdown line: what Markdown, HTML, a table or GitHub's math would read as markup is escaped. */
export const md = (value: string): string =>
  value.replaceAll(/[\\`*_[\]<>|#&~$]/g, '\\$&').replaceAll(/\s*[\n\r\v\f\u0085\u2028\u2029]\s*/g, ' ');

const environment = (runtime as unknown as typeof Handlebars).create();
environment.registerHelper({ hcl, json, ts, yaml, md });

/**
 * A typed template: what the view must hold is checked by the compiler, a name it lacks throws at run time
 * (the templates are compiled strict), and nothing is HTML-escaped.
 */
export function template<View extends object>(spec: Precompiled): (view: View) => string {
  const run = environment.template(spec as never);
  return (view) => run(view);
}
