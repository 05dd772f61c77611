import { createHash } from 'node:crypto';
import { readFileSync, unlinkSync } from 'node:fs';
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
  const text = textIn(directory, RECORD_FILE);
  return text === undefined ? undefined : loadRecord(text, join(directory, RECORD_FILE));
}

/**
 * What a file in a directory holds, with the line ends that it was generated with; undefined where there is no such file.
 *
 * @throws Problem when it can't be read
 */
export function textIn(directory: string, path: string): string | undefined {
  const file = join(directory, path);
  try {
    // A checkout on Windows can have other line ends, which nobody wrote.
    return existing(file)?.isFile() ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : undefined;
  } catch (error) {
    throw new Problem(`${shortened(file, 500)} cannot be read: ${reasonOf(error, 500)}.`);
  }
}

/**
 * Removes the record and nothing else.
 *
 * @throws Problem when there is none, or it can't be removed
 */
export function removeRecord(directory: string): void {
  const file = join(directory, RECORD_FILE);
  try {
    const text = textIn(directory, RECORD_FILE);
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
