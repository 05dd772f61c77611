import type { Via } from '../../core/network/way.ts';
import { type Content, html, type Markup } from '../../core/text/markup.ts';
import { type Report, rowName } from '../report.ts';
import {
  HEAD,
  type Picture,
  type Point,
  pictureOf,
  type ResourceRow,
  type RowKind,
  type SubnetBox,
  type Way,
} from './picture.ts';
import { wayId, wayLabel } from './ways.ts';

const KIND_LABELS: Readonly<Record<RowKind, string>> = {
  'route-table': 'Route table',
  interface: 'Endpoint',
  gateway: 'Gateway endpoint',
  'nat-gateway': 'NAT gateway',
  internet: 'Internet gateway',
  other: 'Gateway',
};

/**
 * The picture of a report's VPC, as SVG. Each service of a subnet is a link to how its traffic is routed.
 *
 * @param page what tells the VPC from the page's others: a prefix of the ids within the page
 */
export function drawing(report: Report, page: string): Markup {
  const picture = pictureOf(report);
  const { width, height } = picture;
  return html`<div class="scroll"><svg class="picture" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-label="Picture of the VPC">
${picture.zones.map(({ label, x, width }) => html`<rect class="zone" x="${x - 6}" y="4" width="${width + 12}" height="${height - 8}" rx="6"/><text class="head" x="${x}" y="22">${label === '' ? 'zone not known' : label}</text>`)}
${picture.rows.map((row) => resourceRow(row, picture))}
${picture.subnets.map(subnetBox)}
${picture.ways.map((way) => wayLine(way, report, page))}
</svg></div>`;
}

/** What is the same in every row and way, such as heights, is in the style sheet: a page of many VPCs stays small. */
function resourceRow({ kind, id, name, y, spans }: ResourceRow, { left, width }: Picture): Content {
  return html`<g class="row" transform="translate(0 ${y})"><text x="8" y="-4">${KIND_LABELS[kind]}${name && ` ${clipped(name, 22)}`}</text><text class="id" x="8" y="9">${clipped(id, 30)}</text><path d="M8 17H${width - 8}"/>${spans.map((span) => html`<rect x="${span.x}" width="${span.width}"/>`)}${spans.length === 0 && html`<text class="id" x="${left}" y="4">${kind === 'gateway' ? 'no route here' : 'not in these zones'}</text>`}</g>`;
}

/** The height of a subnet's box above its services' names. */
const BOX_TOP = 30;

function subnetBox({ row, x, width }: SubnetBox): Content {
  const [first] = row.subnets;
  const name = rowName(row);
  return html`<g><rect class="subnet" x="${x}" y="${BOX_TOP}" width="${width}" height="${HEAD - BOX_TOP}" rx="5"/><text class="head" x="${x + 8}" y="${BOX_TOP + 18}">${clipped(name, width / 8.4)}</text>${
    first &&
    first.id !== name &&
    html`<text class="id" x="${x + 8}" y="${BOX_TOP + 33}">${clipped(first.id, width / 7.4)}</text>`
  }<title>${row.subnets.map(({ id }) => id).join(', ')}</title></g>`;
}

function wayLine(way: Way, report: Report, page: string): Content {
  const { path, x } = way;
  const relative = (points: readonly Point[]) => points.map(([px, py]): Point => [px - x, py]);
  const points = relative(way.points);
  const dots = relative(way.dots);
  return html`<a class="w ${path.via}" href="#${wayId(page, path, report)}" aria-label="${wayLabel(path, report.network)}" transform="translate(${x})"><rect/><text>${clipped(path.service, 15)}</text><path d="${line(points)}"/>${dots.map(([cx, cy]) => html`<circle${cx !== 0 && html` cx="${cx}"`} cy="${cy}"/>`)}${endMark(path.via, points.at(-1))}</a>
`;
}

/** What shows, without its colour, that a way does not arrive. */
function endMark(via: Via, end: Point | undefined): Content {
  if (!end || (via !== 'blocked' && via !== 'unknown')) return undefined;
  const [x, y] = end;
  return html`<text class="end" x="${x}" y="${y + 6}">${via === 'blocked' ? '✗' : '?'}</text>`;
}

/** Only what changes from one corner to the next is written. */
const line = (points: readonly Point[]): string =>
  points
    .map(([x, y], index) => {
      const before = points[index - 1];
      if (!before) return `M${x} ${y}`;
      if (before[0] === x) return before[1] === y ? '' : `V${y}`;
      return before[1] === y ? `H${x}` : `L${x} ${y}`;
    })
    .join('');

/** Of ids the end tells them apart, but a name begins with what it is: the middle goes. */
function clipped(text: string, room: number): string {
  const most = Math.floor(room);
  if (text.length <= most) return text;
  const tail = Math.floor(most / 2);
  return `${text.slice(0, most - tail - 1)}…${text.slice(-tail)}`;
}
