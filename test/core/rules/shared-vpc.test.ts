import { describe, expect, it } from 'vitest';
import { trace } from '../../../src/core/trace/trace.ts';
import { plan } from '../../engine.ts';
import { A, B, edit, editVpc, look, RIGHT, rulesOf, sceneOf, VPC, without, withoutRoute } from './network.ts';
import { prove } from './prove.ts';

const s3Route = RIGHT.routeTables
  ?.flatMap(({ routes }) => routes)
  .find(({ target }) => target.kind === 'vpc-endpoint');
const GATEWAY = s3Route?.target.id ?? '';
const asParticipant = editVpc({ ...RIGHT, endpoints: [], natGateways: [] }, { shared: true });
const EVERY = ['ecr.api', 'ecr.dkr', 's3', 'ecs', 'ecs-agent', 'ecs-telemetry'] as const;

prove(import.meta.url, {
  broken: { network: asParticipant },
  says: {
    severity: 'unknown',
    services: EVERY,
    subnetIds: [A, B],
    resourceIds: [VPC, GATEWAY],
    message: `Can't determine which way requests to ecr.api, ecr.dkr, s3, ecs, ecs-agent and ecs-telemetry go, because another account owns the VPC and shares its subnets, and EC2 shows the endpoints only to the owner, and a route leads to gateway endpoint ${GATEWAY}, which EC2 doesn't show here. Ask the owner, or run doctor there.`,
  },
  fixed: { network: RIGHT },
  created: false,
  nearMisses: {
    'endpoints that are shown are judged as ever': { network: editVpc(RIGHT, { shared: true }) },
    'an own VPC without endpoints': {
      network: withoutRoute(
        withoutRoute(without(RIGHT, ...EVERY), 'rtb-a', s3Route?.destination ?? ''),
        'rtb-b',
        s3Route?.destination ?? '',
      ),
      says: ['endpoint-missing', 's3-endpoint-missing'],
    },
  },
});

it('names the owner, where that is known', () => {
  const [finding] = look(editVpc(asParticipant, { ownerId: '444455556666' }));
  expect(finding?.message).toContain('because account 444455556666 owns the VPC and shares its subnets');
});

describe('an endpoint that a route leads to and no list names', () => {
  const unlisted = without(RIGHT, 's3', 'ecr.api');
  const planned = (network: typeof RIGHT) =>
    plan({ ...sceneOf(network), iac: 'cloudformation', name: 'x', tags: {}, s3Policy: 'full' });

  it('proves that the list is not complete: S3 and what else seems to be missing are unknown', () => {
    const { network, needs, tasks } = sceneOf(unlisted);
    const open = trace(network, needs, tasks).filter(({ via }) => via !== 'endpoint');
    expect([...new Set(open.map(({ service, via }) => `${service} ${via}`))]).toEqual([
      'ecr.api unknown',
      's3 unknown',
    ]);
    expect(rulesOf(look(unlisted))).toEqual(['shared-vpc']);
  });

  it('is never made a second time', () => {
    const { changes, prerequisites } = planned(unlisted);
    expect({ changes, prerequisites }).toEqual({ changes: [], prerequisites: [] });
    const halfRouted = withoutRoute(unlisted, 'rtb-b', s3Route?.destination ?? '');
    expect(planned(halfRouted).changes).toEqual([]);
  });

  it('is none where the route is a black hole, or of another list', () => {
    for (const change of [{ state: 'blackhole' as const }, { destination: 'pl-firewall' }]) {
      const network = ['rtb-a', 'rtb-b'].reduce(
        (sofar, id) =>
          edit(sofar, 'routeTables', id, ({ routes }) => ({
            routes: routes.map((route) => (route.target.id === GATEWAY ? { ...route, ...change } : route)),
          })),
        unlisted,
      );
      expect(rulesOf(look(network))).not.toContain('shared-vpc');
    }
  });
});

describe('what a participant is planned', () => {
  it('is nothing of the VPC, whatever is wrong', () => {
    const closed = editVpc(
      edit(RIGHT, 'endpoints', 'vpce-ecr-api', () => ({ privateDns: false })),
      { shared: true, dnsHostnames: false },
    );
    const { changes, prerequisites } = plan({
      ...sceneOf(closed),
      iac: 'terraform',
      name: 'x',
      tags: {},
      s3Policy: 'full',
    });
    expect([...changes, ...prerequisites]).toEqual([]);
  });
});
