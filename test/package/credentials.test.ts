import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { bareEnv, emptyFolder, PROGRAM } from '../cli/program.ts';
import { describeWithTools } from '../real/tools.ts';
import { type LoopbackProxy, startLoopbackProxy, startTlsFront } from '../sources/loopback-proxy.ts';
import { AWS_HOSTS, makeOwnCa, type OwnCa } from '../sources/own-ca.ts';
import { type FakeAccount, startFakeAccount } from './fake-account.ts';

/** Every source of credentials that the AWS SDK knows works in the bundled program, from which much of the SDK is left out. */

let account: FakeAccount;
beforeAll(async () => {
  account = await startFakeAccount();
});
afterAll(() => account.stop());
beforeEach(async () => {
  // A run that ends early leaves requests on their way.
  await delay(100);
  account.requests.length = 0;
  account.callers.clear();
});

const hash = (algorithm: 'sha1' | 'sha256', text: string) => createHash(algorithm).update(text).digest('hex');
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const justNow = () => new Date(Date.now() - 1_000).toISOString();
const ROLE = 'arn:aws:iam::123456789012:role/reader';
const LOGIN = 'arn:aws:iam::123456789012:user/ada';

interface Source {
  /** Files in the home directory, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** HOME stands for the home directory, URL for the server. */
  readonly env?: Readonly<Record<string, string>>;
  /** Who EC2 is then asked by: access key and session token. */
  readonly caller: string;
  /** What was asked before EC2. */
  readonly asks?: readonly string[];
}

const ssoToken = (fields: object) =>
  JSON.stringify({ startUrl: 'https://x.awsapps.com/start', region: 'eu-west-1', ...fields });
const SSO_SESSION = `[default]
sso_session = work
sso_account_id = 123456789012
sso_role_name = Reader

[sso-session work]
sso_region = eu-west-1
sso_start_url = https://x.awsapps.com/start
`;

/** What "aws login" leaves behind. */
function loginCache(expiresAt: string): Record<string, string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    '.aws/config': `[default]\nlogin_session = ${LOGIN}\n`,
    [`.aws/login/cache/${hash('sha256', LOGIN)}.json`]: JSON.stringify({
      accessToken: {
        accessKeyId: 'LOGIN',
        secretAccessKey: 'secret',
        sessionToken: 'token-of-LOGIN',
        accountId: '123456789012',
        expiresAt,
      },
      clientId: 'client',
      refreshToken: 'old',
      dpopKey: privateKey.export({ type: 'sec1', format: 'pem' }),
    }),
  };
}

const SOURCES: Readonly<Record<string, Source>> = {
  'the environment': {
    env: { AWS_ACCESS_KEY_ID: 'ENV', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token-of-ENV' },
    caller: 'ENV token-of-ENV',
  },
  'the credentials file': {
    files: { '.aws/credentials': '[default]\naws_access_key_id = FILE\naws_secret_access_key = secret\n' },
    caller: 'FILE',
  },
  'a profile by AWS_PROFILE': {
    files: {
      '.aws/config':
        '[profile work]\naws_access_key_id = WORK\naws_secret_access_key = secret\naws_session_token = token-of-WORK\n',
    },
    env: { AWS_PROFILE: 'work' },
    caller: 'WORK token-of-WORK',
  },
  'a process': {
    files: {
      '.aws/config': `[default]\ncredential_process = "${process.execPath}" "HOME/process.cjs"\n`,
      'process.cjs': `console.log(JSON.stringify({ Version: 1, AccessKeyId: 'PROCESS', SecretAccessKey: 'secret', SessionToken: 'token-of-PROCESS' }))`,
    },
    caller: 'PROCESS token-of-PROCESS',
  },
  'a role assumed from another profile': {
    files: {
      '.aws/config': `[default]\nrole_arn = ${ROLE}\nsource_profile = base\n\n[profile base]\naws_access_key_id = BASE\naws_secret_access_key = secret\n`,
    },
    caller: 'ASSUMED token-of-ASSUMED',
    asks: ['AssumeRole'],
  },
  "a role assumed from the environment's credentials": {
    files: { '.aws/config': `[profile work]\nrole_arn = ${ROLE}\ncredential_source = Environment\n` },
    env: { AWS_PROFILE: 'work', AWS_ACCESS_KEY_ID: 'ENV', AWS_SECRET_ACCESS_KEY: 'secret' },
    caller: 'ASSUMED token-of-ASSUMED',
    asks: ['AssumeRole'],
  },
  'a web identity by the environment': {
    files: { token: 'a.web.token' },
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: 'HOME/token', AWS_ROLE_ARN: ROLE },
    caller: 'WEB token-of-WEB',
    asks: ['AssumeRoleWithWebIdentity'],
  },
  'a web identity by a profile': {
    files: {
      token: 'a.web.token',
      '.aws/config': `[default]\nrole_arn = ${ROLE}\nweb_identity_token_file = HOME/token\n`,
    },
    caller: 'WEB token-of-WEB',
    asks: ['AssumeRoleWithWebIdentity'],
  },
  'an SSO session': {
    files: {
      '.aws/config': SSO_SESSION,
      [`.aws/sso/cache/${hash('sha1', 'work')}.json`]: ssoToken({
        accessToken: 'cached',
        expiresAt: inAnHour(),
      }),
    },
    caller: 'SSO-cached token-of-SSO-cached',
    asks: ['GET /federation/credentials'],
  },
  'an SSO session whose token is renewed': {
    files: {
      '.aws/config': SSO_SESSION,
      [`.aws/sso/cache/${hash('sha1', 'work')}.json`]: ssoToken({
        accessToken: 'cached',
        expiresAt: justNow(),
        clientId: 'client',
        clientSecret: 'secret',
        refreshToken: 'old',
      }),
    },
    caller: 'SSO-renewed token-of-SSO-renewed',
    asks: ['POST /token', 'GET /federation/credentials'],
  },
  'SSO without a session, as older profiles have it': {
    files: {
      '.aws/config':
        '[default]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = Reader\n',
      [`.aws/sso/cache/${hash('sha1', 'https://x.awsapps.com/start')}.json`]: ssoToken({
        accessToken: 'cached',
        expiresAt: inAnHour(),
      }),
    },
    caller: 'SSO-cached token-of-SSO-cached',
    asks: ['GET /federation/credentials'],
  },
  'aws login': { files: loginCache(inAnHour()), caller: 'LOGIN token-of-LOGIN' },
  'aws login, renewed': {
    files: loginCache(justNow()),
    caller: 'LOGIN-RENEWED token-of-LOGIN-RENEWED',
    asks: ['POST /v1/token'],
  },
  'an instance': {
    env: { AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: 'URL' },
    caller: 'INSTANCE token-of-INSTANCE',
    asks: [
      'PUT /latest/api/token',
      'GET /latest/meta-data/iam/security-credentials/',
      'GET /latest/meta-data/iam/security-credentials/instance-role',
    ],
  },
  'a container': {
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'URL/container',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'container-secret',
    },
    caller: 'CONTAINER token-of-CONTAINER',
    asks: ['GET /container'],
  },
};

/** A home directory with the files of a source, and the environment with it. */
function homeOf({ files = {}, env = {} }: Source): Record<string, string> {
  const home = emptyFolder();
  const filled = (text: string) =>
    text.replaceAll('HOME', home.replaceAll('\\', '/')).replaceAll('URL', account.url);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), filled(text));
  }
  return {
    HOME: home,
    USERPROFILE: home,
    AWS_CONFIG_FILE: join(home, '.aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, '.aws', 'credentials'),
    ...Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value)])),
  };
}

/** As far as EC2, and signed by whom it should be; not a word of the SDK's own in between. */
function expectReached({ caller, asks = [] }: Source, { code, stderr }: Ended): void {
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      'Error: VPC vpc-0a1b2c3d not found in eu-west-1 for this account. Check the ID, the Region and the profile.\n',
  });
  expect([...account.callers]).toEqual([caller]);
  expect(account.requests.filter((name) => !/^(Describe|GetManaged)/.test(name))).toEqual(asks);
}

it.each(Object.entries(SOURCES))('credentials come from %s', async (_, source) => {
  expectReached(source, await doctor({ ...homeOf(source), AWS_ENDPOINT_URL: account.url }));
});

describeWithTools(['openssl'], 'behind a proxy', () => {
  let folder: string;
  let ca: OwnCa;
  let front: Awaited<ReturnType<typeof startTlsFront>>;
  let proxy: LoopbackProxy;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'behind-'));
    ca = makeOwnCa(folder, AWS_HOSTS);
    front = await startTlsFront(account.url, ca);
  });
  afterAll(async () => {
    await front?.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    proxy = await startLoopbackProxy({ https: front.url });
  });
  afterEach(() => proxy.stop());

  /** What is asked besides EC2, by the sources whose names say so; the others ask nothing that is not on this machine. */
  const HOSTS: readonly (readonly [RegExp, ...hosts: string[]])[] = [
    [/role|web identity/, 'sts.eu-west-1.amazonaws.com'],
    [/token is renewed/, 'oidc.eu-west-1.amazonaws.com', 'portal.sso.eu-west-1.amazonaws.com'],
    [/SSO/, 'portal.sso.eu-west-1.amazonaws.com'],
    [/login, renewed/, 'eu-west-1.signin.aws.amazon.com'],
  ];

  it.each(Object.entries(SOURCES))('credentials come from %s', async (name, source) => {
    const trust = { AWS_CA_BUNDLE: ca.file, HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url };
    expectReached(source, await doctor({ ...homeOf(source), ...trust }));
    const [, ...hosts] = HOSTS.find(([pattern]) => pattern.test(name)) ?? [/./];
    expect([...new Set(proxy.passed)]).toEqual(
      [...hosts, 'ec2.eu-west-1.amazonaws.com'].map((host) => `CONNECT ${host}:443`),
    );
  });

  it.each(Object.entries(SOURCES))(
    'credentials from %s are not waited for in vain where it refuses',
    async (_, source) => {
      const refusing = { HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: ca.file };
      proxy.manner = 407;
      for (const debug of [[], ['--debug']]) {
        const { code, stderr } = await doctor({ ...homeOf(source), ...refusing }, debug);
        expect(code).toBe(2);
        expect(stderr).toMatch(
          new RegExp(
            `^Error: (Problem: )?The proxy ${proxy.address} does not accept the user name and the\\s`,
          ),
        );
        for (const secret of [...proxy.secrets, proxy.url]) expect(stderr).not.toContain(secret);
      }
    },
  );

  it('NODE_EXTRA_CA_CERTS is trusted, alone and beside AWS_CA_BUNDLE', async () => {
    const source = SOURCES['the environment'];
    if (!source) throw new Error('no such source');
    const other = makeOwnCa(emptyFolder(), ['other.test']);
    for (const bundle of [{}, { AWS_CA_BUNDLE: other.file }]) {
      account.callers.clear();
      const trust = { ...bundle, NODE_EXTRA_CA_CERTS: ca.file, HTTPS_PROXY: proxy.url };
      expectReached(source, await doctor({ ...homeOf(source), ...trust }));
    }
    const { stderr } = await doctor({
      ...homeOf(source),
      AWS_CA_BUNDLE: other.file,
      HTTPS_PROXY: proxy.url,
    });
    expect(stderr).toMatch(/^Error: The certificate for ec2\.eu-west-1\.amazonaws\.com:443 /);
  });
});

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

function doctor(env: Readonly<Record<string, string>>, more: readonly string[] = []): Promise<Ended> {
  const words = ['doctor', '--region', 'eu-west-1', '--vpc', 'vpc-0a1b2c3d', '--launch-type', 'fargate'];
  const program = spawn(process.execPath, [PROGRAM, ...words, ...more], {
    env: { ...bareEnv(), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => program.on('close', (code) => resolve({ code, stderr })));
}
