import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, filesOf, NEW_VPC_FLAGS, type RunOptions, run } from './program.ts';

/** A second run where something is wrong with the record's file, or with a file that it names. */

const RECORD = 'private-ecs-network.json';
const SNAPSHOT = readFileSync(join(process.cwd(), 'docs/examples/nat-leak.snapshot.json'), 'utf8');

/** A run that must refuse with a sentence. */
function refused(args: readonly string[], options: RunOptions): string {
  const { code, stdout, stderr } = run(args, options);
  expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
  expect(stderr).toMatch(/^Error: /);
  expect(stderr).not.toContain('Internal error');
  return stderr.replaceAll(/\s+\|?\s*/g, ' ');
}

/** A directory `net` with a first run in it. */
function firstRun() {
  const cwd = emptyFolder();
  chmodSync(cwd, 0o755);
  expect(run(['net', ...NEW_VPC_FLAGS, '--yes'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  return { cwd, net: join(cwd, 'net') };
}

/** Each way to come by the record. */
const RUNS = [
  ['net', '--services', 'logs', '--yes'],
  ['net', ...NEW_VPC_FLAGS, '--force', '--yes'],
  ['net', '--forget', '--yes'],
  ['doctor', 'net', '--vpc', 'vpc-0a1b2c3d'],
];

describe('a record that can not be read', () => {
  it.each<[what: string, put: (path: string) => void, message: string]>([
    ['a directory', (path) => mkdirSync(path), 'is a directory, not a regular file.'],
    [
      'a pipe',
      (path) => spawnSync('sh', ['-c', 'mkfifo "$0"', path]),
      'is a pipe, a socket or a device, not a regular file.',
    ],
    ['a link to itself', (path) => symlinkSync(RECORD, path), 'is a link, not a regular file.'],
    ['a link to a record', (path) => symlinkSync('../its-record', path), 'is a link, not a regular file.'],
  ])('is refused with a sentence where it is %s, and nothing is written', (_, put, message) => {
    const { cwd, net } = firstRun();
    const written = filesOf(net);
    renameSync(join(net, RECORD), join(cwd, 'its-record'));
    put(join(net, RECORD));
    for (const args of [...RUNS, ['net', ...NEW_VPC_FLAGS, '--dry-run', '--yes']])
      expect(refused(args, { cwd })).toContain(`${RECORD} ${message}`);
    rmSync(join(net, RECORD), { recursive: true });
    renameSync(join(cwd, 'its-record'), join(net, RECORD));
    expect(filesOf(net)).toEqual(written);
  });

  it.each<[what: string, spoil: (net: string) => void, restore: (net: string) => void, message: RegExp]>([
    [
      'it may not be read',
      (net) => chmodSync(join(net, RECORD), 0),
      (net) => chmodSync(join(net, RECORD), 0o644),
      /private-ecs-network\.json cannot be read: EACCES/,
    ],
    [
      'its directory may not be entered',
      (net) => chmodSync(net, 0),
      (net) => chmodSync(net, 0o755),
      /private-ecs-network\.json cannot be read: EACCES/,
    ],
    [
      'its directory is a link to itself',
      (net) => {
        renameSync(net, `${net}-was`);
        symlinkSync('net', net);
      },
      (net) => {
        rmSync(net);
        renameSync(`${net}-was`, net);
      },
      /cannot be read: ELOOP/,
    ],
    [
      'its directory is a file now',
      (net) => {
        renameSync(net, `${net}-was`);
        writeFileSync(net, 'x');
      },
      (net) => {
        rmSync(net);
        renameSync(`${net}-was`, net);
      },
      /net is a file, not a directory|net has no private-ecs-network\.json/,
    ],
  ])('is refused with a sentence where %s, and nothing is written', (_, spoil, restore, message) => {
    const { cwd, net } = firstRun();
    const written = filesOf(net);
    spoil(net);
    // Whoever runs the tests as root may read everything.
    const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    for (const args of RUNS) expect(refused(args, { cwd, ...uid })).toMatch(message);
    restore(net);
    expect(filesOf(net)).toEqual(written);
  });
});

/** A task definition without a family. */
const nameless = (name: string) => [{ name, image: 'public.ecr.aws/x/y:1' }];

/** Where a directory is from another one, such that nobody takes it for a name. */
function wayTo(cwd: string, where: string, to: string): string {
  const way = relative(join(cwd, where), join(cwd, to)) || '.';
  return /^\.|\//.test(way) ? way : `./${way}`;
}

describe('a task definition that has no family', () => {
  const PLACES = ['.', 'net', 'defs'];

  it.each<[path: string, label: string, text: string]>([
    ['defs/web.json', 'web.json:api', JSON.stringify({ containerDefinitions: nameless('api') })],
    [
      'defs/web.yaml',
      'web.yaml:web',
      'containerDefinitions:\n  - name: web\n    image: "public.ecr.aws/x/y:{{ TAG }}"\n',
    ],
    ['defs/bare', 'bare:web', JSON.stringify(nameless('web'))],
    ['bare', 'bare:web', JSON.stringify(nameless('web'))],
    ['-dash.json', '-dash.json:web', JSON.stringify(nameless('web'))],
    ['net/inside', 'inside:web', JSON.stringify(nameless('web'))],
  ])('gives the same files from wherever it is named: %s', (path, label, text) => {
    const cwd = emptyFolder();
    const made = PLACES.map((where) => {
      rmSync(join(cwd, 'net'), { recursive: true, force: true });
      for (const folder of PLACES) mkdirSync(join(cwd, folder), { recursive: true });
      writeFileSync(join(cwd, path), text);
      const flags = [...NEW_VPC_FLAGS, '--task-definition', wayTo(cwd, where, path), '--force', '--yes'];
      const ran = run([wayTo(cwd, where, 'net'), ...flags], { cwd: join(cwd, where) });
      expect({ where, ...ran }).toMatchObject({ where, code: 0 });
      return filesOf(join(cwd, 'net'));
    });
    expect(made[0]?.['README.md']).toContain(`- ${label} (image): `);
    for (const files of made) expect(files).toEqual(made[0]);
    for (const where of ['net', 'defs'])
      expect(run([wayTo(cwd, where, 'net'), '--yes'], { cwd: join(cwd, where) })).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Nothing changed'),
      });
  });
});

describe('a file that the record names', () => {
  it.each<[what: string, spoil: (file: string) => void, why: string]>([
    ['moved', (file) => renameSync(file, `${file}.old`), 'there is no such file'],
    [
      'replaced by a directory',
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      'that is a directory',
    ],
    [
      'below what is a file now',
      (file) => {
        rmSync(join(file, '..'), { recursive: true });
        writeFileSync(join(file, '..'), '');
      },
      'there is no such file',
    ],
    [
      'a link to itself',
      (file) => [rmSync(file), symlinkSync(basename(file), file)],
      "it can't be read (ELOOP",
    ],
  ])('is named with the record and what to type where it is %s', (_, spoil, why) => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'defs'));
    for (const file of ['defs/web.json', 'api.json'])
      writeFileSync(join(cwd, file), JSON.stringify(nameless('web')));
    const definitions = ['--task-definition', 'api.json,defs/web.json'];
    expect(run(['net', ...NEW_VPC_FLAGS, ...definitions, '--yes'], { cwd }).code).toBe(0);
    const written = filesOf(join(cwd, 'net'));
    spoil(join(cwd, 'defs', 'web.json'));
    for (const [args, where, path, line] of [
      [['net', '--yes'], '.', 'defs/web.json', 'network net --task-definition api.json,path/to/it'],
      [['net', '--services', 'logs', '--dry-run', '--yes'], '.', 'defs/web.json', 'network net --task'],
      [['doctor', 'net', '--vpc', 'vpc-0a1b2c3d'], '.', 'defs/web.json', 'network doctor net --task'],
      [['.', '--yes'], 'net', '../defs/web.json', 'network . --task-definition ../api.json,path/to/it'],
    ] as const) {
      const said = refused(args, { cwd: join(cwd, where) });
      expect(said).toContain(`${RECORD} names ../defs/web.json (from here: ${path}), but ${why}`);
      expect(said).toContain(line);
    }
    expect(filesOf(join(cwd, 'net'))).toEqual(written);
    // The other way on that the error names.
    const record = JSON.parse(written[RECORD] ?? '');
    delete record.answers.taskDefinition;
    writeFileSync(join(cwd, 'net', RECORD), JSON.stringify(record));
    expect(run(['net', '--yes'], { cwd })).toMatchObject({ code: 0 });
    expect(filesOf(join(cwd, 'net'))['README.md']).not.toContain('web.json');
  });

  it('may be elsewhere now, or another one', () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'web.json'), JSON.stringify(nameless('web')));
    const first = ['net', ...NEW_VPC_FLAGS, '--task-definition', 'web.json', '--yes'];
    expect(run(first, { cwd }).code).toBe(0);
    renameSync(join(cwd, 'web.json'), join(cwd, 'moved.json'));
    expect(run(['net', '--task-definition', 'moved.json', '--yes'], { cwd })).toMatchObject({ code: 0 });
    expect(JSON.parse(filesOf(cwd)[`net/${RECORD}`] ?? '').answers.taskDefinition).toEqual(['../moved.json']);
  });

  it('can be a snapshot', () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 's.json'), SNAPSHOT);
    const { id } = JSON.parse(SNAPSHOT).subnets.find(
      ({ name }: { name?: string }) => name === 'shop-tasks-a',
    );
    const flags = ['--snapshot', 's.json', '--launch-type', 'fargate', '--subnets', id, '--iac', 'cdk'];
    expect(run(['net', ...flags, '--yes'], { cwd }).code).toBe(0);
    renameSync(join(cwd, 's.json'), join(cwd, 'moved.json'));
    for (const args of [
      ['net', '--yes'],
      ['doctor', 'net'],
    ]) {
      const said = refused(args, { cwd });
      expect(said).toContain('names ../s.json (from here: s.json), but there is no such file.');
      expect(said).toContain('net --snapshot path/to/it');
    }
    expect(run(['net', '--snapshot', 'moved.json', '--yes'], { cwd })).toMatchObject({ code: 0 });
  });
});
