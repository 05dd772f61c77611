import { describe, expect, it } from 'vitest';
import { rangesOf } from '../../src/core/network/cidr.ts';
import type { NetworkAclEntry, SecurityGroupRule } from '../../src/core/network/network.ts';
import { aclVerdict } from '../../src/core/network/network-acl.ts';
import { admitsHttps } from '../../src/core/network/security-group.ts';
import { policyVerdict } from '../../src/core/trace/policy.ts';

const https: SecurityGroupRule = {
  protocol: 'tcp',
  fromPort: 443,
  toPort: 443,
  cidrs: [],
  ipv6Cidrs: [],
  prefixListIds: [],
  groupIds: [],
};

describe('admitsHttps', () => {
  const lists = [
    { id: 'pl-offices', name: 'offices', cidrs: ['10.0.0.0/25', '10.0.0.128/25'] },
    { id: 'pl-unread', name: 'unread', cidrs: undefined },
  ];
  const from = (rules: Partial<SecurityGroupRule>[], groupIds?: string[], exact = true) =>
    admitsHttps(
      rules.map((part) => ({ ...https, ...part })),
      { ranges: rangesOf(['10.0.0.0/24']), groupIds },
      lists,
      exact,
    ).passes;

  it.each<[string, string, Partial<SecurityGroupRule>[], string[]?]>([
    ['no rule', 'no', []],
    ['the whole block', 'yes', [{ cidrs: ['10.0.0.0/16'] }]],
    ['the block in two halves', 'yes', [{ cidrs: ['10.0.0.0/25'] }, { cidrs: ['10.0.0.128/25'] }]],
    ['half the block', 'no', [{ cidrs: ['10.0.0.0/25'] }]],
    ['another port', 'no', [{ cidrs: ['0.0.0.0/0'], fromPort: 80, toPort: 80 }]],
    ['a port range around 443', 'yes', [{ cidrs: ['0.0.0.0/0'], fromPort: 1, toPort: 1024 }]],
    ['UDP', 'no', [{ cidrs: ['0.0.0.0/0'], protocol: 'udp' }]],
    [
      'all protocols',
      'yes',
      [{ cidrs: ['0.0.0.0/0'], protocol: '-1', fromPort: undefined, toPort: undefined }],
    ],
    ['TCP by number', 'yes', [{ cidrs: ['0.0.0.0/0'], protocol: '6' }]],
    ['IPv6 alone', 'no', [{ ipv6Cidrs: ['::/0'] }]],
    ['the tasks’ group', 'yes', [{ groupIds: ['sg-tasks'] }], ['sg-tasks']],
    ['one of the tasks’ groups', 'yes', [{ groupIds: ['sg-b'] }], ['sg-a', 'sg-b']],
    ['another group', 'no', [{ groupIds: ['sg-other'] }], ['sg-tasks']],
    ['a group, and nobody said the tasks’', 'unknown', [{ groupIds: ['sg-other'] }]],
    ['a prefix list', 'yes', [{ prefixListIds: ['pl-offices'] }]],
    ['a prefix list that could not be read', 'unknown', [{ prefixListIds: ['pl-unread'] }], ['sg-tasks']],
  ])('%s: %s', (_, expected, rules, groupIds) => expect(from(rules, groupIds)).toBe(expected));

  it('does not decide by a part of addresses that are only known by their subnet', () => {
    expect(from([{ cidrs: ['10.0.0.0/25'] }], [], false)).toBe('unknown');
    expect(from([{ cidrs: ['10.9.0.0/25'] }], [], false)).toBe('no');
  });
});

describe('aclVerdict', () => {
  const entry = (ruleNumber: number, part: Partial<NetworkAclEntry>): NetworkAclEntry => ({
    ruleNumber,
    egress: true,
    allow: true,
    protocol: '6',
    cidr: '0.0.0.0/0',
    fromPort: 443,
    toPort: 443,
    ...part,
  });
  const all = { protocol: '-1', fromPort: undefined, toPort: undefined };
  const closing = entry(32767, { ...all, allow: false });

  it.each<[string, NetworkAclEntry[], [number, number], string, number | undefined]>([
    ['nothing allows', [closing], [443, 443], 'none', 32767],
    ['no entry at all', [], [443, 443], 'none', 32767],
    ['one port allowed', [entry(100, {}), closing], [443, 443], 'all', undefined],
    ['everything allowed', [entry(100, all), closing], [32768, 60999], 'all', undefined],
    ['a deny before the allow', [entry(100, all), entry(90, { allow: false })], [443, 443], 'none', 90],
    ['a deny after the allow', [entry(100, all), entry(110, { allow: false })], [443, 443], 'all', undefined],
    [
      'a deny for other addresses',
      [entry(100, all), entry(90, { allow: false, cidr: '10.9.0.0/16' })],
      [443, 443],
      'all',
      undefined,
    ],
    [
      'a deny for half the addresses',
      [entry(100, all), entry(90, { allow: false, cidr: '10.0.0.0/25' })],
      [443, 443],
      'some',
      90,
    ],
    [
      'a hole in the ephemeral ports',
      [entry(90, { allow: false, fromPort: 40000, toPort: 40001 }), entry(100, all)],
      [32768, 60999],
      'none',
      90,
    ],
    [
      'ephemeral ports in two halves',
      [entry(100, { fromPort: 32768, toPort: 50000 }), entry(110, { fromPort: 50001, toPort: 60999 })],
      [32768, 60999],
      'all',
      undefined,
    ],
    [
      'only the upper ephemeral ports',
      [entry(100, { fromPort: 49152, toPort: 65535 }), closing],
      [32768, 60999],
      'none',
      32767,
    ],
    [
      'a deny for UDP',
      [entry(90, { allow: false, protocol: '17' }), entry(100, all)],
      [443, 443],
      'all',
      undefined,
    ],
    [
      'a deny for IPv6',
      [entry(90, { ...all, allow: false, cidr: '::/0' }), entry(100, all)],
      [443, 443],
      'all',
      undefined,
    ],
    ['the other direction', [entry(100, { ...all, egress: false }), closing], [443, 443], 'none', 32767],
  ])('%s', (_, entries, [fromPort, toPort], passes, deniedBy) => {
    const verdict = aclVerdict({ id: 'acl-1', subnetIds: [], entries }, true, rangesOf(['10.0.0.0/24']), {
      from: fromPort,
      to: toPort,
    });
    expect(verdict).toEqual({ passes, deniedBy });
  });
});

describe('policyVerdict', () => {
  const allow = (part: object) => ({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', ...part });
  const deny = (part: object) => allow({ Effect: 'Deny', ...part });
  const layers = 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*';
  const org = (operator: string) => ({ [operator]: { 'aws:PrincipalOrgID': 'o-1' } });

  it.each<
    [string, 'yes' | 'no' | 'unknown', 'ecr.dkr' | 'ecr.api' | 's3' | 'sqs', object[] | object | string]
  >([
    ['full access', 'yes', 'ecr.dkr', [allow({})]],
    ['no statement', 'no', 'ecr.dkr', []],
    ['a Deny alone', 'no', 'ecr.dkr', [deny({})]],
    ['one statement that is not in a list', 'yes', 'ecr.dkr', allow({})],
    [
      'the pull’s actions',
      'yes',
      'ecr.dkr',
      [allow({ Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] })],
    ],
    [
      'the pull’s actions in other letters',
      'yes',
      'ecr.dkr',
      [allow({ Action: ['ECR:batchget*', 'ecr:Get?ownloadUrlForLayer'] })],
    ],
    ['half of the pull’s actions', 'no', 'ecr.dkr', [allow({ Action: 'ecr:BatchGetImage' })]],
    [
      'everything but what the pull needs',
      'no',
      'ecr.dkr',
      [allow({ Action: undefined, NotAction: 'ecr:*' })],
    ],
    ['everything but deletion', 'yes', 'ecr.dkr', [allow({ Action: undefined, NotAction: 'ecr:Delete*' })]],
    ['a Deny of one action', 'no', 'ecr.dkr', [allow({}), deny({ Action: 'ecr:BatchGetImage' })]],
    ['a Deny of another action', 'yes', 'ecr.dkr', [allow({}), deny({ Action: 'ecr:DeleteRepository' })]],
    [
      'some repositories',
      'unknown',
      'ecr.dkr',
      [allow({ Resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/web' })],
    ],
    [
      'the token on a repository',
      'no',
      'ecr.api',
      [allow({ Resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/web' })],
    ],
    [
      'one role',
      'unknown',
      'ecr.api',
      [allow({ Principal: { AWS: 'arn:aws:iam::111122223333:role/task' } })],
    ],
    ['everyone as AWS', 'yes', 'ecr.api', [allow({ Principal: { AWS: ['*'] } })]],
    ['the organization', 'unknown', 'ecr.api', [allow({ Condition: org('StringEquals') })]],
    ['the layer bucket', 'yes', 's3', [allow({ Action: 's3:GetObject', Resource: layers })]],
    [
      'another Region’s layer bucket',
      'no',
      's3',
      [allow({ Action: 's3:GetObject', Resource: layers.replace('eu-west-1', 'us-east-1') })],
    ],
    [
      'every layer bucket',
      'yes',
      's3',
      [allow({ Action: 's3:Get*', Resource: layers.replace('eu-west-1', '*') })],
    ],
    ['own buckets alone', 'no', 's3', [allow({ Resource: ['arn:aws:s3:::mine', 'arn:aws:s3:::mine/*'] })]],
    [
      'S3 for the organization: layers are not the caller’s',
      'no',
      's3',
      [allow({ Condition: org('StringEquals') })],
    ],
    [
      'S3 denied outside the organization',
      'no',
      's3',
      [allow({}), deny({ Condition: org('StringNotEquals') })],
    ],
    [
      'S3 with a condition on the network',
      'unknown',
      's3',
      [allow({ Condition: { IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } } })],
    ],
    ['S3 for one account', 'no', 's3', [allow({ Principal: { AWS: '111122223333' } })]],
    [
      'a policy of a service whose actions are the application’s',
      'unknown',
      'sqs',
      [allow({ Action: 'sqs:SendMessage' })],
    ],
    ['text that is no policy', 'unknown', 'ecr.dkr', '{'],
    ['a document without statements', 'unknown', 'ecr.dkr', '[]'],
  ])('%s: %s', (_, permits, service, statements) => {
    const text =
      typeof statements === 'string'
        ? statements
        : JSON.stringify({ Version: '2012-10-17', Statement: statements });
    expect(policyVerdict(text, service, 'eu-west-1').permits).toBe(permits);
  });

  it('is answered fast for patterns made to be slow', () => {
    const slow = `${'*a'.repeat(200)}b`;
    expect(
      policyVerdict(JSON.stringify({ Statement: [allow({ Action: slow })] }), 'ecr.api', 'eu-west-1').permits,
    ).toBe('no');
  });

  it('judges S3 as any other service where no image is pulled from ECR', () => {
    const own = JSON.stringify({
      Statement: [allow({ Resource: ['arn:aws:s3:::mine', 'arn:aws:s3:::mine/*'] })],
    });
    expect(policyVerdict(own, 's3', 'eu-west-1').permits).toBe('no');
    expect(policyVerdict(own, 's3', 'eu-west-1', false).permits).toBe('unknown');
    expect(policyVerdict(JSON.stringify({ Statement: [deny({})] }), 's3', 'eu-west-1', false).permits).toBe(
      'no',
    );
  });

  it('names the actions that are missing', () => {
    const policy = JSON.stringify({ Statement: [allow({ Action: 'ecr:BatchGetImage' })] });
    expect(policyVerdict(policy, 'ecr.dkr', 'eu-west-1')).toEqual({
      permits: 'no',
      actions: ['ecr:GetDownloadUrlForLayer'],
      explicit: false,
    });
  });
});
