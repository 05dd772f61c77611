import { jsonReport } from './json.ts';
import { markdownReport } from './markdown.ts';
import type { Report } from './report.ts';
import type { TerminalStyle } from './terminal-style.ts';
import { textReport } from './text.ts';

export type ReportFormat = 'text' | 'json' | 'markdown' | 'github' | 'sarif';

type Renderer = (report: Report, style: TerminalStyle) => string | Promise<string>;

/** What only CI asks for is loaded when it does. */
const RENDERERS: Readonly<Record<ReportFormat, Renderer>> = {
  text: textReport,
  json: jsonReport,
  markdown: markdownReport,
  github: async (report) => (await import('./github.ts')).githubReport(report),
  sarif: async (report) => (await import('./sarif.ts')).sarifReport(report),
};

/** The report in a format, with its closing line break. */
export async function renderReport(
  report: Report,
  format: ReportFormat,
  style: TerminalStyle,
): Promise<string> {
  return RENDERERS[format](report, style);
}
