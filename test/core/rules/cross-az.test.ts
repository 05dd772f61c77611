import type { Network } from '../../../src/core/network/network.ts';
import { A, B, REGION, RIGHT } from './network.ts';
import { prove } from './prove.ts';

const [first] = RIGHT.subnets;

/** A third zone, where the tasks' endpoints have no network interface. */
const threeZones: Network = {
  ...RIGHT,
  subnets: [
    ...RIGHT.subnets,
    ...(first ? [{ ...first, id: 'subnet-c', name: 'app-c', az: `${REGION}c`, cidr: '10.0.3.0/24' }] : []),
  ],
  networkAcls: (RIGHT.networkAcls ?? []).map((acl) => ({
    ...acl,
    subnetIds: [...acl.subnetIds, 'subnet-c'],
  })),
};

prove(import.meta.url, {
  broken: { network: threeZones, asked: { subnetIds: [A, B, 'subnet-c'] } },
  says: {
    severity: 'warning',
    services: ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: ['subnet-c'],
    resourceIds: ['vpce-ecr-api', 'vpce-ecr-dkr', 'vpce-ecs', 'vpce-ecs-agent', 'vpce-ecs-telemetry'],
    message:
      'Requests to ecr.api, ecr.dkr, ecs, ecs-agent and ecs-telemetry from eu-west-1c are served from eu-west-1a or eu-west-1b, because 5 endpoints have no network interface in eu-west-1c.',
  },
  created: false,
  nearMisses: {
    'the service is not offered in that zone': {
      network: {
        ...threeZones,
        offers: (threeZones.offers ?? []).map((offer) =>
          offer.kind === 'interface' ? { ...offer, azs: [`${REGION}a`, `${REGION}b`] } : offer,
        ),
      },
      asked: { subnetIds: [A, B, 'subnet-c'] },
    },
    'no task runs in the third zone': { network: threeZones },
  },
});
