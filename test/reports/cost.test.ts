import { readFileSync } from 'node:fs';
import schemaOfSarif from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { undescribed } from '../../src/ask/described.ts';
import type { Answers } from '../../src/ask/questions.ts';
import { doctor } from '../../src/commands/doctor/doctor.ts';
import { tablePrices } from '../../src/core/evidence/cost/price-table.ts';
import type { Prices } from '../../src/core/evidence/cost/prices.ts';
import { NAT_METRICS, toTraffic } from '../../src/core/evidence/to-traffic.ts';
import type { Flows, Traffic, TrafficWindow } from '../../src/core/evidence/traffic.ts';
import type { Network } from '../../src/core/network/network.ts';
import type { AwsTarget } from '../../src/sources/aws/aws-client.ts';
import { edit, RIGHT, S3_PREFIX_LIST, withoutRoute } from '../core/rules/network.ts';
import { type Schema, schemaFaults } from './schema-faults.ts';

const schema: Schema = JSON.parse(
  readFileSync(new URL('../../docs/schemas/doctor.schema.json', import.meta.url), 'utf8'),
);
const SARIF: Schema = schemaOfSarif;

const bare: Network = withoutRoute(
  withoutRoute({ ...RIGHT, endpoints: [] }, 'rtb-a', S3_PREFIX_LIST),
  'rtb-b',
  S3_PREFIX_LIST,
);
const US_EAST_1: Prices = { region: 'us-east-1', currency: 'USD', of: tablePrices('us-east-1'), notes: [] };

const { 'nat-gb': _natGb, 'endpoint-gb': _endpointGb, ...HOURS_ALONE } = US_EAST_1.of;

const NO_FLOWS: Flows = {
  flowLogId: undefined,
  by: undefined,
  bytesScanned: undefined,
  natGateways: [],
  gaps: [],
};

/** A MiB from a NAT gateway's clients in each period of the window. */
function everyPeriod(window: TrafficWindow): Traffic {
  const period = window.periodSeconds * 1000;
  const from = Date.parse(window.from);
  const count = Math.floor((Date.parse(window.to) - from) / period);
  const points = Array.from({ length: count }, (_, index) => ({ at: from + index * period, bytes: 2 ** 20 }));
  const measured = Object.values(NAT_METRICS).map((metric) => ({
    resourceId: 'nat-1',
    metric,
    complete: true,
    points,
  }));
  return toTraffic({ window, natGatewayIds: ['nat-1'], deletedIds: [], endpoints: [], measured, gaps: [] });
}

async function report(
  answers: Answers,
  {
    network = bare,
    width = 80,
    prices = US_EAST_1,
    flows = NO_FLOWS,
  }: { network?: Network; width?: number; prices?: Prices | undefined; flows?: Flows } = {},
) {
  let printed = '';
  const asked: AwsTarget[] = [];
  await doctor(undescribed({ region: 'eu-west-1', vpc: 'vpc-1', launchType: 'ec2', ...answers }), {
    style: { width, colour: false, unicode: true },
    shell: 'posix',
    commandWords: [],
    readNetwork: async () => network,
    ...(prices && {
      askPrices: async (target: AwsTarget) => {
        asked.push(target);
        return prices;
      },
    }),
    traffic: {
      readTraffic: async (_, __, window) => everyPeriod(window),
      readFlowLogs: async () => flows,
    },
    saveSnapshot: async () => undefined,
    print: (text) => {
      printed += text;
    },
    attended: true,
    say: () => undefined,
  });
  return { printed, asked };
}

const section = (printed: string): string =>
  printed.split(/\n. info {2}cost\n/)[1]?.split('\n\nTo generate')[0] ?? '';

describe('doctor --cost', () => {
  it('asks for prices only where it was given, with the profile', async () => {
    expect((await report({})).asked).toEqual([]);
    expect((await report({ cost: true, profile: 'shop' })).asked).toEqual([
      { region: 'eu-west-1', profile: 'shop' },
    ]);
  });

  it.each<Answers>([
    { snapshot: 'vpc.json' },
    { template: ['network.yaml'] },
    { terraformPlan: 'plan.json' },
  ])('asks nobody with %j, and has the prices of the table', async (source) => {
    const { asked, printed } = await report({ cost: true, ...source });
    expect(asked).toEqual([]);
    expect(section(printed)).toContain('Prices of eu-west-1 from checked public price lists, 2026-09');
  });

  it('puts the choice first, then the numbers, then what they rest on', async () => {
    const { printed } = await report({ cost: true, gbPerMonth: 300 });
    expect(section(printed)).toMatchInlineSnapshot(`
      "| By money alone, while NAT stays, the free s3 gateway endpoint alone is enough.
      | Each GB that the free endpoint takes off NAT saves 0.045 USD: of 300 GB, up to
      | 13.50 USD.
      | 5 interface endpoints in 2 zones: 73.00 USD. One pays back from 417.2 GB a
      | month of its own traffic, all 5 from 2,085.8 GB. With 300 GB through NAT, that
      | can't be.
      | If nothing else needs NAT, its gateway can go once all endpoints are there:
      | 32.85 USD less.

      | A month (730 hours)       Hours   GB    USD
      | NAT nat-main                730       32.85
      | through NAT, as said             300  13.50
      | As it is                              46.35
      | + ecr.api, 2 zones        1,460    ?  14.60
      | + ecr.dkr, 2 zones        1,460    ?  14.60
      | + s3                                   free
      | + ecs, 2 zones            1,460    ?  14.60
      | + ecs-agent, 2 zones      1,460    ?  14.60
      | + ecs-telemetry, 2 zones  1,460    ?  14.60
      | Added, by the hour                    73.00

      | Prices in USD: NAT gateway 0.045 per hour, 0.045 per GB; interface endpoint
      | 0.010 per hour and zone, 0.010 per GB.
      | Prices of us-east-1 from checked public price lists, 2025-10.
      | Not counted: Data transfer between zones, to the internet and to other
      | Regions; public IPv4 addresses; taxes and discounts."
    `);
  });

  it.each<[string, Partial<Parameters<typeof report>[1]>, RegExp]>([
    ['all of it', {}, /As it is +\d/],
    // Neither the GB that endpoints carry nor their price is known.
    ['a part of it', { network: RIGHT }, /As it is, as far as known +\d/],
    [
      'the hours, and not the price of GB',
      { prices: { ...US_EAST_1, of: HOURS_ALONE } },
      /As it is, as far as known +\d/,
    ],
  ])('says of the total what is known: %s', async (_, change, line) => {
    const { printed } = await report({ cost: true, traffic: '7d' }, change);
    expect(section(printed)).toMatch(line);
  });

  it('fits 50 columns', async () => {
    const { printed } = await report({ cost: true, gbPerMonth: 5000 }, { width: 50 });
    const lines = section(printed).split('\n');
    expect(lines.filter((line) => line.length > 50)).toEqual([]);
    expect(lines.filter((line) => /^\| (NAT|As it|Added|\+ ecs)/.test(line))).toMatchInlineSnapshot(`
      [
        "| NAT nat-main                730          32.85",
        "| As it is                                257.85",
        "| + ecs, 2 zones            1,460      ?   14.60",
        "| + ecs-agent, 2 zones      1,460      ?   14.60",
        "| + ecs-telemetry, 2 zones  1,460      ?   14.60",
        "| Added, by the hour                       73.00",
      ]
    `);
  });

  it('starts no line with a name from outside', async () => {
    const name = '::error::x\u001b[31m\n::stop-commands::y';
    const network = edit(bare, 'natGateways', 'nat-1', () => ({ name }));
    for (const reportFormat of ['text', 'github', 'markdown'] as const) {
      const { printed } = await report({ cost: true, report: reportFormat }, { network });
      const lines = printed.split('\n').filter((line) => line.includes('stop-commands'));
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(line).toMatch(/^\| /);
    }
  });

  it.each<[string, Partial<Parameters<typeof report>[1]>]>([
    ['everything', {}],
    ['no price', { prices: { ...US_EAST_1, of: {}, notes: ['No.'] } }],
    ['nothing read', { network: { ...bare, natGateways: undefined, endpoints: undefined } }],
    ['all there', { network: RIGHT }],
  ])('holds the schema in JSON: %s', async (_, world) => {
    const { printed } = await report({ cost: true, report: 'json', gbPerMonth: 300 }, world);
    const document = JSON.parse(printed);
    expect(schemaFaults(document, schema)).toEqual([]);
    expect(document.cost).toBeDefined();
    expect(JSON.parse((await report({ report: 'json' }, world)).printed)).not.toHaveProperty('cost');
  });

  it('gives in JSON what others can recompute', async () => {
    const { printed } = await report({ cost: true, report: 'json', gbPerMonth: 300 });
    const { cost } = JSON.parse(printed);
    const charges = [...cost.now.lines, ...cost.added.lines, { charges: [cost.usage] }].flatMap(
      (line: { charges: { quantity: string | null; price: string; amount: string | null }[] }) =>
        line.charges,
    );
    const known = charges.filter(({ amount }) => amount !== null);
    expect(known).toHaveLength(7);
    for (const { quantity, price, amount } of known)
      expect((Number(quantity) * Number(price)).toFixed(2)).toBe(amount);
    expect(cost.added.hours).toEqual({ amount: '73.00', complete: true });
    expect(cost.prices).toContainEqual({
      component: 'nat-gb',
      price: '0.045',
      source: 'checked public price lists',
      date: '2025-10',
      weak: false,
      usageType: null,
    });
  });

  it('has the shares of flow logs in JSON, and what each saving is counted from', async () => {
    const flows: Flows = {
      ...NO_FLOWS,
      flowLogId: 'fl-1',
      by: 'aws-service',
      natGateways: [
        {
          natGatewayId: 'nat-1',
          services: [
            { service: 's3', bytes: 3 },
            { service: null, bytes: 1 },
          ],
        },
      ],
    };
    const asked: Answers = { cost: true, report: 'json', traffic: '24h', gbPerMonth: 400 };
    const documentOf = async (answers: Answers) =>
      JSON.parse((await report({ ...asked, ...answers }, { flows })).printed);
    const document = await documentOf({ flowLogs: true });
    expect(schemaFaults(document, schema)).toEqual([]);
    expect(document.cost.usage.shares).toEqual({
      flowLogId: 'fl-1',
      by: 'aws-service',
      services: [
        { service: 's3', gb: '300' },
        { service: 'dynamodb', gb: '0' },
        { service: null, gb: '100' },
      ],
    });
    // 300 × 0.045; the other 100 GB are less than pays for an endpoint.
    expect(document.cost.comparison.saves).toEqual({
      free: '13.5',
      freeGb: '300',
      freeServices: ['s3'],
      optional: null,
      optionalGb: '100',
      without: ['s3', 'dynamodb'],
    });
    const plain = (await documentOf({})).cost;
    expect(plain.usage.shares).toBeNull();
    expect(plain.comparison.saves).toMatchObject({
      free: '18',
      freeGb: '400',
      freeServices: [],
      without: [],
    });
  });

  it('is in Markdown as a table, and in the properties of SARIF', async () => {
    const { printed } = await report({ cost: true, report: 'markdown' });
    expect(printed).toContain('| A month (730 hours) | Hours | GB | USD |\n| --- | ---: | ---: | ---: |\n');
    expect(printed).toContain('| Added, by the hour |  |  | 73.00 |');
    const sarif = JSON.parse((await report({ cost: true, report: 'sarif' })).printed);
    expect(schemaFaults(sarif, SARIF)).toEqual([]);
    expect(sarif.runs[0].properties.cost.region).toBe('eu-west-1');
  });

  it('changes no other line of the report, nor what it finds', async () => {
    const { printed } = await report({ cost: true });
    const plain = (await report({})).printed;
    expect(
      printed.replace(/\n. info {2}cost\n[\s\S]*?(?=\n\nTo generate)/, '').replaceAll('\n\n\n', '\n\n'),
    ).toBe(plain);
  });
});
