import { expect, it } from 'vitest';
import type { Network, RouteTable } from '../../src/core/network/network.ts';
import { wayOut } from '../../src/core/network/way-out.ts';
import { A, edit, RIGHT, route } from './rules/network.ts';

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

const GATEWAY = { kind: 'egress-only-internet-gateway', id: 'eigw-1' } as const;

it.each([
  ['::/0', route('::/0', GATEWAY), 'unknown'],
  ['part of it', route('2600::/12', GATEWAY), 'unknown'],
  ['NAT64', route('64:ff9b::/96', { kind: 'nat-gateway', id: 'nat-1' }), 'unknown'],
  ['a prefix list that was not read', route('pl-9', { kind: 'transit-gateway', id: 'tgw-1' }), 'unknown'],
  ['the VPC alone', route('2001:db8::/56', { kind: 'local', id: 'local' }), 'blocked'],
  ['a gateway that is gone', { ...route('::/0', GATEWAY), state: 'blackhole' as const }, 'blocked'],
  ['a gateway endpoint', route('pl-s3', { kind: 'vpc-endpoint', id: 'vpce-s3' }), 'blocked'],
  ['IPv4', route('0.0.0.0/0', { kind: 'nat-gateway', id: 'nat-1' }), 'blocked'],
] as const)('a subnet without IPv4 and with a route for %s', (_, only, via) => {
  const tables = edit(RIGHT, 'routeTables', 'rtb-a', () => ({ routes: [only] }));
  const network = edit(tables, 'subnets', A, () => ({ cidr: undefined }));
  const subnet = network.subnets.find(({ id }) => id === A);
  expect(subnet && wayOut(network, subnet).via).toBe(via);
});
