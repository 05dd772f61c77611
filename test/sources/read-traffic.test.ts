import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Traffic } from '../../src/core/evidence/traffic.ts';
import { trafficWindow } from '../../src/core/evidence/traffic-window.ts';
import type { Network } from '../../src/core/network/network.ts';
import { readTraffic } from '../../src/sources/aws/traffic/read-traffic.ts';
import { interfaceEndpoint, RIGHT, withEndpoints } from '../core/rules/network.ts';
import { type FakeAnswer, type FakeAws, startFakeAws } from './fake-aws.ts';
import { withTestingCredentials } from './testing-credentials.ts';

const WINDOW = trafficWindow('24h', new Date('2026-11-26T14:37:25Z'));
const FROM = Date.parse(WINDOW.from) / 1000;

let aws: FakeAws | undefined;
withTestingCredentials();
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
});

const NAT = 'nat-0000000a';
const network: Network = {
  ...RIGHT,
  natGateways: [{ id: NAT, subnetId: undefined, state: 'available', connectivity: 'public' }],
  routeTables: [],
  endpoints: [interfaceEndpoint('ecr.api')],
};

const result = (index: number, values: readonly number[], status = 'Complete') => ({
  Id: `q${index}`,
  StatusCode: status,
  Timestamps: values.map((_, period) => FROM + period * 600),
  Values: values,
});
const listed = (...ids: string[]) => ({
  Metrics: ids.map((id) => ({
    Namespace: 'AWS/NATGateway',
    MetricName: 'BytesOutToDestination',
    Dimensions: [{ Name: 'NatGatewayId', Value: id }],
  })),
});
const ANSWERS = {
  ListMetrics: listed(NAT),
  GetMetricData: {
    MetricDataResults: [0, 1, 2, 3, 4].map((index) => result(index, [index, 10])),
  },
};

async function read(answers: Readonly<Record<string, FakeAnswer>> = {}, of = network): Promise<Traffic> {
  aws = await startFakeAws({ ...ANSWERS, ...answers });
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  return readTraffic({ region: 'eu-west-1' }, of, WINDOW);
}

it('reads four counters of a NAT gateway and one of an endpoint, with one call for each kind of thing', async () => {
  const { natGateways, endpoints, deleted } = await read();
  expect(natGateways).toMatchObject([
    {
      natGatewayId: NAT,
      bytesInFromDestination: 10,
      bytesOutToDestination: 11,
      bytesInFromSource: 12,
      bytesOutToSource: 13,
    },
  ]);
  expect(endpoints).toEqual([{ endpointId: 'vpce-ecr-api', service: 'ecr.api', bytesProcessed: 14 }]);
  expect(deleted).toEqual([]);
  expect(aws?.calls).toEqual(['ListMetrics', 'GetMetricData', 'DescribeVpcEndpoints']);
});

it('asks in calls of 500 metrics', async () => {
  const many = Array.from({ length: 130 }, (_, index) => `nat-${index}`);
  const natGateways = many.map((id) => ({
    id,
    subnetId: undefined,
    state: 'available',
    connectivity: 'public' as const,
  }));
  await read(
    { ListMetrics: listed(...many), GetMetricData: { MetricDataResults: [] } },
    { ...network, natGateways },
  );
  expect(aws?.calls).toEqual(['ListMetrics', 'GetMetricData', 'GetMetricData']);
});

it('looks at NAT gateways that only a route names, and asks for nothing where there is nothing', async () => {
  const [table] = RIGHT.routeTables ?? [];
  const route = {
    destination: '0.0.0.0/0',
    target: { kind: 'nat-gateway', id: NAT },
    state: 'blackhole',
    propagated: false,
  } as const;
  const routeTables = table ? [{ ...table, routes: [route] }] : [];
  const { natGateways } = await read({}, { ...network, natGateways: [], routeTables });
  expect(natGateways).toMatchObject([{ natGatewayId: NAT, bytesInFromDestination: 10 }]);
  await aws?.stop();
  await read({ ListMetrics: listed() }, { ...network, natGateways: [], endpoints: [] });
  expect(aws?.calls).toEqual(['ListMetrics']);
});

it('tells deleted NAT gateways from those of other VPCs', async () => {
  const { natGateways, deleted, gaps } = await read({
    ListMetrics: listed(NAT, 'nat-gone', 'nat-1'),
    GetMetricData: {
      MetricDataResults: [0, 1, 2, 3, 4, 5, 6, 7, 8].map((index) => result(index, [index])),
    },
  });
  expect(natGateways).toHaveLength(1);
  expect(deleted).toMatchObject([{ natGatewayId: 'nat-gone', bytesInFromDestination: 4 }]);
  expect(gaps.at(-1)).toContain('data of nat-gone, which EC2 shows in no VPC');
});

it.each<[string, number[], string, object]>([
  [
    'carried nothing',
    [],
    '2026-11-26T10:00:00.000Z',
    { bytesProcessed: 0, createdAt: '2026-11-26T10:00:00Z' },
  ],
  ['carried some', [7], '2026-11-26T10:00:00.000Z', { bytesProcessed: 7, createdAt: '2026-11-26T10:00:00Z' }],
  ['is older than the window', [7], '2026-01-01T00:00:00.000Z', { bytesProcessed: 7 }],
])('says since when an endpoint exists that %s', async (_, values, creationTimestamp, expected) => {
  const { endpoints } = await read({
    GetMetricData: {
      MetricDataResults: [0, 1, 2, 3].map((index) => result(index, [1])).concat(result(4, values)),
    },
    DescribeVpcEndpoints: { vpcEndpointSet: [{ vpcEndpointId: 'vpce-ecr-api', creationTimestamp }] },
  });
  expect(endpoints).toEqual([{ endpointId: 'vpce-ecr-api', service: 'ecr.api', ...expected }]);
});

it('says that new endpoints carry more a day than is shown where nobody tells how old they are', async () => {
  const { endpoints, gaps } = await read({ DescribeVpcEndpoints: { error: 'UnauthorizedOperation' } });
  expect(endpoints).toEqual([{ endpointId: 'vpce-ecr-api', service: 'ecr.api', bytesProcessed: 14 }]);
  expect(gaps.join(' ')).toMatch(
    /not allowed ec2:DescribeVpcEndpoints\. So it is not known since when the endpoints exist/,
  );
});

describe('what is not answered is unknown, and said', () => {
  it.each<[string, FakeAnswer, RegExp]>([
    [
      'denied',
      { error: 'AccessDenied', status: 403 },
      /not allowed cloudwatch:GetMetricData\. So how much went through is unknown/,
    ],
    ['throttled', { error: 'ThrottlingException' }, /Still throttled by AWS in eu-west-1/],
    ['failed', { error: 'InternalServiceFault', status: 500 }, /failed to answer cloudwatch:GetMetricData/],
    ['none of AWS', '<html>Sign in</html>', /was not AWS in eu-west-1/],
    ['without results', {}, /was not AWS/],
    ['of what was not asked', { MetricDataResults: [{ Id: 'm1', StatusCode: 'Complete' }] }, /was not AWS/],
    ['with text for numbers', { MetricDataResults: [{ ...result(0, [1]), Values: ['1'] }] }, /was not AWS/],
    [
      'with fewer times than values',
      { MetricDataResults: [{ ...result(0, [1]), Timestamps: [] }] },
      /was not AWS/,
    ],
    ['with less than nothing', { MetricDataResults: [result(0, [-1])] }, /was not AWS/],
  ])('%s', async (_, answer, says) => {
    const { natGateways, endpoints, gaps } = await read({ GetMetricData: answer });
    expect(natGateways[0]).toMatchObject({ bytesInFromDestination: undefined, bytesOutToSource: undefined });
    expect(endpoints[0]?.bytesProcessed).toBeUndefined();
    expect(gaps).toEqual([expect.stringMatching(says)]);
  });

  it.each(['PartialData', 'InternalError', 'Forbidden'])('%s', async (status) => {
    const { natGateways, endpoints, gaps } = await read({
      GetMetricData: {
        MetricDataResults: [0, 1, 2, 3, 4].map((index) =>
          result(index, [5], index % 4 === 0 ? status : 'Complete'),
        ),
        Messages: [{ Code: 'X', Value: 'Some metrics were left out.' }],
      },
    });
    expect(natGateways[0]).toMatchObject({ bytesInFromDestination: undefined, bytesOutToDestination: 5 });
    expect(endpoints[0]?.bytesProcessed).toBeUndefined();
    expect(gaps).toEqual([
      'CloudWatch says: Some metrics were left out.',
      expect.stringContaining(`only in part for ${NAT}, vpce-ecr-api`),
    ]);
  });

  it('the list of metrics, and which NAT gateways other VPCs have', async () => {
    expect((await read({ ListMetrics: { error: 'AccessDenied' } })).gaps.slice(0, 1)).toEqual([
      expect.stringMatching(
        /not allowed cloudwatch:ListMetrics\. So it is not known whether NAT gateways that were deleted/,
      ),
    ]);
    await aws?.stop();
    const answers = { ListMetrics: listed('nat-x'), DescribeNatGateways: { error: 'UnauthorizedOperation' } };
    expect((await read(answers)).gaps.slice(0, 1)).toEqual([
      expect.stringContaining('not allowed ec2:DescribeNatGateways'),
    ]);
  });

  it('what was not read of the network', async () => {
    const { gaps } = await read(
      {},
      { ...withEndpoints(network), natGateways: undefined, endpoints: undefined },
    );
    expect(gaps.slice(0, 2)).toEqual([
      expect.stringContaining('NAT gateways of the VPC were not read'),
      expect.stringContaining('endpoints of the VPC were not read'),
    ]);
  });
});
