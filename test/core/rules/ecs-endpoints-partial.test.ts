import { A, B, RIGHT, VPC, without } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: { network: without(RIGHT, 'ecs-telemetry') },
  says: {
    severity: 'error',
    services: ['ecs-telemetry'],
    subnetIds: [A, B],
    resourceIds: [VPC],
    message:
      'Requests to ecs-telemetry go through NAT gateway nat-1, because the ECS agent needs three endpoints and the VPC has ecs and ecs-agent but not ecs-telemetry.',
  },
  nearMisses: {
    'none of the three, which is another finding': {
      network: without(RIGHT, 'ecs', 'ecs-agent', 'ecs-telemetry'),
      says: ['endpoint-missing'],
    },
    'Fargate with Service Connect needs ecs-agent alone': {
      network: without(RIGHT, 'ecs', 'ecs-telemetry'),
      asked: { launchType: 'fargate', serviceConnect: true },
    },
  },
});
