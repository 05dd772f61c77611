import {
  type CloudWatchClient,
  type MetricDataQuery,
  type MetricDataResult,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import type { Measured } from '../../../core/evidence/to-traffic.ts';
import type { TrafficWindow } from '../../../core/evidence/traffic.ts';
import { shortened } from '../../../core/text/visible.ts';
import { MOST_PAGES } from '../aws-limits.ts';
import { ForeignReply } from '../aws-problem.ts';

/** One metric of one resource. */
export interface Metric {
  readonly resourceId: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Metrics in the order in which they were asked for, and what CloudWatch says besides. */
export interface MetricReply {
  readonly measured: readonly Measured[];
  readonly says: readonly string[];
}

/** One call takes so many. */
const MOST_QUERIES = 500;

/**
 * The sums of metrics by period, in as few calls as it takes.
 *
 * @throws what the SDK throws, and ForeignReply
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export async function readMetrics(
  client: CloudWatchClient,
  metrics: readonly Metric[],
  window: TrafficWindow,
): Promise<MetricReply> {
  const says = new Set<string>();
  const measured: Measured[] = [];
  for (let start = 0; start < metrics.length; start += MOST_QUERIES) {
    const batch = metrics.slice(start, start + MOST_QUERIES);
    measured.push(...(await readBatch(client, batch, window, says)));
  }
  return { measured, says: [...says] };
}

async function readBatch(
  client: CloudWatchClient,
  metrics: readonly Metric[],
  { from, to, periodSeconds }: TrafficWindow,
  says: Set<string>,
): Promise<Measured[]> {
  const found = metrics.map(() => ({ points: [] as { at: number; bytes: number }[], complete: false }));
  const pages = paginateGetMetricData(
    { client },
    {
      MetricDataQueries: metrics.map((metric, index) => queryOf(metric, index, periodSeconds)),
      StartTime: new Date(from),
      EndTime: new Date(to),
      ScanBy: 'TimestampAscending',
    },
  );
  let count = 0;
  for await (const { MetricDataResults, Messages } of pages) {
    if (!MetricDataResults) throw new ForeignReply('a page without its results');
    count += 1;
    if (count > MOST_PAGES) throw new ForeignReply(`more than ${MOST_PAGES} pages`);
    for (const { Value } of Messages ?? []) if (Value) says.add(shortened(Value));
    for (const result of MetricDataResults) {
      const one = found[indexOf(result.Id)];
      if (!one) throw new ForeignReply('a result that was not asked for');
      one.points.push(...pointsOf(result));
      // The last page that has a metric says whether it is whole.
      one.complete = result.StatusCode === 'Complete';
    }
  }
  return metrics.map(({ resourceId, metric }, index) => ({
    resourceId,
    metric,
    ...(found[index] ?? { points: [], complete: false }),
  }));
}

const queryOf = (
  { namespace, metric, dimensions }: Metric,
  index: number,
  periodSeconds: number,
): MetricDataQuery => ({
  // They must begin with a small letter.
  Id: `q${index}`,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: metric,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: periodSeconds,
    Stat: 'Sum',
  },
});

const indexOf = (id: string | undefined): number => Number(/^q(\d+)$/.exec(id ?? '')?.[1] ?? -1);

function pointsOf({ Timestamps = [], Values = [] }: MetricDataResult): { at: number; bytes: number }[] {
  if (Timestamps.length !== Values.length) throw new ForeignReply('as many times as values');
  return Timestamps.map((time, index) => {
    const bytes = Values[index];
    const at = time.getTime();
    if (bytes === undefined || !(bytes >= 0) || bytes > Number.MAX_SAFE_INTEGER)
      throw new ForeignReply('what is no number of bytes');
    // A sum of no known time would be missing in what went through.
    if (Number.isNaN(at)) throw new ForeignReply('what is no time');
    return { at, bytes };
  });
}
