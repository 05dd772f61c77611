import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIXED, NOW, natLeakSeries } from '../../scripts/pictures/nat-leak-series.mjs';
import { average, processed } from '../../src/core/evidence/averages.ts';
import { type Measured, NAT_METRICS, toTraffic } from '../../src/core/evidence/to-traffic.ts';
import type { EndpointTraffic, Flows, Traffic } from '../../src/core/evidence/traffic.ts';
import { trafficWindow } from '../../src/core/evidence/traffic-window.ts';
import type { Network } from '../../src/core/network/network.ts';
import { renderReport } from '../../src/reports/render-report.ts';
import type { Report } from '../../src/reports/report.ts';
import { bytesText } from '../../src/reports/traffic/bytes-text.ts';
import { trafficEvidence } from '../../src/reports/traffic/traffic-evidence.ts';
import { trafficLines } from '../../src/reports/traffic/traffic-text.ts';
import {
  interfaceEndpoint,
  RIGHT,
  S3_PREFIX_LIST,
  sceneOf,
  withEndpoints,
  withoutRoute,
} from '../core/rules/network.ts';
import { findings } from '../engine.ts';
import { schemaFaults } from './schema-faults.ts';

const [NAT = ''] = (RIGHT.natGateways ?? []).map(({ id }) => id);

/** A week of the reported case: peaks at each deployment, until the route to S3 was added. */
function weekUntil(now: string, since?: string): Traffic {
  const window = trafficWindow('7d', new Date(now), since);
  const hours = natLeakSeries(window.from, window.to);
  const nat = Object.entries(NAT_METRICS).map(
    ([key, metric]): Measured => ({
      resourceId: NAT,
      metric,
      complete: true,
      points: hours.map(({ at, bytesIn, bytesOut }) => ({
        at: Date.parse(at),
        bytes: key === 'bytesInFromDestination' || key === 'bytesOutToSource' ? bytesIn : bytesOut,
      })),
    }),
  );
  const endpoint = (id: string, bytes: readonly number[]): Measured => ({
    resourceId: id,
    metric: 'BytesProcessed',
    complete: true,
    points: bytes.map((value) => ({ at: Date.parse(window.from), bytes: value })),
  });
  return toTraffic({
    window,
    natGatewayIds: [NAT],
    deletedIds: [],
    endpoints: ['ecr.api', 'ecr.dkr', 'sqs', 'sns', 'events'].map((service) => ({
      id: `vpce-${service.replace('.', '-')}`,
      service,
      ...(service === 'events' && { createdAt: Date.parse('2026-11-25T10:00:00Z') }),
    })),
    measured: [
      ...nat,
      endpoint('vpce-ecr-api', [2_104_331]),
      endpoint('vpce-sqs', []),
      endpoint('vpce-sns', [512]),
      endpoint('vpce-events', []),
    ],
    gaps: [],
  });
}

const idle = withEndpoints(
  RIGHT,
  ...(['sqs', 'sns', 'events'] as const).map((name) => interfaceEndpoint(name)),
);
const leaking = [...new Set((RIGHT.routeTables ?? []).map(({ id }) => id))].reduce<Network>(
  (network, table) => withoutRoute(network, table, S3_PREFIX_LIST),
  idle,
);

function reportOf(network: Network, traffic: Traffic): Report {
  const scene = { ...sceneOf(network, { launchType: 'fargate' }), traffic };
  const report = { ...scene, findings: findings(scene), remarks: [], ok: true, next: undefined };
  return { ...report, evidence: [trafficEvidence(report, traffic)] };
}

const before = reportOf(leaking, weekUntil('2026-11-24T10:10:00Z'));
const after = reportOf(idle, weekUntil(NOW, FIXED));
const style = (width: number, unicode = true) => ({ width, colour: false, unicode });

describe('the reported case', () => {
  it('has a bar for each period on a page, the highest the greatest, and the moment of the change', async () => {
    const page = await renderReport(after, 'html', style(80));
    const [chart = ''] = /<svg class="chart".*?<\/svg>/s.exec(page) ?? [];
    const heights = [...chart.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="[\d.]+" height="([\d.]+)">/g)].map(
      ([, height]) => Number(height),
    );
    const series = (after.traffic?.natGateways[0]?.series ?? []).map((point) => processed(point) ?? 0);
    expect(heights).toHaveLength(168);
    expect(Math.max(...heights)).toBe(150);
    expect(heights.indexOf(150)).toBe(series.indexOf(Math.max(...series)));
    expect(chart).toContain('class="since"');
  });

  it.each([
    ['before the route was added', before, style(80), 'before'],
    ['after', after, style(80), 'after'],
    ['after, in a narrow terminal', after, style(50), 'after-50'],
    ['after, in ASCII', after, style(80, false), 'after-ascii'],
  ] as const)('%s', async (_, report, shown, name) => {
    const text = await renderReport(report, 'text', shown);
    await expect(text).toMatchFileSnapshot(`./__snapshots__/traffic/${name}.txt`);
    const long = text.split('\n').filter((line) => line.length > shown.width && !/^ {4}aws /.test(line));
    expect(long).toEqual([]);
    if (!shown.unicode) expect(text).toMatch(/^[\n -~]*$/);
  });

  it('in Markdown', async () => {
    await expect(await renderReport(after, 'markdown', style(80))).toMatchFileSnapshot(
      './__snapshots__/traffic/after.md',
    );
  });

  it('dropped by nine tenths, as it says', () => {
    const { traffic } = after;
    const [nat] = traffic?.natGateways ?? [];
    if (!traffic || !nat) throw new Error('nothing was measured');
    const hours = natLeakSeries(traffic.from, traffic.to);
    expect(average(nat, traffic)?.bytes).toBe(
      hours.reduce((sum, { bytesIn, bytesOut }) => sum + bytesIn + bytesOut, 0),
    );
    expect(nat.bytesInFromDestination).toBe(hours.reduce((sum, { bytesIn }) => sum + bytesIn, 0));
  });

  it.each([80, 50])('draws the highest peak of the series, %i columns wide', async (width) => {
    const peak = Math.max(
      ...natLeakSeries(weekUntil(NOW).from, NOW).map(({ bytesIn, bytesOut }) => bytesIn + bytesOut),
    );
    expect(await renderReport(after, 'text', style(width))).toMatch(
      new RegExp(`^ *${bytesText(peak)} │.*█`, 'm'),
    );
  });
});

describe('as JSON', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../docs/schemas/doctor.schema.json', import.meta.url), 'utf8'),
  );
  const documentOf = async (traffic: Traffic) =>
    JSON.parse(await renderReport(reportOf(idle, traffic), 'json', style(80)));
  const flows: Flows = {
    flowLogId: 'fl-1',
    by: 'aws-service',
    bytesScanned: 12,
    natGateways: [{ natGatewayId: NAT, services: [{ service: null, bytes: 3 }] }],
    athena: 'SELECT 1;',
    gaps: ['One.'],
  };
  const unknown: Traffic = {
    ...weekUntil(NOW),
    natGateways: toTraffic({
      window: weekUntil(NOW),
      natGatewayIds: [NAT],
      deletedIds: [],
      endpoints: [],
      measured: [],
      gaps: [],
    }).natGateways,
    flows: { ...flows, flowLogId: undefined, by: undefined, bytesScanned: undefined, natGateways: [] },
  };

  it.each([
    ['all of it', { ...weekUntil(NOW, FIXED), flows }],
    ['what is not known', unknown],
  ])('holds to the schema: %s', async (_, traffic) => {
    expect(schemaFaults(await documentOf(traffic), schema)).toEqual([]);
  });

  it('has whole numbers, and null for what is not known', async () => {
    const { traffic } = await documentOf(weekUntil(NOW, FIXED));
    expect(traffic).toMatchObject({
      from: '2026-11-19T15:00:00Z',
      to: NOW,
      periodSeconds: 3600,
      since: FIXED,
    });
    expect(traffic.natGateways[0].series).toHaveLength(168);
    expect(Number.isInteger(traffic.natGateways[0].bytesOutToSource)).toBe(true);
    expect(
      traffic.endpoints.map(({ bytesProcessed }: { bytesProcessed: number | null }) => bytesProcessed),
    ).toEqual([2_104_331, null, 0, 512, 0]);
    const { natGateways } = (await documentOf(unknown)).traffic;
    expect(natGateways[0]).toMatchObject({ bytesInFromSource: null, series: expect.any(Array) });
    expect(natGateways[0].series[0].bytesInFromDestination).toBeNull();
  });

  it('is not there where nobody asked', async () => {
    const { traffic: _, evidence: __, ...report } = after;
    expect(JSON.parse(await renderReport(report, 'json', style(80)))).not.toHaveProperty('traffic');
  });
});

it('says of a NAT gateway that it is not there any more', async () => {
  const named = async (natGateways: Network['natGateways']) =>
    renderReport(reportOf({ ...idle, natGateways }, weekUntil(NOW)), 'text', style(80));
  const [gateway] = RIGHT.natGateways ?? [];
  expect(await named(gateway && [{ ...gateway, state: 'deleted' }])).toContain(
    `| ${NAT} (nat-main), deleted: 57.9 GB`,
  );
  expect(await named([])).toContain(`| ${NAT}, which EC2 doesn't show: 57.9 GB`);
  expect(await named(undefined)).toContain(`| ${NAT}: 57.9 GB`);
});

it.each<[string, Partial<EndpointTraffic>, string]>([
  ['as long as the window', { bytesProcessed: 7_000_000 }, '| ecr.api  7.00 MB  1.00 MB a day'],
  [
    'for a day of it',
    { bytesProcessed: 7_000_000, createdAt: '2026-11-25T00:00:00Z' },
    '| ecr.api  7.00 MB  7.00 MB a day, created 2026-11-25 00:00 UTC',
  ],
  [
    'for no time at all',
    { bytesProcessed: 7, createdAt: '2026-11-26T00:00:00Z' },
    '| ecr.api  7 bytes  created 2026-11-26 00:00 UTC',
  ],
])('counts a day of an endpoint that is there %s', (_, change, line) => {
  const [from, to] = ['2026-11-19T00:00:00Z', '2026-11-26T00:00:00Z'];
  const traffic: Traffic = {
    ...{ from, to, periodSeconds: 3_600, natGateways: [], deleted: [], gaps: [] },
    endpoints: [{ endpointId: 'vpce-1', service: 'ecr.api', bytesProcessed: undefined, ...change }],
  };
  expect(trafficLines(before, traffic, style(80))).toContain(line);
});

describe('the finding about endpoints that these tasks do not use', () => {
  it('has what was measured as evidence', () => {
    const { message = '' } = after.findings.find(({ rule }) => rule === 'endpoint-unneeded') ?? {};
    expect(message).toContain(
      'Since 2026-11-19, sqs carried nothing. Since 2026-11-19, sns carried traffic, so something else uses it. ',
    );
    expect(message).toContain('Other workloads may use');
    expect(message).not.toContain('may use sqs');
  });
});

describe('bytes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_000, '1.00 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [12_340_000, '12.3 MB'],
    [9_995_000_000, '10.0 GB'],
    [1.5e15, '1.50 PB'],
  ])('%d is %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});
