import { A, B, edit, RIGHT } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: { network: edit(RIGHT, 'subnets', B, () => ({ cidr: undefined })) },
  says: {
    severity: 'unknown',
    services: ['ecr.api', 'ecr.dkr', 's3', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: [B],
    resourceIds: [B],
    message:
      "Can't determine which way tasks in subnet subnet-b go, because this subnet has no IPv4 addresses and only IPv4 is traced.",
  },
  fixed: { network: RIGHT },
  nearMisses: {
    'no task runs there': {
      network: edit(RIGHT, 'subnets', B, () => ({ cidr: undefined })),
      asked: { subnetIds: [A] },
    },
  },
});
