import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../core/problem.ts';
import { reasonOf } from '../core/text/visible.ts';
import { makeDirectory } from './existing.ts';

/**
 * Writes a file of a new directory, with the directories that it is in.
 *
 * @throws Problem when it can't be written, or is there already
 */
export function writeNew(directory: string, path: string, text: string): void {
  const file = join(directory, path);
  try {
    makeDirectory(dirname(file));
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    throw new Problem(`${file} cannot be written: ${reasonOf(error)}.`, { cause: error });
  }
}
