import { A, B, edit, interfaceEndpoint, REGION, RIGHT } from './network.ts';
import { prove } from './prove.ts';

const inOneZone = edit(RIGHT, 'endpoints', 'vpce-ecr-api', () =>
  interfaceEndpoint('ecr.api', { subnetIds: [A] }),
);

prove(import.meta.url, {
  broken: { network: inOneZone },
  says: {
    severity: 'warning',
    services: ['ecr.api'],
    subnetIds: [B],
    resourceIds: ['vpce-ecr-api'],
    message:
      'Requests to ecr.api from every Availability Zone depend on eu-west-1a, because endpoint vpce-ecr-api has a network interface only there. If eu-west-1a fails, they fail everywhere.',
  },
  created: false,
  nearMisses: {
    'tasks run in that zone alone': { network: inOneZone, asked: { subnetIds: [A] } },
    'the service is offered in that zone alone': {
      network: {
        ...inOneZone,
        offers: (RIGHT.offers ?? []).map((offer) =>
          offer.service === 'ecr.api' ? { ...offer, azs: [`${REGION}a`] } : offer,
        ),
      },
    },
  },
});
