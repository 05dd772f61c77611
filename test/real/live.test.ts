import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filesOf, PROGRAM } from '../cli/program.ts';
import { BROKEN_NETWORKS, buildRightNetwork } from './broken-networks.ts';
import { Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { type Terraform, terraformWith } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

const run = promisify(execFile);
const minutes = 60_000;
const region = 'eu-west-1';

/** What the program writes for an existing VPC, judged on that VPC before it is deployed and after. */
describeWithTools(['terraform', 'aws', 'moto_server', 'python3'], 'doctor --live', () => {
  const root = mkdtempSync(join(tmpdir(), 'live-'));
  let moto: Moto;
  let terraform: Terraform;

  beforeAll(async () => {
    moto = await startMoto();
    const directory = join(root, 'versions');
    const place = ['--region', region, '--vpc', 'new', '--launch-type', 'fargate', '--iac', 'terraform'];
    await program([directory, ...place, '--yes']);
    const contents = filesOf(directory)['versions.tf'] ?? '';
    terraform = await terraformWith({ path: 'versions.tf', contents });
  }, 5 * minutes);
  afterAll(async () => {
    terraform?.remove();
    await moto?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  async function program(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    try {
      return {
        code: 0,
        ...(await run(process.execPath, [PROGRAM, ...args], { env: { ...moto.env }, cwd: root })),
      };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, stdout, stderr };
    }
  }

  /** What doctor says of code. */
  async function foretold(...args: readonly string[]) {
    const { stdout, stderr, code } = await program(['doctor', ...args, '--launch-type', 'ec2', '--json']);
    if (code > 1) throw new Error(stdout + stderr);
    return JSON.parse(stdout);
  }

  const type = (command: string, cwd: string) => run('sh', ['-ec', command], { env: { ...moto.env }, cwd });

  /** A VPC with one fault, and code that fixes it. */
  async function fixedBy(iac: 'terraform' | 'cloudformation', name: string) {
    const built = await buildRightNetwork(new Lab(moto, region));
    await BROKEN_NETWORKS['the route to S3 is missing']?.breaks(built);
    const place = ['--region', region, '--vpc', built.vpcId, '--subnets', built.taskSubnetId];
    const directory = join(root, name);
    const made = await program([
      ...[directory, ...place, '--launch-type', 'ec2', '--iac', iac, '--name', name],
      ...['--services', 'logs', '--yes', '--json'],
    ]);
    const { prerequisites } = JSON.parse(made.stdout) as {
      readonly prerequisites: readonly { readonly command: string }[];
    };
    return { ...built, directory, prerequisites: prerequisites.map(({ command }) => command) };
  }

  it('is content with the Terraform that create writes, before it is deployed and after', {
    timeout: 5 * minutes,
  }, async () => {
    const { directory, taskSubnetId } = await fixedBy('terraform', 'live-terraform');
    const files = Object.entries(filesOf(directory)).map(([path, contents]) => ({ path, contents }));
    const folder = terraform.write(files);
    const terraformed = async (...args: readonly string[]) => {
      const done = await terraform.run(folder, args, { env: moto.env });
      expect(done.code === 0 ? '' : done.stderr).toBe('');
      return done.stdout;
    };
    const planned = async (...args: readonly string[]) => {
      await terraformed('plan', '-no-color', '-out=tfplan', ...args);
      const file = join(root, 'plan.json');
      writeFileSync(file, await terraformed('show', '-json', 'tfplan'));
      const place = ['--terraform-plan', file, '--source', folder, '--subnets', taskSubnetId];
      return foretold(...place, '--services', 'logs', '--live');
    };
    const before = await planned();
    expect(before).toMatchObject({ ok: true, findings: [] });
    expect(waysOf(before)).toMatchObject({
      s3: { before: 'nat', via: 'endpoint' },
      logs: { before: 'nat', via: 'endpoint', endpointId: 'aws_vpc_endpoint.interface["logs"]' },
    });
    await terraformed('apply', '-auto-approve', '-no-color');
    const after = await planned();
    expect(after).toMatchObject({ ok: true, findings: [] });
    expect(waysOf(after)).toMatchObject({ s3: { before: 'endpoint' }, logs: { before: 'endpoint' } });
    // What takes it away again is an error.
    const gone = await planned('-destroy');
    expect(waysOf(gone)).toMatchObject({
      s3: { before: 'endpoint', via: 'nat' },
      logs: { before: 'endpoint', via: 'nat' },
    });
    expect(gone.findings[0]).toMatchObject({ rule: 'path-gets-worse', severity: 'error' });
  });

  it('is content with the template that create writes, before it is deployed', {
    timeout: 5 * minutes,
  }, async () => {
    const { directory, taskSubnetId, prerequisites } = await fixedBy('cloudformation', 'live-stack');
    for (const command of prerequisites) await type(command, root);
    const template = ['--template', join(directory, 'template.yaml')];
    const parameters = ['--parameter-file', join(directory, 'parameters.json'), '--region', region];
    const place = ['--subnets', taskSubnetId, '--services', 'logs'];
    const report = await foretold(...template, ...parameters, ...place, '--live');
    expect(report).toMatchObject({ ok: true, findings: [] });
    expect(waysOf(report)).toMatchObject({
      s3: { before: 'nat', via: 'endpoint' },
      logs: { before: 'nat', via: 'endpoint', endpointId: 'LogsEndpoint' },
      'ecr.api': { before: 'endpoint', via: 'endpoint' },
    });
  });
});

interface Way {
  readonly service: string;
}

const waysOf = ({ paths }: { readonly paths: readonly Way[] }) =>
  Object.fromEntries(paths.map((path) => [path.service, path]));
