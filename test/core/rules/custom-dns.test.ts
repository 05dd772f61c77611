import { describe, expect, it } from 'vitest';
import type { ServiceName } from '../../../src/core/catalogue.ts';
import { A, B, edit, editVpc, endpointIdOf, look, RIGHT, VPC, withoutNat } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: { network: editVpc(RIGHT, { nameServers: ['10.0.0.53', '10.0.1.53'] }) },
  says: {
    severity: 'unknown',
    services: ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: [A, B],
    resourceIds: [VPC],
    message:
      "Can't determine which way requests to ecr.api, ecr.dkr, ecs, ecs-agent and ecs-telemetry go, because the VPC's DHCP options set the DNS servers 10.0.0.53 and 10.0.1.53, which can resolve private endpoint names only if they forward to the Amazon DNS.",
  },
  fixed: { network: RIGHT },
  nearMisses: {
    'the Amazon DNS by its address in this VPC': { network: editVpc(RIGHT, { nameServers: ['10.0.0.2'] }) },
  },
});

describe('a service that its endpoint refuses, with no other way to it', () => {
  it.each<ServiceName>(['ecr.api', 'ecr.dkr'])('is not among those untold: %s', (service) => {
    const network = edit(
      editVpc(withoutNat(RIGHT), { nameServers: ['10.0.0.53'] }),
      'endpoints',
      endpointIdOf(service),
      (endpoint) => ({ ...endpoint, policy: '{"Statement":[]}' }),
    );
    const found = look(network, { launchType: 'ec2' });
    const untold = found.find(({ rule }) => rule === 'custom-dns')?.message.split(' go, because')[0];
    expect(untold?.split(/[ ,]+/)).not.toContain(service);
    expect(untold).toMatch(/^Can't determine which way requests to .*ecs-agent/);
    expect(found.find(({ rule }) => rule === 'endpoint-policy-denies')?.services).toContain(service);
  });
});
