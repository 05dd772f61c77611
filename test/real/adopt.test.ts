import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filesOf, PROGRAM } from '../cli/program.ts';
import { adoptableNetwork, brokenAdoptableNetwork, endpointsOf } from './adoptable-network.ts';
import { Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { ODD, ODD_KEYS } from './odd-tags.ts';
import { plannedChanges } from './planned-changes.ts';
import { type Terraform, terraformWith } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

const run = promisify(execFile);
const minutes = 60_000;
const region = 'eu-west-1';

/** The parts of `terraform show -json` that are looked at here. */
interface TerraformPlan {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly type: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly importing?: { readonly id: string };
      readonly before: Readonly<Record<string, unknown>> | null;
      readonly after: Readonly<Record<string, unknown>> | null;
    };
  }[];
}

describeWithTools(['terraform', 'moto_server', 'python3'], 'create --adopt, deployed', () => {
  const root = mkdtempSync(join(tmpdir(), 'adopt-'));
  let moto: Moto;
  let lab: Lab;
  let terraform: Terraform;
  let count = 0;

  beforeAll(async () => {
    moto = await startMoto();
    lab = new Lab(moto, region);
    const place = ['--region', region, '--vpc', 'new', '--launch-type', 'fargate', '--iac', 'terraform'];
    await program([join(root, 'versions'), ...place, '--yes']);
    terraform = await terraformWith({
      path: 'versions.tf',
      contents: filesOf(join(root, 'versions'))['versions.tf'] ?? '',
    });
  }, 5 * minutes);
  afterAll(async () => {
    terraform?.remove();
    await moto?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  const program = (args: readonly string[]) =>
    run(process.execPath, [PROGRAM, ...args], { env: { ...moto.env }, cwd: root });

  async function adopted(
    { vpcId, subnets }: { readonly vpcId: string; readonly subnets: readonly string[] },
    ...more: readonly string[]
  ) {
    const directory = join(root, `adopt-${++count}`);
    await program([
      ...[directory, '--region', region, '--vpc', vpcId, '--subnets', subnets.join()],
      ...[
        '--launch-type',
        'fargate',
        '--iac',
        'terraform',
        '--tags',
        'owner=us',
        '--adopt',
        '--yes',
        ...more,
      ],
    ]);
    const files = filesOf(directory);
    const folder = terraform.write(Object.entries(files).map(([path, contents]) => ({ path, contents })));
    const env = { ...moto.env, AWS_REGION: region };
    const tool = async (...args: string[]) => {
      const { code, stdout, stderr } = await terraform.run(folder, [...args, '-no-color'], { env });
      expect(stdout).not.toContain('Warning');
      return { code, said: stdout + stderr };
    };
    return { files, folder, tool, env };
  }

  async function planOf({ tool, folder, env }: Awaited<ReturnType<typeof adopted>>) {
    expect(await tool('fmt', '-check', '-recursive', '-diff')).toEqual({ code: 0, said: '' });
    const planned = await tool('plan', '-out=tfplan');
    expect(planned.code, planned.said).toBe(0);
    const { stdout } = await terraform.run(folder, ['show', '-json', 'tfplan'], { env });
    const { resource_changes: all = [] } = JSON.parse(stdout) as TerraformPlan;
    const changes = all.map(({ type, change: { actions, importing, before, after } }) => ({
      type,
      actions,
      imports: importing?.id,
      differs: Object.keys({ ...before, ...after })
        .filter((key) => before && JSON.stringify(before[key]) !== JSON.stringify(after?.[key]))
        .sort(),
    }));
    return { said: planned.said, changes };
  }

  it('changes nothing where everything serves, and lets go of it again', {
    timeout: 5 * minutes,
  }, async () => {
    const built = await adoptableNetwork(lab);
    const before = await endpointsOf(lab, built.vpcId);
    const code = await adopted(built);
    const { said, changes } = await planOf(code);
    expect(said).toContain('Plan: 3 to import, 0 to add, 0 to change, 0 to destroy.');
    expect(changes.map(({ actions, imports }) => [actions, imports]).sort()).toEqual(
      [built.api, built.dkr, built.s3].map((id) => [['no-op'], id]).sort(),
    );
    expect((await code.tool('apply', 'tfplan')).code).toBe(0);
    expect((await code.tool('plan', '-detailed-exitcode')).code).toBe(0);
    expect(await endpointsOf(lab, built.vpcId)).toEqual(before);

    const destroyed = await code.tool('destroy', '-auto-approve');
    expect(destroyed.code).toBe(1);
    expect(destroyed.said).toContain('prevent_destroy');
    const letGo = /^terraform (state rm .*)$/m.exec(code.files['README.md'] ?? '')?.[1] ?? '';
    expect((await code.tool(...letGo.split(' '))).code).toBe(0);
    rmSync(join(code.folder, 'adopted.tf'));
    expect((await code.tool('destroy', '-auto-approve')).code).toBe(0);
    expect(await endpointsOf(lab, built.vpcId)).toEqual(before);
  });

  it('changes only what fixes', { timeout: 5 * minutes }, async () => {
    const built = await brokenAdoptableNetwork(lab);
    const { other, otherTable, sts } = built;
    const code = await adopted({ vpcId: built.vpcId, subnets: [built.a, other] }, '--services', 'logs,sts');
    const { said, changes } = await planOf(code);
    expect(said).toMatch(/Plan: 4 to import, \d+ to add, 2 to change, 0 to destroy\./);
    const fixed = changes.filter(({ imports, actions }) => imports !== undefined && actions[0] !== 'no-op');
    expect(fixed).toHaveLength(2);
    expect(fixed).toContainEqual({
      type: 'aws_vpc_endpoint',
      actions: ['update'],
      imports: built.dkr,
      differs: ['policy', 'private_dns_enabled'],
    });
    const { differs } = fixed.find(({ imports }) => imports === sts) ?? {};
    // What Terraform learns only when it is done counts as different.
    expect(
      differs?.filter((key) => !['network_interface_ids', 'subnet_configuration'].includes(key)),
    ).toEqual(['subnet_ids']);
    expect(new Set(changes.filter(({ imports }) => !imports).flatMap(({ actions }) => actions))).toEqual(
      new Set(['create']),
    );
    const tf = async (...args: string[]) => {
      const ran = await terraform.run(code.folder, [...args, '-no-color'], { env: code.env });
      expect(ran.code, ran.stdout + ran.stderr).toBe(0);
      return ran.stdout;
    };
    const again = (...args: string[]) => program([code.folder, ...args, '--yes']);
    // As if the deployment had been killed when it had imported one endpoint and changed it.
    const dkr = `aws_vpc_endpoint.ecr_dkr_${built.dkr.replace('-', '_')}`;
    expect(await tf('apply', '-auto-approve', '-target', dkr)).toContain('1 imported, 0 added, 1 changed');
    expect((await again()).stdout).toContain('Nothing changed');
    await tf('apply', '-auto-approve');
    expect((await again()).stdout).toContain('Nothing changed');
    expect(await plannedChanges(tf)).toEqual([]);
    const after = await endpointsOf(lab, built.vpcId);
    expect([...(after[sts]?.SubnetIds ?? [])].sort()).toEqual([built.a, other].sort());
    expect(after[built.dkr]?.PrivateDnsEnabled).toBe(true);
    expect(JSON.parse(after[built.dkr]?.PolicyDocument ?? '').Statement).toHaveLength(2);
    const logs = Object.values(after).find(({ ServiceName }) => ServiceName?.endsWith('.logs'));
    expect(logs?.Tags).toContainEqual({ Key: 'owner', Value: 'us' });
    expect([...(after[built.s3]?.RouteTableIds ?? [])].sort()).toEqual([built.table, otherTable].sort());
    expect(after[built.api]?.Tags).toEqual(
      expect.arrayContaining([
        { Key: 'Name', Value: 'ours' },
        ...ODD_KEYS.map((Key) => ({ Key, Value: ODD })),
      ]),
    );
    expect(after[built.api]?.Tags).toHaveLength(1 + ODD_KEYS.length);
    await expect(again('--services', 'logs')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        `- import of ${sts}, which somebody else made: deployment may delete it`,
      ),
    });
    await again('--services', 'ssm,sts', '--adopt', '--force', '--allow-removal');
    expect(await plannedChanges(tf)).toEqual([
      'create aws_vpc_endpoint.interface["ssm"]',
      'delete aws_vpc_endpoint.interface["logs"]',
    ]);
  });
});
