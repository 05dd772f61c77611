import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ECS } from '../../scripts/fuzz/parts/account.mjs';
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
/** What the fake of ECS answers though it has no target of ECS. */
const OF_ECS: ReadonlySet<string> = new Set(['DescribeInstances', 'GetCallerIdentity']);
const VPC = 'vpc-0a1b2c3d4e5f60718';
/** A task that no service started. */
const JOB = {
  ListTasks: { taskArns: ['arn:aws:ecs:eu-west-1:123456789012:task/shop/job'] },
  DescribeTasks: {
    tasks: [
      {
        taskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/shop/job',
        taskDefinitionArn: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3',
        lastStatus: 'RUNNING',
        launchType: 'EC2',
        containerInstanceArn: 'arn:aws:ecs:eu-west-1:123456789012:container-instance/shop/i1',
        enableExecuteCommand: true,
      },
    ],
  },
};
const asked = new Set<string>();

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'denied-'));
  ecs = await startFakeEcs({ ...ECS, ...JOB });
  const [subnets = []] = ACCOUNT.DescribeSubnets ?? [];
  const DescribeSubnets = [subnets.map((subnet) => ({ ...subnet, vpcId: VPC }))];
  ec2 = await startFakeEc2({ ...ACCOUNT, DescribeSubnets });
  server = createServer(async (request, response) => {
    const body = await new Response(request as unknown as ReadableStream).text();
    const target = request.headers['x-amz-target'];
    const call = target
      ? String(target).replace(/^.*\./, '')
      : (new URLSearchParams(body).get('Action') ?? '');
    const isOfEcs = target !== undefined || OF_ECS.has(call);
    if (isOfEcs) asked.add(call);
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
    const reply = await fetch((isOfEcs ? ecs.url : ec2.url) + (request.url ?? ''), {
      method: request.method ?? 'GET',
      headers: target
        ? { 'x-amz-target': String(target) }
        : { 'content-type': 'application/x-www-form-urlencoded' },
      ...(request.method === 'GET' ? {} : { body }),
    });
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
const LISTING = ['ListServices', ['not allowed ecs:ListServices']] as const;

const FIRST = ['--region', 'eu-west-1', '--vpc', VPC, '--iac', 'terraform'];

const ALLOWED = ['--allow-removal', '--force'];

/** What is said on as many lines as it takes. */
const inWords = (stderr: string): string => stderr.replaceAll(/\s*\n\|? */g, ' ');

describe.each([
  ['a service', ['--service', 'shop/web'], WITHOUT],
  ['a cluster', ['--cluster', 'shop'], [...WITHOUT, LISTING]],
  ['two clusters', ['--cluster', 'shop,pay'], [...WITHOUT, LISTING]],
] as const)('a second run with the tasks of %s', (what, selection, without) => {
  const net = what.replaceAll(' ', '-');
  let written: Record<string, string>;
  beforeAll(async () => {
    asked.clear();
    expect(await program(net, ...FIRST, ...selection)).toMatchObject({ code: 0 });
    written = filesOf(join(cwd, net));
  });

  it('asks every call that can be denied', () => {
    expect([...asked].sort()).toEqual(without.map(([call]) => call).sort());
  });

  it('changes nothing where all are answered', async () => {
    expect((await program(net)).stdout).toContain('Nothing changed');
  });

  it.each(without)('is refused without %s, whatever is allowed', async (call, says) => {
    denied = call;
    for (const flags of what === 'a service' ? [[], ALLOWED] : [ALLOWED]) {
      const { code, stdout, stderr } = await program(net, ...flags);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      for (const words of says) expect(inWords(stderr)).toContain(words);
      // Once, and not for each cluster.
      expect(stderr.split(`- ${call}: `).length).toBeLessThanOrEqual(2);
      expect(filesOf(join(cwd, net))).toEqual(written);
    }
  });
});

it('a second run changes nothing where the first run was denied the call, too', async () => {
  denied = 'DescribeClusters';
  const first = [...FIRST, '--service', 'shop/web', '--name', 'other'];
  expect(await program('denied', ...first)).toMatchObject({ code: 0 });
  expect((await program('denied')).stdout).toContain('Nothing changed');
});

/** Why a second run of a fleet is refused without each call. */
const FLEET_WITHOUT: readonly (readonly [call: string, says: string])[] = [
  ['ListClusters', 'not allowed ecs:ListClusters'],
  ['ListServices', 'not allowed ecs:ListServices'],
  ['ListTasks', 'not allowed ecs:ListTasks'],
  ['DescribeTasks', 'not allowed ecs:DescribeTasks'],
  ['DescribeServices', 'not allowed ecs:DescribeServices'],
  ['DescribeTaskDefinition', 'not allowed ecs:DescribeTaskDefinition'],
  ['DescribeClusters', 'and would change: - DescribeClusters: allow ecs:DescribeClusters.'],
  ['DescribeCapacityProviders', 'not allowed ecs:DescribeCapacityProviders'],
  ['ListContainerInstances', 'not allowed ecs:ListContainerInstances'],
  ['DescribeContainerInstances', 'not allowed ecs:DescribeContainerInstances'],
  ['DescribeInstances', 'not allowed ec2:DescribeInstances'],
];

describe.each(['terraform', 'cloudformation', 'cdk'])('a second run of a fleet as %s', (iac) => {
  const fleet = (directory: string, ...flags: string[]) =>
    program('sweep', '--regions', 'eu-west-1', '--create', directory, '--fail-on', 'never', ...flags);
  let written: Record<string, string>;
  beforeAll(async () => {
    asked.clear();
    await fleet(iac, '--iac', iac);
    written = filesOf(join(cwd, iac));
  });

  it('asks every call that can be denied, and changes nothing where all are answered', async () => {
    const known = [...FLEET_WITHOUT.map(([call]) => call), 'GetCallerIdentity'];
    expect([...asked].sort()).toEqual(known.sort());
    expect((await fleet(iac)).stdout).toMatch(/^Nothing changed/m);
  });

  it.each(
    iac === 'terraform' ? FLEET_WITHOUT : FLEET_WITHOUT.filter(([call]) => call === 'DescribeClusters'),
  )('is refused without %s, whatever is allowed', async (call, says) => {
    denied = call;
    const { code, stderr } = await fleet(iac, ...ALLOWED);
    expect(code).toBe(2);
    expect(inWords(stderr)).toContain('what they need now could not be found out:');
    expect(inWords(stderr)).toContain(says);
    expect(filesOf(join(cwd, iac))).toEqual(written);
  });

  it('changes nothing where the first run was denied the call, too, and is refused once a run was not', async () => {
    denied = 'DescribeClusters';
    const directory = `${iac}-denied`;
    await fleet(directory, '--iac', iac, '--name', 'other');
    const without = filesOf(join(cwd, directory));
    expect((await fleet(directory)).stdout).toMatch(/^Nothing changed/m);
    denied = undefined;
    await fleet(directory);
    const whole = filesOf(join(cwd, directory));
    expect(whole).not.toEqual(without);
    denied = 'DescribeClusters';
    expect(await fleet(directory)).toMatchObject({ code: 2 });
    expect(filesOf(join(cwd, directory))).toEqual(whole);
  });
});
