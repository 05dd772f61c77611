import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan/planned.ts';
import { stackName } from '../../src/formats/stack-name.ts';
import { PROGRAM } from '../cli/program.ts';
import { render } from '../engine.ts';
import { cdkMatrix } from '../formats/cdk-matrix.ts';
import { graphOfTemplate, type Template } from '../formats/graph/from-template.ts';
import { graphOfPlan } from '../formats/graph/graph.ts';
import { brokenAdoptableNetwork, endpointsOf } from './adoptable-network.ts';
import { followReadme } from './follow-readme.ts';
import { asEmulated, graphOfAccount } from './graph-of-account.ts';
import { inRealNetwork } from './in-real-network.ts';
import { Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { comparable, propertiesIn, type Stack } from './stack-of-endpoints.ts';
import { describeWithTools } from './tools.ts';

const run = promisify(execFile);
const region = 'eu-west-1';

/** cdk-nag is not among the packages that the generated app asks for. */
const CDK_NAG = 'cdk-nag@3.0.2';

/**
 * The apps as their user runs them: `npm install` once, as all have the same packages, then for each its own tests, the
 * template checked by cfn-lint and cdk-nag and compared with the plan, and `cdk deploy` to an emulated AWS that was
 * bootstrapped by `cdk bootstrap`.
 */
describeWithTools(['npm', 'aws', 'bash', 'cfn-lint', 'moto_server', 'python3'], 'a CDK app', () => {
  const root = mkdtempSync(join(tmpdir(), 'cdk-'));
  const packages = join(root, 'packages');
  let moto: Moto;
  let lab: Lab;
  let env: Record<string, string>;
  let installed: string;

  const inFolder = (folder: string, command: string, ...args: string[]): Promise<string> =>
    inEnv(env, folder, command, ...args);
  /**
   * Without the check of templates that is part of the library: to load it takes most of the time of every run, and one process
   * makes it for all apps.
   */
  const unchecked = (folder: string, command: string, ...args: string[]): Promise<string> =>
    inEnv({ ...env, CDK_VALIDATION: 'false' }, folder, command, ...args);
  const inEnv = async (
    env: Readonly<Record<string, string>>,
    folder: string,
    command: string,
    ...args: string[]
  ): Promise<string> => {
    try {
      const { stdout, stderr } = await run(command, args, { cwd: folder, env, maxBuffer: 1 << 26 });
      return stdout + stderr;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
    }
  };
  const write = (plan: Plan, folder: string): string => {
    for (const { path, contents } of render(plan)) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, contents);
    }
    return folder;
  };
  const writeApp = (plan: Plan, name: string): string => {
    const folder = write(plan, join(root, name));
    symlinkSync(join(packages, 'node_modules'), join(folder, 'node_modules'), 'dir');
    return folder;
  };

  beforeAll(async () => {
    moto = await startMoto();
    lab = new Lab(moto, region);
    env = {
      // An npm that runs these tests tells its children which package they are in; these are in others.
      ...Object.fromEntries(
        Object.entries(moto.env).filter(([key]) => !/^npm_(config_local_prefix|package)/.test(key)),
      ),
      // Else the URL of the uploaded template is one that the emulator's CloudFormation does not know as its own.
      AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: `https://s3.${region}.amazonaws.com`,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      // The compiler is a Go program, and frees memory of which there is enough.
      GOGC: '400',
    };
    const [first] = cdkMatrix();
    if (!first) throw new Error('no plans');
    write(first[1], packages);
    installed = await inFolder(packages, 'npm', 'install');
    await inFolder(packages, 'npx', 'cdk', 'bootstrap');
    await inFolder(packages, 'npm', 'install', '--no-save', CDK_NAG);
  }, 300_000);

  afterAll(async () => {
    await moto?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it('installs without a word of deprecation, vulnerability or install script', () => {
    expect(installed).toContain('added ');
    expect(installed).not.toMatch(/deprecated|install-scripts|[1-9]\d* vulnerabilit/);
  });

  const deployable = cdkMatrix().filter(([, plan]) => plan.adopted.length === 0);
  const adopting = cdkMatrix().filter(([, plan]) => plan.adopted.length > 0);

  it.each(deployable)(
    'is sound for %s',
    async (name, written) => {
      const named = { ...written, name };
      const plan = written.newVpc ? named : (await inRealNetwork(lab, named, name)).plan;
      const folder = writeApp(plan, name);

      expect(await unchecked(folder, 'npm', 'test')).toMatch(/^# fail 0$/m);

      const bucket = plan.newVpc ? 'arn:aws:s3:::flow-logs' : undefined;
      const aclChanged = plan.changes.some(({ kind }) => kind === 'add-network-acl-entry');
      // Custom network ACLs are what this rule is against, and here one is that stood before.
      expect(await nag(folder, bucket)).toEqual(aclChanged ? ['AwsSolutions-VPC3'] : []);

      // Its own tests compiled it a moment ago.
      const { app }: { app: string } = JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8'));
      expect(app).toBe(`npx tsc && ${COMPILED}`);
      const printed = await unchecked(
        folder,
        ...(['npx', 'cdk', 'deploy', '--app', COMPILED, '--require-approval', 'never'] as const),
        ...(['--output', 'cdk.out', '--outputs-file', 'outputs.json'] as const),
      );
      expect(printed).not.toMatch(/\[Warning|\[Error/);
      const template: Template = JSON.parse(readFileSync(templateIn(folder), 'utf8'));
      expect(graphOfTemplate(template, plan)).toEqual(graphOfPlan(plan));
      const { [stackName(plan)]: outputs = {} } = JSON.parse(
        readFileSync(join(folder, 'outputs.json'), 'utf8'),
      );
      expect(await graphOfAccount(lab, plan, outputs)).toEqual(asEmulated(graphOfPlan(plan)));
    },
    120_000,
  );

  it('leaves nothing for cfn-lint to say, with all its checks', async () => {
    // The zones are in the template because somebody asked for them by name.
    const named = (plan: Plan) => plan.newVpc && plan.subnets.some(({ az }) => az !== undefined);
    const templates = (asked: boolean) =>
      deployable.flatMap(([name, plan]) => (named(plan) === asked ? [templateIn(join(root, name))] : []));
    const checks = ['--include-checks', 'I', 'W', 'E', '--regions', region];
    expect(await inFolder(root, 'cfn-lint', ...checks, '--template', ...templates(false))).toBe('');
    const butZones = [...checks, '--ignore-checks', 'W3010'];
    expect(await inFolder(root, 'cfn-lint', ...butZones, '--template', ...templates(true))).toBe('');
  }, 60_000);

  it('leaves nothing for the check to say that is part of the library', async () => {
    const folders = deployable.map(([name]) => join(root, name));
    const printed = await inFolder(packages, process.execPath, '-e', SYNTHESIZE, ...folders);
    expect(printed).toBe('');
    for (const folder of folders) {
      const checked = join(folder, 'checked');
      expect(violationsIn(checked)).toEqual([]);
      expect(readFileSync(templateIn(folder, 'checked'), 'utf8')).toBe(
        readFileSync(templateIn(folder), 'utf8'),
      );
    }
  }, 60_000);

  it.each(adopting)(
    'passes its own tests for %s',
    async (name, plan) => {
      expect(await inFolder(writeApp(plan, name), 'npm', 'test')).toMatch(/^# fail 0$/m);
    },
    60_000,
  );

  it('takes existing endpoints over, changes what fixes them and nothing else, and lets go of them', async () => {
    const built = await brokenAdoptableNetwork(lab);
    const { vpcId, a, other, otherTable, table, api, dkr, s3, sts } = built;
    const before = await endpointsOf(lab, vpcId);
    const folder = join(root, 'adopted');
    await run(
      process.execPath,
      [
        ...[PROGRAM, folder, '--region', region, '--vpc', vpcId, '--subnets', [a, other].join()],
        ...['--launch-type', 'fargate', '--iac', 'cdk', '--name', 'adopted', '--tags', 'owner=us'],
        ...['--services', 'logs,sts', '--adopt', '--yes'],
      ],
      { env: { ...moto.env }, cwd: root },
    );
    symlinkSync(join(packages, 'node_modules'), join(folder, 'node_modules'), 'dir');
    expect(await unchecked(folder, 'npm', 'test')).toMatch(/^# fail 0$/m);

    const ids: Record<string, { Id: string }> = JSON.parse(
      readFileSync(join(folder, 'resource-mapping.json'), 'utf8'),
    );
    expect(ids).toEqual({
      EcrApiEndpoint: { Id: api },
      EcrDkrEndpoint: { Id: dkr },
      S3Endpoint: { Id: s3 },
      StsEndpoint: { Id: sts },
    });
    const synthesized = async (out: string, ...context: string[]): Promise<Stack['Resources']> => {
      await inFolder(folder, 'npx', 'cdk', 'synth', '--quiet', '--output', out, ...context);
      const template = templateIn(folder, out);
      await inFolder(
        folder,
        'cfn-lint',
        '--include-checks',
        'I',
        'W',
        'E',
        '--regions',
        region,
        '--template',
        template,
      );
      return JSON.parse(readFileSync(template, 'utf8')).Resources;
    };
    const importing = await synthesized('importing', '-c', 'importing=true');
    expect(Object.keys(importing).sort()).toEqual(Object.keys(ids).sort());
    for (const [logicalId, { Properties, DeletionPolicy }] of Object.entries(importing)) {
      expect(DeletionPolicy).toBe('Retain');
      expect(Properties).toEqual(propertiesIn(before[ids[logicalId]?.Id ?? '']));
    }

    const follow = (only: RegExp) => followReadme(folder, 'Deploy', env, only);
    await follow(/^npx cdk import/);
    expect(comparable(await endpointsOf(lab, vpcId))).toEqual(comparable(before));
    await inFolder(folder, 'npx', 'cdk', 'deploy', '--require-approval', 'never');
    const fixed = await endpointsOf(lab, vpcId);
    expect(fixed[dkr]?.PrivateDnsEnabled).toBe(true);
    expect(JSON.parse(fixed[dkr]?.PolicyDocument ?? '').Statement).toHaveLength(2);
    expect([...(fixed[sts]?.SubnetIds ?? [])].sort()).toEqual([a, other].sort());
    expect([...(fixed[s3]?.RouteTableIds ?? [])].sort()).toEqual([table, otherTable].sort());
    expect(comparable(fixed)[api]).toEqual(comparable(before)[api]);
    const logs = Object.values(fixed).find(({ ServiceName }) => ServiceName?.endsWith('.logs'));
    expect(logs?.Tags).toContainEqual({ Key: 'owner', Value: 'us' });

    await followReadme(folder, 'Undo', env, /^aws ec2/);
    await unchecked(folder, 'npx', 'cdk', 'destroy', '--force');
    expect(comparable(await endpointsOf(lab, vpcId))).toEqual(comparable(before));
  }, 240_000);

  it('lacks in a new VPC only the flow log, which needs a bucket of the user, for cdk-nag', async () => {
    expect(await nag(join(root, 'new-fargate'))).toEqual(['AwsSolutions-VPC7']);
  }, 60_000);

  it('keeps texts as they are, down to the template', async () => {
    const [, plan] = cdkMatrix()[0] ?? [];
    if (!plan) throw new Error('no plans');
    const tags = {
      "it's": `"\${AWS::Region}" {{x}} \``,
      'ключ 日本': 'a\nb\\n',
      '*/ //': `<%= x %> \${Token[x`,
    };
    const folder = writeApp({ ...plan, name: `Ünï \${x}`, tags }, 'texts');
    await unchecked(folder, 'npm', 'test');
    await inFolder(folder, 'npx', 'cdk', 'synth', '--quiet');
    const [file = ''] = readdirSync(join(folder, 'cdk.out')).filter((path) =>
      path.endsWith('.template.json'),
    );
    const { Resources }: Template = JSON.parse(readFileSync(join(folder, 'cdk.out', file), 'utf8'));
    for (const { Properties } of Object.values(Resources)) {
      const found = Object.fromEntries((Properties.Tags as Tag[]).map(({ Key, Value }) => [Key, Value]));
      expect(found).toMatchObject(tags);
      expect(found.Name).toMatch(/^Ünï \$\{x\}-|^private-ecs-endpoints$/);
    }
  }, 60_000);

  /** Rules of AWS Solutions that the stack breaks. */
  async function nag(folder: string, flowLogBucketArn?: string): Promise<string[]> {
    const out = mkdtempSync(join(folder, 'nag-'));
    const network = existsSync(join(folder, 'bin/network.ts'))
      ? "require('./build/bin/network.js').network"
      : '{}';
    writeFileSync(
      join(folder, 'nag.cjs'),
      `const cdk = require('aws-cdk-lib');
const { AwsSolutionsChecks } = require('cdk-nag');
const { PrivateEcsNetworkStack } = require('./build/lib/private-ecs-network-stack.js');
const app = new cdk.App({ outdir: process.argv[2] });
new PrivateEcsNetworkStack(app, 'nag', {
  ...${network},
  env: { region: '${region}' },
  flowLogBucketArn: process.argv[3],
});
cdk.Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
`,
    );
    // It ends with an error where it found something; the report says what.
    await run(process.execPath, ['nag.cjs', out, ...(flowLogBucketArn ? [flowLogBucketArn] : [])], {
      cwd: folder,
      // Without a bucket the template is the deployed one, which the library checks then.
      env: { ...process.env, ...(flowLogBucketArn ? {} : { CDK_VALIDATION: 'false' }) },
    }).catch(() => undefined);
    return violationsIn(out);
  }
});

/** What runs an app, once it is compiled. */
const COMPILED = 'node build/bin/app.js';

/** Runs compiled apps in one process as `cdk` does; each writes to its folder `checked`. */
const SYNTHESIZE = `const { readFileSync } = require('node:fs');
for (const folder of process.argv.slice(1)) {
  const { context } = JSON.parse(readFileSync(folder + '/cdk.json', 'utf8'));
  process.env.CDK_OUTDIR = folder + '/checked';
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ ...context, 'aws:cdk:enable-path-metadata': true });
  require(folder + '/build/bin/app.js');
}
`;

/** Rules that an app breaks, by the report in the folder it was synthesized to. */
function violationsIn(out: string): string[] {
  const { pluginReports }: ValidationReport = JSON.parse(
    readFileSync(join(out, 'validation-report.json'), 'utf8'),
  );
  return pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
}

/** The one template of an app. */
function templateIn(folder: string, directory = 'cdk.out'): string {
  const out = join(folder, directory);
  const [file, ...others] = readdirSync(out).filter((path) => path.endsWith('.template.json'));
  if (file === undefined || others.length > 0) throw new Error(`not one template in ${out}`);
  return join(out, file);
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What CDK writes of what its validation plugins found. */
interface ValidationReport {
  readonly pluginReports: readonly { readonly violations: readonly { readonly ruleName: string }[] }[];
}
