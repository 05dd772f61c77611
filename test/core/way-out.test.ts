import { expect, it } from 'vitest';
import type { Network, RouteTable } from '../../src/core/network/network.ts';
import { wayOut } from '../../src/core/network/way-out.ts';
import { A, edit, RIGHT } from '../rules/network.ts';

type NatGateway = NonNullable<Network['natGateways']>[number];

const behind = (change: Partial<NatGateway>, beyond?: RouteTable['routes'][number]['target']): Network => {
  const network = edit(RIGHT, 'natGateways', 'nat-1', (nat) => ({ ...nat, ...change }));
  const table = network.subnets.find(({ id }) => id === network.natGateways?.[0]?.subnetId)?.routeTableId;
  if (!beyond) return network;
  return edit(network, 'routeTables', table ?? '', ({ routes, ...rest }) => ({
    ...rest,
    routes: routes.map((route) => (route.destination === '0.0.0.0/0' ? { ...route, target: beyond } : route)),
  }));
};

it.each([
  ['public', behind({}), 'nat'],
  ['private, towards an internet gateway that drops it', behind({ connectivity: 'private' }), 'blocked'],
  [
    'private, towards a transit gateway',
    behind({ connectivity: 'private' }, { kind: 'transit-gateway', id: 'tgw-1' }),
    'nat',
  ],
  ['private, in a subnet that is not told', behind({ connectivity: 'private', subnetId: undefined }), 'nat'],
  ['regional, so in no subnet', behind({ subnetId: undefined }), 'nat'],
  ['gone', behind({ state: 'deleted' }), 'blocked'],
] as const)('a NAT gateway that is %s', (_, network, via) => {
  const subnet = network.subnets.find(({ id }) => id === A);
  expect(subnet && wayOut(network, subnet).via).toBe(via);
});
