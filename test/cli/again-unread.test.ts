import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Failure, type FakeEc2, startFakeEc2 } from '../sources/fake-ec2.ts';
import { ACCOUNT, FLAGS, runAt } from './fake-account.ts';
import { filesOf, type Outcome } from './program.ts';

/**
 * A second run where AWS denies one of the calls that it answered in the first: the same bytes, or a refusal that names the call.
 */

const RECORD = 'private-ecs-network.json';
const DENIED: Failure = { code: 'UnauthorizedOperation', status: 403, message: 'You are not authorized.' };

/** What a second run does without each call. */
const WITHOUT = {
  DescribeVpcAttribute: 'refused',
  DescribeDhcpOptions: 'refused',
  DescribeRouteTables: 'refused',
  DescribeVpcEndpoints: 'refused',
  DescribeNetworkInterfaces: 'same',
  DescribeSecurityGroups: 'refused',
  DescribeNetworkAcls: 'refused',
  DescribeNatGateways: 'same',
  DescribePrefixLists: 'refused',
  GetManagedPrefixListEntries: 'refused',
  DescribeVpcEndpointServices: 'refused',
  ListHostedZonesByVPC: 'refused',
} as const;
type Call = keyof typeof WITHOUT;
const CALLS = Object.keys(WITHOUT) as Call[];

/** Without these there is no plan at all. */
const ESSENTIAL: ReadonlySet<Call> = new Set(['DescribeRouteTables', 'DescribeVpcEndpoints'] as const);

let ec2: FakeEc2;
let cwd: string;
beforeAll(async () => {
  ec2 = await startFakeEc2(ACCOUNT);
  cwd = mkdtempSync(join(tmpdir(), 'unread-'));
});
afterEach(() => {
  for (const call of CALLS) ec2.fail(call, DENIED, 0);
});
afterAll(async () => {
  await ec2.stop();
  rmSync(cwd, { recursive: true, force: true });
});

const program = (...args: string[]): Promise<Outcome> => runAt(ec2.url, args, cwd);
const deny = (call: Call) => ec2.fail(call, DENIED, 'always');
const first = (directory: string, iac = 'terraform') =>
  program(directory, ...FLAGS, '--services', 'logs', '--iac', iac);
const files = (directory: string) => filesOf(join(cwd, directory));

/** The run must write nothing, and say which call it lacks. */
function expectRefused({ code, stdout, stderr }: Outcome, call: Call): void {
  expect({ call, code, stdout }).toEqual({ call, code: 2, stdout: '' });
  const service = call === 'ListHostedZonesByVPC' ? 'route53' : 'ec2';
  expect(stderr).toContain(`${call}`);
  expect(stderr).toContain(`allow ${service}:${call}`);
}

it('asks every call that can be denied', async () => {
  expect(await first('net')).toMatchObject({ code: 0 });
  const asked = new Set(ec2.calls.map(({ action }) => action));
  const always = ['DescribeSubnets', 'DescribeVpcs'];
  expect([...asked].sort()).toEqual([...CALLS, ...always].sort());
});

describe.each<[iac: string, calls: readonly Call[]]>([
  ['terraform', CALLS],
  ['cdk', ['DescribeSecurityGroups', 'DescribeNatGateways']],
  ['cloudformation', ['DescribeVpcAttribute', 'DescribeNetworkInterfaces']],
])('a second run as %s', (iac, calls) => {
  const net = `net-${iac}`;
  beforeAll(async () => {
    expect(await first(net, iac)).toMatchObject({ code: 0 });
  });

  it.each(calls)('writes the same bytes without %s, or says that it lacks it', async (call) => {
    const written = files(net);
    deny(call);
    const again = await program(net);
    if (WITHOUT[call] === 'refused') expectRefused(again, call);
    else {
      expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing changed') });
      expect(again.stdout.replaceAll(/\s+\|?\s*/g, ' ')).toContain(`not allowed ec2:${call}`);
    }
    expect(files(net)).toEqual(written);
  });
});

describe('a second run without a call', () => {
  it('is refused whatever else is asked or allowed, and goes on once the call is allowed', async () => {
    await first('asked');
    const written = files('asked');
    const more = ['asked', '--services', 'logs,ssm', '--allow-removal', '--force'];
    for (const call of ['DescribeVpcAttribute', 'DescribeVpcEndpointServices'] as const) {
      deny(call);
      expectRefused(await program(...more), call);
      expectRefused(await program(...more, '--dry-run'), call);
      ec2.fail(call, DENIED, 0);
    }
    expect(files('asked')).toEqual(written);
    expect(await program(...more)).toMatchObject({ code: 0 });
    expect(JSON.parse(files('asked')[RECORD] ?? '').parts).toContain('endpoint for ssm');
  });

  it('brings a file back as it was where the call decides nothing', async () => {
    await first('gone');
    const written = files('gone');
    rmSync(join(cwd, 'gone', 'README.md'));
    deny('DescribeNatGateways');
    expect(await program('gone')).toMatchObject({ code: 0 });
    expect(files('gone')).toEqual(written);
  });

  it.each(CALLS.filter((call) => !ESSENTIAL.has(call)))(
    'changes nothing where the first was denied %s, too, and writes the whole once it is allowed',
    async (call) => {
      deny(call);
      const net = `denied-${call}`;
      const { code, stderr } = await first(net);
      if (code !== 0) return expect(stderr).toContain(call);
      const written = files(net);
      expect(JSON.parse(written[RECORD] ?? '').unread).toEqual([call]);
      expect(await program(net)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Nothing changed'),
      });
      expect(files(net)).toEqual(written);
      ec2.fail(call, DENIED, 0);
      expect(await program(net, '--allow-removal')).toMatchObject({ code: 0 });
      await first(`whole-${call}`);
      expect(files(net)).toEqual(files(`whole-${call}`));
      return undefined;
    },
  );
});
