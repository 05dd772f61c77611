import { momentText } from './moment-text.ts';
import type {
  EndpointTraffic,
  NatGatewayBytes,
  NatGatewayTraffic,
  Traffic,
  TrafficPoint,
  TrafficWindow,
} from './traffic.ts';
import { isoText } from './traffic-window.ts';

/** The counters of a NAT gateway, as CloudWatch names them. */
export const NAT_METRICS = {
  bytesInFromDestination: 'BytesInFromDestination',
  bytesOutToDestination: 'BytesOutToDestination',
  bytesInFromSource: 'BytesInFromSource',
  bytesOutToSource: 'BytesOutToSource',
} as const satisfies Readonly<Record<keyof NatGatewayBytes, string>>;

/** What CloudWatch has of one metric of one resource. */
export interface Measured {
  readonly resourceId: string;
  /** `BytesProcessed`, or one of a NAT gateway's. */
  readonly metric: string;
  /** Sums, each of the period that begins at a time in milliseconds since 1970. */
  readonly points: readonly { readonly at: number; readonly bytes: number }[];
  /** Whether it answered in full; else there may be more points. */
  readonly complete: boolean;
}

/** An interface endpoint that was asked about. */
export interface MeasuredEndpoint {
  readonly id: string;
  readonly service: string;
  /** When it was created, where that was asked: milliseconds since 1970. */
  readonly createdAt?: number;
  /** AWS measures no traffic to a service of another Region. */
  readonly unmeasured?: true;
}

/** All that was asked and answered. */
export interface Measurements {
  readonly window: TrafficWindow;
  readonly natGatewayIds: readonly string[];
  /** Those that EC2 shows in no VPC. */
  readonly deletedIds: readonly string[];
  readonly endpoints: readonly MeasuredEndpoint[];
  readonly measured: readonly Measured[];
  /** What was not asked or answered, and why: one sentence each. */
  readonly gaps: readonly string[];
}

/** Replies as figures. What has no data point, and what was not answered in full, is unknown, and `gaps` says so. */
export function toTraffic(measurements: Measurements): Traffic {
  const { window, natGatewayIds, deletedIds, endpoints, measured, gaps } = measurements;
  const of = (resourceId: string, metric: string): Measured | undefined =>
    measured.find((one) => one.resourceId === resourceId && one.metric === metric);
  const natGatewayOf = (id: string): NatGatewayTraffic =>
    natGatewayTraffic(id, window, (metric) => of(id, metric));
  const natGateways = natGatewayIds.map(natGatewayOf);
  const deleted = deletedIds.map(natGatewayOf).filter(hasData);
  const partly = [...natGatewayIds, ...deletedIds, ...endpoints.map(({ id }) => id)].filter((id) =>
    measured.some(({ resourceId, complete }) => resourceId === id && !complete),
  );
  const answered = (id: string): boolean =>
    !partly.includes(id) && measured.some(({ resourceId }) => resourceId === id);
  return {
    ...window,
    natGateways,
    endpoints: endpoints.map((endpoint) =>
      endpointTraffic(endpoint, window, of(endpoint.id, BYTES_PROCESSED)),
    ),
    deleted,
    gaps: [
      ...gaps,
      ...(partly.length > 0
        ? [
            `CloudWatch answered only in part for ${partly.join(', ')}: the totals are unknown, and the curve may lack points.`,
          ]
        : []),
      ...[...natGateways, ...deleted]
        .filter(({ natGatewayId }) => answered(natGatewayId))
        .flatMap((traffic) => gapsOf(traffic, window)),
      ...unmeasuredGap(endpoints),
      ...deletedGap(deleted),
    ],
  };
}

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html */
export const BYTES_PROCESSED = 'BytesProcessed';

const METRICS = Object.entries(NAT_METRICS) as [keyof NatGatewayBytes, string][];

function natGatewayTraffic(
  natGatewayId: string,
  window: TrafficWindow,
  measuredOf: (metric: string) => Measured | undefined,
): NatGatewayTraffic {
  const times = periodsOf(window);
  const sums = METRICS.map(([key, metric]) => {
    const measured = measuredOf(metric);
    return { key, measured, bytes: bytesByPeriod(measured?.points ?? [], window) };
  });
  return {
    natGatewayId,
    ...counters(sums.map(({ key, measured, bytes }) => [key, measured?.complete ? total(bytes) : undefined])),
    series: times.map(
      (time, index): TrafficPoint => ({
        at: isoText(time),
        ...counters(sums.map(({ key, bytes }) => [key, bytes[index]])),
      }),
    ),
  };
}

const counters = (
  values: readonly (readonly [keyof NatGatewayBytes, number | undefined])[],
): NatGatewayBytes => ({
  bytesInFromDestination: undefined,
  bytesOutToDestination: undefined,
  bytesInFromSource: undefined,
  bytesOutToSource: undefined,
  ...Object.fromEntries(values),
});

/** When each period of a window begins. */
function periodsOf({ from, to, periodSeconds }: TrafficWindow): number[] {
  const period = periodSeconds * 1000;
  const count = Math.ceil((Date.parse(to) - Date.parse(from)) / period);
  return Array.from({ length: count }, (_, index) => Date.parse(from) + index * period);
}

/** Bytes of each period; undefined where it has no data point. What is outside of the window is not counted. */
function bytesByPeriod(points: Measured['points'], window: TrafficWindow): (number | undefined)[] {
  const sums: (number | undefined)[] = periodsOf(window).map(() => undefined);
  for (const { at, bytes } of points) {
    const index = Math.floor((at - Date.parse(window.from)) / (window.periodSeconds * 1000));
    if (index >= 0 && index < sums.length) sums[index] = (sums[index] ?? 0) + Math.round(bytes);
  }
  return sums;
}

/** The sum of what is known; undefined where nothing is. */
const total = (bytes: readonly (number | undefined)[]): number | undefined =>
  bytes.reduce((sum, each) => (each === undefined ? sum : (sum ?? 0) + each), undefined);

function endpointTraffic(
  { id, service, createdAt, unmeasured }: MeasuredEndpoint,
  window: TrafficWindow,
  measured: Measured | undefined,
): EndpointTraffic {
  const bytesProcessed =
    measured?.complete && !unmeasured ? (total(bytesByPeriod(measured.points, window)) ?? 0) : undefined;
  const young = createdAt !== undefined && createdAt > Date.parse(window.from);
  return { endpointId: id, service, bytesProcessed, ...(young && { createdAt: isoText(createdAt) }) };
}

const isKnown = (point: TrafficPoint): boolean => METRICS.some(([key]) => point[key] !== undefined);

const hasData = ({ series }: NatGatewayTraffic): boolean => series.some(isKnown);

/** The periods that a NAT gateway has data of. The one that is going on has none as long as CloudWatch has not counted it. */
function gapsOf({ natGatewayId, series }: NatGatewayTraffic, window: TrafficWindow): string[] {
  const first = series.findIndex(isKnown);
  const last = series.findLastIndex(isKnown);
  if (first === -1)
    return [`CloudWatch has no data of ${natGatewayId} in this window: how much went through it is unknown.`];
  const missing = series.slice(first, last + 1).filter((point) => !isKnown(point)).length;
  const begins = series[first]?.at ?? window.from;
  const ends = Date.parse(series[last]?.at ?? window.to) + window.periodSeconds * 1000;
  return [
    ...(first > 0 ? [`CloudWatch has data of ${natGatewayId} only from ${momentText(begins)} on.`] : []),
    ...(last < series.length - 2
      ? [`CloudWatch has data of ${natGatewayId} only until ${momentText(isoText(ends))}.`]
      : []),
    ...(missing > 0
      ? [`CloudWatch has no data of ${natGatewayId} in ${missing} of the ${series.length} periods.`]
      : []),
  ];
}

function unmeasuredGap(endpoints: readonly MeasuredEndpoint[]): string[] {
  const ids = endpoints.filter(({ unmeasured }) => unmeasured).map(({ id }) => id);
  return ids.length === 0
    ? []
    : [`AWS measures no traffic to a service of another Region: what ${ids.join(', ')} carried is unknown.`];
}

function deletedGap(deleted: readonly NatGatewayTraffic[]): string[] {
  const ids = deleted.map(({ natGatewayId }) => natGatewayId);
  return ids.length === 0
    ? []
    : [
        `CloudWatch has data of ${ids.join(', ')}, which EC2 shows in no VPC of this Region: deleted since, and nothing says whether it was in this VPC.`,
      ];
}
