import { isGatewayService, isKnownService, kindOf, SERVICES, type ServiceName } from '../catalogue.ts';
import {
  dnsNameOf,
  isWithin,
  leadOf,
  unreadZonesCall,
  zoneAnswering,
  zoneText,
} from '../network/hosted-zones.ts';
import { hubOf } from '../network/hub.ts';
import type { Endpoint, Network } from '../network/network.ts';
import { applyChanges } from '../plan/apply.ts';
import type { ChangeOf } from '../plan/change.ts';
import { type Note, notesOf } from '../plan/note.ts';
import type { Central, Plan, PlanInput, Spoke } from '../plan/planned.ts';
import type { Fault, Path } from '../trace/path.ts';
import { trace } from '../trace/trace.ts';
import type { Need } from '../workload/needs.ts';
import type { Tasks } from '../workload/tasks.ts';
import { findings } from './findings.ts';

type Zone = ChangeOf<'create-hosted-zone'>;

/** A plan of central endpoints with what it does for its spokes: every path of each is traced with the plan carried out. */
export function withCentral(input: PlanInput, decided: Plan): Plan {
  const central = centralOf(input, decided);
  return { ...decided, central, notes: [...central.notes, ...decided.notes] };
}

function centralOf(input: PlanInput, { network: hub, changes }: Plan): Central {
  const { spokes = [], needs } = input;
  const zones = changes.filter((change) => change.kind === 'create-hosted-zone');
  const interfaces = needs.filter(({ kind }) => kind === 'interface');
  const ofHub = new Map(
    interfaces.map(({ service }) => [service, hubObstacles(service, input.network, spokes, zones)]),
  );
  const settled = interfaces.filter(({ service }) => ofHub.get(service)?.length === 0);
  const judged = spokes.map((spoke) => judge(spoke, { input, hub, zones, interfaces: settled }));
  // Without the zones of the hub, those of an earlier run are strangers in the spokes.
  const unread = zonesUnread(input.network);
  return {
    spokes: judged.map(({ after }, index) => {
      const { id = '', name } = spokes[index]?.network.vpc ?? {};
      return { vpcId: id, ...(name !== undefined && { name }), after };
    }),
    obstacles:
      unread.length > 0
        ? unread
        : [
            ...[...ofHub.values()].flat(),
            ...zones.flatMap((zone) => namesBelow(zone, zones, input.network)),
            // What wasn't read is the same in many VPCs.
            ...new Set(judged.flatMap(({ obstacles }) => obstacles)),
          ],
    notes: judged.flatMap(({ notes }) => notes),
  };
}

/** A spoke as the deployed plan leaves it: zones answer in it, and lead to the hub. */
function joined({ network }: Spoke, hub: Network, zones: readonly Zone[], tasks: Tasks): Network {
  const answered = applyChanges(network, zones, tasks);
  const ids = new Set((hub.endpoints ?? []).map(({ id }) => id));
  const others = (network.hubs ?? []).filter(({ vpc }) => vpc.id !== hub.vpc.id);
  return { ...answered, hubs: [...others, hubOf(hub, ids)] };
}

interface Plans {
  readonly input: PlanInput;
  readonly hub: Network;
  readonly zones: readonly Zone[];
  readonly interfaces: readonly Need[];
}

interface Judged {
  readonly after: readonly Path[];
  readonly obstacles: readonly string[];
  readonly notes: readonly Note[];
}

function judge(spoke: Spoke, { input, hub, zones, interfaces }: Plans): Judged {
  const { id } = spoke.network.vpc;
  const tasks = { subnetIds: spoke.subnetIds, securityGroupIds: [] };
  const conflicts = [
    ...zonesUnread(spoke.network),
    ...zones.flatMap((zone) => conflictsOf(zone, spoke.network)),
  ];
  const network = joined(spoke, hub, zones, tasks);
  const after = trace(network, input.needs, tasks);
  const ofInterfaces = after.filter(({ service }) => interfaces.some((need) => need.service === service));
  const open = ofInterfaces.filter((path) => !reachesHub(path, hub));
  const isDoubt = ({ via, faults }: Path) => via === 'unknown' && faults.every(isOfTheWay);
  const say = (paths: readonly Path[]): string[] => {
    const causes = new Set<string>(paths.flatMap(({ faults }) => faults.map(({ rule }) => rule)));
    const scene = { ...input, network, tasks, workload: undefined, paths };
    return findings(scene, []).flatMap(({ rule, message }) =>
      causes.has(rule) ? [`In ${id}: ${message} (doctor --explain ${rule})`] : [],
    );
  };
  const own = ofInterfaces.filter(({ via, endpointId }) => via === 'endpoint' && !has(hub, endpointId));
  const stopped = open.filter((path) => !own.includes(path) && !isDoubt(path));
  return {
    after,
    // What is in the way of a zone is said then, and what would answer instead is no news.
    obstacles:
      conflicts.length > 0
        ? conflicts
        : [
            ...or(say(stopped), unreached(stopped, id, hub)),
            ...unreadOnTheWay(stopped, [spoke.network, input.network]),
            ...servedElsewhere(own, spoke.network, zones),
          ],
    notes: [
      ...notesOf('spoke-way-unknown', say(open.filter(isDoubt))),
      ...notesOf('spoke-gateway-missing', gatewaysMissing(after, id)),
    ],
  };
}

const or = (said: readonly string[], otherwise: readonly string[]): readonly string[] =>
  said.length > 0 ? said : otherwise;

/** That paths don't reach the hub, whether or not a rule says why. */
function unreached(paths: readonly Path[], id: string, hub: Network): string[] {
  const services = [...new Set(paths.map(({ service }) => service))];
  return services.map((service) => `In ${id}, not all tasks would reach ${service} through ${hub.vpc.id}.`);
}

/** The calls that failed where something of either VPC decides and isn't known. */
const unreadOnTheWay = (paths: readonly Path[], networks: readonly Network[]): string[] =>
  paths.some(({ faults }) => faults.some(({ rule }) => rule === 'hosted-zone-answers'))
    ? networks.flatMap(({ unreadable }) => unreadable.map(({ reason }) => reason))
    : [];

const has = ({ endpoints }: Network, endpointId: string | undefined): boolean =>
  endpoints?.some(({ id }) => id === endpointId) === true;

const reachesHub = ({ via, endpointId }: Path, hub: Network): boolean =>
  via === 'endpoint' && has(hub, endpointId);

/** What can't be read from a VPC: where a transit gateway leads, and what its own name servers answer. */
const isOfTheWay = (fault: Fault): boolean =>
  fault.rule === 'custom-dns' ||
  (fault.rule === 'hosted-zone-answers' && fault.open?.why === 'way' && fault.open.between === true);

/** A VPC has one zone of a name at most, and none beside private DNS of an endpoint of that name. */
function conflictsOf({ service, name }: Zone, { vpc, endpoints, hostedZones }: Network): string[] {
  return [
    ...(endpoints ?? [])
      .filter((endpoint) => answersFor(service, endpoint))
      .map(
        (endpoint) =>
          `${vpc.id} has an endpoint for ${service} with private DNS on, ${endpoint.id}: AWS refuses a hosted zone of its name, ` +
          `${name}, in the same VPC. Turn its private DNS off right before you deploy, or leave ${vpc.id} out.`,
      ),
    ...(hostedZones ?? [])
      .filter((zone) => zone.name === name)
      .map(
        (zone) =>
          `${vpc.id} has the hosted zone ${zoneText(zone)} already (${zone.id}), and a VPC can't have two of one name. ` +
          `Disassociate it, or leave ${vpc.id} out.`,
      ),
  ];
}

const answersFor = (service: ServiceName, endpoint: Endpoint): boolean =>
  endpoint.service === service && endpoint.kind === 'interface' && endpoint.privateDns;

function zonesUnread(network: Network): string[] {
  const call = unreadZonesCall(network);
  const reason = network.unreadable.find((each) => each.call === call)?.reason;
  // They are not asked for where private DNS answers all names, which is an obstacle of its own.
  return call === undefined || reason === undefined
    ? []
    : [`Which hosted zones answer in ${network.vpc.id} isn't known. ${reason}`];
}

/** Why a service gets no zone in the hub, and what to do for that. */
function hubObstacles(
  service: ServiceName,
  hub: Network,
  spokes: readonly Spoke[],
  zones: readonly Zone[],
): string[] {
  if (zones.some((zone) => zone.service === service)) return [];
  if (!isKnownService(service))
    return [
      `The DNS name of ${service} isn't known here, so it gets no hosted zone. Leave it out, and make its endpoint and zone yourself.`,
    ];
  const own = (hub.endpoints ?? []).filter(
    (endpoint) => endpoint.service === service && endpoint.kind === 'interface',
  );
  const answering = own.filter(({ privateDns }) => privateDns);
  if (answering.length > 0)
    return answering.map(
      ({ id }) =>
        `${hub.vpc.id} has an endpoint for ${service} with private DNS on, ${id}, which answers in no other VPC. Choose another VPC ` +
        'for the central endpoints, or delete this one first.',
    );
  const zone = zoneAnswering(hub, service);
  if (!zone)
    return own.map(
      ({ id }) =>
        `${hub.vpc.id} has an endpoint for ${service} already, ${id}, and no hosted zone that leads to it. Make that zone yourself and ` +
        'associate it with all of these VPCs, or delete the endpoint first.',
    );
  const lead = leadOf(zone, service, hub);
  const leadsHere = lead?.to === 'endpoint' && has(hub, lead.endpointId);
  const without = spokes.flatMap(({ network: { vpc, hostedZones } }) =>
    hostedZones?.some(({ id }) => id === zone.id) ? [] : [vpc.id],
  );
  if (leadsHere && without.length === 0) return [];
  return [
    `${hub.vpc.id} has the hosted zone ${zoneText(zone)} already (${zone.id}), which answers for ${service}` +
      (leadsHere
        ? `. Associate it with ${without.join(', ')} too.`
        : ` and isn't known to lead to an endpoint in ${hub.vpc.id}. Disassociate it first, or choose another VPC for the central endpoints.`),
  ];
}

/** A zone holds all names under its own, so those of another service have no address unless that one has a zone, too. */
function namesBelow({ service, name }: Zone, zones: readonly Zone[], network: Network): string[] {
  return SERVICES.filter((other) => {
    const its = dnsNameOf(other, network);
    return (
      kindOf(other) === 'interface' &&
      its !== name &&
      isWithin(its, name) &&
      !zones.some((zone) => zone.service === other)
    );
  }).map(
    (other) =>
      `The hosted zone of ${service}, ${name}, holds the names of ${other} too, which would have no address. Add ${other} to --services.`,
  );
}

/** Its own endpoint serves a spoke where the hub has no zone of the name. */
function servedElsewhere(paths: readonly Path[], { vpc }: Network, zones: readonly Zone[]): string[] {
  const services = new Set(paths.map(({ service }) => service));
  return [...services]
    .filter((service) => !zones.some((zone) => zone.service === service))
    .map((service) => `${vpc.id} reaches ${service} through another endpoint than the central one.`);
}

/** Gateway endpoints serve their own VPC alone. */
function gatewaysMissing(after: readonly Path[], id: string): string[] {
  const services = new Set(
    after.flatMap(({ service, via }) => (via !== 'endpoint' && isGatewayService(service) ? [service] : [])),
  );
  return [...services].map(
    (service) =>
      `In ${id}, not all tasks reach ${service} through a gateway endpoint, and each VPC needs its own. Run ` +
      `create-private-ecs-network in a directory of its own with --vpc ${id}, once the central endpoints are deployed.`,
  );
}
