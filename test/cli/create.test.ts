import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../src/formats/formats.ts';
import { NEW_VPC_FORMATS } from '../formats-that.ts';
import { emptyFolder, filesOf, NEW_VPC_FLAGS, OFFLINE_FLAGS, run, withFlags } from './program.ts';

describe('create', () => {
  it.each(NEW_VPC_FORMATS)('writes %s and says what to type next', (iac) => {
    const cwd = emptyFolder();
    const { code, stdout, stderr } = run(['out', ...withFlags(NEW_VPC_FLAGS, { '--iac': iac }), '--yes'], {
      cwd,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const written = Object.keys(filesOf(join(cwd, 'out')));
    expect(written).toContain('README.md');
    for (const path of written) expect(stdout).toContain(`  - ${path}\n`);
    expect(stdout).toContain('cd out');
    expect(readdirSync(cwd)).toEqual(['out']);
  });

  it('names all that is missing, each with its flag', () => {
    const { code, stdout, stderr } = run([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const flag of [
      '--region <region>',
      '--vpc <vpc-id|new>',
      '--subnets <id,...>',
      '--launch-type <fargate|ec2>',
      `--iac <${FORMAT_NAMES.join('|')}>`,
    ])
      expect(stderr).toContain(`  ${flag}`);
  });

  it('says of an offline VPC no block that it was not told', () => {
    const readme = (...more: string[]) => {
      const cwd = emptyFolder();
      expect(run(['out', ...OFFLINE_FLAGS, ...more], { cwd }).code).toBe(0);
      return filesOf(cwd)['out/README.md'];
    };
    expect(readme()).toContain('["VPC vpc-0a1b2c3d4e5f60718"]');
    expect(readme('--vpc-cidr', '10.0.0.0/16')).toContain('["VPC vpc-0a1b2c3d4e5f60718<br/>10.0.0.0/16"]');
  });

  it('does not miss what a new VPC makes itself, or what an offline VPC is told', () => {
    expect(run(['--vpc', 'new']).stderr).not.toContain('--subnets');
    const { stderr } = run(['--offline', '--vpc', 'vpc-0a1b2c3d']);
    for (const flag of ['--subnets', '--azs', '--subnet-cidrs', '--route-tables'])
      expect(stderr).toContain(flag);
  });

  it('makes the same files again from the command it prints', () => {
    const cwd = emptyFolder();
    const tags = 'team=a b,cost centre=4711,url=https://example.com/?x=1'.replace('?', '');
    const first = run(
      [
        'one',
        ...withFlags(OFFLINE_FLAGS, { '--tags': tags, '--services': 'logs,ssm', '--name': 'web' }),
        '--yes',
      ],
      { cwd, env: { PRIVATE_ECS_S3_POLICY: 'ecr-only' } },
    );
    const line = first.stdout.trim().split('\n').at(-1)?.trim() ?? '';
    expect(line).toBe('npx create-private-ecs-network one --yes');
    const written = filesOf(join(cwd, 'one'));
    const again = run(['one', '--yes'], { cwd });
    expect(again.stdout).toContain('Nothing changed: one is up to date.');
    expect(filesOf(join(cwd, 'one'))).toEqual(written);
    // The recorded answers give the same as the flags did.
    const { answers } = JSON.parse(written['private-ecs-network.json'] ?? '');
    writeFileSync(join(cwd, 'answers.json'), JSON.stringify(answers));
    expect(run(['two', '--config', 'answers.json', '--yes'], { cwd }).code).toBe(0);
    expect(filesOf(join(cwd, 'two'))).toEqual(written);
  });

  it('takes a flag before the environment, the environment before the answers file', () => {
    const cwd = emptyFolder();
    writeFileSync(
      join(cwd, 'a.json'),
      JSON.stringify({ region: 'eu-west-3', name: 'file', azCount: 3, vpc: 'new' }),
    );
    const { stdout, stderr, code } = run(
      ['--config', 'a.json', '--launch-type', 'ec2', '--iac', 'cloudformation', '--name', 'flag', '--json'],
      { cwd, env: { AWS_REGION: 'eu-west-2', PRIVATE_ECS_NAME: 'env' } },
    );
    expect(code).toBe(0);
    const plan = JSON.parse(stdout);
    expect(plan.region).toBe('eu-west-2');
    expect(plan.securityGroup.name).toContain('flag');
    expect(plan.endpoints[0].subnetIds).toHaveLength(3);
    expect(stderr).toContain('AWS_REGION is used, not "region" in a.json');
  });

  it('takes AWS_REGION before AWS_DEFAULT_REGION, and no empty variable', () => {
    const rest = withFlags(NEW_VPC_FLAGS, { '--region': undefined });
    const region = (env: Record<string, string>) =>
      JSON.parse(run([...rest, '--json', '--dry-run'], { env }).stdout).region;
    expect(region({ AWS_REGION: 'eu-west-2', AWS_DEFAULT_REGION: 'eu-west-3' })).toBe('eu-west-2');
    expect(region({ AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-3' })).toBe('eu-west-3');
  });

  it("takes the profile's Region where none is given", () => {
    const cwd = emptyFolder();
    writeFileSync(
      join(cwd, 'config'),
      '[default]\nregion = eu-north-1\n[profile other]\nregion = eu-south-2\n',
    );
    const rest = [...withFlags(NEW_VPC_FLAGS, { '--region': undefined }), '--json', '--dry-run'];
    const env = { AWS_CONFIG_FILE: join(cwd, 'config') };
    expect(JSON.parse(run(rest, { env }).stdout).region).toBe('eu-north-1');
    expect(JSON.parse(run([...rest, '--profile', 'other'], { env }).stdout).region).toBe('eu-south-2');
  });
});

describe('--json', () => {
  it('prints one document of the promised shape, and nothing else', () => {
    const cwd = emptyFolder();
    const { code, stdout, stderr } = run(['out', ...OFFLINE_FLAGS, '--services', 'dynamodb', '--json'], {
      cwd,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = JSON.parse(stdout);
    expect(Object.keys(document)).toEqual([
      'region',
      'partition',
      'vpcId',
      'launchType',
      'endpoints',
      'securityGroup',
      'central',
      'changes',
      'withheld',
      'prerequisites',
      'cost',
      'workload',
      'notes',
      'files',
      'update',
    ]);
    expect(
      document.endpoints.map(({ service, kind, action }: Record<string, string>) => [service, kind, action]),
    ).toEqual([
      ['ecr.api', 'interface', 'create'],
      ['ecr.dkr', 'interface', 'create'],
      ['s3', 'gateway', 'create'],
      ['dynamodb', 'gateway', 'create'],
    ]);
    expect(Object.keys(document.endpoints[0]).sort()).toEqual(
      ['service', 'serviceName', 'kind', 'action', 'subnetIds', 'routeTableIds', 'because', 'origin'].sort(),
    );
    const written = filesOf(join(cwd, 'out'));
    expect(document.files).toEqual(
      document.files.map(({ path }: { path: string }) => ({
        path,
        bytes: Buffer.byteLength(written[path] ?? ''),
      })),
    );
    expect(document.files).toHaveLength(Object.keys(written).length);
  });
});

describe('--dry-run', () => {
  it('prints the plan and every file, and writes nothing', () => {
    const cwd = emptyFolder();
    const { code, stdout } = run(['out', ...NEW_VPC_FLAGS, '--dry-run'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('+ create  ecr.api');
    expect(stdout).toContain(`--- ${join('out', 'main.tf')}\n`);
    expect(stdout).toContain('Nothing was written');
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });
});

describe('--force', () => {
  it('replaces our files, leaves the others, and says which', () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'main.tf'), '# old\n');
    writeFileSync(join(cwd, 'mine.tf'), '# mine\n');
    const { code, stdout } = run(['.', ...NEW_VPC_FLAGS, '--yes', '--force'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('  - main.tf (replaced)\n');
    expect(stdout).not.toContain('mine.tf');
    const files = filesOf(cwd);
    expect(files['mine.tf']).toBe('# mine\n');
    expect(files['main.tf']).not.toBe('# old\n');
    const hidden = readdirSync(cwd).filter((name) => name.startsWith('.'));
    expect(hidden).toEqual(['.gitignore']);
  });
});

describe('--help and --version', () => {
  it.each([
    ['create', 3],
    ['doctor', 4],
    ['sweep', 5],
  ])('%s fits 80 columns and names every flag with its default', async (command, examples) => {
    const { code, stdout, stderr } = run([...(command === 'create' ? [] : [command]), '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toMatch(/AWS_PROFILE/);
    expect(stdout.match(/^ {4}npx /gm)).toHaveLength(examples);
    await expect(stdout).toMatchFileSnapshot(`__snapshots__/${command}-help.txt`);
  });

  it('says its version', () => {
    expect(run(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
