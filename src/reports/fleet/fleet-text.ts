import { BAR, paragraph } from '../../core/text/paragraph.ts';
import { oneLine } from '../../core/text/visible.ts';
import { wrap } from '../../core/text/wrap.ts';
import { counted } from '../sweep/sweep-report.ts';
import type { FleetResult } from './fleet-result.ts';

/** More VPCs than this are counted where the report has them all. */
const MOST_LISTED = 10;

/** What `sweep --create` did, after its report. */
export function fleetText(result: FleetResult, width: number): string {
  const { directory, format, vpcs, nothing, leftOut, unknown, changes, files, written } = result;
  const item = (mark: string) => (text: string) =>
    paragraph(oneLine(text), width, { first: `  ${mark} `, more: `  ${BAR}` });
  const list = (title: string, items: readonly string[], mark = '-'): string[] =>
    items.length === 0 ? [] : ['', title, ...items.flatMap(item(mark))];
  const coded = vpcs.filter(({ group }) => group !== undefined);
  const groups = new Set(coded.map(({ group }) => group));
  const unread = leftOut.filter(({ read }) => !read).length;
  const byHand = vpcs.filter(({ manualSteps }) => manualSteps > 0);
  const any = files.added.length + files.changed.length + files.removed.length > 0;
  return [
    '',
    ...wrap(
      coded.length === 0
        ? 'No code is needed.'
        : `Code (${format.label}) for ${counted(coded.length, 'VPC')} in ${counted(groups.size, format.group)}.`,
      width,
    ),
    ...list(
      'Manual steps, which README.md says:',
      byHand.map(({ key, manualSteps }) => `${key}: ${manualSteps}`),
    ),
    ...(nothing.length > MOST_LISTED
      ? ['', `Nothing to do in ${counted(nothing.length, 'VPC')}.`]
      : list('Nothing to do:', nothing)),
    ...list(
      'No code for:',
      leftOut.flatMap(({ accountId, region, vpcId, reason, read }) =>
        read ? [`${[accountId, region, vpcId].join('/')}: ${reason}`] : [],
      ),
    ),
    ...(unread > 0
      ? ['', ...wrap(`No code for ${counted(unread, 'part')} that could not be read.`, width)]
      : []),
    ...list('A path stays unknown, as README.md says, in:', unknown),
    ...(changes
      ? [
          ...list('Compared with the run before, the next deployment adds:', changes.adds, '+'),
          ...list('It removes:', changes.removes),
          ...(changes.leaves.length > 0 ? ['', ...wrap(LEFT, width)] : []),
          // A command is to be copied, so it is not broken.
          ...changes.leaves.flatMap(({ part, undo }) => [...item('-')(part), `    To undo it: ${undo}`]),
          ...list('It moves:', changes.moves, '~'),
        ]
      : []),
    '',
    ...ending(result, any, written, directory).flatMap((text) =>
      paragraph(oneLine(text), width, { first: '', more: BAR }),
    ),
    '',
  ].join('\n');
}

const LEFT = 'Done by command, and no longer needed. Deployment leaves it as it is:';

function ending({ vpcs, files }: FleetResult, any: boolean, written: boolean, directory: string): string[] {
  if (vpcs.length === 0) return ['Nothing was written.'];
  if (!any) return [`Nothing changed: ${directory} is up to date.`];
  const counts = [
    [files.added, 'new'],
    [files.changed, 'changed'],
    [files.removed, 'removed'],
  ] as const;
  const words = counts.flatMap(([all, word]) => (all.length > 0 ? [`${all.length} ${word}`] : [])).join(', ');
  return written
    ? [
        `Written to ${directory} (files: ${words}).`,
        `Next: read ${directory}/README.md. It begins with one account, and says how to go back.`,
      ]
    : [`Nothing was written (--dry-run). Files: ${words}.`];
}
