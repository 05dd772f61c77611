import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { atMost, eachAtMost } from '../../src/commands/sweep/at-most.ts';

it('lets no more run at a time than there are turns, in the order of asking, failures included', async () => {
  const turn = atMost(2);
  const began: number[] = [];
  let running = 0;
  let most = 0;
  const work = (number: number) =>
    turn(async () => {
      began.push(number);
      running += 1;
      most = Math.max(most, running);
      await setTimeout(2);
      running -= 1;
      if (number === 1) throw new Error('one');
      return number;
    });
  const all = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
  expect(all.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true]);
  expect(began).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
});

it('works on every item once', async () => {
  const items = Array.from({ length: 7 }, (_, at) => at);
  const done: number[] = [];
  await eachAtMost(3, items, async (item) => {
    await setTimeout(items.length - item);
    done.push(item);
  });
  expect(done.toSorted()).toEqual(items);
  await eachAtMost(3, [], async () => expect.unreachable());
});
