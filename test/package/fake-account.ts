import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** All that hands out credentials, and an EC2 that knows no VPC. */
export interface FakeAccount {
  readonly url: string;
  /** `METHOD path`, or the action of a query API, of every request in order. */
  readonly requests: string[];
  /** The access keys and session tokens that EC2 was asked with. */
  readonly callers: Set<string>;
  readonly stop: () => Promise<void>;
}

const EXPIRATION = '2100-01-01T00:00:00Z';

const asJson = (key: string) => ({
  AccessKeyId: key,
  SecretAccessKey: 'secret',
  Token: `token-of-${key}`,
  Expiration: EXPIRATION,
});

const asXml = (action: string, key: string) =>
  `<${action}Response><${action}Result><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/reader/x</Arn><AssumedRoleId>A:x</AssumedRoleId></AssumedRoleUser>` +
  `<Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token-of-${key}</SessionToken><Expiration>${EXPIRATION}</Expiration></Credentials>` +
  `</${action}Result></${action}Response>`;

/** A reply, or undefined for a request that must not be made so. */
type Reply = string | object | undefined;

const ROUTES: Readonly<Record<string, (request: IncomingMessage, body: string) => Reply>> = {
  // An instance's metadata (IMDSv2).
  'PUT /latest/api/token': () => 'imds-token',
  'GET /latest/meta-data/iam/security-credentials/': ({ headers }) =>
    headers['x-aws-ec2-metadata-token'] === 'imds-token' ? 'instance-role' : undefined,
  'GET /latest/meta-data/iam/security-credentials/instance-role': () => ({
    Code: 'Success',
    ...asJson('INSTANCE'),
  }),
  // A container's credentials.
  'GET /container': ({ headers }) =>
    headers.authorization === 'container-secret' ? asJson('CONTAINER') : undefined,
  // STS.
  AssumeRole: (_, body) =>
    body.includes(`RoleArn=${encodeURIComponent('arn:aws:iam::123456789012:role/reader')}`)
      ? asXml('AssumeRole', 'ASSUMED')
      : undefined,
  AssumeRoleWithWebIdentity: (_, body) =>
    body.includes('WebIdentityToken=a.web.token') ? asXml('AssumeRoleWithWebIdentity', 'WEB') : undefined,
  // IAM Identity Center: the portal, and the renewal of its token.
  'GET /federation/credentials': ({ headers, url = '' }) =>
    url.includes('account_id=123456789012') && url.includes('role_name=Reader')
      ? {
          roleCredentials: {
            accessKeyId: `SSO-${headers['x-amz-sso_bearer_token']}`,
            secretAccessKey: 'secret',
            sessionToken: `token-of-SSO-${headers['x-amz-sso_bearer_token']}`,
            expiration: Date.parse(EXPIRATION),
          },
        }
      : undefined,
  'POST /token': (_, body) =>
    JSON.parse(body).refreshToken === 'old'
      ? { accessToken: 'renewed', expiresIn: 28_800, refreshToken: 'new', tokenType: 'Bearer' }
      : undefined,
  // The sign-in of "aws login".
  'POST /v1/token': ({ headers }, body) =>
    headers.dpop && JSON.parse(body).refreshToken === 'old'
      ? {
          accessToken: {
            accessKeyId: 'LOGIN-RENEWED',
            secretAccessKey: 'secret',
            sessionToken: 'token-of-LOGIN-RENEWED',
          },
          refreshToken: 'new',
          tokenType: 'urn:aws:params:oauth:token-type:access_token_sigv4',
          expiresIn: 900,
        }
      : undefined,
};

export async function startFakeAccount(): Promise<FakeAccount> {
  const requests: string[] = [];
  const callers = new Set<string>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const action = new URLSearchParams(body).get('Action');
    const path = (request.url ?? '').split('?')[0];
    const name = action ?? `${request.method} ${path}`;
    requests.push(name);
    const route = ROUTES[name];
    if (route) {
      const reply = route(request, body);
      const text = typeof reply === 'string' ? reply : JSON.stringify(reply ?? {});
      const type = text.startsWith('<')
        ? 'text/xml'
        : typeof reply === 'string'
          ? 'text/plain'
          : 'application/json';
      response.writeHead(reply === undefined ? 400 : 200, { 'content-type': type }).end(text);
      return;
    }
    const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
    callers.add([key, request.headers['x-amz-security-token']].filter(Boolean).join(' '));
    response
      .writeHead(400, { 'content-type': 'text/xml' })
      .end(
        '<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code><Message>no</Message></Error></Errors></Response>',
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    callers,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
