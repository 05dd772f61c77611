import type { Traffic } from '../../core/evidence/traffic.ts';
import type { Evidence } from '../evidence.ts';
import type { Report } from '../report.ts';
import { trafficDocument } from './traffic-document.ts';
import { trafficBlocks } from './traffic-markdown.ts';
import { trafficLines } from './traffic-text.ts';

/** What was measured, as each report shows it. */
export const trafficEvidence = (report: Report, traffic: Traffic): Evidence => ({
  key: 'traffic',
  document: trafficDocument(traffic),
  text: (style) => trafficLines(report, traffic, style),
  markdown: () => trafficBlocks(report, traffic),
  page: async () => (await import('../html/traffic-section.ts')).trafficSection(report, traffic),
});
