import { wrap } from '../core/text/wrap.ts';

/** What there is to say about a command, not yet laid out. */
export interface HelpPage {
  readonly usage: readonly string[];
  readonly what: string;
  readonly groups: readonly {
    readonly name: string;
    readonly options: readonly Option[];
  }[];
  readonly environment: string;
  readonly examples: readonly (readonly [what: string, command: string])[];
  readonly docs: string;
}

/** A flag as it is written, and what it does. */
export type Option = readonly [term: string, text: string];

const TERM_WIDTH = 27;

/** The help text of a command, for a terminal of `width` columns. */
export function help(page: HelpPage, width = 80): string {
  const columns = Math.min(Math.max(width, 50), 100);
  const indented = (text: string) => wrap(text, columns - 2).map((line) => `  ${line}`);
  return [
    ...page.usage.map((line, index) => `${index === 0 ? 'Usage: ' : '       '}${line}`),
    '',
    ...wrap(page.what, columns),
    ...page.groups.flatMap(({ name, options }) => [
      '',
      `${name}:`,
      ...options.flatMap(([term, text]) => item(term, text, columns)),
    ]),
    '',
    'Environment:',
    ...indented(page.environment),
    '',
    'Examples:',
    ...page.examples.flatMap(([what, text]) => [
      ...indented(`${what}:`),
      ...text.split('\n').map((line) => `    ${line}`),
    ]),
    '',
    'Exit codes: 0 done, or nothing found; 1 findings;',
    '  2 wrong usage, AWS or file error; 130 cancelled.',
    '',
    ...wrap(`More: ${page.docs}`, columns),
    '',
  ].join('\n');
}

/** A term and its description beside it, or below where the term is too long. */
function item(term: string, text: string, columns: number): string[] {
  const narrow = columns < 70;
  const indent = ' '.repeat(narrow ? 6 : TERM_WIDTH + 2);
  const lines = wrap(text, columns - indent.length).map((line) => indent + line);
  if (narrow || term.length > TERM_WIDTH - 2) return [`  ${term}`, ...lines];
  const [first = '', ...rest] = lines;
  return [`  ${term}`.padEnd(indent.length) + first.trimStart(), ...rest];
}
