import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateDescribeVpcs } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { debugText } from '../../src/host/debug-text.ts';
import { accountOf } from '../../src/sources/aws/account.ts';
import { allItems } from '../../src/sources/aws/all-items.ts';
import { withEc2 } from '../../src/sources/aws/aws-client.ts';
import { AWS_LIMITS, type AwsLimits } from '../../src/sources/aws/aws-limits.ts';
import { awsProblem } from '../../src/sources/aws/aws-problem.ts';
import { listHostedZones } from '../../src/sources/aws/list-hosted-zones.ts';
import { listClusters } from '../../src/sources/aws/list-services.ts';
import { listVpcs } from '../../src/sources/aws/list-vpcs.ts';
import { itemWith } from '../../src/sources/aws/reply-schema.ts';
import { useAwsEnv, withoutAws } from '../real/aws-env.ts';
import { describeWithTools } from '../real/tools.ts';
import { type FakeEc2, startFakeEc2 } from './fake-ec2.ts';
import { type LoopbackProxy, startLoopbackProxy, startTlsFront } from './loopback-proxy.ts';
import { AWS_HOSTS, makeOwnCa, type OwnCa } from './own-ca.ts';

/** AWS by its own names, which lead nowhere from here, through a proxy that knows where they lead. */

const TARGET = { region: 'eu-west-1' };
const EC2 = 'ec2.eu-west-1.amazonaws.com';
const VPC = { vpcId: 'vpc-1', cidrBlock: '10.0.0.0/16' };
const VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);

describeWithTools(['openssl'], 'behind a proxy', () => {
  let folder: string;
  let ca: OwnCa;
  let ec2: FakeEc2;
  let front: Awaited<ReturnType<typeof startTlsFront>>;
  let proxy: LoopbackProxy;
  let tlsProxy: LoopbackProxy;
  let restore: () => void;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proxy-'));
    ca = makeOwnCa(folder, [...AWS_HOSTS, 'localhost']);
    ec2 = await startFakeEc2({ DescribeVpcs: [[VPC]] });
    front = await startTlsFront(ec2.url, ca);
  });
  afterAll(async () => {
    await front?.stop();
    await ec2?.stop();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    const to = { https: front.url, http: ec2.url };
    proxy = await startLoopbackProxy(to);
    tlsProxy = await startLoopbackProxy(to, ca);
    restore = useAwsEnv({
      ...withoutAws(process.env),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_MAX_ATTEMPTS: '2',
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
      AWS_CA_BUNDLE: ca.file,
    });
    for (const name of VARIABLES) vi.stubEnv(name, undefined);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    restore();
    await proxy.stop();
    await tlsProxy.stop();
  });

  /** The problem of a reading of VPCs; no word of it or of what --debug shows has credentials in it. */
  async function problem(limits: AwsLimits = AWS_LIMITS): Promise<string> {
    const error = await withEc2(
      TARGET,
      (client) => allItems(paginateDescribeVpcs({ client }, {}), (page) => page.Vpcs, itemWith('VpcId')),
      limits,
    ).then(
      () => new Error('no problem'),
      (thrown: unknown) => awsProblem(thrown, { ...TARGET, action: 'ec2:DescribeVpcs' }),
    );
    expect(error).toBeInstanceOf(Problem);
    const shown = `${error.message}\n${debugText(error)}`;
    for (const secret of proxy.secrets) expect(shown).not.toContain(secret);
    return error.message;
  }

  const vpcs = async () => (await listVpcs(TARGET)).map(({ id }) => id);

  describe('AWS is called through it', () => {
    it.each(['HTTPS_PROXY', 'https_proxy'])('by %s', async (variable) => {
      vi.stubEnv(variable, proxy.url);
      expect(await vpcs()).toEqual(['vpc-1']);
      expect(proxy.passed).toEqual([`CONNECT ${EC2}:443`]);
    });

    it('whose address has no scheme', async () => {
      vi.stubEnv('HTTPS_PROXY', proxy.url.replace('http://', ''));
      expect(await vpcs()).toEqual(['vpc-1']);
    });

    it('that speaks TLS itself', async () => {
      vi.stubEnv('HTTPS_PROXY', tlsProxy.url);
      expect(await vpcs()).toEqual(['vpc-1']);
      expect(tlsProxy.passed).toEqual([`CONNECT ${EC2}:443`]);
    });

    it('that small letters name, where both are set', async () => {
      vi.stubEnv('HTTPS_PROXY', 'http://localhost:1');
      vi.stubEnv('https_proxy', proxy.url);
      expect(await vpcs()).toEqual(['vpc-1']);
    });

    it('that capitals name, where small letters are empty', async () => {
      vi.stubEnv('HTTPS_PROXY', proxy.url);
      vi.stubEnv('https_proxy', '');
      expect(await vpcs()).toEqual(['vpc-1']);
    });

    it('for every service', async () => {
      vi.stubEnv('HTTPS_PROXY', proxy.url);
      // The fake knows EC2 and Route 53; what others make of its replies is of no interest here.
      await Promise.allSettled([
        listVpcs(TARGET),
        listHostedZones(TARGET, 'vpc-1'),
        listClusters(TARGET),
        accountOf(TARGET),
      ]);
      expect([...new Set(proxy.passed)].toSorted()).toEqual([
        `CONNECT ${EC2}:443`,
        'CONNECT ecs.eu-west-1.amazonaws.com:443',
        'CONNECT route53.amazonaws.com:443',
        'CONNECT sts.eu-west-1.amazonaws.com:443',
      ]);
    });

    it('with one connection for calls after each other', async () => {
      vi.stubEnv('HTTPS_PROXY', proxy.url);
      await withEc2(TARGET, async (client) => {
        for (const _ of [1, 2, 3]) {
          await allItems(paginateDescribeVpcs({ client }, {}), (page) => page.Vpcs, itemWith('VpcId'));
        }
      });
      expect(proxy.passed).toEqual([`CONNECT ${EC2}:443`]);
    });

    it.each(['HTTP_PROXY', 'http_proxy'])('at an endpoint without TLS, by %s', async (variable) => {
      vi.stubEnv('AWS_ENDPOINT_URL', 'http://aws.test:4566/lab');
      vi.stubEnv(variable, proxy.url);
      expect(await vpcs()).toEqual(['vpc-1']);
      expect(proxy.passed).toEqual(['POST http://aws.test:4566/lab/']);
    });

    it('at an endpoint without TLS, where the proxy speaks TLS', async () => {
      vi.stubEnv('AWS_ENDPOINT_URL', 'http://aws.test');
      vi.stubEnv('HTTP_PROXY', tlsProxy.url);
      expect(await vpcs()).toEqual(['vpc-1']);
      expect(tlsProxy.passed).toEqual(['POST http://aws.test/']);
    });

    it('with parameters in the address', async () => {
      vi.stubEnv('AWS_ENDPOINT_URL', 'http://aws.test');
      vi.stubEnv('HTTP_PROXY', proxy.url);
      expect(await listHostedZones(TARGET, 'vpc-1')).toEqual([]);
      expect(proxy.passed).toEqual([
        'GET http://aws.test/2013-04-01/hostedzonesbyvpc?vpcid=vpc-1&vpcregion=eu-west-1',
      ]);
    });
  });

  describe('it is not asked', () => {
    it.each([
      ['NO_PROXY', 'amazonaws.test'],
      ['no_proxy', '.test'],
      ['NO_PROXY', '*'],
    ])('for what %s=%s lists', async (variable, value) => {
      vi.stubEnv('AWS_ENDPOINT_URL', 'http://ec2.amazonaws.test');
      vi.stubEnv('HTTP_PROXY', proxy.url);
      vi.stubEnv(variable, value);
      expect(await problem()).toMatch(
        /^The name ec2\.amazonaws\.test could not be resolved: check the Region/,
      );
      expect(proxy.asked()).toBe(0);
    });

    it('for another protocol than its own', async () => {
      vi.stubEnv('AWS_ENDPOINT_URL', 'http://ec2.amazonaws.test');
      vi.stubEnv('HTTPS_PROXY', proxy.url);
      expect(await problem()).toMatch(/^The name ec2\.amazonaws\.test could not be resolved/);
      expect(proxy.asked()).toBe(0);
    });

    it('for this machine, whose certificate AWS_CA_BUNDLE holds', async () => {
      vi.stubEnv('AWS_ENDPOINT_URL', front.url.replace('127.0.0.1', 'localhost'));
      vi.stubEnv('HTTPS_PROXY', proxy.url);
      expect(await vpcs()).toEqual(['vpc-1']);
      expect(proxy.asked()).toBe(0);
    });
  });

  it('without a proxy, AWS_CA_BUNDLE alone decides what is trusted', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', front.url.replace('127.0.0.1', 'localhost'));
    expect(await vpcs()).toEqual(['vpc-1']);
    vi.stubEnv('AWS_CA_BUNDLE', undefined);
    expect(await problem()).toBe(
      'No secure connection to AWS in eu-west-1 (UNABLE_TO_VERIFY_LEAF_SIGNATURE): where a proxy inspects traffic, set AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS to a file with the certificate of its CA.',
    );
  });

  describe('says what is wrong', () => {
    const closedPort = async (): Promise<number> => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      await new Promise((resolve) => server.close(resolve));
      return typeof address === 'object' && address ? address.port : 0;
    };
    const withCredentials = (host: string) => {
      const url = new URL(proxy.url);
      url.host = host;
      return url.href;
    };
    /** Both ways through a proxy: a tunnel, and a request that it reads. */
    const WAYS = { tunnel: 'https_proxy', 'request without TLS': 'HTTP_PROXY' };

    describe.each(Object.entries(WAYS))('of a %s', (_, variable) => {
      beforeEach(() => {
        if (variable === 'HTTP_PROXY') vi.stubEnv('AWS_ENDPOINT_URL', 'http://aws.test');
      });

      it('a proxy that does not run', async () => {
        const port = await closedPort();
        vi.stubEnv(variable, withCredentials(`localhost:${port}`));
        expect(await problem()).toBe(
          `The proxy http://localhost:${port} refused the connection: check the host and the port in ${variable}, and that the proxy runs.`,
        );
      });

      it('a proxy whose name does not resolve', async () => {
        vi.stubEnv(variable, withCredentials('proxy.invalid:3128'));
        expect(await problem()).toBe(
          `The name of the proxy http://proxy.invalid:3128 could not be resolved: check ${variable}, and this machine's network.`,
        );
      });

      it('a proxy that says nothing', async () => {
        vi.stubEnv(variable, proxy.url);
        proxy.manner = 'says nothing';
        expect(await problem({ ...AWS_LIMITS, idle: 100 })).toMatch(
          new RegExp(`did not answer in time.*: check .*${variable}`),
        );
      });

      it('a proxy that hangs up', async () => {
        vi.stubEnv(variable, proxy.url);
        proxy.manner = 'hangs up';
        expect(await problem()).toBe(
          `The proxy ${proxy.address} cut the connection, also when tried again: check the scheme, the host and the port in ${variable}.`,
        );
        expect(proxy.asked()).toBe(2);
      });

      it('a proxy that asks for credentials', async () => {
        vi.stubEnv(variable, proxy.address);
        expect(await problem()).toBe(
          `The proxy ${proxy.address} asks for a user name and a password (HTTP 407): set ${variable} to ${proxy.address.replace('//', '//USER:PASSWORD@')}. Only Basic authentication works.`,
        );
        expect(proxy.asked()).toBe(1);
      });

      it('a proxy that takes other credentials', async () => {
        vi.stubEnv(variable, proxy.address.replace('//', '//ada:hunter2@'));
        const message = await problem();
        expect(message).toBe(
          `The proxy ${proxy.address} does not accept the user name and the password in ${variable} (HTTP 407): correct them there, with special characters encoded (%40 for @). Only Basic authentication works.`,
        );
      });

      it('a proxy whose certificate is not trusted', async () => {
        vi.stubEnv(variable, tlsProxy.url);
        vi.stubEnv('AWS_CA_BUNDLE', undefined);
        expect(await problem()).toBe(
          `The certificate of the proxy ${tlsProxy.address} is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE): set AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS to a file with the certificate of its CA.`,
        );
      });

      it('a proxy that speaks no TLS', async () => {
        vi.stubEnv(variable, proxy.url.replace('http:', 'https:'));
        expect(await problem()).toMatch(
          /^The proxy https:\/\/localhost:\d+ does not speak TLS \(.*\): write http:\/\/ instead of https:\/\/ in /,
        );
      });

      it('a proxy that speaks TLS where none is expected', async () => {
        vi.stubEnv(variable, tlsProxy.url.replace('https:', 'http:'));
        expect(await problem()).toMatch(
          /^The proxy http:\/\/localhost:\d+ cut the connection|^What answers at http:\/\/localhost:\d+ is not an HTTP proxy/,
        );
      });

      it.each<[string, string]>([
        ['http://', 'is not the address of a proxy'],
        ['http://ada:hunter2@', 'is not the address of a proxy'],
        ['http://ada:hun#ter2@localhost:3128', 'is not the address of a proxy'],
        ['http://ada:12/hunter2@localhost:3128', 'is not the address of a proxy'],
        ['http://ada:12?hunter2@localhost:3128', 'is not the address of a proxy'],
        ['http://ada:hunter%2@localhost:3128', 'is not the address of a proxy'],
        ['socks5://ada:hunter2@localhost:1080', 'names a proxy of the kind socks5://, but only http://'],
        ['http://ada:hunter2@[::1]:3128', 'names a proxy by its IPv6 address'],
      ])('%s', async (value, sentence) => {
        vi.stubEnv(variable, value);
        const message = await problem();
        expect(message).toContain(`${variable} ${sentence}`);
        expect(message).not.toMatch(/ada|hun|ter2|12/);
      });
    });

    it.each<[status: number, sentence: string, asked: number]>([
      [
        403,
        `refused to connect to ${EC2}:443 (HTTP 403): have this host allowed there, or put it into NO_PROXY if this machine reaches it without HTTPS_PROXY.`,
        1,
      ],
      [
        502,
        `could not connect to ${EC2}:443 (HTTP 502): check the Region, and whether this proxy (HTTPS_PROXY) reaches AWS.`,
        2,
      ],
      [
        503,
        `could not connect to ${EC2}:443 (HTTP 503): check the Region, and whether this proxy (HTTPS_PROXY) reaches AWS.`,
        2,
      ],
    ])('a tunnel refused with %i, asked for again where that may help', async (status, sentence, asked) => {
      vi.stubEnv('HTTPS_PROXY', proxy.url);
      proxy.manner = status;
      expect(await problem()).toBe(`The proxy ${proxy.address} ${sentence}`);
      expect(proxy.asked()).toBe(asked);
    });

    it('a proxy that inspects TLS', async () => {
      vi.stubEnv('HTTPS_PROXY', proxy.url);
      vi.stubEnv('AWS_CA_BUNDLE', undefined);
      expect(await problem()).toBe(
        `The certificate for ${EC2}:443 that came through the proxy ${proxy.address} is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE): if the proxy inspects traffic, set AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS to a file with the certificate of its CA.`,
      );
    });

    it('a tunnel that leads to what is not AWS', async () => {
      const elsewhere = await startLoopbackProxy({ https: ec2.url });
      vi.stubEnv('HTTPS_PROXY', elsewhere.url);
      expect(await problem()).toMatch(
        /^No secure connection to ec2\.eu-west-1\.amazonaws\.com:443 through the proxy http:\/\/localhost:\d+ \(E/,
      );
      await elsewhere.stop();
    });

    it('AWS that hangs up or says nothing behind the proxy', async () => {
      const behind = createServer((socket) => socket.on('error', () => undefined).resume());
      await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
      const address = behind.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const between = await startLoopbackProxy({ https: `https://127.0.0.1:${port}` });
      vi.stubEnv('HTTPS_PROXY', between.url);
      expect(await problem({ ...AWS_LIMITS, idle: 300 })).toMatch(
        /^ec2\.eu-west-1\.amazonaws\.com:443 did not answer in time through the proxy /,
      );
      behind.on('connection', (socket) => socket.destroy());
      expect(await problem()).toMatch(
        /^The connection to ec2\.eu-west-1\.amazonaws\.com:443 through the proxy http:\/\/localhost:\d+ was cut off/,
      );
      await between.stop();
      await new Promise((resolve) => behind.close(resolve));
    });

    it.each<[string, string | undefined]>([
      ['no file', undefined],
      ['a file without certificates', 'hello'],
      ['a broken certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ])('AWS_CA_BUNDLE with %s', async (_, text) => {
      const path = join(folder, 'bundle.pem');
      rmSync(path, { force: true });
      if (text !== undefined) writeFileSync(path, text);
      vi.stubEnv('AWS_CA_BUNDLE', path);
      expect(await problem()).toBe(
        `AWS_CA_BUNDLE names ${JSON.stringify(path)}, which is not a readable file of certificates in PEM form: correct it, or unset it.`,
      );
    });
  });
});
