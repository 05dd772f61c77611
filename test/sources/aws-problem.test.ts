import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { awsProblem } from '../../src/sources/aws/aws-problem.ts';
import { listVpcs } from '../../src/sources/aws/list-vpcs.ts';
import { useAwsEnv, withoutAws } from '../real/aws-env.ts';

/** These provoke the SDK's own failures, and look at the sentence that a user reads. */

const CONFIG = `
[default]
region = eu-north-1
[profile sso-never]
sso_session = never
sso_account_id = 123456789012
sso_role_name = Reader
[profile sso-expired]
sso_session = expired
sso_account_id = 123456789012
sso_role_name = Reader
[profile old-sso-never]
sso_start_url = https://never.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Reader
[profile old-sso-expired]
sso_start_url = https://expired.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Reader
[profile "two words"]
credential_process = node -e 0
[sso-session never]
sso_start_url = https://never.awsapps.com/start
sso_region = eu-west-1
[sso-session expired]
sso_start_url = https://expired.awsapps.com/start
sso_region = eu-west-1
[profile login]
login_session = arn:aws:iam::123456789012:user/reader
[profile lost-role]
role_arn = arn:aws:iam::123456789012:role/reader
source_profile = nobody
[profile failing-process]
credential_process = node -e process.exit(1)
[profile lost-token]
role_arn = arn:aws:iam::123456789012:role/reader
web_identity_token_file = /nowhere/token
`;

let home: string;
let server: Server;
let url: string;
let respond: RequestListener;
let restore: () => void;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'aws-home-'));
  const cache = join(home, '.aws', 'sso', 'cache');
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(home, '.aws', 'config'), CONFIG);
  writeFileSync(
    join(home, '.aws', 'credentials'),
    '[static]\naws_access_key_id = a\naws_secret_access_key = b\n',
  );
  for (const session of ['expired', 'https://expired.awsapps.com/start']) {
    const file = createHash('sha1').update(session).digest('hex');
    const token = { accessToken: 'token', expiresAt: '2020-01-01T00:00:00Z', region: 'eu-west-1' };
    writeFileSync(join(cache, `${file}.json`), JSON.stringify(token));
  }
  server = createServer((request, response) => respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(home, { recursive: true });
});

beforeEach(() => {
  restore = useAwsEnv({
    ...withoutAws(process.env),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '2',
  });
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', home);
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY']) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toLowerCase(), undefined);
  }
  respond = (_, response) => response.writeHead(500).end();
});

afterEach(() => {
  vi.unstubAllEnvs();
  restore();
});

const messageOf = async (target: { region: string; profile?: string }): Promise<string> => {
  try {
    await listVpcs(target);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  return 'no problem';
};

const withKeys = (): void => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'testing');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'testing');
};

describe('without usable credentials', () => {
  it.each<[string | undefined, string]>([
    [
      undefined,
      'No AWS credentials found (checked environment variables, AWS config files and the instance or container role)',
    ],
    ['nosuch', 'The AWS configuration files have no profile "nosuch". There are: default, failing-process,'],
    [
      'sso-never',
      'There is no SSO session for profile "sso-never" yet. Run "aws sso login --profile sso-never"',
    ],
    ['old-sso-never', 'There is no SSO session for profile "old-sso-never" yet. Run "aws sso login'],
    ['sso-expired', 'The SSO session of profile "sso-expired" has expired. Run "aws sso login --profile'],
    // The SDK, unlike the AWS CLI, knows no profile with a space in its name.
    ['two words', `Run "aws sts get-caller-identity --profile 'two words'" to see why`],
    ['old-sso-expired', 'The SSO session of profile "old-sso-expired" has expired. Run "aws sso login'],
    [
      'login',
      'The sign-in of profile "login" has expired or was never made. Run "aws login --profile login"',
    ],
    [
      'lost-role',
      'Profile "lost-role" didn\'t return credentials. Run "aws sts get-caller-identity --profile lost-role"',
    ],
    ['failing-process', 'Profile "failing-process" didn\'t return credentials.'],
    ['lost-token', 'The AWS credentials file is missing'],
  ])('profile %s', async (profile, message) => {
    const target = { region: 'eu-west-1', ...(profile !== undefined && { profile }) };
    expect(await messageOf(target)).toContain(message);
  });

  it('names the profile of AWS_PROFILE too', async () => {
    vi.stubEnv('AWS_PROFILE', 'sso-expired');
    expect(await messageOf({ region: 'eu-west-1' })).toContain('aws sso login --profile sso-expired');
  });

  it('says that there are no profiles where there are no files', async () => {
    vi.stubEnv('AWS_CONFIG_FILE', join(home, 'none'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'none'));
    expect(await messageOf({ region: 'eu-west-1', profile: 'dev' })).toBe(
      'The AWS configuration files have no profile "dev". They name no profile.',
    );
  });
});

describe('without a way to AWS', () => {
  beforeEach(withKeys);

  it('a name that does not resolve', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://ec2.invalid');
    expect(await messageOf({ region: 'eu-west-9' })).toMatch(
      /^The name ec2\.invalid could not be resolved: check the Region \("eu-west-9"\)/,
    );
  });

  it.each([
    [{}, 'AWS'],
    [{ host: 'ec2.eu-west-1.amazonaws.com' }, 'ec2.eu-west-1.amazonaws.com'],
  ])('no answer in time from %j', (of, who) => {
    const error = Object.assign(new Error('exceeded the configured 15000 ms requestTimeout'), {
      name: 'TimeoutError',
      code: 'ETIMEDOUT',
      ...of,
    });
    expect(awsProblem(error, { region: 'eu-west-1', action: 'ec2:DescribeVpcs' }).message).toBe(
      `${who} did not answer in time (ec2:DescribeVpcs in eu-west-1): check this machine's connection, a firewall or proxy in ` +
        'between, and AWS_ENDPOINT_URL if it is set; then try again.',
    );
  });

  it('a port where nobody listens', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
    expect(await messageOf({ region: 'eu-west-1' })).toContain(`127.0.0.1:${port} refused the connection`);
  });

  it('a connection that is cut every time', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', url);
    respond = (request) => request.socket.destroy();
    expect(await messageOf({ region: 'eu-west-1' })).toContain(
      'The connection to AWS in eu-west-1 was cut off',
    );
  });

  it('a reply that is cut midway every time', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', url);
    respond = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('<DescribeVpcsResponse><vpcSet>');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await messageOf({ region: 'eu-west-1' })).toContain(
      'The connection to AWS in eu-west-1 was cut off',
    );
  });

  it('a server that speaks no TLS', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', url.replace('http:', 'https:'));
    expect(await messageOf({ region: 'eu-west-1' })).toContain(
      'No secure connection to AWS in eu-west-1 (EPROTO)',
    );
  });

  it.each<[string, number, string]>([
    ['a sign-in page', 200, '<html><body><p>Welcome<br></body></html>'],
    ['a sign-in page in good XML', 200, '<html><body>Welcome</body></html>'],
    ['nothing', 200, ''],
    ['a proxy that refuses', 403, '<html>Blocked by policy</html>'],
    ['a proxy that asks for a password', 407, ''],
  ])('%s instead of an answer is not an empty account', async (_, status, body) => {
    vi.stubEnv('AWS_ENDPOINT_URL', url);
    respond = (_request, response) => response.writeHead(status, { 'content-type': 'text/html' }).end(body);
    expect(await messageOf({ region: 'eu-west-1' })).toContain(
      'What answered ec2:DescribeVpcs was not AWS in eu-west-1',
    );
  });
});

describe('when AWS refuses', () => {
  beforeEach(() => {
    withKeys();
    vi.stubEnv('AWS_ENDPOINT_URL', url);
  });

  const unauthorized =
    'You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/x is not authorized ' +
    'to perform: ec2:DescribeVpcs because no identity-based policy allows the ec2:DescribeVpcs action';

  it.each<[string, number, string, string]>([
    [
      'UnauthorizedOperation',
      403,
      unauthorized,
      'are not allowed ec2:DescribeVpcs in eu-west-1: have this IAM action',
    ],
    ['AccessDenied', 403, 'no', 'are not allowed ec2:DescribeVpcs in eu-west-1'],
    [
      'AccessDenied',
      403,
      'User: arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/y',
      'are not allowed sts:AssumeRole in eu-west-1',
    ],
    ['RequestLimitExceeded', 503, 'Request limit exceeded.', 'Still throttled by AWS'],
    ['RequestExpired', 400, 'Request has expired.', "set this machine's clock"],
    [
      'InvalidSignatureException',
      403,
      'Signature expired: 1 is now earlier than 2',
      "set this machine's clock",
    ],
    ['ExpiredToken', 400, 'expired', 'The session token of the AWS credentials in use has expired'],
    [
      'InvalidClientTokenId',
      403,
      'invalid',
      "AWS doesn't recognize the credentials in use (InvalidClientTokenId)",
    ],
    ['AuthFailure', 401, 'not able to validate', 'wrong or deleted, or this Region is not enabled'],
    ['OptInRequired', 401, 'not subscribed', 'wrong or deleted, or this Region is not enabled'],
    ['InternalError', 500, 'oops', 'failed to answer ec2:DescribeVpcs (HTTP 500), also when tried again'],
    [
      'PendingVerification',
      400,
      'Your account is being verified.',
      'refused ec2:DescribeVpcs: PendingVerification: Your',
    ],
  ])('%s (HTTP %i)', async (code, status, message, sentence) => {
    respond = (_, response) =>
      response
        .writeHead(status, { 'content-type': 'text/xml' })
        .end(
          `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors>` +
            '<RequestID>00000000-0000-0000-0000-000000000000</RequestID></Response>',
        );
    expect(await messageOf({ region: 'eu-west-1' })).toContain(sentence);
  });

  it('a Region that is no name', async () => {
    expect(await messageOf({ region: 'eu west' })).toBe(
      '"eu west" is not the name of an AWS Region: names look like eu-west-1.',
    );
  });
});
