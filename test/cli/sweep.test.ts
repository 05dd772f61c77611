import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { bareEnv, emptyFolder, PROGRAM, run } from './program.ts';

const FLEET = resolve('docs/examples/fleet');
const KEYS = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-1' };

it.each([
  ['error', 1],
  ['never', 0],
])('ends by --fail-on %s with %d', (failOn, code) => {
  expect(run(['sweep', '--from', FLEET, '--fail-on', failOn]).code).toBe(code);
});

it('prints a page with each VPC that was read, and why others were not', () => {
  const sweep = (report: string) =>
    run(['sweep', '--from', FLEET, '--fail-on', 'never', '--report', report]).stdout;
  const page = sweep('html');
  const all = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, found]) => found);
  const ids = all(/ id="([^"]*)"/g);
  expect(new Set(ids).size).toBe(ids.length);
  for (const target of all(/ href="#([^"]*)"/g)) expect(ids).toContain(target);
  const { rows } = JSON.parse(sweep('json')) as { rows: { vpcId?: string; error?: string }[] };
  expect(all(/<div class="one" id="\d+-([^"]*)">/g)).toEqual(
    rows.flatMap(({ vpcId, error }) => (error === undefined ? [vpcId] : [])),
  );
  for (const { error = '' } of rows) expect(page).toContain(error.replaceAll("'", '&#39;'));
});

it('counts what was not read as a warning', () => {
  const folder = emptyFolder();
  const index = { schemaVersion: 1, complete: true, accounts: 2, skipped: [] };
  const path = '111122223333/eu-west-1';
  const vpc = { accountId: '111122223333', region: 'eu-west-1', vpcId: 'vpc-68634930cd5274417' };
  cpSync(join(FLEET, path), join(folder, path), { recursive: true });
  const unread = [{ accountId: '222233334444', region: null, error: 'Denied.' }];
  writeFileSync(join(folder, 'sweep.json'), JSON.stringify({ ...index, vpcs: [vpc], unread }));
  const code = (...flags: string[]) => run(['sweep', '--from', folder, ...flags]).code;
  expect([code(), code('--fail-on', 'warning')]).toEqual([0, 1]);
  writeFileSync(join(folder, 'sweep.json'), JSON.stringify({ ...index, vpcs: [], unread }));
  expect(code()).toBe(2);
});

it.each([
  ['no directory', undefined, /sweep\.json cannot be read/],
  ['no JSON', '{', /sweep\.json is not JSON/],
  ['another version', { schemaVersion: 2 }, /schemaVersion: expected 1, found 2/],
  [
    'a way out of the directory',
    {
      schemaVersion: 1,
      complete: true,
      accounts: 1,
      skipped: [],
      unread: [],
      vpcs: [{ accountId: '../..', region: 'eu-west-1', vpcId: 'vpc-1' }],
    },
    /accountId: expected the ID of an account/,
  ],
])('says what is wrong with a saved sweep: %s', (_, index, message) => {
  const folder = emptyFolder();
  if (index !== undefined)
    writeFileSync(join(folder, 'sweep.json'), typeof index === 'string' ? index : JSON.stringify(index));
  const { code, stdout, stderr } = run(['sweep', '--from', folder]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});

it('says which value of a VPC is wrong', () => {
  const folder = emptyFolder();
  cpSync(FLEET, folder, { recursive: true });
  const file = join(folder, '111122223333/eu-west-1/vpc-68634930cd5274417.tasks.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"not-in-definition"', '"no-such-kind"'));
  const { code, stderr } = run(['sweep', '--from', folder]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/tasks\.json: tasks\.0\.workload\.findings\.0\.kind: expected/);
});

it.each([
  ['a directory that is not empty', ['--save', '.'], /is not empty/],
  ['no Region', [], /No AWS Region is set/],
  ['a role without accounts', ['--role', 'x'], /--role can't be used here/],
  ['accounts without a role', ['--accounts', '111122223333'], /--role <name>/],
  ['all VPCs without a launch type', ['--vpcs', 'all'], /--launch-type <fargate\|ec2>/],
])('refuses %s before anything is read', (_, flags, message) => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'something'));
  const { code, stderr } = run(['sweep', ...flags], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

it('ends with 2 and the reason where nothing answers', () => {
  const env = { ...KEYS, AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' };
  const { code, stdout, stderr } = run(['sweep', '--report', 'jsonl'], { env });
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({
    accountId: null,
    region: null,
    error: expect.stringMatching(/refused the connection/),
  });
  expect(stderr).toMatch(/No VPC could be read/);
});

it('says of each profile without credentials what is wrong, once', () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'config'), '[profile open]\nregion = eu-west-1\n');
  const files = { AWS_CONFIG_FILE: join(cwd, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(cwd, 'config') };
  const env = { ...files, AWS_EC2_METADATA_DISABLED: 'true' };
  const { code, stdout } = run(['sweep', '--profiles', 'open,gone', '--report', 'jsonl'], { cwd, env });
  expect(code).toBe(2);
  const errors = stdout
    .trim()
    .split('\n')
    .map((line): string => JSON.parse(line).error);
  expect(errors.sort()).toEqual([
    `Profile "open" didn't return credentials. Run "aws sts get-caller-identity --profile open" to see why.`,
    'The AWS configuration files have no profile "gone". There are: open.',
  ]);
});

it.skipIf(process.platform === 'win32').each([
  [[], /^Cancelled\./m],
  [
    ['--create', 'code', '--iac', 'cdk'],
    /^Note: No code was written, because the sweep was stopped\.\nCancelled\./m,
  ],
])('prints what is known when it is stopped: %s', async (flags, said) => {
  const server = createServer();
  const called = new Promise((connected) => server.once('connection', connected));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, [PROGRAM, 'sweep', '--json', ...flags], {
    cwd: emptyFolder(),
    env: { ...bareEnv(), ...KEYS, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
  });
  let stdout = '';
  child.stdout.on('data', (piece) => {
    stdout += piece;
  });
  let stderr = '';
  child.stderr.on('data', (piece) => {
    stderr += piece;
  });
  const ended = new Promise((end) => child.once('close', end));
  await called;
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ complete: false, rows: [] });
  expect(stderr).toMatch(said);
  server.close();
});
