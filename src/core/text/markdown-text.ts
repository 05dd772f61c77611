import { oneLine } from './visible.ts';

/**
 * Text as inline Markdown that shows that text and nothing else. GitHub looks for mentions, references, commits and emoji in the
 * rendered text, where escapes are undone; only in code it looks for nothing. So each word that is more than letters and
 * common punctuation becomes code.
 *
 * @see https://github.github.com/gfm/
 * @see https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export const markdownText = (text: string): string => runs(text, codeSpan);

/** `markdownText` for a cell of a table, where a `|` ends the cell even in code. */
export const markdownCell = (text: string): string =>
  runs(text, (code) =>
    code
      .split('|')
      .map((part) => part && codeSpan(part))
      .join('&#124;'),
  );

/** Text as code, between more backticks than any run of them in it. */
function codeSpan(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const edge = /^`|`$|^ .* $/.test(text) ? ' ' : '';
  return `${fence}${edge}${text}${edge}${fence}`;
}

/** A block of code that nothing in it ends. */
export function codeBlock(text: string, language = 'sh'): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));

/** Words as they are, runs of those that could mean something as one code; brackets and stops around them stay outside. */
function runs(text: string, code: (text: string) => string): string {
  const parts: Part[] = [];
  for (const word of oneLine(text).split(/ +/)) {
    const part = partOf(word);
    const last = parts.at(-1);
    if (last?.code && last.tail === '' && part.code && part.head === '') {
      parts.splice(-1, 1, { ...part, head: last.head, code: `${last.code} ${part.code}` });
    } else parts.push(part);
  }
  return parts.map((part) => part.head + (part.code && code(part.code)) + part.tail).join(' ');
}

interface Part {
  readonly head: string;
  /** Empty for a plain word. */
  readonly code: string;
  readonly tail: string;
}

function partOf(word: string): Part {
  const [, head = '', code = '', tail = ''] = /^([("]*)(.*?)([)",.;:?]*)$/su.exec(word) ?? [];
  return isPlain(word) || code === '' ? { head: word, code: '', tail: '' } : { head, code, tail };
}

/** Letters of any script, digits and the punctuation of sentences, and nothing of it that Markdown or GitHub reads as more. */
const isPlain = (word: string): boolean => PLAIN.test(word) && !LOADED.some((form) => form.test(word));

const PLAIN = /^(?:[\p{L}\p{M}\p{N}\p{So}\p{Pd}\p{EMod}.,;:?!'"“”‘’…()/%=+-]|\u200d)*$/u;

const LOADED: readonly RegExp[] = [
  // A list, a heading's underline or a rule, where a line starts with it.
  /^(\d+[.)]|[-+=]+)$/,
  // `www.`, `http://`, `mailto:`, `xmpp:`
  /www\.|:\/\/|mailto:|xmpp:/i,
  // :emoji:
  /:[\w+-]+:/,
  // GH-1, ids, and what a repository may have its own links for.
  /(^|[("',;:/])[A-Za-z]+-\d+\b/,
  // What GitHub's runner takes for a command where a line starts with it, `::error::x`: Markdown is printed there, too.
  /^::[a-z]/i,
  // A commit.
  /\b[0-9a-f]{7,40}\b/i,
];
