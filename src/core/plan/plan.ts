import type { ServiceName } from '../catalogue.ts';
import type { Endpoint, Network, Subnet } from '../network/network.ts';
import { NEW_VPC } from '../network/network.ts';
import type { Peer } from '../network/peer.ts';
import type { Fault, Path } from '../trace/path.ts';
import { trace } from '../trace/trace.ts';
import type { Need } from '../workload/needs.ts';
import { isExpressible } from './abilities.ts';
import { adoptable, adopted } from './adopt.ts';
import { applyChange, applyChanges, taskPeers } from './apply.ts';
import type { Change } from './change.ts';
import { existingChanges } from './existing-changes.ts';
import { fixesFor, type WithoutRoom } from './fixes-for.ts';
import { notes, withheldNotes } from './notes.ts';
import type { ExistingChange, Plan, PlanInput, PlannedEndpoint, PlannedSecurityGroup } from './planned.ts';
import { prerequisite } from './prerequisite.ts';
import { securityGroupName, securityGroupText } from './security-group-text.ts';

/**
 * Exactly what is needed so that every need of every chosen subnet goes through an endpoint. Causes are fixed one by one in the
 * in-memory network until a trace shows no more that can be fixed. Then every change that makes no difference is left out. What
 * the format can't do becomes a prerequisite. What can't be fixed stays in `after`.
 *
 * @throws Problem when a restricted S3 policy is requested but can't be written.
 */
export function plan(input: PlanInput): Plan {
  const { network, needs, tasks, format } = input;
  const before = trace(network, needs, tasks);
  const mayAdopt = adoptable(input);
  const needed = necessary(fixAll(input, mayAdopt), input);
  const changes = privateDnsLast([...needed.keys()]);
  const fixed = applyChanges(network, changes, tasks);
  const after = trace(fixed, needs, tasks);
  const expressible = (change: Change) => isExpressible(change, format, mayAdopt);
  const rendered = changes.filter(expressible);
  const byHand = changes.filter((change) => !expressible(change));
  const subnets = network.subnets.filter(({ id }) => tasks.subnetIds.includes(id));
  const vpcCidr = network.vpc.cidrs[0];
  const endpoints = plannedEndpoints(input, rendered, after);
  const wide = withheld(input, fixed, after);
  const adoption = adopted(endpoints, rendered, fixed, input);
  return {
    region: network.region,
    partition: network.partition,
    launchType: input.launchType,
    format,
    name: input.name,
    stackName: input.kept?.stackName,
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
    byHand,
    prerequisites: byHand.map((change) => prerequisite(change, rendered, fixed, tasks, format)),
    existing: existingChanges({
      network: fixed,
      tasks,
      format,
      changes: rendered,
      byHand,
      adopted: adoption.adopted,
      servicesOf: (change) => needed.get(change) ?? [],
    }),
    withheld: wide,
    workload: input.workload,
    notes: [...withheldNotes(wide), ...notes(input, rendered), ...adoption.notes],
    network: fixed,
    before,
    after,
  };
}

/**
 * Fixes cause after cause, each once, so it terminates. It goes subnet by subnet, because what fixes one usually fixes many
 * others, and tracing one is cheap. Then it repeats, because a change can expose a new cause elsewhere.
 */
function fixAll(
  { network, needs, tasks, format, s3Policy, allowWideRules, kept, spokes }: PlanInput,
  mayAdopt: ReadonlySet<string>,
): Change[] {
  const withoutRoom: WithoutRoom = allowWideRules ? 'widen' : 'leave';
  const changes: Change[] = [];
  const seen = new Set<string>();
  const isNew = (fact: Fault | Change) => seen.size < seen.add(JSON.stringify(fact)).size;
  let current = network;
  const fixFrom = (subnetId: string): void => {
    for (;;) {
      const fault = openFaults(trace(current, needs, tasks, [subnetId])).find(isNew);
      if (!fault) return;
      const context = {
        ...{ network: current, tasks, format, s3Policy, withoutRoom },
        ...{ adoptable: mayAdopt, keptEntries: kept?.aclEntries },
        zonesIn: spokes && [network.vpc.id, ...spokes.map((spoke) => spoke.network.vpc.id)],
      };
      for (const change of fixesFor(fault, context).filter(isNew)) {
        changes.push(change);
        current = applyChange(current, change, tasks);
      }
    }
  };
  let known: number;
  do {
    known = changes.length;
    tasks.subnetIds.forEach(fixFrom);
  } while (changes.length > known);
  return changes;
}

const openFaults = (paths: readonly Path[]): Fault[] =>
  paths.filter(({ via }) => via !== 'endpoint').flatMap(({ faults }) => faults);

/** The outcome of each path, as text that can be compared. */
const answersOf = (paths: readonly Path[]): string[] =>
  paths.map(({ via, faults }) => JSON.stringify([via, faults]));

/**
 * Removes, one by one, changes that affect no path: a later fix can make an earlier one unnecessary.
 *
 * @returns the changes that are needed, each with the services whose paths need it
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
  // Changes are in the order of the subnets that need them, so a subnet that needs one is near the subnet of the one before.
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
 * The subnets whose paths a change can affect, if not all: for a network ACL, its own subnets, unless one of them has an
 * endpoint, because all paths lead there.
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

/** What would fix paths that are left open, if it were allowed to open more than they need. */
function withheld(input: PlanInput, fixed: Network, after: readonly Path[]): ExistingChange[] {
  if (input.allowWideRules) return [];
  const { tasks, format, s3Policy } = input;
  const services = new Map<Change, ServiceName[]>();
  const seen = new Set<string>();
  let network = fixed;
  for (const path of after) {
    for (const fault of openFaults([path])) {
      if (fault.rule !== 'nacl-blocks' || seen.size === seen.add(JSON.stringify(fault)).size) continue;
      const wide = fixesFor(fault, {
        network,
        tasks,
        format,
        s3Policy,
        withoutRoom: 'widen',
        adoptable: new Set(),
      });
      for (const change of wide) {
        services.set(change, [path.service]);
        network = applyChange(network, change, tasks);
      }
    }
  }
  return existingChanges({
    network,
    tasks,
    format,
    changes: [...services.keys()].filter((change) => 'wide' in change && change.wide),
    byHand: [],
    adopted: [],
    servicesOf: (change) => services.get(change) ?? [],
  });
}

/** Private DNS redirects the whole VPC at once, so the rules that let tasks reach the endpoint come first, also in commands. */
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

/** A row for each endpoint that serves a need after the plan, in the order of the needs. */
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

/** A pending endpoint serves nothing yet, but it will, so it isn't missing and no other one is created. */
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
  { network, tasks, name, spokes }: PlanInput,
  changes: readonly Change[],
): PlannedSecurityGroup | undefined {
  if (!changes.some(({ kind }) => kind === 'create-interface-endpoint')) return undefined;
  return {
    name: securityGroupName(`${name}-endpoints`),
    description: 'HTTPS from the tasks to the VPC endpoints',
    sources: taskPeers(network, tasks).map((peer) => ({
      peer,
      description: sourceDescription(network, peer, spokes),
    })),
  };
}

function sourceDescription({ subnets }: Network, peer: Peer, spokes: PlanInput['spokes'] = []): string {
  if (peer.kind !== 'cidr') return 'HTTPS from the tasks';
  const { cidr } = peer;
  const subnet = subnets.find((each) => each.cidr === cidr);
  const vpcs = spokes.flatMap(({ network: { vpc } }) => (vpc.cidrs.includes(cidr) ? [vpc.id] : []));
  const places = [...(subnet ? [subnet.id] : []), ...vpcs];
  return securityGroupText(
    ['HTTPS from the tasks', ...(places.length > 0 ? [`in ${places.join(', ')}`] : [])].join(' '),
  );
}
