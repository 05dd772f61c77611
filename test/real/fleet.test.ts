import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AwsVpcConfiguration, ECSClient } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filesOf, PROGRAM } from '../cli/program.ts';
import { followReadme } from './follow-readme.ts';
import { type Moto, startMoto } from './moto.ts';
import { assume, plantOneAccount } from './organization.ts';
import { plantFleet, serviceOf } from './plant-fleet.ts';
import { terraformWith } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

const exec = promisify(execFile);

const REGIONS = ['eu-west-1', 'us-east-1'] as const;
const STACK_SETS = ['111122223333', '444455556666'] as const;
const ROOTS = ['222233334444', '555566667777'] as const;

describeWithTools(['python3', 'moto_server', 'aws', 'cfn-lint', 'terraform'], 'the code of a fleet', () => {
  let moto: Moto;
  let folder: string;
  /** Where the service of each VPC runs. */
  let planted: readonly AwsVpcConfiguration[];

  beforeAll(async () => {
    moto = await startMoto();
    folder = mkdtempSync(join(tmpdir(), 'fleet-'));
    planted = await plantFleet(moto, [
      [STACK_SETS[0], REGIONS[0], ['', 'has S3', '']],
      [STACK_SETS[0], REGIONS[1], ['']],
      [STACK_SETS[1], REGIONS[0], ['EC2, too']],
      [ROOTS[0], REGIONS[0], ['', '']],
      [ROOTS[1], REGIONS[1], ['']],
    ]);
  }, 90_000);
  afterAll(async () => {
    await moto?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const sweep = async (...flags: string[]) => {
    const { stdout } = await exec(process.execPath, [PROGRAM, 'sweep', ...flags, '--json'], {
      cwd: folder,
      env: moto.env,
    });
    return JSON.parse(stdout);
  };
  const accounts = (ids: readonly string[]) => [
    ...['--role', 'audit', '--accounts', ids.join(), '--regions', REGIONS.join()],
  ];
  const expectClean = async (ids: readonly string[]) => {
    const { totals } = await sweep(...accounts(ids), '--fail-on', 'error');
    expect(totals.paths).toMatchObject({ nat: 0, internet: 0, blocked: 0, unknown: 0 });
    expect(totals.worst.error).toBe(0);
  };
  /** All of it is deployed, and the code is still that. */
  const expectSame = async (directory: string) => {
    const written = filesOf(join(folder, directory));
    const { fleet } = await sweep('--create', directory);
    expect(fleet).toMatchObject({ written: false, files: { added: [], changed: [], removed: [] } });
    expect(filesOf(join(folder, directory))).toEqual(written);
  };

  it('is deployed as stack sets by its README, and each network is clean then', async () => {
    const how = ['--create', 'sets', '--iac', 'cloudformation', '--check'];
    const { fleet } = await sweep(...accounts(STACK_SETS), ...how);
    const code = join(folder, 'sets');
    const written = filesOf(code);
    expect(fleet.vpcs).toHaveLength(5);
    expect(new Set(fleet.vpcs.map(({ group }: { group: string }) => group)).size).toBe(4);
    const templates = Object.keys(written).filter((path) => path.startsWith('templates/'));
    expect(templates).toHaveLength(3);

    // The functions of self-managed permissions, then everything else.
    const env = { ...moto.env, AWS_DEFAULT_REGION: 'eu-west-1' };
    const printed = await followReadme(code, 'Deploy', env, /^(?!ROOT=)/);
    // The first instance is created by itself, and updated with the rest.
    expect(printed.match(/SUCCEEDED/g)?.length).toBe(6);
    await expectClean(STACK_SETS);
    await expectSame('sets');
  }, 120_000);

  it('is deployed with service-managed permissions, and is taken back', async () => {
    const { root, accountId } = await plantOneAccount(moto);
    await plantFleet(moto, [[accountId, REGIONS[0], ['']]]);
    // Beside the stack sets of the test before, which have the default name.
    const how = ['--create', 'managed', '--iac', 'cloudformation', '--name', 'managed'];
    await sweep(...accounts([accountId]), ...how);
    const code = join(folder, 'managed');
    const readme = join(code, 'README.md');
    const text = readFileSync(readme, 'utf8');
    // As it says.
    writeFileSync(readme, text.replaceAll('r-ab12', root));
    const env = { ...moto.env, AWS_DEFAULT_REGION: 'eu-west-1' };
    await followReadme(code, 'Deploy', env, /^(?!create_set\(\))/);
    await expectClean([accountId]);
    await followReadme(
      code,
      ['Deploy', 'Stop and go back'],
      env,
      /^(ROOT=|remove\(\)|aws cloudformation delete-)/,
    );
    const { rows } = await sweep(...accounts([accountId]), '--fail-on', 'never');
    expect(rows).toMatchObject([{ paths: { endpoint: 0, blocked: 3 } }]);
    writeFileSync(readme, text);
    await expectSame('managed');
  }, 120_000);

  it('is deployed by Terraform in two accounts, and what moves to another module stays', async () => {
    const { fleet } = await sweep(...accounts(ROOTS), '--create', 'roots', '--iac', 'terraform');
    expect(fleet.vpcs.map(({ group }: { group: string }) => group)).toEqual(
      Array(3).fill('private-ecs-fargate'),
    );
    const code = join(folder, 'roots');
    const roots = [`accounts/${ROOTS[0]}/${REGIONS[0]}`, `accounts/${ROOTS[1]}/${REGIONS[1]}`];
    const providers = readFileSync(join(code, roots[0] ?? '', 'providers.tf'), 'utf8');
    const terraform = await terraformWith({
      path: 'versions.tf',
      contents: providers.split('\n\nvariable')[0] ?? '',
    });
    try {
      const env = { ...moto.env, TF_VAR_role_name: 'deploy' };
      const tf = async (at: string, ...args: string[]): Promise<string> => {
        const ran = await terraform.run(at, [...args, '-no-color'], { env });
        expect({ args, code: ran.code, said: ran.code === 0 ? '' : ran.stdout + ran.stderr }).toEqual({
          args,
          code: 0,
          said: '',
        });
        return ran.stdout;
      };
      const deploy = async (): Promise<string[]> => {
        const files = Object.entries(filesOf(code)).map(([path, contents]) => ({ path, contents }));
        const copy = terraform.write(files);
        await tf(copy, 'fmt', '-check', '-recursive');
        // It says which types the modules have, which are in other folders than the roots.
        await tf(join(copy, 'modules'), 'version');
        const said: string[] = [];
        for (const root of roots) {
          const at = join(copy, root);
          for (const [name, kept] of Object.entries(states))
            if (root === name) writeFileSync(join(at, 'terraform.tfstate'), kept);
          copyFileSync(join(copy, '.terraform.lock.hcl'), join(at, '.terraform.lock.hcl'));
          await tf(at, 'init');
          await tf(at, 'validate');
          await tf(at, 'plan', '-out=tfplan');
          said.push(await tf(at, 'apply', 'tfplan'));
          states[root] = readFileSync(join(at, 'terraform.tfstate'), 'utf8');
        }
        return said;
      };
      const states: Record<string, string> = {};
      for (const text of await deploy()) expect(text).toMatch(/Apply complete! .* 0 changed, 0 destroyed/);
      await expectClean(ROOTS);
      await expectSame('roots');

      // A secret more in one of three VPCs: it needs another module.
      const ecs = new ECSClient({
        endpoint: moto.url,
        region: REGIONS[0],
        credentials: await assume(moto, ROOTS[0]),
      });
      await ecs.send(serviceOf('more', 'with-secret', planted[5]));
      ecs.destroy();
      const again = await sweep('--create', 'roots');
      expect(again.fleet.update).toMatchObject({
        removes: [],
        moves: [expect.stringMatching(/from module private-ecs-fargate to private-ecs-fargate-2$/)],
      });
      const [moved, untouched] = await deploy();
      expect(moved).toMatch(/Apply complete! .*1 added, 0 changed, 0 destroyed/);
      expect(untouched).toMatch(/Apply complete! .*0 added, 0 changed, 0 destroyed/);
      await expectClean(ROOTS);
      await expectSame('roots');
    } finally {
      terraform.remove();
    }
  }, 180_000);
});
