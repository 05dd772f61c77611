import { jsonReport } from './json.ts';
import { markdownReport } from './markdown.ts';
import type { Report } from './report.ts';
import type { TerminalStyle } from './terminal-style.ts';
import { textReport } from './text.ts';

export type ReportFormat = 'text' | 'json' | 'markdown' | 'github' | 'sarif' | 'html';

type Renderer = (report: Report, style: TerminalStyle) => string | Promise<string>;

/** What few runs ask for is loaded when they do. */
const RENDERERS: Readonly<Record<ReportFormat, Renderer>> = {
  text: async (report, style) =>
    textReport(
      report,
      style,
      report.traffic &&
        (await import('./traffic/traffic-text.ts')).trafficLines(report, report.traffic, style),
    ),
  json: async (report) =>
    jsonReport(
      report,
      report.traffic && {
        traffic: (await import('./traffic/traffic-document.ts')).trafficDocument(report.traffic),
      },
    ),
  markdown: async (report) =>
    markdownReport(
      report,
      report.traffic && (await import('./traffic/traffic-markdown.ts')).trafficBlocks(report, report.traffic),
    ),
  github: async (report) => (await import('./github.ts')).githubReport(report),
  sarif: async (report) => (await import('./sarif.ts')).sarifReport(report),
  html: async (report) => (await import('./html/html-report.ts')).htmlReport(report),
};

/** The report in a format, with its closing line break. */
export async function renderReport(
  report: Report,
  format: ReportFormat,
  style: TerminalStyle,
): Promise<string> {
  return RENDERERS[format](report, style);
}
