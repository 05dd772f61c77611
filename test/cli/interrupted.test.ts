import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECORD_FILE } from '../../src/sources/record/record.ts';
import { emptyFolder, filesOf, NEW_VPC_FLAGS, OFFLINE_FLAGS, run } from './program.ts';

const NAT_LEAK = join(import.meta.dirname, '../../docs/examples/nat-leak.snapshot.json');
/** No process has this id: it is above what Linux and macOS give. */
const GONE = 2 ** 22 + 1;

/** A directory in which a run was killed when it had replaced main.tf and added one file. */
function interrupted(): string {
  const folder = emptyFolder();
  const stage = join(folder, 'net', '.create-private-ecs-network-1-0123abcd');
  const files = [
    { path: 'main.tf', contents: '# half' },
    { path: 'added.tf', contents: '# added' },
    { path: 'outputs.tf', contents: '# not yet' },
  ];
  mkdirSync(join(stage, 'old'), { recursive: true });
  mkdirSync(join(stage, 'new'));
  writeFileSync(join(stage, 'owner.json'), JSON.stringify({ pid: GONE, directory: '.' }));
  writeFileSync(join(stage, 'journal.json'), JSON.stringify({ files, directories: [] }));
  writeFileSync(join(stage, 'old', 'main.tf'), '# mine');
  writeFileSync(join(stage, 'new', 'outputs.tf'), '# not yet');
  writeFileSync(join(folder, 'net', 'main.tf'), '# half');
  writeFileSync(join(folder, 'net', 'added.tf'), '# added');
  writeFileSync(join(folder, 'net', 'own.tf'), '# own');
  return folder;
}

describe('after a run that was killed', () => {
  it('the next one puts the files back and says so, though it then refuses the directory', () => {
    const cwd = interrupted();
    const { code, stderr } = run(['net', ...NEW_VPC_FLAGS, '--yes'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/An earlier run was interrupted while it wrote to .*net\. Put back: main\.tf\./);
    expect(filesOf(join(cwd, 'net'))).toEqual({ 'main.tf': '# mine', 'own.tf': '# own' });
  });

  it('the next one with --force leaves only its own files and those of others', () => {
    const cwd = interrupted();
    expect(run(['net', ...NEW_VPC_FLAGS, '--yes', '--force'], { cwd }).code).toBe(0);
    const names = readdirSync(join(cwd, 'net'));
    expect(names.filter((name) => name.startsWith('.create') || name === 'added.tf')).toEqual([]);
    expect(readFileSync(join(cwd, 'net', 'own.tf'), 'utf8')).toBe('# own');
  });

  it('--dry-run changes nothing', () => {
    const cwd = interrupted();
    const before = filesOf(cwd);
    expect(run(['net', ...OFFLINE_FLAGS, '--dry-run'], { cwd }).code).toBe(0);
    expect(filesOf(cwd)).toEqual(before);
  });
});

/** Counts the files that a run moves, says on standard error how many they were, and kills it before one of them. */
const MORTAL = `const fs = require('node:fs');
const { renameSync } = fs;
let moves = 0;
fs.renameSync = (...paths) => {
  if (moves++ === Number(process.env.KILLED_BEFORE_MOVE)) process.kill(process.pid, 'SIGKILL');
  return renameSync(...paths);
};
process.on('exit', () => process.stderr.write('moves: ' + moves));
`;

describe('an update that is killed, with a file that it removes,', () => {
  it.each([
    ['while it replaces files', -6],
    ['before it removes the file', -2],
    ['before it is done', -1],
  ])('%s is taken back, and can be made again', (_, fromLast) => {
    const cwd = emptyFolder();
    const net = join(cwd, 'net');
    expect(run(['net', ...NEW_VPC_FLAGS, '--yes'], { cwd }).code).toBe(0);
    // As if an earlier version had made one file more.
    const record = JSON.parse(filesOf(net)[RECORD_FILE] ?? '');
    record.files['old.txt'] = createHash('sha256').update('old').digest('hex');
    writeFileSync(join(net, RECORD_FILE), JSON.stringify(record, null, 2));
    writeFileSync(join(net, 'old.txt'), 'old');
    writeFileSync(join(cwd, 'mortal.cjs'), MORTAL);
    const update = (directory: string, move: number) =>
      run([directory, '--services', 'logs', '--yes'], {
        cwd,
        env: { NODE_OPTIONS: '--require ./mortal.cjs', KILLED_BEFORE_MOVE: String(move) },
      });
    cpSync(net, join(cwd, 'whole'), { recursive: true });
    const moves = Number(/moves: (\d+)/.exec(update('whole', -1).stderr)?.[1]);

    expect(update('net', moves + fromLast)).toMatchObject({ code: null, stdout: '' });
    const half = filesOf(net);
    const looking = run(['net', '--dry-run'], { cwd });
    expect(looking).toMatchObject({ code: 2, stdout: '' });
    expect(looking.stderr).toContain('An earlier run was interrupted while it wrote to net, and --dry-run');
    expect(filesOf(net)).toEqual(half);
    const again = run(['net', '--services', 'logs', '--yes'], { cwd });
    expect(again.stderr).toMatch(/An earlier run was interrupted while it wrote to .*net\. Put back: /);
    expect(again.stdout).toContain('Files that go: old.txt');
    expect(filesOf(net)).toEqual(filesOf(join(cwd, 'whole')));
  });
});

describe('--save-snapshot', () => {
  it('needs --force for a file that is no snapshot, and says so before anything is read', () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'main.tf'), '# mine');
    // Where AWS cannot be reached, what is said first is what was looked at first.
    const env = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    };
    const args = [
      ...['doctor', '--region', 'eu-west-1', '--vpc', 'vpc-0a1b2c3d4e5f60718', '--launch-type', 'fargate'],
      ...['--save-snapshot', 'main.tf'],
    ];
    const { code, stderr } = run(args, { cwd, env });
    expect(code).toBe(2);
    expect(stderr).toContain('main.tf holds something else than a snapshot');
    expect(readFileSync(join(cwd, 'main.tf'), 'utf8')).toBe('# mine');
    expect(run([...args, '--force'], { cwd, env }).stderr).toContain('refused the connection');
  });

  it('with --redact makes of a snapshot one that gives the same report and holds none of its ids', () => {
    const cwd = emptyFolder();
    const doctor = (...args: string[]) =>
      run(['doctor', '--launch-type', 'ec2', '--fail-on', 'never', ...args], { cwd });
    const asIs = doctor('--snapshot', NAT_LEAK, '--save-snapshot', 'shown.json', '--redact');
    expect(asIs.code).toBe(0);
    const ids = new Set(readFileSync(NAT_LEAK, 'utf8').match(/\b[a-z]+-[0-9a-f]{8,17}\b/g));
    const shown = readFileSync(join(cwd, 'shown.json'), 'utf8');
    expect([...ids].filter((id) => shown.includes(id))).toEqual([]);
    const again = doctor('--snapshot', 'shown.json');
    const shape = (text: string) =>
      text
        .replace(/\b[a-z]+-[0-9a-f]{8,17}\b/g, 'ID')
        .replace(/^│.*|^ {2}\S+ +\S+.*$/gm, '')
        .match(/\b(s3-[a-z-]+|endpoint-[a-z-]+|[0-9]+ paths?: .*)/g);
    expect(shape(again.stdout)).toEqual(shape(asIs.stdout));
    expect(shape(asIs.stdout)).not.toBeNull();
  });

  it.each([
    [['--redact'], 'it says how --save-snapshot writes its file'],
    [['--save-snapshot', 'other.json'], 'nothing new is read with --snapshot'],
  ])('refuses %j with a snapshot', (flags, reason) => {
    const { code, stderr } = run(['doctor', '--snapshot', NAT_LEAK, '--launch-type', 'fargate', ...flags]);
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
  });

  it('is what --force is for in doctor', () => {
    const { code, stderr } = run(['doctor', '--snapshot', NAT_LEAK, '--launch-type', 'fargate', '--force']);
    expect(code).toBe(2);
    expect(stderr).toContain('only --save-snapshot writes a file');
  });
});
