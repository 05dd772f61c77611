import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { athenaStatements } from '../../src/core/evidence/flow-logs/athena.ts';
import { chooseFlowLog } from '../../src/core/evidence/flow-logs/choose-flow-log.ts';
import { type FlowLog, fieldsOf, type NatInterface } from '../../src/core/evidence/flow-logs/flow-log.ts';
import { flowsOf, insightsQuery } from '../../src/core/evidence/flow-logs/insights-query.ts';
import { trafficWindow } from '../../src/core/evidence/traffic-window.ts';
import { answered } from './insights-engine.ts';
import { RIGHT } from './rules/network.ts';

const NAT: NatInterface = { natGatewayId: 'nat-1', interfaceId: 'eni-nat', subnetId: 'subnet-public' };
const OTHER: NatInterface = { natGatewayId: 'nat-2', interfaceId: 'eni-other', subnetId: 'subnet-b' };

const DEFAULT = fieldsOf(undefined);
const NAMED = [...DEFAULT, 'pkt-srcaddr', 'pkt-dstaddr', 'pkt-src-aws-service', 'pkt-dst-aws-service'];

const flowLog = (change: Partial<FlowLog> = {}): FlowLog => ({
  id: 'fl-1',
  resourceId: 'vpc-1',
  destination: 'cloud-watch-logs',
  logGroup: '/vpc/flows',
  bucketPath: undefined,
  files: { parquet: false, hivePartitions: false, hourly: false },
  fields: DEFAULT,
  accepted: true,
  createdAt: undefined,
  failure: undefined,
  ...change,
});

it('reads the fields of a format', () => {
  const fields = ['version', 'pkt-dst-aws-service', 'bytes'];
  expect(fieldsOf(fields.map((field) => `$${`{${field}}`}`).join(' '))).toEqual(fields);
  expect(DEFAULT).toHaveLength(14);
});

describe('the choice', () => {
  const choose = (...flowLogs: FlowLog[]) => chooseFlowLog(flowLogs, [NAT, OTHER], 'vpc-1');

  it.each<[string, FlowLog[], string | undefined, RegExp | undefined]>([
    ['the one there is', [flowLog()], 'fl-1', undefined],
    [
      'CloudWatch Logs rather than S3',
      [flowLog({ id: 'fl-s3', destination: 's3', bucketPath: 'b', logGroup: undefined }), flowLog()],
      'fl-1',
      undefined,
    ],
    [
      'more NAT gateways',
      [flowLog({ id: 'fl-sub', resourceId: 'subnet-public', fields: NAMED }), flowLog()],
      'fl-1',
      undefined,
    ],
    ['the names of services', [flowLog(), flowLog({ id: 'fl-2', fields: NAMED })], 'fl-2', undefined],
    ['one of a NAT gateway alone', [flowLog({ resourceId: 'eni-nat' })], 'fl-1', /no records of nat-2/],
    ['one whose delivery fails', [flowLog({ failure: 'Access error' })], 'fl-1', /failed: Access error/],
    ['none of rejected traffic', [flowLog({ accepted: false })], undefined, /rejected traffic only/],
    ['none in Firehose', [flowLog({ destination: 'kinesis-data-firehose' })], undefined, /Firehose/],
    [
      'none that lacks fields',
      [flowLog({ fields: ['interface-id', 'pkt-srcaddr', 'pkt-dstaddr', 'bytes'] })],
      undefined,
      /lack srcaddr, dstaddr/,
    ],
    ['none of another place', [flowLog({ destination: 'unknown' })], undefined, /doesn't know/],
    ['none without a log group', [flowLog({ logGroup: undefined })], undefined, /doesn't say where/],
    ['none at all', [], undefined, /No flow log tells .* of vpc-1 .* Nothing was created/],
  ])('takes %s', (_, flowLogs, id, gap) => {
    const { choice, gaps } = choose(...flowLogs);
    expect(choice?.flowLog.id).toBe(id);
    if (gap) expect(gaps.join(' ')).toMatch(gap);
    else expect(gaps).toEqual([]);
  });
});

/** A connection through a NAT gateway, as far as its records show it. */
interface Connection {
  readonly client: string;
  readonly server: keyof typeof SERVERS;
  readonly up: number;
  readonly down: number;
}

/** Servers, with the service that AWS's records name and the one that prefix lists tell. */
const SERVERS = {
  '3.5.1.9': { named: 'S3', listed: 's3' },
  '52.94.5.1': { named: 'DYNAMODB', listed: 'dynamodb' },
  '52.1.2.3': { named: 'EC2', listed: null },
  '54.239.1.1': { named: 'AMAZON', listed: null },
  '140.82.121.4': { named: '-', listed: null },
} as const;

const network = {
  ...RIGHT,
  prefixLists: [
    { id: 'pl-s3', name: 'com.amazonaws.eu-west-1.s3', cidrs: ['3.5.0.0/19', '2a05::/32'] },
    { id: 'pl-db', name: 'com.amazonaws.eu-west-1.dynamodb', cidrs: ['52.94.5.0/24', '52.94.24.0/23'] },
  ],
};
const NAT_IP = '10.0.100.9';

/** The four records of a connection at the NAT gateway's interface, and one of each end's own. */
function recordsOf({ client, server, up, down }: Connection, fields: readonly string[]): string[] {
  const name = SERVERS[server].named;
  const record = (
    eni: string,
    ends: readonly [string, string],
    packet: readonly [string, string],
    bytes: number,
  ) => {
    const values: Readonly<Record<string, string | number>> = {
      version: 2,
      'interface-id': eni,
      srcaddr: ends[0],
      dstaddr: ends[1],
      bytes,
      action: 'ACCEPT',
      'pkt-srcaddr': packet[0],
      'pkt-dstaddr': packet[1],
      'pkt-src-aws-service': packet[0] === server ? name : '-',
      'pkt-dst-aws-service': packet[1] === server ? name : '-',
    };
    return fields.map((field) => values[field] ?? '-').join(' ');
  };
  return [
    record('eni-nat', [client, NAT_IP], [client, server], up),
    record('eni-nat', [NAT_IP, server], [NAT_IP, server], up),
    record('eni-nat', [server, NAT_IP], [server, NAT_IP], down),
    record('eni-nat', [NAT_IP, client], [server, client], down),
    record('eni-client', [client, server], [client, server], up),
    record('eni-client', [server, client], [server, client], down),
  ];
}

const connections = fc.array(
  fc.record({
    // Of the VPC, of a peer, and behind a carrier's NAT.
    client: fc.constantFrom('10.0.1.20', '10.0.2.30', '192.168.7.7', '172.20.1.1', '100.64.3.3'),
    server: fc.constantFrom(...(Object.keys(SERVERS) as (keyof typeof SERVERS)[])),
    up: fc.nat({ max: 10 ** 10 }),
    down: fc.nat({ max: 10 ** 12 }),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('the query of Logs Insights', () => {
  const choice = (fields: readonly string[]) => ({ flowLog: flowLog({ fields }), interfaces: [NAT] });
  const shuffled = [
    'bytes',
    'pkt-dst-aws-service',
    'dstaddr',
    'srcaddr',
    'pkt-src-aws-service',
    'interface-id',
  ];

  it.each([
    ['by the names of services', NAMED, 'named'],
    ['by names, in another order and without an action', shuffled, 'named'],
    ['by prefix lists', DEFAULT, 'listed'],
  ] as const)('adds each byte up once, %s', (_, fields, by) => {
    const query = insightsQuery(choice(fields), network);
    if (!query) throw new Error('no query');
    fc.assert(
      fc.property(connections, (all) => {
        const records = all.flatMap((one) => recordsOf(one, fields));
        const noise = fields.map((field) => (field === 'interface-id' ? 'eni-nat' : '-')).join(' ');
        const flows = flowsOf(answered(query.text, [...records, noise]), query, choice(fields));
        const expected = new Map<string | null, number>();
        for (const { server, up, down } of all) {
          const { named, listed } = SERVERS[server];
          const name =
            { S3: 's3', DYNAMODB: 'dynamodb', '-': null }[named as 'S3'] ?? (named === '-' ? null : named);
          const service = by === 'named' ? name : listed;
          expected.set(service, (expected.get(service) ?? 0) + up + down);
        }
        expect(flows).toEqual([
          {
            natGatewayId: 'nat-1',
            services: expect.arrayContaining([...expected].map(([service, bytes]) => ({ service, bytes }))),
          },
        ]);
        expect(flows?.[0]?.services).toHaveLength(expected.size);
      }),
      { numRuns: 40 },
    );
  });

  it('is not made where the addresses of S3 are not known, or are too many', () => {
    expect(insightsQuery(choice(DEFAULT), { ...network, prefixLists: undefined })).toBeUndefined();
    expect(insightsQuery(choice(DEFAULT), { ...network, prefixLists: [] })).toBeUndefined();
    const cidrs = Array.from({ length: 250 }, (_, index) => `3.5.${index}.0/24`);
    const many = [{ id: 'pl-s3', name: 'com.amazonaws.eu-west-1.s3', cidrs }];
    expect(insightsQuery(choice(DEFAULT), { ...network, prefixLists: many })).toBeUndefined();
    expect(insightsQuery(choice(NAMED), { ...network, prefixLists: undefined })?.by).toBe('aws-service');
  });

  it('takes no rows but its own', () => {
    const query = { text: '', by: 'aws-service' } as const;
    for (const row of [
      { total: '1' },
      { f_interface_id: 'eni-x', total: '1' },
      { f_interface_id: 'eni-nat', total: 'x' },
    ])
      expect(flowsOf([row], query, choice(NAMED))).toBeUndefined();
    const named = { f_interface_id: 'eni-nat', f_pkt_src_aws_service: '-', f_pkt_dst_aws_service: 'S3' };
    for (const total of ['', ' ', '-1', 'NaN', 'Infinity', '1e300', '0x10', '12 '])
      expect([total, flowsOf([{ ...named, total }], query, choice(NAMED))]).toEqual([total, undefined]);
    expect(flowsOf([{ ...named, total: '1.5E9' }], query, choice(NAMED))).toHaveLength(1);
    const byList = { text: '', by: 'prefix-list' } as const;
    const ours = { f_interface_id: 'eni-nat', total: '1' };
    for (const row of [ours, { ...ours, is_s3: 'maybe' }, { ...ours, is_s3: '1', is_dynamodb: '' }])
      expect(flowsOf([row], byList, choice(DEFAULT))).toBeUndefined();
  });
});

describe('the statements for Athena', () => {
  const window = trafficWindow('7d', new Date('2026-11-26T14:37:25Z'));
  const inS3 = (files: Partial<FlowLog['files']>, fields: readonly string[] = DEFAULT) =>
    athenaStatements(
      {
        flowLog: flowLog({
          destination: 's3',
          bucketPath: 'my-logs/shop',
          files: { parquet: false, hivePartitions: false, hourly: false, ...files },
          fields,
        }),
        interfaces: [NAT],
      },
      network,
      window,
      '123456789012',
    );

  it('are for text by day', async () => {
    await expect(inS3({})).toMatchFileSnapshot('./__snapshots__/athena-text-daily.sql');
  });

  it('are for Parquet by hour, with names in the paths', async () => {
    const files = { parquet: true, hivePartitions: true, hourly: true };
    await expect(inS3(files, NAMED)).toMatchFileSnapshot('./__snapshots__/athena-parquet-hive-hourly.sql');
  });

  /** When it was made, milliseconds since 1970. */
  const since = (createdAt: number | undefined, days: '24h' | '30d', files: Partial<FlowLog['files']>) =>
    athenaStatements(
      {
        flowLog: flowLog({
          destination: 's3',
          bucketPath: 'my-logs',
          files: { parquet: false, hivePartitions: false, hourly: false, ...files },
          createdAt,
        }),
        interfaces: [NAT],
      },
      network,
      trafficWindow(days, new Date('2026-11-26T14:37:25Z')),
    );
  const tableOf = (statements: string | undefined) => statements?.split('\n\n')[0];

  it.each<[Partial<FlowLog['files']>, number | undefined, string]>([
    [{}, Date.UTC(2024, 1, 29, 23, 59), '2024/02/29,NOW'],
    [{ hourly: true }, Date.UTC(2024, 1, 29, 23, 59), '2024/02/29/23,NOW'],
    [{}, undefined, '2015/06/01,NOW'],
  ])(
    'make the same table whatever the window, since an earlier one stays: %j, %s',
    (files, createdAt, range) => {
      const table = tableOf(since(createdAt, '24h', files));
      expect(table).toContain(`'projection.time.range'='${range}'`);
      expect(tableOf(since(createdAt, '30d', files))).toBe(table);
    },
  );

  it('count what is in the window alone, where records say when it was', () => {
    expect(inS3({})).toContain(
      `AND "start" >= ${Date.parse(window.from) / 1000} AND "start" < ${Math.floor(Date.parse(window.to) / 1000)}`,
    );
    expect(inS3({}, ['interface-id', 'srcaddr', 'dstaddr', 'bytes'])).not.toContain('"start"');
  });

  it('read the files of this account and Region alone, where names in the paths tell them apart', () => {
    expect(inS3({ hivePartitions: true })).toContain(
      `AND "aws-account-id" = '123456789012' AND "aws-region" = 'eu-west-1'`,
    );
    expect(since(undefined, '24h', { hivePartitions: true })).toContain(`"aws-account-id" = 'ACCOUNT_ID'`);
  });

  it('are not made where the addresses of S3 are not known', () => {
    const { prefixLists: _, ...rest } = network;
    const choice = { flowLog: flowLog({ destination: 's3', bucketPath: 'b' }), interfaces: [NAT] };
    expect(athenaStatements(choice, { ...rest, prefixLists: undefined }, window)).toBeUndefined();
  });
});
