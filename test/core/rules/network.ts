import type { ServiceName } from '../../../src/core/catalogue.ts';
import type { Finding } from '../../../src/core/findings/findings.ts';
import type { RuleId } from '../../../src/core/findings/rule.ts';
import {
  AMAZON_DNS,
  type Endpoint,
  type Network,
  type NetworkAclEntry,
  type RouteTable,
  type SecurityGroup,
  type Subnet,
  type Vpc,
} from '../../../src/core/network/network.ts';
import { serviceNameByTable } from '../../../src/core/network/regions.ts';
import { applyChange } from '../../../src/core/plan/apply.ts';
import type { Traced } from '../../../src/core/trace/path.ts';
import { trace } from '../../../src/core/trace/trace.ts';
import { needs, type Workload } from '../../../src/core/workload/needs.ts';
import { findings } from '../../engine.ts';

/**
 * A right network to break: two private subnets in two zones, each with a table of its own that leads to a NAT gateway, a
 * public subnet, and endpoints for everything Fargate and EC2 tasks need. One thing is changed, doctor looks.
 */

export const REGION = 'eu-west-1';
export const VPC = 'vpc-1';
/** The subnets of the tasks. */
export const A = 'subnet-a';
export const B = 'subnet-b';
export const PUBLIC = 'subnet-public';
export const TASK_GROUP = 'sg-tasks';
export const ENDPOINT_GROUP = 'sg-endpoints';
export const S3_PREFIX_LIST = 'pl-s3';
export const S3_GATEWAY = 'vpce-s3';
const DYNAMODB_PREFIX_LIST = 'pl-dynamodb';

const INTERFACES: readonly ServiceName[] = ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry'];
export const endpointIdOf = (service: ServiceName): string => `vpce-${service.replace('.', '-')}`;

export const interfaceEndpoint = (service: ServiceName, change: Partial<Endpoint> = {}): Endpoint => {
  const subnetIds = change.subnetIds ?? [A, B];
  const id = change.id ?? endpointIdOf(service);
  return {
    id,
    serviceName: serviceNameByTable(service, REGION),
    service,
    kind: 'interface',
    state: 'available',
    privateDns: true,
    inboundResolverOnly: false,
    interfaces: subnetIds.map((subnetId) => ({
      id: `eni-${id}-${subnetId}`,
      subnetId,
      ip: subnetId === A ? '10.0.1.10' : '10.0.2.10',
    })),
    securityGroupIds: [ENDPOINT_GROUP],
    routeTableIds: [],
    policy: undefined,
    ...change,
    subnetIds,
  };
};

export const gatewayEndpoint = (service: 's3' | 'dynamodb', change: Partial<Endpoint> = {}): Endpoint => ({
  ...interfaceEndpoint(service, { subnetIds: [], securityGroupIds: [], privateDns: false }),
  kind: 'gateway',
  routeTableIds: ['rtb-a', 'rtb-b'],
  ...change,
});

const table = (id: string, target: RouteTable['routes'][number]['target'], gateways = true): RouteTable => ({
  id,
  name: `table ${id}`,
  main: false,
  routes: [
    route('10.0.0.0/16', { kind: 'local', id: 'local' }),
    route('0.0.0.0/0', target),
    ...(gateways ? [route(S3_PREFIX_LIST, { kind: 'vpc-endpoint', id: S3_GATEWAY })] : []),
  ],
});

export const route = (
  destination: string,
  target: RouteTable['routes'][number]['target'],
): RouteTable['routes'][number] => ({ destination, target, state: 'active', propagated: false });

const subnet = (id: string, zone: string, third: number, routeTableId: string): Subnet => ({
  id,
  name: id.replace('subnet', 'app'),
  az: `${REGION}${zone}`,
  cidr: `10.0.${third}.0/24`,
  routeTableId,
  implicit: false,
});

const OPEN: readonly NetworkAclEntry[] = [true, false].flatMap((egress) => [
  {
    ruleNumber: 100,
    egress,
    allow: true,
    protocol: '-1',
    cidr: '0.0.0.0/0',
    fromPort: undefined,
    toPort: undefined,
  },
  {
    ruleNumber: 32767,
    egress,
    allow: false,
    protocol: '-1',
    cidr: '0.0.0.0/0',
    fromPort: undefined,
    toPort: undefined,
  },
]);

const NAT = { kind: 'nat-gateway', id: 'nat-1' } as const;

/** Tasks on EC2 in both private subnets start by endpoints alone. */
export const RIGHT: Network = {
  region: REGION,
  partition: 'aws',
  source: 'live',
  vpc: {
    id: VPC,
    name: 'shop',
    cidrs: ['10.0.0.0/16'],
    ipv6Cidrs: [],
    dnsSupport: true,
    dnsHostnames: true,
    nameServers: [AMAZON_DNS],
  },
  subnets: [subnet(A, 'a', 1, 'rtb-a'), subnet(B, 'b', 2, 'rtb-b'), subnet(PUBLIC, 'a', 100, 'rtb-public')],
  routeTables: [
    table('rtb-a', NAT),
    table('rtb-b', NAT),
    table('rtb-public', { kind: 'internet-gateway', id: 'igw-1' }, false),
  ],
  endpoints: [...INTERFACES.map((service) => interfaceEndpoint(service)), gatewayEndpoint('s3')],
  securityGroups: [
    group(TASK_GROUP, { egress: ['0.0.0.0/0'] }),
    group(ENDPOINT_GROUP, { ingress: ['10.0.0.0/16'] }),
  ],
  networkAcls: [{ id: 'acl-1', subnetIds: [A, B, PUBLIC], entries: OPEN }],
  hostedZones: [],
  natGateways: [
    { id: 'nat-1', name: 'nat-main', subnetId: PUBLIC, state: 'available', connectivity: 'public' },
  ],
  prefixLists: [
    { id: S3_PREFIX_LIST, name: `com.amazonaws.${REGION}.s3`, cidrs: ['52.218.0.0/17', '3.5.64.0/21'] },
    { id: DYNAMODB_PREFIX_LIST, name: `com.amazonaws.${REGION}.dynamodb`, cidrs: ['52.94.24.0/23'] },
  ],
  offers: [
    ...[...INTERFACES, 'logs' as const].map((service) => ({
      service,
      serviceName: serviceNameByTable(service, REGION),
      kind: 'interface' as const,
      azs: ['a', 'b', 'c'].map((zone) => `${REGION}${zone}`),
      policySupported: true,
    })),
    ...(['s3', 'dynamodb'] as const).map((service) => ({
      service,
      serviceName: serviceNameByTable(service, REGION),
      kind: 'gateway' as const,
      azs: [],
      policySupported: true,
    })),
  ],
  unreadable: [],
  assumptions: [],
};

/** A group that lets 443/tcp in from, and out to, blocks (`10.0.0.0/16`), groups (`sg-…`) and prefix lists (`pl-…`). */
export function group(
  id: string,
  { ingress = [], egress = [] }: { ingress?: readonly string[]; egress?: readonly string[] },
): SecurityGroup {
  const rules = (peers: readonly string[]) =>
    peers.map((peer) => ({
      protocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      cidrs: /^\d/.test(peer) ? [peer] : [],
      ipv6Cidrs: [],
      prefixListIds: peer.startsWith('pl-') ? [peer] : [],
      groupIds: peer.startsWith('sg-') ? [peer] : [],
    }));
  return { id, name: id.slice(3), ingress: rules(ingress), egress: rules(egress) };
}

// What can be changed.

type Items = 'subnets' | 'routeTables' | 'endpoints' | 'securityGroups' | 'networkAcls' | 'natGateways';
type Item<Key extends Items> = NonNullable<Network[Key]>[number];

/** `network` with one item changed. */
export const edit = <Key extends Items>(
  network: Network,
  key: Key,
  id: string,
  change: (item: Item<Key>) => Partial<Item<Key>>,
): Network => ({
  ...network,
  [key]: (network[key] ?? []).map((item) =>
    item.id === id ? { ...item, ...change(item as Item<Key>) } : item,
  ),
});

export const editVpc = (network: Network, change: Partial<Vpc>): Network => ({
  ...network,
  vpc: { ...network.vpc, ...change },
});

export const without = (network: Network, ...services: readonly ServiceName[]): Network => ({
  ...network,
  endpoints: (network.endpoints ?? []).filter(({ service }) => !services.some((name) => name === service)),
});

export const withEndpoints = (network: Network, ...endpoints: readonly Endpoint[]): Network => ({
  ...network,
  endpoints: [...(network.endpoints ?? []), ...endpoints],
});

export const withoutRoute = (network: Network, tableId: string, destination: string): Network =>
  edit(network, 'routeTables', tableId, ({ routes }) => ({
    routes: routes.filter((one) => one.destination !== destination),
  }));

export const withRoute = (network: Network, tableId: string, ...more: RouteTable['routes']): Network =>
  edit(network, 'routeTables', tableId, ({ routes }) => ({ routes: [...routes, ...more] }));

/** The network without a NAT gateway: what has no endpoint goes nowhere. */
export const withoutNat = (network: Network): Network =>
  withoutRoute(withoutRoute(network, 'rtb-a', '0.0.0.0/0'), 'rtb-b', '0.0.0.0/0');

export interface Asked extends Partial<Workload> {
  readonly subnetIds?: readonly string[];
  readonly taskGroups?: readonly string[];
}

/** The network as doctor sees it; tasks on EC2, unless said otherwise, in both private subnets. */
export function sceneOf(network: Network, asked: Asked = {}): Traced {
  const { subnetIds = [A, B], taskGroups = [], ...workload } = asked;
  const launchType = workload.launchType ?? 'ec2';
  const wanted = needs({ services: [], serviceConnect: false, ...workload, launchType });
  const tasks = { subnetIds, securityGroupIds: taskGroups };
  return { network, needs: wanted, tasks, launchType, paths: trace(network, wanted, tasks) };
}

export const look = (network: Network, asked: Asked = {}): Finding[] => findings(sceneOf(network, asked));

export const rulesOf = (found: readonly Finding[]): RuleId[] => found.map(({ rule }) => rule);

/** What is left to say once a finding's own fix is made. */
export function lookAfterFix(network: Network, finding: Finding | undefined, asked: Asked = {}): Finding[] {
  const { tasks } = sceneOf(network, asked);
  return look(
    (finding?.changes ?? []).reduce((one, change) => applyChange(one, change, tasks), network),
    asked,
  );
}
