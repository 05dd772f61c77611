import type { ServiceName } from '../../src/core/catalogue.ts';
import type { Need } from '../../src/core/needs.ts';
import {
  AMAZON_DNS,
  type Endpoint,
  type Network,
  type NetworkAclEntry,
  type Route,
  type SecurityGroupRule,
  type Subnet,
} from '../../src/core/network.ts';
import type { Tasks, Via } from '../../src/core/path.ts';
import { layerBucketArn } from '../../src/core/regions.ts';

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
    const viaOf = (service: ServiceName, publicName: boolean): Via => {
      if (!subnet?.cidr) return 'unknown';
      if (service === 's3' || service === 'dynamodb') return gatewayService(world, subnet, service);
      return publicName ? publicService(world, subnet) : interfaceService(world, subnet, service);
    };
    const ecs = needs.some(({ service }) => service === 'ecs') ? viaOf('ecs', false) : undefined;
    return needs.map(({ service }): Answer => {
      const followsEcs = service === 'ecs-agent' || service === 'ecs-telemetry';
      if (ecs === undefined || !followsEcs) return { subnetId, service, via: viaOf(service, false) };
      if (ecs === 'unknown') return { subnetId, service, via: 'unknown' };
      return { subnetId, service, via: viaOf(service, ecs !== 'endpoint') };
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

/** Where a packet may go: one of `addresses` (`sure: false`), or every one of them in turn (`sure: true`). */
interface Destination {
  readonly addresses: readonly number[];
  readonly sure: boolean;
  /** Set when the addresses are those of a prefix list, whose entries may not have been read. */
  readonly prefixListId?: string | undefined;
  readonly networkInterface?: { readonly subnetId: string; readonly endpoint: Endpoint };
}

// Names

function interfaceService(world: World, subnet: Subnet, service: ServiceName): Via {
  const { vpc, endpoints } = world.network;
  const dns = all([vpc.dnsSupport, vpc.dnsHostnames]);
  if (dns === false) return publicService(world, subnet);
  if (!endpoints) return 'unknown';
  const serving = endpoints.filter(
    (endpoint) =>
      endpoint.service === service &&
      endpoint.kind === 'interface' &&
      endpoint.state === 'available' &&
      endpoint.privateDns,
  );
  if (serving.length === 0) return publicService(world, subnet);
  if (dns === undefined || !usesAmazonDns(world.network)) return 'unknown';

  return worst(
    serving.flatMap((endpoint) => {
      const allowed = policyAllows(endpoint.policy, service, world.network.region);
      const destinations = endpoint.interfaces.map((networkInterface): Destination => {
        const home = world.network.subnets.find(({ id }) => id === networkInterface.subnetId);
        const block = networkInterface.ip === undefined ? home?.cidr : `${networkInterface.ip}/32`;
        return {
          addresses: block === undefined ? [] : sampleAddresses(world, block),
          sure: networkInterface.ip !== undefined,
          networkInterface: { subnetId: networkInterface.subnetId, endpoint },
        };
      });
      return destinations.map((destination) => send(world, subnet, destination, allowed));
    }),
  );
}

function usesAmazonDns({ vpc }: Network): Known {
  return vpc.nameServers?.every((server) => server === AMAZON_DNS);
}

function publicService(world: World, subnet: Subnet): Via {
  return send(world, subnet, { addresses: PUBLIC_ADDRESSES.map(toNumber), sure: false }, true);
}

function gatewayService(world: World, subnet: Subnet, service: ServiceName): Via {
  const { vpc, endpoints, prefixLists, region } = world.network;
  if (service === 's3') {
    const answersInVpc = endpoints?.some(
      (endpoint) =>
        endpoint.service === 's3' &&
        endpoint.kind === 'interface' &&
        endpoint.state === 'available' &&
        endpoint.privateDns &&
        !endpoint.inboundResolverOnly,
    );
    if (all([vpc.dnsSupport, vpc.dnsHostnames, answersInVpc]) !== false) return 'unknown';
  }
  const list = prefixLists?.find(({ name }) => name === `com.amazonaws.${region}.${service}`);
  const gateways = endpoints?.filter((endpoint) => endpoint.service === service) ?? [];
  const prefixListId =
    list?.id ??
    routesOf(world.network, subnet)?.find(
      ({ target, destination }) =>
        destination.startsWith('pl-') && gateways.some((gateway) => gateway.id === target.id),
    )?.destination;
  const blocks = list?.cidrs?.filter(isIPv4);
  return send(
    world,
    subnet,
    {
      addresses: (blocks ?? PUBLIC_SPACE).flatMap((block) => sampleAddresses(world, block)),
      sure: blocks !== undefined,
      prefixListId,
    },
    true,
  );
}

/** A few addresses of public AWS services outside any prefix list. */
const PUBLIC_ADDRESSES = ['3.218.182.10', '18.66.0.7', '34.200.1.1', '52.94.133.1', '99.77.1.1'];

/** The public IPv4 space, for a service whose addresses were not read. */
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
  if (!subnet.cidr) return 'unknown';
  const sources = sampleAddresses(world, subnet.cidr);
  const outcomes = destination.addresses.map((address) => {
    const way = wayTo(world, subnet, address, destination);
    return worst(
      sources.flatMap((source) =>
        world.ephemeralPorts.map((port) =>
          outcome(
            way.via,
            all([
              way.policy,
              policy,
              tasksLetOut(world, address, destination),
              aclsLetThrough(world, subnet, source, address, port, destination),
              endpointLetsIn(world, source, destination),
            ]),
          ),
        ),
      ),
    );
  });
  if (destination.sure) return worst(outcomes);
  return outcomes.every((each) => each === outcomes[0]) ? (outcomes[0] ?? 'unknown') : 'unknown';
}

function outcome(way: Via, allowed: Known): Via {
  if (allowed === false || way === 'blocked') return 'blocked';
  return allowed === undefined ? 'unknown' : way;
}

/** Where parts of the traffic go different ways, the one a reader must hear of. */
function worst(ways: readonly Via[]): Via {
  const order: readonly Via[] = ['blocked', 'unknown', 'other', 'internet', 'nat', 'endpoint'];
  return order.find((via) => ways.includes(via)) ?? 'unknown';
}

// Routes

interface Match {
  readonly route: Route;
  /** Undefined where the prefix list's entries were not read. */
  readonly length: number | undefined;
  readonly rank: number;
}

interface Way {
  readonly via: Via;
  /** What the policy of a gateway endpoint on the way says. */
  readonly policy: Known;
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
function wayTo(world: World, subnet: Subnet, address: number, destination: Destination): Way {
  const known = (via: Via): Way => ({ via, policy: true });
  const inVpc = destination.networkInterface !== undefined;
  if (destination.networkInterface?.subnetId === subnet.id) return known('endpoint');
  const routes = routesOf(world.network, subnet);
  if (!routes) return known('unknown');

  const matches = routes.flatMap((route): Match[] => {
    const isList = route.destination.startsWith('pl-');
    const list = world.network.prefixLists?.find(({ id }) => id === route.destination);
    if (isList && !list?.cidrs) {
      const carriesService = gatewayRoute(world.network, route.target.id);
      if (route.destination === destination.prefixListId) return [{ route, length: undefined, rank: 1 }];
      return carriesService ? [] : [{ route, length: undefined, rank: 1 }];
    }
    const lengths = (isList ? (list?.cidrs ?? []) : [route.destination])
      .filter((block) => contains(block, address))
      .map((block) => Number(block.split('/')[1]));
    const rank = route.propagated ? 0 : isList ? 1 : 2;
    return lengths.length > 0 ? [{ route, length: Math.max(...lengths), rank }] : [];
  });
  const local = matches.some(({ route }) => route.target.kind === 'local');
  const ranked = matches
    .filter(({ route }) => !(local && route.propagated))
    .sort((a, b) => (b.length ?? 1) - (a.length ?? 1) || b.rank - a.rank);
  const first = ranked[0];
  if (!first) return known('blocked');
  const unsure = ranked.some(({ length }) => length === undefined);
  const rivals = ranked.filter(({ length }) => length === undefined || length > 0);
  if (unsure && rivals.length > 1) return known('unknown');

  const { target, state, destination: to } = first.route;
  if (state === 'blackhole') return known('blocked');
  if (target.kind === 'local') return known('endpoint');
  const way = ((): Way => {
    switch (target.kind) {
      case 'nat-gateway': {
        const { natGateways } = world.network;
        if (!natGateways) return known('unknown');
        return known(
          natGateways.some(({ id, state }) => id === target.id && state === 'available') ? 'nat' : 'blocked',
        );
      }
      case 'internet-gateway':
        return known('internet');
      case 'vpc-endpoint': {
        if (!to.startsWith('pl-')) return known('other');
        const { endpoints, region } = world.network;
        if (!endpoints) return { via: 'endpoint', policy: undefined };
        const gateway = endpoints.find(({ id }) => id === target.id);
        return gateway?.kind === 'gateway'
          ? { via: 'endpoint', policy: policyAllows(gateway.policy, gateway.service, region) }
          : known('other');
      }
      case 'unknown':
        return known('unknown');
      default:
        return known('other');
    }
  })();
  if (!inVpc || way.via === 'blocked' || way.via === 'unknown') return way;
  return known('other');
}

function gatewayRoute({ endpoints }: Network, targetId: string): boolean {
  const target = endpoints?.find(({ id }) => id === targetId);
  return target ? target.kind === 'gateway' : targetId.startsWith('vpce-');
}

// Network ACLs

/** Stateless: the request leaves one subnet and enters the other, the reply comes back to a port of the task's choice. */
function aclsLetThrough(
  world: World,
  subnet: Subnet,
  source: number,
  address: number,
  replyPort: number,
  destination: Destination,
): Known {
  const far = destination.networkInterface?.subnetId;
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
  const acl = world.network.networkAcls?.find(({ subnetIds }) => subnetIds.includes(subnetId));
  if (!acl) return undefined;
  const hits = (entry: NetworkAclEntry) =>
    entry.egress === egress &&
    contains(entry.cidr, peer) &&
    (entry.protocol === '-1' ||
      (entry.protocol === '6' && port >= (entry.fromPort ?? 0) && port <= (entry.toPort ?? 65535)));
  const first = acl.entries.filter(hits).sort((a, b) => a.ruleNumber - b.ruleNumber)[0];
  return first?.allow ?? false;
}

// Security groups

function tasksLetOut(world: World, address: number, destination: Destination): Known {
  if (world.tasks.securityGroupIds.length === 0) return true;
  const endpointGroups = destination.networkInterface?.endpoint.securityGroupIds ?? [];
  return anyRule(world, world.tasks.securityGroupIds, 'egress', (rule) =>
    any([
      rule.cidrs.some((cidr) => contains(cidr, address)),
      rule.groupIds.some((id) => endpointGroups.includes(id)),
      ...rule.prefixListIds.map((id) => id === destination.prefixListId || inList(world, id, address)),
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
  'ecr.api': ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
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
            .filter(({ Effect }) => Effect === effect)
            .map((statement) =>
              all([
                coversAction(statement, action),
                coversPrincipal(statement),
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

function coversPrincipal({ Principal }: Statement): Known {
  if (Principal === '*') return true;
  const accounts =
    typeof Principal === 'object' && Principal !== null && 'AWS' in Principal ? Principal.AWS : [];
  return texts(accounts).includes('*') || undefined;
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
