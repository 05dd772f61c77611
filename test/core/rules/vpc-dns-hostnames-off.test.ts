import { A, B, editVpc, RIGHT, VPC } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: { network: editVpc(RIGHT, { dnsHostnames: false }) },
  says: {
    severity: 'error',
    services: ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: [A, B],
    resourceIds: [VPC],
    message:
      "Requests to ecr.api, ecr.dkr, ecs, ecs-agent and ecs-telemetry go through NAT gateway nat-1, because enableDnsHostnames is off in the VPC, and private DNS doesn't work without it.",
  },
  nearMisses: {
    'it could not be read, which another rule says': {
      network: editVpc(RIGHT, { dnsHostnames: undefined }),
      says: ['not-permitted'],
    },
  },
});
