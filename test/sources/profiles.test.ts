import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listProfileResources } from '../../src/sources/aws/list-profile-resources.ts';
import { useAwsEnv } from '../real/aws-env.ts';

/** Route 53 Profiles, as its API describes itself; no emulator has it. */

const vpcId = 'vpc-0a1b2c3d4e5f60718';
const target = { region: 'eu-west-1' };
let server: ReturnType<typeof createServer>;
let undo: () => void;
let asked: { readonly url: string; readonly signed: string; readonly method: string }[];
let answer: (url: string) => { readonly status?: number; readonly body: unknown; readonly type?: string };

beforeEach(async () => {
  asked = [];
  server = createServer((request: IncomingMessage, response) => {
    const { url = '', method = '', headers } = request;
    asked.push({ url, method, signed: headers.authorization ?? '' });
    const { status = 200, body, type } = answer(url);
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(type !== undefined && { 'x-amzn-errortype': type }),
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo = useAwsEnv({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
  });
});
afterEach(async () => {
  undo();
  await new Promise((resolve) => server.close(resolve));
});

const read = async () => {
  const calls: string[] = [];
  const result = await listProfileResources(target, vpcId, (call) => calls.push(call)).catch(
    (error: unknown) => error,
  );
  return { calls, result };
};

describe('the Profile of a VPC', () => {
  it('is read page by page, with what is in it', async () => {
    answer = (url) => {
      if (url.startsWith('/profileassociations?'))
        return {
          body: { ProfileAssociations: [{ ProfileId: 'rp-1', Status: 'COMPLETE', CreationTime: 1 }] },
        };
      return url.includes('nextToken=2')
        ? { body: { ProfileResourceAssociations: [{ ResourceArn: 'arn:b', Status: 'COMPLETE' }] } }
        : {
            body: {
              ProfileResourceAssociations: [{ ResourceArn: 'arn:a', OwnerId: '1', Status: 'COMPLETE' }],
              NextToken: '2',
            },
          };
    };
    const { result, calls } = await read();
    expect(result).toEqual([
      { ProfileId: 'rp-1', ResourceArn: 'arn:a', OwnerId: '1', Status: 'COMPLETE' },
      { ProfileId: 'rp-1', ResourceArn: 'arn:b', Status: 'COMPLETE' },
    ]);
    expect(calls).toEqual(['ListProfileAssociations', 'ListProfileResourceAssociations']);
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET /profileassociations?resourceId=${vpcId}`,
      'GET /profileresourceassociations/profileid/rp-1',
      'GET /profileresourceassociations/profileid/rp-1?nextToken=2',
    ]);
    for (const { signed } of asked) expect(signed).toContain('/eu-west-1/route53profiles/aws4_request');
  });

  it('may be none', async () => {
    answer = () => ({ body: { ProfileAssociations: [] } });
    expect(await read()).toEqual({ result: [], calls: ['ListProfileAssociations'] });
  });

  it.each<[string, () => ReturnType<typeof answer>, string]>([
    [
      'denied',
      () => ({ status: 403, type: 'AccessDeniedException', body: { Message: 'no' } }),
      'AccessDeniedException',
    ],
    ['a list that is none', () => ({ body: { ProfileAssociations: 'x' } }), 'ForeignReply'],
    ['a reply without its list', () => ({ body: {} }), 'ForeignReply'],
    ['an item without its id', () => ({ body: { ProfileAssociations: [{}] } }), 'ForeignReply'],
    ['another page', () => ({ body: '<html>' }), 'SyntaxError'],
  ])('is an error: %s', async (_, reply, name) => {
    answer = reply;
    const { result } = await read();
    expect((result as Error).name).toBe(name);
  });
});
