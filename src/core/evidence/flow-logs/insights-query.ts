import type { Network } from '../../network/network.ts';
import { innerRanges, LISTED, listedRanges } from '../address-ranges.ts';
import type { Flows, NatGatewayFlows } from '../traffic.ts';
import type { Choice } from './choose-flow-log.ts';
import { namesServices } from './flow-log.ts';

/** A query of CloudWatch Logs Insights, and how its answer is read. */
export interface InsightsQuery {
  readonly text: string;
  readonly by: NonNullable<Flows['by']>;
}

/** A row of its answer, by the names of its fields. */
export type Row = Readonly<Record<string, string>>;

/** Longer ones CloudWatch Logs refuses. */
const LONGEST_QUERY = 10_000;

/**
 * The query that adds up what NAT gateways exchanged with public addresses. A NAT gateway has two records for the same bytes: one on
 * the way to or from its clients, whose addresses are both inner ones, and one with exactly one inner address, which is added up.
 *
 * @returns undefined where the prefix lists that it takes were not read, or it would be too long
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
 */
export function insightsQuery({ flowLog, interfaces }: Choice, network: Network): InsightsQuery | undefined {
  const { fields } = flowLog;
  const lists = namesServices(flowLog) ? [] : listedRanges(network);
  if (!lists) return undefined;
  const inner = innerRanges(network);
  const [fromInner, toInner] = [within('f_srcaddr', inner), within('f_dstaddr', inner)];
  const ids = interfaces.map(({ interfaceId }) => JSON.stringify(interfaceId)).join(', ');
  const keys = namesServices(flowLog)
    ? ['f_pkt_src_aws_service', 'f_pkt_dst_aws_service']
    : lists.map(({ service }) => `${FLAG}${service}`);
  const text = [
    `parse @message "${fields.map(() => '*').join(' ')}" as ${fields.map(nameOf).join(', ')}`,
    `filter f_interface_id in [${ids}]${fields.includes('action') ? ' and f_action = "ACCEPT"' : ''}`,
    `filter (${fromInner} and not ${toInner}) or (${toInner} and not ${fromInner})`,
    ...(lists.length > 0
      ? [
          `fields ${lists
            .map(
              ({ service, ranges }) =>
                `(${within('f_srcaddr', ranges)} or ${within('f_dstaddr', ranges)}) as ${FLAG}${service}`,
            )
            .join(', ')}`,
        ]
      : []),
    `stats sum(f_bytes) as total by f_interface_id, ${keys.join(', ')}`,
    'limit 10000',
  ].join('\n| ');
  return text.length > LONGEST_QUERY
    ? undefined
    : { text, by: namesServices(flowLog) ? 'aws-service' : 'prefix-list' };
}

/** Names of its own, so that none is one that CloudWatch Logs finds by itself. */
const nameOf = (field: string): string => `f_${field.replaceAll('-', '_')}`;

const within = (field: string, ranges: readonly string[]): string =>
  `(${ranges.map((range) => `isIpv4InSubnet(${field}, "${range}")`).join(' or ')})`;

/**
 * The rows of an answer by NAT gateway and service.
 *
 * @returns undefined where a row is not of the query
 */
export function flowsOf(
  rows: readonly Row[],
  { by }: InsightsQuery,
  { interfaces }: Choice,
): NatGatewayFlows[] | undefined {
  const sums = new Map<string, Map<string | null, number>>();
  for (const row of rows) {
    const owner = interfaces.find(({ interfaceId }) => interfaceId === row.f_interface_id);
    const bytes = bytesOf(row.total);
    const service = by === 'aws-service' ? namedService(row) : listedService(row);
    if (!owner || service === undefined || bytes === undefined) return undefined;
    const services = sums.get(owner.natGatewayId) ?? new Map<string | null, number>();
    sums.set(owner.natGatewayId, services);
    services.set(service, (services.get(service) ?? 0) + bytes);
  }
  return [...sums].map(([natGatewayId, services]) => ({
    natGatewayId,
    services: [...services].map(([service, bytes]) => ({ service, bytes })).sort((a, b) => b.bytes - a.bytes),
  }));
}

/** A sum as CloudWatch Logs writes it (`1234`, `1.5E9`) in whole bytes; undefined for anything else, nothing among it. */
function bytesOf(text: string | undefined): number | undefined {
  const bytes = /^\d+(\.\d+)?(E\d+)?$/i.test(text ?? '') ? Math.round(Number(text)) : undefined;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** The service at the outer end; the NAT gateway's own end has none. Undefined where the row lacks a name. */
function namedService({
  f_pkt_src_aws_service: from,
  f_pkt_dst_aws_service: to,
}: Row): string | null | undefined {
  if (from === undefined || to === undefined) return undefined;
  const name = [to, from].find((each) => each !== '' && each !== '-');
  return name === undefined ? null : (LISTED.find((service) => service.toUpperCase() === name) ?? name);
}

/** The service whose list has the address; undefined where the row does not say of each list whether it does. */
function listedService(row: Row): string | null | undefined {
  const said = Object.entries(row).flatMap(([key, value]) =>
    key.startsWith(FLAG) ? [{ service: key.slice(FLAG.length), is: TRUTH.get(value.toLowerCase()) }] : [],
  );
  if (said.length === 0 || said.some(({ is }) => is === undefined)) return undefined;
  return said.find(({ is }) => is)?.service ?? null;
}

/** Begins the names of the fields that say whether an address is in a list. */
const FLAG = 'is_';

const TRUTH: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);
