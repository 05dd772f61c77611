import { A, B, gatewayEndpoint, RIGHT, VPC, withEndpoints, without, withoutRoute } from './network.ts';
import { prove } from './prove.ts';

const withoutS3 = withoutRoute(withoutRoute(without(RIGHT, 's3'), 'rtb-a', 'pl-s3'), 'rtb-b', 'pl-s3');

prove(import.meta.url, {
  broken: { network: withoutS3 },
  says: {
    severity: 'error',
    services: ['s3'],
    subnetIds: [A, B],
    resourceIds: [VPC],
    message:
      'Image layers go through NAT gateway nat-1, because the VPC has no S3 gateway endpoint (which is free).',
  },
  nearMisses: {
    'an endpoint of S3 Express beside the gateway': {
      network: withEndpoints(
        RIGHT,
        gatewayEndpoint('s3', {
          id: 'vpce-express',
          service: 's3express',
          serviceName: 'com.amazonaws.eu-west-1.s3express',
          routeTableIds: [],
        }),
      ),
    },
  },
});
