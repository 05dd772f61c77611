import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trace } from '../../src/core/trace.ts';
import { smallNetwork } from './arbitrary-network.ts';
import { independentTrace } from './independent-tracer.ts';

const RUNS = Number(process.env.LAW_RUNS ?? 400);

describe('trace', () => {
  it('agrees with single packets sent through small networks', () => {
    fc.assert(
      fc.property(smallNetwork(4), ({ network, needs, tasks }) => {
        const ways = trace(network, needs, tasks).map(({ subnetId, service, via }) => ({
          subnetId,
          service,
          via,
        }));
        expect(ways).toEqual(independentTrace(network, needs, tasks));
      }),
      { numRuns: RUNS },
    );
  });
});
