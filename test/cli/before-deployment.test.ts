import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../docs/page.ts';
import { bareEnv, emptyFolder, PROGRAM, run } from './program.ts';

const TEMPLATE = join(ROOT, 'docs/examples/network.template.yaml');
const PLANS = join(ROOT, 'test/sources/__snapshots__/terraform-plans');
const MODULE = join(PLANS, 'vpc-module.json');
/** The code of that plan. */
const CODE = ['--source', join(ROOT, 'test/sources/terraform-plans/vpc-module')];
const GREEN = 'aws_vpc.main["green"]';

/** Whatever is called, nobody answers. */
const NO_NETWORK = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
};

const doctor = (...args: readonly string[]) => run(['doctor', ...args], { env: NO_NETWORK });
const report = (...args: readonly string[]) => JSON.parse(doctor(...args, '--json').stdout);

describe('doctor on code', () => {
  it('makes no AWS call', () => {
    const { code, stdout, stderr } = doctor(
      ...['--template', TEMPLATE, '--region', 'eu-west-1', '--launch-type', 'fargate'],
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('s3-route-missing');
    expect(stdout).not.toContain('aws ec2');
  });

  it('finds the VPC, the subnets, the tasks and their launch type by itself', () => {
    const { code, stdout } = doctor('--terraform-plan', MODULE, ...CODE);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toContain('Fargate tasks in 3 subnets of module.vpc.aws_vpc.this[0], eu-west-1');
  });

  it('reads a plan from standard input', () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [PROGRAM, 'doctor', '--terraform-plan', '-', '--json', ...CODE],
      { input: readFileSync(MODULE), env: bareEnv(), encoding: 'utf8' },
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ vpcId: 'module.vpc.aws_vpc.this[0]', ok: true });
  });

  it.each([
    ['module.vpc.aws_subnet.private[*]', [0, 1, 2].map((index) => `module.vpc.aws_subnet.private[${index}]`)],
    ['module.vpc.aws_subnet.private', [0, 1, 2].map((index) => `module.vpc.aws_subnet.private[${index}]`)],
    ['module.vpc.aws_subnet.intra[1]', ['module.vpc.aws_subnet.intra[1]']],
  ])('takes --subnets %s', (subnets, ids) => {
    const found = report('--terraform-plan', MODULE, ...CODE, '--subnets', subnets).subnets;
    expect(found.map(({ id }: { readonly id: string }) => id)).toEqual(ids);
  });

  it('tells where subnets are and which table they use', () => {
    expect(report('--terraform-plan', MODULE, ...CODE).subnets[0]).toMatchObject({
      id: 'module.vpc.aws_subnet.private[0]',
      az: 'eu-west-1a',
      routeTableId: 'module.vpc.aws_route_table.private[0]',
    });
  });

  it('chooses one of several VPCs', () => {
    const plan = join(PLANS, 'for-each.json');
    const args = ['--terraform-plan', plan, '--launch-type', 'fargate', '--fail-on', 'never'];
    expect(doctor(...args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`aws_vpc.main["blue"], ${GREEN}. Choose one with --vpc.`),
    });
    const code = ['--source', join(ROOT, 'test/sources/terraform-plans/for-each')];
    expect(report(...args, ...code, '--vpc', GREEN).vpcId).toBe(GREEN);
    expect(doctor(...args, '--vpc', GREEN).stderr.replaceAll(/\s*\n\s*/g, ' ')).toMatch(
      /It isn't known which subnets are in aws_vpc\.main\["green"\]: .* pass its directory with --source/,
    );
  });

  it('checks a VPC in the Region of its own provider, which fixes use', () => {
    const { stdout } = doctor(
      ...[
        '--terraform-plan',
        join(PLANS, 'expressions.json'),
        '--vpc',
        'aws_vpc.us',
        '--launch-type',
        'fargate',
      ],
      ...['--source', join(ROOT, 'test/sources/terraform-plans/expressions')],
    );
    expect(stdout).toContain('of aws_vpc.us, us-east-1');
    expect(stdout).toContain('provider = aws.us');
    expect(stdout).not.toContain('eu-west-1');
  });

  it('takes values of parameters', () => {
    const folder = emptyFolder();
    const file = join(folder, 'parameters.json');
    const open = join(folder, 'open.yaml');
    writeFileSync(open, readFileSync(TEMPLATE, 'utf8').replace('    Default: 10.0.0.0/16\n', ''));
    writeFileSync(file, '[{"ParameterKey":"VpcCidr","ParameterValue":"10.9.0.0/16"}]');
    const args = ['--template', open, '--region', 'eu-west-1', '--launch-type', 'fargate'];
    const vias = (more: readonly string[]) =>
      report(...args, ...more).paths.map(({ via }: { readonly via: string }) => via);
    expect(new Set(vias([]))).toEqual(new Set(['unknown']));
    expect(doctor(...args).stdout.replaceAll(/\s*\n\| /g, ' ')).toContain(
      'Pass it with --parameters VpcCidr=VALUE',
    );
    expect(vias(['--parameters', 'VpcCidr=10.9.0.0/16'])).toContain('endpoint');
    expect(vias(['--parameter-file', file])).toContain('endpoint');
  });

  it('obeys nothing that stands in an address', () => {
    const folder = emptyFolder();
    const file = join(folder, 'plan.json');
    const hostile = '\\u001b[2J\\u0007::error ::x';
    writeFileSync(file, readFileSync(MODULE, 'utf8').replaceAll('private[0]', `private[\\"${hostile}\\"]`));
    for (const format of ['text', 'markdown', 'json', 'github', 'sarif', 'html']) {
      const { stdout, stderr } = doctor(
        ...['--terraform-plan', file, '--report', format, '--launch-type', 'fargate', '--fail-on', 'never'],
      );
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
      expect(stdout + stderr).not.toMatch(/^::error ::x/m);
    }
  });
});

describe('doctor refuses', () => {
  const file = (name: string, text: string) => {
    const path = join(emptyFolder(), name);
    writeFileSync(path, text);
    return path;
  };
  const region = ['--region', 'eu-west-1', '--launch-type', 'fargate'];
  const bucket = '{"Resources":{"Bucket":{"Type":"AWS::S3::Bucket"}}}';

  it.each<[string, () => readonly string[], RegExp]>([
    [
      'a binary plan',
      () => ['--terraform-plan', file('tfplan', 'PK\u0003\u0004\u0000')],
      /terraform show -json/,
    ],
    [
      'truncated JSON',
      () => ['--terraform-plan', file('plan.json', '{"format_version":"1.2",')],
      /plan\.json/,
    ],
    ['no file', () => ['--terraform-plan', '/nonexistent/plan.json'], /cannot be read/],
    ['a template without a network', () => ['--template', file('t.json', bucket)], /1 AWS::S3::Bucket/],
    [
      'a subnet that is not there',
      () => ['--template', TEMPLATE, '--subnets', 'PrivateSubnetC'],
      /PrivateSubnetC: no such resource in Vpc\. It has PrivateSubnetA/,
    ],
    ['a VPC that is not there', () => ['--template', TEMPLATE, '--vpc', 'Other'], /no such VPC.*It has Vpc/],
    [
      'two sources',
      () => ['--template', TEMPLATE, '--terraform-plan', MODULE],
      /--terraform-plan says already where the network comes from/,
    ],
    ['parameters of nothing', () => ['--parameters', 'A=b', '--vpc', 'vpc-0123abcd'], /only --template/],
    ['a snapshot of code', () => ['--template', TEMPLATE, '--save-snapshot', 'x'], /deployed/],
    ['a service of ECS', () => ['--template', TEMPLATE, '--service', 'shop/web'], /makes no AWS call/],
  ])('%s', (_, args, message) => {
    const { code, stdout, stderr } = doctor(...args(), ...region);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replaceAll('\n| ', ' ')).toMatch(message);
  });

  it('a template of no Region', () => {
    expect(doctor('--template', TEMPLATE, '--launch-type', 'fargate')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Pass --region'),
    });
  });

  it('tasks of which nobody tells the launch type', () => {
    expect(doctor('--template', TEMPLATE, '--region', 'eu-west-1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--launch-type'),
    });
  });
});
