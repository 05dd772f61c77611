import { describe, expect, it } from 'vitest';
import { zonesDeciding } from '../../src/core/network/hosted-zones.ts';
import type { Network } from '../../src/core/network/network.ts';
import type { RecordReply } from '../../src/core/network/replies.ts';
import { followZones } from '../../src/sources/aws/follow-zones.ts';
import { type HubReader, hubReader, RECORDS_CALL } from '../../src/sources/aws/hub-reader.ts';
import { edit, endpointIdOf, RIGHT } from '../core/rules/network.ts';
import { nameOf, SPOKE } from '../core/rules/spoke.ts';

const HUB_ACCOUNT = '111111111111';
const spoke: Network = {
  ...SPOKE,
  hubs: [],
  hostedZones: [
    { id: 'Z-api', name: nameOf('ecr.api') },
    { id: 'Z-dkr', name: nameOf('ecr.dkr') },
  ],
};
const vpceName = (id: string) => `${id}-abcd1234.api.ecr.eu-west-1.vpce.amazonaws.com.`;
const recordsOf = (service: 'ecr.api' | 'ecr.dkr', id: string): RecordReply[] =>
  ['', '\\052.'].map((before) => ({
    Name: `${before}${nameOf(service)}.`,
    Type: 'A',
    AliasTarget: { DNSName: vpceName(id) },
  }));
const API = 'vpce-0a';
const DKR = 'vpce-0d';
const hub: Network = { ...RIGHT, vpc: { ...RIGHT.vpc, id: 'vpc-hub' } };
const withIds = edit(
  edit(hub, 'endpoints', endpointIdOf('ecr.api'), () => ({ id: API })),
  'endpoints',
  endpointIdOf('ecr.dkr'),
  () => ({ id: DKR }),
);
const reader = (change: Partial<HubReader> = {}): HubReader => ({
  records: async ({ id }) => (id === 'Z-api' ? recordsOf('ecr.api', API) : recordsOf('ecr.dkr', DKR)),
  vpcs: async () => [withIds],
  ...change,
});
const owners = new Map([
  ['Z-api', HUB_ACCOUNT],
  ['Z-dkr', HUB_ACCOUNT],
]);
const follow = (reads: HubReader, network = spoke) =>
  followZones(network, { owners, services: ['ecr.api', 'ecr.dkr', 's3'], reader: reads });

describe('zones are followed', () => {
  it('to a hub, of which only what decides is kept', async () => {
    const { hostedZones, hubs = [] } = await follow(reader());
    expect(hostedZones?.map(({ records }) => records?.map(({ endpointId }) => endpointId))).toEqual([
      [API, API],
      [DKR, DKR],
    ]);
    expect(hubs).toHaveLength(1);
    expect(hubs[0]?.endpoints?.map(({ id }) => id)).toEqual([API, DKR]);
    expect(hubs[0]?.subnets.map(({ id }) => id)).toEqual(['subnet-a', 'subnet-b']);
    expect(hubs[0]?.routeTables?.map(({ id }) => id)).toEqual(['rtb-a', 'rtb-b']);
    expect(hubs[0]?.securityGroups?.map(({ id }) => id)).toEqual(['sg-endpoints']);
    expect(hubs[0]?.networkAcls?.map(({ subnetIds }) => subnetIds)).toEqual([['subnet-a', 'subnet-b']]);
    expect(hubs[0]?.prefixLists?.map(({ id }) => id)).toEqual(['pl-s3']);
  });

  it('not where nothing has access to the account', async () => {
    const found = await follow(reader({ records: async () => undefined }));
    expect(found.hostedZones).toEqual(spoke.hostedZones);
    expect(found.hubs).toEqual([]);
    expect(found.unreadable).toEqual([]);
  });

  it('not where that is denied, which is said once', async () => {
    const denied = { ...RECORDS_CALL, reason: 'Denied.' };
    const found = await follow(reader({ records: async () => denied }));
    expect(found.hostedZones).toEqual(spoke.hostedZones);
    expect(found.unreadable).toEqual([denied]);
  });

  it('to endpoints of the VPC itself without looking for others', async () => {
    const own = edit(spoke, 'endpoints', 'vpce-s3', (gateway) => gateway);
    const network = { ...own, endpoints: withIds.endpoints };
    const found = await follow(reader({ vpcs: () => Promise.reject(new Error('asked')) }), network);
    expect(found.hostedZones?.[0]?.records?.[0]?.endpointId).toBe(API);
  });

  it('to endpoints that are not found', async () => {
    const found = await follow(reader({ vpcs: async () => [] }));
    expect(found.hostedZones?.[0]?.records).toHaveLength(2);
    expect(found.hubs).toEqual([]);
  });
});

describe('which zones decide', () => {
  const zones = (network: Network, names: readonly string[]) =>
    zonesDeciding({ ...network, hostedZones: names.map((name) => ({ id: name, name })) }, [
      'ecr.api',
      'ecr.dkr',
      's3',
    ]).map(({ name }) => name);

  it.each<[string, Network, readonly string[], readonly string[]]>([
    [
      'those of services without an endpoint',
      spoke,
      [nameOf('ecr.api'), 'shop.internal'],
      [nameOf('ecr.api')],
    ],
    [
      'the longest name',
      spoke,
      ['amazonaws.com', nameOf('ecr.dkr')],
      [nameOf('ecr.dkr'), 'amazonaws.com'].toReversed(),
    ],
    ['none where private DNS answers before them', RIGHT, ['amazonaws.com', 'eu-west-1.amazonaws.com'], []],
    ['that with the name of an endpoint', RIGHT, [nameOf('ecr.api')], [nameOf('ecr.api')]],
    ['none of services with gateways', spoke, [nameOf('s3')], []],
  ])('%s', (_, network, names, expected) => {
    expect(zones(network, names)).toEqual(expected);
  });
});

it('without access to an account nothing is asked', async () => {
  const nowhere = hubReader(
    async () => undefined,
    () => Promise.reject(new Error('asked')),
  );
  const place = { accountId: HUB_ACCOUNT, region: 'eu-west-1' };
  expect(await nowhere.records({ ...place, id: 'Z' })).toBeUndefined();
  expect(await nowhere.vpcs({ ...place, ids: [API] })).toEqual([]);
});
