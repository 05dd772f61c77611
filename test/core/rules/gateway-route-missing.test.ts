import { A, type Asked, B, gatewayEndpoint, RIGHT, route, withEndpoints, withRoute } from './network.ts';
import { prove } from './prove.ts';

const asked: Asked = { services: ['dynamodb'] };
const gateway = route('pl-dynamodb', { kind: 'vpc-endpoint', id: 'vpce-dynamodb' });
const routed = withRoute(
  withRoute(withEndpoints(RIGHT, gatewayEndpoint('dynamodb')), 'rtb-a', gateway),
  'rtb-b',
  gateway,
);

prove(import.meta.url, {
  broken: { network: withEndpoints(RIGHT, gatewayEndpoint('dynamodb')), asked },
  says: {
    severity: 'error',
    services: ['dynamodb'],
    subnetIds: [A, B],
    resourceIds: ['rtb-a', 'rtb-b', 'vpce-dynamodb'],
    message:
      'Requests to dynamodb go through NAT gateway nat-1, because route tables rtb-a and rtb-b have no route to gateway endpoint vpce-dynamodb.',
  },
  nearMisses: {
    'DynamoDB is not used': { network: withEndpoints(RIGHT, gatewayEndpoint('dynamodb')) },
    'the route is there': { network: routed, asked },
  },
});
