import { editVpc, gatewayEndpoint, interfaceEndpoint, RIGHT, withEndpoints } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: { network: withEndpoints(RIGHT, interfaceEndpoint('sqs')) },
  says: {
    severity: 'info',
    services: [],
    subnetIds: [],
    resourceIds: ['vpce-sqs'],
    message:
      "Endpoint vpce-sqs (sqs) isn't used by these tasks, and is billed per hour per AZ. Other workloads may use it.",
  },
  fixed: { network: RIGHT },
  nearMisses: {
    'it was named': {
      network: withEndpoints(RIGHT, interfaceEndpoint('logs')),
      asked: { services: ['logs'] },
    },
    'a gateway endpoint, which is free': { network: withEndpoints(RIGHT, gatewayEndpoint('dynamodb')) },
    'what GuardDuty made for itself': {
      network: withEndpoints(RIGHT, interfaceEndpoint('logs', { service: 'guardduty-data' })),
    },
    "another account's VPC, whose other tasks may use it": {
      network: editVpc(withEndpoints(RIGHT, interfaceEndpoint('logs')), { ownerId: '444455556666' }),
    },
    "a partner's service": {
      network: withEndpoints(RIGHT, interfaceEndpoint('logs', { service: undefined })),
    },
  },
});
