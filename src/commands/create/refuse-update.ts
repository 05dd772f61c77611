import type { Answers } from '../../ask/questions.ts';
import type { Network } from '../../core/network/network.ts';
import { OURS_TAG } from '../../core/plan/ours-tag.ts';
import { Problem } from '../../core/problem.ts';
import type { GeneratedFile } from '../../formats/format.ts';
import type { Update } from '../../reports/plan-document.ts';
import { RECORD_FILE, type RunRecord } from '../../sources/record/record.ts';
import { createdIn } from './update.ts';

/** What it takes to know what a directory holds. */
export interface UpdateIo {
  /** Undefined where nobody can be asked. */
  readonly dialogue: unknown;
  /** What a file in a directory holds; undefined where there is none. */
  readonly textIn: (directory: string, path: string) => string | undefined;
}

/**
 * @throws Problem where files would replace code whose resources are deployed, and no record says what they were made from
 */
export function refuseDeployed(
  found: Network,
  files: readonly GeneratedFile[],
  target: string,
  io: UpdateIo,
): void {
  // Everybody has a README.
  const there = files.flatMap(({ path, yields }) =>
    path === 'README.md' || yields ? [] : (io.textIn(target, path) ?? []),
  );
  if (found.source === 'declared' && there.some((text) => text.includes(OURS_TAG)))
    throw new Problem(
      `${target} has generated code without its ${RECORD_FILE}, so what its deployment made can't be seen. Restore the record from ` +
        'your version control, or choose another directory.',
    );
  const created = createdIn(found);
  if (created.length === 0 || there.length === 0) return;
  throw new Problem(
    `${target} has generated code without its ${RECORD_FILE}, and ${found.vpc.id} has what such code created: ${created.join(', ')}. ` +
      'New files in its place would delete these at the next deployment. Restore the record from your version control, or choose ' +
      'another directory.',
  );
}

/**
 * @throws Problem where an update would touch files that somebody edited or that are not ours, or remove what nobody agreed to
 */
export function refuseUpdate(
  record: RunRecord,
  update: Update,
  edited: readonly string[],
  files: readonly GeneratedFile[],
  { force, allowRemoval, dryRun }: Answers,
  target: string,
  directory: string,
  io: UpdateIo,
): void {
  if (edited.length > 0 && !force)
    throw new Problem(
      `Edited since they were generated, in ${directory}: ${edited.join(', ')}. Put your additions in files of their own and restore these, or pass --force to replace them.`,
    );
  if (dryRun) return;
  const own = new Set([...Object.keys(record.files), RECORD_FILE]);
  const foreign = files
    .filter(({ path, contents }) => !own.has(path) && (io.textIn(target, path) ?? contents) !== contents)
    .map(({ path }) => path);
  if (foreign.length > 0 && !force)
    throw new Problem(
      `${foreign.join(', ')} in ${directory}: not written by this tool. Move it, or pass --force to replace it.`,
    );
  if (files.length === 0)
    throw new Problem(
      `With these answers there is nothing left to generate. Destroy what ${directory} deployed, then delete the directory.`,
    );
  if (update.removes.length > 0 && !allowRemoval && !io.dialogue)
    throw new Problem(
      [
        'The next deployment would remove:',
        ...update.removes.map((text) => `- ${text}`),
        'Nothing was written. To do that, pass --allow-removal.',
      ].join('\n'),
    );
}
