/**
 * Text from outside (names, paths, values, what AWS says) on its way to somebody's eyes. Whatever has no picture of its own
 * could act on what shows it or hide in it: control characters, line ends, marks that turn the direction of writing, characters
 * of no width, halves of a pair. Each becomes one visible sign. Every destination (`terminal-text.ts`, `markdown-text.ts`,
 * `json-text.ts`, `shell-word.ts`) builds on this.
 */

/** What stands for a character that cannot be seen. */
const SIGN = '\ufffd';

/**
 * What cannot be seen. Unassigned code points are left, as they may be letters of a newer Unicode; so are the sign that makes
 * one emoji of two and the one that asks for its picture, where they do that.
 *
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const UNSEEN =
  /(?<!\p{Emoji})[\ufe0e\ufe0f]|(?![\u200d\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{DI}\p{NChar}]|(?<!\p{ExtPict}[\ufe0f\p{EMod}]?)\u200d|\u200d(?!\p{ExtPict})/gu;

/** Text with a visible sign for each character that cannot be seen, line ends included. */
export const visible = (text: string): string => (PLAIN.test(text) ? text : text.replace(UNSEEN, SIGN));

/** Whether all of a text can be seen, on one line: where a name or an id with anything else is a mistake or worse. */
export const isVisible = (text: string): boolean => visible(text) === text;

/** Most texts are, and testing this takes no time. */
const PLAIN = /^[ -~]*$/;

/** Visible text on one line: what runs of white space and line ends separate stays separate by a space. */
export const oneLine = (text: string): string => visible(text.replace(/[\s\u0085]+/g, ' ').trim());

/** As much of a text as an error shows. */
const MOST = 100;

/** Text on one line, cut with an ellipsis where it is longer than an error has room for. */
export function shortened(text: string, most = MOST): string {
  const line = oneLine(text);
  return line.length <= most ? line : `${visible(line.slice(0, most - 1))}…`;
}

/** A refused value in an error: in quotes, on one line and cut. What cannot be seen is written as JSON does, `\u202e`. */
export function quoted(text: string, most = MOST): string {
  const cut = text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
  return escapeUnseen(JSON.stringify(cut));
}

/**
 * JSON, or a string literal that takes its escapes, with `\\uXXXX` for each character that cannot be seen. The line ends of JSON
 * itself stay.
 */
export const escapeUnseen = (json: string): string =>
  json.replace(UNSEEN, (unseen) => (unseen === '\n' ? unseen : unseen.split('').map(escapeOf).join('')));

const escapeOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text whose halves of pairs, which no file can hold, are replaced. */
export const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, SIGN);

/** The message of whatever was thrown, on one line and cut. */
export const reasonOf = (error: unknown, most = 200): string =>
  shortened(error instanceof Error ? error.message : String(error), most);
