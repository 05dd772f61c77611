import { lstatSync, mkdirSync, rmdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../core/problem.ts';

/**
 * What is at a path, or undefined where nothing is.
 *
 * @param look `lstatSync` to see a link instead of what it points to
 * @throws the file system's error for all but an absent file
 */
export function existing(path: string, look: (path: string) => Stats = statSync): Stats | undefined {
  try {
    return look(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The file system's code of an error, e.g. `ENOENT`. */
export const codeOf = (error: unknown): string | undefined =>
  (error as NodeJS.ErrnoException | undefined)?.code;

/**
 * Makes a directory and those above it. Node's own `recursive` never comes back where a file system answers ENOENT
 * although the directory above is there, as /proc does.
 *
 * @param undo gets a step for each directory that was made, which removes it where it is empty
 */
export function makeDirectory(path: string, undo: (() => void)[] = []): void {
  if (existing(path)) return;
  makeDirectory(dirname(path), undo);
  mkdirSync(path);
  undo.push(() => removeIfEmpty(path));
}

/** Removes a directory unless something is in it. */
export function removeIfEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
  }
}

/** Characters of a reason: two paths, however long, and what to do. */
export const LONGEST_REASON = 10_000;

/**
 * A name that nothing has yet. It tells by itself which process made it, since nothing can be in a directory that was just made.
 * To load node:crypto for it would take longer than to write all files.
 */
export const freeName = (): string =>
  `.create-private-ecs-network-${process.pid}-${Math.random().toString(16).slice(2, 10).padEnd(8, '0')}`;

/**
 * A link or a directory where a file of ours belongs would take the text elsewhere, or lose what is in it.
 *
 * @param path below the directory, its parts joined by `/`
 * @throws Problem naming what is in the way
 */
export function refuseOddPlace(directory: string, path: string): void {
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const place = join(directory, ...parts.slice(0, depth));
    const found = existing(place, lstatSync);
    const fits = depth === parts.length ? found?.isFile() : found?.isDirectory();
    if (found && !fits) {
      const wanted = depth === parts.length ? 'file' : 'directory';
      throw new Problem(
        `${place} is in the way: it isn't a regular ${wanted}. Move it, or choose another directory.`,
      );
    }
  }
}
