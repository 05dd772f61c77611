import { describe, expect, it } from 'vitest';
import { terminalText } from '../../src/core/text/terminal-text.ts';
import { sweepJson } from '../../src/reports/sweep/sweep-json.ts';
import { sweepMarkdown } from '../../src/reports/sweep/sweep-markdown.ts';
import {
  byRule,
  pathCounts,
  type SweepRow,
  sweepReport,
  sweepVerdict,
  type VpcRow,
} from '../../src/reports/sweep/sweep-report.ts';
import { sweepText } from '../../src/reports/sweep/sweep-text.ts';

const vpc = (vpcId: string, more: Partial<VpcRow> = {}): VpcRow => ({
  accountId: '111122223333',
  region: 'eu-west-1',
  vpcId,
  name: null,
  launchTypes: ['fargate'],
  subnets: ['subnet-a'],
  paths: pathCounts((way) => (way === 'endpoint' ? 3 : 0)),
  worst: null,
  findings: [],
  ...more,
});

const s3 = { rule: 's3-route-missing', severity: 'error', count: 2 } as const;
const rows: readonly SweepRow[] = [
  { accountId: '222233334444', region: 'us-east-1', error: 'Denied.' },
  vpc('vpc-b', { worst: 'error', findings: [s3], paths: pathCounts((way) => (way === 'nat' ? 1 : 2)) }),
  vpc('vpc-a', { accountId: '222233334444', worst: 'error', findings: [s3] }),
  vpc('vpc-c', { worst: 'warning', findings: [{ rule: 'single-az', severity: 'warning', count: 1 }] }),
];
const REPORT = sweepReport(rows, { accounts: 2, skipped: [], complete: true });
const style = (width: number) => ({ width, colour: false, unicode: true });

describe('the report of a sweep', () => {
  it.each([
    [[], 'no ECS tasks were found.'],
    [rows.slice(0, 1), 'no ECS tasks were found in what could be read. 1 part could not be read: see below.'],
  ] as const)('takes what could not be read for no answer', (some, verdict) => {
    expect(sweepVerdict(sweepReport(some, { accounts: 1, skipped: [], complete: true }))).toBe(
      `0 VPCs in 1 account: ${verdict}`,
    );
  });

  it('is in the order of account, Region and VPC, whatever was read first', () => {
    const places = (report: typeof REPORT) =>
      report.rows.map(({ accountId, vpcId }) => `${accountId} ${vpcId}`);
    expect(places(REPORT)).toEqual([
      '111122223333 vpc-b',
      '111122223333 vpc-c',
      '222233334444 vpc-a',
      '222233334444 undefined',
    ]);
    expect(sweepJson(sweepReport([...rows].reverse(), { accounts: 2, skipped: [], complete: true }))).toBe(
      sweepJson(REPORT),
    );
  });

  it('has each rule once, with all VPCs that have it', () => {
    expect(byRule(REPORT).map(({ rule, count, rows }) => [rule, count, rows.length])).toEqual([
      ['s3-route-missing', 4, 2],
      ['single-az', 1, 1],
    ]);
  });

  it.each([30, 50, 80, 200])('fits a terminal of %d columns', (width) => {
    const lines = sweepText(REPORT, style(width)).split('\n');
    expect(lines.filter((line) => [...line].length > Math.max(width, 44))).toEqual([]);
    expect(lines.join('\n')).toContain('vpc-b');
  });

  it.each([30, 50, 60, 80, 100])('says which VPC a line is about in a terminal of %d columns', (width) => {
    const ids = [1, 2].map((number) => `vpc-0123456789abcdef${number}`);
    const report = sweepReport(
      ids.map((id) => vpc(id, { name: 'a-name-that-is-too-long-for-a-column-of-any-table' })),
      { accounts: 1, skipped: [], complete: true },
    );
    for (const id of ids) expect(sweepText(report, style(width))).toContain(`(${id})`);
  });

  it('says that a stopped sweep is not whole', () => {
    const stopped = sweepReport(rows, { accounts: 2, skipped: [], complete: false });
    for (const text of [sweepText(stopped, style(80)), sweepMarkdown(stopped)])
      expect(text).toContain('Stopped before the end');
    expect(JSON.parse(sweepJson(stopped)).complete).toBe(false);
  });

  it('never prints what a name would do', () => {
    const name = '::error::x \u001b[31m <b>@team</b> | a\nb';
    const odd = sweepReport([vpc('vpc-b', { name, worst: 'error', findings: [s3] })], {
      accounts: 1,
      skipped: [`1 (${name})`],
      complete: true,
    });
    const text = terminalText(sweepText(odd, style(80)), { colours: false });
    expect(text).not.toContain('\u001b');
    expect(text.split('\n').filter((line) => /^\s*(::|b\b)/.test(line))).toEqual([]);
    expect(sweepMarkdown(odd)).not.toMatch(/(?<!`[^`\n]*)<b>/);
  });
});
