import type { Network } from '../../../src/core/network/network.ts';
import { A, B, REGION, RIGHT, VPC, without } from './network.ts';
import { prove } from './prove.ts';

/** ecr.api is offered in a zone where no task runs, and so has no endpoint. */
const notOffered: Network = {
  ...without(RIGHT, 'ecr.api'),
  offers: (RIGHT.offers ?? []).map((offer) =>
    offer.service === 'ecr.api' ? { ...offer, azs: [`${REGION}c`] } : offer,
  ),
};

prove(import.meta.url, {
  broken: { network: notOffered },
  says: {
    severity: 'warning',
    services: ['ecr.api'],
    subnetIds: [A, B],
    resourceIds: [VPC],
    message:
      'Requests to ecr.api go through NAT gateway nat-1, because AWS offers its endpoint only in eu-west-1c, and no chosen subnet is there.',
  },
  fixed: { network: RIGHT },
  nearMisses: {
    'offered in one of the zones': {
      network: { ...RIGHT, offers: (RIGHT.offers ?? []).map((offer) => ({ ...offer, azs: [`${REGION}a`] })) },
      asked: { subnetIds: [A, B] },
    },
  },
});
