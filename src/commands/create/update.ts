import { kindOf, type ServiceName } from '../../core/catalogue.ts';
import type { Network } from '../../core/network/network.ts';
import { canonical } from '../../core/plan/canonical.ts';
import { commandsFor } from '../../core/plan/command.ts';
import { shown } from '../../core/plan/ours.ts';
import { OURS_TAG } from '../../core/plan/ours-tag.ts';
import { partOf } from '../../core/plan/part-of.ts';
import { ENDPOINT, IMPORT, isPartOfEndpoint, partsOf, partsOfChange, ZONE } from '../../core/plan/parts.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { trace } from '../../core/trace/trace.ts';
import type { Tasks } from '../../core/workload/tasks.ts';
import type { GeneratedFile } from '../../formats/format.ts';
import type { StepLeft, Update } from '../../reports/plan-document.ts';
import { RECORD_FILE, type RunRecord } from '../../sources/record/record.ts';

/**
 * Compares a plan and its files with the record of the run before.
 *
 * @param found the network as it is now
 * @param edited the files that somebody edited since
 * @param textOf what a file holds now; undefined where there is none
 */
export function updateOf(
  record: RunRecord,
  decided: Plan,
  found: Network,
  files: readonly GeneratedFile[],
  edited: readonly string[],
  textOf: (path: string) => string | undefined,
): Update {
  const paths = new Set(files.map(({ path }) => path));
  const differs = files.filter(({ path, contents }) => !isSame(path, contents, textOf(path)));
  return {
    ...partsChanged(record, decided, found),
    files: {
      added: differs.filter(({ path }) => textOf(path) === undefined).map(({ path }) => path),
      changed: differs.filter(({ path }) => textOf(path) !== undefined).map(({ path }) => path),
      removed: Object.keys(record.files).filter(
        (path) => !paths.has(path) && !edited.includes(path) && textOf(path) !== undefined,
      ),
    },
  };
}

/** What the next deployment of a plan adds and removes, and what its commands do, compared with the run before. */
export function partsChanged(record: RunRecord, decided: Plan, found: Network): Omit<Update, 'files'> {
  const before = new Set(record.parts);
  const after = new Set(partsOf(decided));
  const byCommand = new Set([...record.byHand, ...decided.byHand].flatMap(partsOfChange));
  const added = beyond(after, before);
  // A step that was needed once, and stayed.
  const done = new Set(shown(found, record.name, decided.byHand).flatMap(partsOfChange));
  return {
    adds: added.filter((part) => !byCommand.has(part)),
    removes: beyond(before, after)
      .filter((part) => !byCommand.has(part))
      .map((part) => part + consequence(part, decided)),
    prerequisites: {
      adds: added.filter((part) => byCommand.has(part) && !done.has(part)),
      leaves: stepsLeft(record, decided, after, found),
    },
  };
}

/**
 * What was done by command, as far as can be seen, and is not among the parts that a plan needs. In the order in which it is to be undone:
 * the last step first.
 */
function stepsLeft(
  { byHand, name }: RunRecord,
  decided: Plan,
  needed: ReadonlySet<string>,
  found: Network,
): StepLeft[] {
  const done = decisiveUnread(found).length > 0 ? byHand : shown(found, name, byHand);
  return done
    .flatMap((change) => partOf(change, (one) => !partsOfChange(one).every((part) => needed.has(part))) ?? [])
    .map((change) => ({
      part: partsOfChange(change).join(', '),
      undo: commandsFor([change], found, tasksOf(decided)).undo,
    }))
    .reverse();
}

/** The denied calls whose answers can take a part away from a plan, or show that something was done. */
export const decisiveUnread = ({ unreadable }: Pick<Network, 'unreadable'>): string[] =>
  unreadable.flatMap(({ call }) => (NEVER_REMOVES.has(call) ? [] : [call]));

const NEVER_REMOVES: ReadonlySet<string> = new Set([
  'DescribeVpcEndpointServices',
  'DescribeNatGateways',
  'ListHostedZonesByVPC',
]);

/** The parts that only the first has. What comes or goes with an endpoint is not told beside it. */
function beyond(these: ReadonlySet<string>, those: ReadonlySet<string>): string[] {
  const parts = [...these].filter((part) => !those.has(part));
  return parts.filter((part) => !parts.some((other) => isPartOfEndpoint(part, other)));
}

/**
 * Whether a file says already what it is to say. In a record it makes no difference which version wrote it, what of earlier code is still
 * deployed, nor which calls were denied: none of this was asked for.
 */
function isSame(path: string, contents: string, text: string | undefined): boolean {
  if (text === contents) return true;
  if (text === undefined || path !== RECORD_FILE) return false;
  const decisive = (record: string) => {
    const {
      writtenBy: _,
      former: __,
      unread: ___,
      ...rest
    } = JSON.parse(record.replace(/^\uFEFF/, '')) as Record<string, unknown>;
    return canonical(rest);
  };
  return decisive(text) === decisive(contents);
}

/** Whether a run changes anything. */
export const isNothing = ({
  adds,
  removes,
  prerequisites,
  files: { added, changed, removed },
}: Update): boolean =>
  [adds, removes, prerequisites.adds, prerequisites.leaves, added, changed, removed].every(
    ({ length }) => length === 0,
  );

/** What requests do once an endpoint is gone. */
function consequence(part: string, plan: Plan): string {
  if (part.startsWith(IMPORT))
    return ', which somebody else made: deployment may delete it, unless you let go of it first, as the README says';
  if (part.startsWith(ZONE)) return ': the name resolves to public addresses there again';
  if (!part.startsWith(ENDPOINT)) return '';
  const service = part.slice(ENDPOINT.length) as ServiceName;
  const need = { service, kind: kindOf(service), because: '', origin: [] };
  const ways = new Set(trace(plan.network, [need], tasksOf(plan)).map(({ via }) => via));
  if (ways.has('blocked')) return `: requests from the tasks to ${service} are blocked then`;
  if (ways.has('nat')) return `: requests from the tasks to ${service} go through NAT then`;
  if (ways.has('endpoint')) return '';
  return `: requests from the tasks to ${service} take another way then`;
}

const tasksOf = ({ subnets }: Plan): Tasks => ({
  subnetIds: subnets.map(({ id }) => id),
  securityGroupIds: [],
});

/** The ids of what generated code created in a network, if that can be seen. */
export function createdIn({ endpoints, securityGroups }: Network): string[] {
  return [...(endpoints ?? []), ...(securityGroups ?? [])].flatMap(({ id, tags }) =>
    tags?.[OURS_TAG] === undefined ? [] : [id],
  );
}

/** What of a plan's files says already what it is to say, whoever wrote it. */
export const sameFiles = (
  files: readonly GeneratedFile[],
  textOf: (path: string) => string | undefined,
): string[] =>
  files.filter(({ path, contents }) => isSame(path, contents, textOf(path))).map(({ path }) => path);
