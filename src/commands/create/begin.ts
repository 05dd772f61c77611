import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Answers, withDefaults } from '../../ask/questions.ts';
import { Problem } from '../../core/problem.ts';
import { readRecord } from '../../host/record-file.ts';
import { settleInterrupted } from '../../host/stage.ts';
import type { Asked } from '../../host/world.ts';
import { targetFault } from '../../host/write.ts';
import { RECORD_FILE } from '../../sources/record/record.ts';
import { refuseTarget } from './refuse-target.ts';

/**
 * Removes the record and nothing else: from then on the code is its owners' alone.
 *
 * @throws Problem where there is none
 */
function forget(target: string, directory: string, print: (text: string) => void): 'done' {
  const path = join(target, RECORD_FILE);
  if (!existsSync(path)) throw new Problem(`${directory} has no ${RECORD_FILE} to remove.`);
  rmSync(path);
  print(
    `Removed ${join(directory, RECORD_FILE)}. Change the code by hand from now on: create refuses to write there while what it created exists.\n`,
  );
  return 'done';
}

/**
 * Looks at the directory: one that cannot take the files is said before anything is asked or read.
 *
 * @returns `done` where there is nothing left to do
 * @throws Problem saying why files cannot go there
 */
export function begin(given: Answers, { wizard, cwd, say, print }: Asked): 'done' | undefined {
  const directory = given.directory ?? (wizard && !given.forget ? undefined : withDefaults(given).directory);
  if (directory === undefined || given.dryRun) return undefined;
  for (const sentence of settleInterrupted(resolve(cwd, directory))) say(sentence);
  const target = resolve(cwd, directory);
  if (given.forget) return forget(target, directory, print);
  const record = readRecord(target);
  refuseTarget(directory, given.force === true || record !== undefined, { cwd, targetFault });
  return undefined;
}
