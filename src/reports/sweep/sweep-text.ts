import type { Severity } from '../../core/findings/rule.ts';
import type { Via } from '../../core/network/way.ts';
import { BAR, barred, paragraph } from '../../core/text/paragraph.ts';
import { oneLine } from '../../core/text/visible.ts';
import { wrap } from '../../core/text/wrap.ts';
import { type Colour, paint } from '../paint.ts';
import { WAY_WORDS } from '../report.ts';
import type { TerminalStyle } from '../terminal-style.ts';
import { clip, columns, glyph, pad } from '../text.ts';
import { unreadText, vpcText } from './row-text.ts';
import {
  byRule,
  counted,
  isRead,
  launchTypesText,
  type SweepReport,
  sweepVerdict,
  type UnreadRow,
  type VpcRow,
  WAYS,
} from './sweep-report.ts';

/** The report for a terminal: every VPC with its paths, what is wrong by rule, and what could not be read. */
export function sweepText(report: SweepReport, style: TerminalStyle): string {
  const read = report.rows.filter(isRead);
  const unread = report.rows.filter((row): row is UnreadRow => !isRead(row));
  const rules = byRule(report);
  const lines = [
    ...wrap(sweepVerdict(report), style.width),
    ...matrix(read, report, style),
    ...rules.flatMap(({ rule, severity, count, rows }) => [
      '',
      `${paint(style, COLOURS[severity], severity)} ${paint(style, 'bold', rule)} ${counted(count, 'time')} in ${counted(rows.length, 'VPC')}`,
      ...places(rows).flatMap((text) => barred(text, style.width, 2)),
    ]),
    ...(unread.length === 0 ? [] : ['', 'Not read:']),
    ...unread.flatMap((row) => paragraph(unreadText(row), style.width, { first: '  - ', more: `  ${BAR}` })),
    ...(report.skipped.length === 0 ? [] : ['', 'Accounts left out:']),
    ...report.skipped.flatMap((account) =>
      paragraph(oneLine(account), style.width, { first: '  - ', more: `  ${BAR}` }),
    ),
    ...(rules.length === 0
      ? []
      : [
          '',
          ...wrap(
            'To see one VPC with its fixes, run doctor with --region and --vpc. doctor --explain RULE says what a rule means.',
            style.width,
          ),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

const COLOURS: Readonly<Record<Severity, Colour>> = {
  error: 'red',
  unknown: 'magenta',
  warning: 'yellow',
  info: 'dim',
};

/** `111122223333, eu-west-1: shop (vpc-1), pay (vpc-2)`: a sentence for each account and Region. */
function places(rows: readonly VpcRow[]): string[] {
  return byPlace(rows).map(([place, here]) => `${place}: ${here.map(vpcText).join(', ')}`);
}

/** Rows by account and Region, which their order keeps together. */
function byPlace(rows: readonly VpcRow[]): [place: string, rows: VpcRow[]][] {
  const found = new Map<string, VpcRow[]>();
  for (const row of rows) {
    const place = `${row.accountId}, ${row.region}`;
    found.set(place, [...(found.get(place) ?? []), row]);
  }
  return [...found];
}

const LAUNCH_WIDTH = 'Fargate, EC2'.length;
const WORST_WIDTH = 'unknown'.length;
/** Names are cut at their beginning. Narrower than an ID in parentheses, what is left doesn't say which VPC it is. */
const LEAST_LABEL = '(vpc-0123456789abcdef0)'.length;

/** A line for each VPC below its account and Region; where the terminal is too narrow for columns, in words. */
function matrix(
  rows: readonly VpcRow[],
  { totals }: Pick<SweepReport, 'totals'>,
  style: TerminalStyle,
): string[] {
  if (rows.length === 0) return [];
  const ways = WAYS.filter((way) => way === 'endpoint' || totals.paths[way] > 0);
  const widths = ways.map((way) => WAY_WORDS[way].length);
  const room =
    style.width -
    BAR.length -
    (1 + LAUNCH_WIDTH) -
    widths.reduce((sum, width) => sum + 1 + width, 0) -
    (2 + WORST_WIDTH);
  if (room < LEAST_LABEL) return list(rows, ways, style);
  const label = Math.min(room, Math.max('VPC'.length, ...rows.map((row) => columns(vpcText(row)))));
  const head = [
    pad('VPC', label),
    pad('Tasks', LAUNCH_WIDTH),
    ...ways.map((way) => WAY_WORDS[way]),
    ' Worst',
  ].join(' ');
  return byPlace(rows).flatMap(([place, here], index) => [
    '',
    ...(index === 0 ? [paint(style, 'dim', `${' '.repeat(BAR.length)}${head}`)] : []),
    paint(style, 'bold', place),
    ...here.map((row) => {
      const cells = [
        pad(clip(vpcText(row), label, style), label),
        pad(launchTypesText(row), LAUNCH_WIDTH),
        ...ways.map((way, at) => count(way, row.paths[way], widths[at] ?? 0, style)),
        ` ${worstText(row, style)}`,
      ];
      return `${BAR}${cells.join(' ')}`;
    }),
  ]);
}

function list(rows: readonly VpcRow[], ways: readonly Via[], style: TerminalStyle): string[] {
  return byPlace(rows).flatMap(([place, here]) => [
    '',
    paint(style, 'bold', place),
    ...here.flatMap((row) => {
      const found = ways.flatMap((way) =>
        row.paths[way] === 0 ? [] : [`${row.paths[way]} ${WAY_WORDS[way]}`],
      );
      const facts = [launchTypesText(row), ...found, row.worst ?? 'no findings'].filter(Boolean);
      return paragraph(`${vpcText(row)}: ${facts.join(', ')}`, style.width, { first: BAR, more: `  ${BAR}` });
    }),
  ]);
}

/** A count under the name of its way, with the mark that tells the ways apart without colour. */
function count(way: Via, number: number, width: number, style: TerminalStyle): string {
  if (number === 0) return '-'.padStart(width);
  return `${glyph(way, style)} ${number}`.padStart(width);
}

const worstText = ({ worst }: VpcRow, style: TerminalStyle): string =>
  worst === null ? '-' : paint(style, COLOURS[worst], worst);
