import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Flows } from '../../src/core/evidence/traffic.ts';
import { trafficWindow } from '../../src/core/evidence/traffic-window.ts';
import { type PlannedQuery, readFlowLogs } from '../../src/sources/aws/flow-logs/read-flow-logs.ts';
import { bareEnv, emptyFolder, type Outcome, PROGRAM } from '../cli/program.ts';
import { Terminal } from '../cli/terminal.ts';
import { RIGHT } from '../core/rules/network.ts';
import { type FakeAnswer, type FakeAws, startFakeAws } from './fake-aws.ts';
import { withTestingCredentials } from './testing-credentials.ts';

/** The VPC that the small AWS has. */
const VPC = 'vpc-0a1b2c3d4e5f60718';
const PLACE = ['--region', 'eu-west-1', '--vpc', VPC, '--launch-type', 'fargate'];
const WINDOW = trafficWindow('24h', new Date('2026-11-26T14:37:25Z'));

let aws: FakeAws | undefined;
withTestingCredentials();
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
});

const natGateway = {
  natGatewayId: 'nat-1',
  subnetId: 'subnet-public',
  state: 'available',
  natGatewayAddressSet: [{ networkInterfaceId: 'eni-nat' }],
};
const flowLog = {
  flowLogId: 'fl-1',
  resourceId: RIGHT.vpc.id,
  trafficType: 'ALL',
  logDestinationType: 'cloud-watch-logs',
  logGroupName: '/vpc/flows',
  creationTime: '2026-01-01T00:00:00.000Z',
};
const row = (total: string, isS3: string) =>
  Object.entries({ f_interface_id: 'eni-nat', is_s3: isS3, is_dynamodb: '0', total }).map(
    ([field, value]) => ({
      field,
      value,
    }),
  );
const ANSWERS: Readonly<Record<string, FakeAnswer>> = {
  DescribeNatGateways: { natGatewaySet: [natGateway] },
  DescribeFlowLogs: { flowLogSet: [flowLog] },
  GetMetricData: {
    MetricDataResults: [
      {
        Id: 'q0',
        StatusCode: 'Complete',
        Timestamps: [Date.parse(WINDOW.from) / 1000],
        Values: [4_200_000_000],
      },
    ],
  },
  StartQuery: { queryId: 'query-1' },
  GetQueryResults: {
    status: 'Complete',
    results: [row('1.5E9', '1'), row('500000000', '0')],
    statistics: { bytesScanned: 4_000_000_000 },
  },
};

async function read(
  answers: Readonly<Record<string, FakeAnswer>> = {},
  mayRun = async (_: PlannedQuery) => true,
): Promise<Flows> {
  await aws?.stop();
  aws = await startFakeAws({ ...ANSWERS, ...answers });
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  return readFlowLogs({ region: 'eu-west-1' }, RIGHT, WINDOW, mayRun);
}

it('has one query add up the bytes, after it was said what it may scan', async () => {
  const asked: PlannedQuery[] = [];
  const flows = await read({}, async (query) => {
    expect(aws?.calls).not.toContain('StartQuery');
    asked.push(query);
    return true;
  });
  expect(asked).toEqual([{ logGroup: '/vpc/flows', mayScan: 4_200_000_000 }]);
  expect(flows).toEqual({
    flowLogId: 'fl-1',
    by: 'prefix-list',
    bytesScanned: 4_000_000_000,
    natGateways: [
      {
        natGatewayId: 'nat-1',
        services: [
          { service: 's3', bytes: 1_500_000_000 },
          { service: null, bytes: 500_000_000 },
        ],
      },
    ],
    gaps: [],
  });
  expect(aws?.calls).toEqual([
    'DescribeNatGateways',
    'DescribeFlowLogs',
    'GetMetricData',
    'StartQuery',
    'GetQueryResults',
  ]);
});

it('runs nothing where that is not allowed', async () => {
  const flows = await read({}, async () => false);
  expect(flows).toMatchObject({ flowLogId: 'fl-1', natGateways: [], by: undefined });
  expect(flows.gaps).toEqual(['The flow log fl-1 was not queried.']);
  expect(aws?.calls).not.toContain('StartQuery');
});

it('prints statements for Athena where the files are in S3, and runs nothing', async () => {
  const inS3 = {
    ...flowLog,
    logDestinationType: 's3',
    logGroupName: undefined,
    logDestination: 'arn:aws:s3:::my-logs/shop/',
    destinationOptions: { fileFormat: 'parquet', hiveCompatiblePartitions: true, perHourPartition: true },
  };
  const flows = await read({ DescribeFlowLogs: { flowLogSet: [inS3] } }, () =>
    Promise.reject(new Error('asked')),
  );
  expect(flows.athena).toContain("LOCATION 's3://my-logs/shop/AWSLogs/'");
  expect(flows.athena).toContain('STORED AS PARQUET');
  expect(flows.athena).toContain("IN ('eni-nat')");
  expect(flows.gaps[0]).toContain('fl-1 is in S3, and nothing was queried');
});

describe('what is not answered is unknown, and said', () => {
  it.each<[string, Readonly<Record<string, FakeAnswer>>, RegExp]>([
    ['no flow log', { DescribeFlowLogs: { flowLogSet: [] } }, /No flow log tells where.*Nothing was created/],
    [
      'a denied list',
      { DescribeFlowLogs: { error: 'UnauthorizedOperation' } },
      /not allowed ec2:DescribeFlowLogs.* So where the bytes go is unknown/,
    ],
    ['a denied query', { StartQuery: { error: 'AccessDeniedException' } }, /not allowed logs:StartQuery/],
    [
      'no log group',
      { StartQuery: { error: 'ResourceNotFoundException' } },
      /refused logs:StartQuery: ResourceNotFoundException/,
    ],
    ['too many queries', { StartQuery: { error: 'LimitExceededException' } }, /LimitExceededException/],
    ['a failed query', { GetQueryResults: { status: 'Failed', results: [] } }, /no whole answer \(Failed\)/],
    [
      'a cancelled query',
      { GetQueryResults: { status: 'Cancelled', results: [row('7', '1')] } },
      /no whole answer \(Cancelled\)/,
    ],
    ['no records', { GetQueryResults: { status: 'Complete', results: [] } }, /no records of bytes/],
    [
      'rows of another query',
      { GetQueryResults: { status: 'Complete', results: [[{ field: 'x', value: '1' }]] } },
      /gave no answer that can be read/,
    ],
    ['a list that is none', { GetQueryResults: { status: 'Complete', results: 'none' } }, /was not AWS/],
    [
      'a flow log younger than the window',
      { DescribeFlowLogs: { flowLogSet: [{ ...flowLog, creationTime: '2026-11-26T08:00:00.000Z' }] } },
      /fl-1 exists only since 2026-11-26 08:00 UTC/,
    ],
    [
      'a regional NAT gateway',
      { DescribeNatGateways: { natGatewaySet: [natGateway, { natGatewayId: 'nat-2' }] } },
      /Where the bytes of nat-2 go is unknown: it is a regional NAT gateway/,
    ],
  ])('%s', async (_, answers, says) => {
    const flows = await read(answers);
    expect(flows.gaps.join(' ')).toMatch(says);
    if (!/younger|regional/.test(_)) expect(flows.natGateways).toEqual([]);
  });

  it.each<[string, object[], string[]]>([
    ['there is none', [], [`${RIGHT.vpc.id} has no NAT gateway with a network interface`]],
    ['the only one is regional', [{ natGatewayId: 'nat-2' }], ['Where the bytes of nat-2 go is unknown']],
    [
      'both are regional',
      [{ natGatewayId: 'nat-2' }, { natGatewayId: 'nat-3' }],
      ['Where the bytes of nat-2 go is unknown', 'Where the bytes of nat-3 go is unknown'],
    ],
    [
      'it failed to get one',
      [{ ...natGateway, state: 'failed', natGatewayAddressSet: [] }],
      [`${RIGHT.vpc.id} has no NAT gateway with a network interface`],
    ],
  ])(
    'no flow log of the VPC is asked for where no record can be of a NAT gateway: %s',
    async (_, all, gaps) => {
      for (const flowLogSet of [[], [flowLog]]) {
        const flows = await read({
          DescribeNatGateways: { natGatewaySet: all },
          DescribeFlowLogs: { flowLogSet },
        });
        expect(flows).toMatchObject({ flowLogId: undefined, natGateways: [] });
        expect(flows.gaps).toEqual(gaps.map((gap) => expect.stringContaining(gap)));
        expect(aws?.calls).not.toContain('StartQuery');
      }
    },
  );

  it('how much a query may scan', async () => {
    const asked: PlannedQuery[] = [];
    for (const answer of [
      { error: 'AccessDenied' },
      { MetricDataResults: [{ Id: 'q0', StatusCode: 'Complete' }] },
    ])
      await read({ GetMetricData: answer }, async (query) => asked.push(query) < 0);
    expect(asked.map(({ mayScan }) => mayScan)).toEqual([undefined, undefined]);
  });
});

describe('the program', () => {
  const FLAGS = ['doctor', ...PLACE, '--traffic', '24h', '--flow-logs', '--fail-on', 'never'];
  const ONE_QUERY_CALLS = ['StartQuery', 'GetQueryResults'];

  async function account(): Promise<Record<string, string>> {
    await aws?.stop();
    const results = Array.from({ length: 10 }, (_, index) => ({
      Id: `q${index}`,
      StatusCode: 'Complete',
      Timestamps: [],
      Values: [],
    }));
    aws = await startFakeAws({
      ...ANSWERS,
      DescribeFlowLogs: { flowLogSet: [{ ...flowLog, resourceId: VPC }] },
      ListMetrics: { Metrics: [] },
      GetMetricData: { MetricDataResults: results },
      GetQueryResults: {
        status: 'Complete',
        results: [row('1.5E9', '1'), row('5', '0')],
        statistics: { bytesScanned: 7 },
      },
    });
    return {
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
    };
  }
  async function run(...flags: string[]): Promise<Outcome> {
    const env = { ...bareEnv(), ...(await account()) };
    return promisify(execFile)(process.execPath, [PROGRAM, ...FLAGS, ...flags], { env }).then(
      (said) => ({ code: 0, ...said }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  }

  it('without a terminal runs no query that costs something, and says how to', async () => {
    for (const flags of [[], ['--json']])
      expect(await run(...flags)).toEqual({
        code: 2,
        stdout: '',
        stderr:
          'Error: --flow-logs runs a CloudWatch Logs Insights query that may scan an unknown number of bytes of log group /vpc/flows, and AWS charges for what is scanned. Pass --yes to run it.\n',
      });
    expect(aws?.calls).not.toContain('StartQuery');
  });

  it('runs it with --yes', async () => {
    const { code, stdout, stderr } = await run('--yes', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout).traffic.flowLogs).toMatchObject({
      flowLogId: 'fl-1',
      by: 'prefix-list',
      natGateways: [
        {
          natGatewayId: 'nat-1',
          services: [
            { service: 's3', bytes: 1.5e9 },
            { service: null, bytes: 5 },
          ],
        },
      ],
    });
    const text = (await run('--yes')).stdout.replaceAll('\n| ', ' ');
    expect(text).toContain('By the flow logs: s3 1.50 GB (over 99 %), everything else 5 bytes (below 1 %).');
    expect(text).toContain('The query of flow log fl-1 scanned 7 bytes.');
  });

  it.each([
    ['n', 'The flow log fl-1 was not queried.', []],
    ['y', 'The query of flow log fl-1 scanned 7 bytes.', ONE_QUERY_CALLS],
  ] as const)('asks in a terminal, and heeds %s', async (key, says, calls) => {
    const terminal = new Terminal(FLAGS, { cwd: emptyFolder(), env: await account() });
    await terminal.answer('AWS charges for what is scanned.', key);
    await terminal.see(says);
    expect(await terminal.exit).toBe(0);
    expect(aws?.calls.filter((call) => /Query/.test(call))).toEqual(calls);
  });
});
