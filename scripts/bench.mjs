import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';

/**
 * How fast the packed program is, beside `node -e 0`, a package of one line and create-vite: `npm run bench [node ...]`, where
 * each `node` is another Node to measure with. Medians and bests of one run of this script, and ratios, which are what can be
 * compared between machines; nothing fails by them. Needs hyperfine and, for create-vite, the npm registry.
 */
const RUNS = 40;
const COLD_RUNS = 10;
const ROUNDS = 5;
const NEW_VPC = '--region eu-west-1 --vpc new --launch-type fargate --iac terraform --yes';

const run = promisify(execFile);
await run('hyperfine', ['--version']).catch(({ code }) => {
  if (code !== 'ENOENT') throw new Error('hyperfine --version failed.');
  console.error(
    'npm run bench needs hyperfine, which is not on the PATH: https://github.com/sharkdp/hyperfine',
  );
  process.exit(1);
});
const folder = await mkdtemp(join(tmpdir(), 'bench-'));
try {
  const ours = await packed(resolve('.'));
  const stub = await packed(await stubPackage());
  const vite = await installed('create-vite', 'create-vite');
  for (const node of [process.execPath, ...process.argv.slice(2)]) await bench(node, { ours, stub, vite });
  await benchCold(ours, stub);
  const kilobytes = [ours.size, ours.unpackedSize].map((bytes) => `${Math.round(bytes / 1000)} kB`);
  console.log(`\n${ours.entryCount} files, ${kilobytes[0]} to fetch, ${kilobytes[1]} installed`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function bench(node, { ours, stub, vite }) {
  const { stdout: version } = await run(node, ['--version']);
  console.log(`\nNode ${version.trim()}`);
  const start = await hyperfine(RUNS, {
    'node -e 0': `${node} -e 0`,
    'stub package': `${node} ${stub.bin}`,
    '--help': `${node} ${ours.bin} --help`,
    '--version': `${node} ${ours.bin} --version`,
    'create-vite --help': `${node} ${vite.bin} --help`,
  });
  print('start', start, 'node -e 0');

  const out = join(folder, 'out');
  const scaffold = await hyperfine(
    RUNS,
    {
      'create-vite': `${node} ${vite.bin} ${out} --template vanilla-ts --no-interactive`,
      'a new VPC': `${node} ${ours.bin} ${out} ${NEW_VPC}`,
    },
    `rm -rf ${out}`,
  );
  print('scaffold without a terminal', scaffold, 'create-vite');

  const prompts = { 'create-vite': [vite.bin, 'Project name'], wizard: [ours.bin, 'Which AWS Region?'] };
  const times = { 'create-vite': [], wizard: [] };
  const memory = { 'create-vite': [], wizard: [] };
  for (let round = 0; round < RUNS / 2; round++) {
    for (const [name, [bin, prompt]] of Object.entries(prompts)) {
      const { milliseconds, megabytes } = await firstPrompt(node, bin, prompt);
      times[name].push(milliseconds);
      if (megabytes !== undefined) memory[name].push(megabytes);
    }
  }
  print('first prompt in a terminal', times, 'create-vite');
  if (memory.wizard.length > 0) print('memory at the first prompt', memory, 'create-vite', 'MB');
}

async function benchCold(ours, stub) {
  const cache = join(folder, 'cache');
  const npx = ({ tarball, name }) =>
    `npm exec --yes --cache ${cache} --package ${tarball} -- ${name} --version`;
  const cold = await hyperfine(
    COLD_RUNS,
    { 'stub package': npx(stub), 'this package': npx(ours) },
    `rm -rf ${cache}`,
  );
  console.log('');
  print('npx from a tarball with an empty cache', cold, 'stub package');
}

/** Times in milliseconds, by the name of each command; in rounds, so that what else the machine does hits all alike. */
async function hyperfine(runs, commands, prepare) {
  const report = join(folder, 'hyperfine.json');
  const samples = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    await run(
      'hyperfine',
      [
        ...['--shell=none', '--style=none', '--warmup=1', `--runs=${runs / ROUNDS}`],
        `--export-json=${report}`,
        ...(prepare ? ['--prepare', prepare] : []),
        ...Object.entries(commands).flatMap(([name, command]) => [`--command-name=${name}`, command]),
      ],
      { cwd: folder },
    );
    for (const { command, times } of JSON.parse(await readFile(report, 'utf8')).results) {
      samples[command].push(...times.map((seconds) => seconds * 1000));
    }
  }
  return samples;
}

/** How long until a prompt is on the screen, and how much memory the process has then (on Linux). */
async function firstPrompt(node, bin, prompt) {
  const home = await mkdtemp(join(folder, 'home-'));
  const { AWS_REGION: _, AWS_DEFAULT_REGION: __, CI: ___, ...env } = process.env;
  const begun = performance.now();
  const program = spawn(node, [bin], {
    cols: 80,
    rows: 40,
    cwd: home,
    env: { ...env, HOME: home, TERM: 'xterm-256color' },
  });
  const milliseconds = await new Promise((resolve, reject) => {
    let screen = '';
    program.onData((data) => {
      screen += data;
      if (stripVTControlCharacters(screen).includes(prompt)) resolve(performance.now() - begun);
    });
    program.onExit(() => reject(new Error(`${bin} ended before it asked "${prompt}":\n${screen}`)));
  });
  const status = await readFile(`/proc/${program.pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  program.kill();
  return { milliseconds, megabytes: kilobytes === undefined ? undefined : Number(kilobytes) / 1024 };
}

/** The median and the best of each, beside those of `base`. */
function print(title, samples, base, unit = 'ms') {
  const measured = Object.entries(samples).map(([name, values]) => {
    const sorted = values.sort((a, b) => a - b);
    return { name, median: sorted[Math.floor(sorted.length / 2)], best: sorted[0] };
  });
  const of = measured.find(({ name }) => name === base);
  console.log(`  ${title}`);
  for (const { name, median, best } of measured) {
    const columns = [
      ['median', median, of.median],
      ['best', best, of.best],
    ].map(
      ([word, value, beside]) =>
        `${word} ${value.toFixed(1).padStart(7)} ${unit} ${(value / beside).toFixed(2).padStart(5)}×`,
    );
    console.log(`    ${name.padEnd(20)} ${columns.join('   ')}`);
  }
}

/** A package whose executable is one line. */
async function stubPackage() {
  const directory = join(folder, 'stub');
  await mkdir(directory);
  await writeFile(join(directory, 'cli.js'), "#!/usr/bin/env node\nconsole.log('0.0.0');\n");
  const manifest = { name: 'stub-of-one-line', version: '0.0.0', type: 'module', bin: 'cli.js' };
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
  return directory;
}

async function packed(directory) {
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: directory,
  });
  const [{ name, filename, size, unpackedSize, entryCount }] = JSON.parse(stdout);
  const tarball = join(folder, filename);
  return { ...(await installed(name, tarball)), tarball, size, unpackedSize, entryCount };
}

async function installed(name, spec) {
  const directory = join(folder, `user-of-${name}`);
  await mkdir(directory);
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', directory, spec], { cwd: directory });
  const root = join(directory, 'node_modules', name);
  const { bin } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return { name, bin: join(root, typeof bin === 'string' ? bin : bin[name]) };
}
