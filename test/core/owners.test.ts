import { describe, expect, it } from 'vitest';
import { joined, targetAmong } from '../../src/commands/sweep/owners.ts';
import { redact } from '../../src/core/redact/redact.ts';
import type { FleetAccount } from '../../src/sources/aws/fleet.ts';
import { editVpc, RIGHT } from './rules/network.ts';

const OWNER = '444455556666';
const GUEST = '111122223333';
const [own] = RIGHT.securityGroups ?? [];
const guests = { ...own, id: 'sg-guest' } as NonNullable<typeof own>;
const seen = editVpc({ ...RIGHT, endpoints: [], securityGroups: [guests] }, { shared: true, ownerId: OWNER });
const accounts = { accountId: GUEST, ownerId: OWNER };

describe('a shared VPC that both accounts were asked about', () => {
  it('is what the owner sees, with the groups of the other account', () => {
    const network = joined(RIGHT, seen, accounts);
    expect(network.vpc).toEqual({ ...RIGHT.vpc, ownerId: OWNER });
    expect(network.endpoints).toEqual(RIGHT.endpoints);
    expect(network.securityGroups).toHaveLength((RIGHT.securityGroups?.length ?? 0) + 1);
    expect(network.securityGroups).toContainEqual(guests);
  });

  it.each([
    ['the owner', { ...RIGHT, securityGroups: undefined, unreadable: [unread()] }, seen],
    ['the other account', RIGHT, { ...seen, securityGroups: undefined, unreadable: [unread()] }],
    [
      'either',
      { ...RIGHT, securityGroups: undefined, unreadable: [unread()] },
      { ...seen, securityGroups: undefined, unreadable: [unread()] },
    ],
  ])('has no groups where %s may not read them', (_, owned, others) => {
    const { securityGroups, unreadable } = joined(owned, others, accounts);
    expect([securityGroups, unreadable]).toEqual([undefined, [unread()]]);
  });

  it('has other accounts when it is shown to strangers', () => {
    const text = JSON.stringify(redact(joined(RIGHT, seen, accounts)));
    expect(text).not.toMatch(/444455556666|111122223333/);
    expect(JSON.parse(text).vpc.ownerId).toMatch(/^\d{12}$/);
  });
});

describe('the owner of a shared VPC', () => {
  const account = (accountId: string | undefined, opened: string | undefined): FleetAccount => ({
    accountId,
    profile: undefined,
    open: async () => {
      if (opened === undefined) throw new Error('Denied');
      const target = (region: string) => ({ region, profile: opened });
      return { accountId: opened, region: undefined, home: 'eu-west-1', target };
    },
    close: () => undefined,
  });

  it.each([
    ['is known by its ID', [account(GUEST, GUEST), account(OWNER, OWNER)], OWNER],
    [
      'is known once its profile is opened',
      [account(undefined, undefined), account(undefined, OWNER)],
      OWNER,
    ],
    ['is not among the accounts', [account(GUEST, GUEST), account(undefined, GUEST)], undefined],
    ['is denied', [account(OWNER, undefined)], undefined],
  ])('%s', async (_, fleet, expected) => {
    expect((await targetAmong(fleet)(OWNER, 'eu-west-1'))?.profile).toBe(expected);
  });
});

function unread() {
  return { call: 'DescribeSecurityGroups', action: 'ec2:DescribeSecurityGroups', reason: 'Denied.' };
}
