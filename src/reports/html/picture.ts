import { byId } from '../../core/network/by-id.ts';
import type { Endpoint, Network } from '../../core/network/network.ts';
import type { HopKind } from '../../core/network/way.ts';
import type { Path } from '../../core/trace/path.ts';
import { type Report, type Row, rowAz, rowsOf } from '../report.ts';

/**
 * A VPC as a drawing, in pixels: zones and the tasks' subnets are columns, and everything that traffic goes through is a row below
 * them. A way runs down from its service, with a dot at each row that it uses.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Where the columns begin. */
  readonly left: number;
  readonly zones: readonly Box[];
  readonly subnets: readonly SubnetBox[];
  readonly rows: readonly ResourceRow[];
  readonly ways: readonly Way[];
}

export interface Box {
  readonly label: string;
  readonly x: number;
  readonly width: number;
}

export interface SubnetBox extends Box {
  /** What it stands for: more than one where many are alike. */
  readonly row: Row;
}

export interface ResourceRow {
  readonly kind: RowKind;
  readonly id: string;
  readonly name: string;
  readonly y: number;
  /** The columns where it is. Empty where it is in none of these. */
  readonly spans: readonly Span[];
}

export type RowKind = 'route-table' | 'interface' | 'gateway' | 'nat-gateway' | 'internet' | 'other';

export interface Span {
  readonly x: number;
  readonly width: number;
}

export interface Way {
  readonly path: Path;
  readonly x: number;
  /** Corners from the service downwards. */
  readonly points: readonly Point[];
  /** Where it meets what it goes through. */
  readonly dots: readonly Point[];
}

export type Point = readonly [x: number, y: number];

const LEFT = 216;
const SERVICE_WIDTH = 26;
const PAD = 12;
const GAP = 14;
const LEAST_SUBNET = 132;
/** The height of what stands above the rows: zones, subnets with their services. */
export const HEAD = 174;
export const ROW_HEIGHT = 34;
const STUB = 22;

/** The drawing of a report's VPC. Subnets that go the same ways share a column where they would be too many to see. */
export function pictureOf(report: Report): Picture {
  const { zones, subnets, width } = columnsOf(report);
  const rows = resourceRows(report, { zones, subnets, width });
  const ways = subnets.flatMap((subnet) => waysOf(subnet, report, rows));
  const deepest = Math.max(HEAD + STUB, ...ways.flatMap(({ points }) => points.map(([, y]) => y)));
  const bottom = Math.max(deepest, ...rows.map(({ y }) => y + ROW_HEIGHT / 2));
  return { width, height: bottom + GAP, left: LEFT, zones, subnets, rows, ways };
}

interface Columns {
  readonly zones: readonly Box[];
  readonly subnets: readonly SubnetBox[];
  readonly width: number;
}

function columnsOf(report: Report): Columns {
  const inner = Math.max(LEAST_SUBNET, report.needs.length * SERVICE_WIDTH + 2 * PAD);
  const byZone = new Map<string, Row[]>();
  for (const row of rowsOf(report)) byZone.set(rowAz(row), [...(byZone.get(rowAz(row)) ?? []), row]);
  const zones: Box[] = [];
  const subnets: SubnetBox[] = [];
  let x = LEFT;
  for (const [label, rows] of [...byZone].sort(([a], [b]) => a.localeCompare(b, 'en'))) {
    const start = x;
    for (const row of rows) {
      subnets.push({ label: row.subnets[0]?.name ?? row.subnets[0]?.id ?? '', x, width: inner, row });
      x += inner + GAP;
    }
    zones.push({ label, x: start, width: x - GAP - start });
  }
  return { zones, subnets, width: x };
}

/** A row before it has its place. */
type Resource = Omit<ResourceRow, 'y'>;

function resourceRows(report: Report, columns: Columns): ResourceRow[] {
  const tables = routeTableRows(report, columns);
  const found = [
    ...tables,
    ...endpointRows(report, columns, tables),
    ...natRows(report, columns),
    ...gatewayRows(report, columns),
  ];
  return found.map((row, index) => ({ ...row, y: HEAD + ROW_HEIGHT * (index + 1) }));
}

function routeTableRows({ network, paths }: Report, { subnets }: Columns): Resource[] {
  const tableOf = (id: string | undefined) =>
    byId(network.subnets, id)?.routeTableId ??
    paths.find(({ subnetId, routeTableId }) => subnetId === id && routeTableId)?.routeTableId;
  const spans = new Map<string, Span[]>();
  for (const { x, width, row } of subnets) {
    const id = tableOf(row.subnets[0]?.id);
    if (id !== undefined) spans.set(id, [...(spans.get(id) ?? []), { x, width }]);
  }
  return [...spans].map(([id, own]) => ({
    kind: 'route-table',
    id,
    name: byId(network.routeTables, id)?.name ?? '',
    spans: own,
  }));
}

/** The endpoints for what the tasks need, in that order: gateways where they have a route, others where they have an interface. */
function endpointRows({ network, needs }: Report, columns: Columns, tables: readonly Resource[]): Resource[] {
  const spansOf = (endpoint: Endpoint): readonly Span[] =>
    endpoint.kind === 'gateway'
      ? tables.filter(({ id }) => endpoint.routeTableIds.includes(id)).flatMap(({ spans }) => spans)
      : zoneSpans(network, endpoint.subnetIds, columns);
  const ofKind = (kind: 'interface' | 'gateway') =>
    needs.flatMap(({ service }) =>
      (network.endpoints ?? [])
        .filter((endpoint) => endpoint.service === service && endpoint.kind === kind)
        .map((endpoint) => ({ kind, id: endpoint.id, name: service, spans: spansOf(endpoint) })),
    );
  return [...ofKind('interface'), ...ofKind('gateway')];
}

function natRows({ network, paths }: Report, columns: Columns): Resource[] {
  const used = stationsOf(paths, 'nat-gateway');
  const others = (network.natGateways ?? [])
    .filter(({ id, state }) => state === 'available' && !used.includes(id))
    .map(({ id }) => id);
  return [...used, ...others].map((id) => {
    const nat = byId(network.natGateways, id);
    const spans = nat?.subnetId === undefined ? [] : zoneSpans(network, [nat.subnetId], columns);
    return { kind: 'nat-gateway', id, name: nat?.name ?? '', spans };
  });
}

/** Internet gateways and whatever else leads out of the VPC; they are in no zone. */
const gatewayRows = ({ paths }: Report, { width }: Columns): Resource[] =>
  stationsOf(paths, 'gateway').map((id) => ({
    kind: id.startsWith('igw-') ? 'internet' : 'other',
    id,
    name: '',
    spans: [{ x: LEFT, width: width - GAP - LEFT }],
  }));

const stationsOf = (paths: readonly Path[], kind: HopKind): string[] => [
  ...new Set(paths.flatMap(({ hops }) => hops.filter((hop) => hop.kind === kind).map(({ id }) => id))),
];

/** The columns of the zones that subnets are in. */
function zoneSpans(network: Network, subnetIds: readonly string[], { zones }: Columns): Span[] {
  const azs = subnetIds.map((id) => byId(network.subnets, id)?.az ?? '');
  return zones.filter(({ label }) => azs.includes(label));
}

function waysOf({ x, row }: SubnetBox, { needs, paths }: Report, rows: readonly ResourceRow[]): Way[] {
  const [subnet] = row.subnets;
  return needs.flatMap(({ service }, index) => {
    const path = paths.find((one) => one.subnetId === subnet?.id && one.service === service);
    return path ? [wayOf(path, x + PAD + (index + 0.5) * SERVICE_WIDTH, index, rows)] : [];
  });
}

/** Straight down; aside only where a row is elsewhere. */
function wayOf(path: Path, x: number, index: number, rows: readonly ResourceRow[]): Way {
  const on = new Set([...path.hops.map(({ id }) => id), path.endpointId, path.natGatewayId]);
  const met = rows.filter(({ id }) => on.has(id));
  const points: Point[] = [[x, HEAD]];
  let at = x;
  for (const { spans, y } of met) {
    const next = nearestX(at, spans, index);
    if (next !== at) points.push([at, y - ROW_HEIGHT / 2], [next, y - ROW_HEIGHT / 2]);
    at = next;
    points.push([at, y]);
  }
  const there = points.filter(([, y]) => met.some((row) => row.y === y));
  const arrives = path.via !== 'blocked' && path.via !== 'unknown';
  const dots = arrives ? there : there.slice(0, -1);
  return { path, x, points: met.length === 0 ? [...points, [x, HEAD + STUB]] : points, dots };
}

/** The place in a row to go to: where one is, else its nearest edge, a little apart from the others that go there. */
function nearestX(x: number, spans: readonly Span[], index: number): number {
  if (spans.length === 0 || spans.some((span) => x >= span.x && x <= span.x + span.width)) return x;
  const inside = SERVICE_WIDTH / 2 + index * 4;
  const edges = spans.map((span) => (span.x > x ? span.x + inside : span.x + span.width - inside));
  return edges.reduce((best, edge) => (Math.abs(edge - x) < Math.abs(best - x) ? edge : best));
}
