import type { Answers } from '../../../ask/questions.ts';
import { OURS_TAG } from '../../../core/plan/ours-tag.ts';
import { Problem } from '../../../core/problem.ts';
import { oneLine } from '../../../core/text/visible.ts';
import type { LeftOut } from '../../../formats/fleet/fleet.ts';
import type { FleetFormat } from '../../../formats/fleet/fleet-format.ts';
import type { GeneratedFile } from '../../../formats/format.ts';
import type { FleetChanges } from '../../../reports/fleet/fleet-result.ts';
import { FLEET_RECORD_FILE, type FleetRecord } from '../../../sources/record/fleet-record.ts';
import type { FleetTarget } from './fleet-io.ts';
import type { PlannedVpc } from './plan-vpc.ts';

/** What is about to be written, and over what. */
export interface FleetUpdate {
  readonly target: FleetTarget;
  /** By `ACCOUNT/REGION/VPC`. */
  readonly planned: ReadonlyMap<string, PlannedVpc>;
  readonly leftOut: readonly LeftOut[];
  readonly changes: FleetChanges | undefined;
  readonly format: Pick<FleetFormat, 'moving' | 'leaving'>;
  /** The generated files that somebody edited since, and that would be replaced. */
  readonly edited: readonly string[];
  readonly files: readonly GeneratedFile[];
  readonly answers: Answers;
  readonly textOf: (path: string) => string | undefined;
}

/**
 * @throws Problem where an update would touch files that somebody edited or that are not ours, or have a deployment remove what nobody
 * agreed to, or where nobody knows
 */
export function refuseFleetUpdate(update: FleetUpdate): void {
  const { target, changes } = update;
  if (target.record === undefined || changes === undefined) {
    refuseWithoutRecord(update);
    return;
  }
  refuseEdited(update);
  refuseUnknown(update, target.record.vpcs);
  if (update.answers.dryRun) return;
  refuseForeign(update, target.record.files);
  if (update.files.length === 0)
    throw new Problem(
      `There is nothing left to generate. Destroy what ${oneLine(target.directory)} deployed, then delete the directory.`,
    );
  const moves = update.format.moving === 'by hand' ? changes.moves : [];
  if (changes.removes.length + moves.length === 0 || update.answers.allowRemoval) return;
  const left = leftIn(update, target.record.vpcs);
  const isOfLeft = (text: string) => left.some((key) => text.startsWith(`${key}: `));
  throw new Problem(
    [
      ...listed(
        'The next deployment would remove:',
        changes.removes.filter((text) => !isOfLeft(text)),
      ),
      ...listed('These would have no code any more:', changes.removes.filter(isOfLeft)),
      ...(left.length > 0 ? [update.format.leaving] : []),
      ...listed('These stacks would have to be taken along by hand, as the README would say:', moves),
      'Nothing was written. To do that, pass --allow-removal.',
    ].join('\n'),
  );
}

/** The VPCs that had code, and have none now. */
const leftIn = ({ planned }: FleetUpdate, recorded: FleetRecord['vpcs']): string[] =>
  Object.entries(recorded).flatMap(([key, { changes }]) =>
    changes.length > 0 && planned.get(key)?.vpc?.part === undefined ? [key] : [],
  );

const listed = (title: string, items: readonly string[]): string[] =>
  items.length > 0 ? [title, ...items.map((item) => `- ${item}`)] : [];

/** What created resources would be deleted by code that was made as if they weren't there. */
function refuseWithoutRecord({ target, planned, files, textOf }: FleetUpdate): void {
  const there = files.some(({ path }) => path !== 'README.md' && textOf(path)?.includes(OURS_TAG) === true);
  const created = [...planned.values()].flatMap((each) => each.created);
  if (!there || created.length === 0) return;
  throw new Problem(
    `${oneLine(target.directory)} has generated code without its ${FLEET_RECORD_FILE}, and the VPCs have what such code created: ` +
      `${created.slice(0, 5).join(', ')}${created.length > 5 ? ` and ${created.length - 5} more` : ''}. New files in its place would ` +
      'delete these at the next deployment. Restore the record from your version control, or choose another directory.',
  );
}

function refuseEdited({ edited, answers, target }: FleetUpdate): void {
  if (edited.length === 0 || answers.force) return;
  throw new Problem(
    `Edited since they were generated, in ${oneLine(target.directory)}: ${edited.join(', ')}. Put your additions in files of their own and restore these, or pass --force to replace them.`,
  );
}

/** A VPC of the record that can't be read or planned now isn't gone: nobody knows. */
function refuseUnknown(
  { planned, leftOut, answers }: FleetUpdate,
  recorded: Readonly<Record<string, unknown>>,
): void {
  const unread = Object.keys(recorded).flatMap((key) => {
    const reason = planned.has(key) ? undefined : leftOut.find((row) => mayBeIn(key, row))?.reason;
    return reason === undefined ? [] : [`- ${key}: ${reason}`];
  });
  if (unread.length > 0)
    throw new Problem(
      [
        'These VPCs have code in the directory, but what they need now could not be found out:',
        ...unread,
        'Nothing was written. Have them read, then run this again.',
      ].join('\n'),
    );
  const uncertain = [...planned].flatMap(([key, { uncertain: one }]) =>
    one === undefined || (one.allowed && answers.allowRemoval) ? [] : [`${key}: ${one.reason}`],
  );
  if (uncertain.length > 0) throw new Problem(uncertain.join('\n'));
}

/** Whether a VPC may be in a part of the fleet that is left out. */
function mayBeIn(key: string, { accountId, region, vpcId }: LeftOut): boolean {
  const [account, place, vpc] = key.split('/');
  return (
    (accountId === null || accountId === account) &&
    (region === null || region === place) &&
    (vpcId === undefined || vpcId === vpc)
  );
}

function refuseForeign(
  { files, answers, target, textOf }: FleetUpdate,
  own: Readonly<Record<string, string>>,
): void {
  const foreign = files
    .filter(
      ({ path, contents }) =>
        !(path in own) && path !== FLEET_RECORD_FILE && (textOf(path) ?? contents) !== contents,
    )
    .map(({ path }) => path);
  if (foreign.length > 0 && !answers.force)
    throw new Problem(
      `${foreign.join(', ')} in ${oneLine(target.directory)}: not written by this tool. Move it, or pass --force to replace it.`,
    );
}
