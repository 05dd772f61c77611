import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CostInput, costOf } from '../../src/core/evidence/cost/cost.ts';
import {
  compare,
  type Decimal,
  decimal,
  decimalText,
  divided,
  groupedText,
  minus,
  plus,
  rounded,
  sum,
  times,
  whole,
} from '../../src/core/evidence/cost/decimal.ts';
import type { Total } from '../../src/core/evidence/cost/lines.ts';
import { tablePrices } from '../../src/core/evidence/cost/price-table.ts';
import { COMPONENTS, type Prices } from '../../src/core/evidence/cost/prices.ts';
import type { Flows, Traffic } from '../../src/core/evidence/traffic.ts';
import type { NatGateway, Network } from '../../src/core/network/network.ts';
import { verdictSentences } from '../../src/reports/cost/cost-sentences.ts';
import { costText } from '../../src/reports/cost/cost-text.ts';
import { plan } from '../engine.ts';
import { planInputOf, smallNetwork } from './arbitrary-network.ts';
import {
  A,
  type Asked,
  B,
  edit,
  gatewayEndpoint,
  interfaceEndpoint,
  RIGHT,
  S3_PREFIX_LIST,
  sceneOf,
  withEndpoints,
  without,
  withoutNat,
  withoutRoute,
} from './rules/network.ts';

const INTERFACES = ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry'] as const;

const pricesOf = (region: string): Prices => ({
  region,
  currency: 'USD',
  of: tablePrices(region),
  notes: [],
});
const US_EAST_1 = pricesOf('us-east-1');

const text = (value: Decimal | undefined) => value && decimalText(value, 2);
const total = ({ amount, complete }: Total) => [decimalText(amount, 2), complete];

/** NAT in both zones, and no endpoint at all. */
const secondNat: NatGateway = {
  id: 'nat-2',
  subnetId: 'subnet-public',
  state: 'available',
  connectivity: 'public',
};
const bare = withoutRoute(
  withoutRoute({ ...RIGHT, endpoints: [] }, 'rtb-a', S3_PREFIX_LIST),
  'rtb-b',
  S3_PREFIX_LIST,
);
const twoNats: Network = { ...bare, natGateways: [...(bare.natGateways ?? []), secondNat] };

/** What a network costs with the plan that `create` makes for it. */
function cost(network: Network, input: Partial<CostInput> = {}, asked: Asked = {}) {
  const scene = sceneOf(network, asked);
  const decided = plan({ ...scene, iac: 'terraform', name: 'private-ecs', tags: {}, s3Policy: 'full' });
  return costOf({ network, tasks: scene.tasks, prices: US_EAST_1, plan: decided, ...input });
}
const verdict = (...args: Parameters<typeof cost>) => verdictSentences(cost(...args)).join('\n');

/** Bytes of a week, all at once in its first hour. */
function measured(bytes: number, endpoints: Traffic['endpoints'] = []): Traffic {
  const counted = {
    bytesInFromSource: bytes,
    bytesInFromDestination: 0,
    bytesOutToDestination: 1,
    bytesOutToSource: 1,
  };
  const none = { ...counted, bytesInFromSource: 0 };
  const at = (day: number) => `2026-11-0${day}T00:00:00Z`;
  const series = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ at: at(day), ...(day === 1 ? counted : none) }));
  return {
    from: at(1),
    to: at(8),
    periodSeconds: 86_400,
    natGateways: [{ natGatewayId: 'nat-1', ...counted, series }],
    endpoints,
    deleted: [],
    gaps: [],
  };
}

describe('decimal numbers', () => {
  it.each([
    ['0.0450000000', '0.045'],
    ['7', '7'],
    ['0.10', '0.1'],
    ['000.5', '0.5'],
  ])('%s is %s', (written, shown) => {
    const value = decimal(written);
    expect(value && decimalText(value)).toBe(shown);
  });

  it.each(['', '-1', '1e3', '.5', '1.', ' 1', '1,5', '9'.repeat(16), `0.${'1'.repeat(19)}`, 'NaN'])(
    '%j is none',
    (written) => expect(decimal(written)).toBeUndefined(),
  );

  it('are exact where floats are not', () => {
    const tenth = decimal('0.1') ?? whole(0);
    expect(decimalText(sum(Array.from({ length: 10 }, () => tenth)))).toBe('1');
    expect(decimalText(times(decimal('1.005') ?? whole(0), whole(1000)))).toBe('1005');
  });

  it('calculate as whole numbers of their smallest unit', () => {
    const cents = fc.bigInt({ min: 0n, max: 10n ** 15n });
    fc.assert(
      fc.property(cents, cents, fc.integer({ min: 0, max: 6 }), (a, b, scale) => {
        const [x, y] = [a, b].map((digits) => ({ digits, scale })) as [Decimal, Decimal];
        const unit = 10n ** BigInt(scale);
        expect(plus(x, y).digits).toBe(a + b);
        expect(minus(x, y).digits).toBe(a - b);
        expect(times(x, y)).toEqual({ digits: a * b, scale: 2 * scale });
        expect(compare(x, y)).toBe(a < b ? -1 : a > b ? 1 : 0);
        expect(rounded(x, 0).digits).toBe((2n * a + unit) / (2n * unit));
        if (b > 0n) expect(divided(x, y, 0, 'up').digits).toBe((a + b - 1n) / b);
      }),
    );
  });

  it.each([
    ['0.005', 2, '0.01'],
    ['0.0049999', 2, '0.00'],
    ['19.55358', 2, '19.55'],
    ['7.3', 2, '7.30'],
  ])('%s with %i places is %s', (written, places, shown) => {
    expect(decimalText(rounded(decimal(written) ?? whole(0), places), places)).toBe(shown);
  });

  it('are grouped for people', () => {
    expect(groupedText(decimal('1234567.5') ?? whole(0), 2)).toBe('1,234,567.50');
    expect(groupedText(whole(999))).toBe('999');
  });
});

describe('prices of the table', () => {
  const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-northeast-1'];

  it.each(regions)('of %s have a source and a date', (region) => {
    const prices = Object.values(tablePrices(region));
    expect(prices.length).toBeGreaterThan(0);
    for (const { amount, source, date } of prices) {
      expect(amount.digits).toBeGreaterThan(0n);
      expect(source).not.toBe('');
      expect(date).toMatch(/^20\d\d-\d\d$/);
    }
  });

  it.each(['eu-west-2', 'ap-southeast-1', 'cn-north-1', 'constructor', ''])(
    'there are none of %s, for which nobody was found with a date',
    (region) => expect(tablePrices(region)).toEqual({}),
  );
});

describe('by hand, in us-east-1', () => {
  it('one endpoint in one zone pays back beside NAT from 208.6 GB', () => {
    // 730 × 0.010 = 7.30; 7.30 / (0.045 − 0.010) = 208.57…
    const { added, comparison } = cost(without(RIGHT, 'ecr.api'), {}, { subnetIds: [A] });
    expect(added && total(added.hours)).toEqual(['7.30', true]);
    expect(text(added?.breakEven?.gb)).toBe('208.60');
    expect(comparison?.optional.map(({ service }) => service)).toEqual(['ecr.api']);
  });

  it('three endpoints in two zones are 43.80', () => {
    const { added } = cost(without(RIGHT, 'ecs', 'ecs-agent', 'ecs-telemetry'));
    expect(added && total(added.hours)).toEqual(['43.80', true]);
    // 43.80 / 0.035 = 1,251.42…
    expect(text(added?.breakEven?.gb)).toBe('1251.50');
  });

  it('six endpoints in two zones are 87.60, NAT in two zones 65.70', () => {
    const { added, now } = cost(twoNats, {}, { services: ['logs'] });
    expect(added && total(added.hours)).toEqual(['87.60', true]);
    expect(now && total(now.hours)).toEqual(['65.70', true]);
    expect(now && total(now.gb)).toEqual(['0.00', false]);
  });

  it('a NAT gateway with 500 GB is 55.35', () => {
    // 730 × 0.045 = 32.85; 500 × 0.045 = 22.50
    const { now, usage } = cost(bare, { gbPerMonth: 500 });
    expect(now && total(now.hours)).toEqual(['32.85', true]);
    expect(text(usage?.throughNat.amount)).toBe('22.50');
  });

  it('is not made of what CloudWatch answered only in part', () => {
    const whole = measured(100 * 2 ** 30);
    const natGateways = whole.natGateways.map((nat) => ({ ...nat, bytesInFromSource: undefined }));
    const { now, usage } = cost(bare, { traffic: { ...whole, natGateways } });
    expect(usage).toBeUndefined();
    expect(now?.gb.complete).toBe(false);
  });

  it('100 GB in a week are 434.524 GB in a month, and 19.55', () => {
    // 100 × 730 / 168 = 434.5238…; 434.524 × 0.045 = 19.55358
    const { now, usage } = cost(bare, { traffic: measured(100 * 2 ** 30) });
    expect(text(usage?.throughNat.quantity)).toBe('434.524');
    expect(now && total(now.gb)).toEqual(['19.55', true]);
  });

  it('an endpoint in two zones that carried 50 GB in a week is 16.77', () => {
    // 2 × 730 × 0.010 = 14.60; 50 × 730 / 168 = 217.2619 → 217.262 × 0.010 = 2.17262
    const endpoints = [{ endpointId: 'vpce-ecr-api', service: 'ecr.api', bytesProcessed: 50 * 2 ** 30 }];
    const { now } = cost(RIGHT, { traffic: measured(0, endpoints) });
    const line = now?.lines.find(({ id }) => id === 'vpce-ecr-api');
    expect(line?.charges.map(({ amount }) => text(amount))).toEqual(['14.60', '2.17']);
  });

  it('an endpoint made in the middle of the window is measured from then on', () => {
    const bytesProcessed = 50 * 2 ** 30;
    const one = {
      endpointId: 'vpce-ecr-api',
      service: 'ecr.api',
      bytesProcessed,
      createdAt: '2026-11-04T12:00:00Z',
    };
    const { now } = cost(RIGHT, { traffic: measured(0, [one]) });
    const line = now?.lines.find(({ id }) => id === 'vpce-ecr-api');
    // 50 × 730 / 84
    expect(text(line?.charges[1]?.quantity)).toBe('434.524');
  });

  it('a total is the sum of amounts to the cent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (bytes) => {
        const { now, usage } = cost(bare, { traffic: measured(bytes) });
        const quantity = usage?.throughNat.quantity ?? whole(0);
        const amount = (quantity.digits * 45n * 100n * 2n + 10n ** 6n) / (2n * 10n ** 6n);
        expect(now?.gb.amount).toEqual({ digits: amount, scale: 2 });
      }),
      { numRuns: 20 },
    );
  });
});

describe('what costs', () => {
  const lines = (network: Network) => cost(network).now?.lines ?? [];

  it('gateway endpoints are free, and those of GuardDuty', () => {
    const found = lines({
      ...RIGHT,
      endpoints: [gatewayEndpoint('s3'), interfaceEndpoint('logs', { service: 'guardduty-data' })],
    });
    expect(found.filter(({ charges }) => charges.length === 0).map(({ service }) => service)).toEqual([
      's3',
      'guardduty-data',
    ]);
  });

  it.each([
    ['deleted', 0],
    ['failed', 0],
    ['available', 1],
    ['pending', 1],
  ])('a NAT gateway that is %s counts %i times', (state, times) => {
    const [nat] = RIGHT.natGateways ?? [];
    const found = lines({ ...RIGHT, natGateways: nat ? [{ ...nat, state }] : [] });
    expect(found.filter(({ resource }) => resource === 'nat-gateway')).toHaveLength(times);
  });

  it.each([
    ['deleting', 0],
    ['pendingacceptance', 1],
    ['available', 1],
  ])('an endpoint that is %s counts %i times', (state, times) => {
    expect(lines({ ...RIGHT, endpoints: [interfaceEndpoint('logs', { state })] })).toHaveLength(1 + times);
  });

  it('an endpoint costs by its own zones', () => {
    const [, one] = lines({ ...RIGHT, endpoints: [interfaceEndpoint('logs', { subnetIds: [A] })] });
    const [, two] = lines({ ...RIGHT, endpoints: [interfaceEndpoint('logs', { subnetIds: [A, B] })] });
    expect([one, two].map((line) => text(line?.charges[0]?.amount))).toEqual(['7.30', '14.60']);
  });

  it('the hours of a regional NAT gateway are not known', () => {
    const [nat] = RIGHT.natGateways ?? [];
    const regional = { ...RIGHT, natGateways: nat ? [{ ...nat, subnetId: undefined }] : [] };
    const { now, notCounted } = cost(regional);
    expect(now?.lines[0]?.zones).toBeUndefined();
    expect(now?.lines[0]?.charges[0]?.amount).toBeUndefined();
    expect(now?.hours.complete).toBe(false);
    expect(notCounted.join(' ')).toMatch(/nat-1, whose subnet isn't known.*isn't confirmed/);
  });

  it('is not known where it was not read', () => {
    const { now, notCounted, comparison } = cost({ ...bare, natGateways: undefined, endpoints: undefined });
    expect(now?.lines).toEqual([]);
    expect(notCounted.join(' ')).toMatch(/NAT gateways, which could not be read.*endpoints, which could not/);
    expect(comparison?.cheapest).toBeUndefined();
  });

  it('always says what is not counted', () => {
    expect(cost(RIGHT).notCounted.join(' ')).toMatch(/between zones.*taxes/);
    const other = interfaceEndpoint('sqs', { kind: 'other' });
    const abroad = interfaceEndpoint('sns', { serviceRegion: 'us-west-2' });
    const said = cost({ ...RIGHT, endpoints: [other, abroad] }).notCounted.join(' ');
    expect(said).toMatch(/Gateway Load Balancers.*another Region/);
    expect(cost(bare, { gbPerMonth: 1_048_577 }).notCounted.join(' ')).toContain('above 1 PB');
  });
});

describe('the cheapest that is enough', () => {
  it('is the free S3 gateway alone where NAT stays and carries too little', () => {
    const { comparison } = cost(twoNats, { gbPerMonth: 417 });
    expect(comparison?.cheapest).toBe('free');
    expect(comparison?.free.map(({ service }) => service)).toEqual(['s3']);
    expect(text(comparison?.breakEven?.least.gb)).toBe('417.20');
    expect(text(comparison?.saves?.free)).toBe('18.77');
    expect(verdict(twoNats, { gbPerMonth: 417 })).toMatch(
      /^By money alone, while NAT stays, the free s3 gateway endpoint alone is enough\.\n.*0\.045 USD: of 417 GB, up to 18\.77 USD\.\n5 interface endpoints in 2 zones: 73\.00 USD.*can't be\./,
    );
  });

  it.each([418, 5000])('depends where NAT carries %i GB, and the break-even says on what', (gbPerMonth) => {
    const { comparison } = cost(twoNats, { gbPerMonth });
    expect(comparison?.cheapest).toBe('depends');
    expect(verdict(twoNats, { gbPerMonth })).toMatch(/unless the other services get much traffic/);
  });

  it('says what all endpoints could save at most', () => {
    // 5,000 × 0.035 − 73.00
    expect(text(cost(twoNats, { gbPerMonth: 5000 }).comparison?.saves?.optional)).toBe('102.00');
    expect(cost(twoNats, { gbPerMonth: 1000 }).comparison?.saves?.optional).toBeUndefined();
  });

  it('is all endpoints where nothing else leads out', () => {
    const alone = { ...withoutNat(bare), natGateways: [] };
    const { comparison, natInstead } = cost(alone);
    expect(comparison?.needed).toHaveLength(5);
    expect(comparison?.optional).toEqual([]);
    expect(natInstead && [natInstead.zones, text(natInstead.hours)]).toEqual([2, '65.70']);
    expect(verdict(alone)).toMatch(
      /needed in any case: 73\.00 USD\.\nNAT gateways in 2 zones instead: 65\.70/,
    );
  });

  it('is said to be unknown where the way of a service is', () => {
    const { comparison } = cost({ ...bare, routeTables: undefined });
    expect(comparison?.optional).toEqual([]);
    expect(comparison?.cheapest).toBeUndefined();
  });

  it('is the free endpoint and what is blocked, where a part is', () => {
    // One subnet has NAT, the other has not.
    const half = { ...withoutRoute(bare, 'rtb-b', '0.0.0.0/0') };
    const { comparison } = cost(half);
    expect(comparison?.needed.length).toBe(5);
    const logs = withEndpoints(half, ...INTERFACES.map((service) => interfaceEndpoint(service)));
    expect(verdict(without(logs, 'ecs'), { gbPerMonth: 5 })).toContain(
      "Tasks can't reach ecs today, so 1 interface endpoint in 2 zones is needed in any case: 14.60 USD.",
    );
  });

  it('is not said where the way of an endpoint that would be added is not known', () => {
    const unknown = { ...edit(bare, 'natGateways', 'nat-1', () => ({ connectivity: undefined })) };
    const { comparison } = cost(unknown);
    expect(comparison?.cheapest).toBeUndefined();
    expect(comparison?.other).toHaveLength(5);
  });

  it('is nothing more where all is there', () => {
    expect(verdict(RIGHT)).toBe('The fixes add nothing to the bill.');
  });

  it('names what the tasks have no use for, with its price', () => {
    const unusedIds = new Set(['vpce-ecs']);
    expect(verdict(RIGHT, { unusedIds })).toContain("These tasks don't use ecs: 14.60 USD.");
  });
});

describe('with the shares that flow logs tell', () => {
  const MIB = 2 ** 20;
  /** A part of a day of the week that was measured: shares count, not these bytes. */
  const flows = (
    services: Flows['natGateways'][number]['services'],
    by: Flows['by'] = 'aws-service',
    natGatewayId = 'nat-1',
  ): Flows => ({
    flowLogId: 'fl-1',
    by,
    bytesScanned: 1,
    natGateways: [{ natGatewayId, services }],
    gaps: [],
  });
  const sixty = [
    { service: 's3', bytes: 60 * MIB },
    { service: 'AMAZON', bytes: 30 * MIB },
    { service: null, bytes: 10 * MIB },
  ];
  const week = (gb: number, told: Flows = flows(sixty)): Partial<CostInput> => ({
    traffic: { ...measured(gb * 2 ** 30), flows: told },
  });
  const listed = {
    ...bare,
    prefixLists: [
      { id: 'pl-s3', name: 'com.amazonaws.eu-west-1.s3', cidrs: ['52.218.0.0/17'] },
      { id: 'pl-ddb', name: 'com.amazonaws.eu-west-1.dynamodb', cidrs: ['52.94.5.0/24'] },
    ],
  };

  it('what free endpoints save is the share of the GB that were measured', () => {
    // 100 GB in a week are 434.524 in a month; 60 % are 260.7144 → 260.714; × 0.045 = 11.73213
    const { usage, comparison } = cost(bare, week(100));
    expect(usage?.shares?.services.map(({ service, gb }) => [service, decimalText(gb)])).toEqual([
      ['s3', '260.714'],
      ['dynamodb', '0'],
      ['AMAZON', '130.357'],
      [null, '43.452'],
    ]);
    expect(text(comparison?.saves?.free)).toBe('11.73');
    expect(verdict(bare, week(100))).toContain(
      'By flow log fl-1, 260.714 of 434.524 GB through NAT are for s3: 11.73 USD, ' +
        "if all of it comes from the tasks' subnets and goes to eu-west-1.",
    );
  });

  it('the other endpoints are compared with what is left', () => {
    // 1,200 GB in a week are 5,214.286; without 60 % (3,128.572 rounded up) 2,085.714, × 0.035 − 73.00 = −0.00001
    // 1,201 GB: 5,218.631 − 3,131.179 = 2,087.452; × 0.035 = 73.06082; − 73.00 = 0.06
    expect(cost(bare, week(1200)).comparison?.saves?.optional).toBeUndefined();
    const { comparison } = cost(bare, week(1201));
    expect(comparison?.saves?.optionalGb && decimalText(comparison.saves.optionalGb)).toBe('2087.452');
    expect(text(comparison?.saves?.optional)).toBe('0.06');
    expect(verdict(bare, week(1201))).toContain(
      "If all 2,087.452 GB through NAT that are neither s3's nor dynamodb's were theirs, they would save 0.06 USD.",
    );
  });

  it('the cheapest is known where too little is left, though NAT carries much', () => {
    // 200 GB in a week are 869.048; 40 % are 347.619, and one endpoint pays back from 417.2.
    expect(cost(bare, { traffic: measured(200 * 2 ** 30) }).comparison?.cheapest).toBe('depends');
    expect(cost(bare, week(200)).comparison?.cheapest).toBe('free');
    expect(verdict(bare, week(200))).toContain(
      "With 347.619 GB through NAT that are neither s3's nor dynamodb's, that can't be.",
    );
  });

  it('each NAT gateway has its own share', () => {
    // nat-1: 434.524 GB, a half; nat-2: 217.262 GB, all. 217.262 + 217.262 = 434.524; × 0.045 = 19.55
    const [first] = measured(100 * 2 ** 30).natGateways;
    const [second] = measured(50 * 2 ** 30).natGateways;
    if (!first || !second) throw new Error('no NAT gateway');
    const told: Flows = {
      ...flows([]),
      natGateways: [
        {
          natGatewayId: 'nat-1',
          services: [
            { service: 's3', bytes: 7 },
            { service: null, bytes: 7 },
          ],
        },
        { natGatewayId: 'nat-2', services: [{ service: 's3', bytes: 1000 }] },
      ],
    };
    const natGateways = [first, { ...second, natGatewayId: 'nat-2' }];
    const { comparison } = cost(twoNats, { traffic: { ...measured(0), natGateways, flows: told } });
    expect(text(comparison?.saves?.free)).toBe('19.55');
  });

  it('GB that are said are shared out alike', () => {
    // 500 × 60 % = 300; × 0.045
    const { usage, comparison } = cost(bare, { ...week(100), gbPerMonth: 500 });
    expect(usage?.from).toBe('said');
    expect(text(comparison?.saves?.free)).toBe('13.50');
  });

  it('by prefix lists, a service without a record has no bytes if its addresses were looked for', () => {
    const told = week(100, flows([{ service: null, bytes: MIB }], 'prefix-list'));
    expect(text(cost(listed, told).comparison?.saves?.free)).toBe('0.00');
    expect(verdict(listed, told)).toMatch(/, 0 of 434\.524 GB .* from the tasks' subnets\.\n/);
    expect(cost({ ...bare, prefixLists: undefined }, told).comparison?.saves).toMatchObject({
      freeServices: [],
    });
  });

  it.each<[string, Partial<CostInput>, Network?]>([
    ['no flow logs were asked for', { traffic: measured(100 * 2 ** 30) }],
    ['none was queried', week(100, { ...flows([]), by: undefined, natGateways: [] })],
    ['none could be chosen', week(100, { ...flows(sixty), flowLogId: undefined })],
    ['the records are of another NAT gateway', week(100, flows(sixty, 'aws-service', 'nat-2'))],
    ['the records have no bytes', week(100, flows([{ service: 's3', bytes: 0 }]))],
    ['the bytes are no number', week(100, flows([{ service: 's3', bytes: Number.POSITIVE_INFINITY }]))],
    ['one NAT gateway has no records', { ...week(100), gbPerMonth: 434 }, twoNats],
  ])('it stays "up to" where %s', (_, input, network = bare) => {
    const { usage, comparison } = cost(network, input);
    expect(usage?.shares).toBeUndefined();
    expect(comparison?.saves?.freeServices).toEqual([]);
    expect(verdict(network, input)).toMatch(/of 434(\.524)? GB, up to 19\.5[35] USD\./);
  });
});

describe('on any network', () => {
  it('what a plan adds is what the network costs more after it', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(smallNetwork(4), fc.option(fc.nat(10_000), { nil: undefined }), (made, gbPerMonth) => {
        const { network, tasks } = made;
        const decided = plan(planInputOf(made, 'terraform'));
        const input = { tasks, prices: US_EAST_1, plan: decided, gbPerMonth };
        const before = costOf({ ...input, network });
        const after = costOf({ ...input, network: decided.network });
        if (network.source !== 'declared' && network.endpoints)
          expect(after.now?.hours.amount).toEqual(
            before.now && before.added && plus(before.now.hours.amount, before.added.hours.amount),
          );
        const { free, needed, optional, other } = before.comparison ?? {};
        expect([free, needed, optional, other].flat()).toHaveLength(before.added?.lines.length ?? 0);
        const lines = costText(before, { width: 60, colour: false, unicode: true });
        expect(lines.filter((line) => !/^(\| .*)?$/.test(line))).toEqual([]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

describe('prices that are not known', () => {
  it('leave hours and GB, and no money', () => {
    const { now, added, usage, comparison } = cost(bare, {
      prices: pricesOf('sa-east-1'),
      gbPerMonth: 500,
    });
    expect(now?.lines[0]?.charges.map(({ quantity }) => text(quantity))).toEqual(['730.00']);
    expect(added?.hours).toEqual({ amount: whole(0), complete: false });
    expect(usage?.throughNat).toMatchObject({ quantity: whole(500), amount: undefined });
    expect(comparison).toMatchObject({ breakEven: undefined, cheapest: undefined, saves: undefined });
    expect(verdict(bare, { prices: pricesOf('sa-east-1') })).not.toContain('USD');
  });

  it('of a GB through endpoints leave a break-even that is certainly not reached below', () => {
    // 2 × 730 × 0.011 = 16.06; 16.06 / 0.048 = 334.58…
    const { comparison } = cost(bare, { prices: pricesOf('eu-west-1') });
    expect(comparison?.breakEven?.least).toMatchObject({ exact: false });
    expect(text(comparison?.breakEven?.least.gb)).toBe('334.60');
  });

  it.each(COMPONENTS)('without %s, no amount is made up', (component) => {
    const { [component]: _, ...of } = US_EAST_1.of;
    const { now, added } = cost(bare, { prices: { ...US_EAST_1, of }, gbPerMonth: 500 });
    const charges = [...(now?.lines ?? []), ...(added?.lines ?? [])].flatMap((line) => line.charges);
    for (const charge of charges.filter((each) => each.component === component))
      expect(charge.amount).toBeUndefined();
  });
});

describe('declared networks', () => {
  it('have no costs of today, since nobody read them', () => {
    expect(cost({ ...bare, source: 'declared' }).now).toBeUndefined();
  });
});
