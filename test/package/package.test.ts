import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bareEnv, emptyFolder, NEW_VPC_FLAGS, PROGRAM, run } from '../cli/program.ts';

/** What a user gets: the packed package, installed in an empty folder. */
const root = dirname(dirname(PROGRAM));
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(root.length + 1)
      .replaceAll('\\', '/'),
  )
  .sort();

/** Kilobytes of 1,000 bytes, minified and then compressed, that each part may have. */
const BUDGET: Readonly<Record<string, readonly [plain: number, compressed: number]>> = {
  'dist/aws.cjs': [365, 108],
  'dist/checks.cjs': [116, 38],
  'dist/cli.cjs': [14.5, 5.6],
  'dist/diff.cjs': [8, 3.5],
  'dist/engine.cjs': [417, 123],
  'dist/route-53.cjs': [40, 10],
  'dist/run.cjs': [141, 49],
  'dist/stopped.cjs': [29, 10.5],
  'dist/sts.cjs': [19, 5.5],
  'dist/task.cjs': [8.5, 3.5],
  'dist/yaml.cjs': [102, 32],
};

describe('the package', () => {
  it('is these files', () => {
    expect(files).toEqual([
      'LICENSE',
      'README.md',
      'THIRD-PARTY-LICENSES',
      ...Object.keys(BUDGET),
      'package.json',
    ]);
  });

  it('brings no other package', () => {
    expect(Object.keys(packageJson).filter((key) => /dependencies/i.test(key))).toEqual(['devDependencies']);
    expect(readdirSync(join(root, '..')).filter((name) => !name.startsWith('.'))).toEqual([packageJson.name]);
  });

  it('exports nothing and runs nothing when it is installed', () => {
    for (const key of ['main', 'module', 'exports', 'types', 'browser'])
      expect(packageJson).not.toHaveProperty(key);
    for (const script of ['preinstall', 'install', 'postinstall']) {
      expect(packageJson.scripts).not.toHaveProperty(script);
    }
  });

  it.each(Object.entries(BUDGET))('%s is within its size', (file, [plain, compressed]) => {
    const contents = readFileSync(join(root, file));
    expect(contents.length / 1000).toBeLessThan(plain);
    expect(gzipSync(contents, { level: 9 }).length / 1000).toBeLessThan(compressed);
  });

  it.runIf(process.env.TARBALL)('is small to fetch and to keep', () => {
    expect(statSync(process.env.TARBALL ?? '').size / 1000).toBeLessThan(386);
    expect(files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0) / 1e6).toBeLessThan(1.3);
  });

  it('names every package that is bundled, with its licence', () => {
    const licenses = readFileSync(join(root, 'THIRD-PARTY-LICENSES'), 'utf8');
    const bundled = [
      '@aws-sdk/client-ec2',
      '@aws-sdk/client-ecs',
      '@aws-sdk/client-route-53',
      '@aws-sdk/client-sts',
      '@clack/prompts',
      'diff',
      'execa',
      'handlebars',
      'valibot',
      'yaml',
    ];
    for (const name of bundled) expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    expect(licenses.match(/TERMS AND CONDITIONS FOR USE/g)).toBeNull();
  });
});

/** The files of the package that a run loads. */
function filesLoaded(args: readonly string[]): string[] {
  const folder = emptyFolder();
  const preload = join(folder, 'preload.cjs');
  writeFileSync(
    preload,
    `process.on('exit', () => process._rawDebug(Object.keys(require.cache).map((path) => 'loads ' + path).join('\\n')));
     require('node:module').register('data:text/javascript,' + encodeURIComponent(
       "export async function load(url, context, next) { process._rawDebug('loads ' + url); return next(url, context); }"));`,
  );
  const { status, stderr } = spawnSync(process.execPath, ['--require', preload, PROGRAM, ...args], {
    cwd: folder,
    env: bareEnv(),
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const loaded = [...stderr.matchAll(/^loads (?:file:\/\/)?(.+)$/gm)].map(([, path = '']) => path);
  const parts = loaded.filter((path) => path !== preload && !path.startsWith('node:'));
  return parts.map((path) => path.replace(`${realpathSync(root)}/`, '')).sort();
}

describe('a run loads no more than it uses', () => {
  it.each([['--help'], ['doctor', '--help'], ['--version']])('%s %s', (...args) => {
    expect(filesLoaded(args.filter(Boolean))).toEqual(['dist/cli.cjs']);
  });

  it('writes files without the AWS SDK and without starting programs', () => {
    expect(filesLoaded(['network', ...NEW_VPC_FLAGS])).toEqual([
      'dist/cli.cjs',
      'dist/engine.cjs',
      'dist/run.cjs',
    ]);
  });
});

describe('a task definition in YAML', () => {
  const definition = (name: string, text: string) => {
    const file = join(emptyFolder(), name);
    writeFileSync(file, text);
    return ['network', ...NEW_VPC_FLAGS, '--task-definition', file];
  };

  it('alone loads what reads YAML', () => {
    const containers = 'containerDefinitions: [{ name: a, image: nginx }]';
    const json = '{"containerDefinitions":[{"name":"a","image":"nginx"}]}';
    const yaml = 'dist/yaml.cjs';
    expect(filesLoaded(definition('task.yaml', containers))).toContain(yaml);
    expect(filesLoaded(definition('task.json', json))).not.toContain(yaml);
  });
});

describe('on a version of Node that is too old', () => {
  it.each(['18.20.8', '20.11.1', '16.20.2'])('says so: %s', (version) => {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, PROGRAM, '--help'],
      { encoding: 'utf8' },
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `create-private-ecs-network needs Node.js 20.12 or newer; this is ${version}. Install a newer one from https://nodejs.org and run the command again.\n`,
    });
  });

  it('gets as far as saying so: what it cannot load is not loaded before', () => {
    const text = readFileSync(PROGRAM, 'utf8');
    expect(text).not.toMatch(/\?\?=|\|\|=|&&=|\bstatic\s*\{|\?\?|\?\.\[/);
  });
});

describe('what parts of the build tell each other', () => {
  it('a problem that AWS part throws is a sentence, not a fault of this program', () => {
    const { code, stderr } = run([
      'doctor',
      '--region',
      'eu-west-1',
      '--vpc',
      'vpc-0a1b2c3d',
      '--launch-type',
      'ec2',
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Error: No AWS credentials found/);
    expect(stderr).not.toMatch(/fault of create-private-ecs-network|NodeDeprecationWarning|maintenance mode/);
  });
});
