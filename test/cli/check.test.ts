import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, NEW_VPC_FLAGS, run, withFlags } from './program.ts';

/** A PATH on which stand only these programs, each a shell script. */
function only(scripts: Readonly<Record<string, string>>): string {
  const folder = emptyFolder();
  mkdirSync(join(folder, 'bin'));
  for (const [name, body] of Object.entries(scripts)) {
    const path = join(folder, 'bin', name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
  }
  return join(folder, 'bin');
}

const check = (iac: string, path: string, ...more: string[]) => {
  const cwd = emptyFolder();
  const flags = withFlags(NEW_VPC_FLAGS, { '--iac': iac });
  return { cwd, ...run(['out', ...flags, '--yes', '--check', ...more], { cwd, env: { PATH: path } }) };
};

describe.skipIf(process.platform === 'win32')('--check', () => {
  it('runs terraform init without a backend, then validate, in the directory', () => {
    const { code, stdout } = check('terraform', only({ terraform: '[ -f main.tf ] && echo "ran $*"' }));
    expect(code).toBe(0);
    expect(stdout).toContain('ran init -backend=false');
    expect(stdout).toContain('ran validate');
  });

  it('takes tofu where terraform is not', () => {
    const { code, stdout } = check('terraform', only({ tofu: 'echo "tofu $*"' }));
    expect(code).toBe(0);
    expect(stdout).toContain('tofu validate');
  });

  it('runs npm install, then cdk synth', () => {
    const path = only({ npm: 'echo "npm $*"', npx: 'echo "npx $*"' });
    const { code, stdout } = check('cdk', path);
    expect(code).toBe(0);
    expect(stdout.indexOf('npm install')).toBeLessThan(stdout.indexOf('npx --no-install cdk synth'));
  });

  it('runs cfn-lint on the template', () => {
    const { code, stdout } = check('cloudformation', only({ 'cfn-lint': 'echo "linted $*"' }));
    expect(code).toBe(0);
    expect(stdout).toContain('linted template.yaml');
  });

  it('says that a tool is absent, and that is no error', () => {
    const { code, stderr, cwd } = check('terraform', only({}));
    expect(code).toBe(0);
    expect(stderr).toContain('Not checked: terraform and tofu are not installed.');
    expect(existsSync(join(cwd, 'out', 'main.tf'))).toBe(true);
  });

  it('shows the output of one that fails, stops there, and fails', () => {
    const path = only({ terraform: 'echo "ran $1"; echo "no such provider" >&2; exit 1' });
    const { code, stdout, stderr, cwd } = check('terraform', path);
    expect(code).toBe(2);
    expect(stdout).toContain('no such provider');
    expect(stdout).not.toContain('ran validate');
    expect(stderr).toContain('terraform init -backend=false -input=false -no-color failed');
    expect(existsSync(join(cwd, 'out', 'main.tf'))).toBe(true);
  });

  it('keeps standard output to the document with --json', () => {
    const { code, stdout, stderr } = check('terraform', only({ terraform: 'echo "ran $1"' }), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).region).toBe('eu-west-1');
    expect(stderr).toContain('ran validate');
  });

  it('calls AWS for nothing that is not deployed there', () => {
    const { code, stdout, stderr } = check('cloudformation', only({ aws: 'echo called' }));
    expect(code).toBe(0);
    expect(stdout).not.toContain('called');
    expect(stderr).toContain('cfn-lint is not installed');
  });
});
