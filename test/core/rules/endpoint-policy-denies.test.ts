import { A, B, edit, REGION, RIGHT, S3_GATEWAY } from './network.ts';
import { prove } from './prove.ts';

const withPolicy = (...statements: object[]) =>
  edit(RIGHT, 'endpoints', S3_GATEWAY, () => ({
    policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  }));

prove(import.meta.url, {
  broken: {
    network: withPolicy({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::my-bucket/*',
    }),
  },
  says: {
    severity: 'error',
    services: ['s3'],
    subnetIds: [A, B],
    resourceIds: [S3_GATEWAY],
    message:
      "Image layers are refused, so tasks can't start, because the policy of endpoint vpce-s3 does not allow s3:GetObject.",
  },
  nearMisses: {
    'the layer bucket alone': {
      network: withPolicy({
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::prod-${REGION}-starport-layer-bucket/*`,
      }),
    },
    'another bucket is denied': {
      network: withPolicy(
        { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
        { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::secrets/*' },
      ),
    },
  },
});
