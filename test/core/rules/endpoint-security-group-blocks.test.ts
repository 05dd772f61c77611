import { A, B, ENDPOINT_GROUP, edit, group, RIGHT, TASK_GROUP } from './network.ts';
import { prove } from './prove.ts';

const admitting = (...ingress: string[]) =>
  edit(RIGHT, 'securityGroups', ENDPOINT_GROUP, () => group(ENDPOINT_GROUP, { ingress }));

prove(import.meta.url, {
  broken: { network: edit(RIGHT, 'securityGroups', ENDPOINT_GROUP, () => group(ENDPOINT_GROUP, {})) },
  says: {
    severity: 'error',
    services: ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: [A, B],
    resourceIds: [ENDPOINT_GROUP, 'vpce-ecr-api', 'vpce-ecr-dkr', 'vpce-ecs'],
    message:
      "Requests to ecr.api, ecr.dkr, ecs, ecs-agent and ecs-telemetry time out, so tasks can't start, because security group sg-endpoints of the endpoints doesn't allow inbound 443/tcp from 10.0.1.0/24 or 10.0.2.0/24.",
  },
  nearMisses: {
    'the blocks of both subnets, each by a rule of its own': {
      network: admitting('10.0.1.0/24', '10.0.2.0/24'),
    },
    'the group of the tasks': { network: admitting(TASK_GROUP), asked: { taskGroups: [TASK_GROUP] } },
    'one subnet alone, where tasks run in that one': {
      network: admitting('10.0.1.0/24'),
      asked: { subnetIds: [A] },
    },
  },
});
