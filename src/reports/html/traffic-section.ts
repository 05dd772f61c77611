import { minuteText, momentText } from '../../core/evidence/moment-text.ts';
import type { Traffic, TrafficWindow } from '../../core/evidence/traffic.ts';
import { type Content, html, type Markup } from '../../core/text/markup.ts';
import type { Report } from '../report.ts';
import { bytesText } from '../traffic/bytes-text.ts';
import { closingSentences, endpointViews, natGatewayViews, windowText } from '../traffic/traffic-view.ts';

/** What was measured: a chart of each NAT gateway, and what the endpoints carried. */
export function trafficSection(report: Report, traffic: Traffic): Markup {
  const endpoints = endpointViews(traffic);
  return html`<h2>Traffic, ${windowText(traffic)}</h2>
${natGatewayViews(report, traffic).map(
  ({ name, headline, sentences, series }) =>
    html`<h3>${name}: ${headline}</h3>${chart(series, traffic)}${sentences.map((sentence) => html`<p>${sentence}</p>`)}`,
)}
${
  endpoints.length > 0 &&
  html`<div class="scroll"><table><thead><tr><th scope="col">Endpoint</th><th scope="col">Carried</th><th scope="col"></th></tr></thead><tbody>${endpoints.map(
    ({ name, carried, more }) =>
      html`<tr><th scope="row">${name}</th><td>${carried}</td><td>${more}</td></tr>`,
  )}</tbody></table></div>`
}
${closingSentences(traffic).map((sentence) => html`<p>${sentence}</p>`)}
${traffic.flows?.athena !== undefined && html`<pre><code>${traffic.flows.athena.split('\n').map((line) => html`${line}\n`)}</code></pre>`}`;
}

const WIDTH = 760;
const HEIGHT = 150;
/** Around the bars: for the bytes of the highest, and for the times. */
const TOP = 20;
const BOTTOM = 22;

/** A bar for each period, the highest the greatest; none where nothing is known or nothing went through. */
function chart(series: readonly (number | undefined)[], window: TrafficWindow): Content {
  const top = Math.max(0, ...series.map((value) => value ?? 0));
  if (top === 0) return undefined;
  const step = WIDTH / series.length;
  const bars = series.map((value, index) => bar(value, { index, step, top, window }));
  return html`<div class="scroll"><svg class="chart" width="${WIDTH}" height="${TOP + HEIGHT + BOTTOM}" viewBox="0 0 ${WIDTH} ${TOP + HEIGHT + BOTTOM}" role="img" aria-label="Bytes in each period, at most ${bytesText(top)}">
<text x="0" y="13">${bytesText(top)}</text>${bars}<path d="M0 ${TOP + HEIGHT}H${WIDTH}"/>${sinceMark(window)}
<text x="0" y="${TOP + HEIGHT + 15}">${minuteText(window.from)}</text><text class="last" x="${WIDTH}" y="${TOP + HEIGHT + 15}">${momentText(window.to)}</text></svg></div>`;
}

interface Scale {
  readonly index: number;
  readonly step: number;
  readonly top: number;
  readonly window: TrafficWindow;
}

function bar(value: number | undefined, { index, step, top, window }: Scale): Content {
  const begins = new Date(Date.parse(window.from) + index * window.periodSeconds * 1000).toISOString();
  const x = fixed(index * step);
  const width = fixed(Math.max(1, step - 1));
  if (value === undefined)
    return html`<rect class="gap" x="${x}" y="${TOP}" width="${width}" height="${HEIGHT}"><title>${momentText(begins)}: no data</title></rect>`;
  // Whatever is more than nothing shows.
  const height = value === 0 ? 0 : Math.max(1, (value / top) * HEIGHT);
  return html`<rect x="${x}" y="${fixed(TOP + HEIGHT - height)}" width="${width}" height="${fixed(height)}"><title>${momentText(begins)}: ${bytesText(value)}</title></rect>`;
}

/** The moment of a change. */
function sinceMark({ from, to, since }: TrafficWindow): Content {
  if (since === undefined) return undefined;
  const [begins, ends, at] = [from, to, since].map((moment) => Date.parse(moment)) as [
    number,
    number,
    number,
  ];
  const x = fixed(((at - begins) / (ends - begins)) * WIDTH);
  return html`<path class="since" d="M${x} 4V${TOP + HEIGHT}"/><text class="${x > WIDTH / 2 ? 'last' : ''}" x="${x > WIDTH / 2 ? x - 5 : x + 5}" y="13">${momentText(since)}</text>`;
}

const fixed = (number: number): number => Math.round(number * 10) / 10;
