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
import { OURS_TAG } from '../../src/core/plan/ours-tag.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import { stackName } from '../../src/formats/stack-name.ts';
import { FLEET_RECORD_FILE } from '../../src/sources/record/fleet-record.ts';
import { RECORD_FILE } from '../../src/sources/record/record.ts';
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
import { plantFleet } from './plant-fleet.ts';
import { comparable, propertiesIn, type Stack } from './stack-of-endpoints.ts';
import { describeWithTools } from './tools.ts';

const run = promisify(execFile);
const region = 'eu-west-1';
/** Whose credentials the emulator takes those of the lab for. */
const ACCOUNT = '123456789012';

/** cdk-nag is not among the packages that the generated app asks for. */
const CDK_NAG = 'cdk-nag@3.0.2';

/** The app in the matrix that is deployed as the program writes it. */
const NEW_VPC_APP = 'new-fargate';

/** Has the CLI run an app as its own test has compiled it, which takes half the time. */
const COMPILED = ['--app', 'node build/bin/app.js'] as const;

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
   * Without the check of templates that is part of the library: it takes most of the time of every run, and in each of these
   * folders another run makes it.
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
  /** Runs `create`, and returns what it prints. */
  const program = async (...args: string[]): Promise<string> =>
    (await run(process.execPath, [PROGRAM, ...args, '--yes'], { env: { ...moto.env }, cwd: root })).stdout;
  /**
   * What the next deployment of a folder does to the resources of its stack, a line each, by the templates: the emulator's change
   * sets lack some changes.
   */
  const differences = async (folder: string, ...how: string[]): Promise<string[]> => {
    const said = await unchecked(folder, 'npx', 'cdk', 'diff', '--method=template', ...how);
    const lines = said.match(/^\[[-+~]\] (?!Output ).*/gm) ?? [];
    expect(said).toContain(`Number of stacks with differences: ${lines.length > 0 ? 1 : 0}`);
    return lines.map((line) => line.replace(/^(\[.\] \S+ \S+) \S+/, '$1')).sort();
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
    return withPackages(write(plan, join(root, name)));
  };
  const withPackages = (folder: string): string => {
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

  /** Tests an app, checks and deploys it, and compares what stands then with its plan. */
  async function deploySoundly(folder: string, plan: Plan): Promise<void> {
    expect(await unchecked(folder, 'npm', 'test')).toMatch(/^# fail 0$/m);

    const bucket = plan.newVpc ? 'arn:aws:s3:::flow-logs' : undefined;
    const aclChanged = plan.changes.some(({ kind }) => kind === 'add-network-acl-entry');
    // Custom network ACLs are what this rule is against, and here one is that stood before.
    expect(await nag(folder, bucket)).toEqual(aclChanged ? ['AwsSolutions-VPC3'] : []);

    const printed = await inFolder(
      folder,
      ...(['npx', 'cdk', 'deploy', '--require-approval', 'never', ...COMPILED] as const),
      ...(['--output', 'cdk.out', '--outputs-file', 'outputs.json'] as const),
    );
    expect(printed).not.toMatch(/\[Warning|\[Error/);
    expect(violationsIn(join(folder, 'cdk.out'))).toEqual([]);
    const template: Template = JSON.parse(readFileSync(templateIn(folder), 'utf8'));
    expect(graphOfTemplate(template, plan)).toEqual(graphOfPlan(plan));
    const { [stackName(plan)]: outputs = {} } = JSON.parse(
      readFileSync(join(folder, 'outputs.json'), 'utf8'),
    );
    expect(await graphOfAccount(lab, plan, outputs)).toEqual(asEmulated(graphOfPlan(plan)));
  }

  it.each(deployable.filter(([name]) => name !== NEW_VPC_APP))(
    'is sound for %s',
    async (name, written) => {
      const named = { ...written, name };
      const plan = written.newVpc ? named : (await inRealNetwork(lab, named, name)).plan;
      await deploySoundly(writeApp(plan, name), plan);
    },
    120_000,
  );

  it('is sound for a new VPC, and a second run changes exactly what is asked for', async () => {
    const folder = join(root, NEW_VPC_APP);
    await program(
      folder,
      ...['--region', region, '--vpc', 'new', '--launch-type', 'fargate', '--iac', 'cdk'],
      ...['--name', NEW_VPC_APP],
    );
    const written = codeIn(withPackages(folder));
    const [, plan] = deployable.find(([name]) => name === NEW_VPC_APP) ?? [];
    if (!plan) throw new Error('no plan of a new VPC');
    // The program's subnets have no names of their own.
    const unnamed: Plan = JSON.parse(JSON.stringify(plan).replaceAll('private-ecs-private-', 'private-'));
    await deploySoundly(folder, { ...unnamed, name: NEW_VPC_APP, tags: { [OURS_TAG]: NEW_VPC_APP } });
    expect(await program(folder)).toContain('Nothing changed');
    expect(codeIn(folder)).toEqual(written);
    expect(await differences(folder, ...COMPILED)).toEqual([]);
    await program(folder, '--services', 'logs', '--az-count', '3');
    // Nothing of the two zones before is replaced.
    expect(await differences(folder)).toEqual([
      '[+] AWS::EC2::RouteTable private-3/RouteTable',
      '[+] AWS::EC2::Subnet private-3/Subnet',
      '[+] AWS::EC2::SubnetRouteTableAssociation private-3/RouteTableAssociation',
      '[+] AWS::EC2::VPCEndpoint logs',
      '[~] AWS::EC2::SecurityGroup EndpointSecurityGroup',
      '[~] AWS::EC2::VPCEndpoint ecr.api',
      '[~] AWS::EC2::VPCEndpoint ecr.dkr',
      '[~] AWS::EC2::VPCEndpoint s3',
    ]);
  }, 120_000);

  it('has a stack for each VPC of a fleet, with its account and Region', async () => {
    await plantFleet(moto, [[ACCOUNT, region, ['', 'has S3', '']]]);
    const sweep = async (...args: string[]) => {
      const how = { cwd: root, env: { ...moto.env } };
      return JSON.parse((await run(process.execPath, [PROGRAM, 'sweep', ...args, '--json'], how)).stdout);
    };
    const places = ['--role', 'audit', '--accounts', ACCOUNT, '--regions', region];
    const { fleet } = await sweep(...places, '--create', 'fleet', '--iac', 'cdk');
    expect(fleet.vpcs).toHaveLength(3);
    // Two have the same form.
    expect(readdirSync(join(root, 'fleet/lib')).sort()).toEqual([
      'private-ecs-fargate-2.ts',
      'private-ecs-fargate.ts',
    ]);
    const folder = withPackages(join(root, 'fleet'));
    const written = codeIn(folder, FLEET_RECORD_FILE);
    await unchecked(folder, 'npm', 'run', 'build');
    await unchecked(
      folder,
      ...(['npx', 'cdk', 'deploy', '--all', '--concurrency', '1', ...COMPILED] as const),
      ...['--require-approval', 'never', '--output', 'cdk.out'],
    );
    const templates = readdirSync(join(folder, 'cdk.out')).filter((name) => name.endsWith('.template.json'));
    expect(templates).toHaveLength(3);
    await inFolder(join(folder, 'cdk.out'), 'cfn-lint', '--regions', region, '--template', ...templates);

    const { totals } = await sweep(...places, '--fail-on', 'error');
    expect(totals.paths).toMatchObject({ nat: 0, internet: 0, blocked: 0, unknown: 0 });
    expect((await sweep('--create', 'fleet')).fleet).toMatchObject({
      written: false,
      files: { added: [], changed: [], removed: [] },
    });
    expect(codeIn(folder, FLEET_RECORD_FILE)).toEqual(written);
  }, 120_000);

  it('stands in a VPC that exists, where a second run changes exactly what is asked for', async () => {
    const vpcId = await lab.vpc('10.0.0.0/16', 'again');
    const subnet = await lab.subnet(vpcId, '10.0.0.0/24', 'a', 'again-a');
    await lab.routeTable(vpcId, 'again-a', [subnet]);
    const theirs = await lab.gatewayEndpoint(vpcId, 's3', [await lab.routeTable(vpcId, 'others', [])]);
    const folder = join(root, 'again');
    await program(
      ...[folder, '--region', region, '--vpc', vpcId, '--subnets', subnet, '--launch-type', 'fargate'],
      ...['--iac', 'cdk', '--name', 'again', '--services', 'logs'],
    );
    const written = codeIn(withPackages(folder));
    const deploy = () => unchecked(folder, 'npx', 'cdk', 'deploy', '--require-approval', 'never');
    await deploy();
    const services = Object.entries(await endpointsOf(lab, vpcId)).map(
      ([id, { ServiceName = '' }]) =>
        ServiceName.replace(/^.*eu-west-1\./, '') + (id === theirs ? ' (theirs)' : ''),
    );
    expect(services.sort()).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3', 's3 (theirs)']);
    expect(await program(folder)).toContain('Nothing changed');
    expect(codeIn(folder)).toEqual(written);

    const before = Object.keys(await endpointsOf(lab, vpcId));
    await program(folder, '--services', 'logs,ssm');
    expect(await differences(folder)).toEqual(['[+] AWS::EC2::VPCEndpoint ssm']);
    await deploy();
    const more = await endpointsOf(lab, vpcId);
    expect(Object.keys(more)).toEqual(expect.arrayContaining(before));
    expect(Object.keys(more)).toHaveLength(before.length + 1);
    await program(folder, '--services', '', '--allow-removal');
    expect(await differences(folder)).toEqual([
      '[-] AWS::EC2::VPCEndpoint logs destroy',
      '[-] AWS::EC2::VPCEndpoint ssm destroy',
    ]);
    await deploy();
    await program(folder, '--services', 'logs');
    expect(codeIn(folder)).toEqual(written);
  }, 240_000);

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
    await program(
      ...[folder, '--region', region, '--vpc', vpcId, '--subnets', [a, other].join()],
      ...['--launch-type', 'fargate', '--iac', 'cdk', '--name', 'adopted', '--tags', 'owner=us'],
      ...['--services', 'logs,sts', '--adopt'],
    );
    const written = codeIn(withPackages(folder));
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
    await followReadme(folder, 'Deploy', env, /^npx cdk import/);
    const imported = templateIn(folder);
    const checks = ['--include-checks', 'I', 'W', 'E', '--regions', region];
    await inFolder(folder, 'cfn-lint', ...checks, '--template', imported);
    const { Resources: importing }: Stack = JSON.parse(readFileSync(imported, 'utf8'));
    expect(Object.keys(importing).sort()).toEqual(Object.keys(ids).sort());
    for (const [logicalId, { Properties, DeletionPolicy }] of Object.entries(importing)) {
      expect(DeletionPolicy).toBe('Retain');
      expect(Properties).toEqual(propertiesIn(before[ids[logicalId]?.Id ?? '']));
    }
    expect(comparable(await endpointsOf(lab, vpcId))).toEqual(comparable(before));
    expect(await program(folder)).toContain('Nothing changed');

    await inFolder(folder, 'npx', 'cdk', 'deploy', '--require-approval', 'never');
    const fixed = await endpointsOf(lab, vpcId);
    expect(fixed[dkr]?.PrivateDnsEnabled).toBe(true);
    expect(JSON.parse(fixed[dkr]?.PolicyDocument ?? '').Statement).toHaveLength(2);
    expect([...(fixed[sts]?.SubnetIds ?? [])].sort()).toEqual([a, other].sort());
    expect([...(fixed[s3]?.RouteTableIds ?? [])].sort()).toEqual([table, otherTable].sort());
    expect(comparable(fixed)[api]).toEqual(comparable(before)[api]);
    const logs = Object.values(fixed).find(({ ServiceName }) => ServiceName?.endsWith('.logs'));
    expect(logs?.Tags).toContainEqual({ Key: 'owner', Value: 'us' });

    expect(await program(folder)).toContain('Nothing changed');
    expect(codeIn(folder)).toEqual(written);
    expect(await differences(folder, ...COMPILED)).toEqual([]);
    await program(folder, '--services', 'logs,ssm,sts');
    expect(await differences(folder)).toEqual(['[+] AWS::EC2::VPCEndpoint ssm']);
    await program(folder, '--services', 'sts', '--allow-removal');
    expect(await differences(folder)).toEqual([
      '[-] AWS::EC2::SecurityGroup EndpointSecurityGroup destroy',
      '[-] AWS::EC2::VPCEndpoint logs destroy',
    ]);
    await program(folder, '--services', 'logs,sts');
    expect(codeIn(folder)).toEqual(written);

    await followReadme(folder, 'Undo', env, /^aws ec2/);
    await unchecked(folder, 'npx', 'cdk', 'destroy', '--force');
    expect(comparable(await endpointsOf(lab, vpcId))).toEqual(comparable(before));
  }, 240_000);

  it('lacks in a new VPC only the flow log, which needs a bucket of the user, for cdk-nag', async () => {
    expect(await nag(join(root, NEW_VPC_APP))).toEqual(['AwsSolutions-VPC7']);
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
    await inFolder(folder, 'npx', 'cdk', 'synth', '--quiet', ...COMPILED);
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

/** Rules that an app breaks, by the report in the folder it was synthesized to. */
function violationsIn(out: string): string[] {
  const { pluginReports }: ValidationReport = JSON.parse(
    readFileSync(join(out, 'validation-report.json'), 'utf8'),
  );
  return pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
}

/** The generated files in a folder, which its record names. */
function codeIn(folder: string, name = RECORD_FILE): Record<string, string> {
  const record = readFileSync(join(folder, name), 'utf8');
  const { files }: { files: Record<string, string> } = JSON.parse(record);
  const texts = Object.keys(files).map((path) => [path, readFileSync(join(folder, path), 'utf8')]);
  return Object.fromEntries([...texts, [RECORD_FILE, record]]);
}

/** The one template of an app. */
function templateIn(folder: string): string {
  const out = join(folder, 'cdk.out');
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
