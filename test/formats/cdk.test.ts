import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasResource } from '../../src/core/plan/abilities.ts';
import { type Change, type ChangeKind, NEW_SECURITY_GROUP } from '../../src/core/plan/change.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import { Problem } from '../../src/core/problem.ts';
import { FORMATS } from '../../src/formats/formats.ts';
import { render } from '../engine.ts';
import { cdkMatrix } from './cdk-matrix.ts';
import { creating, large } from './plans.ts';

const existing = creating('cdk', 'fargate');

const fileOf = (plan: Plan, path: string): string => {
  const file = render(plan).find((candidate) => candidate.path === path);
  if (!file) throw new Error(`no ${path}`);
  return file.contents;
};

const PLANS = cdkMatrix();

describe('renderCdk', () => {
  it.each(PLANS)('renders %s', async (name, plan) => {
    for (const { path, contents } of render(plan)) {
      await expect(contents).toMatchFileSnapshot(`__snapshots__/cdk/${name}/${path}.snap`);
    }
  });

  it('has nothing to deploy where every endpoint exists', async () => {
    const files = render({ ...existing, changes: [], existing: [], securityGroup: undefined });
    expect(files.map(({ path }) => path)).toEqual(['README.md']);
    await expect(files[0]?.contents).toMatchFileSnapshot('__snapshots__/cdk/nothing/README.md.snap');
  });

  it('leaves every file as Biome and Prettier would', () => {
    const hostile = withTexts('é "\'\n', `日本 \${x} {{y}}`);
    const plans: [string, Plan][] = [...PLANS, ['hostile', hostile], ['large', large('cdk', 300, 250)]];
    const folder = mkdtempSync(join(tmpdir(), 'cdk-format-'));
    try {
      for (const [name, plan] of plans) {
        for (const { path, contents } of render(plan)) {
          const target = join(folder, name, path);
          mkdirSync(dirname(target), { recursive: true });
          writeFileSync(target, contents);
        }
      }
      const configuration = {
        files: { includes: ['*/**', '!**/*.md'] },
        formatter: { indentStyle: 'space' },
        javascript: { formatter: { quoteStyle: 'single' } },
        assist: { actions: { source: { organizeImports: 'on' } } },
        linter: { rules: { suspicious: { noTemplateCurlyInString: 'off' } } },
      };
      writeFileSync(join(folder, 'biome.json'), JSON.stringify(configuration));
      const biome = fileURLToPath(new URL('../../node_modules/@biomejs/biome/bin/biome', import.meta.url));
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [biome, 'check', '--error-on-warnings', ...plans.map(([name]) => name)],
        { cwd: folder, encoding: 'utf8' },
      );
      expect(status, `${stdout}${stderr}`).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('what cannot be expressed', () => {
  const impossible: readonly Change[] = [
    { kind: 'add-route-tables', service: 's3', endpointId: 'vpce-1', routeTableIds: ['rtb-1'] },
    { kind: 'add-subnets', service: 'logs', endpointId: 'vpce-1', subnetIds: ['subnet-1'] },
    { kind: 'enable-private-dns', service: 'logs', endpointId: 'vpce-1' },
    { kind: 'set-vpc-attribute', attribute: 'enableDnsSupport' },
    {
      kind: 'set-endpoint-policy',
      service: 's3',
      endpointId: 'vpce-1',
      policy: { Version: '2012-10-17', Statement: [] },
      previous: '{}',
    },
    {
      kind: 'delete-route',
      routeTableId: 'rtb-1',
      destination: '52.218.0.0/17',
      target: { kind: 'nat-gateway', id: 'nat-1' },
    },
    { kind: 'limit-s3-private-dns', endpointId: 'vpce-1' },
  ];

  it.each(impossible.map((change) => [change.kind, change] as const))('throws for %s', (kind, change) => {
    expect(() => render({ ...existing, changes: [change] })).toThrow(kind);
    expect(hasResource(FORMATS.cdk, kind)).toBe(false);
  });

  it('renders every kind that it is said to express', () => {
    const rendered = new Set<ChangeKind>(
      PLANS.flatMap(([, { adopted, changes }]) =>
        adopted.length > 0 ? [] : changes.map(({ kind }) => kind),
      ),
    );
    expect([...rendered].sort()).toEqual(Object.keys(FORMATS.cdk.resources).sort());
  });

  it.each([
    ['interface endpoints without a group', { ...existing, securityGroup: undefined }],
    [
      'an existing subnet without its zone',
      { ...existing, subnets: existing.subnets.map((subnet) => ({ ...subnet, az: undefined })) },
    ],
    ['an endpoint outside of the subnets', { ...existing, subnets: existing.subnets.slice(1) }],
    ['a route in a table of no subnet', { ...existing, routeTables: [] }],
    [
      'a rule of the group that is created',
      {
        ...existing,
        changes: [
          {
            kind: 'authorize-ingress',
            groupId: NEW_SECURITY_GROUP,
            source: { kind: 'cidr', cidr: '10.0.0.0/8' },
          },
        ],
      },
    ],
  ] satisfies [string, Plan][])('throws for %s, which no plan has', (_, plan) => {
    expect(() => render(plan)).toThrow();
  });
});

describe('texts that users choose', () => {
  it('come out as they went in', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc
        .array(
          fc.constantFrom(
            "'",
            '"',
            '`',
            '\\',
            '${',
            '}',
            '{{',
            '}}',
            '*/',
            '//',
            '\n',
            '\r',
            '\u2028',
            'é',
            '日',
          ),
          {
            minLength: 1,
          },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, text, (name, tag) => {
        const plan = withTexts(name, tag);
        expect(tagsIn(fileOf(plan, 'bin/app.ts'))).toEqual([[tag, `${tag}!`]]);
        const names = tagsIn(fileOf(plan, 'lib/private-ecs-network-stack.ts'));
        expect(names).toContainEqual(['Name', `${name}-s3`]);
        expect(names).toContainEqual(['Name', `${name}-ecr.api`]);
      }),
    );
  });

  it.each([
    `\${Token[TOKEN.42]}`,
    `a \${Token[AWS.Region.3]} b`,
    '-1.8881545897087505e+289',
    '{{resolve:ssm:/secret}}',
  ])('are refused where CDK or CloudFormation would put something else: %s', (text) => {
    for (const plan of [{ ...existing, name: text }, withTexts('net', text)]) {
      expect(() => render(plan)).toThrow(Problem);
      expect(() => render(plan)).toThrow(text);
    }
  });

  it.each([
    ['private-ecs', 'private-ecs'],
    ['Größe 日本', 'Gr-e'],
    ['日本', 'private-ecs'],
    ['7 up!', 'private-ecs-7-up'],
    ['x'.repeat(200), 'x'.repeat(128)],
  ])('name the stack: %s becomes %s', (name, stack) => {
    expect(fileOf({ ...existing, name }, 'bin/app.ts')).toContain(
      `new PrivateEcsNetworkStack(app, '${stack}', {`,
    );
  });
});

const withTexts = (name: string, tag: string): Plan => ({
  ...existing,
  name,
  tags: { [tag]: `${tag}!` },
  subnets: existing.subnets.map((subnet) => ({ ...subnet, name: tag })),
  endpoints: existing.endpoints.map((endpoint) => ({ ...endpoint, because: tag })),
});

/** Runs a generated file against a stand-in for CDK and returns the tags it sets, in order. */
function tagsIn(source: string): unknown[][] {
  const tags: unknown[][] = [];
  // Anything that is called, constructed or read is again such a thing.
  const anything: unknown = new Proxy(class {}, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => 'anything' : anything),
    apply: () => anything,
    construct: () => anything as object,
  });
  class Construct {}
  const cdk = {
    App: Construct,
    Stack: Construct,
    CfnOutput: Construct,
    Tags: { of: () => ({ add: (...tag: unknown[]) => tags.push(tag) }) },
  };
  const modules: Readonly<Record<string, unknown>> = {
    'aws-cdk-lib': cdk,
    'aws-cdk-lib/aws-ec2': Object.create(anything as object),
    '../lib/private-ecs-network-stack': { PrivateEcsNetworkStack: Construct },
    './network': { network: {} },
  };
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20' });
  const exported: { PrivateEcsNetworkStack?: new (...args: unknown[]) => unknown } = {};
  const module = { exports: exported };
  new Function('require', 'module', 'exports', code)((name: string) => modules[name], module, exported);
  const { PrivateEcsNetworkStack } = module.exports;
  if (PrivateEcsNetworkStack) new PrivateEcsNetworkStack(anything, 'test', anything);
  return tags;
}
