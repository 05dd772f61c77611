import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ECS } from '../../scripts/fuzz/parts/account.mjs';
import { bareEnv, emptyFolder, NEW_VPC_FLAGS, PROGRAM, run } from '../cli/program.ts';
import { ROOT } from '../docs/page.ts';
import { type FakeEcs, startFakeEcs } from '../sources/fake-ecs.ts';

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
  'dist/aws.cjs': [392, 116],
  'dist/central.cjs': [12.5, 4.7],
  'dist/checks.cjs': [116, 38],
  'dist/ci-reports.cjs': [6.5, 3],
  'dist/cli.cjs': [22.2, 7.6],
  'dist/code.cjs': [200, 65],
  'dist/cost.cjs': [23, 9],
  'dist/diff.cjs': [8, 3.5],
  'dist/engine.cjs': [489, 142.5],
  'dist/fleet-create.cjs': [47.5, 16.8],
  'dist/fleet-page.cjs': [4, 2],
  'dist/flow-logs.cjs': [30, 10],
  'dist/live.cjs': [15, 5.5],
  'dist/organizations.cjs': [32, 9.5],
  'dist/page.cjs': [19.5, 8],
  'dist/pricing.cjs': [13, 4.5],
  'dist/proxy.cjs': [11.5, 4.5],
  'dist/route-53.cjs': [44, 10],
  'dist/run.cjs': [166, 56],
  'dist/stopped.cjs': [31.5, 11.5],
  'dist/sts.cjs': [20.5, 6.5],
  'dist/sweep-aws.cjs': [12, 5],
  'dist/sweep.cjs': [20, 8],
  'dist/task.cjs': [8.5, 3.5],
  'dist/terraform-module.cjs': [17.5, 5.5],
  'dist/traffic.cjs': [36, 12],
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
    expect(statSync(process.env.TARBALL ?? '').size / 1000).toBeLessThan(582);
    expect(files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0) / 1e6).toBeLessThan(1.93);
  });

  it('names every package that is bundled, with its licence', () => {
    const licenses = readFileSync(join(root, 'THIRD-PARTY-LICENSES'), 'utf8');
    const bundled = [
      '@aws-sdk/client-cloudwatch',
      '@aws-sdk/client-cloudwatch-logs',
      '@aws-sdk/client-ec2',
      '@aws-sdk/client-ecs',
      '@aws-sdk/client-organizations',
      '@aws-sdk/client-pricing',
      '@aws-sdk/client-route-53',
      '@aws-sdk/client-sts',
      '@aws-sdk/credential-provider-node',
      '@clack/prompts',
      'diff',
      'execa',
      'handlebars',
      'hpagent',
      'valibot',
      'yaml',
    ];
    for (const name of bundled) expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    expect(licenses.match(/TERMS AND CONDITIONS FOR USE/g)).toBeNull();
  });
});

/** The files of the package that a run loads, which ends with this code. */
async function filesLoaded(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  code = 0,
  folder = emptyFolder(),
): Promise<string[]> {
  const preload = join(folder, 'preload.cjs');
  writeFileSync(
    preload,
    `process.on('exit', () => process._rawDebug(Object.keys(require.cache).map((path) => 'loads ' + path).join('\\n')));
     require('node:module').register('data:text/javascript,' + encodeURIComponent(
       "export async function load(url, context, next) { process._rawDebug('loads ' + url); return next(url, context); }"));`,
  );
  // Not spawnSync: some are answered by this process.
  const { status, stderr } = await new Promise<{ status: unknown; stderr: string }>((resolve) => {
    const how = { cwd: folder, env: { ...bareEnv(), ...env }, maxBuffer: 1 << 26 };
    execFile(process.execPath, ['--require', preload, PROGRAM, ...args], how, (error, _, stderr) =>
      resolve({ status: error ? error.code : 0, stderr }),
    );
  });
  expect(status, stderr).toBe(code);
  const loaded = [...stderr.matchAll(/^loads (?:file:\/\/)?(.+)$/gm)].map(([, path = '']) => path);
  const parts = loaded.filter((path) => path !== preload && !path.startsWith('node:'));
  return parts.map((path) => path.replace(`${realpathSync(root)}/`, '')).sort();
}

describe('a run loads no more than it uses', () => {
  it.each([['--help'], ['doctor', '--help'], ['--version']])('%s %s', async (...args) => {
    expect(await filesLoaded(args.filter(Boolean))).toEqual(['dist/cli.cjs']);
  });

  it('writes files without the AWS SDK and without starting programs', async () => {
    expect(await filesLoaded(['network', ...NEW_VPC_FLAGS])).toEqual([
      'dist/cli.cjs',
      'dist/cost.cjs',
      'dist/engine.cjs',
      'dist/run.cjs',
    ]);
  });
});

describe('what evidence takes is loaded only by a run that asks for it', () => {
  const PARTS = ['cost', 'flow-logs', 'pricing', 'stopped', 'task', 'traffic'].map(
    (part) => `dist/${part}.cjs`,
  );
  const example = (name: string) => join(ROOT, 'docs/examples', name);
  const snapshot = ['--snapshot', example('nat-leak.snapshot.json'), '--launch-type', 'fargate'];
  const template = ['--template', example('network.template.yaml'), '--region', 'eu-west-1'];

  it.each<[string, string[], string[]]>([
    ['nothing', [...snapshot], []],
    ['nothing of a template', [...template, '--launch-type', 'fargate'], []],
    ['a page', [...snapshot, '--report', 'html'], []],
    ['money', [...snapshot, '--cost'], ['cost']],
    ['a message', [...snapshot, '--stopped-reason', 'CannotPullContainerError: i/o timeout'], ['stopped']],
  ])('doctor is asked for %s', async (_, args, loads) => {
    const all = await filesLoaded(['doctor', ...args, '--fail-on', 'never']);
    const loaded = all.filter((file) => PARTS.includes(file));
    expect(loaded).toEqual(loads.map((part) => `dist/${part}.cjs`));
  });
});

describe('a run that calls AWS', () => {
  const doctor = (env: Readonly<Record<string, string>>, ...more: string[]) => {
    const where = ['--region', 'eu-west-1', '--vpc', 'vpc-0a1b2c3d', '--launch-type', 'fargate'];
    const keys = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };
    const nobody = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' };
    return filesLoaded(['doctor', ...where, ...more], { ...keys, ...nobody, ...env }, 2);
  };
  const proxy = 'dist/proxy.cjs';

  it('loads what measures traffic only where that is asked for', async () => {
    const usual = await doctor({});
    for (const part of ['traffic', 'flow-logs']) expect(usual).not.toContain(`dist/${part}.cjs`);
    expect(await doctor({}, '--traffic', '7d')).toEqual([...usual, 'dist/traffic.cjs'].toSorted());
  });

  it('loads what reads the VPC of code only where that is asked for', async () => {
    const place = ['--region', 'eu-west-1', '--launch-type', 'fargate'];
    const line = ['doctor', '--template', resolve('docs/examples/network.template.yaml'), ...place];
    const usual = await filesLoaded(line, {}, 1);
    expect(usual).not.toContain('dist/live.cjs');
    expect(usual).not.toContain('dist/aws.cjs');
    expect(await filesLoaded([...line, '--live'], {}, 1)).toEqual([...usual, 'dist/live.cjs'].toSorted());
  });

  it('loads what heeds proxies and certificates only where the environment names some', async () => {
    const usual = await doctor({});
    expect(usual).toContain('dist/aws.cjs');
    expect(usual).not.toContain(proxy);
    // Without a proxy there is nothing to leave out, and Node itself reads the other variable.
    expect(await doctor({ NO_PROXY: '*', NODE_EXTRA_CA_CERTS: '/nonexistent' })).toEqual(usual);
    for (const variable of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'AWS_CA_BUNDLE']) {
      expect(await doctor({ [variable]: 'http://localhost:1' })).toEqual([...usual, proxy].toSorted());
    }
  });
});

describe('a run that AWS answers', () => {
  let aws: FakeEcs;
  beforeAll(async () => {
    const arn = 'arn:aws:ecs:eu-west-1:123456789012';
    const task = {
      ...{ taskArn: `${arn}:task/shop/${TASK}`, clusterArn: `${arn}:cluster/shop`, group: 'family:web' },
      ...{ taskDefinitionArn: `${arn}:task-definition/web:3`, launchType: 'FARGATE' },
      ...{
        lastStatus: 'STOPPED',
        desiredStatus: 'STOPPED',
        stoppedReason: 'CannotPullContainerError: i/o timeout',
      },
      ...{ attachments: [], containers: [] },
    };
    aws = await startFakeEcs({
      ...ECS,
      ListTasks: { taskArns: [] },
      DescribeTasks: { tasks: [task], failures: [] },
    });
  });
  afterAll(() => aws.stop());

  const loaded = (args: readonly string[], folder?: string) => {
    const keys = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };
    return filesLoaded(args, { ...keys, AWS_ENDPOINT_URL: aws.url, AWS_MAX_ATTEMPTS: '1' }, 0, folder);
  };
  const filesOf = (parts: string) =>
    `cli engine run ${parts}`
      .split(' ')
      .map((part) => `dist/${part}.cjs`)
      .sort();
  const TASK = '0123456789abcdef0123456789abcdef';
  const REGION = ['--region', 'eu-west-1'];
  const VPC = [...REGION, '--vpc', 'vpc-0a1b2c3d4e5f60718', '--subnets', 'subnet-0aaaaaaaaaaaaaaa1'];
  const CREATE = ['net', ...VPC, '--launch-type', 'fargate', '--yes', '--iac'];
  const SWEEP = ['sweep', '--regions', 'eu-west-1'];

  it.each<[string, string[], string]>([
    ['create for a VPC', [...CREATE, 'cdk'], 'aws cost'],
    ['create with the prices of today', [...CREATE, 'cdk', '--cost'], 'aws cost pricing'],
    [
      'create of a module',
      [...CREATE, 'terraform', '--terraform-layout', 'module'],
      'aws cost terraform-module',
    ],
    [
      'create for a service',
      ['net', ...VPC, '--service', 'shop/web', '--iac', 'cdk', '--yes'],
      'aws cost route-53',
    ],
    ['doctor for a VPC', ['doctor', ...VPC, '--launch-type', 'fargate', '--fail-on', 'never'], 'aws'],
    [
      'doctor for a task',
      ['doctor', ...VPC, '--task', `shop/${TASK}`, '--fail-on', 'never'],
      'aws route-53 stopped task',
    ],
    ['a sweep', SWEEP, 'aws route-53 sts sweep sweep-aws task'],
    [
      'a sweep that writes code',
      [...SWEEP, '--create', 'fleet', '--iac', 'cdk'],
      'aws fleet-create route-53 sts sweep sweep-aws task terraform-module',
    ],
  ])('%s loads what it uses', async (_, args, parts) => {
    expect(await loaded(args)).toEqual(filesOf(parts));
  });

  it('a sweep of what an earlier one saved loads nothing that calls AWS', async () => {
    const folder = emptyFolder();
    await loaded([...SWEEP, '--save', 'saved'], folder);
    expect(await loaded(['sweep', '--from', 'saved'], folder)).toEqual(filesOf('sweep'));
  });
});

describe('a task definition in YAML', () => {
  const definition = (name: string, text: string) => {
    const file = join(emptyFolder(), name);
    writeFileSync(file, text);
    return ['network', ...NEW_VPC_FLAGS, '--task-definition', file];
  };

  it('alone loads what reads YAML', async () => {
    const containers = 'containerDefinitions: [{ name: a, image: nginx }]';
    const json = '{"containerDefinitions":[{"name":"a","image":"nginx"}]}';
    const yaml = 'dist/yaml.cjs';
    expect(await filesLoaded(definition('task.yaml', containers))).toContain(yaml);
    expect(await filesLoaded(definition('task.json', json))).not.toContain(yaml);
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
