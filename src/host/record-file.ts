import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, type Stats, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../core/problem.ts';
import { reasonOf, shortened } from '../core/text/visible.ts';
import type { GeneratedFile } from '../formats/format.ts';
import { loadRecord, RECORD_FILE, type RunRecord } from '../sources/record/record.ts';
import { existing } from './existing.ts';

/**
 * The record of the run that wrote to a directory; undefined where there is none.
 *
 * @throws Problem when it can't be used
 */
export function readRecord(directory: string): RunRecord | undefined {
  const text = recordTextIn(directory);
  return text === undefined ? undefined : loadRecord(text, join(directory, RECORD_FILE));
}

/**
 * What the file of the record holds; undefined where there is none. A link or a directory of that name is not taken for none: a run
 * would start from nothing, although an earlier one wrote the code.
 *
 * @throws Problem when it can't be read, or isn't a regular file
 */
function recordTextIn(directory: string): string | undefined {
  const file = join(directory, RECORD_FILE);
  const found = attempt(file, () => existing(file, lstatSync));
  if (found && !found.isFile())
    throw new Problem(
      `${shortened(file, 500)} is ${kindOf(found)}, not a regular file. Restore it from your version control.`,
    );
  return found && textIn(directory, RECORD_FILE);
}

/** @throws Problem saying why a file can't be read */
function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Problem(`${shortened(file, 500)} cannot be read: ${reasonOf(error, 500)}.`);
  }
}

const kindOf = (found: Stats): string => {
  if (found.isSymbolicLink()) return 'a link';
  return found.isDirectory() ? 'a directory' : 'a pipe, a socket or a device';
};

/**
 * What a file in a directory holds, with the line ends that it was generated with; undefined where there is no such file.
 *
 * @throws Problem when it can't be read
 */
export function textIn(directory: string, path: string): string | undefined {
  const file = join(directory, path);
  return attempt(file, () =>
    // A checkout on Windows can have other line ends, which nobody wrote.
    existing(file)?.isFile() ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : undefined,
  );
}

/**
 * Removes the record and nothing else.
 *
 * @throws Problem when there is none, or it can't be removed
 */
export function removeRecord(directory: string): void {
  const file = join(directory, RECORD_FILE);
  try {
    const text = recordTextIn(directory);
    if (text === undefined) throw new Problem(`${directory} has no ${RECORD_FILE} to remove.`);
    // A damaged record is one, too.
    if (!text.includes('"schemaVersion"'))
      throw new Problem(`${file} isn't a record of this tool, so it stays.`);
    unlinkSync(file);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${shortened(file, 500)} cannot be removed: ${reasonOf(error, 500)}.`);
  }
}

/** The files of a record that somebody changed since; one that is gone is not among them. */
export const editedFiles = (directory: string, { files }: Pick<RunRecord, 'files'>): string[] =>
  Object.entries(files).flatMap(([path, hash]) => {
    const text = textIn(directory, path);
    return text === undefined || hashOf(text) === hash ? [] : [path];
  });

/** The SHA-256 of each file, by its path. */
export const hashesOf = (files: readonly GeneratedFile[]): Record<string, string> =>
  Object.fromEntries(files.map(({ path, contents }) => [path, hashOf(contents)]));

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
