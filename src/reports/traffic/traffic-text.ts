import type { Traffic } from '../../core/evidence/traffic.ts';
import { barred } from '../../core/text/paragraph.ts';
import { oneLine } from '../../core/text/visible.ts';
import { paint } from '../paint.ts';
import type { Report } from '../report.ts';
import type { TerminalStyle } from '../terminal-style.ts';
import { chart } from './chart.ts';
import { closingSentences, endpointViews, natGatewayViews, windowText } from './traffic-view.ts';

/** What was measured, for a terminal: each NAT gateway with its curve, then what the endpoints carried. */
export function trafficLines(report: Report, traffic: Traffic, style: TerminalStyle): string[] {
  const bold = (line: string) => paint(style, 'bold', line);
  const bars = (line: string) => (line === '' ? line : paint(style, 'yellow', line));
  const blocks = [
    [bold(`Traffic, ${windowText(traffic)}`)],
    ...natGatewayViews(report, traffic).map(({ name, headline, sentences, series }) => [
      ...barred(`${name}: ${headline}`, style.width).map(bold),
      ...sentences.flatMap((sentence) => barred(sentence, style.width)),
      ...chart(series, traffic, style, bars),
    ]),
    endpointLines(traffic, style),
    ...closingSentences(traffic).map((sentence) => barred(oneLine(sentence), style.width)),
    athenaLines(traffic),
  ];
  return blocks.filter((block) => block.length > 0).flatMap((block) => ['', ...block]);
}

function endpointLines(traffic: Traffic, style: TerminalStyle): string[] {
  const views = endpointViews(traffic);
  if (views.length === 0) return [];
  const names = Math.max(...views.map(({ name }) => name.length));
  const amounts = Math.max(...views.map(({ carried }) => carried.length));
  return [
    paint(style, 'bold', 'Carried by interface endpoints'),
    ...views.flatMap(({ name, carried, more }) => {
      const row = `${name.padEnd(names)}  ${carried.padEnd(amounts)}  ${more}`.trimEnd();
      return row.length + 2 <= style.width
        ? [`| ${row}`]
        : barred(`${name}: ${carried} ${more}`, style.width);
    }),
  ];
}

/** Statements to copy, so not broken; indented as commands are. */
const athenaLines = ({ flows }: Traffic): string[] =>
  flows?.athena === undefined ? [] : flows.athena.split('\n').map((line) => `    ${line}`.trimEnd());
