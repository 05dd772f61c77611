import { describe, expect, it } from 'vitest';
import type { Network } from '../../../src/core/network/network.ts';
import type { Deployment } from '../../../src/core/trace/path.ts';
import { findings } from '../../engine.ts';
import {
  A,
  edit,
  endpointIdOf,
  RIGHT,
  S3_GATEWAY,
  S3_PREFIX_LIST,
  sceneOf,
  withoutRoute,
} from './network.ts';

const TABLE = RIGHT.subnets.find(({ id }) => id === A)?.routeTableId ?? '';
const ASSOCIATION = 'aws_vpc_endpoint_route_table_association.s3[0]';

/** What is found when `before` becomes `after`. */
function change(before: Network, after: Network, changes: ReturnType<Deployment['changesOf']> = []) {
  const deployment: Deployment = { before: sceneOf(before).paths, changesOf: () => changes };
  return findings({ ...sceneOf(after), deployment });
}

describe('path-gets-worse', () => {
  it('comes first, and names what is destroyed', () => {
    const after = withoutRoute(RIGHT, TABLE, S3_PREFIX_LIST);
    const [first, second] = change(RIGHT, after, [{ name: ASSOCIATION, action: 'delete' }]);
    expect(first).toMatchObject({
      rule: 'path-gets-worse',
      severity: 'error',
      harm: 'gets-worse',
      services: ['s3'],
      subnetIds: [A],
      resources: [{ id: ASSOCIATION }],
      fix: null,
    });
    expect(first?.message).toBe(
      `After this deployment, image layers go through NAT gateway nat-1 (today through endpoint ${S3_GATEWAY}): ${ASSOCIATION} is destroyed.`,
    );
    expect(second?.rule).toBe('s3-route-missing');
  });

  it('is unknown where it is open which way the requests go afterwards', () => {
    const dkr = endpointIdOf('ecr.dkr');
    const after: Network = {
      ...edit(RIGHT, 'endpoints', dkr, () => ({ privateDns: false, unsettled: ['private DNS' as const] })),
      source: 'planned',
    };
    expect(change({ ...RIGHT, source: 'planned' }, after)[0]).toMatchObject({
      rule: 'path-gets-worse',
      severity: 'unknown',
      services: ['ecr.dkr'],
    });
  });

  it.each([
    ['nothing changes', RIGHT, RIGHT],
    ['a path gets better', withoutRoute(RIGHT, TABLE, S3_PREFIX_LIST), RIGHT],
    [
      'a path stays as bad as it is',
      withoutRoute(RIGHT, TABLE, S3_PREFIX_LIST),
      withoutRoute(RIGHT, TABLE, S3_PREFIX_LIST),
    ],
  ])('stays silent: %s', (_, before, after) => {
    expect(change(before, after).map(({ rule }) => rule)).not.toContain('path-gets-worse');
  });

  it('stays silent of a VPC that is new', () => {
    const after = withoutRoute(RIGHT, TABLE, S3_PREFIX_LIST);
    const deployment: Deployment = { before: undefined, changesOf: () => [] };
    const rules = findings({ ...sceneOf(after), deployment }).map(({ rule }) => rule);
    expect(rules).toEqual(['s3-route-missing']);
  });
});
