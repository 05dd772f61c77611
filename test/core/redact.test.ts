import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Network } from '../../src/core/network/network.ts';
import { AMAZON_DNS } from '../../src/core/network/network.ts';
import { redact } from '../../src/core/redact/redact.ts';
import { addressMap } from '../../src/core/redact/redact-addresses.ts';
import { policyVerdict } from '../../src/core/trace/policy.ts';
import { trace } from '../../src/core/trace/trace.ts';
import type { Tasks } from '../../src/core/workload/tasks.ts';
import { declareNewVpc } from '../../src/sources/declared/declare.ts';
import { loadSnapshot, snapshotText } from '../../src/sources/snapshot/snapshot.ts';
import { findings } from '../engine.ts';
import { smallNetwork } from './arbitrary-network.ts';
import { sceneOf } from './rules/network.ts';
import { SPOKE, withHub } from './rules/spoke.ts';

/** The other id of each: lists stay in their order, so the n-th stays the n-th. */
function renamed(from: Network, to: Network, tasks: Tasks): Tasks {
  const pairs = new Map(from.subnets.map(({ id }, index) => [id, to.subnets[index]?.id ?? id]));
  const groups = new Map(
    (from.securityGroups ?? []).map(({ id }, index) => [id, to.securityGroups?.[index]?.id ?? id]),
  );
  return {
    ...tasks,
    subnetIds: tasks.subnetIds.map((id) => pairs.get(id) ?? id),
    securityGroupIds: tasks.securityGroupIds.map((id) => groups.get(id) ?? id),
  };
}

const AWS_LISTS = [
  { id: 'pl-6da54004', name: 'com.amazonaws.eu-west-1.s3', cidrs: ['52.218.0.0/17', '3.5.64.0/21'] },
  { id: 'pl-6fa54006', name: 'com.amazonaws.eu-west-1.dynamodb', cidrs: ['52.94.5.0/24'] },
];

const aNetwork = (change: Partial<Network> = {}): Network => ({
  ...declareNewVpc({
    region: 'eu-west-1',
    vpcCidr: '10.27.0.0/16',
    azCount: 2,
    azs: undefined,
    name: 'x',
  }),
  prefixLists: AWS_LISTS,
  ...change,
});

describe('a redacted network', () => {
  it.each([
    ['logs.us-iso-east-1.c2s.ic.gov', true],
    ['eusc-de-east-1.amazonaws.eu', true],
    ['com', true],
    ['payroll.internal', false],
  ])('keeps the zone %s: %s', (name, keeps) => {
    const made = aNetwork({ hostedZones: [{ id: 'Z0123456789ABCDEFGHIJ', name }] });
    const { hostedZones } = redact(made);
    expect(hostedZones?.[0]?.name === name).toBe(keeps);
    expect(hostedZones?.[0]?.id).not.toContain('ABCDEF');
  });

  it.each([
    ['a spoke and its hub', SPOKE],
    [
      'a Profile whose zone nobody could read',
      {
        ...SPOKE,
        hostedZones: [{ id: 'Z0123456789ABCDEFGHIJ', name: '', profileId: 'rp-0123456789abcdef' }],
      },
    ],
    [
      'a hub whose group is closed',
      withHub(({ securityGroups }) => ({
        securityGroups: securityGroups?.map((one) => ({ ...one, ingress: [] })),
      })),
    ],
  ])('of %s keeps its paths, and names nothing of the other VPC', (_, network) => {
    const made = redact(network);
    const { needs, tasks } = sceneOf(network);
    const ways = (of: Network, about: Tasks) =>
      trace(of, needs, about).map(({ via, faults }) => [via, faults.map(({ rule }) => rule)]);
    expect(ways(made, renamed(network, made, tasks))).toEqual(ways(network, tasks));
    expect(snapshotText(made)).not.toMatch(/vpc-hub|sg-hub|rtb-hub/);
    expect(redact(loadSnapshot(snapshotText(made), 'made'))).toEqual({ ...made, source: 'snapshot' });
  });

  it('has the same paths and findings as the one it was made of', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(smallNetwork(6), ({ network, needs, tasks, shape }) => {
        const other = redact(network);
        const theirs = renamed(network, other, tasks);
        const before = trace(network, needs, tasks);
        const after = trace(other, needs, theirs);
        const ways = (paths: typeof before) =>
          paths.map(({ service, via, faults }) => [service, via, faults.map(({ rule }) => rule)]);
        expect(ways(after)).toEqual(ways(before));
        const said = (one: Network, paths: typeof before, ofTasks: Tasks) =>
          findings({ network: one, needs, tasks: ofTasks, paths, launchType: shape.launchType }).map(
            ({ rule, severity, services, subnetIds, resources, changes }) => [
              ...[rule, severity, services, subnetIds.length, resources.length],
              changes.map(({ kind }) => kind),
            ],
          );
        expect(said(other, after, theirs)).toEqual(said(network, before, tasks));
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('loads again as it was written, and redacted again is the same', () => {
    fc.assert(
      fc.property(smallNetwork(4), ({ network }) => {
        const once = snapshotText(redact({ ...network, source: 'live' }));
        expect(snapshotText(loadSnapshot(once, 'x'))).toBe(once);
        expect(snapshotText(redact(loadSnapshot(once, 'x')))).toBe(once);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it('holds nothing that was in a text of the other one', () => {
    const network = aNetwork({
      vpc: {
        id: 'vpc-0secret1',
        name: 'secret-vpc.example',
        cidrs: ['10.27.0.0/16', '100.99.0.0/20'],
        ipv6Cidrs: ['2a05:d018:5ec:e700::/56'],
        dnsSupport: true,
        dnsHostnames: true,
        nameServers: ['10.99.88.77', '203.0.113.99'],
      },
      subnets: [
        {
          id: 'subnet-0123456789abcdef0',
          name: 'secret subnet',
          az: 'eu-west-1a',
          cidr: '10.27.99.0/24',
          routeTableId: 'rtb-0123456789abcdef0',
          implicit: false,
        },
      ],
      routeTables: [
        {
          id: 'rtb-0123456789abcdef0',
          name: 'secret-table',
          main: true,
          routes: [
            {
              destination: '203.0.113.0/24',
              target: { kind: 'transit-gateway', id: 'tgw-0123456789abcdef0' },
              state: 'active',
              propagated: false,
            },
          ],
        },
      ],
      endpoints: [
        {
          id: 'vpce-0123456789abcdef0',
          name: 'secret-endpoint',
          serviceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
          service: undefined,
          kind: 'interface',
          state: 'available',
          privateDns: true,
          inboundResolverOnly: false,
          subnetIds: ['subnet-0123456789abcdef0'],
          interfaces: [
            { id: 'eni-0123456789abcdef0', subnetId: 'subnet-0123456789abcdef0', ip: '10.27.99.57' },
          ],
          securityGroupIds: ['sg-0123456789abcdef0'],
          routeTableIds: [],
          policy: JSON.stringify({
            Version: '2012-10-17',
            Id: 'secret-id',
            Statement: [
              {
                Sid: 'SecretSid',
                Effect: 'Allow',
                Principal: { AWS: ['arn:aws:iam::123456789012:role/secret-role', '210987654321'] },
                Action: ['s3:GetObject'],
                Resource: ['arn:aws:s3:::secret-bucket/secret-path/*', 'arn:aws:s3:::prod-eu-west-1-*'],
                Condition: {
                  StringEquals: {
                    'aws:PrincipalOrgID': 'o-secretorg1',
                    'aws:PrincipalTag/secrettag': 'secret',
                  },
                  IpAddress: { 'aws:SourceIp': '203.0.113.7/32' },
                },
              },
            ],
          }),
        },
      ],
      securityGroups: [
        {
          id: 'sg-0123456789abcdef0',
          name: 'secret group',
          ingress: [
            {
              protocol: 'tcp',
              fromPort: 443,
              toPort: 443,
              cidrs: ['198.51.100.64/26'],
              ipv6Cidrs: ['2a05:d018:5ec:e701::/64'],
              prefixListIds: ['pl-0123456789abcdef0'],
              groupIds: ['sg-0fedcba9876543210'],
            },
          ],
          egress: [],
        },
      ],
      unreadable: [
        {
          call: 'DescribeNatGateways',
          action: 'ec2:DescribeNatGateways',
          reason: 'User arn:aws:iam::123456789012:user/x of vpc-0123456789abcdef0 may not.',
        },
      ],
    });
    const text = snapshotText(redact(network));
    expect(text).not.toMatch(/secret|0123456789ab|fedcba98|123456789012|210987654321/i);
    expect(text).not.toMatch(/10\.27\.|10\.99\.|203\.0\.113|198\.51\.100\.64|2a05:|100\.99\./);
    expect(text).toContain('arn:aws:s3:::prod-eu-west-1-*');
    expect(text).toContain('eu-west-1a');
  });
});

describe('other addresses', () => {
  const octet = fc.nat(255);
  const anyBlock = fc
    .record({
      first: fc.constantFrom(10, 10, 10, 172, 192, 100, 52, 3, 203, 8),
      rest: fc.tuple(octet, octet, octet),
      prefix: fc.integer({ min: 9, max: 32 }),
    })
    .map(({ first, rest, prefix }) => {
      const all = [first, ...rest].reduce((sum, part) => sum * 256 + part, 0);
      const base = Math.floor(all / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
      return `${[24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.')}/${prefix}`;
    });
  const bits = (cidr: string): string => {
    const [address = '', prefix = '32'] = cidr.split('/');
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')
      .slice(0, Number(prefix));
  };
  const isPrivate = (cidr: string) => /^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.)/.test(cidr);

  it('contain and touch each other as before, stay private or public, and keep AWS’s own', () => {
    fc.assert(
      fc.property(fc.array(anyBlock, { minLength: 2, maxLength: 12 }), (blocks) => {
        const map = addressMap(aNetwork());
        const others = blocks.map(map);
        for (const [index, block] of blocks.entries()) {
          const other = others[index] ?? '';
          expect(bits(other)).toHaveLength(bits(block).length);
          if (bits(block).length >= 16) expect([block, isPrivate(other)]).toEqual([block, isPrivate(block)]);
          for (const [at, against] of blocks.entries()) {
            const inside = (a: string, b: string) => bits(b).startsWith(bits(a));
            expect(inside(other, others[at] ?? '')).toBe(inside(block, against));
          }
          for (const list of AWS_LISTS.flatMap(({ cidrs }) => cidrs)) {
            const apart = (a: string, b: string) =>
              !bits(a).startsWith(bits(b)) && !bits(b).startsWith(bits(a));
            expect(apart(other, list)).toBe(apart(block, list));
          }
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it.each(['52.218.0.0/17', '52.218.3.4', '0.0.0.0/0', '::/0', AMAZON_DNS, '169.254.169.253', '10.0.0.0/8'])(
    'leave %s as it is',
    (text) => {
      expect(addressMap(aNetwork())(text)).toBe(text);
    },
  );

  it.each(['10.27.0.0/16', '10.0.0.0/16', '172.31.0.0/16', '192.168.4.0/22', '10.255.255.240/28'])(
    'keep the resolver at the second address of %s',
    (cidr) => {
      const network = aNetwork({ vpc: { ...aNetwork().vpc, cidrs: [cidr] } });
      const map = addressMap(network);
      const second = (block: string) => {
        const [address = ''] = block.split('/');
        const parts = address.split('.').map(Number);
        return [...parts.slice(0, 3), (parts[3] ?? 0) + 2].join('.');
      };
      // Whatever was met before.
      map('10.27.77.0/24');
      map('172.31.99.0/24');
      expect(map(second(cidr))).toBe(second(map(cidr)));
    },
  );
});

describe('a redacted policy', () => {
  const verdictOf = (statement: object | undefined) => {
    const policy = statement && JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const endpoint = {
      id: 'vpce-1',
      serviceName: 'com.amazonaws.eu-west-1.s3',
      service: 's3',
      kind: 'gateway' as const,
      state: 'available',
      privateDns: false,
      inboundResolverOnly: false,
      subnetIds: [],
      interfaces: [],
      securityGroupIds: [],
      routeTableIds: [],
      policy,
    };
    const other = redact(aNetwork({ endpoints: [endpoint] })).endpoints?.[0]?.policy;
    return [policyVerdict(policy, 's3', 'eu-west-1'), policyVerdict(other, 's3', 'eu-west-1')];
  };

  const part = <T>(...values: T[]) => fc.constantFrom(...values);
  const statements = fc.record(
    {
      Effect: part('Allow', 'Deny', 'Perhaps'),
      Principal: part<unknown>('*', { AWS: '*' }, { AWS: 'arn:aws:iam::123456789012:root' }),
      Action: part<unknown>(
        '*',
        's3:*',
        's3:GetObject',
        ['s3:PutObject', 's3:Get*'],
        'S3:getobject',
        'odd one',
      ),
      NotAction: part('s3:Put*'),
      Resource: part<unknown>(
        '*',
        'arn:aws:s3:::*',
        'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*',
        ['arn:aws:s3:::mine/*', 'arn:aws:s3:::prod-*'],
        'arn:aws:s3:::mine',
        'arn:*:s3:::*/*',
      ),
      NotResource: part('arn:aws:s3:::mine/*', 'arn:aws:s3:::prod-eu-west-1-star*'),
      Condition: part<unknown>(
        {},
        { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
        { StringNotEquals: { 'aws:PrincipalAccount': '123456789012' } },
        { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
        'odd',
      ),
    },
    { requiredKeys: ['Effect'] },
  );

  it('is judged as the one it was made of', () => {
    fc.assert(
      fc.property(statements, (statement) => {
        const [before, after] = verdictOf(statement);
        expect(after).toEqual(before);
      }),
      { numRuns: 400, seed: 1 },
    );
  });
});
