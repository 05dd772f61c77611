import { Problem } from '../problem.ts';
import { minuteText, momentText } from './moment-text.ts';
import type { TrafficWindow } from './traffic.ts';

const HOUR_MS = 3_600_000;

/**
 * How long each window is, and its periods: CloudWatch keeps values of one minute for 15 days, those of five minutes for 63. An
 * hour begins with a period, so that CloudWatch need not cut its own.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
 */
const SPANS = {
  '24h': { hours: 24, periodSeconds: 600 },
  '7d': { hours: 7 * 24, periodSeconds: 3_600 },
  '30d': { hours: 30 * 24, periodSeconds: 14_400 },
} as const;

/** What `--traffic` takes. */
export type TrafficSpan = keyof typeof SPANS;

/**
 * The window that ends now. It has a whole number of periods, the last of which is going on.
 *
 * @param since ISO 8601
 * @throws Problem where `since` is not in it
 */
export function trafficWindow(span: TrafficSpan, now: Date, since?: string): TrafficWindow {
  const { hours, periodSeconds } = SPANS[span];
  const period = periodSeconds * 1000;
  const to = Math.floor(now.getTime() / 60_000) * 60_000;
  const from = Math.ceil(to / period) * period - hours * HOUR_MS;
  const at = since === undefined ? undefined : Date.parse(since);
  if (at !== undefined && !(at > from && at < to))
    throw new Problem(
      `--since ${minuteText(isoText(at))} is not in the window of --traffic ${span}, which is from ${minuteText(isoText(from))} to ${momentText(isoText(to))}.`,
    );
  return {
    from: isoText(from),
    to: isoText(to),
    periodSeconds,
    ...(at !== undefined && { since: isoText(at) }),
  };
}

/** Milliseconds since 1970 as ISO 8601 in UTC, to the second. */
export const isoText = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
