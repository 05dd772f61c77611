import type { Traffic } from '../../core/evidence/traffic.ts';
import { codeBlock, markdownText } from '../../core/text/markdown-text.ts';
import { markdownTable } from '../markdown-table.ts';
import type { Report } from '../report.ts';
import { chart } from './chart.ts';
import { closingSentences, endpointViews, natGatewayViews, windowText } from './traffic-view.ts';

/** As wide as a code block is read without scrolling. */
const WIDTH = 90;

/** What was measured, as blocks of Markdown. */
export function trafficBlocks(report: Report, traffic: Traffic): string[] {
  const endpoints = endpointViews(traffic);
  return [
    `### Traffic, ${markdownText(windowText(traffic))}`,
    ...natGatewayViews(report, traffic).flatMap(({ name, headline, sentences, series }) => {
      const drawn = chart(series, traffic, { width: WIDTH, unicode: true });
      return [
        markdownText(`${name}: ${headline}`),
        ...sentences.map(markdownText),
        ...(drawn.length > 0 ? [codeBlock(drawn.join('\n'), 'text')] : []),
      ];
    }),
    ...(endpoints.length > 0
      ? [
          markdownTable([
            ['Endpoint', 'Carried', ''],
            ...endpoints.map(({ name, carried, more }) => [name, carried, more]),
          ]),
        ]
      : []),
    ...closingSentences(traffic).map(markdownText),
    ...(traffic.flows?.athena === undefined ? [] : [codeBlock(traffic.flows.athena, 'sql')]),
  ];
}
