import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerFromText, contradictions } from '../../src/ask/answers.ts';
import { doctor } from '../../src/commands/doctor/command.ts';
import { average, beforeAndAfter } from '../../src/core/evidence/averages.ts';
import { ASCII_MARKS, columnsOf, curve, UNICODE_MARKS } from '../../src/core/evidence/curve.ts';
import {
  type Measured,
  type Measurements,
  NAT_METRICS,
  toTraffic,
} from '../../src/core/evidence/to-traffic.ts';
import { trafficWindow } from '../../src/core/evidence/traffic-window.ts';
import { Problem } from '../../src/core/problem.ts';

const NOW = new Date('2026-11-26T14:37:25Z');
const HOUR = 3_600_000;

describe('the window', () => {
  it.each([
    ['24h', '2026-11-25T14:40:00Z', 600, 144],
    ['7d', '2026-11-19T15:00:00Z', 3_600, 168],
    ['30d', '2026-10-27T16:00:00Z', 14_400, 180],
  ] as const)('of %s begins with a period of CloudWatch', (span, from, periodSeconds, periods) => {
    const window = trafficWindow(span, NOW);
    expect(window).toEqual({ from, to: '2026-11-26T14:37:00Z', periodSeconds });
    expect(Date.parse(from) % (periodSeconds * 1000)).toBe(0);
    expect(empty(window).natGateways[0]?.series).toHaveLength(periods);
  });

  it('holds the moment of the change, or says that it does not', () => {
    expect(trafficWindow('7d', NOW, '2026-11-20T00:00:00.000Z').since).toBe('2026-11-20T00:00:00Z');
    for (const since of ['2026-11-19T15:00:00Z', '2026-11-26T14:37:00Z', '2027-01-01T00:00:00Z'])
      expect(() => trafficWindow('7d', NOW, since)).toThrow(Problem);
  });
});

const window = trafficWindow('7d', NOW);
const FROM = Date.parse(window.from);

const asked = (more: Partial<Measurements>): Measurements => ({
  window,
  natGatewayIds: ['nat-1'],
  deletedIds: [],
  endpoints: [],
  measured: [],
  gaps: [],
  ...more,
});
const empty = (over: Measurements['window']) => toTraffic(asked({ window: over }));

/** The four counters of a NAT gateway, with bytes by hour. */
const nat = (bytes: Readonly<Record<number, number>>, complete = true, resourceId = 'nat-1'): Measured[] =>
  Object.values(NAT_METRICS).map((metric) => ({
    resourceId,
    metric,
    complete,
    points: Object.entries(bytes).map(([hour, value]) => ({ at: FROM + Number(hour) * HOUR, bytes: value })),
  }));

const everyHour = (bytes: number) =>
  Object.fromEntries(Array.from({ length: 168 }, (_, hour) => [hour, bytes]));

describe('figures', () => {
  it('are whole numbers, and sums of what CloudWatch has', () => {
    const { natGateways, gaps } = toTraffic(asked({ measured: nat({ ...everyHour(1_000_000_007), 3: 0 }) }));
    const [one] = natGateways;
    expect(one?.bytesInFromDestination).toBe(167 * 1_000_000_007);
    expect(one?.series[3]).toEqual({
      at: '2026-11-19T18:00:00Z',
      bytesInFromDestination: 0,
      bytesOutToDestination: 0,
      bytesInFromSource: 0,
      bytesOutToSource: 0,
    });
    expect(gaps).toEqual([]);
  });

  it('are unknown without data points, which is said', () => {
    const { natGateways, gaps } = toTraffic(asked({ measured: nat({}) }));
    expect(natGateways[0]).toMatchObject({ bytesInFromSource: undefined, bytesOutToSource: undefined });
    expect(average(natGateways[0] ?? never(), window)).toBeUndefined();
    expect(gaps).toEqual([expect.stringContaining('no data of nat-1 in this window')]);
  });

  it('are unknown where CloudWatch answered in part, and the curve has what it gave', () => {
    const { natGateways, gaps } = toTraffic(asked({ measured: nat(everyHour(5), false) }));
    expect(natGateways[0]?.bytesInFromSource).toBeUndefined();
    expect(natGateways[0]?.series[0]?.bytesInFromSource).toBe(5);
    expect(average(natGateways[0] ?? never(), window)).toBeUndefined();
    expect(gaps).toEqual([expect.stringContaining('only in part for nat-1')]);
  });

  it('say from when and until when there is data, and where it lacks', () => {
    const bytes = { 10: 1, 11: 1, 14: 1, 15: 1 };
    expect(toTraffic(asked({ measured: nat(bytes) })).gaps).toEqual([
      'CloudWatch has data of nat-1 only from 2026-11-20 01:00 UTC on.',
      'CloudWatch has data of nat-1 only until 2026-11-20 07:00 UTC.',
      'CloudWatch has no data of nat-1 in 2 of the 168 periods.',
    ]);
  });

  it('of deleted NAT gateways stand apart, where they have data', () => {
    const { natGateways, deleted, gaps } = toTraffic(
      asked({
        natGatewayIds: [],
        deletedIds: ['nat-8', 'nat-9'],
        measured: [...nat(everyHour(2), true, 'nat-8'), ...nat({}, true, 'nat-9')],
      }),
    );
    expect(natGateways).toEqual([]);
    expect(deleted.map(({ natGatewayId, bytesInFromSource }) => [natGatewayId, bytesInFromSource])).toEqual([
      ['nat-8', 336],
    ]);
    expect(gaps).toEqual([expect.stringContaining('data of nat-8, which EC2 shows in no VPC')]);
  });

  it('of endpoints are 0 only where CloudWatch answered in full', () => {
    const of = (id: string, bytes: readonly number[], complete = true): Measured => ({
      resourceId: id,
      metric: 'BytesProcessed',
      complete,
      points: bytes.map((value, hour) => ({ at: FROM + hour * HOUR, bytes: value })),
    });
    const names = ['a', 'b', 'c', 'd', 'e'];
    const { endpoints, gaps } = toTraffic(
      asked({
        natGatewayIds: [],
        endpoints: names.map((id) => ({
          id,
          service: `service.${id}`,
          ...(id === 'b' && { createdAt: FROM + 90_000 }),
          ...(id === 'e' && { unmeasured: true as const }),
        })),
        measured: [of('a', [1, 2]), of('b', []), of('c', [], false)],
      }),
    );
    expect(endpoints.map(({ bytesProcessed }) => bytesProcessed)).toEqual([
      3,
      0,
      undefined,
      undefined,
      undefined,
    ]);
    expect(endpoints[1]?.createdAt).toBe('2026-11-19T15:01:30Z');
    expect(gaps).toEqual([
      expect.stringContaining('only in part for c'),
      expect.stringContaining('service of another Region: what e carried is unknown'),
    ]);
  });
});

describe('averages', () => {
  it('before and after leave out the period of the change', () => {
    // 2 GB an hour until the change at 11:30 of the second day, 1 MB after it.
    const since = FROM + 20.5 * HOUR;
    const bytes = Object.fromEntries(
      Array.from({ length: 168 }, (_, hour) => [hour, hour <= 20 ? 1_000_000_000 : 500_000]),
    );
    const marked = { ...window, since: new Date(since).toISOString() };
    const [traffic = never()] = toTraffic(asked({ window: marked, measured: nat(bytes) })).natGateways;
    expect(beforeAndAfter(traffic, marked)).toEqual({
      before: { bytes: 40_000_000_000, milliseconds: 20 * 3_600_000, bytesPerDay: 48_000_000_000 },
      // 147 hours, the last of which has 37 minutes.
      after: {
        bytes: 147_000_000,
        milliseconds: (146 * 60 + 37) * 60_000,
        bytesPerDay: Math.round((147_000_000 * 24) / (146 + 37 / 60)),
      },
    });
    expect(beforeAndAfter(traffic, window)).toBeUndefined();
  });

  it('are of the time that there is data of', () => {
    const [traffic = never()] = toTraffic(asked({ measured: nat({ 40: 12, 41: 12 }) })).natGateways;
    expect(average(traffic, window)).toEqual({ bytes: 48, milliseconds: 7_200_000, bytesPerDay: 576 });
  });
});

describe('curves', () => {
  const values = fc.array(fc.option(fc.nat({ max: 10 ** 12 }), { nil: undefined }), {
    minLength: 1,
    maxLength: 200,
  });
  const marks = fc.constantFrom(UNICODE_MARKS, ASCII_MARKS);

  it('never lose or lower a peak, however narrow they are', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 120 }), (series, most) => {
        const columns = columnsOf(series, most);
        const each = Math.ceil(series.length / most);
        expect(columns.length).toBeLessThanOrEqual(most);
        for (const [column, value] of columns.entries()) {
          const known = series.slice(column * each, (column + 1) * each).filter((one) => one !== undefined);
          expect(value).toBe(known.length > 0 ? Math.max(...known) : undefined);
        }
        expect(Math.max(...columns.map((one) => one ?? 0))).toBe(Math.max(...series.map((one) => one ?? 0)));
      }),
    );
  });

  it('reach the top where the greatest value is and nowhere else, and show all that is not 0', () => {
    fc.assert(
      fc.property(values, marks, fc.integer({ min: 1, max: 6 }), (series, drawn, height) => {
        const lines = curve(series, height, drawn);
        expect(lines).toHaveLength(height);
        const top = Math.max(...series.map((one) => one ?? 0));
        const full = drawn.levels.at(-1);
        const [first = '', bottom = ''] = [lines[0], lines.at(-1)];
        for (const [column, value] of series.entries()) {
          expect(first[column] === full).toBe(value !== undefined && value > 0 && value === top);
          if (value === undefined) expect(bottom[column]).toBe('?');
          else expect(bottom[column] === ' ').toBe(value === 0);
        }
      }),
    );
  });

  it('rise with the values', () => {
    fc.assert(
      fc.property(values, marks, (series, drawn) => {
        const lines = curve(series, 4, drawn);
        const filled = (column: number) =>
          lines.reduce((sum, line) => sum + drawn.levels.indexOf(line[column] ?? '') + 1, 0);
        for (const [a, one] of series.entries())
          for (const [b, other] of series.entries())
            if (one !== undefined && other !== undefined && one < other)
              expect(filled(a)).toBeLessThanOrEqual(filled(b));
      }),
      { numRuns: 30 },
    );
  });
});

describe('what is asked', () => {
  it.each(['snapshot', 'terraformPlan', 'template'] as const)(
    'makes no sense with --%s, which makes no AWS call',
    (key) => {
      const answers = {
        [key]: key === 'template' ? ['x'] : 'x',
        traffic: '7d',
        since: '2026-11-20T00:00:00.000Z',
      } as const;
      expect(contradictions(doctor, answers, {})).toEqual([
        expect.stringMatching(
          /^--traffic can't be used here: it is read from CloudWatch, and --[\w-]+ makes no AWS call\.$/,
        ),
      ]);
    },
  );

  it('is about the window of --traffic', () => {
    const answers = { since: '2026-11-20T00:00:00.000Z', flowLogs: true };
    expect(contradictions(doctor, answers, {})).toEqual([
      expect.stringContaining('--since'),
      expect.stringContaining('--flow-logs'),
    ]);
  });

  it.each([
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20T14:30', '2026-11-20T14:30:00.000Z'],
    ['2026-11-20 14:30:05', '2026-11-20T14:30:05.000Z'],
    ['2026-11-20T14:30+05:30', '2026-11-20T09:00:00.000Z'],
    ['2024-02-29t23:59z', '2024-02-29T23:59:00.000Z'],
  ])('takes the moment %s', (text, iso) => {
    expect(answerFromText('since', text)).toBe(iso);
  });

  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-11-20T25:00Z',
    '20.11.2026',
    'yesterday',
    '2026-11-20T14:30+5',
    '',
  ])('refuses the moment %j', (text) => {
    expect(() => answerFromText('since', text)).toThrow(Problem);
  });
});

const never = (): never => {
  throw new Error('There is none.');
};
