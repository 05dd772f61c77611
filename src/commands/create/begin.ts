import { resolve } from 'node:path';
import { type Answers, withDefaults } from '../../ask/questions.ts';
import { Problem } from '../../core/problem.ts';
import { editedFiles, readRecord } from '../../host/record-file.ts';
import { settleInterrupted } from '../../host/stage.ts';
import type { Asked } from '../../host/world.ts';
import { targetFault } from '../../host/write.ts';
import { refuseTarget } from './refuse-target.ts';

/** @throws Problem naming the files that somebody edited: an update would lose what they wrote */
function refuseEdited(edited: readonly string[], directory: string): void {
  if (edited.length === 0) return;
  throw new Problem(
    `Edited since they were generated, in ${directory}: ${edited.join(', ')}. Put your additions in files of their own and restore these, or pass --force to replace them.`,
  );
}

/**
 * Looks at the directory: one that cannot take the files is said before anything is asked or read.
 *
 * @throws Problem saying why files cannot go there
 */
export function begin(given: Answers, { wizard, cwd, say }: Asked): void {
  const directory = given.directory ?? (wizard ? undefined : withDefaults(given).directory);
  if (directory === undefined || given.dryRun) return;
  for (const sentence of settleInterrupted(resolve(cwd, directory))) say(sentence);
  const target = resolve(cwd, directory);
  const record = readRecord(target);
  refuseTarget(directory, given.force === true || record !== undefined, { cwd, targetFault });
  if (record && !given.force) refuseEdited(editedFiles(target, record), directory);
}
