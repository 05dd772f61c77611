import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Network, PrefixList, Route, RouteTargetKind } from '../../src/core/network/network.ts';
import { findings, plan } from '../engine.ts';
import { edit, gatewayEndpoint, interfaceEndpoint, RIGHT, sceneOf, withEndpoints } from './rules/network.ts';

/** Routes to prefix lists: a gateway's own, for IPv4 and IPv6, and those of customers. No order of routes decides anything. */

type Gateway = 's3' | 'dynamodb';
const SERVICES: readonly Gateway[] = ['s3', 'dynamodb'];

const route = (destination: string, kind: RouteTargetKind, id: string): Route => ({
  destination,
  target: { kind, id },
  state: 'active',
  propagated: false,
});

const BASE = withEndpoints(RIGHT, gatewayEndpoint('dynamodb'));

/** Both gateways, with these routes besides the local one and the default route. */
const withRoutes = (network: Network, ...routes: readonly Route[]): Network =>
  ['rtb-a', 'rtb-b'].reduce(
    (one, id) =>
      edit(one, 'routeTables', id, (table) => ({
        routes: [...table.routes.filter(({ destination }) => !destination.startsWith('pl-')), ...routes],
      })),
    network,
  );

const withLists = (network: Network, ...lists: readonly PrefixList[]): Network => ({
  ...network,
  prefixLists: [...(network.prefixLists ?? []), ...lists],
});

const sceneFor = (network: Network, service: Gateway) => sceneOf(network, { services: [service] });

const viaOf = (network: Network, service: Gateway) => [
  ...new Set(
    sceneFor(network, service).paths.flatMap((path) => (path.service === service ? [path.via] : [])),
  ),
];

const changesFor = (network: Network, service: Gateway) => {
  const scene = sceneFor(network, service);
  const { changes, prerequisites } = plan({
    ...scene,
    iac: 'terraform',
    name: 'private-ecs',
    tags: {},
    s3Policy: 'full',
  });
  return { planned: [...changes, ...prerequisites], advised: findings(scene).flatMap((one) => one.changes) };
};

const GWLB = {
  ...interfaceEndpoint('logs', { id: 'vpce-gwlb' }),
  kind: 'other',
  service: undefined,
  serviceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0fw',
} as const;

describe.each(SERVICES)('a dual-stack gateway of %s', (service) => {
  const own = [
    route(`pl-${service}`, 'vpc-endpoint', `vpce-${service}`),
    route('pl-0ipv6', 'vpc-endpoint', `vpce-${service}`),
  ];
  const lists: readonly (readonly [string, PrefixList])[] = [
    [
      'of AWS’s name',
      { id: 'pl-0ipv6', name: `com.amazonaws.eu-west-1.ipv6.${service}`, cidrs: ['2a05:d018::/36'] },
    ],
    ['whose name was not read', { id: 'pl-0ipv6', name: 'pl-0ipv6', cidrs: ['2a05:d018::/36'] }],
    ['whose entries were not read', { id: 'pl-0ipv6', name: 'pl-0ipv6', cidrs: undefined }],
  ];

  it.each(lists)('carries its IPv4 addresses, in whatever order its routes come: a list %s', (_, list) => {
    const others = SERVICES.filter((one) => one !== service).map((one) =>
      route(`pl-${one}`, 'vpc-endpoint', `vpce-${one}`),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray([...own, ...others], { minLength: 3 }), (routes) => {
        const network = withRoutes(withLists(BASE, list), ...routes);
        const both = routes.filter(({ target }) => target.id === `vpce-${service}`).length === 2;
        fc.pre(both && routes.length === 3);
        expect(viaOf(network, service)).toEqual(['endpoint']);
        expect(changesFor(network, service)).toEqual({ planned: [], advised: [] });
      }),
    );
  });

  it('is unknown where AWS’s lists were not read, in either order', () => {
    for (const routes of [own, own.toReversed()]) {
      expect(viaOf(withRoutes({ ...BASE, prefixLists: undefined }, ...routes), service)).toEqual(['unknown']);
    }
  });

  it('is one of several: only the one whose IPv4 route is in the table counts', () => {
    const second = gatewayEndpoint(service, { id: 'vpce-second', policy: '{"Statement":[]}' });
    const [, list] = lists[0] ?? [];
    const network = withRoutes(
      withLists(withEndpoints(BASE, second), ...(list ? [list] : [])),
      route('pl-0ipv6', 'vpc-endpoint', 'vpce-second'),
      route(`pl-${service}`, 'vpc-endpoint', `vpce-${service}`),
    );
    expect(viaOf(network, service)).toEqual(['endpoint']);
  });

  it('that nobody listed is unknown, and never NAT', () => {
    const network = withRoutes(BASE, route(`pl-${service}`, 'vpc-endpoint', 'vpce-of-the-owner'));
    expect(viaOf(network, service)).toEqual(['unknown']);
  });
});

describe.each(SERVICES)('a customer’s prefix list beside the gateway of %s', (service) => {
  const block = service === 's3' ? '52.218.0.0/17' : '52.94.24.0/23';
  const part = service === 's3' ? '52.218.0.0/18' : '52.94.24.0/24';
  const network = (cidrs: PrefixList['cidrs'], id = 'vpce-gwlb', gateway = true) =>
    withRoutes(
      withLists(withEndpoints(BASE, GWLB), { id: 'pl-0mine', name: 'pl-0mine', cidrs }),
      route('pl-0mine', 'vpc-endpoint', id),
      ...(gateway ? [route(`pl-${service}`, 'vpc-endpoint', `vpce-${service}`)] : []),
    );

  it.each<[string, PrefixList['cidrs'], string]>([
    ['that holds everything', ['0.0.0.0/0'], 'endpoint'],
    ['that holds other addresses', ['203.0.113.0/24'], 'endpoint'],
    ['that holds IPv6 alone', ['2001:db8::/32'], 'endpoint'],
    ['that holds a part of its addresses', [part], 'other'],
    ['that holds the same block, so that AWS picks one', [block], 'unknown'],
    ['whose entries were not read', undefined, 'unknown'],
  ])('%s', (_, cidrs, via) => expect(viaOf(network(cidrs), service)).toEqual([via]));

  it('leads to a firewall as the default route does', () => {
    const byDefault = (['rtb-a', 'rtb-b'] as const).reduce(
      (one, id) =>
        edit(one, 'routeTables', id, ({ routes }) => ({
          routes: routes.map((each) =>
            each.destination === '0.0.0.0/0' ? route('0.0.0.0/0', 'vpc-endpoint', 'vpce-gwlb') : each,
          ),
        })),
      withRoutes(withEndpoints(BASE, GWLB)),
    );
    expect(viaOf(byDefault, service)).toEqual(['other']);
    const byList = network(['0.0.0.0/1', '128.0.0.0/1'], 'vpce-gwlb', false);
    expect(viaOf(byList, service)).toEqual(['other']);
    const withoutDefault = ['rtb-a', 'rtb-b'].reduce(
      (one, id) =>
        edit(one, 'routeTables', id, ({ routes }) => ({
          routes: routes.filter(({ destination }) => destination !== '0.0.0.0/0'),
        })),
      byList,
    );
    expect(viaOf(withoutDefault, service)).toEqual(['other']);
  });

  it('to an endpoint that nobody listed is a firewall’s, since AWS’s own lists are known', () => {
    expect(viaOf(network(['0.0.0.0/1', '128.0.0.0/1'], 'vpce-unseen', false), service)).toEqual(['other']);
  });

  it('to an endpoint that nobody listed is unknown, where AWS’s lists are not known', () => {
    const blind = { ...network(['0.0.0.0/1', '128.0.0.0/1'], 'vpce-unseen', false) };
    const lists = blind.prefixLists?.filter(({ id }) => id === 'pl-0mine');
    expect(viaOf({ ...blind, prefixLists: lists }, service)).toEqual(['unknown']);
  });

  it('is deleted only where it holds nothing else', () => {
    const advised = (cidrs: readonly string[]) =>
      changesFor(network(cidrs), service).advised.filter(({ kind }) => kind === 'delete-route');
    expect(advised([part])).toEqual([
      {
        kind: 'delete-route',
        routeTableId: 'rtb-a',
        destination: 'pl-0mine',
        target: { kind: 'vpc-endpoint', id: 'vpce-gwlb' },
      },
      {
        kind: 'delete-route',
        routeTableId: 'rtb-b',
        destination: 'pl-0mine',
        target: { kind: 'vpc-endpoint', id: 'vpce-gwlb' },
      },
    ]);
    for (const more of ['203.0.113.0/24', '2001:db8::/32', '0.0.0.0/0'])
      expect(advised([part, more])).toEqual([]);
  });
});

it('no route that is wider than a service’s own blocks is ever deleted', () => {
  const blocks = [
    '0.0.0.0/0',
    '52.0.0.0/8',
    '52.218.0.0/16',
    '52.218.0.0/17',
    '52.218.64.0/18',
    '3.5.64.0/24',
  ];
  const target = fc.constantFrom<[RouteTargetKind, string]>(
    ['nat-gateway', 'nat-1'],
    ['vpc-endpoint', 'vpce-gwlb'],
    ['transit-gateway', 'tgw-1'],
  );
  const routes = fc.uniqueArray(fc.tuple(fc.constantFrom(...blocks, 'pl-0mine', 'pl-0ipv6'), target), {
    selector: ([destination]) => destination,
  });
  const cidrs = fc.option(fc.subarray([...blocks, '2001:db8::/32']), { nil: undefined });
  fc.assert(
    fc.property(routes, cidrs, (added, listed) => {
      const network = withRoutes(
        withLists(withEndpoints(BASE, GWLB), { id: 'pl-0mine', name: 'pl-0mine', cidrs: listed }),
        ...added.map(([destination, [kind, id]]) => route(destination, kind, id)),
        route('pl-s3', 'vpc-endpoint', 'vpce-s3'),
      );
      const inside = ['52.218.0.0/17', '52.218.64.0/18', '3.5.64.0/24'];
      for (const change of changesFor(network, 's3').advised) {
        if (change.kind !== 'delete-route') continue;
        const carried = change.destination === 'pl-0mine' ? listed : [change.destination];
        expect(carried?.filter((block) => !inside.includes(block))).toEqual([]);
      }
    }),
  );
});
