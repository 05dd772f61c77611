import { describe, expect, it } from 'vitest';
import type { ServiceName } from '../../../src/core/catalogue.ts';
import type { Network } from '../../../src/core/network/network.ts';
import { A, B, edit, gatewayEndpoint, look, RIGHT, sceneOf, withEndpoints, withoutNat } from './network.ts';
import { prove } from './prove.ts';

const ipv6Only = () => ({ ipv6Only: true as const });
const broken = edit(RIGHT, 'endpoints', 'vpce-ecr-dkr', ipv6Only);
const dualStack = () => ({ ipv6Cidrs: ['2001:db8::/64'] });

prove(import.meta.url, {
  broken: { network: broken },
  says: {
    severity: 'error',
    services: ['ecr.dkr'],
    subnetIds: [A, B],
    resourceIds: ['vpce-ecr-dkr'],
    message:
      "Requests to ecr.dkr time out, so tasks can't start, because endpoint vpce-ecr-dkr serves only IPv6 addresses.",
  },
  fixed: { network: RIGHT },
  nearMisses: {
    'an endpoint whose private DNS is off answers nothing': {
      network: edit(broken, 'endpoints', 'vpce-ecr-dkr', () => ({ privateDns: false })),
      says: ['private-dns-off'],
    },
    'a service that no task needs': {
      network: edit(RIGHT, 'endpoints', 'vpce-ecs', ipv6Only),
      asked: { launchType: 'fargate' },
      says: ['endpoint-unneeded'],
    },
  },
});

describe('an endpoint for IPv6 alone', () => {
  const ways = (network: Network, service: ServiceName) =>
    sceneOf(network)
      .paths.filter((path) => path.service === service)
      .map(({ via }) => via);

  it.each<ServiceName>(['ecr.api', 'ecr.dkr', 'ecs'])('of %s is not reached over IPv4', (service) => {
    const network = edit(RIGHT, 'endpoints', `vpce-${service.replace('.', '-')}`, ipv6Only);
    expect(ways(network, service)).toEqual(['blocked', 'blocked']);
    // The private name takes the place of the public one, so a way out changes nothing.
    expect(ways(withoutNat(network), service)).toEqual(['blocked', 'blocked']);
  });

  it('is unknown from a subnet with addresses of both kinds', () => {
    const network = edit(broken, 'subnets', B, dualStack);
    expect(ways(network, 'ecr.dkr')).toEqual(['blocked', 'unknown']);
    expect(look(network).map(({ rule, severity, subnetIds }) => [rule, severity, subnetIds])).toEqual([
      ['endpoint-ipv6-only', 'error', [A]],
      ['endpoint-ipv6-only', 'unknown', [B]],
    ]);
  });

  it.each([
    ['s3', 'pl-s3', 'vpce-s3'],
    ['dynamodb', 'pl-dynamodb', 'vpce-dynamodb'],
  ] as const)('of %s by a gateway leaves IPv4 to the other routes', (service, list, gateway) => {
    const withGateway =
      service === 's3' ? RIGHT : withEndpoints(RIGHT, gatewayEndpoint('dynamodb', { id: gateway }));
    const network = ['rtb-a', 'rtb-b'].reduce(
      (one, id) =>
        edit(one, 'routeTables', id, ({ routes }) => ({
          routes: [
            ...routes.filter(({ destination }) => destination !== list),
            {
              destination: 'pl-0f6',
              target: { kind: 'vpc-endpoint' as const, id: gateway },
              state: 'active' as const,
              propagated: false,
            },
          ],
        })),
      withGateway,
    );
    const asked = { services: [service] };
    const paths = sceneOf(network, asked).paths.filter((path) => path.service === service);
    expect(paths.map(({ via }) => via)).toEqual(['nat', 'nat']);
    const [finding] = look(network, asked);
    expect(finding).toMatchObject({ rule: 'endpoint-ipv6-only', services: [service], changes: [] });
  });
});
