import { escapeUnseen } from './visible.ts';

/**
 * A value as JSON for a file, a pipe or a log: what cannot be seen is escaped, and so is what the runner of a CI job would take
 * for a command wherever it stands in a line. Whoever parses it gets the same value.
 */
export function jsonText(value: unknown, indent?: number): string {
  return escaped(JSON.stringify(value, null, indent));
}

/** JSON on one line, every value as it is written: numbers keep their digits, keys their order and repetition. */
export const compactJson = (json: string): string =>
  escaped(json.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (token) => (token.startsWith('"') ? token : '')));

const escaped = (json: string): string =>
  escapeUnseen(json)
    .replace(/#(?=#\w*\[)/g, '\\u0023')
    .replace(/(section_(?:start|end)|travis_\w+):/g, '$1\\u003a');
