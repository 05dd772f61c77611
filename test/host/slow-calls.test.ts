import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { showSlowCalls, tellSlowCalls } from '../../src/host/slow-calls.ts';
import { watched } from '../../src/sources/aws/slow-calls.ts';

const said: string[] = [];
tellSlowCalls((line) => said.push(line));

let day = 0;
beforeEach(() => {
  // A day later each time, so that the last test's line holds no other back.
  vi.useFakeTimers({ now: Date.now() + ++day * 86_400_000 });
  said.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

const call = (action: string, seconds: number, host: string | undefined = 'ec2.amazonaws.com') =>
  watched(
    () => ({ action, region: 'eu-west-1', host }),
    () => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1_000)),
  );

it.each<[string, () => Promise<void>[], string[]]>([
  ['says nothing of a quick call', () => [call('ec2:DescribeVpcs', 4)], []],
  [
    'says what is waited for, and then how long every 15 seconds',
    () => [call('ec2:DescribeVpcs', 24)],
    [
      'Waiting for ec2.amazonaws.com (ec2:DescribeVpcs in eu-west-1): no answer for 5 seconds.',
      'Waiting for ec2.amazonaws.com (ec2:DescribeVpcs in eu-west-1): no answer for 20 seconds.',
    ],
  ],
  [
    'says one line of many at a time',
    () => [call('ec2:DescribeVpcs', 9), call('ecs:ListServices', 9)],
    ['Waiting for ec2.amazonaws.com (ec2:DescribeVpcs in eu-west-1): no answer for 5 seconds.'],
  ],
  [
    'says that it is credentials where nothing was sent yet',
    () => [
      watched(
        () => ({ action: 'ec2:DescribeVpcs', region: 'eu-west-1', host: undefined }),
        () => new Promise<void>((resolve) => setTimeout(resolve, 6_000)),
      ),
    ],
    ['Waiting for AWS credentials (ec2:DescribeVpcs in eu-west-1): no answer for 5 seconds.'],
  ],
])('%s', async (_, begin, lines) => {
  const calls = begin();
  await vi.advanceTimersByTimeAsync(30_000);
  await Promise.all(calls);
  expect(said).toEqual(lines);
});

it('leaves it to a spinner while there is one', async () => {
  const shown: string[] = [];
  const finished = showSlowCalls((what) => shown.push(what));
  const first = call('ec2:DescribeVpcs', 6);
  await vi.advanceTimersByTimeAsync(6_000);
  await first;
  expect(shown).toEqual(['Waiting for ec2.amazonaws.com (ec2:DescribeVpcs in eu-west-1)']);
  expect(said).toEqual([]);
  finished();
  const second = call('ecs:ListServices', 6);
  await vi.advanceTimersByTimeAsync(6_000);
  await second;
  expect(said).toHaveLength(1);
});
