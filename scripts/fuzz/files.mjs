import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANSWERS, SNAPSHOTS, TASK_DEFINITIONS } from './parts/files.mjs';
import { mutated } from './parts/mutate.mjs';
import { randomFrom } from './parts/random.mjs';

/*
 * The program with files in which something is wrong: a snapshot, a task definition, an answers file. Whatever it is, the program ends
 * with a code it has and in sentences, nothing that a terminal obeys is printed, and nothing is written where it failed.
 */

const schema = new URL('../../docs/schemas/answers.schema.json', import.meta.url);
const IAC = JSON.parse(readFileSync(schema, 'utf8')).properties.iac.enum;
const REPORTS = ['text', 'markdown', 'json'];
const FLAGS = [
  ['--launch-type', 'ec2'],
  ['--launch-type', 'fargate'],
  ['--services', 'logs,secretsmanager,sqs,dynamodb'],
  ['--service-connect'],
  ['--json'],
];
const CREATE_FLAGS = [['--s3-policy', 'ecr-only'], ['--tags', '__proto__=x,constructor=y'], ['--dry-run']];

/**
 * @param {{ seed: number, runs: number, program: string, log: (text: string) => void }} options
 * @returns {Promise<string[]>} what went wrong, each with the seed that makes it again
 */
export async function run({ seed, runs, program, log }) {
  const found = [];
  let next = 0;
  const worker = async () => {
    for (;;) {
      const own = seed + next;
      if (own >= seed + runs) return;
      next += 1;
      for (const text of await faultsOf(own, program)) {
        found.push(text);
        log(text);
      }
    }
  };
  await Promise.all(Array.from({ length: 3 }, worker));
  return found;
}

async function faultsOf(seed, program) {
  const random = randomFrom(seed);
  const directory = mkdtempSync(join(tmpdir(), 'fuzz-files-'));
  try {
    const { words, changes } = planned(random, directory);
    const { code, stdout, stderr } = await outcome(program, words, directory);
    const faults = [
      [0, 1, 2].includes(code) ? undefined : `ended with ${code}`,
      stderr.includes('Internal error in') ? 'called it a fault of its own' : undefined,
      code === 2 && stderr.trim() === '' ? 'failed without a word' : undefined,
      code === 2 && existsSync(join(directory, 'out')) ? 'failed and left files' : undefined,
      ACTIVE.test(stdout + stderr) ? 'printed what a terminal or a runner obeys' : undefined,
      stderr.length > 20_000 ? 'said too much' : undefined,
    ];
    return faults.flatMap((fault) =>
      fault === undefined
        ? []
        : [`seed ${seed}: ${fault} (${words.join(' ')}; ${changes.join('; ')}): ${stderr.slice(0, 300)}`],
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const ACTIVE = /[\p{Cc}\p{Cs}\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff](?<!\n)|^\s*::|##\w*\[/mu;

/** What is run, with the files for it written. */
function planned(random, directory) {
  const changes = [];
  const file = (name, samples, chance) => {
    const path = join(directory, name);
    const whole = random.pick(samples);
    const { value, changes: made } =
      random.fraction() < chance
        ? mutated(whole, random, { most: 4, fitting: name === 'snapshot.json' && random.fraction() < 0.8 })
        : { value: whole, changes: [] };
    changes.push(...made.map((change) => `${name}: ${change}`));
    const text = JSON.stringify(value);
    writeFileSync(path, random.fraction() < 0.02 ? text.slice(0, random.below(text.length)) : text);
    return path;
  };
  const snapshot = random.pick(SNAPSHOTS);
  const subnets = snapshot.subnets.map(({ id }) => id);
  const words = ['--snapshot', file('snapshot.json', [snapshot], 0.8), '--launch-type', 'fargate'];
  if (random.fraction() < 0.3) words.push('--task-definition', file('task.json', TASK_DEFINITIONS, 0.9));
  const creates = random.fraction() < 0.6;
  const flags = creates ? [...FLAGS, ...CREATE_FLAGS] : FLAGS;
  for (const flag of flags) if (random.fraction() < 0.15) words.push(...flag);
  if (!creates) return { words: ['doctor', ...words, '--report', random.pick(REPORTS)], changes };
  if (random.fraction() < 0.2) words.push('--config', file('answers.json', ANSWERS, 0.9));
  const chosen = subnets.slice(0, 1 + random.below(subnets.length)).join(',');
  return { words: ['out', ...words, '--subnets', chosen, '--iac', random.pick(IAC), '--yes'], changes };
}

function outcome(program, words, cwd) {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: cwd, LANG: 'C.UTF-8' };
    const child = spawn(process.execPath, [program, ...words], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? signal, stdout, stderr });
    });
  });
}
