import * as fc from 'fast-check';
import { CATALOGUE, type KnownService, type ServiceName } from '../../src/core/catalogue.ts';
import type {
  Endpoint,
  Network,
  NetworkAclEntry,
  Route,
  RouteTable,
  RouteTargetKind,
  SecurityGroupRule,
} from '../../src/core/network/network.ts';
import { AMAZON_DNS, UNKNOWN_DESTINATION } from '../../src/core/network/network.ts';
import { layerBucketArn, serviceNameByTable } from '../../src/core/network/regions.ts';
import { type LaunchType, type Need, needs } from '../../src/core/workload/needs.ts';
import type { S3Policy } from '../../src/core/workload/s3-policy.ts';
import type { Tasks } from '../../src/core/workload/tasks.ts';
import type { Iac, PlanInput } from '../engine.ts';

/** Something to trace and plan: a right network with a few named faults in it. */
export interface Case {
  readonly shape: Shape;
  readonly faults: readonly FaultName[];
  readonly network: Network;
  readonly tasks: Tasks;
  readonly needs: readonly Need[];
}

export interface Shape {
  /** The AZ of each subnet where tasks run. */
  readonly azs: readonly ('a' | 'b' | 'c')[];
  readonly tables: 'own' | 'shared' | 'main';
  /** Whether the endpoints exist before faults are put in. */
  readonly endpoints: 'all' | 'none';
  readonly wayOut: 'nat-gateway' | 'none';
  readonly taskGroups: boolean;
  readonly launchType: LaunchType;
  readonly services: readonly ServiceName[];
  readonly serviceConnect: boolean;
  readonly s3Policy: S3Policy;
}

/** Fargate tasks in two zones, with every endpoint that they need and a NAT gateway that they do not. */
export const RIGHT_SHAPE: Shape = {
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

type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

type Draft = Mutable<Network> & { tasks: Mutable<Tasks> };

/** Picks one of the items, always the same for the same fault of the same case. */
type Pick = <T>(items: readonly T[] | undefined) => T | undefined;

const REGION = 'eu-west-1';
const LAYERS = layerBucketArn(REGION) ?? '';

/** The network of a shape before faults: every need goes through an endpoint, or has none. */
function rightNetwork(shape: Shape): Draft {
  const wanted = needsOf(shape);
  const azs = [...new Set(shape.azs)].map((az) => `${REGION}${az}`);
  const subnets = shape.azs.map((az, index) => ({
    id: `subnet-${index + 1}`,
    az: `${REGION}${az}`,
    cidr: `10.0.${index + 1}.0/24`,
    routeTableId: shape.tables === 'own' ? `rtb-${index + 1}` : `rtb-${shape.tables}`,
    implicit: shape.tables === 'main',
  }));
  const tableIds = [...new Set(subnets.map(({ routeTableId }) => routeTableId))];
  const exists = shape.endpoints === 'all';
  const gateways = wanted.filter(({ kind }) => kind === 'gateway').map(({ service }) => service);
  const homes = azs.flatMap((az) => subnets.filter((subnet) => subnet.az === az).slice(0, 1));
  const tables = [...new Set([...tableIds, 'rtb-main'])].map((id) => ({
    id,
    main: id === 'rtb-main',
    routes: [
      route('10.0.0.0/16', 'local'),
      ...(shape.wayOut === 'none' ? [] : [route('0.0.0.0/0', shape.wayOut, 'nat-1')]),
      ...(exists && tableIds.includes(id)
        ? gateways.map((service) => route(`pl-${service}`, 'vpc-endpoint', `vpce-${service}`))
        : []),
    ],
  }));

  return {
    region: REGION,
    partition: 'aws',
    source: 'live',
    vpc: {
      id: 'vpc-1',
      cidrs: ['10.0.0.0/16'],
      ipv6Cidrs: [],
      dnsSupport: true,
      dnsHostnames: true,
      nameServers: [AMAZON_DNS],
    },
    subnets: [
      ...subnets,
      {
        id: 'subnet-public',
        az: azs[0],
        cidr: '10.0.100.0/24',
        routeTableId: 'rtb-public',
        implicit: false,
      },
    ],
    routeTables: [
      ...tables,
      {
        id: 'rtb-public',
        main: false,
        routes: [route('10.0.0.0/16', 'local'), route('0.0.0.0/0', 'internet-gateway', 'igw-1')],
      },
    ],
    endpoints: exists
      ? wanted.map(({ service, kind }) =>
          kind === 'gateway'
            ? endpoint(service, { kind, privateDns: false, routeTableIds: tableIds })
            : endpoint(service, {
                subnetIds: homes.map(({ id }) => id),
                securityGroupIds: ['sg-endpoints'],
                interfaces: homes.map(({ id, cidr }) => ({
                  id: `eni-${service}-${id}`,
                  subnetId: id,
                  ip: cidr.replace('.0/24', `.${10 + wanted.findIndex((need) => need.service === service)}`),
                })),
              }),
        )
      : [],
    securityGroups: [
      {
        id: 'sg-endpoints',
        name: 'endpoints',
        ingress: [rule(shape.taskGroups ? { groupIds: ['sg-tasks'] } : { cidrs: ['10.0.0.0/16'] })],
        egress: [],
      },
      {
        id: 'sg-tasks',
        name: 'tasks',
        ingress: [],
        egress: [rule({ protocol: '-1', fromPort: undefined, toPort: undefined, cidrs: ['0.0.0.0/0'] })],
      },
      { id: 'sg-closed', name: 'closed', ingress: [], egress: [] },
    ],
    networkAcls: [
      {
        id: 'acl-default',
        subnetIds: [...subnets.map(({ id }) => id), 'subnet-public'],
        entries: [entry(100, { egress: true }), entry(100, { egress: false })],
      },
    ],
    natGateways: [
      { id: 'nat-1', subnetId: 'subnet-public', state: 'available', connectivity: 'public' },
      { id: 'nat-2', subnetId: 'subnet-public', state: 'available', connectivity: 'public' },
    ],
    hostedZones: [],
    prefixLists: [
      { id: 'pl-s3', name: `com.amazonaws.${REGION}.s3`, cidrs: ['52.218.0.0/17', '3.5.64.0/21'] },
      { id: 'pl-dynamodb', name: `com.amazonaws.${REGION}.dynamodb`, cidrs: ['52.94.24.0/23'] },
      { id: 'pl-offices', name: 'offices', cidrs: ['10.0.0.0/16', '192.168.0.0/24'] },
    ],
    offers: (Object.keys(CATALOGUE) as KnownService[]).flatMap((service) => {
      const offer = {
        service,
        serviceName: serviceNameByTable(service, REGION),
        azs: ['a', 'b', 'c'].map((az) => `${REGION}${az}`),
        policySupported: true,
      };
      const { kind } = CATALOGUE[service];
      return service === 's3'
        ? [
            { ...offer, kind },
            { ...offer, kind: 'interface' as const },
          ]
        : [{ ...offer, kind }];
    }),
    unreadable: [],
    assumptions: [],
    tasks: {
      subnetIds: subnets.map(({ id }) => id),
      securityGroupIds: shape.taskGroups ? ['sg-tasks'] : [],
    },
  };
}

export function needsOf({ launchType, services, serviceConnect }: Shape): Need[] {
  return needs({ launchType, services, serviceConnect });
}

function route(destination: string, kind: RouteTargetKind, id: string = kind): Mutable<Route> {
  return { destination, target: { kind, id }, state: 'active', propagated: false };
}

/** Adds a route; a table holds one static route for a destination. */
function addRoute(table: Mutable<RouteTable> | undefined, added: Mutable<Route>) {
  if (!table) return;
  const others = table.routes.filter(
    ({ destination, propagated }) => destination !== added.destination || propagated !== added.propagated,
  );
  table.routes = [...others, added];
}

function rule(part: Partial<SecurityGroupRule>): Mutable<SecurityGroupRule> {
  const closed = { protocol: 'tcp', fromPort: 443, toPort: 443 };
  const peers = { cidrs: [], ipv6Cidrs: [], prefixListIds: [], groupIds: [] };
  return structuredClone({ ...closed, ...peers, ...part }) as Mutable<SecurityGroupRule>;
}

function entry(ruleNumber: number, part: Partial<NetworkAclEntry>): Mutable<NetworkAclEntry> {
  return {
    ruleNumber,
    egress: false,
    allow: true,
    protocol: '-1',
    cidr: '0.0.0.0/0',
    fromPort: undefined,
    toPort: undefined,
    ...part,
  };
}

function endpoint(service: ServiceName, part: Partial<Endpoint>): Mutable<Endpoint> {
  const usual: Endpoint = {
    id: `vpce-${service}`,
    serviceName: serviceNameByTable(service, REGION),
    service,
    kind: 'interface',
    state: 'available',
    privateDns: true,
    inboundResolverOnly: false,
    subnetIds: [],
    interfaces: [],
    securityGroupIds: [],
    routeTableIds: [],
    policy: undefined,
  };
  return structuredClone({ ...usual, ...part }) as Mutable<Endpoint>;
}

const allow = (Action: string | readonly string[], part: object = {}) => ({
  Effect: 'Allow',
  Principal: '*',
  Action,
  Resource: '*',
  ...part,
});

const POLICIES: readonly string[] = [
  [allow('*')],
  [allow('*', { Effect: 'Deny' })],
  [allow('*'), allow('*', { Effect: 'Deny' })],
  [allow(['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'])],
  [allow(['ecr:GetAuthorizationToken', 'ecr:BatchGetImage'])],
  [allow('ecr:*'), allow('ecr:BatchGetImage', { Effect: 'Deny' })],
  [allow('ecs:Poll')],
  [allow('ecs:*')],
  [allow('s3:GetObject', { Resource: LAYERS })],
  [allow('s3:*', { Resource: 'arn:aws:s3:::my-bucket/*' })],
  [allow('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })],
  [
    allow('*'),
    allow('*', { Effect: 'Deny', Condition: { StringNotEquals: { 'aws:PrincipalAccount': '1' } } }),
  ],
  [allow('*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
  [allow('*', { Principal: { AWS: 'arn:aws:iam::111122223333:role/tasks' } })],
  [allow('*', { Principal: { AWS: '*' } })],
  [allow('*', { Effect: 'Permit' })],
  [allow('*'), allow('ecr:*', { Effect: 'forbid' })],
  [allow('*'), allow('*', { Effect: undefined })],
].map((Statement) => JSON.stringify({ Version: '2012-10-17', Statement }));

const ofKind = (draft: Draft, kind: Endpoint['kind']) =>
  draft.endpoints?.filter((each) => each.kind === kind);

/** The route tables that tasks' subnets use. */
const tablesOf = (draft: Draft) =>
  draft.routeTables?.filter(({ id }) =>
    draft.subnets.some(
      ({ id: subnetId, routeTableId }) => draft.tasks.subnetIds.includes(subnetId) && routeTableId === id,
    ),
  );

const taskSubnets = (draft: Draft) => draft.subnets.filter(({ id }) => draft.tasks.subnetIds.includes(id));

const group = (draft: Draft, id: string) => draft.securityGroups?.find((each) => each.id === id);

function unread<Key extends keyof Network>(draft: Draft, key: Key, call: string) {
  (draft as Record<Key, unknown>)[key] = undefined;
  draft.unreadable.push({ call, action: `ec2:${call}`, reason: `You are not authorized to call ${call}.` });
}

/** The id of a service's list of IPv6 addresses; its name, or its entries, may not have been read. */
function ipv6List(draft: Draft, service: 's3' | 'dynamodb', pick: Pick): string {
  const id = `pl-${service}-ipv6`;
  const name = pick([`com.amazonaws.${REGION}.ipv6.${service}`, id]) ?? id;
  const cidrs = pick([['2a05:d07a:8000::/40'], undefined]);
  if (!draft.prefixLists?.some((list) => list.id === id)) draft.prefixLists?.push({ id, name, cidrs });
  return id;
}

/** Gives one subnet a network ACL of its own with these entries beside the closing deny. */
function ownAcl(draft: Draft, subnetId: string | undefined, entries: Mutable<NetworkAclEntry>[]) {
  if (subnetId === undefined) return;
  for (const acl of draft.networkAcls ?? []) acl.subnetIds = acl.subnetIds.filter((id) => id !== subnetId);
  const closing = [true, false].map((egress) => entry(32767, { egress, allow: false }));
  draft.networkAcls?.push({
    id: `acl-${subnetId}`,
    subnetIds: [subnetId],
    entries: [...entries, ...closing],
  });
}

const tcp = (ruleNumber: number, egress: boolean, fromPort: number, toPort: number, part = {}) =>
  entry(ruleNumber, { egress, protocol: '6', fromPort, toPort, ...part });

const allOpen = () => [entry(100, { egress: true }), entry(100, { egress: false })];

const WAYS_OUT: readonly (readonly [RouteTargetKind, string])[] = [
  ['nat-gateway', 'nat-2'],
  ['nat-gateway', 'nat-deleted'],
  ['internet-gateway', 'igw-1'],
  ['transit-gateway', 'tgw-1'],
  ['vpc-peering-connection', 'pcx-1'],
  ['network-interface', 'eni-firewall'],
  ['instance', 'i-1'],
  ['virtual-private-gateway', 'vgw-1'],
  ['core-network', 'cn-1'],
  ['odb-network', 'arn:aws:odb:eu-west-1:111122223333:odb-network/odbnet_1'],
  ['ip-address', '10.0.100.9'],
  ['unknown', 'new-1'],
];

const INGRESS: readonly (readonly Partial<SecurityGroupRule>[])[] = [
  [],
  [{ cidrs: ['10.0.0.0/16'] }],
  [{ cidrs: ['0.0.0.0/0'] }],
  [{ ipv6Cidrs: ['::/0'] }],
  [{ cidrs: ['10.0.1.0/24'] }],
  [{ cidrs: ['10.0.1.0/25'] }],
  [{ cidrs: ['10.0.1.0/25', '10.0.1.128/25'] }, { cidrs: ['10.0.2.0/23'], fromPort: 400, toPort: 500 }],
  [{ cidrs: ['10.0.0.0/16'], fromPort: 80, toPort: 80 }],
  [{ cidrs: ['10.0.0.0/16'], protocol: 'udp' }],
  [{ cidrs: ['10.0.0.0/16'], protocol: '6' }],
  [{ cidrs: ['10.0.0.0/16'], protocol: '-1', fromPort: undefined, toPort: undefined }],
  [{ groupIds: ['sg-tasks'] }],
  [{ groupIds: ['sg-endpoints'] }],
  [{ groupIds: ['sg-tasks'] }, { cidrs: ['10.0.1.0/24'] }],
  [{ prefixListIds: ['pl-offices'] }],
  [{ unread: true }],
  [{ unread: true }, { cidrs: ['10.0.1.0/24'] }],
  [{ unread: true, protocol: 'udp' }],
];

const EGRESS: readonly (readonly Partial<SecurityGroupRule>[])[] = [
  [],
  [{ cidrs: ['0.0.0.0/0'] }],
  [{ cidrs: ['10.0.0.0/16'] }],
  [{ cidrs: ['10.0.0.0/16'], prefixListIds: ['pl-s3'] }],
  [{ groupIds: ['sg-endpoints'] }],
  [{ groupIds: ['sg-endpoints'] }, { prefixListIds: ['pl-s3', 'pl-dynamodb'] }],
  [{ prefixListIds: ['pl-offices'] }],
  [{ cidrs: ['0.0.0.0/0'], fromPort: 80, toPort: 80 }],
  [{ ipv6Cidrs: ['::/0'], protocol: '-1', fromPort: undefined, toPort: undefined }],
  [{ cidrs: ['0.0.0.0/1', '128.0.0.0/1'] }],
  [{ unread: true }],
  [{ unread: true, cidrs: ['10.0.0.0/16'] }],
  [{ cidrs: ['10.0.0.0/16', '52.218.0.0/17', '3.5.64.0/22', '3.5.68.0/22'] }],
];

const ACL_ENTRIES: readonly (() => Mutable<NetworkAclEntry>[])[] = [
  () => [],
  () => [
    tcp(100, true, 443, 443),
    tcp(100, false, 1024, 65535),
    tcp(110, true, 1024, 65535),
    tcp(110, false, 443, 443),
  ],
  () => [...allOpen(), tcp(90, true, 443, 443, { allow: false })],
  () => [...allOpen(), tcp(110, true, 443, 443, { allow: false })],
  () => [...allOpen(), tcp(90, false, 40000, 40010, { allow: false })],
  () => [entry(100, { egress: true }), tcp(100, false, 49152, 65535), tcp(110, false, 443, 443)],
  () => [entry(100, { egress: true }), tcp(100, false, 32768, 60999), tcp(110, false, 443, 443)],
  () => [...allOpen(), tcp(90, false, 443, 443, { allow: false, cidr: '10.0.1.0/25' })],
  () => [...allOpen(), tcp(90, true, 0, 65535, { allow: false, cidr: '10.0.2.0/24' })],
  () => [...allOpen(), entry(90, { egress: true, allow: false, protocol: '17' })],
  () => [...allOpen(), entry(90, { egress: true, allow: false, cidr: '::/0' })],
  () => [
    entry(100, { egress: true, cidr: '10.0.0.0/16' }),
    entry(100, { egress: false, cidr: '10.0.0.0/16' }),
  ],
  () => [...allOpen(), entry(90, { egress: false, allow: false, cidr: '52.218.0.0/17' })],
  () => [...allOpen(), entry(90, { egress: true, allow: false, unread: 'match' })],
  () => [...allOpen(), entry(110, { egress: false, allow: false, unread: 'match' })],
  () => [entry(100, { egress: true, unread: 'match' }), entry(100, { egress: false })],
  () => [...allOpen(), tcp(90, false, 443, 443, { allow: false, unread: 'action' })],
  () => [tcp(90, true, 443, 443, { unread: 'action' })],
];

/** What can be wrong with, or merely unusual about, a network; each takes a right one and changes one thing. */
const FAULTS = {
  'endpoint absent': (draft, pick) => {
    const gone = pick(draft.endpoints);
    draft.endpoints = draft.endpoints?.filter((each) => each !== gone);
    for (const table of draft.routeTables ?? [])
      table.routes = table.routes.filter(({ target }) => target.id !== gone?.id);
  },
  'endpoint not available': (draft, pick) => {
    const found = pick(ofKind(draft, 'interface'));
    if (found) found.state = pick(['pending', 'failed', 'rejected', 'deleting']) ?? 'failed';
  },
  'private DNS off': (draft, pick) => {
    const found = pick(ofKind(draft, 'interface'));
    if (found) found.privateDns = false;
  },
  'endpoint in one AZ': (draft, pick) => {
    const found = pick(ofKind(draft, 'interface'));
    if (!found) return;
    found.interfaces = found.interfaces.slice(0, 1);
    found.subnetIds = found.interfaces.map(({ subnetId }) => subnetId);
  },
  'endpoint elsewhere': (draft, pick) => {
    const found = pick(ofKind(draft, 'interface'));
    if (!found) return;
    found.interfaces = [{ id: 'eni-elsewhere', subnetId: 'subnet-public', ip: '10.0.100.77' }];
    found.subnetIds = ['subnet-public'];
  },
  'endpoint twice': (draft, pick) => {
    const found = pick(ofKind(draft, 'interface'));
    const id = `${found?.id}-2`;
    if (found && !draft.endpoints?.some((each) => each.id === id))
      draft.endpoints?.push({ ...structuredClone(found), id, privateDns: false });
  },
  'interfaces unread': (draft) => {
    for (const { interfaces } of draft.endpoints ?? []) for (const each of interfaces) each.ip = undefined;
    unreadable(draft, 'DescribeNetworkInterfaces');
  },
  'endpoint in another group': (draft, pick) => {
    const found = pick(ofKind(draft, 'interface'));
    if (found) found.securityGroupIds = [pick(['sg-closed', 'sg-of-another-account']) ?? 'sg-closed'];
  },
  'endpoint in two groups': (draft, pick) => {
    pick(ofKind(draft, 'interface'))?.securityGroupIds.push('sg-closed');
  },
  'endpoint policy': (draft, pick) => {
    const found = pick(draft.endpoints);
    if (found) found.policy = pick(POLICIES);
  },
  's3 interface endpoint': (draft, pick) => {
    if (draft.endpoints?.some(({ id }) => id === 'vpce-s3-interface')) return;
    draft.endpoints?.push(
      endpoint('s3', {
        id: 'vpce-s3-interface',
        subnetIds: ['subnet-1'],
        interfaces: [{ id: 'eni-s3', subnetId: 'subnet-1', ip: '10.0.1.200' }],
        securityGroupIds: ['sg-endpoints'],
        ...pick<Partial<Endpoint>>([
          {},
          { inboundResolverOnly: true },
          { privateDns: false },
          { state: 'pending' },
        ]),
      }),
    );
  },
  'foreign endpoints': (draft) => {
    if (draft.endpoints?.some(({ id }) => id === 'vpce-partner')) return;
    draft.endpoints?.push(
      { ...endpoint('logs', { id: 'vpce-partner' }), service: undefined, serviceName: 'com.partner.logs' },
      endpoint('logs', { id: 'vpce-firewall', kind: 'other', service: undefined }),
    );
  },
  'DNS support': (draft, pick) => {
    draft.vpc.dnsSupport = pick([false, undefined]);
    if (draft.vpc.dnsSupport === undefined) unreadable(draft, 'DescribeVpcAttribute');
  },
  'DNS hostnames': (draft, pick) => {
    draft.vpc.dnsHostnames = pick([false, undefined]);
    if (draft.vpc.dnsHostnames === undefined) unreadable(draft, 'DescribeVpcAttribute');
  },
  'name servers': (draft, pick) => {
    draft.vpc.nameServers = pick([['10.0.0.53'], ['10.0.0.53', '10.0.1.53'], undefined]);
    if (draft.vpc.nameServers === undefined) unreadable(draft, 'DescribeDhcpOptions');
  },
  'second VPC block': (draft) => {
    if (draft.vpc.cidrs.length > 1) return;
    draft.vpc.cidrs.push('10.1.0.0/16');
    for (const { routes } of draft.routeTables ?? []) routes.push(route('10.1.0.0/16', 'local'));
    const last = taskSubnets(draft).at(-1);
    if (!last?.cidr) return;
    last.cidr = '10.1.7.0/24';
    for (const { interfaces } of draft.endpoints ?? [])
      for (const each of interfaces)
        if (each.subnetId === last.id && each.ip) each.ip = each.ip.replace(/^10\.0\.\d+\./, '10.1.7.');
  },
  'endpoint group': (draft, pick) => {
    const found = group(draft, 'sg-endpoints');
    if (found) found.ingress = pick(INGRESS)?.map(rule) ?? [];
  },
  'task group': (draft, pick) => {
    const found = group(draft, 'sg-tasks');
    if (found) found.egress = pick(EGRESS)?.map(rule) ?? [];
  },
  'task groups': (draft, pick) => {
    draft.tasks.securityGroupIds =
      pick([[], ['sg-tasks'], ['sg-closed'], ['sg-tasks', 'sg-closed'], ['sg-gone']]) ?? [];
  },
  'network ACL': (draft, pick) => {
    ownAcl(draft, pick(draft.subnets)?.id, pick(ACL_ENTRIES)?.() ?? []);
  },
  'default network ACL': (draft, pick) => {
    const found = draft.networkAcls?.[0];
    if (found) found.entries = pick(ACL_ENTRIES)?.() ?? [];
  },
  'no way out': (draft, pick) => {
    const table = pick(tablesOf(draft));
    if (table) table.routes = table.routes.filter(({ destination }) => destination !== '0.0.0.0/0');
  },
  'way out': (draft, pick) => {
    const table = pick(tablesOf(draft));
    const [kind, id] = pick(WAYS_OUT) ?? ['transit-gateway', 'tgw-1'];
    addRoute(table, route('0.0.0.0/0', kind, id));
  },
  'way out gone': (draft, pick) => {
    for (const each of pick(tablesOf(draft))?.routes ?? [])
      if (each.destination === '0.0.0.0/0') each.state = 'blackhole';
  },
  'propagated way out': (draft, pick) => {
    const propagated = { ...route('0.0.0.0/0', 'virtual-private-gateway', 'vgw-1'), propagated: true };
    addRoute(pick(tablesOf(draft)), propagated);
  },
  'NAT gateway state': (draft, pick) => {
    for (const nat of draft.natGateways ?? [])
      nat.state = pick(['pending', 'failed', 'deleting']) ?? 'failed';
  },
  'gateway route absent': (draft, pick) => {
    const table = pick(tablesOf(draft));
    const gone = pick(table?.routes.filter(({ destination }) => destination.startsWith('pl-')));
    if (!table || !gone) return;
    table.routes = table.routes.filter((each) => each !== gone);
    for (const each of draft.endpoints ?? [])
      if (each.id === gone.target.id) each.routeTableIds = each.routeTableIds.filter((id) => id !== table.id);
  },
  'gateway route overridden': (draft, pick) => {
    const [kind, id] = pick(WAYS_OUT) ?? ['transit-gateway', 'tgw-1'];
    const block = pick(['52.218.0.0/17', '52.218.0.0/18', '52.218.0.0/16', '3.5.64.7/32', '52.94.24.0/24']);
    addRoute(pick(tablesOf(draft)), route(block ?? '52.218.0.0/17', kind, id));
  },
  'dual-stack gateway': (draft, pick) => {
    const service = pick(['s3', 'dynamodb'] as const) ?? 's3';
    const first = pick([true, false]);
    const list = ipv6List(draft, service, pick);
    for (const table of draft.routeTables ?? []) {
      const own = table.routes.find(({ destination }) => destination === `pl-${service}`);
      if (!own || table.routes.some(({ destination }) => destination === list)) continue;
      const added = { ...structuredClone(own), destination: list };
      table.routes = first ? [added, ...table.routes] : [...table.routes, added];
    }
  },
  'route to something unknown': (draft, pick) => {
    const [kind, id] = pick(WAYS_OUT) ?? ['transit-gateway', 'tgw-1'];
    addRoute(pick(tablesOf(draft)), route(UNKNOWN_DESTINATION, kind, id));
  },
  'gateway for IPv6 alone': (draft, pick) => {
    const service = pick(['s3', 'dynamodb'] as const) ?? 's3';
    const list = ipv6List(draft, service, pick);
    const table = pick(tablesOf(draft));
    const own = table?.routes.find(({ destination }) => destination === `pl-${service}`);
    if (!table || !own) return;
    table.routes = table.routes.filter(({ destination }) => destination !== list);
    own.destination = list;
  },
  'customer prefix list': (draft, pick) => {
    const id = pick(['pl-firewall', 'pl-partners']) ?? 'pl-firewall';
    const cidrs = pick([
      ['52.218.0.0/18'],
      ['52.218.0.0/17'],
      ['52.218.64.0/18', '203.0.113.0/24'],
      ['52.218.0.0/16'],
      ['0.0.0.0/0'],
      ['203.0.113.0/24'],
      ['2001:db8::/32'],
      undefined,
    ]);
    if (!draft.prefixLists?.some((list) => list.id === id)) draft.prefixLists?.push({ id, name: id, cidrs });
    if (!cidrs) unreadable(draft, 'GetManagedPrefixListEntries');
    const [kind, target] = pick([
      ['vpc-endpoint', 'vpce-gwlb'],
      ['vpc-endpoint', 'vpce-of-another-account'],
      ['transit-gateway', 'tgw-1'],
      ['nat-gateway', 'nat-2'],
    ] as const) ?? ['transit-gateway', 'tgw-1'];
    if (target === 'vpce-gwlb' && !draft.endpoints?.some((each) => each.id === target))
      draft.endpoints?.push({
        ...endpoint('logs', { id: target, kind: 'other', privateDns: false }),
        service: undefined,
        serviceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-1',
      });
    addRoute(pick(tablesOf(draft)), route(id, kind, target));
  },
  'block public access': (draft, pick) => {
    const mode = () => pick(['off', 'block-bidirectional', 'block-ingress', 'unknown', undefined] as const);
    for (const each of [draft.vpc, ...draft.subnets]) {
      const told = mode();
      if (told) each.blockPublicAccess = told;
    }
  },
  'block public access everywhere': (draft, pick) => {
    const told = pick(['off', 'block-bidirectional', 'block-ingress'] as const) ?? 'off';
    for (const each of [draft.vpc, ...draft.subnets]) each.blockPublicAccess = told;
  },
  'endpoint for IPv6 alone': (draft, pick) => {
    const found = pick(ofKind(draft, 'interface'));
    if (found) found.ipv6Only = true;
  },
  'dual-stack subnet': (draft, pick) => {
    const found = pick(taskSubnets(draft));
    if (found) found.ipv6Cidrs = ['2001:db8:0:1::/64'];
  },
  'gateway route tied': (draft, pick) => {
    const tied = { ...route('52.218.0.0/17', 'virtual-private-gateway', 'vgw-1'), propagated: true };
    addRoute(pick(tablesOf(draft)), tied);
  },
  'local route overridden': (draft, pick) => {
    const block = pick(draft.subnets)?.cidr;
    const [kind, id] = pick([
      ['nat-gateway', 'nat-1'],
      ['network-interface', 'eni-firewall'],
      ['vpc-endpoint', 'vpce-firewall'],
    ] as const) ?? ['network-interface', 'eni-firewall'];
    const state = pick(['active', 'active', 'blackhole'] as const) ?? 'active';
    if (block) addRoute(pick(tablesOf(draft)), { ...route(block, kind, id), state });
  },
  'propagated route inside the VPC': (draft, pick) => {
    const learned = { ...route('10.0.0.0/20', 'virtual-private-gateway', 'vgw-1'), propagated: true };
    addRoute(pick(tablesOf(draft)), learned);
  },
  'peering route': (draft, pick) => {
    addRoute(pick(tablesOf(draft)), route('172.16.0.0/12', 'vpc-peering-connection', 'pcx-1'));
  },
  'IPv6 routes': (draft, pick) => {
    const table = pick(tablesOf(draft));
    addRoute(table, route('2a05:d018::/56', 'local'));
    addRoute(table, route('::/0', 'egress-only-internet-gateway', 'eigw-1'));
  },
  'IPv6 blocks of S3': (draft) => {
    draft.prefixLists?.find(({ id }) => id === 'pl-s3')?.cidrs?.push('2a05:d07a:8000::/40');
  },
  'IPv6-only subnet': (draft, pick) => {
    const found = pick(taskSubnets(draft));
    if (!found) return;
    found.cidr = undefined;
    for (const each of draft.endpoints ?? []) {
      each.interfaces = each.interfaces.filter(({ subnetId }) => subnetId !== found.id);
      each.subnetIds = each.subnetIds.filter((id) => id !== found.id);
    }
    draft.endpoints = draft.endpoints?.filter(
      (each) => each.kind !== 'interface' || each.subnetIds.length > 0,
    );
  },
  'fewer subnets': (draft) => {
    draft.tasks.subnetIds = draft.tasks.subnetIds.slice(0, 1);
  },
  'route table unread': (draft, pick) => {
    const found = pick(taskSubnets(draft));
    if (found) found.routeTableId = undefined;
    unreadable(draft, 'DescribeRouteTables');
  },
  'route tables unread': (draft) => {
    unread(draft, 'routeTables', 'DescribeRouteTables');
    for (const subnet of draft.subnets) subnet.routeTableId = undefined;
  },
  'endpoints unread': (draft) => unread(draft, 'endpoints', 'DescribeVpcEndpoints'),
  'security groups unread': (draft) => unread(draft, 'securityGroups', 'DescribeSecurityGroups'),
  'network ACLs unread': (draft) => unread(draft, 'networkAcls', 'DescribeNetworkAcls'),
  'NAT gateways unread': (draft) => unread(draft, 'natGateways', 'DescribeNatGateways'),
  'prefix lists unread': (draft) => unread(draft, 'prefixLists', 'DescribePrefixLists'),
  'prefix list entries unread': (draft) => {
    for (const list of draft.prefixLists ?? []) list.cidrs = undefined;
    unreadable(draft, 'GetManagedPrefixListEntries');
  },
  'hosted zone': (draft, pick) => {
    const suffix = `${REGION}.amazonaws.com`;
    const name = pick([
      ...['api.ecr', 'dkr.ecr', 'ecr', '123456789012.dkr.ecr', 'logs', 'ecs', 'ecs-a', 'ecs-t', 's3'].map(
        (host) => `${host}.${suffix}`,
      ),
      ...[`prod-${REGION}-starport-layer-bucket.s3.${suffix}`, `dynamodb.${suffix}`],
      ...[suffix, 'amazonaws.com', 'com', `s.${suffix}`, `gs.${suffix}`, 'eu-west-2.amazonaws.com'],
    ]);
    if (name) draft.hostedZones?.push({ id: `Z-${name}`, name });
  },
  'hosted zones unread': (draft) => {
    draft.hostedZones = undefined;
    unreadable(draft, 'ListHostedZonesByVPC');
  },
  'gateway not shown': (draft, pick) => {
    const hidden = pick(ofKind(draft, 'gateway'));
    if (hidden) draft.endpoints = draft.endpoints?.filter(({ id }) => id !== hidden.id);
  },
  'shared VPC': (draft, pick) => {
    draft.vpc.shared = true;
    draft.vpc.ownerId = '444455556666';
    if (pick([true, false])) draft.endpoints = [];
  },
  'offers unread': (draft) => unread(draft, 'offers', 'DescribeVpcEndpointServices'),
  'route table not shown': (draft, pick) => {
    const gone = pick(tablesOf(draft));
    draft.routeTables = draft.routeTables?.filter((each) => each !== gone);
  },
  'route table unnamed': (draft, pick) => {
    const found = pick(taskSubnets(draft));
    if (found) found.routeTableId = undefined;
  },
  'route table without routes': (draft, pick) => {
    const found = pick(tablesOf(draft));
    if (found) found.routes = [];
  },
  'endpoint subnet not shown': (draft, pick) => {
    const found = pick(ofKind(draft, 'interface'));
    if (!found) return;
    found.interfaces = [
      { id: 'eni-hidden', subnetId: 'subnet-hidden', ip: pick(['10.0.77.7', undefined, '10.0.1.77']) },
    ];
    found.subnetIds = pick([['subnet-hidden'], []]) ?? [];
    const [acl] = draft.networkAcls ?? [];
    if (pick([true, false])) acl?.subnetIds.push('subnet-hidden');
  },
  'task subnet not shown': (draft, pick) => {
    const gone = pick(taskSubnets(draft));
    draft.subnets = draft.subnets.filter((each) => each !== gone);
  },
  'task subnet of another VPC': (draft) => {
    if (!draft.tasks.subnetIds.includes('subnet-elsewhere')) draft.tasks.subnetIds.push('subnet-elsewhere');
  },
  'interface not shown': (draft, pick) => {
    const found = pick(pick(ofKind(draft, 'interface'))?.interfaces);
    if (found) found.ip = undefined;
  },
  'network ACL not shown': (draft, pick) => {
    const { id } = pick(draft.subnets) ?? {};
    for (const acl of draft.networkAcls ?? [])
      acl.subnetIds = acl.subnetIds.filter((subnetId) => subnetId !== id);
  },
  'no network ACL': (draft) => {
    if (draft.networkAcls) draft.networkAcls = [];
  },
  'no security group': (draft) => {
    if (draft.securityGroups) draft.securityGroups = [];
  },
  'endpoint without groups': (draft, pick) => {
    const found = pick(ofKind(draft, 'interface'));
    if (found) found.securityGroupIds = [];
  },
  'endpoint without interfaces': (draft, pick) => {
    const found = pick(ofKind(draft, 'interface'));
    if (!found) return;
    found.interfaces = [];
    if (pick([true, false])) found.subnetIds = [];
  },
  'prefix list not shown': (draft, pick) => {
    const gone = pick(draft.prefixLists);
    draft.prefixLists = draft.prefixLists?.filter((each) => each !== gone);
  },
  'prefix list without entries': (draft, pick) => {
    const found = pick(draft.prefixLists);
    if (found) found.cidrs = pick([[], undefined]);
  },
  'no prefix list': (draft) => {
    if (draft.prefixLists) draft.prefixLists = [];
  },
  'DHCP options not shown': (draft) => {
    draft.vpc.nameServers = undefined;
  },
  'no name server': (draft) => {
    draft.vpc.nameServers = [];
  },
  'NAT gateway not shown': (draft) => {
    if (draft.natGateways) draft.natGateways = [];
  },
  'offer not shown': (draft, pick) => {
    const gone = pick(draft.offers);
    draft.offers = draft.offers?.filter((each) => each !== gone);
  },
  'AZ not offered': (draft, pick) => {
    const lacking = pick(taskSubnets(draft))?.az;
    for (const offer of draft.offers ?? [])
      if (offer.kind === 'interface') offer.azs = offer.azs.filter((az) => az !== lacking);
  },
  'policy not supported': (draft) => {
    for (const offer of draft.offers ?? []) offer.policySupported = false;
  },
} satisfies Record<string, (draft: Draft, pick: Pick) => void>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

function unreadable(draft: Draft, call: string) {
  draft.unreadable.push({ call, action: `ec2:${call}`, reason: `You are not authorized to call ${call}.` });
}

/** A right network of this shape with these faults put in one after the other; `at` says where and which kind. */
export function caseOf(
  shape: Shape,
  faults: readonly { readonly name: FaultName; readonly at: number }[],
): Case {
  const draft = rightNetwork(shape);
  for (const { name, at } of faults) {
    let left = at;
    const pick: Pick = (items) => {
      if (!items || items.length === 0) return undefined;
      const index = left % items.length;
      left = Math.floor(left / items.length);
      return items[index];
    };
    FAULTS[name](draft, pick);
  }
  const { tasks, ...network } = draft;
  return { shape, faults: faults.map(({ name }) => name), network, tasks, needs: needsOf(shape) };
}

/** What a plan is made of for this case. */
export const planInputOf = ({ network, needs, tasks, shape }: Case, iac: Iac): PlanInput => ({
  network,
  needs,
  tasks,
  launchType: shape.launchType,
  s3Policy: shape.s3Policy,
  iac,
  name: 'private-ecs',
  tags: {},
});

const arbitraryShape: fc.Arbitrary<Shape> = fc.record({
  azs: fc.array(fc.constantFrom('a' as const, 'b' as const, 'c' as const), { minLength: 1, maxLength: 4 }),
  tables: fc.constantFrom('own' as const, 'shared' as const, 'main' as const),
  endpoints: fc.constantFrom('all' as const, 'all' as const, 'none' as const),
  wayOut: fc.constantFrom('nat-gateway' as const, 'none' as const),
  taskGroups: fc.boolean(),
  launchType: fc.constantFrom('fargate' as const, 'ec2' as const),
  services: fc.subarray(['logs', 'dynamodb', 'secretsmanager'] satisfies ServiceName[]),
  serviceConnect: fc.boolean(),
  s3Policy: fc.constantFrom('full' as const, 'ecr-only' as const),
});

/**
 * Small networks as people have them: right, but for up to `most` faults. A counterexample shrinks to the fewest faults and
 * prints as those.
 */
export const smallNetwork = (most: number, names: readonly FaultName[] = FAULT_NAMES): fc.Arbitrary<Case> =>
  fc
    .tuple(
      arbitraryShape,
      fc.array(fc.record({ name: fc.constantFrom(...names), at: fc.nat({ max: 5_000 }) }), {
        maxLength: most,
      }),
    )
    .map(([shape, faults]) => {
      const made = caseOf(shape, faults);
      const text = `caseOf(${JSON.stringify(shape)}, ${JSON.stringify(faults)})`;
      return Object.defineProperty(made, fc.toStringMethod, { value: () => text, enumerable: false });
    });

/** Odd texts where ids, blocks, states and policies stand. */
const oddText = fc.constantFrom(
  'x',
  '',
  'pl-s3',
  'sg-tasks',
  'subnet-1',
  'rtb-1',
  '10.0.0.0/16',
  '10.0.1.0/24',
  '0.0.0.0/0',
  '::/0',
  '2a05:d018::/56',
  '::ffff:10.0.0.1/128',
  '10.0.0.1',
  '300.1.2.3/99',
  '{"Statement":[{"Effect":"Allow","NotAction":"s3:*"}]}',
  '{"Statement":{"Effect":"Deny","Action":["*"],"Principal":{"AWS":["*"]},"Resource":["*"]}}',
  '{"Statement":[null,3,"x",[]]}',
  'null',
  '[]',
  '{',
  'ecr.dkr',
  's3',
  'com.amazonaws.eu-west-1.s3',
  'constructor',
  '__proto__',
);

/** A value of the same type, or, for texts and numbers, an odd one; lists lose, repeat and reverse items. */
function scrambled(value: unknown, choose: (most: number) => number): unknown {
  const usual = choose(12) > 0;
  if (Array.isArray(value)) {
    const items = value.map((item) => scrambled(item, choose));
    if (usual) return items;
    const [first] = items;
    return [[], items.slice(1), first === undefined ? [] : [first, ...items], items.reverse()][choose(3)];
  }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, scrambled(each, choose)]));
  if (usual) return value;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return [-1, 0, 443, 65535, 2 ** 31][choose(4)];
  return value;
}

/** Where the types allow `undefined`: what discovery leaves out when a call is denied. */
const OPTIONAL: readonly (keyof Network)[] = [
  'routeTables',
  'endpoints',
  'securityGroups',
  'networkAcls',
  'natGateways',
  'prefixLists',
  'hostedZones',
  'offers',
];

/**
 * Anything that has the type of a network: ids that lead nowhere, lists with items missing or twice, odd blocks, states and
 * policies, whole parts unread. For what must hold of every network: nothing throws.
 */
export const anyNetwork: fc.Arbitrary<Case> = fc
  .tuple(smallNetwork(6), fc.gen(), fc.subarray([...OPTIONAL], { maxLength: 3 }))
  .map(([made, gen, missing]) => {
    const texts = new Set(['region', 'partition', 'source', 'kind', 'service']);
    const choose = (most: number) => gen(fc.nat, { max: most });
    const odd = (value: unknown, key: string): unknown => {
      if (Array.isArray(value)) return value.map((item) => odd(item, key));
      if (typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, odd(each, name)]));
      return typeof value === 'string' && !texts.has(key) && choose(15) === 0 ? gen(() => oddText) : value;
    };
    const { region, partition, source, ...rest } = made.network;
    const network = { region, partition, source, ...(odd(scrambled(rest, choose), '') as object) } as Network;
    for (const key of missing) (network as Record<keyof Network, unknown>)[key] = undefined;
    return {
      ...made,
      network,
      tasks: odd(made.tasks, '') as Tasks,
    };
  });
