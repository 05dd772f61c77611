import { NEW_VPC } from '../../sources/declared/declare.ts';
import type { ServiceName } from '../catalogue.ts';
import type { Endpoint, Network, Subnet } from '../network/network.ts';
import type { Partition } from '../network/regions.ts';
import type { Fault, Path, Peer, Tasks } from '../trace/path.ts';
import { trace } from '../trace/trace.ts';
import type { EcsWorkload } from '../workload/ecs-workload.ts';
import type { LaunchType, Need } from '../workload/needs.ts';
import { inNetwork } from '../workload/network-remark.ts';
import type { WorkloadRemark } from '../workload/workload-remark.ts';
import { type AdoptedEndpoint, adoptable, adopted } from './adopt.ts';
import { applyChange, applyChanges, taskPeers } from './apply.ts';
import { type Change, type Iac, isExpressible } from './change.ts';
import { type ExistingChange, existingChanges } from './existing-changes.ts';
import { mend, type S3Policy, type WithoutRoom } from './mend.ts';
import { notes, withheldNotes } from './notes.ts';
import { type Prerequisite, prerequisite } from './prerequisite.ts';
import { securityGroupName, securityGroupText } from './security-group-text.ts';

/** What happens to one service's endpoint; a service can have two rows (one kept, one that joins it). */
export interface PlannedEndpoint {
  readonly service: ServiceName;
  readonly serviceName: string;
  readonly kind: 'interface' | 'gateway';
  readonly action: 'create' | 'extend' | 'keep';
  /** Set for `extend` and `keep`; one that is kept can still be on its way (then a note says so). */
  readonly endpointId?: string;
  /** `create`: where it gets a network interface; `extend`: the ones added; `keep`: the ones it has. */
  readonly subnetIds: readonly string[];
  /** The same, for gateways. */
  readonly routeTableIds: readonly string[];
  readonly because: string;
  readonly origin: readonly string[];
}

/** The group that new interface endpoints get: 443/tcp in from `sources`, nothing out. Its texts are ones that EC2 accepts. */
export interface PlannedSecurityGroup {
  readonly name: string;
  readonly description: string;
  readonly sources: readonly { readonly peer: Peer; readonly description: string }[];
}

/** The task definitions and services that a plan is made for. */
export interface PlannedWorkload {
  /** What names them on the command line: `--service shop/web`. */
  readonly words: readonly string[];
  readonly remarks: readonly WorkloadRemark[];
  /** What else than image layers goes to S3, to be held to the policy of the endpoint it goes by. */
  readonly otherS3: EcsWorkload['otherS3'];
}

export interface Plan {
  readonly region: string;
  readonly partition: Partition;
  readonly launchType: LaunchType;
  readonly iac: Iac;
  /** The prefix of every created name, e.g. `private-ecs`. */
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether the VPC and `subnets` are created too. Then ids are symbolic: `new-vpc`, `private-1`, … */
  readonly newVpc: boolean;
  readonly vpcId: string;
  readonly vpcCidr: string | undefined;
  /** The subnets where tasks run, in the order given. */
  readonly subnets: readonly Subnet[];
  /** Effective route tables of `subnets`, each once. */
  readonly routeTables: readonly {
    readonly id: string;
    readonly name?: string;
    readonly main: boolean;
    readonly subnetIds: readonly string[];
  }[];
  readonly endpoints: readonly PlannedEndpoint[];
  /** Undefined when no interface endpoint is created. */
  readonly securityGroup: PlannedSecurityGroup | undefined;
  /** The existing endpoints that the files take under management. */
  readonly adopted: readonly AdoptedEndpoint[];
  /** What the rendered files do, in order; all expressible in `iac`. */
  readonly changes: readonly Change[];
  readonly prerequisites: readonly Prerequisite[];
  /** Every change to something that exists, by the files and by the prerequisites. */
  readonly existing: readonly ExistingChange[];
  /** What would open more than it must, and is left out because nobody allowed it. */
  readonly withheld: readonly ExistingChange[];
  /** Undefined when the needs come from answers alone. */
  readonly workload?: PlannedWorkload | undefined;
  /** Sentences for the reader: assumptions, side effects, what could not be known. */
  readonly notes: readonly string[];
  /** The traces without and with `changes` and the prerequisites. */
  readonly before: readonly Path[];
  readonly after: readonly Path[];
}

export interface PlanInput {
  readonly network: Network;
  readonly needs: readonly Need[];
  readonly tasks: Tasks;
  readonly launchType: LaunchType;
  readonly iac: Iac;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly s3Policy: S3Policy;
  /** Whether existing endpoints that serve are taken under management. */
  readonly adopt?: boolean;
  /** Whether a network ACL may be opened to every address where it has no room for those of a service alone. */
  readonly allowWideRules?: boolean;
  readonly workload?: PlannedWorkload | undefined;
}

/**
 * What to do so that every need of every chosen subnet goes by an endpoint, and nothing more: causes are mended one after the
 * other on the network in memory until a trace shows none that can be, then every change that turns out not to matter is left
 * out. What the format cannot do becomes a prerequisite; what nobody could mend stays in `after`.
 *
 * @throws Problem when a restricted S3 policy is asked for where it cannot be written.
 */
export function plan(input: PlanInput): Plan {
  const { network, needs, tasks, iac } = input;
  const before = trace(network, needs, tasks);
  const mayAdopt = adoptable(input);
  const needed = necessary(mendAll(input, mayAdopt), input);
  const changes = privateDnsLast([...needed.keys()]);
  const mended = applyChanges(network, changes, tasks);
  const after = trace(mended, needs, tasks);
  const expressible = (change: Change) => isExpressible(change, iac, mayAdopt);
  const rendered = changes.filter(expressible);
  const byHand = changes.filter((change) => !expressible(change));
  const subnets = network.subnets.filter(({ id }) => tasks.subnetIds.includes(id));
  const vpcCidr = network.vpc.cidrs[0];
  const workload = workloadAfter(input, mended, after);
  const endpoints = plannedEndpoints(input, rendered, after);
  const wide = withheld(input, mended, after);
  const adoption = adopted(endpoints, rendered, mended, input);
  return {
    region: network.region,
    partition: network.partition,
    launchType: input.launchType,
    iac,
    name: input.name,
    tags: input.tags,
    newVpc: network.vpc.id === NEW_VPC,
    vpcId: network.vpc.id,
    vpcCidr,
    subnets,
    routeTables: effectiveTables(network, subnets),
    endpoints,
    adopted: adoption.adopted,
    securityGroup: plannedSecurityGroup(input, rendered),
    changes: rendered,
    prerequisites: byHand.map((change) => prerequisite(change, rendered, mended, tasks, iac)),
    existing: existingChanges({
      network: mended,
      tasks,
      iac,
      changes: rendered,
      byHand,
      adopted: adoption.adopted,
      servicesOf: (change) => needed.get(change) ?? [],
    }),
    withheld: wide,
    workload,
    notes: [...withheldNotes(wide), ...notes({ ...input, workload }, rendered), ...adoption.notes],
    before,
    after,
  };
}

/** The workload with what its remarks come to in the network that the plan leads to. */
function workloadAfter(
  { workload, tasks, launchType }: PlanInput,
  network: Network,
  paths: readonly Path[],
): PlannedWorkload | undefined {
  const scene = { network, tasks, launchType, paths };
  return workload && { ...workload, remarks: inNetwork(workload.remarks, workload, scene) };
}

/**
 * Mends cause after cause, each once, so it ends. Subnet by subnet, since what mends one usually mends many others, and a
 * trace from one costs little; then again, since a change can bring out a cause where there was none.
 */
function mendAll(
  { network, needs, tasks, iac, s3Policy, allowWideRules }: PlanInput,
  mayAdopt: ReadonlySet<string>,
): Change[] {
  const withoutRoom: WithoutRoom = allowWideRules ? 'widen' : 'leave';
  const changes: Change[] = [];
  const seen = new Set<string>();
  const isNew = (fact: Fault | Change) => seen.size < seen.add(JSON.stringify(fact)).size;
  let current = network;
  const mendFrom = (subnetId: string): void => {
    for (;;) {
      const fault = openFaults(trace(current, needs, tasks, [subnetId])).find(isNew);
      if (!fault) return;
      const context = { network: current, tasks, iac, s3Policy, withoutRoom, adoptable: mayAdopt };
      for (const change of mend(fault, context).filter(isNew)) {
        changes.push(change);
        current = applyChange(current, change, tasks);
      }
    }
  };
  let known: number;
  do {
    known = changes.length;
    tasks.subnetIds.forEach(mendFrom);
  } while (changes.length > known);
  return changes;
}

const openFaults = (paths: readonly Path[]): Fault[] =>
  paths.filter(({ via }) => via !== 'endpoint').flatMap(({ faults }) => faults);

/** What becomes of each path, as text that can be compared. */
const answersOf = (paths: readonly Path[]): string[] =>
  paths.map(({ via, faults }) => JSON.stringify([via, faults]));

/**
 * Leaves out, one by one, what changes no path: an earlier mend can be overtaken by a later one.
 *
 * @returns what is needed, each with the services whose paths need it
 */
function necessary(
  changes: readonly Change[],
  { network, needs, tasks }: PlanInput,
): Map<Change, ServiceName[]> {
  const answers = (after: Network, subnetId: string) => answersOf(trace(after, needs, tasks, [subnetId]));
  const answer = (after: Network, subnetId: string) => answers(after, subnetId).join();
  const all = applyChanges(network, changes, tasks);
  const wanted = new Map(tasks.subnetIds.map((id) => [id, answer(all, id)]));

  const kept = new Map<Change, ServiceName[]>();
  let withKept = network;
  // Changes come in the order of the subnets that called for them: who misses one is near who missed the one before.
  let order = tasks.subnetIds;
  for (const [index, change] of changes.entries()) {
    const without = applyChanges(withKept, changes.slice(index + 1), tasks);
    const concerned = subnetsConcerned(change, all);
    const missing = order.findIndex(
      (id) => (!concerned || concerned.includes(id)) && answer(without, id) !== wanted.get(id),
    );
    if (missing < 0) continue;
    order = [...order.slice(missing), ...order.slice(0, missing)];
    kept.set(
      change,
      servicesThatDiffer(needs, answers(without, order[0] ?? ''), answers(all, order[0] ?? '')),
    );
    withKept = applyChange(withKept, change, tasks);
  }
  return kept;
}

/**
 * The subnets whose paths a change can alter, where those are not all: of a network ACL its own, unless it stands before an
 * endpoint, which all paths lead to.
 */
function subnetsConcerned(
  change: Change,
  { networkAcls, endpoints }: Network,
): readonly string[] | undefined {
  if (change.kind !== 'add-network-acl-entry') return undefined;
  const own = networkAcls?.find(({ id }) => id === change.aclId)?.subnetIds ?? [];
  const homes = (endpoints ?? []).flatMap(({ subnetIds, interfaces }) => [
    ...subnetIds,
    ...interfaces.map(({ subnetId }) => subnetId),
  ]);
  return homes.some((id) => own.includes(id)) ? undefined : own;
}

const servicesThatDiffer = (
  needs: readonly Need[],
  some: readonly string[],
  others: readonly string[],
): ServiceName[] => needs.filter((_, index) => some[index] !== others[index]).map(({ service }) => service);

/** What would close paths that are left open, if more could be opened than they need. */
function withheld(input: PlanInput, mended: Network, after: readonly Path[]): ExistingChange[] {
  if (input.allowWideRules) return [];
  const { tasks, iac, s3Policy } = input;
  const services = new Map<Change, ServiceName[]>();
  const seen = new Set<string>();
  let network = mended;
  for (const path of after) {
    for (const fault of openFaults([path])) {
      if (fault.rule !== 'nacl-blocks' || seen.size === seen.add(JSON.stringify(fault)).size) continue;
      const wide = mend(fault, { network, tasks, iac, s3Policy, withoutRoom: 'widen', adoptable: new Set() });
      for (const change of wide) {
        services.set(change, [path.service]);
        network = applyChange(network, change, tasks);
      }
    }
  }
  return existingChanges({
    network,
    tasks,
    iac,
    changes: [...services.keys()].filter((change) => 'wide' in change && change.wide),
    byHand: [],
    adopted: [],
    servicesOf: (change) => services.get(change) ?? [],
  });
}

/** Private DNS sends the whole VPC to an endpoint at once, so what lets the tasks reach it comes before: in commands, too. */
const privateDnsLast = (changes: readonly Change[]): Change[] => [
  ...changes.filter(({ kind }) => kind !== 'enable-private-dns'),
  ...changes.filter(({ kind }) => kind === 'enable-private-dns'),
];

function effectiveTables(network: Network, subnets: readonly Subnet[]): Plan['routeTables'] {
  return (network.routeTables ?? []).flatMap(({ id, name, main }) => {
    const subnetIds = subnets.filter(({ routeTableId }) => routeTableId === id).map((subnet) => subnet.id);
    return subnetIds.length > 0 ? [{ id, ...(name === undefined ? {} : { name }), main, subnetIds }] : [];
  });
}

/** A row for each endpoint that serves a need afterwards, in the order of the needs. */
function plannedEndpoints(
  { network, needs }: PlanInput,
  changes: readonly Change[],
  after: readonly Path[],
): PlannedEndpoint[] {
  return needs.flatMap(({ service, kind, because, origin }) => {
    const row = { service, kind, because, origin };
    const ids = new Set(
      after.flatMap((path) => {
        if (path.service !== service) return [];
        return path.endpointId === undefined ? path.faults.flatMap(endpointAwaited) : [path.endpointId];
      }),
    );
    const touched = changes.filter((change) => 'service' in change && change.service === service);
    for (const change of touched) if ('endpointId' in change) ids.add(change.endpointId);
    const existing = [...ids].flatMap(
      (id) => network.endpoints?.find((endpoint) => endpoint.id === id) ?? [],
    );
    return [
      ...existing.map((endpoint) => existingRow(row, endpoint, touched)),
      ...touched.flatMap((change): PlannedEndpoint[] => {
        if (change.kind !== 'create-interface-endpoint' && change.kind !== 'create-gateway-endpoint')
          return [];
        const { serviceName } = change;
        const subnetIds = change.kind === 'create-interface-endpoint' ? change.subnetIds : [];
        const routeTableIds = change.kind === 'create-gateway-endpoint' ? change.routeTableIds : [];
        return [{ ...row, serviceName, action: 'create', subnetIds, routeTableIds }];
      }),
    ];
  });
}

/** An endpoint that is on its way serves nothing yet, but it is the one that will: nobody is to miss it, or make another. */
const endpointAwaited = (fault: Fault): string[] =>
  fault.rule === 'endpoint-not-available' && fault.state.startsWith('pending') ? [fault.endpointId] : [];

type NeedRow = Pick<PlannedEndpoint, 'service' | 'kind' | 'because' | 'origin'>;

function existingRow(row: NeedRow, endpoint: Endpoint, touched: readonly Change[]): PlannedEndpoint {
  const own = touched.filter((change) => 'endpointId' in change && change.endpointId === endpoint.id);
  const { id: endpointId, serviceName } = endpoint;
  if (own.length === 0) {
    return {
      ...row,
      serviceName,
      action: 'keep',
      endpointId,
      subnetIds: endpoint.subnetIds,
      routeTableIds: endpoint.routeTableIds,
    };
  }
  return {
    ...row,
    serviceName,
    action: 'extend',
    endpointId,
    subnetIds: own.flatMap((change) => (change.kind === 'add-subnets' ? change.subnetIds : [])),
    routeTableIds: own.flatMap((change) => (change.kind === 'add-route-tables' ? change.routeTableIds : [])),
  };
}

function plannedSecurityGroup(
  { network, tasks, name }: PlanInput,
  changes: readonly Change[],
): PlannedSecurityGroup | undefined {
  if (!changes.some(({ kind }) => kind === 'create-interface-endpoint')) return undefined;
  return {
    name: securityGroupName(`${name}-endpoints`),
    description: 'HTTPS from the tasks to the VPC endpoints',
    sources: taskPeers(network, tasks).map((peer) => ({
      peer,
      description: sourceDescription(network, peer),
    })),
  };
}

function sourceDescription({ subnets }: Network, peer: Peer): string {
  const subnet = peer.kind === 'cidr' ? subnets.find(({ cidr }) => cidr === peer.cidr) : undefined;
  return subnet ? securityGroupText(`HTTPS from the tasks in ${subnet.id}`) : 'HTTPS from the tasks';
}
