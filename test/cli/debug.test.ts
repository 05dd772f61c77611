import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bareEnv, type Outcome, PROGRAM } from './program.ts';

/** An AWS that repeats in its error what it was sent, as some proxies do, and as AWS does for a header it cannot read. */

const SECRETS = {
  AWS_ACCESS_KEY_ID: 'ASIAQ3EGXAMPLE7XMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLKEY',
  AWS_SESSION_TOKEN: `IQoJb3JpZ2luX2VjEXAMPLE//${'Ab9+/'.repeat(40)}==`,
};

let url: string;
let stop: () => Promise<void>;
let code: string;
beforeEach(async () => {
  const server = createServer((request, response) => {
    request.resume();
    const { authorization, ...others } = request.headers;
    const repeated = `Your Authorization header "${authorization}" is odd. Authorization=${authorization}, ${JSON.stringify(request.headers)} ${JSON.stringify(others)} at https://x/?X-Amz-Credential=${SECRETS.AWS_ACCESS_KEY_ID}%2Fx&amp;X-Amz-Signature=0123456789abcdef&amp;X-Amz-Security-Token=${encodeURIComponent(SECRETS.AWS_SESSION_TOKEN)}`;
    const target = request.headers['x-amz-target'];
    response.writeHead(400, { 'x-amzn-requestid': 'request-7' });
    response.end(
      target === undefined
        ? `<Response><Errors><Error><Code>${code}</Code><Message>${repeated.replaceAll('&amp;', '&').replaceAll('&', '&amp;')}</Message></Error></Errors><RequestID>request-7</RequestID></Response>`
        : JSON.stringify({ __type: code, message: repeated }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = () => new Promise((resolve) => server.close(() => resolve()));
});
afterEach(() => stop());

const COMMANDS = {
  EC2: ['doctor', '--region', 'eu-west-1', '--vpc', 'vpc-0a1b2c3d', '--launch-type', 'fargate'],
  ECS: ['doctor', '--region', 'eu-west-1', '--cluster', 'shop'],
};

function run(words: readonly string[]): Promise<Outcome> {
  const env = { ...bareEnv(), ...SECRETS, AWS_ENDPOINT_URL: url };
  return new Promise((resolve) =>
    execFile(process.execPath, [PROGRAM, ...words], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    ),
  );
}

describe.each(Object.entries(COMMANDS))('%s', (_, words) => {
  it.each(['IncompleteSignature', 'PendingVerification', 'AccessDenied'])(
    'an error %s that repeats the request shows no credentials',
    async (name) => {
      code = name;
      for (const debug of [[], ['--debug']]) {
        const { code: exit, stdout, stderr } = await run([...words, ...debug]);
        expect([exit, stdout]).toEqual([2, '']);
        for (const [key, secret] of Object.entries(SECRETS)) {
          expect(stderr, key).not.toContain(secret);
          expect(stderr, key).not.toContain(encodeURIComponent(secret));
        }
        expect(stderr).not.toMatch(/Signature=[0-9a-f]{8}/);
      }
    },
  );

  it('--debug shows the cause that AWS gave', async () => {
    code = 'PendingVerification';
    const { stderr } = await run([...words, '--debug']);
    expect(stderr).toMatch(/^Error: Problem: AWS in eu-west-1 refused/);
    expect(stderr).toMatch(/\n\| Caused by: .*Your Authorization/);
    expect(stderr.slice(stderr.indexOf('Caused by'))).toContain('PendingVerification');
    expect(stderr).toContain('    status: 400\n');
  });

  it('--debug shows what was wrong with a reply', async () => {
    code = '<Odd/>';
    const { stderr } = await run([...words, '--debug']);
    expect(stderr).toMatch(/\n\| Caused by: /);
  });

  it('without --debug there is a sentence', async () => {
    code = 'PendingVerification';
    const { stderr } = await run(words);
    expect(stderr).toMatch(/^Error: AWS in eu-west-1 refused .*\n$/);
    expect(stderr.length).toBeLessThan(2_500);
  });
});
