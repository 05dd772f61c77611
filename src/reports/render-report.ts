import { jsonReport } from './json.ts';
import { markdownReport } from './markdown.ts';
import type { Report } from './report.ts';
import type { TerminalStyle } from './terminal-style.ts';
import { textReport } from './text.ts';

export type ReportFormat = 'text' | 'json' | 'markdown' | 'github' | 'sarif' | 'html';

type Renderer = (report: Report, style: TerminalStyle) => string | Promise<string>;

/** What few runs ask for is loaded when they do. */
const RENDERERS: Readonly<Record<ReportFormat, Renderer>> = {
  text: textReport,
  json: jsonReport,
  markdown: markdownReport,
  github: async (report) => (await import('./github.ts')).githubReport(report),
  sarif: async (report) => (await import('./sarif.ts')).sarifReport(report),
  html: pageReport,
};

async function pageReport(report: Report): Promise<string> {
  const { htmlReport } = await import('./html/html-report.ts');
  return htmlReport(report, await Promise.all((report.evidence ?? []).map(({ page }) => page())));
}

/** The report in a format, with its closing line break. */
export async function renderReport(
  report: Report,
  format: ReportFormat,
  style: TerminalStyle,
): Promise<string> {
  return RENDERERS[format](report, style);
}
