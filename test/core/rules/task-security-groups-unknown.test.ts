import { A, B, ENDPOINT_GROUP, edit, group, RIGHT, TASK_GROUP } from './network.ts';
import { prove } from './prove.ts';

const admitting = (...ingress: string[]) =>
  edit(RIGHT, 'securityGroups', ENDPOINT_GROUP, () => group(ENDPOINT_GROUP, { ingress }));

prove(import.meta.url, {
  broken: { network: admitting(TASK_GROUP) },
  says: {
    severity: 'unknown',
    services: ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: [A, B],
    resourceIds: [ENDPOINT_GROUP, 'vpce-ecr-api', 'vpce-ecr-dkr', 'vpce-ecs'],
    message:
      "Tasks start only if they are in security group sg-tasks, because security group sg-endpoints of the endpoints allows no other inbound traffic. Pass the tasks' groups with --task-security-groups.",
  },
  fixed: { network: admitting(TASK_GROUP), asked: { taskGroups: [TASK_GROUP] } },
  nearMisses: {
    "the tasks' group was named": { network: admitting(TASK_GROUP), asked: { taskGroups: [TASK_GROUP] } },
    'the addresses of the tasks are admitted beside a group': {
      network: admitting('sg-others', '10.0.0.0/16'),
    },
  },
});
