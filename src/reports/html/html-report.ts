import { html, type Markup } from '../../core/text/markup.ts';
import { type Report, title } from '../report.ts';
import { page } from './page.ts';
import { vpcSection } from './vpc.ts';

/**
 * The report as a page.
 *
 * @param evidence what was asked for besides the paths
 */
export const htmlReport = (report: Report, evidence: readonly Markup[] = []): string =>
  page(title(report), html`<main>${vpcSection(report, 'vpc', evidence)}</main>`);
