import type { ExistingChange, Plan } from '../core/plan/planned.ts';
import type { GeneratedFile } from '../formats/format.ts';

const changeDocument = ({ kind, resourceId, name, sets, wide, undo, ...change }: ExistingChange) => ({
  kind,
  resourceId,
  ...(name !== undefined && { name }),
  ...change,
  sets: sets ?? null,
  undo: undo.text,
  wide: wide === true,
});

/** What a command did that the code doesn't need any more. */
export interface StepLeft {
  /** In words. */
  readonly part: string;
  /** The AWS CLI command that undoes it. */
  readonly undo: string;
}

/** How a run differs from the one before it in the same directory. */
export interface Update {
  /** What the code does from now on and did not do, in words. */
  readonly adds: readonly string[];
  /** What it does no longer, so that deployment removes it, each with what that means. */
  readonly removes: readonly string[];
  /** The same for what the code leaves to commands. No deployment touches that. */
  readonly prerequisites: {
    /** What new commands do, in words. */
    readonly adds: readonly string[];
    /** What somebody did by command that isn't needed any more. It stays until it is undone. */
    readonly leaves: readonly StepLeft[];
  };
  /** The files, by what happens to them. */
  readonly files: {
    readonly added: readonly string[];
    readonly changed: readonly string[];
    readonly removed: readonly string[];
  };
}

/**
 * What `--json` prints: the shape is a promise to scripts.
 *
 * @param cost what it costs, as a document
 */
export function planDocument(plan: Plan, files: readonly GeneratedFile[], update?: Update, cost?: object) {
  const {
    region,
    partition,
    vpcId,
    launchType,
    endpoints,
    adopted,
    securityGroup,
    prerequisites,
    existing,
    withheld,
    workload,
    notes,
  } = plan;
  return {
    region,
    partition,
    vpcId,
    launchType,
    endpoints: endpoints.map(
      ({ service, serviceName, kind, action, endpointId, subnetIds, routeTableIds, because, origin }) => ({
        service,
        serviceName,
        kind,
        action,
        ...(endpointId !== undefined && { endpointId }),
        ...(adopted.some(({ id }) => id === endpointId) && { adopted: true }),
        subnetIds,
        routeTableIds,
        because,
        origin,
      }),
    ),
    securityGroup: securityGroup ?? null,
    changes: existing.map(changeDocument),
    withheld: withheld.map(changeDocument),
    prerequisites: prerequisites.map(({ because, command, when, done = false }) => ({
      because,
      command,
      when,
      done,
    })),
    ...(cost && { cost }),
    workload: workload?.remarks ?? [],
    notes,
    files: files.map(({ path, contents }) => ({ path, bytes: Buffer.byteLength(contents) })),
    update: update ?? null,
  };
}
