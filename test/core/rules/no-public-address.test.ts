import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Network } from '../../../src/core/network/network.ts';
import { trace } from '../../../src/core/trace/trace.ts';
import type { Tasks } from '../../../src/core/workload/tasks.ts';
import { findings, plan } from '../../engine.ts';
import { planInputOf, smallNetwork } from '../arbitrary-network.ts';
import { A, edit, PUBLIC, RIGHT, route, rulesOf, sceneOf, without, withRoute } from './network.ts';

const RULE = 'no-public-address';

/** Tasks on Fargate in the public subnet, where only the endpoint for ecr.dkr is missing. */
const network = without(
  withRoute(RIGHT, 'rtb-public', route('pl-s3', { kind: 'vpc-endpoint', id: 'vpce-s3' })),
  'ecr.dkr',
);

function foundIn(where: Network, subnetIds: readonly string[], names?: readonly string[]) {
  const { tasks: plain, ...scene } = sceneOf(where, { launchType: 'fargate', subnetIds });
  const tasks: Tasks = names
    ? { ...plain, withoutPublicAddress: subnetIds.map((subnetId) => ({ subnetId, names })) }
    : plain;
  const paths = trace(where, scene.needs, tasks);
  return { paths, found: findings({ ...scene, tasks, paths }) };
}

describe(RULE, () => {
  it('is an error beside the missing endpoint, and says who has no address', () => {
    const { paths, found } = foundIn(network, [PUBLIC], ['launch type fargate', '--services']);
    expect(paths.map(({ service, via }) => `${service} ${via}`)).toEqual([
      'ecr.api endpoint',
      'ecr.dkr blocked',
      's3 endpoint',
    ]);
    expect(rulesOf(found)).toEqual(expect.arrayContaining(['endpoint-missing', RULE]));
    const finding = found.find(({ rule }) => rule === RULE);
    expect(finding).toMatchObject({
      severity: 'error',
      services: ['ecr.dkr'],
      subnetIds: [PUBLIC],
      resources: [{ id: PUBLIC, name: 'app-public' }, { id: 'igw-1' }],
      message:
        "Tasks in subnet subnet-public can't reach anything outside the VPC, because their route leads to internet gateway igw-1 and the tasks have no public address (assignPublicIp DISABLED).",
      fix: null,
    });
    expect(found.find(({ rule }) => rule === 'endpoint-missing')).toMatchObject({
      message: "Requests to ecr.dkr time out, so tasks can't start, because the VPC has no endpoint for it.",
    });
    expect(found.find(({ rule }) => rule === 'public-subnet')).toMatchObject({ severity: 'info' });
  });

  it.each([
    ['nobody said', network, PUBLIC, undefined],
    ['the tasks of others have none', network, PUBLIC, ['web', 'shop/web']],
    ['the way out is NAT', without(RIGHT, 'ecr.dkr'), A, ['launch type fargate', '--services']],
    [
      'the subnet has no IPv4',
      edit(network, 'subnets', PUBLIC, () => ({ cidr: undefined })),
      PUBLIC,
      ['launch type fargate'],
    ],
  ] as const)('is silent where %s', (_, where, subnetId, names) => {
    const { paths, found } = foundIn(where, [subnetId], names);
    expect(rulesOf(found)).not.toContain(RULE);
    expect(paths.map(({ via }) => via)).not.toContain('blocked');
  });

  it('is closed by the endpoints that a plan makes', () => {
    const { tasks, ...scene } = sceneOf(network, { launchType: 'fargate', subnetIds: [PUBLIC] });
    const { after } = plan({
      ...{ network, needs: scene.needs, launchType: 'fargate', iac: 'terraform' },
      ...{ name: 'private-ecs', tags: {}, s3Policy: 'full' },
      tasks: {
        ...tasks,
        withoutPublicAddress: [{ subnetId: PUBLIC, names: ['launch type fargate'] }],
      },
    });
    expect(after.map(({ via, faults }) => ({ via, rules: faults.map(({ rule }) => rule) }))).toEqual(
      scene.needs.map(() => ({ via: 'endpoint', rules: [] })),
    );
  });

  it('holds in every network: what went by an internet gateway is blocked, all else stays', () => {
    fc.assert(
      fc.property(smallNetwork(4), (made) => {
        const names = made.needs.flatMap(({ origin }) => origin);
        const tasks: Tasks = {
          ...made.tasks,
          withoutPublicAddress: made.tasks.subnetIds.map((subnetId) => ({ subnetId, names })),
        };
        const before = trace(made.network, made.needs, made.tasks);
        const after = trace(made.network, made.needs, tasks);
        expect(after.map(({ via }) => via)).toEqual(
          before.map(({ via }) => (via === 'internet' ? 'blocked' : via)),
        );
        for (const [index, path] of before.entries()) {
          if (path.via === 'internet') expect(after[index]?.faults.map(({ rule }) => rule)).toContain(RULE);
        }
        // The tasks' lack is no reason to plan anything else.
        const input = planInputOf(made, 'terraform');
        expect(plan({ ...input, tasks }).changes).toEqual(plan(input).changes);
      }),
      { numRuns: 150, seed: 3 },
    );
  });
});
