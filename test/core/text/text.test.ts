import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactJson, jsonText } from '../../../src/core/text/json-text.ts';
import { shellWord } from '../../../src/core/text/shell-word.ts';
import { terminalText } from '../../../src/core/text/terminal-text.ts';
import { oneLine, quoted, shortened, visible } from '../../../src/core/text/visible.ts';
import { COMMANDS, commandsIn, PLAIN, UNSEEN, unseenIn } from './hostile.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom(...Object.values(UNSEEN), ...COMMANDS, ...PLAIN, 'a', ' '))
    .map((parts) => parts.join('')),
);

describe.each(Object.entries(UNSEEN))('%s', (_, unseen) => {
  const text = `a${unseen}b`;
  it('is seen, between what was beside it', () => {
    for (const shown of [visible(text), oneLine(text), shortened(text), quoted(text), terminalText(text)]) {
      expect(unseenIn(shown)).toEqual([]);
      expect(shown).toMatch(/a.+b/s);
    }
  });
  it('is escaped in JSON, which says the same', () => {
    const json = jsonText({ [text]: [text] }, 2);
    expect(unseenIn(json)).toEqual([]);
    expect(JSON.parse(json)).toEqual({ [text]: [text] });
  });
});

it.each(PLAIN)('leaves %s', (text) => {
  expect([visible(text), oneLine(text), terminalText(text)]).toEqual([text, text, text]);
});

it.each(COMMANDS)('takes the meaning from %j', (text) => {
  expect(commandsIn(terminalText(text))).toEqual([]);
  expect(commandsIn(jsonText(text))).toEqual([]);
  expect(JSON.parse(jsonText(text))).toBe(text);
});

it('keeps its own colours only where they are wanted', () => {
  const painted = '\u001b[1ma\u001b[22m\u001b[2Jb';
  expect(terminalText(painted, { colours: true })).toBe('\u001b[1ma\u001b[22m\ufffd[2Jb');
  expect(terminalText(painted)).toBe('\ufffd[1ma\ufffd[22m\ufffd[2Jb');
});

it('whatever is in a text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(unseenIn(terminalText(text)).filter((one) => !/U\+200d/.test(one))).toEqual([]);
      expect(commandsIn(terminalText(text))).toEqual([]);
      expect(visible(visible(text))).toBe(visible(text));
      expect(JSON.parse(jsonText(text))).toBe(text);
      expect(quoted(text).length).toBeLessThan(700);
      expect(quoted(text)).not.toContain('\n');
    }),
  );
});

it('cuts what an error has no room for', () => {
  expect(shortened('x'.repeat(5_000))).toBe(`${'x'.repeat(99)}…`);
  expect(quoted('x'.repeat(5_000))).toBe(`"${'x'.repeat(99)}…"`);
  expect(unseenIn(quoted(`${'x'.repeat(98)}🚀🚀`))).toEqual([]);
});

it('compacts JSON without a change to any value', () => {
  const written = '{\n  "a" : [ 1e400, 1.10, "b  \\" c\\n" ],\r\n\t"a": {}\n}';
  expect(compactJson(written)).toBe('{"a":[1e400,1.10,"b  \\" c\\n"],"a":{}}');
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 1, 2, '\t'), (json, indent) => {
      const value: unknown = JSON.parse(json);
      const compact = compactJson(JSON.stringify(value, null, indent));
      expect(JSON.parse(compact)).toEqual(value);
      expect(compact).not.toMatch(/\n/);
    }),
  );
});

describe('a word of a Windows shell', () => {
  it.each([
    ['a"b & calc', '"..."'],
    ["a'; touch x; '", `"a'; touch x; '"`],
    ['$(calc)', '"..."'],
    ['50%', '"..."'],
    ['a$b', "'a$b'"],
    ['C:\\new dir', '"C:\\new dir"'],
    ['“ & calc', '"..."'],
  ])('%s', (text, word) => {
    expect(shellWord(text, 'windows')).toBe(word);
  });
});
