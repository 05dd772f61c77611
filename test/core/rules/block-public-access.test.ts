import { describe, expect, it } from 'vitest';
import type { BlockMode, Network } from '../../../src/core/network/network.ts';
import { wayOut } from '../../../src/core/network/way-out.ts';
import { A, B, edit, editVpc, look, PUBLIC, RIGHT, rulesOf, without } from './network.ts';

/** The rule speaks beside the one that says what is missing, so it is not the only finding of a broken network. */

const everywhere = (network: Network, mode: BlockMode): Network => ({
  ...network,
  subnets: network.subnets.map((subnet) => ({ ...subnet, blockPublicAccess: mode })),
});
const inSubnet = (network: Network, id: string, mode: BlockMode) =>
  edit(network, 'subnets', id, () => ({ blockPublicAccess: mode }));
const inVpc = (network: Network, mode: BlockMode) => editVpc(network, { blockPublicAccess: mode });
const viaOf = (network: Network, id = A) => {
  const subnet = network.subnets.find((one) => one.id === id);
  return subnet && wayOut(network, subnet).via;
};

describe('block-public-access', () => {
  it('says what it stops, beside what is missing', () => {
    const found = look(everywhere(without(RIGHT, 'ecr.api'), 'block-bidirectional'));
    expect(rulesOf(found)).toEqual(['endpoint-missing', 'block-public-access']);
    expect(found[0]?.message).toMatch(/^Requests to ecr\.api time out, so tasks can't start/);
    expect(found[1]).toMatchObject({
      severity: 'info',
      services: ['ecr.api'],
      subnetIds: [A, B],
      resources: [{ id: 'vpc-1' }, { id: 'nat-1' }],
      message:
        'VPC Block Public Access (block-bidirectional) blocks requests to ecr.api through nat-1. From subnets subnet-a and subnet-b, they work only through endpoints.',
      fix: null,
    });
  });

  it('is silent where everything has an endpoint, and where it lets NAT through', () => {
    expect(look(everywhere(RIGHT, 'block-bidirectional'))).toEqual([]);
    expect(rulesOf(look(everywhere(without(RIGHT, 'ecr.api'), 'block-ingress')))).toEqual([
      'endpoint-missing',
    ]);
  });

  it("says where it can't be determined", () => {
    const network = inSubnet(
      inVpc(without(RIGHT, 'ecs-agent', 'ecs', 'ecs-telemetry'), 'block-bidirectional'),
      PUBLIC,
      'off',
    );
    const found = look(network).find(({ rule }) => rule === 'block-public-access');
    expect(found).toMatchObject({ severity: 'unknown', services: ['ecs'] });
    expect(found?.message).toMatch(
      /^Can't determine whether VPC Block Public Access blocks requests to ecs through nat-1, because/,
    );
  });
});

describe('the way out', () => {
  it.each<[string, Network, string, string]>([
    ['by NAT, all subnets bidirectional', everywhere(RIGHT, 'block-bidirectional'), A, 'blocked'],
    ['by NAT, the VPC alone says so', inVpc(RIGHT, 'block-bidirectional'), A, 'blocked'],
    ['by NAT, ingress', inVpc(everywhere(RIGHT, 'block-ingress'), 'block-ingress'), A, 'nat'],
    ['by NAT, off', inVpc(everywhere(RIGHT, 'off'), 'off'), A, 'nat'],
    ['by NAT, not told', RIGHT, A, 'nat'],
    [
      'by NAT, its own subnet alone bidirectional',
      inSubnet(RIGHT, PUBLIC, 'block-bidirectional'),
      A,
      'blocked',
    ],
    [
      'by NAT, the tasks’ subnet alone bidirectional',
      inSubnet(RIGHT, A, 'block-bidirectional'),
      A,
      'unknown',
    ],
    ['by NAT, a mode of later times', everywhere(RIGHT, 'unknown'), A, 'unknown'],
    [
      'by NAT that no one described',
      everywhere({ ...RIGHT, natGateways: undefined }, 'block-bidirectional'),
      A,
      'blocked',
    ],
    [
      'by a regional NAT gateway',
      edit(everywhere(RIGHT, 'block-bidirectional'), 'natGateways', 'nat-1', () => ({ subnetId: undefined })),
      A,
      'blocked',
    ],
    ['by the internet gateway, bidirectional', everywhere(RIGHT, 'block-bidirectional'), PUBLIC, 'blocked'],
    ['by the internet gateway, ingress', everywhere(RIGHT, 'block-ingress'), PUBLIC, 'blocked'],
    ['by the internet gateway, off', everywhere(RIGHT, 'off'), PUBLIC, 'internet'],
    [
      'by the internet gateway, the VPC and the subnet differ',
      inSubnet(inVpc(RIGHT, 'block-bidirectional'), PUBLIC, 'off'),
      PUBLIC,
      'unknown',
    ],
  ])('%s', (_, network, id, via) => expect(viaOf(network, id)).toBe(via));

  it.each(['transit-gateway', 'network-interface', 'vpc-endpoint', 'virtual-private-gateway'] as const)(
    'by a %s is none of its business',
    (kind) => {
      const network = edit(
        everywhere(RIGHT, 'block-bidirectional'),
        'routeTables',
        'rtb-a',
        ({ routes }) => ({
          routes: routes.map((route) =>
            route.destination === '0.0.0.0/0' ? { ...route, target: { kind, id: 'x-1' } } : route,
          ),
        }),
      );
      expect(viaOf(network)).toBe('other');
    },
  );
});
