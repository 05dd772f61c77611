import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type BadServer, STALLS, startBadServer } from '../sources/bad-server.ts';
import { bareEnv, emptyFolder, PROGRAM } from './program.ts';
import { KEYS, Terminal } from './terminal.ts';

/** While AWS keeps the program waiting, it can be stopped. */

let server: BadServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const PLACE = ['--region', 'eu-west-1', '--launch-type', 'fargate'];
const COMMANDS: readonly (readonly string[])[] = [
  ['doctor', ...PLACE, '--vpc', 'vpc-0a1b2c3d4e5f60718'],
  ['doctor', '--region', 'eu-west-1', '--cluster', 'shop'],
  [
    'net',
    ...PLACE,
    '--vpc',
    'vpc-0a1b2c3d4e5f60718',
    '--iac',
    'terraform',
    '--yes',
    '--subnets',
    'subnet-0aaaaaaaaaaaaaaa1',
  ],
];

const KEYS_OF_AWS = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };

const cases = Object.keys(STALLS).map((stall, index) => {
  const signal: NodeJS.Signals = index % 2 === 0 ? 'SIGINT' : 'SIGTERM';
  return [stall, signal, COMMANDS[index % COMMANDS.length] ?? []] as const;
});

it.each(cases)('from a server that %s, by %s', async (stall, signal, words) => {
  server = await startBadServer((response, request) => STALLS[stall]?.(response, request));
  const cwd = emptyFolder();
  const program = spawn(process.execPath, [PROGRAM, ...words], {
    cwd,
    env: { ...bareEnv(), ...KEYS_OF_AWS, AWS_ENDPOINT_URL: server.url },
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => program.on('close', resolve));
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const begin = Date.now();
  program.kill(signal);
  expect(await ended).toBe(130);
  expect(Date.now() - begin).toBeLessThan(1_000);
  expect(readdirSync(cwd)).toEqual([]);
});

it('says what it waits for before it gives up', async () => {
  server = await startBadServer(() => undefined);
  const program = spawn(process.execPath, [PROGRAM, ...(COMMANDS[0] ?? [])], {
    env: { ...bareEnv(), ...KEYS_OF_AWS, AWS_ENDPOINT_URL: server.url },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => program.on('close', resolve));
  let stderr = '';
  for await (const piece of program.stderr) {
    stderr += piece;
    if (stderr.includes('\n')) program.kill('SIGINT');
  }
  expect(await ended).toBe(130);
  expect(stderr).toMatch(
    /^Note: Waiting for 127\.0\.0\.1:\d+ \(ec2:Describe\w+ in eu-west-1\): no answer for \d+ seconds\.\n/,
  );
});

it('from a source of credentials that does not answer', async () => {
  const cwd = emptyFolder();
  const config = join(cwd, 'config');
  const marker = join(cwd, 'asked');
  const script = `require('fs').writeFileSync(process.argv[1], ''); setTimeout(() => {}, 5000)`;
  writeFileSync(
    config,
    `[profile slow]\ncredential_process = "${process.execPath}" -e "${script}" "${marker}"\n`,
  );
  const program = spawn(process.execPath, [PROGRAM, ...(COMMANDS[0] ?? []), '--profile', 'slow'], {
    env: { ...bareEnv(), AWS_CONFIG_FILE: config },
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => program.on('exit', resolve));
  while (!readdirSync(cwd).includes('asked')) await new Promise((resolve) => setTimeout(resolve, 20));
  const begin = Date.now();
  program.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(Date.now() - begin).toBeLessThan(1_000);
});

it.each(['stops in the body', 'gives a byte at a time'])(
  'in the wizard, from a server that %s, by Ctrl-C',
  async (stall) => {
    server = await startBadServer((response, request) => STALLS[stall]?.(response, request));
    const cwd = emptyFolder();
    const terminal = new Terminal(['--region', 'eu-west-1'], {
      cwd,
      env: { ...KEYS_OF_AWS, AWS_ENDPOINT_URL: server.url },
    });
    await terminal.answer('How should we find out which AWS services your tasks use?', KEYS.enter);
    await terminal.see('Listing VPCs');
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const begin = Date.now();
    await terminal.answer('', KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
    expect(Date.now() - begin).toBeLessThan(1_000);
    expect(terminal.text).toContain('Cancelled. Nothing was written.');
    expect(readdirSync(cwd)).toEqual([]);
  },
);
