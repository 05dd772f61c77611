import type { ServiceName } from '../catalogue.ts';
import { byId } from '../network/by-id.ts';
import { rangesOf } from '../network/cidr.ts';
import { zoneText } from '../network/hosted-zones.ts';
import type {
  Endpoint,
  EndpointNetworkInterface,
  HostedZone,
  Hub,
  Network,
  Route,
  RouteTable,
  Subnet,
} from '../network/network.ts';
import { EPHEMERAL_PORTS } from '../network/network-acl.ts';
import { routeTableOf, routing } from '../network/routing.ts';
import type { Hop } from '../network/way.ts';
import { aclOutcome, endpointGroups, endpointPolicy, HTTPS_PORT, taskGroups } from './barriers.ts';
import { combine, type Departure, noRouteTable, type Outcome } from './outcome.ts';
import type { Fault, Obstacle, OpenLead } from './path.ts';

/** What a hosted zone leads to: an endpoint of a service, in another VPC. */
export interface HubLead {
  readonly service: ServiceName;
  readonly zone: HostedZone;
  readonly hub: Hub;
  readonly endpoint: Endpoint;
}

/** The VPC among the hubs that has an endpoint. */
export const hubWith = ({ hubs = [] }: Network, endpointId: string): Hub | undefined =>
  hubs.find(({ endpoints }) => byId(endpoints, endpointId) !== undefined);

/**
 * The path to an endpoint in another VPC: the route there and back, and whatever lets the traffic pass on both sides. What is in the
 * way on the tasks' side has the faults that it always has, since the same changes fix it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
 */
export function throughHub(scene: Departure, lead: HubLead): Outcome {
  const { service, endpoint, hub } = lead;
  const base: Hop = { kind: 'endpoint', id: endpoint.id, detail: `of ${service}, in ${hub.vpc.id}` };
  const shown = { endpointId: endpoint.id, hops: [base] };
  if (endpoint.service !== service || endpoint.kind !== 'interface')
    return { ...shown, ...openLead(lead, { why: 'records' }) };
  if (endpoint.state !== 'available')
    return { ...shown, ...obstacle(lead, endpoint.id, `is ${endpoint.state}`) };
  const { subnetIds, interfaces } = endpoint;
  if (endpoint.ipv6Only || interfaces.length === 0 || subnetIds.length > interfaces.length)
    return { ...shown, ...openWay(lead, 'the addresses of the endpoint') };
  const there = { ...scene, network: asNetwork(hub, scene.network) };
  const sum = combine([
    ...interfaces.map((target) => reach(scene, there, lead, target)),
    inHub(endpointPolicy(there, service, endpoint), lead, 'the policy of the endpoint'),
  ]);
  return { ...sum, endpointId: endpoint.id, hops: [base, ...eachOnce(sum.hops ?? [])] };
}

/** Ways to several network interfaces have most stations in common. */
const eachOnce = (hops: readonly Hop[]): Hop[] =>
  hops.filter(
    ({ id, detail }, index) => hops.findIndex((hop) => hop.id === id && hop.detail === detail) === index,
  );

/** Where a zone leads is not known. */
export const openLead = ({ service, zone }: Pick<HubLead, 'service' | 'zone'>, open: OpenLead): Outcome => ({
  via: 'unknown',
  faults: [{ rule: 'hosted-zone-answers', service, zoneId: zone.id, zone: zoneText(zone), open }],
});

/** The name has no address. */
export const nameless = ({ service, zone }: Pick<HubLead, 'service' | 'zone'>): Outcome =>
  blocked({ service, zone }, { at: 'zone' });

function blocked({ service, zone }: Pick<HubLead, 'service' | 'zone'>, what: Obstacle): Outcome {
  const fault: Fault = { rule: 'hub-blocks', service, zoneId: zone.id, zone: zoneText(zone), obstacle: what };
  return { via: 'blocked', faults: [fault] };
}

const obstacle = (lead: HubLead, resourceId: string, how: string, at: 'way' | 'policy' = 'way'): Outcome =>
  blocked(lead, { at, endpointId: lead.endpoint.id, vpcId: lead.hub.vpc.id, resourceId, how });

const openWay = (lead: HubLead, what: string): Outcome =>
  openLead(lead, { why: 'way', endpointId: lead.endpoint.id, vpcId: lead.hub.vpc.id, what });

/** Not known because it is in neither of the two VPCs. */
const openBetween = (lead: HubLead, what: string): Outcome =>
  openLead(lead, {
    why: 'way',
    endpointId: lead.endpoint.id,
    vpcId: lead.hub.vpc.id,
    what,
    between: true,
  });

/** The hub as a network of its own, to ask of it what is asked of any. */
const asNetwork = (hub: Hub, { region, partition, source }: Network): Network => ({
  ...{ region, partition, source, natGateways: [], offers: undefined, unreadable: [], assumptions: [] },
  ...hub,
});

/** From the tasks' subnet to one network interface in the hub, and back. */
function reach(scene: Departure, there: Departure, lead: HubLead, target: EndpointNetworkInterface): Outcome {
  const { subnet, network } = scene;
  const { endpoint, hub } = lead;
  const { ip } = target;
  const home = byId(hub.subnets, target.subnetId);
  // An address that isn't known is one of the subnet's.
  const cidr = ip === undefined ? home?.cidr : `${ip}/32`;
  if (cidr === undefined || home === undefined) return openWay(lead, 'the addresses of the endpoint');
  const table = routeTableOf(network, subnet);
  if (!table) return noRouteTable(scene);
  const out = routeTo(table, network, cidr);
  if (out === 'open') return openWay(lead, `where route table ${table.id} sends ${ip ?? cidr}`);
  const stopped = stoppedAt(out, network);
  if (!out || stopped)
    return {
      ...obstacle(lead, table.id, stopped ?? 'has no route there'),
      hops: out ? [{ kind: 'route', id: out.destination, detail: `to ${out.target.id}` }] : [],
    };
  const { kind, id } = out.target;
  const hops: Hop[] = [
    { kind: 'route', id: out.destination, detail: `to ${id}` },
    { kind: 'gateway', id, detail: kind.replaceAll('-', ' ') },
  ];
  const peered = kind === 'vpc-peering-connection';
  if (!peered && kind !== 'transit-gateway') return { ...openBetween(lead, `where ${id} leads`), hops };
  // A rule can refer to a group on the other side of a peering connection, and AWS resolves it there.
  const seenThere = peered ? there : { ...there, tasks: { ...there.tasks, securityGroupIds: [] } };
  const addresses = rangesOf([cidr]);
  const peer = { kind: 'cidr', cidr } as const;
  const exact = ip !== undefined;
  const own = { addresses, peer, exact };
  const back = {
    addresses: rangesOf([subnet.cidr ?? '']),
    peer: { kind: 'cidr', cidr: subnet.cidr ?? '' },
    exact: true,
  } as const;
  const acl = 'the network ACLs of the endpoint';
  return combine([
    { via: 'endpoint', hops },
    peered ? { via: 'endpoint' } : openBetween(lead, `where ${id} leads`),
    wayBack(lead, home, subnet, out.target),
    aclOutcome(scene, subnet, { ...own, egress: true, ports: HTTPS_PORT }),
    aclOutcome(scene, subnet, { ...own, egress: false, ports: EPHEMERAL_PORTS }),
    taskGroups(scene, addresses, {
      peer,
      groupIds: peered ? endpoint.securityGroupIds : undefined,
      exact,
      untold: openWay(lead, 'the security groups of the endpoint'),
    }),
    inHub(aclOutcome(there, home, { ...back, egress: false, ports: HTTPS_PORT }), lead, acl),
    inHub(aclOutcome(there, home, { ...back, egress: true, ports: EPHEMERAL_PORTS }), lead, acl),
    inHub(endpointGroups(seenThere, endpoint), lead, 'the security groups of the endpoint'),
  ]);
}

/** The route that carries all of a block; undefined where none does, `open` where that can't be told. */
function routeTo(
  table: RouteTable,
  { prefixLists, vpc }: Pick<Network, 'prefixLists' | 'vpc'>,
  cidr: string,
): Route | 'open' | undefined {
  const locals = vpc.cidrs.map(
    (destination): Route => ({
      ...{ destination, target: { kind: 'local', id: 'local' }, state: 'active', propagated: false },
    }),
  );
  const { carried, undecided } = routing([...locals, ...table.routes], rangesOf([cidr]), prefixLists);
  if (undecided.length > 0 || carried.length > 1) return 'open';
  return carried[0]?.route;
}

/** Why traffic for another VPC stays at home. */
const OVERLAP = 'whose addresses overlap with those of the other';

/** How a route stops traffic for a private address of another VPC; undefined if it may lead there. */
function stoppedAt(route: Route | undefined, { natGateways }: Network): string | undefined {
  if (!route) return undefined;
  const { target, state, destination } = route;
  if (state === 'blackhole') return `has a route to ${target.id} (${destination}), which is gone`;
  if (target.kind === 'local') return `keeps requests in its own VPC, ${OVERLAP}`;
  const isPublicNat =
    target.kind === 'nat-gateway' && byId(natGateways, target.id)?.connectivity === 'public';
  return target.kind === 'internet-gateway' || isPublicNat
    ? `sends requests to ${target.id}, which leads to the internet`
    : undefined;
}

/**
 * From the endpoint's subnet back to the tasks': through the same connection, which a VPC's routes can only name if it is its own. Two VPCs
 * have one peering connection at most, so another one leads elsewhere.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
 */
function wayBack(lead: HubLead, home: Subnet, { cidr = '' }: Subnet, there: Route['target']): Outcome {
  const { hub } = lead;
  const table = byId(hub.routeTables, home.routeTableId);
  if (!table) return openWay(lead, 'the route tables of the endpoint');
  const back = routeTo(table, hub, cidr);
  if (back === undefined) return obstacle(lead, table.id, `has no route back to ${cidr}`);
  if (back === 'open') return openWay(lead, `where route table ${table.id} sends ${cidr}`);
  if (back.target.kind === 'local')
    return obstacle(lead, table.id, `keeps replies to ${cidr} in its own VPC, ${OVERLAP}`);
  if (back.state === 'blackhole')
    return obstacle(lead, table.id, `has a route back to ${cidr} to ${back.target.id}, which is gone`);
  const { kind, id } = back.target;
  const isElsewhere =
    kind === 'vpc-peering-connection' && there.kind === 'vpc-peering-connection' && id !== there.id;
  // A NAT gateway would give replies another source, so that nobody waits for them.
  if (kind === 'internet-gateway' || kind === 'nat-gateway' || isElsewhere)
    return obstacle(lead, table.id, `sends replies to ${cidr} to ${id}`);
  return id === there.id ? { via: 'endpoint' } : openBetween(lead, `the way back to ${cidr} through ${id}`);
}

/** What was found out about the hub: nobody can change it from here, so it has no fault of its own kind. */
function inHub({ via, faults = [], hops = [] }: Outcome, lead: HubLead, what: string): Outcome {
  if (via === 'endpoint') return { via, hops };
  const [fault] = faults;
  const stops = fault && via === 'blocked' ? stopOf(fault) : undefined;
  return stops ? obstacle(lead, stops.resourceId, stops.how, stops.at) : openWay(lead, what);
}

interface Stop {
  readonly resourceId: string;
  readonly how: string;
  readonly at?: 'policy';
}

function stopOf(fault: Fault): Stop | undefined {
  switch (fault.rule) {
    case 'endpoint-security-group-blocks': {
      const { groupIds, source, endpointId } = fault;
      const from = source.kind === 'cidr' ? source.cidr : 'the tasks';
      return { resourceId: groupIds[0] ?? endpointId, how: `allows no inbound 443/tcp from ${from}` };
    }
    case 'nacl-blocks':
      return {
        resourceId: fault.aclId,
        how: `denies ${fault.egress ? 'outbound' : 'inbound'} traffic in rule ${fault.ruleNumber}`,
      };
    case 'endpoint-policy-denies':
      return {
        resourceId: fault.endpointId,
        how: `has a policy without ${fault.actions.join(', ')}`,
        at: 'policy',
      };
    default:
      return undefined;
  }
}
