import * as fc from 'fast-check';
import { marked, type Token, type Tokens } from 'marked';
import { expect, it } from 'vitest';
import { markdownCell, markdownText } from '../../../src/core/text/markdown-text.ts';
import { oneLine } from '../../../src/core/text/visible.ts';
import { COMMANDS, MARKUP, PLAIN, UNSEEN } from './hostile.ts';

/** The words of Markdown as GitHub shows them: text, in which it looks for references, and code, in which it does not. */
function shownBy(tokens: readonly Token[]): { text: string; looked: string } {
  let text = '';
  let looked = '';
  for (const token of tokens) {
    if (token.type === 'codespan') {
      text += (token as Tokens.Codespan).text;
      looked += '\u0000';
    } else if (token.type === 'text' || token.type === 'escape') {
      const words = (token as Tokens.Text).text
        .replaceAll('&#124;', '|')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'");
      text += words;
      looked += words.replaceAll('|', '');
    } else throw new Error(`${token.type}: ${token.raw}`);
  }
  return { text, looked };
}

/** What GitHub makes something of in text that is rendered already. */
const MEANT = /[@#$`<>[\]*_~\\&]|www\.|:\/\/|mailto:|:[\w+-]+:|(^|[\s("])([A-Za-z]+-\d+\b|[0-9a-f]{7,40}\b)/i;

function blocks(markdown: string): Token[] {
  return marked.lexer(markdown, { gfm: true });
}

function inParagraph(text: string): { text: string; looked: string } {
  const [paragraph, ...more] = blocks(markdownText(text));
  expect(more).toEqual([]);
  expect(paragraph?.type).toBe('paragraph');
  return shownBy((paragraph as Tokens.Paragraph).tokens);
}

function inTable(text: string): { text: string; looked: string } {
  const [table, ...more] = blocks(`| a | b |\n| --- | --- |\n| ${markdownCell(text)} | b |`);
  expect(more).toEqual([]);
  const [row] = (table as Tokens.Table).rows;
  expect(row?.map(({ text: cell }) => cell).at(-1)).toBe('b');
  return shownBy(row?.[0]?.tokens ?? []);
}

const TEXTS = [...MARKUP, ...COMMANDS, ...PLAIN, ...Object.values(UNSEEN).map((unseen) => `a${unseen}b`)];

it.each(TEXTS)('shows %j and nothing else', (text) => {
  for (const shown of [inParagraph(text), inTable(text)]) {
    expect(shown.text).toBe(oneLine(text));
    expect(shown.looked).not.toMatch(MEANT);
  }
});

it('whatever texts are put together', () => {
  const part = fc.constantFrom(
    ...MARKUP.flatMap((text) => text.split(' ')),
    'a',
    '|',
    '\\',
    '`',
    '(',
    ')',
    '"',
    '.',
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(part, fc.constantFrom('', ' ')), { minLength: 1 }), (parts) => {
      const text = parts.flat().join('');
      fc.pre(oneLine(text) !== '');
      for (const shown of [inParagraph(text), inTable(text)]) {
        expect(shown.text).toBe(oneLine(text));
        expect(shown.looked).not.toMatch(MEANT);
      }
    }),
    { numRuns: 500 },
  );
});

it.each(PLAIN.filter((text) => !/\d/.test(text)))('leaves %s as it is', (text) => {
  expect(markdownText(text)).toBe(text);
});
