import { A, RIGHT, route, S3_GATEWAY, withRoute } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: {
    network: withRoute(RIGHT, 'rtb-a', route('52.218.0.0/20', { kind: 'nat-gateway', id: 'nat-1' })),
  },
  says: {
    severity: 'error',
    services: ['s3'],
    subnetIds: [A],
    resourceIds: ['rtb-a', 'nat-1', S3_GATEWAY],
    message:
      'Image layers go through NAT gateway nat-1, because in route table rtb-a the more specific route 52.218.0.0/20 to nat-1 wins over S3 gateway endpoint vpce-s3.',
  },
  nearMisses: {
    'a wider route to the NAT gateway': {
      network: withRoute(RIGHT, 'rtb-a', route('52.0.0.0/8', { kind: 'nat-gateway', id: 'nat-1' })),
    },
    'a route to other addresses': {
      network: withRoute(RIGHT, 'rtb-a', route('203.0.113.0/24', { kind: 'nat-gateway', id: 'nat-1' })),
    },
  },
});
