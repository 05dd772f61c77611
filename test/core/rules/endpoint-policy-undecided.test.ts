import { A, B, edit, RIGHT } from './network.ts';
import { prove } from './prove.ts';

const withPolicy = (statement: object) =>
  edit(RIGHT, 'endpoints', 'vpce-ecr-dkr', () => ({
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'ecr:*', Resource: '*', ...statement }],
    }),
  }));

prove(import.meta.url, {
  broken: { network: withPolicy({ Principal: { AWS: 'arn:aws:iam::111122223333:role/tasks' } }) },
  says: {
    severity: 'unknown',
    services: ['ecr.dkr'],
    subnetIds: [A, B],
    resourceIds: ['vpce-ecr-dkr'],
    message:
      "Requests to ecr.dkr are allowed only if the policy of endpoint vpce-ecr-dkr allows ecr:BatchGetImage and ecr:GetDownloadUrlForLayer, which depends on conditions, principals or resources that can't be seen in the network.",
  },
  fixed: { network: withPolicy({ Principal: '*' }) },
  nearMisses: {
    'anybody may do what a pull does': { network: withPolicy({ Principal: { AWS: '*' } }) },
  },
});
