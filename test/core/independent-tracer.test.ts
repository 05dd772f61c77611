import { describe, expect, it } from 'vitest';
import type { Network, NetworkAclEntry, Route, SecurityGroupRule } from '../../src/core/network/network.ts';
import type { Via } from '../../src/core/network/way.ts';
import { trace } from '../../src/core/trace/trace.ts';
import { caseOf, RIGHT_SHAPE, type Shape } from './arbitrary-network.ts';
import { independentTrace } from './independent-tracer.ts';

/** One subnet of tasks with its own table, NAT, and every endpoint that Fargate needs: all right. */
/** The ways of ecr.api, ecr.dkr and s3, and of the agent's three on EC2; by both tracers, which must say the same. */
function viasOf(edit: (network: Network) => Network, part: Partial<Shape> = {}): Via[] {
  const { network, needs, tasks } = caseOf({ ...RIGHT_SHAPE, azs: ['a'], taskGroups: true, ...part }, []);
  const edited = edit(network);
  const vias = trace(edited, needs, tasks).map(({ via }) => via);
  expect(independentTrace(edited, needs, tasks).map(({ via }) => via)).toEqual(vias);
  return vias;
}

const vpc = (part: Partial<Network['vpc']>) => (network: Network) => ({
  ...network,
  vpc: { ...network.vpc, ...part },
});

const endpoint =
  (service: string, part: Partial<NonNullable<Network['endpoints']>[number]>) =>
  (network: Network): Network => ({
    ...network,
    endpoints: network.endpoints?.map((each) => (each.service === service ? { ...each, ...part } : each)),
  });

const without =
  (service: string) =>
  (network: Network): Network => ({
    ...network,
    endpoints: network.endpoints?.filter((each) => each.service !== service),
  });

const routes =
  (edit: (routes: readonly Route[]) => readonly Route[]) =>
  (network: Network): Network => ({
    ...network,
    routeTables: network.routeTables?.map((table) =>
      table.id === 'rtb-1' ? { ...table, routes: edit(table.routes) } : table,
    ),
  });

const added = (destination: string, kind: Route['target']['kind'], id: string) =>
  routes((all) => [...all, { destination, target: { kind, id }, state: 'active', propagated: false }]);

const withoutRoute = (destination: string) =>
  routes((all) => all.filter((route) => route.destination !== destination));

const rules =
  (groupId: string, direction: 'ingress' | 'egress', part: Partial<SecurityGroupRule>) =>
  (network: Network): Network => ({
    ...network,
    securityGroups: network.securityGroups?.map((group) =>
      group.id === groupId
        ? {
            ...group,
            [direction]: group[direction].map((rule) => ({ ...rule, groupIds: [], cidrs: [], ...part })),
          }
        : group,
    ),
  });

const acl =
  (...entries: readonly Partial<NetworkAclEntry>[]) =>
  (network: Network): Network => ({
    ...network,
    networkAcls: network.networkAcls?.map((each) => ({
      ...each,
      entries: [
        ...each.entries,
        ...entries.map((part) => ({
          ruleNumber: 90,
          egress: false,
          allow: false,
          protocol: '6',
          cidr: '0.0.0.0/0',
          fromPort: undefined,
          toPort: undefined,
          ...part,
        })),
      ],
    })),
  });

const policy = (...statements: readonly object[]) => ({
  policy: JSON.stringify({
    Statement: statements.map((part) => ({
      Effect: 'Allow',
      Principal: '*',
      Action: '*',
      Resource: '*',
      ...part,
    })),
  }),
});

const nothing = (network: Network) => network;

describe('both tracers', () => {
  it.each<[string, (network: Network) => Network, string]>([
    ['a right network', nothing, 'endpoint endpoint endpoint'],
    ['the table lacks the S3 route', withoutRoute('pl-s3'), 'endpoint endpoint nat'],
    ['a name without private DNS', endpoint('ecr.dkr', { privateDns: false }), 'endpoint nat endpoint'],
    ['an endpoint that is pending', endpoint('ecr.api', { state: 'pending' }), 'nat endpoint endpoint'],
    [
      'no endpoint, no way out',
      (network) => withoutRoute('0.0.0.0/0')(without('ecr.api')(network)),
      'blocked endpoint endpoint',
    ],
    ['DNS hostnames off', vpc({ dnsHostnames: false }), 'nat nat endpoint'],
    ['DNS support off', vpc({ dnsSupport: false }), 'blocked blocked blocked'],
    ['DNS support not read', vpc({ dnsSupport: undefined }), 'unknown unknown unknown'],
    ['name servers of one’s own', vpc({ nameServers: ['10.0.0.53'] }), 'unknown unknown endpoint'],
    ['endpoints not read', (network) => ({ ...network, endpoints: undefined }), 'unknown unknown unknown'],
    [
      'a closed endpoint group',
      rules('sg-endpoints', 'ingress', { cidrs: ['10.9.0.0/16'] }),
      'blocked blocked endpoint',
    ],
    [
      'a group for half of the subnet',
      rules('sg-endpoints', 'ingress', { cidrs: ['10.0.1.0/25'] }),
      'blocked blocked endpoint',
    ],
    [
      'egress to the VPC alone',
      rules('sg-tasks', 'egress', { cidrs: ['10.0.0.0/16'] }),
      'endpoint endpoint blocked',
    ],
    [
      'egress to S3 alone',
      rules('sg-tasks', 'egress', { prefixListIds: ['pl-s3'] }),
      'blocked blocked endpoint',
    ],
    ['a longer prefix to NAT', added('52.218.0.0/18', 'nat-gateway', 'nat-1'), 'endpoint endpoint nat'],
    ['a shorter prefix to NAT', added('52.0.0.0/8', 'nat-gateway', 'nat-1'), 'endpoint endpoint endpoint'],
    [
      'a denied part of the reply ports',
      acl({ fromPort: 40000, toPort: 40000 }),
      'endpoint endpoint blocked',
    ],
    ['443 denied on the way in', acl({ fromPort: 443, toPort: 443 }), 'endpoint endpoint endpoint'],
    [
      'a policy that denies',
      endpoint('ecr.dkr', policy({}, { Effect: 'Deny' })),
      'endpoint blocked endpoint',
    ],
    [
      'a policy for layers',
      endpoint('s3', policy({ Resource: 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*' })),
      'endpoint endpoint endpoint',
    ],
    [
      'a policy for one bucket',
      endpoint('s3', policy({ Resource: 'arn:aws:s3:::mine/*' })),
      'endpoint endpoint blocked',
    ],
    [
      'a policy for one organization',
      endpoint('s3', policy({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })),
      'endpoint endpoint blocked',
    ],
    [
      'a policy for one account’s users',
      endpoint('s3', policy({ Principal: { AWS: '111122223333' } })),
      'endpoint endpoint blocked',
    ],
    [
      'a policy for one role',
      endpoint('ecr.api', policy({ Principal: { AWS: 'arn:aws:iam::111122223333:role/x' } })),
      'unknown endpoint endpoint',
    ],
  ])('%s', (_, edit, expected) => {
    expect(viasOf(edit).join(' ')).toBe(expected);
  });

  it.each<[string, (network: Network) => Network, string]>([
    ['all three', nothing, 'endpoint endpoint endpoint'],
    ['without ecs the others are not found', without('ecs'), 'nat nat nat'],
    ['without ecs-telemetry', without('ecs-telemetry'), 'endpoint endpoint nat'],
    [
      'an ecs endpoint that is closed',
      endpoint('ecs', { securityGroupIds: ['sg-closed'] }),
      'blocked blocked blocked',
    ],
  ])('the agent: %s', (_, edit, expected) => {
    expect(viasOf(edit, { launchType: 'ec2' }).slice(3).join(' ')).toBe(expected);
  });

  it.each<[string, (network: Network) => Network, string]>([
    [
      'routes within the VPC may lead elsewhere',
      added('10.0.1.0/24', 'network-interface', 'eni-x'),
      'other other endpoint',
    ],
    [
      'unless a closed group stops it here',
      (network) => {
        const closed = endpoint('ecr.api', { securityGroupIds: ['sg-closed'] })(network);
        return added('10.0.1.0/24', 'network-interface', 'eni-x')(closed);
      },
      'blocked other endpoint',
    ],
    [
      'but not within a subnet',
      added('10.0.2.0/24', 'network-interface', 'eni-x'),
      'endpoint endpoint endpoint',
    ],
    [
      'propagated routes do not',
      routes((all) => [
        ...all,
        {
          destination: '10.0.1.0/24',
          target: { kind: 'virtual-private-gateway', id: 'vgw-1' },
          state: 'active',
          propagated: true,
        },
      ]),
      'endpoint endpoint endpoint',
    ],
    [
      '443 denied into the endpoint’s subnet',
      acl({ fromPort: 443, toPort: 443 }),
      'blocked blocked endpoint',
    ],
  ])('the second subnet of a zone: %s', (_, edit, expected) => {
    const shared: Partial<Shape> = { azs: ['a', 'a'], tables: 'own' };
    const onSecond = (network: Network): Network => {
      const swap = (id: string) => (id === 'rtb-1' ? 'rtb-2' : id === 'rtb-2' ? 'rtb-1' : id);
      const renamed = (each: Network): Network => ({
        ...each,
        routeTables: each.routeTables?.map((table) => ({ ...table, id: swap(table.id) })),
      });
      return renamed(edit(renamed(network)));
    };
    expect(viasOf(onSecond, shared).slice(3).join(' ')).toBe(expected);
  });
});
