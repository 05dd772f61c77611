import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RuleId } from '../../src/core/findings/rule.ts';
import { filesOf, PROGRAM } from '../cli/program.ts';
import type { Iac } from '../engine.ts';
import { BROKEN_NETWORKS, buildRightNetwork } from './broken-networks.ts';
import { buildReportedCase, Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { type Terraform, terraformWith } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

const run = promisify(execFile);
const minutes = 60_000;

/** The parts of `create --json` that are looked at here. */
interface PlanDocument {
  readonly endpoints: readonly {
    readonly service: string;
    readonly action: 'create' | 'extend' | 'keep';
    readonly endpointId?: string;
    readonly routeTableIds: readonly string[];
  }[];
  readonly prerequisites: readonly { readonly command: string }[];
  readonly files: readonly { readonly path: string }[];
}

/** The parts of `doctor --json` that are looked at here. */
interface Report {
  readonly ok: boolean;
  readonly paths: readonly { readonly subnetId: string }[];
  readonly findings: readonly { readonly rule: RuleId; readonly severity: string }[];
}

/**
 * Each broken network as its owner would fix it: the program writes code for it, that is deployed with its own tool, and
 * doctor has nothing more to say.
 */
describeWithTools(['terraform', 'aws', 'moto_server', 'python3'], 'what create writes', () => {
  const root = mkdtempSync(join(tmpdir(), 'fix-'));
  let moto: Moto;
  let terraform: Terraform;
  let count = 0;

  beforeAll(async () => {
    moto = await startMoto();
    const directory = join(root, 'versions');
    const place = ['--region', 'eu-west-1', '--vpc', 'new', '--launch-type', 'fargate', '--iac', 'terraform'];
    await program([directory, ...place, '--yes']);
    terraform = await terraformWith({
      path: 'versions.tf',
      contents: filesOf(directory)['versions.tf'] ?? '',
    });
  }, 5 * minutes);
  afterAll(async () => {
    terraform?.remove();
    await moto?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  async function program(args: readonly string[]): Promise<{ code: number; stdout: string }> {
    try {
      const { stdout } = await run(process.execPath, [PROGRAM, ...args], { env: { ...moto.env }, cwd: root });
      return { code: 0, stdout };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      if (code !== 1) throw new Error(`${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
      return { code, stdout };
    }
  }
  const doctor = async (place: readonly string[]): Promise<Report> =>
    JSON.parse((await program(['doctor', ...place, '--json'])).stdout);

  /** A command that was printed, typed into a shell. */
  const type = (command: string, cwd = root) => run('sh', ['-ec', command], { env: { ...moto.env }, cwd });

  /** Runs create for the subnets that doctor looked at, what it says to run first, and the format's own tool on its files. */
  async function fix(place: readonly string[], { paths }: Report, iac: Iac): Promise<PlanDocument> {
    const name = `fix-${++count}`;
    const directory = join(root, name);
    const subnets = [...new Set(paths.map(({ subnetId }) => subnetId))].join();
    const answers = ['--subnets', subnets, '--iac', iac, '--name', name, '--yes', '--json'];
    const document: PlanDocument = JSON.parse((await program([directory, ...place, ...answers])).stdout);
    for (const { command } of document.prerequisites) await type(command);
    if (document.files.length > 0) await DEPLOY[iac](directory, name, place);
    return document;
  }

  const DEPLOY: Record<Iac, (directory: string, name: string, place: readonly string[]) => Promise<unknown>> =
    {
      terraform: async (directory) => {
        const files = Object.entries(filesOf(directory)).map(([path, contents]) => ({ path, contents }));
        const folder = terraform.write(files);
        const done = await terraform.run(folder, ['apply', '-auto-approve', '-no-color'], { env: moto.env });
        expect(done.code === 0 ? '' : done.stdout + done.stderr).toBe('');
      },
      cloudformation: (directory, name, [, region]) =>
        type(
          `aws cloudformation deploy --region ${region} --stack-name ${name} --template-file template.yaml --parameter-overrides file://parameters.json`,
          directory,
        ),
      cdk: () => Promise.reject(new Error('its template is CloudFormation, and has tests of its own')),
    };

  const broken = Object.entries(BROKEN_NETWORKS).flatMap(([name, network]) =>
    (['terraform', 'cloudformation'] as const).map((iac) => [name, iac, network] as const),
  );
  describe.each(broken)('where %s, as %s', (_, iac, { region = 'eu-west-1', breaks, says }) => {
    it('makes doctor content', { timeout: 5 * minutes }, async () => {
      const built = await buildRightNetwork(new Lab(moto, region));
      await breaks(built);
      const place = ['--region', region, '--vpc', built.vpcId, '--launch-type', 'ec2'];
      const before = await doctor(place);
      expect(before.findings.map(({ rule }) => rule)).toEqual(says);

      await fix(place, before, iac);
      const after = await doctor(place);
      expect(after).toMatchObject({ ok: true, findings: [] });
      const again = await fix(place, after, iac);
      expect(again).toMatchObject({ prerequisites: [], files: [] });
      expect(new Set(again.endpoints.map(({ action }) => action))).toEqual(new Set(['keep']));
    });
  });

  it('extends the S3 endpoint of the reported case to the table of the tasks, and creates nothing else', {
    timeout: 5 * minutes,
  }, async () => {
    const built = await buildReportedCase(new Lab(moto, 'eu-west-1'));
    const place = ['--region', 'eu-west-1', '--vpc', built.vpcId, '--launch-type', 'ec2'];
    const { endpoints, prerequisites } = await fix(place, await doctor(place), 'terraform');
    expect(prerequisites).toEqual([]);
    expect(
      endpoints
        .filter(({ action }) => action !== 'keep')
        .map(({ service, action, endpointId, routeTableIds }) => [
          service,
          action,
          endpointId,
          routeTableIds,
        ]),
    ).toEqual([['s3', 'extend', built.s3EndpointId, [built.taskRouteTableId]]]);
    expect(await doctor(place)).toMatchObject({ ok: true, findings: [] });
  });
});
