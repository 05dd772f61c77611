import { A, B, editVpc, RIGHT, VPC } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: { network: editVpc(RIGHT, { dnsSupport: false }) },
  says: {
    severity: 'error',
    services: ['ecr.api', 'ecr.dkr', 's3', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: [A, B],
    resourceIds: [VPC],
    message:
      "Requests to ecr.api, ecr.dkr, s3, ecs, ecs-agent and ecs-telemetry time out, so tasks can't start, because enableDnsSupport is off in the VPC, so the Amazon DNS server doesn't answer there.",
  },
  nearMisses: {
    'the 169.254.169.253 form of the Amazon DNS': {
      network: editVpc(RIGHT, { nameServers: ['169.254.169.253'] }),
    },
  },
});
