import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder, NEW_VPC_FLAGS, type Outcome, run, withFlags } from '../cli/program.ts';
import { cliConfigurationIn } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

const minutes = 60_000;

/** What `cli/check.test.ts` holds with stand-ins, with the tools themselves: that they accept what was written. */
function check(
  iac: string,
  env: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): Outcome & { readonly out: string } {
  const cwd = emptyFolder();
  const flags = withFlags(NEW_VPC_FLAGS, {
    '--iac': iac,
    '--launch-type': 'ec2',
    '--services': 'logs,dynamodb',
  });
  const outcome = run(['out', ...flags, ...more, '--yes', '--check'], { cwd, env, timeout: 4 * minutes });
  return { ...outcome, out: join(cwd, 'out') };
}

describeWithTools(['terraform'], '--check by terraform', () => {
  it.each(['root', 'module'])('passes for the layout %s', { timeout: 4 * minutes }, (layout) => {
    const env = { TF_CLI_CONFIG_FILE: cliConfigurationIn(emptyFolder()) };
    const { code, stdout, stderr, out } = check('terraform', env, ['--terraform-layout', layout]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('Success! The configuration is valid.');
    expect(existsSync(join(out, '.terraform.lock.hcl'))).toBe(true);
  });

  it('passes for a root of a fleet', { timeout: 4 * minutes }, () => {
    const cwd = emptyFolder();
    const example = resolve('docs/examples/fleet');
    cpSync(example, join(cwd, 'saved'), { recursive: true });
    const index = JSON.parse(readFileSync(join(example, 'sweep.json'), 'utf8'));
    const vpcs = index.vpcs.filter(({ vpcId }: { vpcId: string }) => vpcId === 'vpc-d4ee8127437873189');
    writeFileSync(join(cwd, 'saved/sweep.json'), JSON.stringify({ ...index, vpcs, unread: [] }));
    const env = { TF_CLI_CONFIG_FILE: cliConfigurationIn(emptyFolder()) };
    const flags = ['--from', 'saved', '--create', 'out', '--iac', 'terraform', '--check'];
    const { code, stdout, stderr } = run(['sweep', ...flags], { cwd, env, timeout: 4 * minutes });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Passed: terraform -chdir=accounts/111122223333/eu-west-1 validate -no-color');
  });

  it('fails where the provider cannot be had, and says what Terraform said', { timeout: 4 * minutes }, () => {
    const folder = emptyFolder();
    const { code, stdout, stderr, out } = check('terraform', {
      // A directory without a single provider, instead of the registry.
      TF_CLI_CONFIG_FILE: cliConfigurationIn(folder, folder),
    });
    expect(code).toBe(2);
    expect(stdout).toContain('hashicorp/aws');
    expect(stdout).not.toContain('terraform validate');
    expect(stderr).toContain('terraform init -backend=false -input=false -no-color failed');
    expect(existsSync(join(out, 'main.tf'))).toBe(true);
  });
});

describeWithTools(['cfn-lint'], '--check by cfn-lint', () => {
  it('passes', { timeout: 2 * minutes }, () => {
    const { code, stdout, stderr } = check('cloudformation');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('$ cfn-lint template.yaml');
    expect(stdout).not.toMatch(/^(?:\| )?[EWI]\d{4} /m);
  });
});

describeWithTools(['npm'], '--check by cdk synth', () => {
  it('passes', { timeout: 5 * minutes }, () => {
    const { code, stdout, stderr, out } = check('cdk');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('$ npx --no-install cdk synth --quiet');
    const { artifacts } = JSON.parse(readFileSync(join(out, 'cdk.out', 'manifest.json'), 'utf8'));
    expect(Object.keys(artifacts)).toContain('private-ecs');
  });
});
