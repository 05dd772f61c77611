import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bareEnv, PROGRAM } from '../cli/program.ts';
import { BROKEN_NETWORKS, buildRightNetwork } from './broken-networks.ts';
import { Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWithTools } from './tools.ts';

const region = 'eu-west-1';

describeWithTools(['moto_server', 'python3'], 'a saved snapshot', () => {
  const folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
  const file = join(folder, 'vpc.json');
  let moto: Moto;
  let vpcId: string;

  /** The exit code and standard output of doctor, without a terminal. */
  const doctor = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    new Promise<{ code: unknown; stdout: string }>((resolve) => {
      execFile(process.execPath, [PROGRAM, 'doctor', ...args], { env: { ...env } }, (error, stdout) =>
        resolve({ code: error?.code ?? 0, stdout }),
      );
    });

  beforeAll(async () => {
    moto = await startMoto();
    const built = await buildRightNetwork(new Lab(moto, region));
    for (const name of [
      'of two tables one lacks the route',
      'private DNS is off on ecr.dkr',
      'ecs is missing, its two companions are there',
    ])
      await BROKEN_NETWORKS[name]?.breaks(built);
    vpcId = built.vpcId;
  }, 90_000);
  afterAll(async () => {
    await moto?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['text', 'markdown', 'json'])(
    'gives the same %s as the VPC itself, byte for byte, with no AWS account',
    async (format) => {
      const asked = ['--launch-type', 'ec2', '--services', 'logs,dynamodb', '--report', format];
      const live = await doctor(
        ['--region', region, '--vpc', vpcId, ...asked, '--save-snapshot', file],
        moto.env,
      );
      expect(live.code).toBe(1);
      for (const rule of ['s3-route-missing', 'private-dns-off', 'ecs-endpoints-partial'])
        expect(live.stdout).toContain(rule);
      if (format !== 'json')
        expect(live.stdout).toContain(
          'npx create-private-ecs-network private-ecs-network --region eu-west-1',
        );
      expect(await doctor(['--snapshot', file, ...asked], bareEnv())).toEqual(live);
    },
    60_000,
  );
});
