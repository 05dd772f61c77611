import { markdownCell, markdownText } from '../../core/text/markdown-text.ts';
import { WAY_WORDS } from '../report.ts';
import { unreadText, vpcText } from './row-text.ts';
import {
  byRule,
  counted,
  isRead,
  launchTypesText,
  type SweepReport,
  sweepVerdict,
  type UnreadRow,
  WAYS,
} from './sweep-report.ts';

/** The report for a ticket or a pull request. */
export function sweepMarkdown(report: SweepReport): string {
  const read = report.rows.filter(isRead);
  const unread = report.rows.filter((row): row is UnreadRow => !isRead(row));
  const ways = WAYS.filter((way) => way === 'endpoint' || report.totals.paths[way] > 0);
  const heads = ['Account', 'Region', 'VPC', 'Tasks', ...ways.map((way) => WAY_WORDS[way]), 'Worst'];
  const table = read.map((row) => [
    row.accountId,
    row.region,
    markdownCell(vpcText(row)),
    row.subnets.length === 0
      ? launchTypesText(row)
      : `${launchTypesText(row)}, ${counted(row.subnets.length, 'subnet')}`,
    ...ways.map((way) => String(row.paths[way])),
    row.worst ?? '',
  ]);
  const lines = [
    `**${markdownText(sweepVerdict(report))}**`,
    ...(read.length === 0
      ? []
      : ['', cells(heads), cells(heads.map(() => '---')), ...table.map((row) => cells(row))]),
    ...byRule(report).flatMap(({ rule, severity, count, rows }) => [
      '',
      `### ${rule}`,
      '',
      `${severity}: ${counted(count, 'finding')} in ${counted(rows.length, 'VPC')}`,
      '',
      ...rows.map((row) => `- ${markdownText(`${vpcText(row)} in ${row.accountId}, ${row.region}`)}`),
    ]),
    ...section('Not read', unread.map(unreadText)),
    ...section('Accounts left out', report.skipped),
  ];
  return `${lines.join('\n')}\n`;
}

const cells = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;

const section = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : ['', `### ${title}`, '', ...items.map((item) => `- ${markdownText(item)}`)];
