import { isGatewayService, type ServiceName } from '../catalogue.ts';
import { byId } from '../network/by-id.ts';
import { PROFILE_CALLS, ZONES_CALL } from '../network/hosted-zones.ts';
import type { Network } from '../network/network.ts';
import type { Hop } from '../network/way.ts';
import { type Need, pullsLayers } from '../workload/needs.ts';
import type { Tasks } from '../workload/tasks.ts';
import { gatewayOutcome } from './gateway-path.ts';
import {
  answeredByZone,
  endpointsOf,
  interfaceOutcome,
  missingFaults,
  usesAmazonDns,
} from './interface-path.ts';
import {
  because,
  type Departure,
  noNameServers,
  type Outcome,
  unreadOutcome,
  unsettledOutcome,
} from './outcome.ts';
import type { Fault, Path } from './path.ts';
import { withoutAddress } from './public-address.ts';
import { publicOutcome } from './public-path.ts';

/**
 * For each subnet where tasks run and each service that they need to start: how traffic is routed, through which resources, and
 * why it doesn't go through an endpoint. Subnets that are not in the network are `unknown`.
 *
 * @param subnetIds the tasks' subnets to trace from; by default, all of them
 */
export function trace(
  network: Network,
  needs: readonly Need[],
  tasks: Tasks,
  subnetIds: readonly string[] = tasks.subnetIds,
): Path[] {
  return subnetIds.flatMap((id) => {
    const subnet = byId(network.subnets, id);
    return subnet
      ? pathsOf({ network, tasks, subnet, needs })
      : needs.map(({ service }) => strangerPath(network.vpc.id, id, service));
  });
}

function strangerPath(vpcId: string, subnetId: string, service: ServiceName): Path {
  return {
    subnetId,
    service,
    via: 'unknown',
    hops: [{ kind: 'subnet', id: subnetId, detail: 'not a subnet of this VPC' }],
    faults: [
      {
        rule: 'resource-not-shown',
        resource: 'subnet',
        id: subnetId,
        namedBy: vpcId,
        call: 'DescribeSubnets',
      },
    ],
  };
}

function pathsOf(scene: Departure): Path[] {
  const { subnet, needs } = scene;
  const route: Pick<Path, 'routeTableId' | 'implicitMainTable'> =
    subnet.routeTableId === undefined
      ? {}
      : { routeTableId: subnet.routeTableId, implicitMainTable: subnet.implicit };
  const first: Hop = { kind: 'subnet', id: subnet.id, detail: subnet.az ?? 'zone chosen at deployment' };
  const asks = subnet.cidr !== undefined && needs.some(({ service }) => service === 'ecs');
  const agentEntry = asks ? outcomeOf(scene, 'ecs') : undefined;
  return needs.map(({ service, origin }) => {
    const open =
      agentEntry && isAgentConnection(service)
        ? agentOutcome(scene, service, agentEntry)
        : outcomeOf(scene, service);
    const outcome = withoutAddress(open, scene.tasks, subnet, origin);
    const { via, hops = [], faults = [], ...ids } = outcome;
    const own = service === 's3' && !pullsLayers(needs) ? ({ withoutLayers: true } as const) : {};
    return { subnetId: subnet.id, service, via, hops: [first, ...hops], faults, ...ids, ...route, ...own };
  });
}

function outcomeOf(scene: Departure, service: ServiceName): Outcome {
  if (scene.subnet.cidrUnsettled) return unsettledOutcome(scene.network, scene.subnet.id, 'the CIDR block');
  if (scene.subnet.cidr === undefined) {
    return { via: 'unknown', faults: [{ rule: 'ipv6-only-subnet', subnetId: scene.subnet.id }] };
  }
  const silent = resolverFault(scene.network);
  if (silent) return { via: 'blocked', faults: [silent] };
  const outcome = isGatewayService(service)
    ? gatewayOutcome(scene, service)
    : interfaceOutcome(scene, service);
  const untold = resolverUntold(scene.network);
  if (!untold) return outcome;
  if (outcome.via === 'endpoint') return untold;
  return scene.network.source === 'planned' && outcome.via !== 'blocked'
    ? because(untold.faults ?? [], { ...outcome, via: 'unknown' })
    : outcome;
}

/**
 * With enableDnsSupport off, the Amazon DNS server doesn't answer, so nothing resolves unless the VPC uses other DNS servers.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
function resolverFault({ vpc }: Network): Fault | undefined {
  return vpc.dnsSupport === false && vpc.nameServers !== undefined && usesAmazonDns(vpc)
    ? { rule: 'vpc-dns-support-off' }
    : undefined;
}

/** Why it is not known whether names resolve, if that was not read. A gateway needs names too. */
function resolverUntold(network: Network): Outcome | undefined {
  const { dnsSupport, nameServers } = network.vpc;
  if (dnsSupport === false && nameServers === undefined) return noNameServers(network);
  const amazon = nameServers === undefined || usesAmazonDns(network.vpc);
  return dnsSupport === undefined && amazon ? unreadOutcome(network, 'DescribeVpcAttribute') : undefined;
}

// The agent asks `ecs` where to connect. Through the `ecs` endpoint, it gets the names that the other two endpoints serve.
// Otherwise it is sent to numbered public hosts, even if the other endpoints exist.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html

const isAgentConnection = (service: ServiceName): boolean =>
  service === 'ecs-agent' || service === 'ecs-telemetry';

/** Whether the agent may be sent to endpoints outside the VPC, or to hidden ones: then none of the VPC's own is missing. */
const isOpenName = (fault: Fault): boolean =>
  fault.rule === 'hosted-zone-answers' ||
  fault.rule === 'hub-blocks' ||
  fault.rule === 'shared-vpc' ||
  (fault.rule === 'not-permitted' && [ZONES_CALL.call, ...PROFILE_CALLS].includes(fault.call));

function agentOutcome(scene: Departure, service: ServiceName, entry: Outcome): Outcome {
  if (entry.via === 'endpoint') return interfaceOutcome(scene, service);
  const own =
    endpointsOf(scene.network, service)?.length !== 0 || entry.faults?.some(isOpenName)
      ? []
      : (answeredByZone(scene.network, service) ?? missingFaults(scene, service));
  const faults = own.length > 0 ? own : (entry.faults ?? []);
  const told: Hop = {
    kind: 'dns',
    id: service,
    detail: 'the agent is told a public host, because ecs is not reached by its endpoint',
  };
  if (entry.via === 'blocked' || entry.via === 'unknown') return { via: entry.via, hops: [told], faults };
  const out = publicOutcome(scene);
  return because(faults, { ...out, hops: [told, ...(out.hops ?? [])] });
}
