import { transformSync } from 'esbuild';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { terminalText } from '../../src/core/text/terminal-text.ts';
import { COMMANDS, commandsIn, UNSEEN, unseenIn } from '../core/text/hostile.ts';
import { FORMAT_NAMES } from '../engine.ts';
import { filesOf, JSONS, MARKDOWN, MESSAGES, PRINTED } from './outputs.ts';

/*
 * Every output × every kind of character, and × everything that a CI runner obeys. Each word of the text from outside begins
 * with a word that no text of ours holds, so that a line that starts with it shows.
 */

const OURS = 'zqx';

/** Long enough to be broken at every width, the character in question first, last and between. */
const withUnseen = (unseen: string): string =>
  `${unseen}${OURS} ${`${OURS}${unseen}${OURS} `.repeat(12)}::${OURS}${unseen}`;

const withCommand = (command: string): string => `${command} ${OURS} ${command}`;

const TEXTS: readonly (readonly [kind: string, text: string])[] = [
  ...Object.entries(UNSEEN).map(([kind, unseen]) => [kind, withUnseen(unseen)] as const),
  ...COMMANDS.map((command) => [JSON.stringify(command), withCommand(command)] as const),
];

/** Lines whose first word is from outside, whatever stands for a character that cannot be seen. */
const startedOutside = (printed: string): string[] =>
  printed
    .split('\n')
    .filter((line) =>
      new RegExp(`^\\s*(?:\\ufffd\\S*)?(?:[:#]*${OURS}|::|##|section_|a ::set|a ##vso)`).test(line),
    );

/** All that is wrong with what is printed, for each output that is wrong. */
function faultsOf(printed: readonly string[]): string[] {
  return printed.flatMap((raw) => {
    const shown = terminalText(raw);
    return [...unseenIn(raw), ...startedOutside(raw), ...commandsIn(shown)];
  });
}

const arrives = (printed: readonly string[]) => expect(printed.join('\n')).toContain(OURS);

describe.each(TEXTS)('%s', (_, text) => {
  it.each(Object.entries(PRINTED))('starts no line of %s, and is seen', (_name, output) => {
    const printed = output(text);
    arrives(printed);
    expect(faultsOf(printed)).toEqual([]);
  });

  it('starts no line of a message, and is seen', () => {
    const faults = MESSAGES.flatMap(([source, messages]) =>
      faultsOf(messages(text)).map((fault) => `${source}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it.each(Object.entries(JSONS))('is the same again in the JSON of %s', (_name, output) => {
    const [json, value] = output(text);
    expect(unseenIn(json)).toEqual([]);
    expect(commandsIn(json)).toEqual([]);
    const parsed = JSON.parse(json);
    if (value !== undefined) expect(parsed).toEqual(JSON.parse(JSON.stringify(value)));
    expect(textsIn(parsed).some((one) => one.includes(text) || one.includes(OURS))).toBe(true);
  });

  it.each(Object.entries(MARKDOWN))('stays text in %s', (_name, output) => {
    const printed = output(text);
    arrives(printed);
    for (const markdown of printed) {
      expect(unseenIn(markdown)).toEqual([]);
      expect(commandsIn(terminalText(markdown))).toEqual([]);
      expect(markdown.split('\n').filter((line) => /^\s*::/.test(line))).toEqual([]);
      expect(marked.lexer(markdown).length).toBeGreaterThan(0);
    }
  });

  it.each(FORMAT_NAMES)('stays in the strings and comments of %s', (iac) => {
    const files = filesOf(iac, text).filter(({ path }) => path !== 'README.md');
    arrives(files.map(({ contents }) => contents));
    for (const { path, contents } of files) {
      expect([path, unseenIn(contents), startedOutside(contents)]).toEqual([path, [], []]);
      expect([path, commandsIn(terminalText(contents))]).toEqual([path, []]);
    }
    expect(files.flatMap(({ path, contents }) => stringsIn(path, contents))).toContain(
      text.replaceAll(/\p{Cs}/gu, '\ufffd'),
    );
  });
});

it.each(Object.entries(UNSEEN))('is refused from every source: %s', (_, unseen) => {
  const silent = MESSAGES.filter(([, messages]) => messages(withUnseen(unseen)).length === 0);
  // A pasted message is whatever ECS and its agent wrote, on any number of lines; it is only matched, never printed whole.
  expect(silent.map(([source]) => source).filter((source) => source !== '--stopped-reason')).toEqual([]);
});

/** All texts in a JSON value, keys too. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]);
}

/** What a file's own language reads as strings; it throws where that cannot read the file. */
function stringsIn(path: string, contents: string): string[] {
  if (path.endsWith('.json')) return textsIn(JSON.parse(contents));
  if (path.endsWith('.yaml')) return textsIn(parse(contents, { logLevel: 'silent' }));
  if (path.endsWith('.ts')) {
    const { code } = transformSync(contents, { loader: 'ts', charset: 'utf8' });
    return [...code.matchAll(/"(?:[^"\\\n]|\\.)*"/g)].map(([literal]) => Function(`return ${literal}`)());
  }
  return /\.tf(vars)?$/.test(path) ? contents.split('\n').flatMap(hclStrings) : [];
}

/** The quoted strings of a line of HCL without its comment, as Terraform reads them. */
const hclStrings = (line: string): string[] =>
  /^\s*#/.test(line)
    ? []
    : [...line.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([literal]) =>
        (
          JSON.parse(
            literal.replaceAll(/\\U([0-9a-f]{8})/g, (_, code) =>
              String.fromCodePoint(Number.parseInt(code, 16)),
            ),
          ) as string
        ).replaceAll(/([$%])\1\{/g, '$1{'),
      );
