import { A, B, edit, interfaceEndpoint, RIGHT, withEndpoints } from './network.ts';
import { prove } from './prove.ts';

const off = () => ({ privateDns: false });

prove(import.meta.url, {
  broken: { network: edit(edit(RIGHT, 'endpoints', 'vpce-ecr-api', off), 'endpoints', 'vpce-ecr-dkr', off) },
  says: {
    severity: 'error',
    services: ['ecr.api', 'ecr.dkr'],
    subnetIds: [A, B],
    resourceIds: ['vpce-ecr-api', 'vpce-ecr-dkr'],
    message:
      'Requests to ecr.api and ecr.dkr go by NAT gateway nat-1, because private DNS is off on endpoints vpce-ecr-api and vpce-ecr-dkr, so the names resolve to public addresses.',
  },
  nearMisses: {
    'the gateway endpoint has no private DNS': { network: RIGHT },
    'a second endpoint whose twin owns the name': {
      network: withEndpoints(RIGHT, interfaceEndpoint('ecr.dkr', { id: 'vpce-second', privateDns: false })),
      says: ['endpoint-duplicate'],
    },
  },
});
