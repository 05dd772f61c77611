import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateDescribeVpcs } from '@aws-sdk/client-ec2';
import { paginateListClusters } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { allItems } from '../../src/sources/aws/all-items.ts';
import { withEc2, withEcs } from '../../src/sources/aws/aws-client.ts';
import type { AwsLimits } from '../../src/sources/aws/aws-limits.ts';
import { awsProblem } from '../../src/sources/aws/aws-problem.ts';
import { ecsArn, itemWith } from '../../src/sources/aws/reply-schema.ts';
import { useAwsEnv, withoutAws } from '../real/aws-env.ts';
import { type BadServer, type Behaviour, repeat, STALLS, startBadServer } from './bad-server.ts';

/** The limits are the program's own, only shorter; their order is the same. */
const LIMITS: AwsLimits = {
  idle: 150,
  reply: 400,
  call: 1_000,
  reading: 1_500,
  replyBytes: 2_000_000,
  readingBytes: 5_000_000,
};
/** For what must not run out on a busy machine. */
const PATIENT: AwsLimits = { ...LIMITS, idle: 10_000, reply: 15_000, call: 20_000, reading: 30_000 };
const TARGET = { region: 'eu-west-1' };

/** A list of each service, so that what is said of one holds for all. */
const READINGS: Readonly<Record<string, (limits: AwsLimits) => Promise<unknown[]>>> = {
  EC2: (limits) =>
    withEc2(
      TARGET,
      (client) => allItems(paginateDescribeVpcs({ client }, {}), (page) => page.Vpcs, itemWith('VpcId')),
      limits,
    ),
  ECS: (limits) =>
    withEcs(
      TARGET,
      (client) => allItems(paginateListClusters({ client }, {}), (page) => page.clusterArns, ecsArn),
      limits,
    ),
};
const services = Object.keys(READINGS);

/** A page of either service: one item, and the token of the next page. */
const page = (action: string, number: number, token: string | undefined, padding = ''): string =>
  action === 'EC2'
    ? `<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-${number}</vpcId></item></vpcSet>${token === undefined ? '' : `<nextToken>${token}</nextToken>`}<requestId>${padding}</requestId></DescribeVpcsResponse>`
    : JSON.stringify({
        clusterArns: [`arn:aws:ecs:eu-west-1:123456789012:cluster/c${number}`],
        nextToken: token,
        padding,
      });

let server: BadServer | undefined;
let restore: () => void;
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'limits-'));
  restore = useAwsEnv({
    ...withoutAws(process.env),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
  });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  restore();
  await server?.stop();
  server = undefined;
  rmSync(home, { recursive: true });
});

/** The error of a reading from a server, and how long it took. */
async function failure(service: string, behave: Behaviour, limits: AwsLimits = LIMITS) {
  server = await startBadServer(behave);
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  const begin = Date.now();
  const error = await READINGS[service]?.(limits).then(
    (items) => new Error(`no error, but ${items.length} items`),
    (thrown: Error) => thrown,
  );
  return { error, took: Date.now() - begin };
}

describe.each(services)('%s', (service) => {
  it.each(Object.entries(STALLS))('a server that %s is not waited for', async (_, behave) => {
    const { error, took } = await failure(service, behave);
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(took).toBeLessThan(LIMITS.call + 2_000);
    // Nothing goes on afterwards.
    await vi.waitFor(async () => expect(await server?.open()).toBe(0));
  });

  it('a reply that is slow but comes in time is read', async () => {
    server = await startBadServer((response) => {
      const text = page(service, 1, undefined);
      const pieces = [text.slice(0, 20), text.slice(20, 50), text.slice(50)];
      const next = () => {
        const piece = pieces.shift();
        if (piece === undefined) response.end();
        else {
          response.write(piece);
          setTimeout(next, 400);
        }
      };
      next();
    });
    vi.stubEnv('AWS_ENDPOINT_URL', server.url);
    expect(await READINGS[service]?.({ ...PATIENT, idle: 1_000 })).toHaveLength(1);
  });

  it('a stall is tried again, as any other trouble on the way', async () => {
    let calls = 0;
    server = await startBadServer((response) => {
      calls += 1;
      if (calls === 1) response.writeHead(200).write('<');
      else response.end(page(service, 1, undefined));
    });
    vi.stubEnv('AWS_ENDPOINT_URL', server.url);
    expect(await READINGS[service]?.({ ...PATIENT, idle: LIMITS.idle })).toHaveLength(1);
  });

  it('a reply without end is not taken whole', async () => {
    const { error } = await failure(service, (response) => {
      response.writeHead(200);
      repeat(response, Buffer.alloc(500_000, ' '), 1);
    });
    expect(error).toMatchObject({
      name: 'ForeignReply',
      message: expect.stringContaining(`more than ${LIMITS.replyBytes} bytes`),
    });
  });

  it('many replies of a size each are not taken all', async () => {
    let number = 0;
    const { error } = await failure(
      service,
      (response) => {
        number += 1;
        response.end(page(service, number, `t${number}`, 'x'.repeat(service === 'EC2' ? 10 : 1_000_000)));
        // EC2 takes no text of such a length at all.
        if (service === 'EC2') return;
      },
      { ...LIMITS, readingBytes: service === 'EC2' ? 1_000 : LIMITS.readingBytes },
    );
    expect(error).toMatchObject({
      name: 'ForeignReply',
      message: expect.stringContaining('replies of more'),
    });
  });

  it('trying again has an end, however often it is allowed', async () => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1000');
    const { error, took } = await failure(service, (response) => response.writeHead(503).end());
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(took).toBeLessThan(LIMITS.call + 2_000);
    // What was sent before the end may still be on its way.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { length } = server?.requests ?? [];
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server?.requests).toHaveLength(length);
  });

  it('a source of credentials that does not answer is not waited for', async () => {
    writeFileSync(
      join(home, 'config'),
      `[profile slow]\ncredential_process = "${process.execPath}" -e "setTimeout(() => {}, 3000)"\n`,
    );
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
    vi.stubEnv('AWS_PROFILE', 'slow');
    const { error, took } = await failure(service, (response) => response.end());
    expect(error).toMatchObject({ name: 'CredentialsTimeoutError' });
    expect(awsProblem(error, { ...TARGET, action: 'x' }).message).toBe(
      'The source of the AWS credentials of profile "slow" did not answer in time. "aws sts get-caller-identity --profile slow" shows why.',
    );
    expect(took).toBeLessThan(LIMITS.call + 2_000);
    expect(server?.requests).toEqual([]);
  });

  it.each<[string, (number: number) => string]>([
    ['always the same', () => 'same'],
    ['two in turn', (number) => `turn-${number % 2}`],
    ['seven in turn', (number) => `turn-${number % 7}`],
  ])('pages whose next is %s are no list', async (_, token) => {
    let number = 0;
    const { error } = await failure(service, (response) => {
      number += 1;
      response.end(page(service, number, token(number)));
    });
    expect(error).toMatchObject({ name: 'ForeignReply', message: expect.stringContaining('earlier one') });
    expect(number).toBeLessThan(10);
  });

  it('slow pages that never end are not read for longer than a reading lasts', async () => {
    let number = 0;
    const { error, took } = await failure(service, (response) => {
      number += 1;
      setTimeout(() => response.end(page(service, number, `t${number}`)), 100);
    });
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(took).toBeLessThan(LIMITS.reading + 2_000);
  });

  it('an item that is on two pages is one', async () => {
    server = await startBadServer((response, { body }) => {
      response.end(page(service, 1, /nexttoken/i.test(body) ? undefined : 't'));
    });
    vi.stubEnv('AWS_ENDPOINT_URL', server.url);
    expect(await READINGS[service]?.(PATIENT)).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  it('many pages are one list, also where some are empty', async () => {
    const empty = (text: string) => text.replace(/<item>.*<\/item>/, '').replace(/"arn:[^"]+"/, '');
    server = await startBadServer((response, { body }) => {
      const number = Number(/(?:NextToken=|"nextToken":")t(\d+)/.exec(body)?.[1] ?? 0);
      const text = page(service, number, number < 150 ? `t${number + 1}` : undefined);
      response.end(number % 3 === 1 ? empty(text) : text);
    });
    vi.stubEnv('AWS_ENDPOINT_URL', server.url);
    expect(await READINGS[service]?.(PATIENT)).toHaveLength(101);
  });
});

it.each([
  ['HTML', '<html><body>Sign in</body></html>'],
  ['nothing in JSON', 'null'],
])('a source of credentials that gives %s gives none', async (_, text) => {
  const credentials = await startBadServer((response) => response.end(text));
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('HOME', home);
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${credentials.url}/credentials`);
  const { error } = await failure('EC2', (response) => response.end(), PATIENT);
  await credentials.stop();
  expect(awsProblem(error, { ...TARGET, action: 'x' }).message).toMatch(/^No AWS credentials found/);
});

it.each(['NextToken', 'nextToken'])('pages that never end are no list, by %s', async (token) => {
  let number = 0;
  async function* pages(): AsyncGenerator<{
    items: { id: string }[];
    NextToken?: unknown;
    nextToken?: unknown;
  }> {
    for (;;) {
      number += 1;
      yield { items: [{ id: `i${number}` }], [token]: `t${number}` };
    }
  }
  await expect(allItems(pages(), ({ items }) => items, itemWith('id'))).rejects.toMatchObject({
    name: 'ForeignReply',
    message: 'a list of more than 1000 pages',
  });
  expect(number).toBe(1_000);
});

it('pages with ever more items are no list', async () => {
  let number = 0;
  async function* pages(): AsyncGenerator<{ items: { id: string }[]; NextToken: string }> {
    for (;;) {
      number += 1;
      const items = Array.from({ length: 5_000 }, (_, index) => ({ id: `${number}-${index}` }));
      yield { items, NextToken: `t${number}` };
    }
  }
  await expect(allItems(pages(), ({ items }) => items, itemWith('id'))).rejects.toMatchObject({
    message: 'a list of more than 100000 items',
  });
});
