import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Runs the built program on hostile input: every file of scripts/fuzz that exports `run({ seed, runs, log, program })`, which resolves
 * to the faults found, each as a text that says how to have it again. Ends with 1 where there are any.
 *
 *   npm run fuzz                                  1,000 runs of each, from a seed of the time
 *   npm run fuzz -- replies --seed 7 --runs 50    one of them, these runs
 *   npm run fuzz -- changes                       all changes of files, however many runs
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    runs: { type: 'string', default: '1000' },
  },
});

const folder = new URL('./fuzz/', import.meta.url);
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.mjs') ? [file.slice(0, -4)] : []));
const seed = Number(values.seed);
const runs = Number(values.runs);
const program = resolve('bin/create-private-ecs-network.js');
let faults = 0;
for (const name of names) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const { run } = await import(new URL(`${name}.mjs`, folder).href);
  if (typeof run !== 'function') continue;
  console.log(`${name}: from seed ${seed}`);
  const found = await run({ seed, runs, program, log: (text) => console.log(`  ${text}`) });
  faults += found.length;
  console.log(`${name}: ${found.length} faults`);
}
if (faults > 0) process.exitCode = 1;
