import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { discover } from '../../src/sources/aws/discover.ts';
import { type LoopbackProxy, startLoopbackProxy, startTlsFront } from '../sources/loopback-proxy.ts';
import { AWS_HOSTS, makeOwnCa, type OwnCa } from '../sources/own-ca.ts';
import { useAwsEnv } from './aws-env.ts';
import { buildRightNetwork } from './broken-networks.ts';
import { Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWithTools } from './tools.ts';

describeWithTools(
  ['moto_server', 'python3', 'aws', 'openssl'],
  'a network in moto, through a proxy with authentication',
  () => {
    const region = 'eu-west-1';
    let moto: Moto;
    let folder: string;
    let ca: OwnCa;
    let front: Awaited<ReturnType<typeof startTlsFront>>;
    let proxy: LoopbackProxy;
    let restore: () => void;
    let vpcId: string;

    beforeAll(async () => {
      moto = await startMoto();
      folder = mkdtempSync(join(tmpdir(), 'proxy-'));
      ca = makeOwnCa(folder, AWS_HOSTS);
      front = await startTlsFront(moto.url, ca);
      proxy = await startLoopbackProxy({ https: front.url, http: moto.url });
      restore = useAwsEnv(moto.env);
      ({ vpcId } = await buildRightNetwork(new Lab(moto, region)));
    }, 90_000);
    afterEach(() => vi.unstubAllEnvs());
    afterAll(async () => {
      restore?.();
      await proxy?.stop();
      await front?.stop();
      await moto?.stop();
      rmSync(folder, { recursive: true });
    });

    const read = () => discover({ region, vpcId, services: ['s3', 'ecr.api', 'ecr.dkr', 'logs'] });

    it.each(['tunnels', 'requests without TLS'])('is read as it is without one: %s', async (way) => {
      const direct = await read();
      if (way === 'tunnels') {
        vi.stubEnv('AWS_ENDPOINT_URL', undefined);
        vi.stubEnv('HTTPS_PROXY', proxy.url);
        vi.stubEnv('AWS_CA_BUNDLE', ca.file);
      } else {
        vi.stubEnv('AWS_ENDPOINT_URL', 'http://aws.test');
        vi.stubEnv('HTTP_PROXY', proxy.url);
      }
      proxy.passed.length = 0;
      expect(await read()).toEqual(direct);
      const asked =
        way === 'tunnels' ? /^CONNECT ec2\.eu-west-1\.amazonaws\.com:443$/ : /^POST http:\/\/aws\.test\/$/;
      expect(proxy.passed.filter((line) => asked.test(line))).not.toEqual([]);
    });
  },
);
