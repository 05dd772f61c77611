import { type GatewayService, isGatewayService, type ServiceName } from '../../src/core/catalogue.ts';
import {
  AMAZON_DNS,
  type Endpoint,
  type Network,
  type NetworkAclEntry,
  type Route,
  type SecurityGroupRule,
  type Subnet,
} from '../../src/core/network/network.ts';
import { layerBucketArn } from '../../src/core/network/regions.ts';
import type { Via } from '../../src/core/network/way.ts';
import type { Need } from '../../src/core/workload/needs.ts';
import type { Tasks } from '../../src/core/workload/tasks.ts';

/**
 * A second opinion on `trace`, by brute force: it sends single packets with concrete addresses and ports and follows
 * each through name resolution, route tables, network ACLs and groups. It shares no code with `trace`, knows no hops
 * and no faults, and is far too slow for a real VPC.
 *
 * Rules are constant between the borders of the blocks they name, so one address from every stretch between two borders
 * stands for all addresses; the same holds for ports.
 */
export function independentTrace(network: Network, needs: readonly Need[], tasks: Tasks): Answer[] {
  const world: World = {
    network,
    tasks,
    borders: addressBorders(network),
    ephemeralPorts: samplePorts(network),
  };
  return tasks.subnetIds.flatMap((subnetId) => {
    const subnet = network.subnets.find(({ id }) => id === subnetId);
    const viaOf = (service: ServiceName): Via => {
      if (!subnet?.cidr) return 'unknown';
      if (someNameResolves(network) === false) return 'blocked';
      if (!network.endpoints) return 'unknown';
      return isGatewayService(service)
        ? gatewayService(world, subnet, service, network.endpoints)
        : interfaceService(world, subnet, service, network.endpoints);
    };
    const ecs = needs.some(({ service }) => service === 'ecs') ? viaOf('ecs') : undefined;
    return needs.map(({ service }): Answer => {
      const follows = ecs !== undefined && (service === 'ecs-agent' || service === 'ecs-telemetry');
      if (!follows || ecs === 'endpoint') return { subnetId, service, via: viaOf(service) };
      // An agent that cannot ask is told nothing; one that asked over a public way is sent to a public host.
      if (ecs === 'blocked' || ecs === 'unknown' || !subnet) return { subnetId, service, via: ecs };
      return { subnetId, service, via: publicService(world, subnet) };
    });
  });
}

export interface Answer {
  readonly subnetId: string;
  readonly service: ServiceName;
  readonly via: Via;
}

interface World {
  readonly network: Network;
  readonly tasks: Tasks;
  /** Every address at which some rule or route begins or ends. */
  readonly borders: readonly number[];
  readonly ephemeralPorts: readonly number[];
}

/** True or false where the facts say so, undefined where one that decides was not read. */
type Known = boolean | undefined;

function all(parts: readonly Known[]): Known {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

function any(parts: readonly Known[]): Known {
  if (parts.includes(true)) return true;
  return parts.includes(undefined) ? undefined : false;
}

/** Where a packet is sent to. */
interface Destination {
  readonly address: number;
  readonly networkInterface?: { readonly subnetId: string; readonly endpoint: Endpoint };
  /** The routes that can carry it, where not all can. */
  readonly routes?: readonly Route[] | undefined;
}

// Names

/** With enableDnsSupport off the Amazon DNS is silent; only other name servers answer then. */
function someNameResolves({ vpc }: Network): Known {
  const others = usesAmazonDns(vpc);
  return any([vpc.dnsSupport, others === undefined ? undefined : !others]);
}

function usesAmazonDns({ nameServers }: Network['vpc']): Known {
  return nameServers && nameServers.length > 0 && nameServers.every((server) => server === AMAZON_DNS);
}

function interfaceService(
  world: World,
  subnet: Subnet,
  service: ServiceName,
  endpoints: readonly Endpoint[],
): Via {
  const { vpc } = world.network;
  const privateNames = all([vpc.dnsSupport, vpc.dnsHostnames]);
  const serving = endpoints.filter(
    (endpoint) =>
      endpoint.service === service &&
      endpoint.kind === 'interface' &&
      endpoint.state === 'available' &&
      endpoint.privateDns,
  );
  if (serving.length === 0 && hidesEndpoints(world.network)) return 'unknown';
  if (privateNames === false) return publicService(world, subnet);
  if (serving.length === 0) return sharedName(world, subnet, service, endpoints);
  const account = service === 'ecr.dkr' ? 1 : 0;
  if (
    answeringZones(world.network, service).some(
      (labels) => labels >= hostOf(world.network, service).length - account,
    )
  )
    return 'unknown';
  const served = atEndpoints(world, subnet, service, serving);
  if (privateNames && usesAmazonDns(vpc)) return served;
  // Answered with one or the other, it is certain only that nothing arrives where neither does.
  return served === 'blocked' && publicService(world, subnet) === 'blocked' ? 'blocked' : 'unknown';
}

/** A name that is answered with the addresses of these endpoints. */
function atEndpoints(world: World, subnet: Subnet, service: ServiceName, serving: readonly Endpoint[]): Via {
  const { vpc, region } = world.network;
  return worst(
    serving.flatMap((endpoint): Via[] => {
      // A name without an IPv4 address: who can only ask for that gets none.
      if (endpoint.ipv6Only) return [subnet.ipv6Cidrs === undefined ? 'blocked' : 'unknown'];
      const policy = policyAllows(endpoint.policy, service, region);
      const told = endpoint.interfaces.map(({ subnetId }) => subnetId);
      const targets = [
        ...endpoint.interfaces,
        ...endpoint.subnetIds
          .filter((id) => !told.includes(id))
          .map((subnetId) => ({ subnetId, ip: undefined })),
      ];
      // A name without an address answers nobody.
      if (targets.length === 0) return ['blocked' as const];
      return targets.map(({ ip, subnetId }) => {
        const home = world.network.subnets.find(({ id }) => id === subnetId);
        const blocks = ip === undefined ? (home?.cidr ? [home.cidr] : vpc.cidrs) : [`${ip}/32`];
        const addresses = blocks.flatMap((block) => sampleAddresses(world, block));
        const outcomes = addresses.map((address) =>
          send(world, subnet, { address, networkInterface: { subnetId, endpoint } }, policy),
        );
        return ip === undefined ? unanimous(outcomes) : worst(outcomes);
      });
    }),
  );
}

/**
 * A name that resolves to some public address, nobody knows which. The default route is taken to be its way; without
 * one, whatever all public addresses have in common.
 */
function publicService(world: World, subnet: Subnet): Via {
  const isDefault = ({ destination }: Route) => destination === '0.0.0.0/0';
  const usable = routesOf(world.network, subnet)?.filter((route) => !isGateways(world.network, route));
  const routes = usable?.some(isDefault) ? usable.filter(isDefault) : usable;
  const destinations = PUBLIC_SPACE.flatMap((block) => sampleAddresses(world, block)).map(
    (address): Destination => ({ address, routes }),
  );
  const way = unanimous(destinations.map((destination) => wayTo(world, subnet, destination).via));
  return destinations.every((destination) => send(world, subnet, destination, true) === 'blocked')
    ? 'blocked'
    : way;
}

/** Whether not all endpoints are in the list: it is another account's VPC, or some table leads to one that is not. */
function hidesEndpoints({ vpc, routeTables, endpoints, prefixLists, region }: Network): boolean {
  const ofService = [`com.amazonaws.${region}.s3`, `com.amazonaws.${region}.dynamodb`].map(
    (name) => prefixLists?.find((list) => list.name === name)?.id,
  );
  const isProof = ({ destination, target, state }: Route) =>
    state === 'active' &&
    target.kind === 'vpc-endpoint' &&
    ofService.includes(destination) &&
    endpoints?.every(({ id }) => id !== target.id) === true;
  return vpc.shared === true || routeTables?.some(({ routes }) => routes.some(isProof)) === true;
}

/** The labels of a name that tasks call. */
function hostOf({ region }: Network, service: ServiceName): string[] {
  const labels: Partial<Record<ServiceName, string>> = {
    'ecr.api': 'api.ecr',
    'ecr.dkr': '123456789012.dkr.ecr',
    'ecs-agent': 'ecs-a',
    'ecs-telemetry': 'ecs-t',
    s3: `prod-${region}-starport-layer-bucket.s3`,
  };
  return `${labels[service] ?? service}.${region}.amazonaws.com`.split('.');
}

/** How many labels each zone has that holds the name. */
function answeringZones(network: Network, service: ServiceName): number[] {
  const host = hostOf(network, service);
  const domains = host.map((_, index) => host.slice(index).join('.'));
  return (network.hostedZones ?? [])
    .filter(({ name }) => domains.includes(name))
    .map(({ name }) => name.split('.').length);
}

/** A name that no endpoint of the VPC answers: a hosted zone may, as where a central VPC has the endpoints; else it is public. */
function sharedName(world: World, subnet: Subnet, service: ServiceName, endpoints: readonly Endpoint[]): Via {
  const { hostedZones } = world.network;
  if (answeringZones(world.network, service).length > 0) return 'unknown';
  const way = publicService(world, subnet);
  if (hostedZones) return way;
  const own = endpoints.filter((each) => each.service === service && each.kind === 'interface');
  const beyond = /^(tgw|pcx|vgw|cn)-/;
  const central = routesOf(world.network, subnet)?.some(
    ({ destination, target }) => destination === '0.0.0.0/0' && beyond.test(target.id),
  );
  if (own.some(({ state }) => state === 'available')) return 'unknown';
  return own.length === 0 && way === 'other' && central ? 'unknown' : way;
}
/** Whether nothing gets out of a subnet to any public address, wherever routes lead. */
const isShut = (world: World, subnet: Subnet): boolean => {
  const routes = [{ ...ANYWHERE, target: { kind: 'transit-gateway' as const, id: 'tgw' } }];
  const addresses = PUBLIC_SPACE.flatMap((block) => sampleAddresses(world, block));
  return addresses.every((address) => send(world, subnet, { address, routes }, true) === 'blocked');
};

const ANYWHERE = { destination: '0.0.0.0/0', state: 'active' as const, propagated: false };

/** Whether AWS put a route there for a gateway endpoint: by the endpoint, else by AWS's name for the list. */
function isGateways({ endpoints, prefixLists, region }: Network, { destination, target }: Route): Known {
  if (!destination.startsWith('pl-') || target.kind !== 'vpc-endpoint') return false;
  const kind = endpoints?.find(({ id }) => id === target.id)?.kind;
  if (kind) return kind === 'gateway';
  const ofAws = new RegExp(`^com\\.amazonaws\\.${region}\\.(ipv6\\.)?(s3|dynamodb|s3express)$`);
  const lists = prefixLists?.filter(({ name }) => ofAws.test(name)) ?? [];
  return lists.length === 0 ? undefined : lists.some(({ id }) => id === destination);
}

function gatewayService(
  world: World,
  subnet: Subnet,
  service: GatewayService,
  endpoints: readonly Endpoint[],
): Via {
  const { vpc } = world.network;
  const captors = endpoints.filter(
    (endpoint) =>
      endpoint.service === 's3' &&
      endpoint.kind === 'interface' &&
      endpoint.state === 'available' &&
      endpoint.privateDns &&
      !endpoint.inboundResolverOnly,
  );
  const zones = answeringZones(world.network, service);
  const least = captors.length > 0 ? hostOf(world.network, service).length - 1 : 1;
  if (all([vpc.dnsSupport, vpc.dnsHostnames]) !== false && zones.some((labels) => labels >= least))
    return 'unknown';
  const byRoutes = gatewayByRoutes(world, subnet, service, endpoints);
  const captured = all([vpc.dnsSupport, vpc.dnsHostnames, captors.length > 0]) !== false;
  if (service !== 's3' || !captured) return byRoutes;
  return byRoutes === 'blocked' && atEndpoints(world, subnet, service, captors) === 'blocked'
    ? 'blocked'
    : 'unknown';
}

function gatewayByRoutes(
  world: World,
  subnet: Subnet,
  service: GatewayService,
  endpoints: readonly Endpoint[],
): Via {
  const { prefixLists, region } = world.network;
  const list = prefixLists?.find(({ name }) => name === `com.amazonaws.${region}.${service}`);
  const blocks = list?.cidrs;
  const gateways = endpoints.filter((each) => each.service === service && each.kind === 'gateway');
  const gatewayIds = gateways.map(({ id }) => id);
  const routes = routesOf(world.network, subnet);
  if (!routes) return hidesEndpoints(world.network) ? 'unknown' : publicService(world, subnet);
  const leads = routes.some(
    ({ target, destination }) =>
      gatewayIds.includes(target.id) && (list ? destination === list.id : destination.startsWith('pl-')),
  );
  if (!leads && hidesEndpoints(world.network)) return 'unknown';
  if (!blocks?.some(isIPv4)) {
    const routed = routes.some(
      ({ target, destination }) =>
        (gatewayIds.includes(target.id) && (list === undefined || destination === list.id)) ||
        (target.kind === 'vpc-endpoint' &&
          destination === list?.id &&
          !endpoints.some(({ id }) => id === target.id)),
    );
    if (routes.some((route) => isGateways(world.network, route) === undefined)) return 'unknown';
    return routed && !isShut(world, subnet) ? 'unknown' : routed ? 'blocked' : publicService(world, subnet);
  }
  const packets = blocks
    .filter(isIPv4)
    .flatMap((block) => sampleAddresses(world, block))
    .map((address) => ({ address, way: wayTo(world, subnet, { address }) }));
  const astray = packets.filter(({ way }) => way.via !== 'endpoint');
  if (astray.length > 0) {
    const way = unanimous(astray.map((packet) => packet.way.via));
    const outcomes = astray.map(({ address }) => send(world, subnet, { address }, true));
    return way !== 'unknown' && outcomes.includes('blocked') ? 'blocked' : way;
  }
  const arrived = worst(
    packets.map(({ address, way }) => {
      const gateway = gateways.find(({ id }) => id === way.targetId);
      return send(world, subnet, { address }, gateway && policyAllows(gateway.policy, service, region));
    }),
  );
  return arrived === 'endpoint' && someNameResolves(world.network) === undefined ? 'unknown' : arrived;
}

/** The public IPv4 space. */
const PUBLIC_SPACE = [
  '1.0.0.0/8',
  '2.0.0.0/7',
  '4.0.0.0/6',
  '8.0.0.0/7',
  '11.0.0.0/8',
  '12.0.0.0/6',
  '16.0.0.0/4',
  '32.0.0.0/3',
  '64.0.0.0/3',
  '128.0.0.0/3',
  '193.0.0.0/8',
  '194.0.0.0/7',
  '196.0.0.0/6',
  '200.0.0.0/5',
  '208.0.0.0/4',
];

// Packets

/** Sends a request from every kind of address of the subnet to the destination and waits for the reply. */
function send(world: World, subnet: Subnet, destination: Destination, policy: Known): Via {
  const { via } = wayTo(world, subnet, destination);
  const sources = sampleAddresses(world, subnet.cidr ?? '');
  const outcomes = sources.flatMap((source) =>
    world.ephemeralPorts.map((port): Via => {
      const allowed = all([
        policy,
        tasksLetOut(world, destination),
        endpointLetsIn(world, source, destination),
        destination.networkInterface && via !== 'endpoint' && via !== 'unknown'
          ? true
          : aclsLetThrough(world, subnet, source, port, destination),
      ]);
      if (allowed === false || via === 'blocked') return 'blocked';
      // What was not read may still stop a packet, but only an endpoint's answer would be called fine.
      return allowed === undefined && via === 'endpoint' ? 'unknown' : via;
    }),
  );
  return worst(outcomes);
}

/** Where all of it must arrive, the answer that a reader must hear of. */
function worst(ways: readonly Via[]): Via {
  const order: readonly Via[] = ['blocked', 'other', 'internet', 'nat', 'unknown', 'endpoint'];
  return order.find((via) => ways.includes(via)) ?? 'unknown';
}

/** Where one of them is used and nobody knows which, what they all say. */
function unanimous(ways: readonly Via[]): Via {
  return ways.every((via) => via === ways[0]) ? (ways[0] ?? 'unknown') : 'unknown';
}

// Routes

interface Match {
  readonly route: Route;
  readonly length: number;
  readonly rank: number;
}

interface Way {
  readonly via: Via;
  readonly targetId?: string;
}

function routesOf(network: Network, subnet: Subnet): Route[] | undefined {
  const table = network.routeTables?.find(({ id }) => id === subnet.routeTableId);
  if (!table) return undefined;
  const missing = network.vpc.cidrs.filter(
    (cidr) => !table.routes.some(({ destination }) => destination === cidr),
  );
  return [
    ...table.routes,
    ...missing.map((destination) => ({
      destination,
      target: { kind: 'local' as const, id: 'local' },
      state: 'active' as const,
      propagated: false,
    })),
  ];
}

/**
 * Longest prefix first; of equal ones the static route, then the prefix list's, then the propagated one. Propagated
 * routes never beat the local one. Packets within a subnet do not meet a router at all.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html
 */
function wayTo(world: World, subnet: Subnet, destination: Destination): Way {
  const { networkInterface, address, routes = routesOf(world.network, subnet) } = destination;
  if (networkInterface?.subnetId === subnet.id) return { via: 'endpoint' };
  if (!routes) return { via: 'unknown' };

  const matches = routes.flatMap((route): Match[] => {
    const list = world.network.prefixLists?.find(({ id }) => id === route.destination);
    const isList = route.destination.startsWith('pl-');
    const lengths = (isList ? (list?.cidrs ?? []) : [route.destination])
      .filter((block) => contains(block, address))
      .map((block) => Number(block.split('/')[1]));
    const rank = route.propagated ? 0 : isList ? 1 : 2;
    return lengths.length > 0 ? [{ route, length: Math.max(...lengths), rank }] : [];
  });
  const inVpc = matches.some(({ route }) => route.target.kind === 'local');
  const [winner] = matches
    .filter(({ route }) => !(inVpc && route.propagated))
    .sort((a, b) => b.length - a.length || b.rank - a.rank);
  const leadsTo = (route: Route | undefined): Via => {
    if (!route || route.state === 'blackhole') return 'blocked';
    if (route.target.kind === 'local') return networkInterface ? 'endpoint' : 'other';
    return networkInterface ? 'other' : beyond(world.network, subnet, route);
  };
  // Of two lists with the same block AWS picks one; and a list that nobody could read may hold the address.
  const tied = matches.filter(
    ({ route, length, rank }) =>
      rank === 1 &&
      winner?.rank === 1 &&
      length === winner.length &&
      route.target.id !== winner.route.target.id,
  );
  const unread = routes.filter(
    (route) =>
      route.destination === 'unknown' ||
      (route.destination.startsWith('pl-') &&
        !isGateways(world.network, route) &&
        !world.network.prefixLists?.find(({ id }) => id === route.destination)?.cidrs),
  );
  if (networkInterface) {
    const open = unread.some(({ destination }) => destination === 'unknown');
    const via = leadsTo(winner?.route);
    return { via: via === 'endpoint' && open ? 'unknown' : via };
  }
  const rivals = [...tied.map(({ route }) => route), ...unread];
  const via = unanimous([winner?.route, ...rivals].map(leadsTo));
  return winner ? { via, targetId: winner.route.target.id } : { via };
}

/** What lies behind a route's target. A NAT gateway of another account is not described, but takes the bytes. */
function beyond(network: Network, subnet: Subnet, route: Route): Via {
  const { natGateways, subnets } = network;
  const { target } = route;
  switch (target.kind) {
    case 'nat-gateway': {
      const nat = natGateways?.find(({ id }) => id === target.id);
      if (nat && nat.state !== 'available') return 'blocked';
      const home = subnets.find(({ id }) => id === nat?.subnetId) ?? subnet;
      const modes = [blockMode(network, home), blockMode(network, subnet)];
      if (modes[0] === 'block-bidirectional') return 'blocked';
      return modes.some((mode) => mode === 'unknown' || mode === 'block-bidirectional') ? 'unknown' : 'nat';
    }
    case 'internet-gateway': {
      const mode = blockMode(network, subnet);
      if (mode === 'unknown') return mode;
      return mode === 'off' ? 'internet' : 'blocked';
    }
    case 'vpc-endpoint': {
      const known = network.endpoints?.some(({ id }) => id === target.id);
      const gateway = isGateways(network, route);
      if (gateway === undefined) return 'unknown';
      // A gateway that is not listed is another account's; what it lets through nobody knows.
      return gateway ? (known ? 'endpoint' : 'unknown') : 'other';
    }
    case 'unknown':
      return 'unknown';
    default:
      return 'other';
  }
}

/** Whatever the VPC and the subnet say of Block Public Access; two that differ say nothing. */
function blockMode({ vpc }: Network, subnet: Subnet): string {
  const told = [vpc.blockPublicAccess, subnet.blockPublicAccess].filter((mode) => mode !== undefined);
  const [first = 'off', second = first] = told;
  return first === second ? first : 'unknown';
}

// Network ACLs

/** Stateless: the request leaves one subnet and enters the other, the reply comes back to a port of the task's choice. */
function aclsLetThrough(
  world: World,
  subnet: Subnet,
  source: number,
  replyPort: number,
  { address, networkInterface }: Destination,
): Known {
  const far = networkInterface?.subnetId;
  if (far === subnet.id) return true;
  const tasksSide = [
    aclLets(world, subnet.id, true, address, 443),
    aclLets(world, subnet.id, false, address, replyPort),
  ];
  if (far === undefined) return all(tasksSide);
  return all([
    ...tasksSide,
    aclLets(world, far, false, source, 443),
    aclLets(world, far, true, source, replyPort),
  ]);
}

function aclLets(world: World, subnetId: string, egress: boolean, peer: number, port: number): Known {
  if (!world.network.subnets.some(({ id }) => id === subnetId)) return undefined;
  const acl = world.network.networkAcls?.find(({ subnetIds }) => subnetIds.includes(subnetId));
  if (!acl) return undefined;
  const hits = (entry: NetworkAclEntry) =>
    entry.egress === egress &&
    contains(entry.cidr, peer) &&
    (entry.protocol === '-1' ||
      (entry.protocol === '6' && port >= (entry.fromPort ?? 0) && port <= (entry.toPort ?? 65535)));
  const possible = new Set<boolean>();
  for (const entry of acl.entries.filter(hits).sort((a, b) => a.ruleNumber - b.ruleNumber)) {
    if (entry.unread === 'action') possible.add(true).add(false);
    else possible.add(entry.allow);
    if (!entry.unread) return possible.size === 1 ? entry.allow : undefined;
  }
  possible.add(false);
  return possible.size === 1 ? false : undefined;
}

// Security groups

function tasksLetOut(world: World, { address, networkInterface }: Destination): Known {
  if (world.tasks.securityGroupIds.length === 0) return true;
  const endpointGroups = networkInterface?.endpoint.securityGroupIds ?? [];
  return anyRule(world, world.tasks.securityGroupIds, 'egress', (rule) =>
    any([
      rule.unread ? undefined : false,
      rule.cidrs.some((cidr) => contains(cidr, address)),
      rule.groupIds.some((id) => endpointGroups.includes(id)),
      ...rule.prefixListIds.map((id) => inList(world, id, address)),
    ]),
  );
}

function endpointLetsIn(world: World, source: number, destination: Destination): Known {
  if (!destination.networkInterface) return true;
  const { securityGroupIds } = destination.networkInterface.endpoint;
  if (securityGroupIds.length === 0) return undefined;
  const { securityGroupIds: tasksGroups } = world.tasks;
  return anyRule(world, securityGroupIds, 'ingress', (rule) =>
    any([
      rule.unread ? undefined : false,
      rule.cidrs.some((cidr) => contains(cidr, source)),
      ...rule.groupIds.map((id) => (tasksGroups.length > 0 ? tasksGroups.includes(id) : undefined)),
      ...rule.prefixListIds.map((id) => inList(world, id, source)),
    ]),
  );
}

function anyRule(
  world: World,
  groupIds: readonly string[],
  direction: 'ingress' | 'egress',
  matches: (rule: SecurityGroupRule) => Known,
): Known {
  return any(
    groupIds.map((id) => {
      const group = world.network.securityGroups?.find((each) => each.id === id);
      if (!group) return undefined;
      return any(group[direction].map((rule) => (coversHttps(rule) ? matches(rule) : false)));
    }),
  );
}

function coversHttps({ protocol, fromPort, toPort }: SecurityGroupRule): boolean {
  if (protocol === '-1') return true;
  return (protocol === 'tcp' || protocol === '6') && (fromPort ?? 0) <= 443 && (toPort ?? 65535) >= 443;
}

function inList(world: World, listId: string, address: number): Known {
  const list = world.network.prefixLists?.find(({ id }) => id === listId);
  return list?.cidrs?.some((block) => contains(block, address));
}

// Endpoint policies

/** What a pull or the agent does at each endpoint; undefined: whatever the application likes. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'ecr.api': ['ecr:GetAuthorizationToken'],
  ecs: ['ecs:DiscoverPollEndpoint', 'ecs:RegisterContainerInstance', 'ecs:SubmitTaskStateChange'],
  logs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  secretsmanager: ['secretsmanager:GetSecretValue'],
  'ecr.dkr': ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  'ecs-agent': ['ecs:Poll'],
  'ecs-telemetry': ['ecs:Poll', 'ecs:StartTelemetrySession'],
  s3: ['s3:GetObject'],
};

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

function policyAllows(policy: string | undefined, service: string | undefined, region: string): Known {
  if (policy === undefined) return true;
  const statements = statementsOf(policy);
  if (!statements) return undefined;
  const wanted = ACTIONS[service ?? ''] ?? [undefined];
  return all(
    wanted.map((action) => {
      const applies = (effect: string) =>
        any(
          statements
            .filter(({ Effect }) => Effect === effect || (Effect !== 'Allow' && Effect !== 'Deny'))
            .map((statement) =>
              all([
                statement.Effect === effect || undefined,
                coversAction(statement, action),
                coversPrincipal(statement, service),
                coversResource(statement, service, region),
                meetsConditions(statement, service),
              ]),
            ),
        );
      const denied = applies('Deny');
      return all([applies('Allow'), denied === undefined ? undefined : !denied]);
    }),
  );
}

function statementsOf(policy: string): Statement[] | undefined {
  try {
    const { Statement } = JSON.parse(policy);
    return Array.isArray(Statement) ? Statement : [Statement];
  } catch {
    return undefined;
  }
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}

function coversAction({ Action }: Statement, wanted: string | undefined): Known {
  const patterns = texts(Action);
  if (patterns.length === 0) return undefined;
  if (wanted === undefined) return patterns.includes('*') || undefined;
  return patterns.some((pattern) => fits(pattern.toLowerCase(), wanted.toLowerCase()));
}

/** Nobody of the user's accounts asks for a layer: its URL is signed by ECR. */
function coversPrincipal({ Principal }: Statement, service: string | undefined): Known {
  const accounts =
    typeof Principal === 'object' && Principal !== null && 'AWS' in Principal ? Principal.AWS : [];
  if (Principal === '*' || texts(accounts).includes('*')) return true;
  return service === 's3' ? false : undefined;
}

function coversResource({ Resource }: Statement, service: string | undefined, region: string): Known {
  const patterns = texts(Resource);
  if (patterns.includes('*')) return true;
  const layers = service === 's3' ? layerBucketArn(region) : undefined;
  return layers === undefined ? undefined : patterns.some((pattern) => fits(pattern, layers));
}

/** Layers come by URLs that ECR signs, so to S3 the caller is ECR's account, in nobody's organization. */
function meetsConditions({ Condition }: Statement, service: string | undefined): Known {
  if (Condition === undefined) return true;
  return all(
    Object.entries(Object(Condition)).flatMap(([operator, keys]) =>
      Object.keys(Object(keys)).map((key) => {
        const aboutCaller = /^aws:Principal(OrgID|Account)$/i.test(key);
        return service === 's3' && aboutCaller ? operator.startsWith('StringNot') : undefined;
      }),
    ),
  );
}

/** Whether a pattern with `*` and `?` fits a text. */
function fits(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}

// Addresses

function toNumber(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

const isIPv4 = (block: string) => /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/.test(block);

function ends(block: string): { first: number; last: number } {
  const [ip = '', length = '32'] = block.split('/');
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(toNumber(ip) / size) * size;
  return { first, last: first + size - 1 };
}

/** Whether an IPv4 address lies in a block; never, for an IPv6 block. */
function contains(block: string, address: number): boolean {
  if (!isIPv4(block)) return false;
  const { first, last } = ends(block);
  return address >= first && address <= last;
}

function addressBorders(network: Network): number[] {
  const blocks = JSON.stringify(network).match(/(\d{1,3}\.){3}\d{1,3}\/\d{1,2}/g) ?? [];
  const interfaces = (network.endpoints ?? []).flatMap((endpoint) =>
    endpoint.interfaces.flatMap(({ ip }) => (ip ? [`${ip}/32`] : [])),
  );
  return [...new Set([...blocks, ...interfaces])].flatMap((block) => {
    const { first, last } = ends(block);
    return [first, last + 1];
  });
}

/** First, middle and last address of a block, and the first one after every border inside it. */
function sampleAddresses(world: World, block: string): number[] {
  if (!isIPv4(block)) return [];
  const { first, last } = ends(block);
  const inside = world.borders.filter((border) => border > first && border <= last);
  return [...new Set([first, Math.floor((first + last) / 2), last, ...inside])];
}

/** The ends of the range from which Linux picks a port for the reply, and the borders of every rule inside it. */
function samplePorts(network: Network): number[] {
  const [first, last] = [32768, 60999];
  const borders = (network.networkAcls ?? [])
    .flatMap(({ entries }) => entries)
    .flatMap(({ fromPort, toPort }) => [fromPort ?? first, (toPort ?? last) + 1])
    .filter((port) => port > first && port <= last);
  return [...new Set([first, last, ...borders])];
}
