import { describe, expect, it } from 'vitest';
import type { Network, NetworkAclEntry, SecurityGroupRule } from '../../src/core/network/network.ts';
import { aclVerdict } from '../../src/core/network/network-acl.ts';
import { policyVerdict } from '../../src/core/trace/policy.ts';
import { trace } from '../../src/core/trace/trace.ts';
import { loadSnapshot, snapshotText } from '../../src/sources/snapshot/snapshot.ts';
import { ENDPOINT_GROUP, edit, RIGHT, sceneOf } from './rules/network.ts';

/** A rule, an entry or a statement of a kind that cannot be judged leaves open what it could decide, and nothing else. */

const viasOf = (network: Network) => {
  const { needs, tasks } = sceneOf(network);
  return [...new Set(trace(network, needs, tasks).map(({ service, via }) => `${service} ${via}`))];
};

const closed: SecurityGroupRule = {
  protocol: 'tcp',
  fromPort: 443,
  toPort: 443,
  cidrs: [],
  ipv6Cidrs: [],
  prefixListIds: [],
  groupIds: [],
};

const letsIn = (...rules: readonly Partial<SecurityGroupRule>[]) =>
  edit(RIGHT, 'securityGroups', ENDPOINT_GROUP, (each) => ({
    ...each,
    ingress: rules.map((part) => ({ ...closed, ...part })),
  }));

describe('a security group rule', () => {
  it.each([
    ['none', letsIn(), 'blocked'],
    ['one that was not understood', letsIn({ unread: true }), 'unknown'],
    ['one of any protocol', letsIn({ unread: true, protocol: '-1' }), 'unknown'],
    ['one for UDP', letsIn({ unread: true, protocol: 'udp' }), 'blocked'],
    ['one beside one that lets all in', letsIn({ unread: true }, { cidrs: ['10.0.0.0/16'] }), 'endpoint'],
  ])('%s', (_, network, via) => {
    expect(viasOf(network)).toContain(`ecr.api ${via}`);
    expect(viasOf(network)).toContain('s3 endpoint');
    expect(viasOf(loadSnapshot(snapshotText(network), 'vpc.json'))).toEqual(viasOf(network));
  });
});

const ANYONE = [{ from: 0, to: 2 ** 32 - 1 }];
const PORT = { from: 443, to: 443 };
const entry = (ruleNumber: number, part: Partial<NetworkAclEntry>): NetworkAclEntry => ({
  ruleNumber,
  egress: true,
  allow: true,
  protocol: '-1',
  cidr: '0.0.0.0/0',
  fromPort: undefined,
  toPort: undefined,
  ...part,
});

describe('a network ACL entry', () => {
  const open = entry(100, {});
  it.each<[string, readonly NetworkAclEntry[], string]>([
    ['allowing something, alone', [entry(1, { unread: 'match' })], 'undecided'],
    ['allowing something, before one that allows all', [entry(1, { unread: 'match' }), open], 'all'],
    ['denying something, before it', [entry(1, { allow: false, unread: 'match' }), open], 'undecided'],
    ['denying something, after it', [open, entry(101, { allow: false, unread: 'match' })], 'all'],
    ['of an action nobody knows, before it', [entry(1, { unread: 'action' }), open], 'undecided'],
    ['of an action nobody knows, after it', [open, entry(101, { unread: 'action' })], 'all'],
    ['for UDP', [entry(1, { protocol: '17', unread: 'action' }), open], 'all'],
    [
      'for other ports',
      [entry(1, { protocol: '6', fromPort: 80, toPort: 80, unread: 'action' }), open],
      'all',
    ],
    ['for IPv6', [entry(1, { cidr: '::/0', unread: 'action' }), open], 'all'],
    ['denying something, where all is denied', [entry(1, { allow: false, unread: 'match' })], 'none'],
  ])('%s', (_, entries, passes) => {
    const verdict = aclVerdict({ id: 'acl-1', subnetIds: [], entries }, true, ANYONE, PORT);
    expect(verdict.undecided ? 'undecided' : verdict.passes).toBe(passes);
  });

  it('is kept by a snapshot', () => {
    const network: Network = {
      ...RIGHT,
      networkAcls: RIGHT.networkAcls?.map((acl) => ({
        ...acl,
        entries: [entry(1, { unread: 'action' }), ...acl.entries],
      })),
    };
    expect(viasOf(network)).toContain('s3 unknown');
    expect(viasOf(loadSnapshot(snapshotText(network), 'vpc.json'))).toEqual(viasOf(network));
  });
});

describe('a policy statement', () => {
  const all = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
  it.each([
    ['with an effect nobody knows, alone', [{ ...all, Effect: 'Permit' }], 'unknown'],
    ['with none', [{ ...all, Effect: undefined }], 'unknown'],
    ['beside one that allows all', [all, { ...all, Effect: 'permit' }], 'unknown'],
    ['for another service', [all, { ...all, Effect: 'permit', Action: 'sqs:*' }], 'yes'],
    [
      'beside one that denies all',
      [
        { ...all, Effect: 'Deny' },
        { ...all, Effect: 'permit' },
      ],
      'no',
    ],
    ['with an action that is no text', [{ ...all, Action: [{}] }], 'unknown'],
    ['with a resource that is no text', [{ ...all, Resource: 7 }], 'unknown'],
  ])('%s', (_, Statement, permits) => {
    for (const service of ['ecr.api', 'logs', 'ssm'] as const)
      expect(policyVerdict(JSON.stringify({ Statement }), service, 'eu-west-1').permits).toBe(permits);
  });

  it.each(['not JSON', '{"Statement":', '"text"', '{}'])('that is no policy: %s', (policy) => {
    expect(policyVerdict(policy, 'ecr.api', 'eu-west-1').permits).toBe('unknown');
  });
});
