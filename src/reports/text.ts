import type { Finding } from '../core/findings/findings.ts';
import type { Severity } from '../core/findings/rule.ts';
import type { Via } from '../core/network/way.ts';
import { BAR, barred, paragraph } from '../core/text/paragraph.ts';
import { wrap } from '../core/text/wrap.ts';
import { neededBy, remarkText } from '../core/workload/origin.ts';
import type { WorkloadRemark } from '../core/workload/workload-remark.ts';
import { adviceFor, placedText } from './advice.ts';
import { foldedCommands } from './folded-commands.ts';
import { type Colour, paint } from './paint.ts';
import {
  changesSentence,
  type InCode,
  itemsOf,
  type Report,
  type Row,
  rowAz,
  rowName,
  rowsOf,
  title,
  verdict,
  WAY_WORDS,
} from './report.ts';
import type { Section } from './section.ts';
import type { TerminalStyle } from './terminal-style.ts';

/**
 * The report for a terminal: the matrix, what is wrong, and what to type next.
 */
export function textReport(report: Report, style: TerminalStyle): string {
  const { findings, network, next } = report;
  const calm = [...findings, ...report.remarks].every(({ severity }) => severity === 'info');
  const mark =
    calm && report.paths.length > 0 && report.paths.every(({ via }) => via === 'endpoint')
      ? 'endpoint'
      : undefined;
  const lines = [
    ...(report.first ?? []).flatMap((section) => [...sectionLines(section, style), '']),
    ...wrap(mark ? `${glyph(mark, style)} ${verdict(report)}` : verdict(report), style.width).map((line) =>
      mark ? paint(style, WAYS[mark].colour, line) : line,
    ),
    ...paragraph(title(report), style.width, { first: '', more: BAR }),
    '',
    ...matrix(report, style),
    ...(report.workload ? needLines(report, style) : []),
    ...itemsOf(report).flatMap((item) => [
      '',
      ...(item.kind === 'finding'
        ? findingLines(item.finding, report.code, style)
        : remarkLines(item.remark, style)),
    ]),
    ...(report.evidence ?? []).flatMap((one) => ['', headLine('info', one.key, style), ...one.text(style)]),
    ...[changesSentence(report) ?? []].flat().flatMap((sentence) => ['', ...barred(sentence, style.width)]),
    ...network.unreadable.flatMap(({ call, action, reason }) => [
      '',
      ...barred(`Not read: ${call} (${action}). ${reason}`, style.width),
    ]),
    ...network.assumptions.flatMap((sentence) => ['', ...barred(sentence, style.width)]),
    ...(next === undefined
      ? []
      : ['', ...wrap('To generate code for these fixes:', style.width), `  ${next}`]),
  ];
  return `${lines.join('\n')}\n`;
}

const WAYS: Readonly<Record<Via, { glyph: string; ascii: string; colour: Colour }>> = {
  endpoint: { glyph: '✓', ascii: '+', colour: 'green' },
  nat: { glyph: '▲', ascii: '^', colour: 'yellow' },
  internet: { glyph: '◆', ascii: '>', colour: 'yellow' },
  other: { glyph: '●', ascii: '~', colour: 'cyan' },
  blocked: { glyph: '✗', ascii: 'x', colour: 'red' },
  unknown: { glyph: '?', ascii: '?', colour: 'magenta' },
};

export const glyph = (way: Via, { unicode }: TerminalStyle): string => WAYS[way][unicode ? 'glyph' : 'ascii'];

const cellText = (way: Via, style: TerminalStyle): string => `${glyph(way, style)} ${WAY_WORDS[way]}`;

/** Columns a text takes in a terminal: East Asian wide characters and emoji take two. */
export function columns(text: string): number {
  return [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - columns(text)));

/** The end of a text is what tells ids and zones apart, so that is what stays. */
export function clip(text: string, width: number, { unicode }: TerminalStyle): string {
  if (columns(text) <= width) return text;
  const ellipsis = unicode ? '…' : '..';
  let kept = '';
  for (const character of [...text].reverse()) {
    if (columns(kept) + columns(character) > width - ellipsis.length) break;
    kept = character + kept;
  }
  return ellipsis + kept;
}

const GAP = 1;
/** Narrower than this, a subnet's name says nothing. */
const LEAST_LABEL = 10;

function matrix(report: Report, style: TerminalStyle): string[] {
  const rows = rowsOf(report);
  const services = report.needs.map(({ service }) => service);
  const heads = services.map(headLines);
  const widths = heads.map((head, index) =>
    Math.max(
      ...head.map(columns),
      ...rows.map(({ ways }) => columns(cellText(ways[index] ?? 'unknown', style))),
    ),
  );
  const room = style.width - BAR.length - widths.reduce((sum, width) => sum + width + GAP, 0);
  if (room < LEAST_LABEL) return list(rows, services, style);

  const names = rows.map(rowName);
  const azs = rows.map(rowAz);
  const azWidth = Math.max('AZ'.length, ...azs.map(columns));
  const nameWidth = Math.max('Subnet'.length, ...names.map(columns));
  const cells = (line: (index: number) => string) =>
    widths.map((width, index) => ' '.repeat(GAP) + pad(line(index), width)).join('');
  const paintedCells = (ways: readonly Via[]) =>
    ways
      .map((way, index) => {
        const text = cellText(way, style);
        const rest = ' '.repeat(Math.max(0, (widths[index] ?? 0) - columns(text)));
        return ' '.repeat(GAP) + paint(style, WAYS[way].colour, text) + rest;
      })
      .join('');

  // Name and zone beside each other where there is room, else one above the other.
  const beside = nameWidth + 2 + azWidth <= room;
  const labelWidth = beside ? nameWidth + 2 + azWidth : Math.min(room, Math.max(nameWidth, azWidth));
  const label = (name: string, az: string): string[] =>
    beside
      ? [`${pad(name, nameWidth)}  ${pad(az, azWidth)}`]
      : [clip(name, labelWidth, style), clip(az, labelWidth, style)].filter((line) => line !== '');

  const height = Math.max(...heads.map((head) => head.length));
  const headLabel = beside ? label('Subnet', 'AZ') : ['Subnet', 'AZ'];
  const top = Array.from({ length: Math.max(height, headLabel.length) }, (_, line) =>
    (
      ' '.repeat(BAR.length) +
      pad(headLabel[line] ?? '', labelWidth) +
      cells((index) => heads[index]?.[line] ?? '')
    ).trimEnd(),
  );
  return [
    ...top.map((line) => paint(style, 'bold', line)),
    ...rows.flatMap(({ ways }, row) => {
      const [first = '', ...more] = label(names[row] ?? '', azs[row] ?? '');
      return [
        (BAR + pad(first, labelWidth) + paintedCells(ways)).trimEnd(),
        ...more.map((line) => BAR + paint(style, 'dim', line)),
      ];
    }),
  ];
}

/** Long service names take two lines: `ecs-` over `telemetry`. */
function headLines(service: string): string[] {
  const at = service.length > LONGEST_HEAD ? service.indexOf('-') + 1 : 0;
  return at > 0 ? [service.slice(0, at), service.slice(at)] : [service];
}

const LONGEST_HEAD = 10;

function list(rows: readonly Row[], services: readonly string[], style: TerminalStyle): string[] {
  const width = Math.max(...Object.values(WAY_WORDS).map((word) => word.length)) + 2;
  return rows.flatMap((row, index) => {
    const az = rowAz(row);
    const ways = [...new Set(row.ways)];
    return [
      ...(index > 0 ? [''] : []),
      ...barred(az ? `${rowName(row)}, ${az}` : rowName(row), style.width).map((line) =>
        paint(style, 'bold', line),
      ),
      ...ways.flatMap((way) => {
        const here = services.filter((_, column) => row.ways[column] === way).join(', ');
        const [first = '', ...more] = wrap(here, Math.max(10, style.width - width - 4));
        return [
          `  ${paint(style, WAYS[way].colour, pad(cellText(way, style), width))}  ${first}`,
          ...more.map((line) => ' '.repeat(width + 4) + line),
        ];
      }),
    ];
  });
}

const SEVERITIES: Readonly<Record<Severity, { glyph: string; ascii: string; colour: Colour }>> = {
  error: { glyph: '✗', ascii: 'x', colour: 'red' },
  warning: { glyph: '▲', ascii: '!', colour: 'yellow' },
  unknown: { glyph: '?', ascii: '?', colour: 'magenta' },
  info: { glyph: '●', ascii: '*', colour: 'cyan' },
};

/** Who needs what, one line or more for each service. */
function needLines({ needs }: Report, style: TerminalStyle): string[] {
  if (needs.length === 0) return [];
  const names = Math.max(...needs.map(({ service }) => service.length));
  return [
    '',
    ...needs.flatMap((need) => {
      const starts = { first: `${pad(need.service, names)}  `, more: BAR.padStart(names + 2) };
      return paragraph(neededBy(need), Math.max(style.width, names + 22), starts);
    }),
  ];
}

function headLine(severity: Severity, title: string, style: TerminalStyle): string {
  const { colour, ...marks } = SEVERITIES[severity];
  return `${paint(style, colour, `${marks[style.unicode ? 'glyph' : 'ascii']} ${severity}`)}  ${paint(style, 'bold', title)}`;
}

function sectionLines({ severity, title, says, sentences }: Section, style: TerminalStyle): string[] {
  return [
    headLine(severity, title, style),
    ...says.flatMap(({ who, what }) => barred(`${who}: ${what}`, style.width)),
    ...sentences.flatMap((sentence) => barred(sentence, style.width)),
  ];
}

function remarkLines(remark: WorkloadRemark, style: TerminalStyle): string[] {
  return [headLine(remark.severity, remark.kind, style), ...barred(remarkText(remark), style.width)];
}

/** A fix of more commands than this is shown by its first ones. */
const MOST_COMMANDS = 8;

function findingLines(finding: Finding, code: InCode | undefined, style: TerminalStyle): string[] {
  const { rule, severity, message, resources } = finding;
  const named = resources
    .filter(({ id, name }) => name !== undefined || code?.locate(id) !== undefined)
    .slice(0, MOST_COMMANDS);
  return [
    headLine(severity, rule, style),
    ...barred(message, style.width),
    ...(named.length > 0
      ? barred(named.map((resource) => placedText(resource, code)).join(code ? '; ' : ', '), style.width).map(
          (line) => paint(style, 'dim', line),
        )
      : []),
    ...adviceLines(finding, code, style),
  ];
}

function adviceLines(finding: Finding, code: InCode | undefined, style: TerminalStyle): string[] {
  const advice = adviceFor(finding, code);
  if (advice.kind === 'page')
    return barred(`Details: npx create-private-ecs-network doctor --explain ${finding.rule}`, style.width);
  return [
    ...advice.notes.flatMap((note) => barred(note, style.width)),
    '  Fix:',
    ...(advice.kind === 'code'
      ? advice.code
          .trimEnd()
          .split('\n')
          .map((line) => `    ${line}`.trimEnd())
      : [...commandLines(advice.command, style), '  Undo:', ...commandLines(advice.undo, style)]),
  ];
}

/** Commands stand on lines of their own, however long, so that they can be copied. */
function commandLines(commands: string, style: TerminalStyle): string[] {
  const lines = foldedCommands(commands);
  const shown = lines.slice(0, MOST_COMMANDS).map((line) => `    ${line}`);
  return lines.length > MOST_COMMANDS
    ? [
        ...shown,
        ...wrap(`and ${lines.length - MOST_COMMANDS} more; --json has them all.`, style.width - 4).map(
          (line) => `    ${line}`,
        ),
      ]
    : shown;
}
