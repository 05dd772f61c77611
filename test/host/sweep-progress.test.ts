import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { progressLines } from '../../src/host/ask/sweep-progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What is said of a run that shows something each second. */
function saidOf(seconds: number): string[] {
  const said: string[] = [];
  const progress = progressLines((line) => said.push(line));
  progress.begin(1);
  for (let second = 1; second <= seconds; second++) {
    vi.advanceTimersByTime(1_000);
    progress.show(0, `${second} VPCs read`);
  }
  progress.end();
  progress.end();
  return said;
}

it('says nothing of what is over at once', () => {
  expect(saidOf(9)).toEqual([]);
});

it('says every ten seconds how far it is, and at its end', () => {
  expect(saidOf(25)).toEqual(['10 VPCs read.', '20 VPCs read.', '25 VPCs read.']);
});
