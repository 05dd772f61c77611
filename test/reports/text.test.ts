import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { terminalStyle } from '../../src/host/terminal-style.ts';
import type { Report } from '../../src/reports/report.ts';
import { textReport } from '../../src/reports/text.ts';
import { broken, closed, large, named, right } from './reports.ts';

const PLAIN = { width: 80, colour: false, unicode: true };
const shown = (name: string) => `./__snapshots__/text/${name}.txt`;

/** What a line takes on screen when it is not a command, which must stay whole to be copied. */
const prose = (text: string) => text.split('\n').filter((line) => !/^ *(aws|npx) /.test(line));

describe('at 80 columns, six services', () => {
  it.each<[string, Report]>([
    ['right', right],
    ['broken', broken],
    ['closed', closed],
    ['named', named],
  ])('%s', async (name, report) => {
    const text = textReport(report, PLAIN);
    await expect(text).toMatchFileSnapshot(shown(name));
    expect(prose(text).filter((line) => [...line].length > 80)).toEqual([]);
  });
});

it('says a right network in one line and the table', () => {
  const [verdict, title, blank, ...table] = textReport(right, PLAIN).trimEnd().split('\n');
  expect([verdict, title, blank]).toEqual([
    '✓ Everything a task needs to start goes through VPC endpoints.',
    'EC2 tasks in 2 subnets of vpc-1 (shop), eu-west-1',
    '',
  ]);
  expect(table.filter((line) => line.includes('✓ endpoint'))).toHaveLength(2);
});

it('turns into a list where the matrix does not fit', async () => {
  const text = textReport(broken, { ...PLAIN, width: 50 });
  await expect(text).toMatchFileSnapshot(shown('broken-50'));
  expect(prose(text).filter((line) => line.length > 50)).toEqual([]);
});

it('does without Unicode', async () => {
  const text = textReport(broken, { ...PLAIN, unicode: false });
  await expect(text).toMatchFileSnapshot(shown('broken-ascii'));
  expect([...text].filter((character) => character > '~')).toEqual([]);
});

it('colours only where colour is wanted, and says the same', async () => {
  const coloured = textReport(broken, { ...PLAIN, colour: true });
  await expect(coloured).toMatchFileSnapshot(shown('broken-colour'));
  expect(stripVTControlCharacters(coloured)).toBe(textReport(broken, PLAIN));
});

it('gathers 1,000 subnets into rows that are alike', async () => {
  const text = textReport(large(), PLAIN);
  await expect(text).toMatchFileSnapshot(shown('large'));
  expect(text.split('\n').length).toBeLessThan(40);
});

describe('terminalStyle', () => {
  const utf8 = { LANG: 'en_US.UTF-8' };
  it.each([
    ['a terminal', { isTTY: true, columns: 120 }, utf8, 'linux', { width: 120, colour: true, unicode: true }],
    ['a pipe', {}, utf8, 'linux', { width: 80, colour: false, unicode: true }],
    [
      'NO_COLOR',
      { isTTY: true },
      { ...utf8, NO_COLOR: '1' },
      'linux',
      { width: 80, colour: false, unicode: true },
    ],
    [
      'an empty NO_COLOR',
      { isTTY: true },
      { ...utf8, NO_COLOR: '' },
      'linux',
      { width: 80, colour: true, unicode: true },
    ],
    ['FORCE_COLOR', {}, { ...utf8, FORCE_COLOR: '1' }, 'linux', { width: 80, colour: true, unicode: true }],
    [
      'FORCE_COLOR=0',
      { isTTY: true },
      { ...utf8, FORCE_COLOR: '0' },
      'linux',
      { width: 80, colour: false, unicode: true },
    ],
    [
      'TERM=dumb',
      { isTTY: true },
      { ...utf8, TERM: 'dumb' },
      'linux',
      { width: 80, colour: false, unicode: true },
    ],
    [
      'a locale without UTF-8',
      { isTTY: true },
      { LANG: 'C' },
      'linux',
      { width: 80, colour: true, unicode: false },
    ],
    [
      'the console of Linux',
      { isTTY: true },
      { ...utf8, TERM: 'linux' },
      'linux',
      { width: 80, colour: true, unicode: false },
    ],
    ['an old console of Windows', { isTTY: true }, {}, 'win32', { width: 80, colour: true, unicode: false }],
    [
      'Windows Terminal',
      { isTTY: true },
      { WT_SESSION: 'x' },
      'win32',
      { width: 80, colour: true, unicode: true },
    ],
  ] as const)('%s', (_, output, env, platform, expected) => {
    expect(terminalStyle(output, env, platform)).toEqual(expected);
  });
});
