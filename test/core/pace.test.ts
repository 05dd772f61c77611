import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pace } from '../../src/sources/aws/pace.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** When each of the calls that are asked for now goes out, in milliseconds from now. */
function asked(pace: Pace, count: number, action = 'DescribeVpcs'): number[] {
  const begun = performance.now();
  const times: number[] = [];
  for (let call = 0; call < count; call += 1)
    pace.turn(action).then(() => times.push(Math.round(performance.now() - begun)));
  return times;
}

it('lets a burst out at once, and the rest at the rate', async () => {
  const times = asked(new Pace({ burst: 3, perSecond: 4 }), 6);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(times).toEqual([0, 0, 0, 250, 500, 750]);
});

it('lets a burst out again after a rest, and no more than that', async () => {
  const pace = new Pace({ burst: 3, perSecond: 4 });
  asked(pace, 6);
  await vi.advanceTimersByTimeAsync(60_000);
  const times = asked(pace, 5);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(times).toEqual([0, 0, 0, 250, 500]);
});

it('counts each action by itself', async () => {
  const pace = new Pace({ burst: 1, perSecond: 1 });
  const all = ['DescribeVpcs', 'DescribeSubnets'].map((action) => asked(pace, 2, action));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(all).toEqual([
    [0, 1000],
    [0, 1000],
  ]);
});
