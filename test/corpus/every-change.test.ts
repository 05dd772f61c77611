import { expect, it } from 'vitest';
import { faultsOfSome } from './every-change.ts';

/** `npm run fuzz -- changes` tries all of them. */
it('no change of a file makes a command fail with a fault of its own', { timeout: 60_000 }, async () => {
  let written = 0;
  const wrote = () => {
    written += 1;
  };
  expect(await faultsOfSome(1, wrote)).toEqual([]);
  expect(written).toBeGreaterThan(200);
});
