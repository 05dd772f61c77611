import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { envOutside, findTool } from '../../src/host/find-tool.ts';
import { bareEnv, emptyFolder, NEW_VPC_FLAGS, only, PROGRAM, run, withFlags } from './program.ts';

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

  it('checks what a second run leaves as it is, and refuses what somebody deleted from it', () => {
    const path = only({ 'cfn-lint': 'echo "linted $*"' });
    const { cwd } = check('cloudformation', path);
    const again = () => run(['out', '--yes', '--check'], { cwd, env: { PATH: path } });
    const { code, stdout } = again();
    expect(code).toBe(0);
    expect(stdout).toMatch(/Nothing changed: out is up to date\.[\s\S]*linted template\.yaml/);
    const template = join(cwd, 'out', 'template.yaml');
    const text = readFileSync(template, 'utf8');
    const less = text.replace(/^ {2}EcrApiEndpoint:\n(?: {4}.*\n)+/m, '');
    expect(less).not.toBe(text);
    writeFileSync(template, less);
    const refused = again();
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('Edited since they were generated, in out: template.yaml.');
  });

  it('says that a tool is absent, and that is no error', () => {
    const { code, stderr, cwd } = check('terraform', only({}));
    expect(code).toBe(0);
    expect(stderr).toContain("Skipped validation: terraform and tofu aren't installed.");
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
    expect(stderr).toContain("cfn-lint isn't installed");
  });

  it.each(['', '.', 'planted', './planted', 'out', 'out/bin'])(
    'never runs what lies in the directory itself, though PATH has the entry %j',
    (entry) => {
      const cwd = emptyFolder();
      for (const folder of ['out', 'out/planted', 'out/bin']) {
        mkdirSync(join(cwd, folder), { recursive: true });
        for (const tool of ['terraform', 'tofu']) {
          writeFileSync(join(cwd, folder, tool), '#!/bin/sh\necho planted\n');
          chmodSync(join(cwd, folder, tool), 0o755);
        }
      }
      const absolute = entry.startsWith('out') ? join(cwd, entry) : entry;
      const args = ['out', ...NEW_VPC_FLAGS, '--yes', '--check', '--force'];
      const { code, stdout, stderr } = run(args, { cwd, env: { PATH: `${absolute}:${only({})}` } });
      expect({ code, planted: stdout.includes('planted\n') }).toEqual({ code: 0, planted: false });
      expect(stderr).toContain("terraform and tofu aren't installed");
    },
  );

  it.each([
    ['', 'terraform'],
    ['.', 'cdk'],
    ['planted', 'cloudformation'],
    ['out', 'terraform'],
    ['out/bin', 'cdk'],
  ])('lets no tool start what lies there, though PATH has the entry %j', (entry, iac) => {
    const cwd = emptyFolder();
    for (const folder of ['out', 'out/planted', 'out/bin']) {
      mkdirSync(join(cwd, folder), { recursive: true });
      writeFileSync(join(cwd, folder, 'helper'), '#!/bin/sh\necho planted\n');
      chmodSync(join(cwd, folder, 'helper'), 0o755);
    }
    const tools = only({
      terraform: 'helper',
      npm: 'helper',
      npx: 'helper',
      'cfn-lint': 'helper',
      helper: 'echo helped',
    });
    const absolute = entry.startsWith('out') ? join(cwd, entry) : entry;
    const flags = withFlags(NEW_VPC_FLAGS, { '--iac': iac });
    const args = ['out', ...flags, '--yes', '--check', '--force'];
    const { code, stdout } = run(args, { cwd, env: { PATH: `${absolute}:${tools}` } });
    expect({ code, planted: stdout.includes('planted\n') }).toEqual({ code: 0, planted: false });
    expect(stdout).toContain('helped\n');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends all that a tool has started on %s',
    async (signal) => {
      const cwd = emptyFolder();
      const body =
        'trap "" TERM HUP INT; echo $$ >> ../pids; (trap "" TERM HUP INT; sleep 61 & wait; sleep 62) & echo $! >> ../pids; ' +
        'sleep 63 & echo $! >> ../pids; ' +
        // A session of its own, as daemons have, and a process in it that ignores what it can.
        `setsid sh -c 'trap "" TERM HUP INT; echo $$ >> ../pids; sleep 64 & wait; sleep 65' & sleep 0.3; echo started; wait; wait`;
      const path = `${only({ terraform: body })}:/usr/bin:/bin`;
      const running = spawn(process.execPath, [PROGRAM, 'out', ...NEW_VPC_FLAGS, '--yes', '--check'], {
        cwd,
        env: { ...bareEnv(), PATH: path },
      });
      let output = '';
      running.stdout.on('data', (text) => {
        output += text;
      });
      while (!output.includes('started')) await setTimeout(20);
      running.kill(signal);
      expect(await once(running, 'exit')).toEqual([130, null]);
      await setTimeout(50);
      const pids = readFileSync(join(cwd, 'pids'), 'utf8').trim().split('\n').map(Number);
      expect(pids).toHaveLength(4);
      expect(pids.filter(isRunning)).toEqual([]);
    },
  );
});

function isRunning(pid: number): boolean {
  try {
    // A process that has ended stays in the table until somebody asks how; it runs no more.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('the search for a tool', () => {
  const inPlaces =
    (...places: readonly string[]) =>
    (path: string) =>
      places.includes(path);

  it.each([
    ['C:\\net;C:\\Tools', 'C:\\Tools\\terraform.EXE'],
    ['.;;C:\\net\\bin;tools;"C:\\Tools"', 'C:\\Tools\\terraform.EXE'],
    ['C:\\net\\', undefined],
    ['', undefined],
  ])('on Windows with the PATH %j finds %j', (path, found) => {
    const isProgram = inPlaces(
      'C:\\net\\terraform.EXE',
      'C:\\net\\bin\\terraform.EXE',
      'tools\\terraform.EXE',
      'terraform.EXE',
      'C:\\Tools\\terraform.EXE',
    );
    const search = { platform: 'win32', directory: 'C:\\net', isProgram } as const;
    expect(findTool('terraform', { ...search, env: { Path: path } })).toBe(found);
  });

  it.each(['PATH', 'Path', 'path'])('leaves the same out of the %s that a tool gets on Windows', (key) => {
    const env = { [key]: '.;;C:\\net\\bin;tools;"C:\\Tools"', TEMP: 'C:\\net' };
    const given = envOutside({ env, platform: 'win32', directory: 'C:\\net' });
    expect(given).toEqual({ [key]: 'C:\\Tools', TEMP: 'C:\\net' });
  });

  it('takes a command script by its ending', () => {
    const search = {
      platform: 'win32',
      directory: 'C:\\net',
      isProgram: inPlaces('C:\\node\\npm.cmd'),
    } as const;
    expect(findTool('npm', { ...search, env: { PATH: 'C:\\node', PATHEXT: '.exe;.cmd' } })).toBe(
      'C:\\node\\npm.cmd',
    );
  });

  it('takes a directory beside the target whose name begins alike', () => {
    const isProgram = inPlaces('/srv/net-tools/terraform');
    const search = { platform: 'linux', directory: '/srv/net', isProgram } as const;
    expect(findTool('terraform', { ...search, env: { PATH: '/srv/net-tools' } })).toBe(
      '/srv/net-tools/terraform',
    );
  });
});
