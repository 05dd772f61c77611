import { A, B, RIGHT, VPC, without } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: { network: without(RIGHT, 'ecr.api', 'ecr.dkr') },
  says: {
    severity: 'error',
    services: ['ecr.api', 'ecr.dkr'],
    subnetIds: [A, B],
    resourceIds: [VPC],
    message:
      'Requests to ecr.api and ecr.dkr go through NAT gateway nat-1, because the VPC has no endpoint for them.',
  },
  nearMisses: {
    'a service that only the application uses and nobody named': { network: RIGHT },
    'Fargate needs no endpoint of the agent': {
      network: without(RIGHT, 'ecs', 'ecs-agent', 'ecs-telemetry'),
      asked: { launchType: 'fargate' },
    },
  },
});
