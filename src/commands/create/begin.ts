import { resolve } from 'node:path';
import { type Answers, withDefaults } from '../../ask/questions.ts';
import { settleInterrupted } from '../../host/stage.ts';
import type { Asked } from '../../host/world.ts';
import { targetFault } from '../../host/write.ts';
import { refuseTarget } from './refuse-target.ts';

/**
 * Looks at the directory: one that cannot take the files is said before anything is asked or read.
 *
 * @throws Problem saying why files cannot go there
 */
export function begin(given: Answers, { wizard, cwd, say }: Asked): void {
  const directory = given.directory ?? (wizard ? undefined : withDefaults(given).directory);
  if (directory === undefined || given.dryRun) return;
  for (const sentence of settleInterrupted(resolve(cwd, directory))) say(sentence);
  refuseTarget(directory, given.force === true, { cwd, targetFault });
}
