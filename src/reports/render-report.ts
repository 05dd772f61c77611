import { jsonReport } from './json.ts';
import { markdownReport } from './markdown.ts';
import type { Report } from './report.ts';
import type { TerminalStyle } from './terminal-style.ts';
import { textReport } from './text.ts';

export type ReportFormat = 'text' | 'json' | 'markdown';

const RENDERERS: Readonly<Record<ReportFormat, (report: Report, style: TerminalStyle) => string>> = {
  text: textReport,
  json: jsonReport,
  markdown: markdownReport,
};

/** The report in a format, with its closing line break. */
export function renderReport(report: Report, format: ReportFormat, style: TerminalStyle): string {
  return RENDERERS[format](report, style);
}
