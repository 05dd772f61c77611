import { describe, expect, it } from 'vitest';
import type { Network } from '../../src/core/network/network.ts';
import { trace } from '../../src/core/trace/trace.ts';
import { caseOf, RIGHT_SHAPE, type Shape } from './arbitrary-network.ts';
import { independentTrace } from './independent-tracer.ts';

/** What stops the bytes in every possible case is told, although something else on the way is unknown. */

const shape: Shape = { ...RIGHT_SHAPE, azs: ['a'], services: ['logs', 'secretsmanager'], taskGroups: true };
const DENY = JSON.stringify({ Statement: { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' } });

function look(edits: readonly ((network: Network) => Network)[], part: Partial<Shape> = {}) {
  const { network, needs, tasks } = caseOf({ ...shape, ...part }, []);
  const edited = edits.reduce((before, edit) => edit(before), network);
  const paths = trace(edited, needs, tasks);
  expect(independentTrace(edited, needs, tasks).map(({ via }) => via)).toEqual(paths.map(({ via }) => via));
  return Object.fromEntries(
    paths.map(({ service, via, faults }) => [service, [via, ...new Set(faults.map(({ rule }) => rule))]]),
  );
}

const vpc = (part: Partial<Network['vpc']>) => (network: Network) => ({
  ...network,
  vpc: { ...network.vpc, ...part },
});
const denies =
  (service: string, policy = DENY) =>
  (network: Network) => ({
    ...network,
    endpoints: network.endpoints?.map((each) => (each.service === service ? { ...each, policy } : each)),
  });
const closedGroup = (network: Network) => ({
  ...network,
  securityGroups: network.securityGroups?.map((each) =>
    each.id === 'sg-endpoints' ? { ...each, ingress: [] } : each,
  ),
});
const closedAcl = (network: Network) => ({
  ...network,
  networkAcls: network.networkAcls?.map((each) => ({ ...each, entries: [] })),
});
const noLists = (network: Network) => ({ ...network, prefixLists: undefined });
const noTables = (network: Network) => ({ ...network, routeTables: undefined });

const UNTOLD = [
  ['custom DNS servers', vpc({ nameServers: ['10.9.9.9', '10.9.9.8'] }), 'custom-dns'],
  ['no name server', vpc({ nameServers: [] }), 'custom-dns'],
  ['unread DNS hostnames', vpc({ dnsHostnames: undefined }), 'not-permitted'],
  ['unread DNS support', vpc({ dnsSupport: undefined }), 'not-permitted'],
  ['DHCP options that are not shown', vpc({ nameServers: undefined }), 'resource-not-shown'],
] as const;

describe.each(UNTOLD)('with %s', (_, untold, rule) => {
  it.each(['ecr.dkr', 'ecr.api', 'logs', 'secretsmanager'])('a policy of %s that denies', (service) => {
    expect(look([untold, denies(service)])[service]).toEqual(['unknown', rule, 'endpoint-policy-denies']);
    expect(look([untold, denies(service)], { wayOut: 'none' })[service]).toEqual([
      'blocked',
      rule,
      'endpoint-policy-denies',
    ]);
  });

  it('a group of the endpoints that lets nobody in', () => {
    const found = look([untold, closedGroup]);
    expect(found['ecr.api']).toEqual(['unknown', rule, 'endpoint-security-group-blocks']);
    expect(found.logs).toEqual(found['ecr.api']);
  });

  it('nothing certain: no more than is unknown', () => {
    expect(look([untold])['ecr.api']).toEqual(['unknown', rule]);
    expect(look([untold], { wayOut: 'none' })['ecr.api']).toEqual(['unknown', rule]);
  });
});

describe('image layers', () => {
  it('with unread prefix lists and a network ACL that denies everything', () => {
    expect(look([noLists]).s3).toEqual(['unknown', 'not-permitted']);
    expect(look([noLists, closedAcl]).s3).toEqual(['blocked', 'not-permitted', 'nacl-blocks']);
  });

  it('with unread route tables and a network ACL that denies everything', () => {
    expect(look([noTables]).s3).toEqual(['unknown', 'not-permitted']);
    expect(look([noTables, closedAcl]).s3).toEqual(['blocked', 'not-permitted', 'nacl-blocks']);
  });

  it('with an interface endpoint that may answer for S3', () => {
    const captor = (policy?: string) => (network: Network) => {
      const [template] = (network.endpoints ?? []).filter(({ service }) => service === 'ecr.api');
      if (!template) return network;
      const added = { ...template, id: 'vpce-s3i', service: 's3', policy };
      return { ...network, endpoints: [...(network.endpoints ?? []), added] };
    };
    const gatewayDenies = (network: Network) => ({
      ...network,
      endpoints: network.endpoints?.map((each) =>
        each.kind === 'gateway' ? { ...each, policy: DENY } : each,
      ),
    });
    expect(look([captor()]).s3).toEqual(['unknown', 's3-interface-only']);
    expect(look([captor(), gatewayDenies]).s3).toEqual([
      'unknown',
      's3-interface-only',
      'endpoint-policy-denies',
    ]);
    expect(look([captor(DENY), gatewayDenies]).s3).toEqual([
      'blocked',
      's3-interface-only',
      'endpoint-policy-denies',
    ]);
  });
});
