import { type Content, html, type Markup } from '../../core/text/markup.ts';
import { type Report, WAY_WORDS } from '../report.ts';
import { vpcText } from '../sweep/row-text.ts';
import {
  byRule,
  isRead,
  launchTypesText,
  type SweepReport,
  type SweepRow,
  sweepVerdict,
  type VpcRow,
  WAYS,
} from '../sweep/sweep-report.ts';
import { page } from './page.ts';
import { vpcSection } from './vpc.ts';
import { identifier } from './ways.ts';

/**
 * A sweep as one page: the matrix of all VPCs, what is wrong by rule, and each VPC with its picture. Of a VPC nothing is kept but
 * what the page has of it.
 */
export class FleetPage {
  readonly #sections = new Map<string, readonly Markup[]>();

  /** @param reports what was found out about the VPC of the row */
  add(row: VpcRow, reports: readonly Report[]): void {
    const id = rowId(row);
    this.#sections.set(
      id,
      reports.length === 0
        ? [notPrivate(row)]
        : reports.map((report, index) => vpcSection(report, `${id}-${index}`)),
    );
  }

  /** The page of these rows. */
  text(report: SweepReport): string {
    return page(
      'ECS networks',
      html`<main><h1>ECS networks</h1>
<p class="verdict">${sweepVerdict(report)}</p>
${matrix(report.rows)}
${rules(report)}
${report.skipped.length > 0 && html`<p>Accounts that are not in use were left out: ${report.skipped.join(', ')}.</p>`}
</main>
<div class="vpcs">${report.rows.filter(isRead).map((row) => html`<div class="one" id="${rowId(row)}">${this.#sections.get(rowId(row)) ?? []}</div>`)}</div>`,
    );
  }
}

/** What tells a VPC from the page's others: an account that shares its VPC has the same one. */
const rowId = ({ accountId, vpcId }: Pick<VpcRow, 'accountId' | 'vpcId'>): string =>
  identifier(`${accountId}-${vpcId}`);

const notPrivate = (row: VpcRow): Markup =>
  html`<section class="vpc"><h2>${vpcText(row)}</h2><p>No ECS tasks run here, and no subnet is private: there is nothing to check.</p></section>`;

const HEADS = ['Account', 'Region', 'VPC', 'Name', 'Tasks', 'Worst'] as const;

function matrix(rows: readonly SweepRow[]): Content {
  return html`<div class="scroll"><table class="fleet"><thead><tr>${[...HEADS, ...WAYS.map((way) => WAY_WORDS[way])].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>
${rows.map((row) => (isRead(row) ? readRow(row) : unreadRow(row)))}</tbody></table></div>`;
}

const readRow = (row: VpcRow): Content =>
  html`<tr><td>${row.accountId}</td><td>${row.region}</td><th scope="row"><a href="#${rowId(row)}">${row.vpcId}</a>${row.ownerId !== undefined && ` of ${row.ownerId}`}</th><td>${row.name ?? ''}</td><td>${launchTypesText(row)}</td><td class="finding-word ${row.worst ?? 'none'}">${row.worst ?? 'none'}</td>${WAYS.map((way) => html`<td class="count ${row.paths[way] > 0 ? way : 'zero'}">${row.paths[way]}</td>`)}</tr>
`;

const unreadRow = ({ accountId, region, vpcId, error }: Exclude<SweepRow, VpcRow>): Content =>
  html`<tr><td>${accountId ?? ''}</td><td>${region ?? ''}</td><th scope="row">${vpcId ?? ''}</th><td></td><td></td><td class="finding-word warning">not read</td><td class="why" colspan="${WAYS.length}">${error}</td></tr>
`;

function rules(report: SweepReport): Content {
  const found = byRule(report);
  return (
    found.length > 0 &&
    html`<h2>Findings</h2><div class="scroll"><table><thead><tr><th scope="col">Severity</th><th scope="col">Rule</th><th scope="col">VPCs</th></tr></thead><tbody>
${found.map(
  ({ severity, rule, rows }) =>
    html`<tr><td class="finding-word ${severity}">${severity}</td><th scope="row">${rule}</th><td class="list"><details><summary>${rows.length}</summary>${rows.map((row, index) => html`${index > 0 && html`, `}<a href="#${rowId(row)}">${row.name ?? row.vpcId}</a>`)}</details></td></tr>
`,
)}</tbody></table></div>`
  );
}
