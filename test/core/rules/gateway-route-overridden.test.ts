import { A, type Asked, gatewayEndpoint, RIGHT, route, withEndpoints, withRoute } from './network.ts';
import { prove } from './prove.ts';

const asked: Asked = { services: ['dynamodb'] };
const gateway = route('pl-dynamodb', { kind: 'vpc-endpoint', id: 'vpce-dynamodb' });
const routed = withRoute(
  withRoute(withEndpoints(RIGHT, gatewayEndpoint('dynamodb')), 'rtb-a', gateway),
  'rtb-b',
  gateway,
);

prove(import.meta.url, {
  broken: {
    network: withRoute(routed, 'rtb-a', route('52.94.24.0/24', { kind: 'nat-gateway', id: 'nat-1' })),
    asked,
  },
  says: {
    severity: 'error',
    services: ['dynamodb'],
    subnetIds: [A],
    resourceIds: ['rtb-a', 'nat-1', 'vpce-dynamodb'],
    message:
      'Requests to dynamodb go through NAT gateway nat-1, because in route table rtb-a the more specific route 52.94.24.0/24 to nat-1 wins over gateway endpoint vpce-dynamodb.',
  },
  nearMisses: {
    'a wider route to the NAT gateway': {
      network: withRoute(routed, 'rtb-a', route('52.94.0.0/16', { kind: 'nat-gateway', id: 'nat-1' })),
      asked,
    },
  },
});
