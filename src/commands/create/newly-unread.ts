import { ZONES_CALL } from '../../core/network/hosted-zones.ts';
import type { Network, Unreadable } from '../../core/network/network.ts';
import { canonical } from '../../core/plan/canonical.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { Problem } from '../../core/problem.ts';
import type { EcsWorkload } from '../../core/workload/ecs-workload.ts';
import type { RunRecord } from '../../sources/record/record.ts';

/**
 * The calls that AWS denies now and answered when the code was written. What a plan makes of a network without their answers can be
 * something else, although nobody asked for that.
 */
export function newlyUnread(
  record: RunRecord | undefined,
  found: Network,
  workload: Pick<EcsWorkload, 'unreadable'> | undefined,
): Unreadable[] {
  // An offline run had no answers that could be missing now.
  if (record === undefined || record.answers.offline === true) return [];
  const denied = [...found.unreadable, ...(workload?.unreadable ?? [])];
  return denied.filter(({ call }) => !record.unread.includes(call));
}

/**
 * The calls whose answers the files of a run don't depend on, for its record. Of files that stay the same it is those of the run before,
 * so that a call that is denied for a while isn't taken for one that was never answered.
 */
export function unreadBy(
  record: RunRecord | undefined,
  found: Network,
  workload: Pick<EcsWorkload, 'unreadable'> | undefined,
  isSame: boolean,
): readonly string[] {
  if (record && isSame) return record.unread;
  const zones = found.source !== 'declared' && found.hostedZones === undefined ? [ZONES_CALL.call] : [];
  const denied = [...found.unreadable, ...(workload?.unreadable ?? [])].map(({ call }) => call);
  return [...new Set([...denied, ...zones])].sort();
}

/** A plan as its files tell it: that a call is denied today, and was not when they were written, is no news for them. */
export const withoutNewNotes = (plan: Plan, unread: readonly Unreadable[]): Plan => ({
  ...plan,
  notes: plan.notes.filter(
    ({ code, message }) =>
      code !== 'not-permitted' || !unread.some(({ action }) => message.startsWith(`${action}: `)),
  ),
});

/**
 * @param hashes of the files that this run would write, by their path
 * @throws Problem where they differ from those of the record, and calls that were answered then are denied now
 */
export function refuseNewlyUnread(
  { files }: Pick<RunRecord, 'files'>,
  unread: readonly Unreadable[],
  hashes: Readonly<Record<string, string>>,
): void {
  if (unread.length === 0 || canonical(hashes) === canonical(files)) return;
  throw new Problem(
    [
      `The code was written with answers of AWS that this run didn't get, and would change:`,
      ...unread.map(({ call, action, reason }) => `- ${call}: allow ${action}. ${reason}`),
      'Nothing was written. Allow these calls, then run this again.',
    ].join('\n'),
  );
}
