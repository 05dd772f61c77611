import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filesOf, PROGRAM } from '../cli/program.ts';
import { followReadme } from './follow-readme.ts';
import { Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { assume } from './organization.ts';
import { describeWithTools } from './tools.ts';

const exec = promisify(execFile);
const ACCOUNTS = ['111122223333', '444455556666'] as const;
const REGIONS = ['eu-west-1', 'us-east-1'] as const;

/** Three VPCs in the first place, one in each other: all without endpoints, but for one, which has that for S3. */
async function plantFleet(moto: Moto): Promise<void> {
  for (const accountId of ACCOUNTS)
    for (const region of REGIONS) {
      const credentials = await assume(moto, accountId);
      const lab = new Lab(moto, region, credentials);
      const ecs = new ECSClient({ endpoint: moto.url, region, credentials });
      await ecs.send(new CreateClusterCommand({ clusterName: 'main' }));
      const image = `${accountId}.dkr.ecr.${region}.amazonaws.com/web:1`;
      await ecs.send(
        new RegisterTaskDefinitionCommand({
          family: 'web',
          networkMode: 'awsvpc',
          requiresCompatibilities: ['FARGATE'],
          cpu: '256',
          memory: '512',
          containerDefinitions: [{ name: 'web', image, memory: 512 }],
        }),
      );
      const first = accountId === ACCOUNTS[0] && region === REGIONS[0];
      for (const at of first ? [0, 1, 2] : [3]) {
        const name = `${region}-${at}`;
        const vpcId = await lab.vpc(`10.${at}.0.0/16`, name);
        const subnetId = await lab.subnet(vpcId, `10.${at}.0.0/20`, 'a', `${name}-tasks`);
        const table = await lab.routeTable(vpcId, name, [subnetId]);
        const groupId = await lab.httpsGroup(vpcId, name, ['10.0.0.0/8']);
        if (at === 1) await lab.gatewayEndpoint(vpcId, 's3', [table]);
        await ecs.send(
          new CreateServiceCommand({
            cluster: 'main',
            serviceName: `web-${at}`,
            taskDefinition: 'web',
            desiredCount: 1,
            launchType: 'FARGATE',
            networkConfiguration: {
              awsvpcConfiguration: {
                subnets: [subnetId],
                securityGroups: [groupId],
                assignPublicIp: 'DISABLED',
              },
            },
          }),
        );
      }
      lab.client.destroy();
      ecs.destroy();
    }
}

describeWithTools(['python3', 'moto_server', 'aws', 'cfn-lint'], 'a fleet as stack sets', () => {
  let moto: Moto;
  let folder: string;

  beforeAll(async () => {
    moto = await startMoto();
    folder = mkdtempSync(join(tmpdir(), 'fleet-'));
    await plantFleet(moto);
  }, 90_000);
  afterAll(async () => {
    await moto?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const FLEET = ['--role', 'audit', '--accounts', ACCOUNTS.join(), '--regions', REGIONS.join()];
  const sweep = async (...flags: string[]) => {
    const env = { ...moto.env, AWS_ENDPOINT_URL: moto.url };
    const { stdout } = await exec(process.execPath, [PROGRAM, 'sweep', ...flags, '--json'], {
      cwd: folder,
      env,
    });
    return JSON.parse(stdout);
  };

  it('is deployed by its README, and each network is clean then', async () => {
    const { fleet } = await sweep(...FLEET, '--create', 'code', '--iac', 'cloudformation');
    const code = join(folder, 'code');
    const written = filesOf(code);
    expect(fleet.vpcs).toHaveLength(6);
    expect(new Set(fleet.vpcs.map(({ group }: { group: string }) => group)).size).toBe(3);
    expect(Object.keys(written).filter((path) => path.startsWith('templates/'))).toHaveLength(2);
    await exec(
      'cfn-lint',
      Object.keys(written).filter((path) => path.endsWith('.yaml')),
      { cwd: code },
    );

    const env = { ...moto.env, AWS_ENDPOINT_URL: moto.url, AWS_DEFAULT_REGION: 'eu-west-1' };
    // The functions of self-managed permissions, then everything else.
    const printed = await followReadme(code, 'Deploy', env, /^(?!ROOT=)/);
    expect(printed.match(/SUCCEEDED/g)?.length).toBe(7);

    const after = await sweep(...FLEET, '--fail-on', 'error');
    expect(after.totals.paths).toMatchObject({ nat: 0, internet: 0, blocked: 0, unknown: 0 });
    expect(after.totals.worst.error).toBe(0);

    // All of it is deployed, and the code is still that.
    const again = await sweep('--create', 'code');
    expect(again.fleet).toMatchObject({ written: false, files: { added: [], changed: [], removed: [] } });
    expect(filesOf(code)).toEqual(written);
    expect(readFileSync(join(code, 'README.md'), 'utf8')).toContain('| 111122223333 | eu-west-1 |');
  }, 120_000);
});
