import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/core/network/network.ts';
import { type Plan, plan } from '../../src/core/plan/plan.ts';
import { caseOf, type FaultName, type Shape } from './arbitrary-network.ts';

const shape: Shape = {
  azs: ['a', 'b'],
  tables: 'own',
  endpoints: 'all',
  wayOut: 'nat-gateway',
  taskGroups: false,
  launchType: 'fargate',
  services: [],
  serviceConnect: false,
  s3Policy: 'full',
};

/** A plan for a network whose endpoints all serve, but for `faults`, with the one of ecr.dkr as `change` says. */
function planned(
  change: Partial<Endpoint>,
  faults: readonly { name: FaultName; at: number }[] = [],
  wanted = true,
): Plan {
  const made = caseOf(shape, faults);
  const endpoints = made.network.endpoints?.map((endpoint) => ({
    ...endpoint,
    tags: {},
    ...(endpoint.service === 'ecr.dkr' && change),
  }));
  const network = { ...made.network, endpoints };
  const { launchType, s3Policy } = made.shape;
  const rest = { launchType, s3Policy, iac: 'terraform', name: 'private-ecs', tags: {} } as const;
  return plan({ ...made, ...rest, network, adopt: wanted });
}

const ids = ({ adopted }: Plan) => adopted.map(({ id }) => id);

describe('adopting', () => {
  it('takes every endpoint that serves a need, as it is', () => {
    const policy = { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };
    const decided = planned({ tags: { team: 'a', 'aws:x': 'b' }, policy: JSON.stringify(policy) });
    expect(ids(decided)).toEqual(['vpce-ecr.api', 'vpce-ecr.dkr', 'vpce-s3']);
    expect(decided.adopted[1]).toMatchObject({ tags: { team: 'a' }, policy, privateDns: true });
    expect(decided.changes).toEqual([]);
    expect(decided.notes.join()).toContain('take it out of there first');
  });

  it('takes none unasked', () => {
    const decided = planned({}, [], false);
    expect(ids(decided)).toEqual([]);
    expect(decided.notes.join()).not.toContain('take it out of there first');
  });

  it('states what mends them', () => {
    const decided = planned({}, [{ name: 'private DNS off', at: 1 }]);
    const mended = decided.changes.flatMap((change) =>
      change.kind === 'enable-private-dns' ? [change.endpointId] : [],
    );
    expect(mended).toHaveLength(1);
    for (const { id, privateDns } of decided.adopted) if (mended.includes(id)) expect(privateDns).toBe(true);
  });

  it.each<[string, Partial<Endpoint>, string]>([
    [
      'a stack manages',
      { tags: { 'aws:cloudformation:stack-name': 'shop' } },
      'the CloudFormation stack shop manages it.',
    ],
    ['is pending', { state: 'pending' }, 'it is pending.'],
    ['has a policy that is none', { policy: '{' }, 'its policy is not a JSON document.'],
  ])('leaves one where it is that %s, and says so', (_, change, note) => {
    const decided = planned(change);
    expect(ids(decided)).not.toContain('vpce-ecr.dkr');
    expect(decided.notes.join()).toContain(`vpce-ecr.dkr (ecr.dkr) is not taken over: ${note}`);
  });
});
