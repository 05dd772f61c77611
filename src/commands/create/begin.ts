import { join, resolve } from 'node:path';
import { type Answers, withDefaults } from '../../ask/questions.ts';
import { readRecord, removeRecord } from '../../host/record-file.ts';
import type { Asked } from '../../host/world.ts';
import { targetFault } from '../../host/write.ts';
import { RECORD_FILE } from '../../sources/record/record.ts';
import { refuseTarget } from './refuse-target.ts';

/**
 * Removes the record and nothing else: from then on the code is its owners' alone.
 *
 * @throws Problem where there is none, or it stays
 */
function forget(target: string, directory: string, print: (text: string) => void): 'done' {
  removeRecord(target);
  print(
    `Removed ${join(directory, RECORD_FILE)}. Change the code by hand from now on: create refuses to replace it.\n`,
  );
  return 'done';
}

/**
 * Looks at the directory: one that cannot take the files is said before anything is asked or read.
 *
 * @returns `done` where there is nothing left to do
 * @throws Problem saying why files cannot go there
 */
export function begin(given: Answers, { wizard, cwd, print }: Asked): 'done' | undefined {
  const directory = given.directory ?? (wizard && !given.forget ? undefined : withDefaults(given).directory);
  if (directory === undefined || given.dryRun) return undefined;
  const target = resolve(cwd, directory);
  if (given.forget) return forget(target, directory, print);
  const record = readRecord(target);
  refuseTarget(directory, given.force === true || record !== undefined, { cwd, targetFault });
  return undefined;
}
