import { athenaStatements } from '../../../core/evidence/flow-logs/athena.ts';
import { type Choice, chooseFlowLog } from '../../../core/evidence/flow-logs/choose-flow-log.ts';
import {
  flowsOf,
  type InsightsQuery,
  insightsQuery,
} from '../../../core/evidence/flow-logs/insights-query.ts';
import { momentText } from '../../../core/evidence/moment-text.ts';
import type { Flows, TrafficWindow } from '../../../core/evidence/traffic.ts';
import { isoText } from '../../../core/evidence/traffic-window.ts';
import type { Network } from '../../../core/network/network.ts';
import type { AwsTarget } from '../aws-client.ts';
import { answered } from '../traffic/answered.ts';
import { readMetrics } from '../traffic/metric-data.ts';
import { withCloudWatch } from '../traffic/with-cloudwatch.ts';
import { findFlowLogs } from './find-flow-logs.ts';
import { runQuery } from './run-query.ts';

/** A query that may be run, which costs something. */
export interface PlannedQuery {
  readonly logGroup: string;
  /** The bytes that were written to the log group in the window, all of which it may scan; undefined where CloudWatch doesn't say. */
  readonly mayScan: number | undefined;
}

/**
 * Where the bytes of a VPC's NAT gateways go, by its flow logs. One query of CloudWatch Logs Insights adds them up; no record is
 * fetched. Whatever can't be had is unknown, and `gaps` says why.
 *
 * @param mayRun whether the query may be run
 * @throws what `mayRun` throws
 */
export async function readFlowLogs(
  target: AwsTarget,
  network: Network,
  window: TrafficWindow,
  mayRun: (query: PlannedQuery) => Promise<boolean>,
): Promise<Flows> {
  const found = await answered(target, 'ec2:DescribeFlowLogs', LOST, () =>
    findFlowLogs(target, network.vpc.id),
  );
  if ('gap' in found) return nothing([found.gap]);
  const { flowLogs, interfaces, regional } = found.value;
  // A flow log of the VPC would tell nothing, so none is asked for.
  if (interfaces.length === 0)
    return nothing(
      regional.length > 0
        ? regionalGap(regional)
        : [
            `${network.vpc.id} has no NAT gateway with a network interface, so flow logs have no records of one.`,
          ],
    );
  const { choice, gaps } = chooseFlowLog(flowLogs, interfaces, network.vpc.id);
  const all = [...gaps, ...regionalGap(regional)];
  if (!choice) return nothing(all);
  const flows = { ...nothing([...all, ...youngGap(choice, window)]), flowLogId: choice.flowLog.id };
  return choice.flowLog.destination === 's3'
    ? inS3(choice, network, window, target, flows)
    : inLogs(choice, network, window, target, mayRun, flows);
}

const LOST = 'So where the bytes go is unknown.';

const nothing = (gaps: readonly string[]): Flows => ({
  flowLogId: undefined,
  by: undefined,
  bytesScanned: undefined,
  natGateways: [],
  gaps,
});

const NO_LISTS =
  "The prefix lists of S3 and DynamoDB were not read, or have too many addresses for one query, so the bytes can't be told apart.";

async function inS3(
  choice: Choice,
  network: Network,
  window: TrafficWindow,
  target: AwsTarget,
  flows: Flows,
): Promise<Flows> {
  const account = await (await import('../account.ts')).accountOf(target);
  const athena = athenaStatements(choice, network, window, account);
  return athena === undefined
    ? { ...flows, gaps: [...flows.gaps, NO_LISTS] }
    : {
        ...flows,
        athena,
        gaps: [
          ...flows.gaps,
          `Flow log ${choice.flowLog.id} is in S3, and nothing was queried. Athena adds it up; it charges by scanned bytes.`,
          ...(account === undefined ? ['Put your account in the place of ACCOUNT_ID.'] : []),
        ],
      };
}

async function inLogs(
  choice: Choice,
  network: Network,
  window: TrafficWindow,
  target: AwsTarget,
  mayRun: (query: PlannedQuery) => Promise<boolean>,
  flows: Flows,
): Promise<Flows> {
  const { logGroup } = choice.flowLog;
  const query = insightsQuery(choice, network);
  const without = (gap: string): Flows => ({ ...flows, gaps: [...flows.gaps, gap] });
  if (query === undefined || logGroup === undefined) return without(NO_LISTS);
  const mayScan = await writtenBytes(target, logGroup, window);
  if (!(await mayRun({ logGroup, mayScan })))
    return without(`The flow log ${choice.flowLog.id} was not queried.`);
  const answer = await answered(target, 'logs:StartQuery', LOST, () =>
    runQuery(target, logGroup, query.text, window),
  );
  return 'gap' in answer ? without(answer.gap) : counted(answer.value, query, choice, flows);
}

function counted(
  { status, rows, bytesScanned }: Awaited<ReturnType<typeof runQuery>>,
  query: InsightsQuery,
  choice: Choice,
  flows: Flows,
): Flows {
  const natGateways = status === 'Complete' ? flowsOf(rows, query, choice) : undefined;
  const gap = !natGateways
    ? `The query of log group ${choice.flowLog.logGroup} gave no ${status === 'Complete' ? 'answer that can be read' : `whole answer (${status})`}.`
    : natGateways.length === 0
      ? 'The flow log has no records of bytes between these NAT gateways and public addresses in this window.'
      : undefined;
  return {
    ...flows,
    by: query.by,
    bytesScanned,
    natGateways: natGateways ?? [],
    gaps: [...flows.gaps, ...(gap === undefined ? [] : [gap])],
  };
}

/** What was written to a log group in the window, by its metric; undefined where that can't be had. */
async function writtenBytes(
  target: AwsTarget,
  logGroup: string,
  window: TrafficWindow,
): Promise<number | undefined> {
  const metric = {
    resourceId: logGroup,
    namespace: 'AWS/Logs',
    metric: 'IncomingBytes',
    dimensions: { LogGroupName: logGroup },
  };
  const found = await answered(target, 'cloudwatch:GetMetricData', LOST, () =>
    withCloudWatch(target, (client) => readMetrics(client, [metric], window)),
  );
  const [measured] = 'gap' in found ? [] : found.value.measured;
  return measured?.complete && measured.points.length > 0
    ? measured.points.reduce((sum, { bytes }) => sum + Math.round(bytes), 0)
    : undefined;
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
const regionalGap = (ids: readonly string[]): string[] =>
  ids.map(
    (id) =>
      `Where the bytes of ${id} go is unknown: it is a regional NAT gateway, and flow logs name no network interface in their records of one.`,
  );

const youngGap = ({ flowLog: { id, createdAt } }: Choice, { from }: TrafficWindow): string[] =>
  createdAt !== undefined && createdAt > Date.parse(from)
    ? [`Flow log ${id} exists only since ${momentText(isoText(createdAt))}.`]
    : [];
