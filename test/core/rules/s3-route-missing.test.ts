import {
  A,
  B,
  gatewayEndpoint,
  RIGHT,
  route,
  S3_GATEWAY,
  S3_PREFIX_LIST,
  withEndpoints,
  withoutRoute,
  withRoute,
} from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: { network: withoutRoute(RIGHT, 'rtb-b', S3_PREFIX_LIST) },
  says: {
    severity: 'error',
    services: ['s3'],
    subnetIds: [B],
    resourceIds: ['rtb-b', S3_GATEWAY],
    message:
      'Image layers go through NAT gateway nat-1, because route table rtb-b has no route to S3 gateway endpoint vpce-s3.',
  },
  nearMisses: {
    'the table of a subnet where no task runs': {
      network: withoutRoute(RIGHT, 'rtb-b', S3_PREFIX_LIST),
      asked: { subnetIds: [A] },
    },
    'each table has a gateway of its own': {
      network: withRoute(
        withEndpoints(
          withoutRoute(RIGHT, 'rtb-b', S3_PREFIX_LIST),
          gatewayEndpoint('s3', { id: 'vpce-s3-b', routeTableIds: ['rtb-b'] }),
        ),
        'rtb-b',
        route(S3_PREFIX_LIST, { kind: 'vpc-endpoint', id: 'vpce-s3-b' }),
      ),
    },
  },
});
