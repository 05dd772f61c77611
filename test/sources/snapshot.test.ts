import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Network } from '../../src/core/network/network.ts';
import { Problem } from '../../src/core/problem.ts';
import { loadSnapshot, snapshotText } from '../../src/sources/snapshot/snapshot.ts';

const network: Network = {
  region: 'eu-west-1',
  partition: 'aws',
  source: 'live',
  vpc: {
    id: 'vpc-0a1b2c3d4e5f60718',
    name: 'shop (prod), "main" — 店',
    cidrs: ['10.0.0.0/16'],
    ipv6Cidrs: ['2a05:d018:1:2::/56'],
    shared: true,
    ownerId: '444455556666',
    dnsSupport: true,
    dnsHostnames: undefined,
    nameServers: ['AmazonProvidedDNS', 'fd00:ec2::253'],
  },
  subnets: [
    {
      id: 'subnet-0aaaaaaaaaaaaaaa1',
      az: 'eu-west-1a',
      cidr: undefined,
      routeTableId: 'rtb-0aaaaaaaaaaaaaaa1',
      implicit: true,
    },
  ],
  routeTables: [
    {
      id: 'rtb-0aaaaaaaaaaaaaaa1',
      main: true,
      routes: [
        {
          destination: '::/0',
          target: { kind: 'unknown', id: 'unknown' },
          state: 'active',
          propagated: false,
        },
        {
          destination: 'pl-6da54004',
          target: { kind: 'vpc-endpoint', id: 'vpce-0ccccccccccccccc2' },
          state: 'blackhole',
          propagated: true,
        },
        {
          destination: '10.9.0.0/16',
          target: {
            kind: 'core-network',
            id: 'core-network-0fab',
          },
          state: 'active',
          propagated: false,
        },
      ],
    },
  ],
  endpoints: [
    {
      id: 'vpce-0ccccccccccccccc2',
      serviceName: 'com.amazonaws.eu-west-1.s3',
      service: 's3',
      serviceRegion: 'us-east-1',
      kind: 'gateway',
      state: 'pending-acceptance',
      privateDns: false,
      inboundResolverOnly: false,
      subnetIds: [],
      interfaces: [{ id: 'eni-0a', subnetId: 'subnet-0a', ip: undefined }],
      securityGroupIds: [],
      routeTableIds: ['rtb-0aaaaaaaaaaaaaaa1'],
      policy: '{\n  "Statement": []\n}',
    },
    {
      id: 'vpce-0ddddddddddddddd3',
      serviceName: '',
      service: undefined,
      kind: 'other',
      state: 'available',
      privateDns: false,
      inboundResolverOnly: false,
      subnetIds: [],
      interfaces: [],
      securityGroupIds: [],
      routeTableIds: [],
      policy: undefined,
    },
  ],
  securityGroups: [
    {
      id: 'sg-0a',
      name: 'web & db {x}!',
      ingress: [
        {
          protocol: '-1',
          fromPort: undefined,
          toPort: undefined,
          cidrs: ['0.0.0.0/0'],
          ipv6Cidrs: ['::/0'],
          prefixListIds: ['pl-1'],
          groupIds: ['sg-0b'],
        },
      ],
      egress: [],
    },
  ],
  networkAcls: undefined,
  hostedZones: [
    { id: 'Z0123456789ABC', name: 'api.ecr.eu-west-1.amazonaws.com' },
    { id: 'Z1', name: '\\052.shop.internal' },
  ],
  natGateways: [{ id: 'nat-0a', subnetId: undefined, state: 'available', connectivity: 'public' }],
  prefixLists: [{ id: 'pl-1', name: 'com.amazonaws.eu-west-1.s3', cidrs: undefined }],
  offers: undefined,
  unreadable: [
    {
      call: 'DescribeNetworkAcls',
      action: 'ec2:DescribeNetworkAcls',
      reason: 'The credentials in use are not allowed ec2:DescribeNetworkAcls.',
    },
  ],
  assumptions: [],
};

type Place = readonly (string | number)[];

/** The snapshot's text with another value in one place, or without that place. */
function changed(place: Place, value: unknown): string {
  const json = JSON.parse(snapshotText(network));
  let at = json;
  for (const key of place.slice(0, -1)) at = at[key];
  at[place.at(-1) ?? ''] = value;
  return JSON.stringify(json);
}

/** Every place in a JSON value but the whole. */
const placesIn = (value: unknown): Place[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) => {
        const step = Array.isArray(value) ? Number(key) : key;
        return [[step], ...placesIn(item).map((place) => [step, ...place])];
      })
    : [];

const problemOf = (text: string): string => {
  try {
    loadSnapshot(text, 'shop.json');
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  return 'loaded';
};

it('makes names visible, as those that AWS tells', () => {
  const saved = JSON.parse(snapshotText(network));
  const read = (name: string) =>
    loadSnapshot(JSON.stringify({ ...saved, vpc: { ...saved.vpc, name } }), 'x').vpc;
  expect(read('\u001b[2Jx').name).toBe('\ufffd[2Jx');
  expect(read('a\u202eb\nc').name).toBe('a\ufffdb c');
});

describe('snapshot', () => {
  it('loads as what was saved, but for its source', () => {
    expect(loadSnapshot(snapshotText(network), 'shop.json')).toStrictEqual({
      ...network,
      source: 'snapshot',
    });
  });

  it('is the same bytes when loaded and saved again', () => {
    const text = snapshotText(network);
    expect(snapshotText(loadSnapshot(text, 'shop.json'))).toBe(text);
  });

  it('has its keys in one order, whatever the order in the network', () => {
    const { vpc, ...rest } = network;
    const { id, ...facts } = vpc;
    expect(snapshotText({ ...rest, vpc: { ...facts, id } })).toBe(snapshotText(network));
  });

  it('says null for what was not read, and nothing of where it came from', () => {
    const json = JSON.parse(snapshotText(network));
    expect(json).toMatchObject({ schemaVersion: 1, networkAcls: null, offers: null });
    expect(json).not.toHaveProperty('source');
  });

  it('loads a file with a byte order mark and Windows line ends', () => {
    const text = `\uFEFF${snapshotText(network).replaceAll('\n', '\r\n')}`;
    expect(loadSnapshot(text, 'shop.json')).toStrictEqual({ ...network, source: 'snapshot' });
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'shop.json is not JSON'],
    ['text', 'hello', 'shop.json is not JSON'],
    ['half a file', snapshotText(network).slice(0, 500), 'shop.json is not JSON'],
    ['null', 'null', 'shop.json is not a snapshot: it holds null, not an object.'],
    ['another JSON file', '{"name":"x"}', 'shop.json is not a snapshot: it has no schemaVersion.'],
    ['a list', '[]', 'shop.json is not a snapshot: it has no schemaVersion.'],
    [
      'a later version',
      changed(['schemaVersion'], 2),
      'shop.json is a snapshot of version 2; this program reads version 1.',
    ],
    ['a missing field', changed(['networkAcls'], undefined), 'shop.json: networkAcls is missing.'],
    [
      'a missing field inside',
      changed(['subnets', 0, 'routeTableId'], undefined),
      'shop.json: subnets[0].routeTableId is missing.',
    ],
    [
      'an unknown field inside',
      changed(['vpc', 'dnsSupprt'], true),
      'shop.json: vpc.dnsSupprt is not a field of a snapshot.',
    ],
    [
      'a wrong type',
      changed(['vpc', 'dnsSupport'], 'yes'),
      'shop.json: vpc.dnsSupport: expected boolean, found "yes".',
    ],
    [
      'null where there must be an answer',
      changed(['routeTables', 0, 'main'], null),
      'shop.json: routeTables[0].main: expected boolean, found null.',
    ],
    [
      'a CIDR that is none',
      changed(['vpc', 'cidrs', 0], '10.0.0.0'),
      'shop.json: vpc.cidrs[0]: expected a CIDR block, found "10.0.0.0".',
    ],
    ...['__proto__', '300.0.0.1', '.:1'].map((ip): [string, string, string] => [
      `an address that is none: ${ip}`,
      changed(['endpoints', 0, 'interfaces', 0, 'ip'], ip),
      `shop.json: endpoints[0].interfaces[0].ip: expected an address, found "${ip}".`,
    ]),
    [
      'an id that a shell would read as more',
      changed(['vpc', 'id'], 'vpc-1; true'),
      'shop.json: vpc.id: expected an id or a name without spaces, found "vpc-1; true".',
    ],
    [
      'an id that a program would read as an option',
      changed(['vpc', 'id'], '--debug'),
      'shop.json: vpc.id: expected an id or a name without spaces, found "--debug".',
    ],
    ['a name of nothing', changed(['vpc', 'name'], ' '), 'shop.json: vpc.name: expected text, found'],
    [
      'a Region that is none',
      changed(['region'], 'nowhere'),
      'shop.json: region: "nowhere" is not the name of an AWS Region.',
    ],
    [
      'a Region of another partition',
      changed(['region'], 'cn-north-1'),
      'shop.json: partition: cn-north-1 is in aws-cn, not in aws.',
    ],
  ])('says what is wrong with %s', (_, text, message) => {
    expect(problemOf(text)).toContain(message);
  });

  it('holds what decides and is rarely told', () => {
    const rare: Network = {
      ...network,
      vpc: { ...network.vpc, blockPublicAccess: 'block-ingress' },
      subnets: network.subnets.map((subnet) => ({
        ...subnet,
        ipv6Cidrs: ['2001:db8::/64'],
        blockPublicAccess: 'block-bidirectional',
      })),
      endpoints: network.endpoints?.map((endpoint) => ({ ...endpoint, ipv6Only: true as const })),
      routeTables: network.routeTables?.map((table) => ({
        ...table,
        routes: [
          {
            destination: 'unknown',
            target: { kind: 'odb-network', id: 'arn:aws:odb:eu-west-1:111122223333:odb-network/odbnet_1' },
            state: 'active',
            propagated: false,
          },
          {
            destination: '10.9.0.0/16',
            target: { kind: 'ip-address', id: '10.0.0.9' },
            state: 'active',
            propagated: true,
          },
        ],
      })),
    };
    expect(loadSnapshot(snapshotText(rare), 'shop.json')).toStrictEqual({ ...rare, source: 'snapshot' });
  });

  it("leaves out what only adoption looks at, the endpoints' tags first", () => {
    const endpoints = network.endpoints?.map((endpoint) => ({
      ...endpoint,
      tags: { owner: 'secret' },
      ipAddressType: 'dualstack',
      requesterManaged: true as const,
    }));
    expect(snapshotText({ ...network, endpoints })).toBe(snapshotText(network));
  });

  it('gives a network or a Problem for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(problemOf(text)).toMatch(/^shop\.json/);
      }),
    );
  });

  it('gives a network or a Problem whatever stands in any one place', () => {
    const places = placesIn(JSON.parse(snapshotText(network)));
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
        expect(problemOf(changed(place, value))).toMatch(/^(shop\.json|loaded$)/);
      }),
      { numRuns: 500 },
    );
  });
});
