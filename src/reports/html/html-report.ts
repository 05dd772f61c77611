import { html } from '../../core/text/markup.ts';
import { type Report, title } from '../report.ts';
import { page } from './page.ts';
import { vpcSection } from './vpc.ts';

/** The report as a page. */
export const htmlReport = (report: Report): string =>
  page(title(report), html`<main>${vpcSection(report, 'vpc')}</main>`);
