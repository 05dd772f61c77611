import { expect, it } from 'vitest';
import { A, B, ENDPOINT_GROUP, edit, interfaceEndpoint, look, RIGHT, withEndpoints } from './network.ts';
import { prove } from './prove.ts';

const off = () => ({ privateDns: false });

prove(import.meta.url, {
  broken: { network: edit(edit(RIGHT, 'endpoints', 'vpce-ecr-api', off), 'endpoints', 'vpce-ecr-dkr', off) },
  says: {
    severity: 'error',
    services: ['ecr.api', 'ecr.dkr'],
    subnetIds: [A, B],
    resourceIds: ['vpce-ecr-api', 'vpce-ecr-dkr'],
    message:
      'Requests to ecr.api and ecr.dkr go through NAT gateway nat-1, because private DNS is off on endpoints vpce-ecr-api and vpce-ecr-dkr, so the names resolve to public addresses.',
  },
  nearMisses: {
    'the gateway endpoint has no private DNS': { network: RIGHT },
    'a second endpoint whose twin owns the name': {
      network: withEndpoints(RIGHT, interfaceEndpoint('ecr.dkr', { id: 'vpce-second', privateDns: false })),
      says: ['endpoint-duplicate'],
    },
  },
});

it('says what must be fixed before, where private DNS would lead to an endpoint that lets nobody in', () => {
  const closed = edit(RIGHT, 'securityGroups', ENDPOINT_GROUP, () => ({ ingress: [] }));
  const [finding] = look(edit(closed, 'endpoints', 'vpce-ecr-api', off)).filter(
    ({ rule }) => rule === 'private-dns-off',
  );
  expect(finding?.message).toBe(
    'Requests to ecr.api go through NAT gateway nat-1, because private DNS is off on endpoint vpce-ecr-api, so the names resolve ' +
      'to public addresses; fix endpoint-security-group-blocks first (--explain says how), or turning it on cuts off the VPC.',
  );
});
