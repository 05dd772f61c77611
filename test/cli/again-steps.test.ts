import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answers, type FakeEc2, startFakeEc2 } from '../sources/fake-ec2.ts';
import { ACCOUNT, FLAGS, runAt } from './fake-account.ts';
import { filesOf } from './program.ts';

/** A manual step that deletes a route to a prefix list of the customer: once it is carried out, nothing in the VPC names the list. */

const [[TABLE] = []] = ACCOUNT.DescribeRouteTables ?? [];
const [[, TASKS] = []] = ACCOUNT.DescribeSecurityGroups ?? [];
const withRoutes = (...lists: readonly string[]): Answers => ({
  ...ACCOUNT,
  DescribeSecurityGroups: [[{ groupId: 'sg-1', groupName: 'endpoints' }, TASKS ?? {}]],
  GetManagedPrefixListEntries: [[{ cidr: '3.5.1.0/24' }]],
  DescribeRouteTables: [
    [
      {
        ...TABLE,
        routeSet: [
          { destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local', state: 'active' },
          { destinationCidrBlock: '0.0.0.0/0', natGatewayId: 'nat-1', state: 'active' },
          ...lists.map((destinationPrefixListId) => ({
            destinationPrefixListId,
            natGatewayId: 'nat-1',
            state: 'active',
          })),
        ],
      },
    ],
  ],
});

let cwd: string;
let ec2: FakeEc2;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'steps-'));
});
afterEach(async () => {
  await ec2.stop();
  rmSync(cwd, { recursive: true, force: true });
});

const goOnWith = async (answers: Answers) => {
  await ec2?.stop();
  ec2 = await startFakeEc2(answers);
};
const program = (...args: string[]) => runAt(ec2.url, args, cwd);
const files = () => filesOf(join(cwd, 'net'));
const steps = async () => {
  const { stdout } = await program('net', '--json');
  const { prerequisites } = JSON.parse(stdout) as { prerequisites: { command: string; done: boolean }[] };
  return prerequisites.flatMap(({ command, done }) => (command.includes('delete-route') ? [done] : []));
};

describe.each(['terraform', 'cdk', 'cloudformation'])(
  'a route to a prefix list, deleted by hand beside %s',
  (iac) => {
    it('is a step that is recorded, and seen as done by the second run', async () => {
      await goOnWith(withRoutes('pl-offices'));
      expect(await program('net', ...FLAGS, '--iac', iac)).toMatchObject({ code: 0 });
      const written = files();
      expect(written['README.md']).toContain('delete-route');
      expect(await steps()).toEqual([false]);
      await goOnWith(withRoutes());
      expect(await steps()).toEqual([true]);
      expect(await program('net')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Nothing changed'),
      });
      expect(files()).toEqual(written);
    });
  },
);

it('two routes to prefix lists, one of them deleted by hand, are two steps, of which one is done', async () => {
  await goOnWith(withRoutes('pl-offices', 'pl-partners'));
  expect(await program('net', ...FLAGS, '--iac', 'terraform')).toMatchObject({ code: 0 });
  const written = files();
  expect(await steps()).toEqual([false, false]);
  await goOnWith(withRoutes('pl-partners'));
  expect((await steps()).sort()).toEqual([false, true]);
  expect(files()).toEqual(written);
});

it('a step that was carried out and is no longer needed is left out, and the way back is told', async () => {
  await goOnWith(withRoutes('pl-partners'));
  expect(await program('net', ...FLAGS, '--iac', 'terraform')).toMatchObject({ code: 0 });
  await goOnWith(withRoutes());
  ec2.fail('GetManagedPrefixListEntries', { code: 'InvalidPrefixListID.NotFound', status: 400 }, 'always');
  const { code, stdout, stderr } = await program('net');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Done by command, and no longer needed. Deployment leaves it as it is:');
  expect(stdout).toContain('- deletion of route pl-partners in rtb-0a1b2c3d4e5f60718');
  expect(stdout).toMatch(/To undo it: aws ec2 create-route .*--destination-prefix-list-id pl-partners/);
  expect(files()['README.md']).not.toContain('delete-route');
  expect((await program('net')).stdout).toContain('Nothing changed');
});
