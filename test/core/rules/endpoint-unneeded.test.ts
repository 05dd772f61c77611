import { gatewayEndpoint, interfaceEndpoint, RIGHT, withEndpoints } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: { network: withEndpoints(RIGHT, interfaceEndpoint('sqs')) },
  says: {
    severity: 'info',
    services: [],
    subnetIds: [],
    resourceIds: ['vpce-sqs'],
    message:
      'No task start asked about here uses endpoint vpce-sqs (sqs), which is paid by the hour and zone.',
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
    "a partner's service": {
      network: withEndpoints(RIGHT, interfaceEndpoint('logs', { service: undefined })),
    },
  },
});
