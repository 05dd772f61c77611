import { A, B, ENDPOINT_GROUP, edit, group, RIGHT, S3_PREFIX_LIST, TASK_GROUP } from './network.ts';
import { prove } from './prove.ts';

const letting = (...egress: string[]) =>
  edit(RIGHT, 'securityGroups', TASK_GROUP, () => group(TASK_GROUP, { egress }));

prove(import.meta.url, {
  broken: { network: letting('10.0.0.0/16'), asked: { taskGroups: [TASK_GROUP] } },
  says: {
    severity: 'error',
    services: ['s3'],
    subnetIds: [A, B],
    resourceIds: [TASK_GROUP],
    message:
      "Image layers time out, so tasks can't start, because security group sg-tasks of the tasks doesn't allow outbound 443/tcp to prefix list pl-s3.",
  },
  nearMisses: {
    "the endpoints' group and the prefix list of S3": {
      network: letting(ENDPOINT_GROUP, S3_PREFIX_LIST),
      asked: { taskGroups: [TASK_GROUP] },
    },
    "nobody named the tasks' group": { network: letting('10.0.0.0/16') },
  },
});
