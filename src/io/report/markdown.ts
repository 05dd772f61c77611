import type { Via } from '../../core/trace/path.ts';
import { named, neededBy } from '../../core/workload/origin.ts';
import type { WorkloadRemark } from '../../core/workload/workload-remark.ts';
import type { Finding } from '../../rules/findings.ts';
import type { Severity } from '../../rules/rule.ts';
import { type Report, resourceText, rowAz, rowName, rowsOf, title, verdict, WAY_WORDS } from './report.ts';

/** The report for a pull request or the summary of a CI job, in GitHub's Markdown. */
export function markdownReport(report: Report): string {
  const { findings, network, needs, next } = report;
  const blocks = [
    `## ${escaped(title(report))}`,
    escaped(verdict(report)),
    table([
      ['Subnet', 'AZ', ...needs.map(({ service }) => service)],
      ...rowsOf(report).map((row) => [
        rowName(row),
        rowAz(row),
        ...row.ways.map((way) => `${WAY_MARKS[way]} ${WAY_WORDS[way]}`),
      ]),
    ]),
    ...(report.described && needs.length > 0
      ? [needs.map((need) => `- ${escaped(`${need.service}: ${neededBy(need)}`)}`).join('\n')]
      : []),
    ...findings.flatMap(findingBlocks),
    ...report.remarks.flatMap(remarkBlocks),
    ...network.unreadable.map(({ call, action, reason }) =>
      escaped(`Not read: ${call} (${action}). ${reason}`),
    ),
    ...network.assumptions.map(escaped),
    ...(next === undefined ? [] : ['Next, have what create can mend written as code:', fenced(next)]),
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

function findingBlocks({ rule, severity, message, resources, sideEffects, fix }: Finding): string[] {
  const shown = resources.slice(0, MOST_LISTED).map(resourceText);
  const more = resources.length - shown.length;
  return [
    `### ${SEVERITY_MARKS[severity]} ${severity}: ${rule}`,
    escaped(message),
    ...(shown.length > 0
      ? [escaped(`Resources: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`)]
      : []),
    ...(fix === null
      ? [`Run \`npx create-private-ecs-network doctor --explain ${rule}\` for what to do.`]
      : [
          ...sideEffects.map((sentence) => escaped(`Note: ${sentence}`)),
          'To mend it:',
          commands(fix.command),
          [
            '<details><summary>To take that back, and by code</summary>',
            '',
            commands(fix.undo),
            '',
            `- Terraform: ${escaped(fix.create.terraform)}`,
            `- CDK: ${escaped(fix.create.cdk)}`,
            `- CloudFormation: ${escaped(fix.create.cloudformation)}`,
            '',
            '</details>',
          ].join('\n'),
        ]),
  ];
}

const remarkBlocks = ({ kind, severity, origin, message }: WorkloadRemark): string[] => [
  `### ${SEVERITY_MARKS[severity]} ${severity}: ${kind}`,
  escaped(`${named(origin)}: ${message}`),
];

const MOST_LISTED = 20;

/** Text as text: names come from tags, and must neither make markup nor mention people. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('@', '&#64;');
}

/** Commands to copy; a summary has room for so many. */
function commands(text: string): string {
  const lines = text.split('\n');
  const more = lines.length - MOST_LISTED;
  const shown = fenced(lines.slice(0, MOST_LISTED).join('\n'));
  return more > 0 ? `${shown}\n\nand ${more} more; --json has them all.` : shown;
}

/** A fence that is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${text}\n${fence}`;
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}
