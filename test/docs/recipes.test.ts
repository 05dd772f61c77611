import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareEnv } from '../cli/program.ts';
import { ROOT } from './page.ts';

/*
 * The recipes of docs/architecture.md ("How to add …"), followed on a copy of the tree: what each adds, and that nothing else is
 * needed. The copy is checked by the compiler, built and run.
 */

const tree = mkdtempSync(join(tmpdir(), 'recipes-'));
afterAll(() => rmSync(tree, { recursive: true, force: true }));

const fileAt = (path: string) => join(tree, path);

function add(path: string, contents: string): void {
  mkdirSync(dirname(fileAt(path)), { recursive: true });
  writeFileSync(fileAt(path), contents);
}

/** Puts a line before the first that begins with `before`. */
function addLine(path: string, line: string, before: string): void {
  const text = readFileSync(fileAt(path), 'utf8');
  const at = text.startsWith(before) ? 0 : text.indexOf(`\n${before}`) + 1;
  if (at === 0 && !text.startsWith(before)) throw new Error(`${path} has no line "${before}"`);
  writeFileSync(fileAt(path), `${text.slice(0, at)}${line}\n${text.slice(at)}`);
}

function addFormat(): void {
  add(
    'src/formats/toy/format.ts',
    `import type { Format } from '../format.ts';

/** A list of what is created. */
export const toy: Format = {
  name: 'toy',
  label: 'Toy',
  hint: 'a list',
  resources: { 'create-interface-endpoint': ['Endpoint'], 'create-gateway-endpoint': ['Endpoint'] },
  undo: 'toy undo',
  checkedBy: 'nothing',
  checks: () => [],
  load: () => import('./render-toy.ts'),
};
`,
  );
  add(
    'src/formats/toy/render-toy.ts',
    `import listTemplate from '../../../templates/toy/list.txt.hbs';
import type { Renderer } from '../format.ts';
import { template } from '../template.ts';

const list = template<{ readonly names: readonly string[] }>(listTemplate);

export const render: Renderer['render'] = ({ endpoints }) => [
  { path: 'list.txt', contents: list({ names: endpoints.map(({ serviceName }) => serviceName) }) },
];

export const nextSteps: Renderer['nextSteps'] = () => ({ deploy: 'toy deploy' });
`,
  );
  add('templates/toy/list.txt.hbs', '{{#each names}}\n{{this}}\n{{/each}}\n');
  addLine('src/formats/formats.ts', "import { toy } from './toy/format.ts';", 'import type { Format }');
  replace('src/formats/formats.ts', '{ terraform, ', '{ toy, terraform, ');
}

function replace(path: string, from: string, to: string): void {
  const text = readFileSync(fileAt(path), 'utf8');
  if (!text.includes(from)) throw new Error(`${path} does not hold "${from}"`);
  writeFileSync(fileAt(path), text.replace(from, to));
}

function addSource(): void {
  add(
    'src/sources/toy/toy-source.ts',
    `import { NEW } from '../../ask/values.ts';
import { newVpcSource } from '../declared/declared-sources.ts';
import type { Source } from '../source.ts';

/** A network that a name tells. */
export const toySource: Source = {
  chosenBy: ({ toyNetwork }) => toyNetwork !== undefined,
  region: async () => 'eu-west-1',
  read: (answers, needs, io, earlier) =>
    newVpcSource.read({ ...answers, region: 'eu-west-1', vpc: NEW, name: answers.toyNetwork ?? '' }, needs, io, earlier),
};
`,
  );
  addLine(
    'src/sources/sources.ts',
    "import { toySource } from './toy/toy-source.ts';",
    'import type { Source }',
  );
  replace('src/sources/sources.ts', '[snapshotSource, ', '[toySource, snapshotSource, ');
  addLine(
    'src/ask/questions.ts',
    `  toyNetwork: {
    group: 'Without AWS access',
    form: 'text',
    flag: 'toy-network',
    value: 'name',
    help: 'Look at a toy.',
    schema: values.plainText,
    source: { tells: ['region', 'vpc'] },
  },`,
    '  snapshot: {',
  );
  addLine('src/commands/doctor/command.ts', "    'toyNetwork',", "    'snapshot',");
}

function addCommand(): void {
  add(
    'src/commands/toy/command.ts',
    `import type { Command } from '../../ask/command.ts';
import { PROGRAM } from '../../ask/program.ts';
import type { QuestionKey } from '../../ask/questions.ts';

export const toy: Command = {
  name: 'toy',
  summary: 'Play',
  usage: [\`\${PROGRAM} toy [options]\`],
  what: 'Plays with a Region.',
  examples: [['Play', \`npx \${PROGRAM} toy\`]],
  questions: new Set<QuestionKey>(['region', 'vpc', 'debug']),
};
`,
  );
  add(
    'src/commands/toy/run.ts',
    `import type { Described } from '../../ask/described.ts';
import type { Asked } from '../../host/world.ts';

/** Says the Region. */
export async function run({ answers }: Described, { print }: Asked): Promise<number> {
  print(\`played in \${answers.region}\\n\`);
  return 0;
}
`,
  );
  addLine('src/commands/commands.ts', "import { toy } from './toy/command.ts';", '');
  addLine(
    'src/commands/commands.ts',
    "  { ...toy, asks: 'what-is-missing', load: () => import('./toy/run.ts') },",
    '  { ...completion,',
  );
}

const addService = () =>
  addLine('src/core/catalogue.ts', "  toyservice: interfaceService('The application plays.'),", '  athena:');

/** All of a rule but its line in the table, which the compiler asks for. */
function addRule(): void {
  addLine(
    'src/core/trace/path.ts',
    "  | { readonly rule: 'toy-broken' }",
    "  | { readonly rule: 's3-endpoint-missing' }",
  );
  add(
    'src/core/findings/rules/toy-broken.ts',
    `import page from '../../../../docs/rules/toy-broken.md';
import { causes, type Rule } from '../rule.ts';

/** The toy is broken. */
export const toyBroken: Rule = {
  severity: 'warning',
  page,
  observe: ({ paths }) =>
    causes(paths, 'toy-broken', () => '').map(({ services, subnetIds, faults }) => ({
      services,
      subnetIds,
      resourceIds: [],
      message: 'The toy is broken.',
      faults,
    })),
};
`,
  );
  add('docs/rules/toy-broken.md', '# toy-broken\n\nSeverity: warning.\n');
}

/** What the compiler says of the copy. */
const compiled = () =>
  spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', '.'], {
    cwd: tree,
    encoding: 'utf8',
  }).stdout;

const program = (...args: string[]) =>
  spawnSync(process.execPath, [fileAt('dist/cli.cjs'), ...args], {
    cwd: tree,
    env: bareEnv(),
    encoding: 'utf8',
  });

const NEW_VPC = ['--vpc', 'new', '--region', 'eu-west-1', '--launch-type', 'fargate'];
const NAT_LEAK = ['--snapshot', 'docs/examples/nat-leak.snapshot.json', '--launch-type', 'fargate'];
const SUBNET = 'subnet-5c0d4270e09870689';

let asked = '';

beforeAll(() => {
  for (const path of ['src', 'templates', 'docs', 'scripts', 'package.json', 'tsconfig.json', 'LICENSE'])
    cpSync(join(ROOT, path), fileAt(path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), fileAt('node_modules'));
  addFormat();
  addSource();
  addCommand();
  addService();
  addRule();
  asked = compiled();
  addLine(
    'src/core/findings/rules.ts',
    "import { toyBroken } from './rules/toy-broken.ts';",
    'import type { Rule',
  );
  addLine('src/core/findings/rules.ts', "  'toy-broken': toyBroken,", "  'not-permitted':");
  addLine('src/core/plan/fixes-for.ts', "    case 'toy-broken':", "    case 'not-permitted':");
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], {
    cwd: tree,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
}, 120_000);

describe('the recipes of docs/architecture.md', () => {
  it('a rule: the compiler names what is missing', () => {
    expect([...asked.matchAll(/^(src\S+?)\(/gm)].map(([, path]) => path).sort()).toEqual([
      'src/core/findings/rules.ts',
      'src/core/plan/fixes-for.ts',
    ]);
    expect(program('doctor', '--explain', 'toy-broken').stdout).toContain('# toy-broken');
  });

  it('are all that it takes', () => {
    expect(compiled()).toBe('');
  });

  it('a format is written, offered and told of in reports', () => {
    const { status, stdout, stderr } = program(
      'net',
      ...NAT_LEAK,
      '--subnets',
      SUBNET,
      '--services',
      'logs',
      '--iac',
      'toy',
      '--yes',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('toy deploy');
    expect(readFileSync(fileAt('net/list.txt'), 'utf8')).toContain('com.amazonaws.eu-west-1.logs');
    expect(program('--help').stdout).toContain('--iac <toy|terraform|cdk|cloudformation>');
  });

  it('a format is neither asked nor said to do what it has no resources for', () => {
    expect(program('new', ...NEW_VPC, '--iac', 'toy').stderr).toContain(
      "--iac can't be used here: Toy can't create a VPC.",
    );
    expect(program('net', ...NAT_LEAK, '--subnets', SUBNET, '--iac', 'toy', '--adopt').stderr).toContain(
      "--adopt can't be used here: Toy can't import existing endpoints.",
    );
    const { create } = JSON.parse(program('doctor', ...NAT_LEAK, '--json').stdout).findings[0].fix;
    expect(create.cdk).toContain(', with --adopt,');
    expect(create.toy).toBe('writes Endpoint');
  });

  it('a source is read, and what it tells is not asked', () => {
    const { stdout, stderr } = program('doctor', '--toy-network', 'bear', '--launch-type', 'fargate');
    expect(stderr).not.toContain('--region');
    expect(stdout).toContain('new-vpc (bear), eu-west-1');
  });

  it('a command is run, helped with and completed', () => {
    expect(program('toy', '--region', 'eu-west-1', '--vpc', 'vpc-0a1b2c3d').stdout).toBe(
      'played in eu-west-1\n',
    );
    expect(program('toy', '--help').stdout).toContain('Plays with a Region.');
    expect(program('--help').stdout).toContain('create-private-ecs-network toy [options]');
    expect(program('completion', 'fish').stdout).toContain("-a toy -d 'Play'");
    expect(program('toy', '--iac', 'cdk').stderr).toContain('--iac belongs to create and sweep, not to toy.');
  });

  it('a service can be asked for', () => {
    const { status, stdout } = program(
      ...NEW_VPC,
      ...['--iac', 'cdk', '--yes', '--services', 'toyservice', '--dry-run'],
    );
    expect(status).toBe(0);
    expect(stdout).toContain('com.amazonaws.eu-west-1.toyservice');
  });
});
