import type { Finding } from '../core/findings/findings.ts';
import type { Severity } from '../core/findings/rule.ts';
import type { Via } from '../core/network/way.ts';
import { codeBlock, markdownText } from '../core/text/markdown-text.ts';
import { named, neededBy } from '../core/workload/origin.ts';
import type { WorkloadRemark } from '../core/workload/workload-remark.ts';
import { FORMATS } from '../formats/formats.ts';
import { adviceFor, MARKS, placedText } from './advice.ts';
import { foldedCommands } from './folded-commands.ts';
import { markdownTable } from './markdown-table.ts';
import {
  changesSentence,
  type InCode,
  itemsOf,
  type Report,
  rowAz,
  rowName,
  rowsOf,
  title,
  verdict,
  WAY_WORDS,
} from './report.ts';
import type { Section } from './section.ts';

/**
 * The report for a pull request or the summary of a CI job, in GitHub's Markdown.
 */
export function markdownReport(report: Report): string {
  const { network, needs, next } = report;
  const blocks = [
    `## ${markdownText(title(report))}`,
    ...(report.first ?? []).flatMap(sectionBlocks),
    markdownText(verdict(report)),
    markdownTable([
      ['Subnet', 'AZ', ...needs.map(({ service }) => service)],
      ...rowsOf(report).map((row) => [
        rowName(row),
        rowAz(row),
        ...row.ways.map((way) => `${WAY_MARKS[way]} ${WAY_WORDS[way]}`),
      ]),
    ]),
    ...(report.workload && needs.length > 0
      ? [needs.map((need) => `- ${markdownText(`${need.service}: ${neededBy(need)}`)}`).join('\n')]
      : []),
    ...itemsOf(report).flatMap((item) =>
      item.kind === 'finding' ? findingBlocks(item.finding, report.code) : remarkBlocks(item.remark),
    ),
    ...(report.evidence ?? []).flatMap((one) => [
      `### ${SEVERITY_MARKS.info} info: ${one.key}`,
      ...one.markdown(),
    ]),
    ...[changesSentence(report) ?? []].flat().map(markdownText),
    ...network.unreadable.map(({ call, action, reason }) =>
      markdownText(`Not read: ${call} (${action}). ${reason}`),
    ),
    ...network.assumptions.map(markdownText),
    ...(next === undefined ? [] : ['To generate code for these fixes:', codeBlock(next)]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const WAY_MARKS: Readonly<Record<Via, string>> = {
  endpoint: '✅',
  nat: '🔶',
  internet: '🌐',
  other: '↪️',
  blocked: '❌',
  unknown: '❔',
};

const SEVERITY_MARKS: Readonly<Record<Severity, string>> = {
  error: '❌',
  warning: '⚠️',
  unknown: '❔',
  info: 'ℹ️',
};

function findingBlocks(finding: Finding, code: InCode | undefined): string[] {
  const { rule, severity, message, resources } = finding;
  const shown = resources.slice(0, MOST_LISTED).map((resource) => placedText(resource, code));
  const more = resources.length - shown.length;
  return [
    `### ${SEVERITY_MARKS[severity]} ${severity}: ${rule}`,
    markdownText(message),
    ...(shown.length > 0
      ? [markdownText(`Resources: ${shown.join(code ? '; ' : ', ')}${more > 0 ? ` and ${more} more` : ''}`)]
      : []),
    ...adviceBlocks(finding, code),
  ];
}

function adviceBlocks(finding: Finding, code: InCode | undefined): string[] {
  const advice = adviceFor(finding, code);
  if (advice.kind === 'page')
    return [`Run \`npx create-private-ecs-network doctor --explain ${finding.rule}\` for what to do.`];
  const notes = advice.notes.map(markdownText);
  if (advice.kind === 'code')
    return [...notes, 'Fix:', codeBlock(advice.code.trimEnd(), code && MARKS[code.language])];
  return [
    ...notes,
    'Fix:',
    commands(advice.command),
    [
      '<details><summary>Undo, and as code</summary>',
      '',
      commands(advice.undo),
      '',
      ...Object.entries(finding.fix?.create ?? {}).map(
        ([name, text]) => `- ${labelOf(name)}: ${markdownText(text)}`,
      ),
      '',
      '</details>',
    ].join('\n'),
  ];
}

function sectionBlocks({ severity, title, says, sentences }: Section): string[] {
  return [
    `### ${SEVERITY_MARKS[severity]} ${severity}: ${title}`,
    ...(says.length > 0 ? [markdownTable([says.map(({ who }) => who), says.map(({ what }) => what)])] : []),
    ...sentences.map(markdownText),
  ];
}

const remarkBlocks = ({ kind, severity, origin, message }: WorkloadRemark): string[] => [
  `### ${SEVERITY_MARKS[severity]} ${severity}: ${kind}`,
  markdownText(`${named(origin)}: ${message}`),
];

const MOST_LISTED = 20;

/** Commands to copy; a summary has room for so many. */
function commands(text: string): string {
  const lines = foldedCommands(text);
  const more = lines.length - MOST_LISTED;
  const shown = codeBlock(lines.slice(0, MOST_LISTED).join('\n'));
  return more > 0 ? `${shown}\n\nand ${more} more; --json has them all.` : shown;
}

const labelOf = (name: string): string =>
  Object.values(FORMATS).find((format) => format.name === name)?.label ?? name;
