import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cidr, formatCidr, mergedCidrs, rangesOf, subtract } from '../../src/core/network/cidr.ts';
import type { Network } from '../../src/core/network/network.ts';
import { findings, plan, texts } from '../engine.ts';
import { ENDPOINT_GROUP, edit, group, RIGHT, sceneOf, without } from './rules/network.ts';

/** What AWS's quotas leave of the answer "one rule for each subnet" in a large VPC. */

/** @param step 1 for blocks side by side, 2 for gaps between them */
function large(count: number, step: number): { network: Network; subnetIds: string[]; cidrs: string[] } {
  const [model] = RIGHT.subnets;
  if (!model) throw new Error('no subnet');
  const subnets = Array.from({ length: count }, (_, index) => {
    const place = index * step;
    return { ...model, id: `subnet-${index}`, cidr: `10.${Math.floor(place / 256)}.${place % 256}.0/24` };
  });
  const subnetIds = subnets.map(({ id }) => id);
  const network: Network = {
    ...RIGHT,
    vpc: { ...RIGHT.vpc, cidrs: ['10.0.0.0/8'] },
    subnets: [...subnets, ...RIGHT.subnets.slice(1)],
    endpoints: (RIGHT.endpoints ?? []).map((endpoint) =>
      endpoint.kind === 'interface' ? { ...endpoint, subnetIds: ['subnet-0'], interfaces: [] } : endpoint,
    ),
    networkAcls: (RIGHT.networkAcls ?? []).map((acl) => ({ ...acl, subnetIds })),
  };
  return { network, subnetIds, cidrs: subnets.map(({ cidr }) => cidr) };
}

const planned = (network: Network, subnetIds: readonly string[]) =>
  plan({
    ...sceneOf(network, { subnetIds }),
    iac: 'terraform',
    name: 'private-ecs',
    tags: {},
    s3Policy: 'full',
  });

const closed = (network: Network) =>
  edit(network, 'securityGroups', ENDPOINT_GROUP, () => group(ENDPOINT_GROUP, {}));

/** Whether two lists of blocks hold the same addresses. */
const sameAddresses = (some: readonly string[], others: readonly string[]): boolean =>
  subtract(rangesOf(some), rangesOf(others)).length + subtract(rangesOf(others), rangesOf(some)).length === 0;

describe('blocks', () => {
  const block = fc
    .tuple(fc.nat(2 ** 12), fc.integer({ min: 20, max: 32 }))
    .map(([place, prefix]): Cidr => ({ base: (place * 2 ** (32 - prefix)) % 2 ** 32, prefix }));

  it('merged hold the same addresses, in as few blocks as can be', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 30 }), (blocks) => {
        const texts = blocks.map(formatCidr);
        const merged = mergedCidrs(texts);
        expect(sameAddresses(merged, texts)).toBe(true);
        expect(merged.length).toBeLessThanOrEqual(texts.length);
        expect(mergedCidrs(merged)).toEqual(merged);
      }),
    );
  });

  it.each([
    [['10.0.0.0/24', '10.0.1.0/24'], ['10.0.0.0/23']],
    [
      ['10.0.1.0/24', '10.0.2.0/24'],
      ['10.0.1.0/24', '10.0.2.0/24'],
    ],
    [
      ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24'],
      ['10.0.0.0/23', '10.0.2.0/24'],
    ],
    [['10.0.0.0/16', '10.0.3.0/24'], ['10.0.0.0/16']],
    [['128.0.0.0/1', '0.0.0.0/1'], ['0.0.0.0/0']],
    [[], []],
  ])('%j become %j', (blocks, merged) => expect(mergedCidrs(blocks)).toEqual(merged));
});

describe('the tasks of very many subnets', () => {
  it.each([
    ['side by side share rules', 300, 1, 4],
    ['few enough have a rule each', 60, 1, 60],
    ['with gaps between them have a rule each, however many', 70, 2, 70],
  ])('%s', (_, count, step, rules) => {
    const { network, subnetIds, cidrs } = large(count, step);
    const { changes, after, notes } = planned(closed(network), subnetIds);
    const admitted = changes.map((change) =>
      change.kind === 'authorize-ingress' && change.source.kind === 'cidr' ? change.source.cidr : change.kind,
    );
    expect(admitted).toHaveLength(rules);
    expect(sameAddresses(admitted, cidrs)).toBe(true);
    expect(after.every(({ via }) => via === 'endpoint')).toBe(true);
    const quota = `Security group ${ENDPOINT_GROUP} would have ${rules} inbound rules; AWS's default quota is 60.`;
    expect(texts(notes).includes(quota)).toBe(rules > 60);
  });

  it('share rules where the group has little room left', () => {
    const { network, subnetIds } = large(8, 1);
    const own = Array.from({ length: 55 }, (_, index) => `192.168.${index}.0/24`);
    const full = edit(network, 'securityGroups', ENDPOINT_GROUP, () =>
      group(ENDPOINT_GROUP, { ingress: own }),
    );
    expect(planned(full, subnetIds).changes).toEqual([
      { kind: 'authorize-ingress', groupId: ENDPOINT_GROUP, source: { kind: 'cidr', cidr: '10.0.0.0/21' } },
    ]);
  });

  const [open] = RIGHT.networkAcls ?? [];
  const shutOff = (network: Network, subnetIds: readonly string[]): Network => ({
    ...network,
    networkAcls: open
      ? subnetIds.map((id) => ({ ...open, id: `acl-${id}`, subnetIds: [id], entries: [] }))
      : [],
  });
  const shutAtEndpoint = (network: Network, subnetIds: readonly string[]): Network => ({
    ...network,
    networkAcls: open
      ? [
          { ...open, id: 'acl-endpoints', subnetIds: ['subnet-0'], entries: [] },
          { ...open, subnetIds: subnetIds.slice(1) },
        ]
      : [],
  });

  // The time of the processor alone, so that what else the machine does counts less; squared growth would be 16 times.
  it.each<[string, (network: Network, subnetIds: readonly string[]) => Network]>([
    ['the endpoints’ group keeps out', closed],
    ['the endpoints’ network ACL keeps out', shutAtEndpoint],
    ['network ACLs of their own keep in', shutOff],
  ])(
    'that %s, with gaps between them, cost as much more as they are more',
    { timeout: 120_000 },
    (_, shut) => {
      const cost = (count: number): number => {
        const { network, subnetIds } = large(count, 2);
        const broken = shut(network, subnetIds);
        const before = process.cpuUsage();
        const { after } = planned(broken, subnetIds);
        const { user } = process.cpuUsage(before);
        expect(after.filter(({ via }) => via !== 'endpoint')).toEqual([]);
        return user;
      };
      cost(100);
      const small = Math.min(cost(100), cost(100));
      expect(Math.min(cost(400), cost(400)) / small).toBeLessThan(10);
    },
  );

  it('share the rules of a new group', () => {
    const { network, subnetIds, cidrs } = large(300, 1);
    const { securityGroup } = planned(without(closed(network), 'ecr.api'), subnetIds);
    const admitted = securityGroup?.sources.map(({ peer }) => (peer.kind === 'cidr' ? peer.cidr : peer.kind));
    expect(admitted).toHaveLength(4);
    expect(sameAddresses(admitted ?? [], cidrs)).toBe(true);
  });
});

it('share the entries of a network ACL of the endpoints that has no room for one each', () => {
  const { network, subnetIds, cidrs } = large(64, 1);
  const [open] = network.networkAcls ?? [];
  if (!open) throw new Error('no network ACL');
  const shut = { ...open, id: 'acl-endpoints', subnetIds: ['subnet-0'], entries: [] };
  const apart = { ...network, networkAcls: [shut, { ...open, subnetIds: subnetIds.slice(1) }] };
  const { changes, after, notes } = planned(apart, subnetIds);
  const requests = changes.flatMap((change) =>
    change.kind === 'add-network-acl-entry' && !change.egress && change.fromPort === 443 ? [change.cidr] : [],
  );
  // 10.0.0.0/24 is the endpoints' own subnet: nothing between it and them asks a network ACL.
  expect(sameAddresses(requests, cidrs.slice(1))).toBe(true);
  expect(requests).toHaveLength(6);
  expect(after.every(({ via }) => via === 'endpoint')).toBe(true);
  expect(texts(notes).join()).not.toContain('quota');
});

describe('what doctor prints', () => {
  it('has one group for all endpoints that are missing, and takes it back last', () => {
    const scene = sceneOf(without(closed(RIGHT), 'ecr.api', 'ecr.dkr'));
    const missing = findings(scene).find(({ rule }) => rule === 'endpoint-missing');
    const [first, ...others] = missing?.fix?.command.split('\n') ?? [];
    expect(first).toMatch(/^GROUP=\$\(aws ec2 describe-security-groups .*aws ec2 create-security-group /);
    expect(others).toHaveLength(2);
    for (const line of others) expect(line).toMatch(/create-vpc-endpoint .* --security-group-ids "\$GROUP"/);
    const undo = missing?.fix?.undo.split('\n') ?? [];
    expect(undo).toHaveLength(3);
    expect(undo.at(-1)).toMatch(/^aws ec2 delete-security-group --region eu-west-1 /);
    expect(missing?.fix?.command).toContain('Values=vpc-endpoints-for-tasks ');
  });

  it('names the new group as no group of the VPC is named', () => {
    const taken = { ...group('sg-taken', {}), name: 'vpc-endpoints-for-tasks' };
    const network = without(closed(RIGHT), 'ecr.api');
    const scene = sceneOf({ ...network, securityGroups: [...(network.securityGroups ?? []), taken] });
    const missing = findings(scene).find(({ rule }) => rule === 'endpoint-missing');
    expect(missing?.fix?.command).toContain('--group-name vpc-endpoints-for-tasks-2 ');
  });
});

describe('groups that could be read in part', () => {
  const withGroups = (ingress: readonly string[]): Network => ({
    ...RIGHT,
    securityGroups: [group(ENDPOINT_GROUP, { ingress })],
    endpoints: (RIGHT.endpoints ?? []).map((endpoint) => ({
      ...endpoint,
      securityGroupIds: endpoint.kind === 'interface' ? [ENDPOINT_GROUP, 'sg-unread'] : [],
    })),
  });
  const ways = (network: Network) => [
    ...new Set(
      sceneOf(network).paths.map(({ service, via }) => `${service === 's3' ? 's3' : 'others'} ${via}`),
    ),
  ];

  it('let in whom those that were read let in', () => {
    expect(ways(withGroups(['10.0.0.0/16']))).toEqual(['others endpoint', 's3 endpoint']);
  });

  it('keep nobody out for sure', () => {
    expect(ways(withGroups([]))).toEqual(['others unknown', 's3 endpoint']);
  });
});
