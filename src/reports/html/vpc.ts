import type { Finding } from '../../core/findings/findings.ts';
import type { Severity } from '../../core/findings/rule.ts';
import { type Content, html, type Markup } from '../../core/text/markup.ts';
import { named, neededBy } from '../../core/workload/origin.ts';
import type { WorkloadRemark } from '../../core/workload/workload-remark.ts';
import { adviceFor, placedText } from '../advice.ts';
import { foldedCommands } from '../folded-commands.ts';
import {
  changesSentence,
  itemsOf,
  type Report,
  rowAz,
  rowName,
  rowsOf,
  title,
  verdict,
  WAY_WORDS,
} from '../report.ts';
import type { Section } from '../section.ts';
import { drawing } from './drawing.ts';
import { findingId, ways } from './ways.ts';

/**
 * All that a report says of its VPC, as a section of a page.
 *
 * @param page what tells the VPC from the page's others
 * @param evidence what was asked for besides the paths
 */
export function vpcSection(report: Report, page: string, evidence: readonly Markup[] = []): Markup {
  const { network, needs, next } = report;
  return html`<section class="vpc" id="${page}" aria-labelledby="${page}-title">
<h2 id="${page}-title">${title(report)}</h2>
${(report.first ?? []).map(sectionBlock)}
<p class="verdict">${verdict(report)}</p>
${
  report.paths.length > 0 &&
  html`${matrix(report)}
${drawing(report, page)}
${ways(report, page)}`
}
${report.workload && needs.length > 0 && html`<ul>${needs.map((need) => html`<li><b>${need.service}</b>: ${neededBy(need)}</li>`)}</ul>`}
${items(report, page)}
${evidence}
${paragraphs([
  changesSentence(report),
  ...network.unreadable.map(({ call, action, reason }) => `Not read: ${call} (${action}). ${reason}`),
  ...network.assumptions,
])}
${next !== undefined && html`<p>To generate code for these fixes:</p>${toCopy(next)}`}
</section>`;
}

function items(report: Report, page: string): Content {
  const linked = new Set<string>();
  return itemsOf(report).map((item) => {
    if (item.kind === 'remark') return remarkBlock(item.remark);
    const { rule } = item.finding;
    // A path's cause links to the first finding of its rule.
    const id = linked.has(rule) ? undefined : findingId(page, rule);
    linked.add(rule);
    return findingBlock(item.finding, report, id);
  });
}

const paragraphs = (texts: readonly (string | undefined)[]): Content =>
  texts.map((text) => text !== undefined && html`<p>${text}</p>`);

function matrix(report: Report): Content {
  const services = report.needs.map(({ service }) => service);
  return html`<div class="scroll"><table><thead><tr><th scope="col">Subnet</th><th scope="col">AZ</th>${services.map((service) => html`<th scope="col">${service}</th>`)}</tr></thead><tbody>
${rowsOf(report).map(
  (row) =>
    html`<tr><th scope="row">${rowName(row)}</th><td>${rowAz(row)}</td>${row.ways.map((via) => html`<td><span class="via ${via}">${WAY_WORDS[via]}</span></td>`)}</tr>
`,
)}</tbody></table></div>`;
}

function findingBlock(finding: Finding, { code }: Report, id: string | undefined): Content {
  const { rule, severity, message, resources } = finding;
  const shown = resources.slice(0, MOST_LISTED).map((resource) => placedText(resource, code));
  const more = resources.length - shown.length;
  return html`<article class="finding ${severity}"${id !== undefined && html` id="${id}"`}>${heading(severity, rule)}
<p>${message}</p>${shown.length > 0 && html`<p class="resources">${shown.join(code ? '; ' : ', ')}${more > 0 && ` and ${more} more`}</p>`}${advice(finding, code)}</article>`;
}

const MOST_LISTED = 20;

function advice(finding: Finding, code: Report['code']): Content {
  const found = adviceFor(finding, code);
  if (found.kind === 'page')
    return html`<p>What to do:</p>${toCopy(`npx create-private-ecs-network doctor --explain ${finding.rule}`)}`;
  const notes = paragraphs(found.notes);
  return found.kind === 'code'
    ? html`${notes}<p>Fix:</p>${toCopy(found.code.trimEnd())}`
    : html`${notes}<p>Fix:</p>${toCopy(foldedCommands(found.command).join('\n'))}<details><summary>Undo</summary>${toCopy(foldedCommands(found.undo).join('\n'))}</details>`;
}

/** The page's script adds a button. */
const toCopy = (text: string): Content =>
  html`<pre><code>${text.split('\n').map((line) => html`${line}\n`)}</code></pre>`;

const sectionBlock = ({ severity, title, says, sentences }: Section): Content =>
  html`<article class="finding ${severity}">${heading(severity, title)}<dl>${says.map(({ who, what }) => html`<dt>${who}</dt><dd>${what}</dd>`)}</dl>${paragraphs(sentences)}</article>`;

const remarkBlock = ({ kind, severity, origin, message }: WorkloadRemark): Content =>
  html`<article class="finding ${severity}">${heading(severity, kind)}<p>${named(origin)}: ${message}</p></article>`;

const heading = (severity: Severity, text: string): Content =>
  html`<h3><span class="severity">${severity}</span> ${text}</h3>`;
