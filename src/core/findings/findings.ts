import type { ServiceName } from '../catalogue.ts';
import type { Abilities } from '../plan/abilities.ts';
import { applyChange } from '../plan/apply.ts';
import type { Change } from '../plan/change.ts';
import { commandsFor } from '../plan/command.ts';
import { fixesFor, type WithoutRoom } from '../plan/fixes-for.ts';
import { type Note, notesOf } from '../plan/note.ts';
import { sideEffects } from '../plan/notes.ts';
import { quotaNotes } from '../plan/quotas.ts';
import type { Fault, Traced } from '../trace/path.ts';
import { trace } from '../trace/trace.ts';
import { AT_START } from './effect.ts';
import { type Harm, harmOrder } from './harm.ts';
import { rendered } from './rendered.ts';
import {
  decidingFault,
  type Observation,
  type Resource,
  type RuleId,
  type Scene,
  type Severity,
} from './rule.ts';
import { RULE_IDS, RULES } from './rules.ts';

/** What to do about a finding. */
export interface Fix {
  /** AWS CLI commands, one per line. */
  readonly command: string;
  /** The commands that undo it, in the order to run them. */
  readonly undo: string;
  /** What `create` does about it in each format, by its name. */
  readonly create: Readonly<Record<string, string>>;
}

/** One cause, what it affects, and what to do about it. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly services: readonly ServiceName[];
  readonly subnetIds: readonly string[];
  readonly resources: readonly Resource[];
  /** One sentence: how it affects task startup. */
  readonly message: string;
  /** What the fix does, as data. */
  readonly changes: readonly Change[];
  /** Side effects of the fix, to know before making it. */
  readonly sideEffects: readonly Note[];
  /** How much harm it does: findings and a workload's remarks are sorted by this. */
  readonly harm: Harm;
  /** Null if no command fixes it; the rule's page says what does. */
  readonly fix: Fix | null;
}

/**
 * Everything worth saying about a traced network, sorted by harm: what stops tasks, what sends requests anywhere but to an
 * endpoint, what is unknown, warnings, the rest. Findings of equal harm are sorted by how many paths their fix alone moves to
 * an endpoint, so that a cause comes before what shows only after its fix.
 *
 * @param formats the formats that `fix.create` covers
 */
export function findings(scene: Scene, formats: readonly Abilities[]): Finding[] {
  const names = namesOf(scene);
  const found = RULE_IDS.flatMap((rule) =>
    RULES[rule].observe(scene).map((observation) => {
      const finding = toFinding(rule, observation, { scene, names, formats });
      return { finding, decides: decidedBy(rule, observation, scene), fixes: 0 };
    }),
  );
  const ranked =
    found.length < 2 ? found : found.map((one) => ({ ...one, fixes: fixed(one.finding, scene) }));
  return ranked
    .sort((a, b) => harmOrder(a.finding.harm, b.finding.harm) || b.fixes - a.fixes || b.decides - a.decides)
    .map(({ finding }) => finding);
}

/** What all findings of a network share. */
interface Context {
  readonly scene: Traced;
  readonly names: ReadonlyMap<string, string>;
  readonly formats: readonly Abilities[];
}

function toFinding(rule: RuleId, observation: Observation, { scene, names, formats }: Context): Finding {
  const { services, subnetIds, resourceIds, message, faults } = observation;
  const changes = changesFor(faults, scene, undefined);
  const severity = observation.severity ?? RULES[rule].severity;
  return {
    rule,
    severity,
    harm: harmOf(rule, severity, observation, scene),
    services,
    subnetIds,
    resources: resourceIds.map((id) => {
      const name = names.get(id);
      return name === undefined ? { id } : { id, name };
    }),
    message,
    changes,
    sideEffects: [
      ...sideEffects(scene.network, changes),
      ...quotaNotes(scene.network, scene.tasks, changes),
      ...wideInstead(faults, scene),
    ],
    fix: changes.length === 0 ? null : fixOf(rule, changes, faults, scene, formats),
  };
}

/** Wider rules for a network ACL that has no room for exact ones. */
function wideInstead(faults: readonly Fault[], scene: Traced): Note[] {
  if (scene.network.source === 'planned') return [];
  const wide = changesFor(faults, scene, undefined, { withoutRoom: 'widen' }).filter(
    (change) => change.kind === 'add-network-acl-entry' && change.wide,
  );
  const { command } = commandsFor(wide, scene.network, scene.tasks);
  return wide.length > 0
    ? notesOf('network-acl-wide', [
        `If you can't raise that quota, this opens the ACL to every address instead: ${command.replaceAll('\n', ' && ')}`,
      ])
    : [];
}

interface Means {
  readonly adoptable?: ReadonlySet<string>;
  readonly withoutRoom?: WithoutRoom;
}

/** The changes that fix these faults, in order. Each one takes the changes before it into account, and none comes twice. */
function changesFor(
  faults: readonly Fault[],
  { network, tasks }: Traced,
  format: Abilities | undefined,
  { adoptable = new Set(), withoutRoom = 'exceed' }: Means = {},
): Change[] {
  const changes = new Map<string, Change>();
  let current = network;
  for (const fault of distinct(faults)) {
    for (const change of fixesFor(fault, {
      network: current,
      tasks,
      s3Policy: 'full',
      withoutRoom,
      format,
      adoptable,
    })) {
      const key = JSON.stringify(change);
      if (changes.has(key)) continue;
      changes.set(key, change);
      current = applyChange(current, change, tasks);
    }
  }
  return [...changes.values()];
}

const distinct = (faults: readonly Fault[]): Fault[] => [
  ...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values(),
];

function fixOf(
  rule: RuleId,
  changes: readonly Change[],
  faults: readonly Fault[],
  scene: Traced,
  formats: readonly Abilities[],
): Fix {
  const { network, tasks } = scene;
  const full = wideInstead(faults, scene).length > 0;
  const create = (format: Abilities) => {
    if (LEFT_BY_CREATE.has(rule)) return LEAVES;
    // Only `create` can say whether an endpoint can be adopted, because a snapshot lacks the tags that decide it.
    const adoptable = new Set(format.adoption ? network.endpoints?.map(({ id }) => id) : []);
    const adopting = changesFor(faults, scene, format, { adoptable, withoutRoom: 'leave' });
    const without = changesFor(faults, scene, format, { withoutRoom: 'leave' });
    return [
      ...(without.length > 0 ? [rendered(format, without, adopting)] : []),
      ...(full ? [NO_ROOM] : []),
    ].join('; ');
  };
  return {
    ...commandsFor(changes, network, tasks),
    create: Object.fromEntries(formats.map((format) => [format.name, create(format)])),
  };
}

/** `create` only makes every path use an endpoint, and these paths do already. */
const LEFT_BY_CREATE: ReadonlySet<RuleId> = new Set<RuleId>(['cross-az', 'single-az']);
const LEAVES = 'leaves this as it is, because the endpoint works: use the command';

const NO_ROOM =
  'leaves a network ACL unchanged if it has no room for the addresses of a service; --allow-wide-rules opens it to every address';

function harmOf(rule: RuleId, severity: Severity, observation: Observation, scene: Traced): Harm {
  if (rule === 'path-gets-worse') return 'gets-worse';
  return severity === 'error' && stopsTasks(rule, observation, scene) ? 'stops-tasks' : severity;
}

/** Whether this is a cause that blocks a path that every task needs to start. */
const stopsTasks = (rule: RuleId, { services, subnetIds }: Observation, { paths }: Traced): boolean =>
  paths.some(
    ({ via, faults, service, subnetId }) =>
      via === 'blocked' &&
      AT_START.has(service) &&
      faults.some((fault) => fault.rule === rule) &&
      services.includes(service) &&
      subnetIds.includes(subnetId),
  );

/** On how many paths this finding is the deciding one. */
function decidedBy(rule: RuleId, { services, subnetIds }: Observation, { paths }: Traced): number {
  const here = { services: new Set(services), subnets: new Set(subnetIds) };
  return paths.filter(
    (path) =>
      decidingFault(path)?.rule === rule &&
      here.services.has(path.service) &&
      here.subnets.has(path.subnetId),
  ).length;
}

/** Enough subnets to tell which finding fixes more, without tracing a large VPC again for each. */
const SAMPLE = 60;

/** How many paths of a sample of the subnets the changes of one finding bring to an endpoint by themselves. */
function fixed({ changes }: Finding, { network, needs, tasks, paths }: Traced): number {
  if (changes.length === 0) return 0;
  const step = Math.ceil(tasks.subnetIds.length / SAMPLE);
  const subnetIds = tasks.subnetIds.filter((_, index) => index % step === 0);
  const sampled = new Set(subnetIds);
  const after = trace(
    changes.reduce((before, change) => applyChange(before, change, tasks), network),
    needs,
    { ...tasks, subnetIds },
  );
  return served(after) - served(paths.filter(({ subnetId }) => sampled.has(subnetId)));
}

const served = (paths: Traced['paths']): number => paths.filter(({ via }) => via === 'endpoint').length;

function namesOf({ network }: Traced): ReadonlyMap<string, string> {
  const named = [
    network.vpc,
    ...network.subnets,
    ...(network.routeTables ?? []),
    ...(network.endpoints ?? []),
    ...(network.securityGroups ?? []),
    ...(network.networkAcls ?? []),
    ...(network.natGateways ?? []),
  ];
  return new Map(named.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name] as const])));
}
