import { A, B, PUBLIC, RIGHT, route, withRoute } from './network.ts';
import { prove } from './prove.ts';

/** The public subnet has the route to S3 too, so that nothing but its way out is wrong. */
const publicCovered = withRoute(RIGHT, 'rtb-public', route('pl-s3', { kind: 'vpc-endpoint', id: 'vpce-s3' }));

prove(import.meta.url, {
  broken: { network: publicCovered, asked: { subnetIds: [A, B, PUBLIC] } },
  says: {
    severity: 'warning',
    services: [],
    subnetIds: [PUBLIC],
    resourceIds: [PUBLIC],
    message:
      'Tasks in subnet subnet-public are not private: the default route leads to an internet gateway. With a public address they are on the internet. Without one they can reach only endpoints.',
  },
  fixed: { network: publicCovered },
  nearMisses: {
    'the VPC has one, but no task runs there': { network: RIGHT },
  },
});
