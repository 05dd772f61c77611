import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakeEc2, startFakeEc2 } from '../sources/fake-ec2.ts';
import { type FakeEcs, startFakeEcs } from '../sources/fake-ecs.ts';
import { ACCOUNT, runAt } from './fake-account.ts';
import { filesOf } from './program.ts';

/** A second run with tasks read from ECS, where AWS denies one of the calls that it answered in the first. */

let ecs: FakeEcs;
let ec2: FakeEc2;
let server: Server;
let cwd: string;
let denied: string | undefined;
const asked = new Set<string>();

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'denied-'));
  ecs = await startFakeEcs();
  ec2 = await startFakeEc2(ACCOUNT);
  server = createServer(async (request, response) => {
    const body = await new Response(request as unknown as ReadableStream).text();
    const target = request.headers['x-amz-target'];
    const call = target
      ? String(target).replace(/^.*\./, '')
      : (new URLSearchParams(body).get('Action') ?? '');
    if (target || call === 'DescribeInstances') asked.add(call);
    if (call === denied) {
      response.writeHead(target ? 400 : 403, {
        'content-type': target ? 'application/x-amz-json-1.1' : 'text/xml',
      });
      response.end(
        target
          ? JSON.stringify({
              __type: 'AccessDeniedException',
              message: `not authorized to perform: ecs:${call}`,
            })
          : '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors><RequestID>r</RequestID></Response>',
      );
      return;
    }
    const reply = await fetch(
      (target || call === 'DescribeInstances' ? ecs.url : ec2.url) + (request.url ?? ''),
      {
        method: request.method ?? 'GET',
        headers: target
          ? { 'x-amz-target': String(target) }
          : { 'content-type': 'application/x-www-form-urlencoded' },
        ...(request.method === 'GET' ? {} : { body }),
      },
    );
    response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? 'text/xml' });
    response.end(await reply.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  denied = undefined;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await ecs.stop();
  await ec2.stop();
  rmSync(cwd, { recursive: true, force: true });
});

const program = (...args: string[]) =>
  runAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, args, cwd);

/** What a second run says without each call. */
const WITHOUT: readonly (readonly [call: string, says: readonly string[]])[] = [
  ['DescribeServices', ['not allowed ecs:DescribeServices']],
  ['DescribeTaskDefinition', ['not allowed ecs:DescribeTaskDefinition']],
  ['DescribeClusters', ['would change:', '- DescribeClusters: allow ecs:DescribeClusters.']],
  ['DescribeCapacityProviders', ['--launch-type', 'not allowed ecs:DescribeCapacityProviders.']],
  ['ListContainerInstances', ['--subnets', 'not allowed ecs:ListContainerInstances.']],
  ['DescribeContainerInstances', ['--subnets', 'not allowed ecs:DescribeContainerInstances.']],
  ['DescribeInstances', ['--subnets', 'not allowed ec2:DescribeInstances.']],
];

const FIRST = [
  ...['--region', 'eu-west-1', '--vpc', 'vpc-0a1b2c3d4e5f60718', '--service', 'shop/web'],
  ...['--iac', 'terraform'],
];

describe('a second run', () => {
  let written: Record<string, string>;
  beforeAll(async () => {
    expect(await program('net', ...FIRST)).toMatchObject({ code: 0 });
    written = filesOf(join(cwd, 'net'));
  });

  it('asks every call that can be denied', () => {
    expect([...asked].sort()).toEqual(WITHOUT.map(([call]) => call).sort());
  });

  it('changes nothing where all are answered', async () => {
    expect((await program('net')).stdout).toContain('Nothing changed');
  });

  it.each(WITHOUT)('is refused without %s, whatever is allowed', async (call, says) => {
    denied = call;
    for (const flags of [[], ['--allow-removal', '--force']]) {
      const { code, stdout, stderr } = await program('net', ...flags);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      for (const words of says) expect(stderr.replaceAll(/\s*\n\|? */g, ' ')).toContain(words);
      expect(filesOf(join(cwd, 'net'))).toEqual(written);
    }
  });

  it('changes nothing where the first run was denied the call, too', async () => {
    denied = 'DescribeClusters';
    expect(await program('denied', ...FIRST, '--name', 'other')).toMatchObject({ code: 0 });
    expect((await program('denied')).stdout).toContain('Nothing changed');
  });
});
