import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Network } from '../../src/core/network/network.ts';
import { trace } from '../../src/core/trace/trace.ts';
import { foldedCommands } from '../../src/reports/folded-commands.ts';
import { planInputOf, smallNetwork } from '../core/arbitrary-network.ts';
import { edit, look, RIGHT } from '../core/rules/network.ts';
import { FORMAT_NAMES, findings, plan } from '../engine.ts';

/** Every command that is printed, run by bash, with an `aws` that writes down what it was called with. */

const AWS = `exec 3>&1; aws() { { printf 'CALL'; printf ' <%s>' "$@"; printf '\\n'; } >&3; echo id-1; }`;

function runInBash(commands: readonly string[]): {
  status: number | null;
  stderr: string;
  calls: string[];
  made: string[];
} {
  const cwd = mkdtempSync(join(tmpdir(), 'commands-'));
  const script = [AWS, ...commands].join('\n');
  const { status, stderr, stdout } = spawnSync('bash', ['--norc', '--noprofile', '-eu', '-c', script], {
    cwd,
    encoding: 'utf8',
  });
  const made = readdirSync(cwd);
  rmSync(cwd, { recursive: true });
  return { status, stderr, calls: stdout.split('\n').filter((line) => line.startsWith('CALL')), made };
}

/** Policies as they can be stored: over several lines, with what a shell would act on. */
const POLICIES = [
  JSON.stringify(
    { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:*', Resource: '*' }] },
    null,
    2,
  ),
  JSON.stringify({ Statement: [], Id: 'it\'s $(touch x) `touch x` \\ " ; touch x #' }, null, '\t'),
  '{"Statement":\r\n  [],\n\n"Id":"two\\nlines"}',
];

const withPolicies = (network: Network): Network => ({
  ...network,
  endpoints: network.endpoints?.map((endpoint, index) => ({
    ...endpoint,
    policy: POLICIES[index % POLICIES.length],
  })),
});

describe.skipIf(process.platform === 'win32')('every printed command', () => {
  it('is one line, runs as it is, and does nothing but call aws', { timeout: 120_000 }, () => {
    let run = 0;
    fc.assert(
      fc.property(smallNetwork(5), fc.boolean(), fc.constantFrom(...FORMAT_NAMES), (made, hostile, iac) => {
        const network = hostile ? withPolicies(made.network) : made.network;
        const { needs, tasks, shape } = made;
        const paths = trace(network, needs, tasks);
        const fixes = findings({ network, needs, tasks, paths, launchType: shape.launchType }).flatMap(
          ({ fix }) => (fix ? [fix.command, fix.undo] : []),
        );
        const { prerequisites } = plan({ ...planInputOf(made, iac), network });
        const printed = [...fixes, ...prerequisites.flatMap(({ command, undo }) => [command, undo])];
        const commands = printed.flatMap((text) => text.split('\n'));
        if (commands.length === 0) return;
        run += commands.length;
        for (const command of commands) expect(command).toMatch(/^(aws |GROUP=)/);
        const { status, stderr, calls, made: files } = runInBash(commands);
        expect({ status, stderr, files }).toEqual({ status: 0, stderr: '', files: [] });
        expect(calls.length).toBeGreaterThanOrEqual(commands.length);
        for (const call of calls) expect(call).toMatch(/ <--region> </);
        const folded = fixes.flatMap((text) => foldedCommands(text));
        expect(runInBash(folded).calls).toEqual(runInBash(fixes).calls);
      }),
      { numRuns: 50, seed: 1 },
    );
    expect(run).toBeGreaterThan(100);
  });

  it('stands behind one loop with those that differ in one value', () => {
    const authorize = (cidr: string) =>
      `aws ec2 authorize-security-group-ingress --region eu-west-1 --ip-permissions 'IpProtocol=tcp,IpRanges=[{CidrIp=${cidr},Description=HTTPS from the tasks}]'`;
    const cidrs = ['10.0.0.0/20', '10.0.16.0/20', '10.0.32.0/20'];
    const deletes = (ids: readonly string[]) =>
      ids.map((id) => `aws ec2 delete-route --region eu-west-1 --id ${id}`);
    const commands = [...cidrs.map(authorize), ...deletes(['rtb-1', 'rtb-2'])].join('\n');
    const folded = foldedCommands(commands);
    expect(folded).toEqual([
      'for each in 10.0.0.0/20 10.0.16.0/20 10.0.32.0/20; do',
      `  ${authorize(`'"$each"'`)}`,
      'done',
      ...deletes(['rtb-1', 'rtb-2']),
    ]);
    expect(runInBash(folded).calls).toEqual(runInBash(commands.split('\n')).calls);
    const many = deletes(['rtb-1a', 'rtb-2a', 'rtb-1b', 'rtb-3']).join('\n');
    expect(foldedCommands(many)).toHaveLength(3);
    expect(runInBash(foldedCommands(many)).calls).toEqual(runInBash(many.split('\n')).calls);
  });

  it('puts back a policy as the document that it was, in one line', () => {
    for (const policy of [POLICIES[0] ?? '', (POLICIES[0] ?? '').replaceAll('\n', '\r\n')]) {
      const denied = edit(RIGHT, 'endpoints', 'vpce-ecr-api', () => ({ policy }));
      const undo = look(denied).flatMap(
        ({ fix }) => fix?.undo.split('\n').filter((line) => line.includes('--policy-document')) ?? [],
      );
      expect(undo).toHaveLength(1);
      const { calls } = runInBash(undo);
      const document = /<--policy-document> <(.*)>$/.exec(calls[0] ?? '')?.[1] ?? '';
      expect(JSON.parse(document)).toEqual(JSON.parse(policy));
    }
  });
});
