import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Network } from '../../src/core/network/network.ts';
import { isUnknown, type Parts } from '../../src/sources/planned/parts.ts';
import { networksOf } from '../../src/sources/planned/to-network.ts';
import { networkInCode, pathsOf } from './foretold.ts';
import { partsOf } from './parts-of-network.ts';
import { withOneOpen } from './with-one-open.ts';

const planned = (parts: Parts): Network => {
  const [network] = networksOf(parts, 'eu-west-1');
  if (!network) throw new Error('no network');
  return network;
};

/** The same code, but AWS's addresses are not in it. */
const withoutAddresses = (parts: Parts): Parts => ({
  ...parts,
  prefixLists: parts.prefixLists.filter(
    ({ listName }) => isUnknown(listName) || !listName.startsWith('com.amazonaws.'),
  ),
});

/** Networks of which code leaves nothing open. */
const settledNetwork = networkInCode(4).filter(
  ({ network }) => !JSON.stringify(partsOf(network)).includes('"unknown":'),
);

describe('The paths of a planned network', () => {
  test('are those of the network once it is deployed', () => {
    fc.assert(
      fc.property(settledNetwork, (made) => {
        const network = planned(partsOf(made.network));
        expect(pathsOf({ ...made, network })).toEqual(pathsOf(made));
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('are the same without the addresses of AWS, or unknown where these decide', () => {
    fc.assert(
      fc.property(networkInCode(4), (made) => {
        const network = planned(withoutAddresses(partsOf(made.network)));
        expectNoneOther(pathsOf({ ...made, network }), pathsOf(made));
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('become unknown, and never another way, when a value is open', () => {
    fc.assert(
      fc.property(networkInCode(3), fc.nat(), (made, at) => {
        const parts = partsOf(made.network);
        const changed = withOneOpen(parts, at);
        const [network] = networksOf(changed, 'eu-west-1');
        if (!network) return;
        expectNoneOther(pathsOf({ ...made, network }), pathsOf(made));
      }),
      { numRuns: 400 },
    );
  }, 60_000);
});

/** Each path is as before, or unknown; or blocked for certain, where before it was open what else happens to it. */
function expectNoneOther(paths: ReturnType<typeof pathsOf>, before: ReturnType<typeof pathsOf>) {
  const others = paths.filter(({ via }, index) => {
    const was = before[index]?.via;
    return via !== 'unknown' && via !== was && !(via === 'blocked' && was === 'unknown');
  });
  expect(others).toEqual([]);
}
