import { describe, expect, it } from 'vitest';
import type { ServiceName } from '../../../src/core/catalogue.ts';
import type { RuleId } from '../../../src/core/findings/rule.ts';
import type { Endpoint, HostedZone, Network, ZoneRecord } from '../../../src/core/network/network.ts';
import { plan } from '../../engine.ts';
import {
  A,
  edit,
  editVpc,
  endpointIdOf,
  group,
  interfaceEndpoint,
  look,
  lookAfterFix,
  RIGHT,
  route,
  rulesOf,
  sceneOf,
  TASK_GROUP,
  without,
  withoutRoute,
  withRoute,
} from './network.ts';
import { prove } from './prove.ts';
import {
  HUB_GROUP,
  nameOf,
  PEERING,
  record,
  SPOKE,
  throughTarget,
  withHub,
  withZone,
  zoneFor,
} from './spoke.ts';

/** Without ecs, the other two of the agent's services are not asked for their own names. */
const LED: readonly ServiceName[] = ['ecr.api', 'ecr.dkr', 'ecs'];
const ECR_API = endpointIdOf('ecr.api');

const endpoint = (service: ServiceName, change: Partial<Endpoint>): Network =>
  withHub(({ endpoints }) => ({
    endpoints: endpoints?.map((one) => (one.service === service ? { ...one, ...change } : one)),
  }));
const hubGroup = (...ingress: readonly string[]): Network =>
  withHub(() => ({ securityGroups: [group(HUB_GROUP, { ingress })] }));
const hubTables = (
  change: (routes: readonly ReturnType<typeof route>[]) => readonly ReturnType<typeof route>[],
) =>
  withHub(({ routeTables }) => ({
    routeTables: routeTables?.map((table) => ({ ...table, routes: change(table.routes) })),
  }));

prove(import.meta.url, {
  broken: { network: hubGroup('10.1.0.0/16', '10.0.2.0/24') },
  says: {
    severity: 'error',
    services: ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: [A],
    resourceIds: [HUB_GROUP, ...LED.flatMap((service) => [endpointIdOf(service), `Z-${service}`])],
    message:
      "Requests to ecr.api, ecr.dkr, ecs, ecs-agent and ecs-telemetry don't get through: the private hosted zones " +
      `${nameOf('ecr.api')}, ${nameOf('ecr.dkr')} and ${nameOf('ecs')} lead to endpoints vpce-ecr-api, vpce-ecr-dkr ` +
      'and vpce-ecs in vpc-hub, and sg-hub allows no inbound 443/tcp from 10.0.1.0/24.',
  },
  fixed: { network: SPOKE },
  created: false,
  nearMisses: {
    'endpoints of its own': { network: RIGHT },
    'a hub that no zone leads to': { network: { ...RIGHT, hubs: SPOKE.hubs ?? [] } },
  },
});

const DENIES = JSON.stringify({
  Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }],
});
const CONDITIONED = JSON.stringify({
  Statement: [
    {
      Effect: 'Allow',
      Principal: '*',
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
    },
  ],
});
const denied = (network: Pick<Network, 'networkAcls'>) =>
  network.networkAcls?.map((acl) => ({
    ...acl,
    entries: acl.entries.map((entry) => ({ ...entry, allow: false })),
  }));

interface Case {
  readonly network: Network;
  readonly says: readonly RuleId[];
  /** Part of what the first finding says. */
  readonly text?: string;
  readonly taskGroups?: readonly string[];
}

const WITHOUT_ADDRESS = endpoint('ecr.api', {
  interfaces: [{ id: 'eni-1', subnetId: 'subnet-hub-a', ip: undefined }],
  subnetIds: ['subnet-hub-a'],
});

describe('the way to a hub', () => {
  it.each<[string, Case]>([
    ['a peering connection', { network: SPOKE, says: [] }],
    [
      'a transit gateway, whose own route tables were not read',
      {
        network: throughTarget({ kind: 'transit-gateway', id: 'tgw-1' }),
        says: ['hosted-zone-answers'],
        text: 'and lead to endpoints vpce-ecr-api, vpce-ecr-dkr and vpce-ecs in vpc-hub, and this is not known: where tgw-1 leads',
      },
    ],
    [
      'no route there, but one to NAT',
      {
        network: withoutRoute(withoutRoute(SPOKE, 'rtb-a', '10.1.0.0/16'), 'rtb-b', '10.1.0.0/16'),
        says: ['hub-blocks', 'hub-blocks'],
        text: 'rtb-a sends requests to nat-1, which leads to the internet',
      },
    ],
    [
      'no route there at all, from one subnet',
      {
        network: withoutRoute(withoutRoute(SPOKE, 'rtb-a', '10.1.0.0/16'), 'rtb-a', '0.0.0.0/0'),
        says: expect.arrayContaining(['hub-blocks']) as unknown as RuleId[],
        text: 'rtb-a has no route there',
      },
    ],
    [
      'a peering connection that is gone',
      {
        network: edit(SPOKE, 'routeTables', 'rtb-a', ({ routes }) => ({
          routes: routes.map((one) => (one.target.id === PEERING.id ? { ...one, state: 'blackhole' } : one)),
        })),
        says: ['hub-blocks'],
        text: 'rtb-a has a route to pcx-1 (10.1.0.0/16), which is gone',
      },
    ],
    [
      'a route to a firewall for one address of the endpoint',
      {
        network: withRoute(
          SPOKE,
          'rtb-a',
          route('10.1.2.10/32', { kind: 'network-interface', id: 'eni-fw' }),
        ),
        says: ['hosted-zone-answers'],
        text: 'this is not known: where eni-fw leads',
      },
    ],
    [
      'no route back',
      {
        network: hubTables((routes) => routes.slice(0, 1)),
        says: ['hub-blocks', 'hub-blocks', 'hub-blocks', 'hub-blocks'],
        text: 'rtb-hub-a has no route back to 10.0.1.0/24',
      },
    ],
    [
      'a route back for a part of the subnet',
      {
        network: hubTables(([local]) => [
          local ?? route('', PEERING),
          route('10.0.1.0/25', PEERING),
          route('10.0.2.0/24', PEERING),
        ]),
        says: ['hosted-zone-answers', 'hosted-zone-answers'],
        text: 'where route table rtb-hub-a sends 10.0.1.0/24',
      },
    ],
    [
      'another way back',
      {
        network: hubTables((routes) =>
          routes.map((one) =>
            one.target.id === PEERING.id
              ? { ...one, target: { kind: 'vpc-peering-connection', id: 'pcx-2' } }
              : one,
          ),
        ),
        says: ['hub-blocks', 'hub-blocks', 'hub-blocks', 'hub-blocks'],
        text: 'rtb-hub-a sends replies to 10.0.1.0/24 to pcx-2',
      },
    ],
    [
      'another way back, through a transit gateway',
      {
        network: hubTables((routes) =>
          routes.map((one) =>
            one.target.id === PEERING.id ? { ...one, target: { kind: 'transit-gateway', id: 'tgw-1' } } : one,
          ),
        ),
        says: ['hosted-zone-answers', 'hosted-zone-answers'],
        text: 'the way back to 10.0.1.0/24 through tgw-1',
      },
    ],
    [
      'a VPC of the tasks that has the addresses of the endpoint itself',
      {
        network: editVpc(SPOKE, { cidrs: ['10.0.0.0/16', '10.1.0.0/16'] }),
        says: ['hub-blocks', 'hub-blocks'],
        text: 'rtb-a keeps requests in its own VPC, whose addresses overlap with those of the other',
      },
    ],
    [
      'a hub that has the addresses of the tasks itself',
      {
        network: withHub(({ vpc }) => ({ vpc: { ...vpc, cidrs: [...vpc.cidrs, '10.0.1.0/24'] } })),
        says: ['hub-blocks', 'hub-blocks'],
        text: 'rtb-hub-a keeps replies to 10.0.1.0/24 in its own VPC',
      },
    ],
    [
      'route tables of the hub that were not read',
      {
        network: withHub(() => ({ routeTables: undefined })),
        says: ['hosted-zone-answers'],
        text: 'the route tables of the endpoint',
      },
    ],
    [
      'a group that lets in the tasks’ group over peering',
      { network: hubGroup(TASK_GROUP), says: [], taskGroups: [TASK_GROUP] },
    ],
    [
      'a group that lets in another group',
      {
        network: hubGroup('sg-other'),
        says: ['hub-blocks'],
        text: 'sg-hub allows no inbound 443/tcp from the tasks',
        taskGroups: [TASK_GROUP],
      },
    ],
    [
      'a group that lets in a group, and tasks whose groups are not told',
      {
        network: hubGroup(TASK_GROUP),
        says: ['hosted-zone-answers'],
        text: 'the security groups of the endpoint',
      },
    ],
    [
      'groups of the hub that were not read',
      { network: withHub(() => ({ securityGroups: undefined })), says: ['hosted-zone-answers'] },
    ],
    [
      'a policy that denies',
      {
        network: endpoint('ecr.api', { policy: DENIES }),
        says: ['hub-blocks'],
        text: 'vpce-ecr-api has a policy without',
      },
    ],
    [
      'a policy with conditions',
      {
        network: endpoint('ecr.api', { policy: CONDITIONED }),
        says: ['hosted-zone-answers'],
        text: 'the policy of the endpoint',
      },
    ],
    [
      'a network ACL of the hub that denies',
      {
        network: withHub((hub) => ({ networkAcls: denied(hub) ?? [] })),
        says: ['hub-blocks', 'hub-blocks'],
        text: 'acl-hub denies inbound traffic in rule 100',
      },
    ],
    [
      'network ACLs of the hub that were not read',
      { network: withHub(() => ({ networkAcls: undefined })), says: ['hosted-zone-answers'] },
    ],
    [
      'an endpoint that is not ready',
      {
        network: endpoint('ecr.api', { state: 'pending' }),
        says: ['hub-blocks'],
        text: 'vpce-ecr-api is pending',
      },
    ],
    [
      'an endpoint of another service',
      {
        network: endpoint('ecr.api', { service: 'logs' }),
        says: ['hosted-zone-answers'],
        text: "don't point to one interface endpoint of the service",
      },
    ],
    [
      'an endpoint whose address is somewhere in a subnet that one route leads to',
      { network: WITHOUT_ADDRESS, says: [] },
    ],
    [
      'an endpoint whose address is somewhere in a subnet that several routes lead to',
      {
        network: withHub(
          ({ subnets }) => ({
            subnets: subnets.map((one) =>
              one.id === 'subnet-hub-a' ? { ...one, cidr: '10.0.0.0/15' } : one,
            ),
          }),
          WITHOUT_ADDRESS,
        ),
        says: ['hosted-zone-answers', 'hosted-zone-answers'],
        text: 'sends 10.0.0.0/15',
      },
    ],
    [
      'an endpoint without a known address',
      {
        network: withHub(
          ({ subnets }) => ({ subnets: subnets.filter(({ id }) => id !== 'subnet-hub-a') }),
          WITHOUT_ADDRESS,
        ),
        says: ['hosted-zone-answers'],
        text: 'the addresses of the endpoint',
      },
    ],
    [
      'a hub that nobody read',
      {
        network: { ...SPOKE, hubs: [] },
        says: ['hosted-zone-answers'],
        text: 'and lead to endpoints vpce-ecr-api, vpce-ecr-dkr and vpce-ecs, and no account that was read shows them',
      },
    ],
    ['other DNS servers', { network: editVpc(SPOKE, { nameServers: ['10.9.9.9'] }), says: ['custom-dns'] }],
  ])('%s', (_, { network, says, text = '', taskGroups = [] }) => {
    const found = look(network, { taskGroups });
    expect(rulesOf(found)).toEqual(says);
    expect(found[0]?.message ?? '').toContain(text);
  });

  it.each<[string, Network, readonly string[], RuleId]>([
    [
      'the tasks’ own group',
      edit(SPOKE, 'securityGroups', TASK_GROUP, () => ({ egress: [] })),
      [TASK_GROUP],
      'task-security-group-blocks',
    ],
    ['the network ACL of their subnet', { ...SPOKE, networkAcls: denied(SPOKE) }, [], 'nacl-blocks'],
  ])('is stopped by %s, which a change fixes', (_, network, taskGroups, rule) => {
    const found = look(network, { taskGroups });
    expect(rulesOf(found)).toContain(rule);
    expect(found.find((one) => one.rule === rule)?.fix).not.toBeNull();
    const { after } = plan({
      ...sceneOf(network, { taskGroups }),
      ...{ iac: 'terraform', name: 'x', tags: {}, s3Policy: 'full' },
    });
    expect(after.filter(({ via }) => via !== 'endpoint')).toEqual([]);
  });

  it('shows the zone, the endpoint in the hub and the connection', () => {
    const path = sceneOf(SPOKE).paths.find(({ service }) => service === 'ecr.api');
    expect(path).toMatchObject({ via: 'endpoint', endpointId: ECR_API, faults: [] });
    expect(path?.hops.map(({ id }) => id)).toEqual(
      expect.arrayContaining([nameOf('ecr.api'), ECR_API, '10.1.0.0/16', 'pcx-1', HUB_GROUP]),
    );
  });

  it('gets no endpoint and no private DNS planned, whatever is in the way', () => {
    for (const network of [
      SPOKE,
      hubGroup(),
      { ...SPOKE, hubs: [] },
      throughTarget({ kind: 'transit-gateway', id: 'tgw-1' }),
    ]) {
      const { changes, prerequisites } = plan({
        ...sceneOf(network),
        iac: 'terraform',
        name: 'x',
        tags: {},
        s3Policy: 'full',
      });
      expect([...changes, ...prerequisites]).toEqual([]);
    }
  });
});

describe('records', () => {
  const DKR = nameOf('ecr.dkr');
  const dkr = (...records: readonly ZoneRecord[]): Network =>
    withZone('ecr.dkr', zoneFor('ecr.dkr', records));
  const named = (name: string, ...records: readonly ZoneRecord[]): HostedZone => ({
    id: `Z-${name}`,
    name,
    records,
  });
  const mine = endpointIdOf('ecr.dkr');

  it.each<[string, Network, readonly RuleId[]]>([
    ['of a zone without any', withZone('ecr.api', zoneFor('ecr.api', [])), ['hub-blocks']],
    [
      'for another name',
      withZone('ecr.api', zoneFor('ecr.api', [record(`*.${nameOf('ecr.api')}`, ECR_API)])),
      ['hub-blocks'],
    ],
    [
      'with IPv6 addresses alone',
      withZone('ecr.api', zoneFor('ecr.api', [record(nameOf('ecr.api'), ECR_API, 'AAAA')])),
      ['hub-blocks'],
    ],
    ['as CNAME', dkr(record(`*.${DKR}`, mine, 'CNAME')), []],
    ['for IPv4 and IPv6', dkr(record(`*.${DKR}`, mine), record(`*.${DKR}`, mine, 'AAAA')), []],
    [
      'that share the queries',
      dkr(record(`*.${DKR}`, mine), record(`*.${DKR}`, mine)),
      ['hosted-zone-answers'],
    ],
    ['that point elsewhere', dkr(record(`*.${DKR}`)), ['hosted-zone-answers']],
    ['for all registries', dkr(record(`*.${DKR}`, mine)), []],
    ['for no registry, only for their domain', dkr(record(DKR, mine)), ['hub-blocks']],
    ['for one registry alone', dkr(record(`123456789012.${DKR}`, mine)), ['hosted-zone-answers']],
    [
      'for one registry and all others',
      dkr(record(`123456789012.${DKR}`, mine), record(`*.${DKR}`, mine)),
      [],
    ],
    [
      'for one registry elsewhere than for all others',
      dkr(record(`123456789012.${DKR}`, ECR_API), record(`*.${DKR}`, mine)),
      ['hosted-zone-answers'],
    ],
    [
      'of a zone for one registry',
      withZone('ecr.dkr', named(`123456789012.${DKR}`, record(`123456789012.${DKR}`, mine))),
      ['hosted-zone-answers'],
    ],
    [
      'of a zone above, with a wildcard',
      withZone(
        'ecr.api',
        named('ecr.eu-west-1.amazonaws.com', record('*.ecr.eu-west-1.amazonaws.com', ECR_API)),
      ),
      [],
    ],
    [
      'of a zone above, with a wildcard further up',
      withZone('ecr.api', named('eu-west-1.amazonaws.com', record('*.eu-west-1.amazonaws.com', ECR_API))),
      ['hosted-zone-answers', 'hosted-zone-answers'],
    ],
    [
      'that delegate the name',
      withZone(
        'ecr.api',
        named('eu-west-1.amazonaws.com', record('ecr.eu-west-1.amazonaws.com', undefined, 'NS')),
      ),
      ['hosted-zone-answers', 'hosted-zone-answers'],
    ],
    [
      'of the zone alone',
      withZone(
        'ecr.api',
        zoneFor('ecr.api', [
          record(nameOf('ecr.api'), undefined, 'NS'),
          record(nameOf('ecr.api'), undefined, 'SOA'),
          record(nameOf('ecr.api'), ECR_API),
        ]),
      ),
      [],
    ],
    [
      'that were not read',
      withZone('ecr.api', { id: 'Z', name: nameOf('ecr.api') }),
      ['hosted-zone-answers'],
    ],
  ])('%s', (_, network, says) => {
    expect(rulesOf(look(network))).toEqual(says);
  });

  it('say why a name has no address', () => {
    const [finding] = look(withZone('ecr.api', zoneFor('ecr.api', [])));
    expect(finding?.message).toBe(
      `Requests to ecr.api fail, because the private hosted zone ${nameOf('ecr.api')} answers for the names and has no record with their address.`,
    );
  });
});

describe('a service with an endpoint in the VPC', () => {
  it('with private DNS off, which its own zone answers, goes through it', () => {
    const off = edit(RIGHT, 'endpoints', ECR_API, () => ({ privateDns: false }));
    const network = { ...off, hostedZones: [zoneFor('ecr.api')] };
    expect(look(network)).toEqual([]);
    const closed = edit(network, 'endpoints', ECR_API, () => ({ securityGroupIds: ['sg-shut'] }));
    const shut = { ...closed, securityGroups: [...(closed.securityGroups ?? []), group('sg-shut', {})] };
    const found = look(shut);
    expect(rulesOf(found)).toEqual(['endpoint-security-group-blocks']);
    expect(lookAfterFix(shut, found[0])).toEqual([]);
  });

  it('with private DNS on, beside a zone of that name, goes where the zone leads', () => {
    const own = interfaceEndpoint('ecr.api', { id: 'vpce-own' });
    const network = { ...SPOKE, endpoints: [...(SPOKE.endpoints ?? []), own] };
    const path = sceneOf(network).paths.find(({ service }) => service === 'ecr.api');
    expect(path).toMatchObject({ via: 'endpoint', endpointId: ECR_API });
  });
});

describe('a Route 53 Profile', () => {
  const ofProfile = (zone: HostedZone): HostedZone => ({ ...zone, id: `${zone.id}-p`, profileId: 'rp-1' });
  const planned = (network: Network) =>
    plan({ ...sceneOf(network), iac: 'terraform', name: 'x', tags: {}, s3Policy: 'full' });

  it('brings zones to the VPC as if they were associated with it', () => {
    const network = { ...SPOKE, hostedZones: (SPOKE.hostedZones ?? []).map(ofProfile) };
    expect(look(network)).toEqual([]);
    const closed = withHub(() => ({ securityGroups: [group(HUB_GROUP, {})] }), network);
    expect(look(closed)[0]?.message).toContain(
      `${nameOf('ecr.api')} of Route 53 Profile rp-1, ${nameOf('ecr.dkr')} of Route 53 Profile rp-1`,
    );
  });

  it('with a zone whose name nobody could read leaves open what no endpoint of the VPC serves', () => {
    const hostedZones = [{ id: 'Z9', name: '', profileId: 'rp-1' }];
    const found = look({ ...SPOKE, hostedZones });
    expect(rulesOf(found)).toEqual(['hosted-zone-answers']);
    expect(found[0]?.message).toContain(
      'the private hosted zone Z9 of Route 53 Profile rp-1 answers instead, and its records were not read',
    );
    expect(planned({ ...SPOKE, hostedZones }).changes).toEqual([]);
    expect(look({ ...RIGHT, hostedZones }).map(({ services }) => services)).toEqual([['s3']]);
  });

  it('does not change what a zone of the VPC with the very name of a service says', () => {
    const hostedZones = [zoneFor('ecr.api'), { id: 'Z9', name: '', profileId: 'rp-1' }];
    const paths = sceneOf({ ...SPOKE, hostedZones }).paths.filter(({ service }) => service === 'ecr.api');
    expect(paths.map(({ via }) => via)).toEqual(['endpoint', 'endpoint']);
  });

  it.each<[string, Network]>([
    [
      'a zone of the VPC',
      { ...SPOKE, hostedZones: [...(SPOKE.hostedZones ?? []), ofProfile(zoneFor('ecr.api'))] },
    ],
    ['an endpoint with private DNS', { ...RIGHT, hostedZones: [ofProfile(zoneFor('ecr.api'))] }],
  ])('with a zone of the same name as %s leaves open which of them is used', (_, network) => {
    const found = look(network);
    expect(found.map(({ rule, services }) => [rule, services])).toEqual([
      ['hosted-zone-answers', ['ecr.api']],
    ]);
    expect(found[0]?.message).toContain('and so does something else under the same name');
  });

  const call = 'ListProfileAssociations';
  const unreadable = [{ call, action: `route53profiles:${call}`, reason: 'Denied.' }];

  it('that could not be read leaves private DNS that is off open, and is named', () => {
    const network = { ...edit(RIGHT, 'endpoints', ECR_API, () => ({ privateDns: false })), unreadable };
    const found = look(network);
    expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['private-dns-off', 'unknown'],
      ['not-permitted', 'unknown'],
    ]);
    expect(found[1]?.message).toContain('route53profiles:ListProfileAssociations');
    expect(planned(network).changes).toEqual([]);
  });

  it('that could not be read leaves open what a spoke behind a transit gateway uses', () => {
    const network = {
      ...throughTarget({ kind: 'transit-gateway', id: 'tgw-1' }),
      hostedZones: [],
      unreadable,
    };
    const moved = ['rtb-a', 'rtb-b'].reduce(
      (one, table) =>
        edit(one, 'routeTables', table, ({ routes }) => ({
          routes: routes.map((each) =>
            each.destination === '0.0.0.0/0'
              ? { ...each, target: { kind: 'transit-gateway', id: 'tgw-1' } }
              : each,
          ),
        })),
      network as Network,
    );
    expect(rulesOf(look(moved))).toEqual(['not-permitted']);
    expect(planned(moved).changes).toEqual([]);
  });
});

describe('S3', () => {
  const s3Zone: HostedZone = {
    id: 'Z-s3',
    name: nameOf('s3'),
    records: [record(`*.${nameOf('s3')}`, endpointIdOf('s3')), record(nameOf('s3'), endpointIdOf('s3'))],
  };

  it('goes through the gateway of the spoke, whatever the hub has', () => {
    expect(rulesOf(look(SPOKE))).toEqual([]);
  });

  it('does not go through a gateway of the hub: gateways serve their own VPC alone', () => {
    const network = without(withoutRoute(withoutRoute(SPOKE, 'rtb-a', 'pl-s3'), 'rtb-b', 'pl-s3'), 's3');
    expect(rulesOf(look(network))).toEqual(['s3-endpoint-missing']);
  });

  it('is unknown where a zone leads to an interface endpoint of the hub', () => {
    const found = look({ ...SPOKE, hostedZones: [...(SPOKE.hostedZones ?? []), s3Zone] });
    expect(found.map(({ rule, services }) => [rule, services])).toEqual([['hosted-zone-answers', ['s3']]]);
    expect(found[0]?.message).toContain(
      'its records are not followed for services that have gateway endpoints',
    );
  });
});
