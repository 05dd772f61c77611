import type { ServiceName } from '../catalogue.ts';
import type { Traffic } from '../evidence/traffic.ts';
import type { Fault, Path, Traced } from '../trace/path.ts';

/** Every kind of finding: one per fault of a traced path, and six about the network as a whole. */
export type RuleId =
  | Fault['rule']
  | 'single-az'
  | 'endpoint-unneeded'
  | 'endpoint-duplicate'
  | 'public-subnet'
  | 'block-public-access'
  | 'path-gets-worse';

/**
 * How serious a finding is. `error`: traffic doesn't go through an endpoint, and this can be fixed. `warning`: works, but not as
 * it should. `info`: costs money or is worth knowing. `unknown`: a deciding fact could not be read; this is more serious than
 * a warning and less serious than an error.
 */
export type Severity = 'error' | 'warning' | 'info' | 'unknown';

/** A resource that a finding is about; the name is its `Name` tag or group name. */
export interface Resource {
  readonly id: string;
  readonly name?: string;
}

/** What a rule reports: one cause, what it affects, and one sentence. The fix is worked out from `faults`. */
export interface Observation {
  readonly services: readonly ServiceName[];
  readonly subnetIds: readonly string[];
  /** The IDs of the resources that cause it, starting with the one to change. */
  readonly resourceIds: readonly string[];
  /** How it affects task startup: one sentence. */
  readonly message: string;
  /** The faults that the fix removes; empty if no command fixes it. */
  readonly faults: readonly Fault[];
  /** Set if the severity differs from the rule's. */
  readonly severity?: Severity;
}

/** One kind of finding: a severity, a page and a pure check of a traced network. Its ID is its file's name. */
export interface Rule {
  readonly severity: Severity;
  /** Its page in docs/rules, as `--explain` prints it. */
  readonly page: string;
  readonly observe: (scene: Scene) => Observation[];
}

/** A traced network, and what was measured of it; left out where nobody asked for that. */
export interface Scene extends Traced {
  readonly traffic?: Traffic;
}

export type FaultOf<Id extends Fault['rule']> = Extract<Fault, { readonly rule: Id }>;

/** The paths that one cause affects. */
export interface Touched {
  readonly id: Fault['rule'];
  readonly paths: readonly Path[];
  readonly services: readonly ServiceName[];
  readonly subnetIds: readonly string[];
}

/** One cause, seen on one or more paths. */
export interface Cause<Id extends Fault['rule']> extends Touched {
  readonly faults: readonly FaultOf<Id>[];
}

/**
 * The faults of one rule, grouped so that whatever one action fixes is one cause.
 *
 * @param key Tells causes apart; faults with the same key are one cause.
 */
export function causes<Id extends Fault['rule']>(
  paths: readonly Path[],
  id: Id,
  key: (fault: FaultOf<Id>, path: Path) => string,
): Cause<Id>[] {
  const gathered = new Map<string, { faults: FaultOf<Id>[]; paths: Path[] }>();
  for (const path of paths) {
    for (const fault of path.faults) {
      if (!isOf(fault, id)) continue;
      const name = key(fault, path);
      const cause = gathered.get(name) ?? { faults: [], paths: [] };
      gathered.set(name, cause);
      cause.faults.push(fault);
      if (cause.paths.at(-1) !== path) cause.paths.push(path);
    }
  }
  return [...gathered.values()].map((cause) => ({
    id,
    ...cause,
    services: unique(cause.paths.map((path) => path.service)),
    subnetIds: unique(cause.paths.map((path) => path.subnetId)),
  }));
}

/** Faults that mean a fact is missing. If a path is known to go wrong, another fault is the reason. */
const QUESTIONS: ReadonlySet<Fault['rule']> = new Set<Fault['rule']>([
  'custom-dns',
  'endpoint-policy-undecided',
  'hosted-zone-answers',
  'not-permitted',
  'resource-not-shown',
  'shared-vpc',
  'task-security-groups-unknown',
  'value-unknown',
]);

/** The fault that decides the outcome of a path. */
export function decidingFault({ via, faults }: Path): Fault | undefined {
  const known = via === 'unknown' ? undefined : faults.find(({ rule }) => !QUESTIONS.has(rule));
  return known ?? faults[0];
}

function isOf<Id extends Fault['rule']>(fault: Fault, id: Id): fault is FaultOf<Id> {
  return fault.rule === id;
}

/** Each value once, in the order of its first appearance. */
export function unique<T>(values: Iterable<T>): T[] {
  return [...new Set(values)];
}
