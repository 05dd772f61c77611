import type { Network } from '../../network/network.ts';
import { innerRanges, listedRanges } from '../address-ranges.ts';
import type { TrafficWindow } from '../traffic.ts';
import { isoText } from '../traffic-window.ts';
import type { Choice } from './choose-flow-log.ts';
import { type FlowLog, namesServices } from './flow-log.ts';

/**
 * Statements that make a table of a flow log's files in S3 and add up what NAT gateways exchanged with public addresses, as the
 * query of CloudWatch Logs does.
 *
 * @param account of the flow log; undefined where it is not known, then `ACCOUNT_ID` stands for it
 * @returns undefined where the prefix lists that it takes were not read
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html
 * @see https://docs.aws.amazon.com/athena/latest/ug/vpc-flow-logs.html
 */
export function athenaStatements(
  choice: Choice,
  network: Network,
  window: TrafficWindow,
  account = 'ACCOUNT_ID',
): string | undefined {
  const query = selection(choice, network, account, window);
  if (query === undefined) return undefined;
  const { flowLog } = choice;
  const table = tableOf(flowLog);
  return [
    tableStatement(flowLog, network.region, account),
    ...(flowLog.files.hivePartitions ? [`MSCK REPAIR TABLE ${table};`] : []),
    query,
  ].join('\n\n');
}

const tableOf = ({ id }: FlowLog): string => `flow_logs_${id.replace(/\W/g, '_')}`;

/** Parquet has these as numbers; all others are text. */
const TYPES: Readonly<Record<string, 'int' | 'bigint'>> = {
  version: 'int',
  srcport: 'int',
  dstport: 'int',
  protocol: 'int',
  packets: 'bigint',
  bytes: 'bigint',
  start: 'bigint',
  end: 'bigint',
  'tcp-flags': 'int',
  'traffic-path': 'int',
};

/** Some are words of SQL. */
const columnOf = (field: string): string => `\`${field.replaceAll('-', '_')}\``;

function tableStatement(flowLog: FlowLog, region: string, account: string): string {
  const { files, fields, bucketPath, createdAt } = flowLog;
  // In a string of SQL a quote is written twice.
  const root = `s3://${bucketPath?.replaceAll("'", "''")}/AWSLogs/`;
  const location = files.hivePartitions ? root : `${root}${account}/vpcflowlogs/${region}/`;
  const properties = [
    ...(files.parquet ? [] : ["'skip.header.line.count'='1'"]),
    ...(files.hivePartitions ? [] : projection(files.hourly, location, createdAt ?? OLDEST)),
  ];
  return [
    `CREATE EXTERNAL TABLE IF NOT EXISTS ${tableOf(flowLog)} (`,
    fields.map((field) => `  ${columnOf(field)} ${TYPES[field] ?? 'string'}`).join(',\n'),
    ')',
    `PARTITIONED BY (${partitions(files)
      .map((name) => `\`${name}\` string`)
      .join(', ')})`,
    files.parquet ? 'STORED AS PARQUET' : "ROW FORMAT DELIMITED FIELDS TERMINATED BY ' '",
    `LOCATION '${location}'`,
    ...(properties.length > 0
      ? [`TBLPROPERTIES (\n${properties.map((line) => `  ${line}`).join(',\n')}\n)`]
      : []),
  ]
    .join('\n')
    .concat(';');
}

/** Without names in the paths, Athena works out the partitions from the time. */
const PROJECTED = 'time';

const partitions = ({ hivePartitions, hourly }: FlowLog['files']): string[] =>
  hivePartitions
    ? ['aws-account-id', 'aws-service', 'aws-region', 'year', 'month', 'day', ...(hourly ? ['hour'] : [])]
    : [PROJECTED];

/** Before this, AWS had no flow logs. */
const OLDEST = Date.UTC(2015, 5, 1);

/** From the first file on: the table of an earlier run stays, and in partitions outside of its range Athena finds nothing, without an error. */
const projection = (hourly: boolean, location: string, first: number): string[] => [
  "'projection.enabled'='true'",
  `'projection.${PROJECTED}.type'='date'`,
  `'projection.${PROJECTED}.range'='${partitionText(isoText(first), hourly)},NOW'`,
  `'projection.${PROJECTED}.format'='yyyy/MM/dd${hourly ? '/HH' : ''}'`,
  `'projection.${PROJECTED}.interval'='1'`,
  `'projection.${PROJECTED}.interval.unit'='${hourly ? 'HOURS' : 'DAYS'}'`,
  `'storage.location.template'='${location}\${${PROJECTED}}'`,
];

/** `2026/11/26`, or with the hour. */
const partitionText = (iso: string, hourly: boolean): string =>
  iso.slice(0, hourly ? 13 : 10).replace(/[-T]/g, '/');

function selection(
  { flowLog, interfaces }: Choice,
  network: Network,
  account: string,
  { from, to }: TrafficWindow,
): string | undefined {
  const { files, fields } = flowLog;
  const seconds = (iso: string) => Math.floor(Date.parse(iso) / 1000);
  const service = serviceExpression(flowLog, network);
  if (service === undefined) return undefined;
  const inner = innerRanges(network);
  const ids = [...new Set(interfaces.map(({ interfaceId }) => `'${interfaceId}'`))].join(', ');
  const time = files.hivePartitions
    ? `"year" || '/' || "month" || '/' || "day"${files.hourly ? ` || '/' || "hour"` : ''}`
    : `"${PROJECTED}"`;
  return [
    `SELECT interface_id, ${service} AS service, SUM(bytes) AS bytes`,
    `FROM ${tableOf(flowLog)}`,
    `WHERE interface_id IN (${ids})`,
    ...(fields.includes('action') ? [`  AND action = 'ACCEPT'`] : []),
    `  AND (${within('srcaddr', inner)}) <> (${within('dstaddr', inner)})`,
    // A bucket may have the files of many accounts and Regions.
    ...(files.hivePartitions
      ? [`  AND "aws-account-id" = '${account}' AND "aws-region" = '${network.region}'`]
      : []),
    `  AND ${time} BETWEEN '${partitionText(from, files.hourly)}' AND '${partitionText(to, files.hourly)}'`,
    // The first partition begins before the window.
    ...(fields.includes('start') ? [`  AND "start" >= ${seconds(from)} AND "start" < ${seconds(to)}`] : []),
    'GROUP BY 1, 2',
    'ORDER BY 3 DESC;',
  ].join('\n');
}

/** The service at the outer end; undefined where its addresses are not known. */
function serviceExpression(flowLog: FlowLog, network: Network): string | undefined {
  if (namesServices(flowLog))
    return `CASE WHEN pkt_dst_aws_service <> '-' THEN pkt_dst_aws_service ELSE pkt_src_aws_service END`;
  const cases = listedRanges(network)?.map(
    ({ service, ranges }) =>
      `WHEN ${within('srcaddr', ranges)} OR ${within('dstaddr', ranges)} THEN '${service}'`,
  );
  return cases && `CASE ${cases.join(' ')} ELSE '-' END`;
}

const within = (column: string, ranges: readonly string[]): string =>
  ranges.map((range) => `contains('${range}', TRY_CAST(${column} AS IPADDRESS))`).join(' OR ');
