import { gatewayEndpoint, interfaceEndpoint, RIGHT, withEndpoints } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: {
    network: withEndpoints(RIGHT, interfaceEndpoint('ecr.dkr', { id: 'vpce-second', privateDns: false })),
  },
  says: {
    severity: 'info',
    services: ['ecr.dkr'],
    subnetIds: [],
    resourceIds: ['vpce-second', 'vpce-ecr-dkr'],
    message:
      'Requests to ecr.dkr go through vpce-ecr-dkr, which owns the name, while vpce-second is also billed per hour.',
  },
  fixed: { network: RIGHT },
  nearMisses: {
    'two S3 gateways': {
      network: withEndpoints(RIGHT, gatewayEndpoint('s3', { id: 'vpce-s3-2', routeTableIds: [] })),
    },
    'one of them is being deleted': {
      network: withEndpoints(
        RIGHT,
        interfaceEndpoint('ecr.dkr', { id: 'vpce-second', privateDns: false, state: 'deleting' }),
      ),
    },
  },
});
