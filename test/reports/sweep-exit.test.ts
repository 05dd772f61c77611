import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sweep } from '../../src/commands/sweep/sweep.ts';
import type { SweepIo } from '../../src/commands/sweep/sweep-io.ts';

const FLEET = resolve('docs/examples/fleet');
const PAY = '111122223333/eu-west-1/vpc-68634930cd5274417';
const SHOP = '111122223333/eu-west-1/vpc-d4ee8127437873189';

// biome-ignore lint/suspicious/noExplicitAny: a saved network, edited by hand
type Saved = any;

/** A saved sweep of one VPC, by the worst that it has. */
const WORST: Readonly<Record<string, { readonly vpc: string; readonly edit?: (saved: Saved) => void }>> = {
  'no finding': { vpc: PAY },
  info: {
    vpc: PAY,
    edit: ({ endpoints }) =>
      endpoints.push({
        ...endpoints.find(({ kind }: Saved) => kind === 'interface'),
        id: 'vpce-0f',
        service: 'sqs',
        serviceName: 'com.amazonaws.eu-west-1.sqs',
      }),
  },
  warning: {
    vpc: PAY,
    edit: (saved) =>
      saved.unreadable.push({
        call: 'DescribeNatGateways',
        action: 'ec2:DescribeNatGateways',
        reason: 'Denied.',
      }),
  },
  unknown: { vpc: PAY, edit: (saved) => (saved.networkAcls = null) },
  error: { vpc: SHOP },
};

/** Runs a sweep from a saved one of one VPC, with something that was not read besides. */
async function exitOf(
  worst: string,
  flags: { failOn?: 'error' | 'unknown' | 'warning' | 'never'; attended?: boolean; unread?: boolean },
): Promise<{ code: number; worst: string | null }> {
  const { vpc, edit } = WORST[worst] ?? { vpc: PAY };
  const [accountId, region, vpcId] = vpc.split('/');
  const index = {
    ...{ schemaVersion: 1, complete: true, accounts: 2, skipped: [] },
    vpcs: [{ accountId, region, vpcId }],
    unread: flags.unread ? [{ accountId: '222233334444', region: null, error: 'Denied.' }] : [],
  };
  let printed = '';
  const io: SweepIo = {
    ...{
      shell: 'posix',
      commandWords: [],
      attended: flags.attended === true,
      fleet: undefined,
      save: undefined,
    },
    style: { width: 80, colour: false, unicode: true },
    print: (text) => {
      printed += text;
    },
    say: () => undefined,
    progress: { begin: () => undefined, show: () => undefined, end: () => undefined },
    whenStopped: () => undefined,
    readText: (path) => {
      if (path.endsWith('sweep.json')) return JSON.stringify(index);
      const text = readFileSync(join(FLEET, path.replace(/^saved/, '')), 'utf8');
      if (!edit || path.endsWith('.tasks.json')) return text;
      const saved = JSON.parse(text);
      edit(saved);
      return JSON.stringify(saved);
    },
  };
  const { failOn } = flags;
  const code = await sweep({ from: 'saved', json: true, ...(failOn && { failOn }) }, io);
  return { code, worst: JSON.parse(printed).rows.at(0).worst };
}

describe('the exit code of a sweep', () => {
  it.each([
    //              --fail-on: error unknown warning never
    ['no finding', null, [0, 0, 0, 0]],
    ['info', 'info', [0, 0, 0, 0]],
    ['warning', 'warning', [0, 0, 1, 0]],
    ['unknown', 'unknown', [0, 1, 1, 0]],
    ['error', 'error', [1, 1, 1, 0]],
  ] as const)('is by --fail-on: %s', async (worst, found, codes) => {
    const levels = ['error', 'unknown', 'warning', 'never'] as const;
    const runs = await Promise.all(levels.map((failOn) => exitOf(worst, { failOn })));
    expect(runs.map((run) => run.worst)).toEqual(levels.map(() => found));
    expect(runs.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    ['error', 0],
    ['unknown', 0],
    ['warning', 1],
    ['never', 0],
  ] as const)('takes what was not read for a warning: %s', async (failOn, code) => {
    expect((await exitOf('no finding', { failOn, unread: true })).code).toBe(code);
  });

  it.each([
    ['at a terminal', true, 'unknown', 0],
    ['at a terminal', true, 'error', 1],
    ['elsewhere', false, 'warning', 0],
    ['elsewhere', false, 'unknown', 1],
  ] as const)('is that of doctor where nobody says: %s', async (_, attended, worst, code) => {
    expect((await exitOf(worst, { attended })).code).toBe(code);
  });
});
