import { setTimeout as delay } from 'node:timers/promises';
import { GetQueryResultsCommand, type ResultField, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Row } from '../../../core/evidence/flow-logs/insights-query.ts';
import type { TrafficWindow } from '../../../core/evidence/traffic.ts';
import type { AwsTarget } from '../aws-client.ts';
import { ForeignReply } from '../aws-problem.ts';
import { withLogs } from './with-logs.ts';

/** What a query answered. */
export interface QueryAnswer {
  /** `Complete`, or why there is no whole answer, in AWS's words. */
  readonly status: string;
  readonly rows: readonly Row[];
  readonly bytesScanned: number | undefined;
}

/** How long is waited between two looks, and in all: milliseconds. Logs Insights itself gives up after an hour. */
const WAIT = { first: 250, most: 5_000, all: 540_000 };

/**
 * Runs one query of CloudWatch Logs Insights, which AWS charges for by what it scans, and waits for its answer.
 *
 * @throws what the SDK throws, and ForeignReply
 */
export const runQuery = (
  target: AwsTarget,
  logGroup: string,
  query: string,
  { from, to }: TrafficWindow,
): Promise<QueryAnswer> =>
  withLogs(target, async (client) => {
    const { queryId } = await client.send(
      new StartQueryCommand({
        logGroupName: logGroup,
        queryString: query,
        startTime: Date.parse(from) / 1000,
        endTime: Date.parse(to) / 1000,
      }),
    );
    if (queryId === undefined) throw new ForeignReply('a query without an id');
    const until = Date.now() + WAIT.all;
    for (let wait = WAIT.first; ; wait = Math.min(wait * 2, WAIT.most)) {
      const {
        status = 'Unknown',
        results = [],
        statistics,
      } = await client.send(new GetQueryResultsCommand({ queryId }));
      const goesOn = status === 'Scheduled' || status === 'Running' || status === 'Unknown';
      if (!goesOn || Date.now() > until)
        return { status, rows: results.map(rowOf), bytesScanned: knownBytes(statistics?.bytesScanned) };
      await delay(wait);
    }
  });

const knownBytes = (bytes: number | undefined): number | undefined =>
  bytes !== undefined && bytes >= 0 && Number.isSafeInteger(Math.round(bytes))
    ? Math.round(bytes)
    : undefined;

const rowOf = (fields: readonly ResultField[]): Row =>
  Object.fromEntries(
    fields.flatMap(({ field, value }) => (field === undefined ? [] : [[field, value ?? '']])),
  );
