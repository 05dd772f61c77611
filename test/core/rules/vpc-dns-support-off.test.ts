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
      'Requests to ecr.api, ecr.dkr, s3, ecs, ecs-agent and ecs-telemetry get no answer, so tasks do not start, because enableDnsSupport is off in the VPC and the Amazon DNS answers nothing there.',
  },
  nearMisses: {
    'the 169.254.169.253 form of the Amazon DNS': {
      network: editVpc(RIGHT, { nameServers: ['169.254.169.253'] }),
    },
  },
});
