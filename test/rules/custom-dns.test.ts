import { A, B, editVpc, RIGHT, VPC } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: { network: editVpc(RIGHT, { nameServers: ['10.0.0.53', '10.0.1.53'] }) },
  says: {
    severity: 'unknown',
    services: ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: [A, B],
    resourceIds: [VPC],
    message:
      "It cannot be told which way requests to ecr.api, ecr.dkr, ecs, ecs-agent and ecs-telemetry go, because the VPC's DHCP options name the DNS servers 10.0.0.53 and 10.0.1.53, and only ones that forward to the Amazon DNS know private endpoint names.",
  },
  mended: { network: RIGHT },
  nearMisses: {
    'the Amazon DNS by its address in this VPC': { network: editVpc(RIGHT, { nameServers: ['10.0.0.2'] }) },
  },
});
