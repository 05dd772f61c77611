import { A, B, RIGHT } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: {
    network: {
      ...RIGHT,
      networkAcls: undefined,
      unreadable: [
        { call: 'DescribeNetworkAcls', action: 'ec2:DescribeNetworkAcls', reason: 'Access denied.' },
      ],
    },
  },
  says: {
    severity: 'unknown',
    services: ['ecr.api', 'ecr.dkr', 's3', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: [A, B],
    resourceIds: [],
    message:
      'It cannot be told which way requests to ecr.api, ecr.dkr, s3, ecs, ecs-agent and ecs-telemetry go, because DescribeNetworkAcls gave no answer: allow ec2:DescribeNetworkAcls.',
  },
  mended: { network: RIGHT },
  nearMisses: {
    'what was not read decides nothing': {
      network: {
        ...RIGHT,
        natGateways: undefined,
        unreadable: [
          { call: 'DescribeNatGateways', action: 'ec2:DescribeNatGateways', reason: 'Access denied.' },
        ],
      },
    },
  },
});
