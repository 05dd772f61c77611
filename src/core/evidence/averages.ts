import type { NatGatewayTraffic, TrafficPoint, TrafficWindow } from './traffic.ts';

const DAY_MS = 86_400_000;

/** Bytes in a stretch of time. */
export interface Average {
  readonly bytes: number;
  /** How long the periods with data are together. */
  readonly milliseconds: number;
  /** Rounded to a whole byte. */
  readonly bytesPerDay: number;
}

/** What a NAT gateway processed in a period, which is what AWS bills: all that it got from both sides. Undefined where that is not known. */
export const processed = ({ bytesInFromSource, bytesInFromDestination }: TrafficPoint): number | undefined =>
  bytesInFromSource === undefined || bytesInFromDestination === undefined
    ? undefined
    : bytesInFromSource + bytesInFromDestination;

/**
 * What a NAT gateway processed in the periods that CloudWatch has data of, and how much that is a day. A period that is cut by the end
 * of the window counts with the time that it has.
 *
 * @param within only periods that lie in this stretch of time, in milliseconds since 1970
 * @returns undefined where there is no such period, or CloudWatch answered only in part
 */
export function average(
  { series, bytesInFromSource, bytesInFromDestination }: NatGatewayTraffic,
  window: TrafficWindow,
  within: { readonly from?: number; readonly to?: number } = {},
): Average | undefined {
  if (bytesInFromSource === undefined || bytesInFromDestination === undefined) return undefined;
  const period = window.periodSeconds * 1000;
  const end = Date.parse(window.to);
  let bytes = 0;
  let time = 0;
  for (const point of series) {
    const value = processed(point);
    const begins = Date.parse(point.at);
    const ends = Math.min(begins + period, end);
    if (value === undefined || begins < (within.from ?? begins) || ends > (within.to ?? ends)) continue;
    bytes += value;
    time += ends - begins;
  }
  return time === 0
    ? undefined
    : { bytes, milliseconds: time, bytesPerDay: Math.round((bytes * DAY_MS) / time) };
}

/** The averages before and after `since`. The period that it falls into counts for neither. */
export function beforeAndAfter(
  traffic: NatGatewayTraffic,
  window: TrafficWindow,
): { readonly before: Average | undefined; readonly after: Average | undefined } | undefined {
  if (window.since === undefined) return undefined;
  const since = Date.parse(window.since);
  return {
    before: average(traffic, window, { to: since }),
    after: average(traffic, window, { from: since }),
  };
}
