import { expect, it } from 'vitest';
import { run as runFiles } from '../../scripts/fuzz/files.mjs';
import { run } from '../../scripts/fuzz/replies.mjs';
import { run as runTraffic } from '../../scripts/fuzz/traffic.mjs';
import { PROGRAM } from '../cli/program.ts';

/** A short run of `npm run fuzz`, always the same. */

it('whatever is in the replies of EC2 and ECS, the program ends in time and in a sentence', {
  timeout: 180_000,
}, async () => {
  expect(await run({ seed: 1, runs: 25, program: PROGRAM, log: () => undefined })).toEqual([]);
});

it('whatever is in a snapshot, a task definition or an answers file, the program ends in a sentence', {
  timeout: 180_000,
}, async () => {
  expect(await runFiles({ seed: 1, runs: 40, program: PROGRAM, log: () => undefined })).toEqual([]);
});

it('whatever CloudWatch measures, figures are the sums of what it answers, or unknown', {
  timeout: 180_000,
}, async () => {
  expect(await runTraffic({ seed: 1, runs: 12, program: PROGRAM, log: () => undefined })).toEqual([]);
});
