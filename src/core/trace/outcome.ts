import type { ServiceName } from '../catalogue.ts';
import type { HiddenEndpoints } from '../network/hidden-endpoints.ts';
import { ZONES_CALL } from '../network/hosted-zones.ts';
import type { Network, RouteTable, Subnet } from '../network/network.ts';
import type { Hop, Via } from '../network/way.ts';
import type { Need } from '../workload/needs.ts';
import type { Tasks } from '../workload/tasks.ts';
import type { Fault, Lacking } from './path.ts';

/** What all paths of one subnet share. */
export interface Departure {
  readonly network: Network;
  readonly tasks: Tasks;
  readonly subnet: Subnet;
  readonly needs: readonly Need[];
}

/** The outcome of one step of a path. The path combines the outcomes of all its steps. */
export interface Outcome {
  readonly via: Via;
  readonly hops?: readonly Hop[];
  readonly faults?: readonly Fault[];
  readonly endpointId?: string;
  readonly natGatewayId?: string;
}

/** The VPC may have endpoints that EC2 shows only to its owner, so a service's route can't be determined here. */
export const hiddenOutcome = (
  service: ServiceName,
  hidden: HiddenEndpoints,
  hops: readonly Hop[] = [],
): Outcome => ({
  via: 'unknown',
  hops,
  faults: [{ rule: 'shared-vpc', service, ...hidden }],
});

/** Why something of a network that was read from code is not known. */
export function unsettledOutcome(network: Network, id: string, fact: string): Outcome {
  const own = network.unsettled?.filter(({ of }) => of === id) ?? [];
  const told = own.find((each) => each.fact === fact) ?? own[0];
  const { of, fact: what, unknown } = told ?? { of: id, fact, unknown: notRead(id) };
  return { via: 'unknown', hops: [], faults: [{ rule: 'value-unknown', of, fact: what, unknown }] };
}

/** Of a resource that is outside of the code, its ID is all that is known. */
const notRead = (id: string): string =>
  /^[a-z]+-[\da-f]+$/.test(id) ? 'it is outside of the code' : 'the code leaves it open';

/** The facts that EC2's calls tell, as `Unsettled` names them. */
const FACTS: Readonly<Record<string, string>> = {
  DescribeVpcAttribute: 'the DNS settings',
  DescribeDhcpOptions: 'the name servers',
  DescribeRouteTables: 'the route tables',
  DescribeVpcEndpoints: 'the endpoints',
  DescribeSecurityGroups: 'the security groups',
  DescribeNetworkAcls: 'the network ACLs',
  [ZONES_CALL.call]: 'the private hosted zones',
};

/** The fault for a fact that was not read: the call that would have shown it, if that is known to have been denied. */
export function unreadOutcome(network: Network, call: string): Outcome {
  if (network.source === 'planned') return unsettledOutcome(network, network.vpc.id, FACTS[call] ?? call);
  const told = network.unreadable.find((unread) => unread.call === call);
  const action = told?.action ?? (call === ZONES_CALL.call ? ZONES_CALL.action : `ec2:${call}`);
  return {
    via: 'unknown',
    hops: [],
    faults: [{ rule: 'not-permitted', call, action }],
  };
}

/**
 * The fault for a resource that is not in the network: the call that would have shown it if that was denied, else the resource
 * that the call's response lacks.
 *
 * @param answer everything that the call returned; undefined if it returned nothing
 */
export function lackingOutcome(network: Network, answer: unknown, lacking: Lacking): Outcome {
  const { call } = lacking;
  if (network.source === 'planned') return unsettledLack(network, lacking);
  if (answer === undefined || isUnreadable(network, call)) return unreadOutcome(network, call);
  return { via: 'unknown', hops: [], faults: [{ rule: 'resource-not-shown', ...lacking }] };
}

/** Of what names a resource that the code lacks, and of the resource itself, whichever the code leaves open. */
function unsettledLack(network: Network, { id, namedBy, resource }: Lacking): Outcome {
  const isOpen = (of: string | undefined) => network.unsettled?.some((each) => each.of === of);
  return unsettledOutcome(
    network,
    !isOpen(namedBy) && id !== undefined ? id : namedBy,
    `the ${resource.replaceAll('-', ' ')}`,
  );
}

const isUnreadable = ({ unreadable }: Network, call: string): boolean =>
  unreadable.some((unread) => unread.call === call);

/** Why the route table of a subnet is not known. */
export const noRouteTable = ({ network, subnet }: Departure): Outcome =>
  lackingOutcome(network, network.routeTables, {
    resource: 'route-table',
    id: subnet.routeTableId,
    namedBy: subnet.id,
    call: 'DescribeRouteTables',
  });

/** Why a route may carry anything. */
export const noDestination = (network: Network, { id }: RouteTable): Outcome =>
  lackingOutcome(network, network.routeTables, {
    resource: 'route-destination',
    id: undefined,
    namedBy: id,
    call: 'DescribeRouteTables',
  });

/** Why the name servers of a VPC are not known: a VPC can refer to DHCP options that the response lacks. */
export const noNameServers = (network: Network): Outcome =>
  lackingOutcome(network, network.vpc, {
    resource: 'dhcp-options',
    id: undefined,
    namedBy: network.vpc.id,
    call: 'DescribeDhcpOptions',
  });

const SEVERITY: readonly Via[] = ['blocked', 'other', 'internet', 'nat', 'unknown', 'endpoint'];

/** Consecutive steps: the worst one decides, and the causes of all bad ones are kept. */
export function combine(stations: readonly Outcome[]): Outcome {
  const via =
    SEVERITY.find((candidate) => stations.some((station) => station.via === candidate)) ?? 'endpoint';
  return {
    via,
    hops: stations.flatMap(({ hops = [] }) => hops),
    faults: stations.flatMap(({ faults = [] }) => faults),
  };
}

/** An outcome, with the faults that led to it before its own faults. */
export const because = (faults: readonly Fault[], outcome: Outcome): Outcome => ({
  ...outcome,
  faults: [...faults, ...(outcome.faults ?? [])],
});

/** Several addresses for one name: any may be used, so the path is as bad as the worst of them. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  const sum = combine(outcomes);
  const endpointId = outcomes.find(({ via }) => via === sum.via)?.endpointId;
  return endpointId === undefined ? sum : { ...sum, endpointId };
}
