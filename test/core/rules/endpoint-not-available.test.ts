import { A, B, edit, interfaceEndpoint, RIGHT, withEndpoints } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: { network: edit(RIGHT, 'endpoints', 'vpce-ecr-api', () => ({ state: 'pending' })) },
  says: {
    severity: 'error',
    services: ['ecr.api'],
    subnetIds: [A, B],
    resourceIds: ['vpce-ecr-api'],
    message:
      'Requests to ecr.api go through NAT gateway nat-1, because endpoint vpce-ecr-api is pending, not available.',
  },
  fixed: { network: RIGHT },
  nearMisses: {
    'a failed endpoint beside one that serves': {
      network: withEndpoints(
        RIGHT,
        interfaceEndpoint('ecr.api', { id: 'vpce-failed', state: 'failed', privateDns: false }),
      ),
    },
    'an endpoint of another service': {
      network: withEndpoints(RIGHT, interfaceEndpoint('sqs', { state: 'rejected' })),
    },
  },
});
