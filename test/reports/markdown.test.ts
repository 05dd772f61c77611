import { expect, it } from 'vitest';
import { markdownReport } from '../../src/reports/markdown.ts';
import type { Report } from '../../src/reports/report.ts';
import { broken, closed, large, named, right } from './reports.ts';

it.each<[string, Report]>([
  ['right', right],
  ['broken', broken],
  ['closed', closed],
  ['named', named],
  ['large', large()],
])('%s', async (name, report) => {
  await expect(markdownReport(report)).toMatchFileSnapshot(`./__snapshots__/markdown/${name}.md`);
});

it('takes names as text: no markup, no mention, no further column', () => {
  const text = markdownReport(named);
  expect(text.replace(/`+.*?`+/g, '')).not.toMatch(/<b>|@team/);
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  expect(new Set(rows.map((row) => row.split('|').length)).size).toBe(1);
});
