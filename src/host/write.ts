import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Cancelled } from '../core/cancelled.ts';
import { Problem } from '../core/problem.ts';
import { reasonOf } from '../core/text/visible.ts';
import type { GeneratedFile } from '../formats/format.ts';
import { codeOf, existing, freeName, LONGEST_REASON, makeDirectory, refuseOddPlace } from './existing.ts';
import {
  commitStage,
  GONE,
  NEW,
  OLD,
  openStage,
  removeEmptied,
  removeStage,
  settleStage,
  WITHIN,
  writeJournal,
} from './stage.ts';

export interface WriteOptions {
  /** Replace files of the same names in a directory that is not empty. */
  readonly force: boolean;
  /** Files of ours that are no longer made: they go, or come back with the rest. */
  readonly removed?: readonly string[];
  /** Cancels: then nothing stays. */
  readonly signal?: AbortSignal;
}

/** What a directory has that is as good as empty. */
const OF_A_FRESH_REPOSITORY: ReadonlySet<string> = new Set(['.git', '.gitignore']);

/**
 * Why files cannot be written to a directory, or undefined when nothing speaks against it. Looks, changes nothing.
 */
export function targetFault(directory: string, force: boolean): string | undefined {
  try {
    const found = existing(directory);
    if (!found)
      return existing(directory, lstatSync) ? `${directory} is a link to nothing.` : parentFault(directory);
    if (!found.isDirectory()) return `${directory} is a file, not a directory. Choose another directory.`;
    const entries = readdirSync(directory).filter((name) => !OF_A_FRESH_REPOSITORY.has(name));
    if (entries.length > 0 && !force) {
      return (
        `${directory} is not empty (it has ${entries[0]}${entries.length > 1 ? ` and ${entries.length - 1} more` : ''}). ` +
        'Choose another directory, or use --force: it replaces files of the same names and leaves the others alone.'
      );
    }
    accessSync(directory, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return sentence(directory, error);
  }
}

/** Which of our files are there already with other contents, so that `--force` replaces them. */
export function filesReplaced(directory: string, files: readonly GeneratedFile[]): string[] {
  return files
    .filter(({ path, contents }) => {
      const destination = join(directory, path);
      return existing(destination)?.isFile() && readFileSync(destination, 'utf8') !== contents;
    })
    .map(({ path }) => path);
}

/**
 * Writes all files, or none: they are complete in a stage before the first one is moved to its place, and a failure or a
 * cancellation on the way moves everything back. What ends the process at once leaves the stage to `settleInterrupted`.
 *
 * @throws Problem when the directory cannot take them; Cancelled when the signal fired.
 */
export async function writeFiles(
  directory: string,
  files: readonly GeneratedFile[],
  { force, removed = [], signal }: WriteOptions,
): Promise<void> {
  const fault = targetFault(directory, force);
  if (fault) throw new Problem(fault);
  const undo: (() => void)[] = [];
  try {
    if (existing(directory)) await writeInto(directory, files, removed, undo, signal);
    else await writeNew(directory, files, undo, signal);
  } catch (error) {
    const left = undone(undo);
    const cause = error instanceof Error ? error : new Error(String(error));
    if (left.length > 0) throw new Problem(halfUndone(directory, cause, left), { cause });
    if (cause instanceof Problem || cause instanceof Cancelled) throw cause;
    throw new Problem(sentence(directory, cause));
  }
}

/** Takes every step back, the last one first. A step that fails keeps none of the others; what failed is returned. */
function undone(steps: readonly (() => void)[]): string[] {
  return [...steps].reverse().flatMap((step) => {
    try {
      step();
      return [];
    } catch (error) {
      return [reasonOf(error, LONGEST_REASON)];
    }
  });
}

const halfUndone = (directory: string, cause: Error, left: readonly string[]): string =>
  `${cause instanceof Cancelled ? 'Cancelled' : sentence(directory, cause, '')} Not everything could be put back: ${left.join('; ')}. ` +
  `Run the command again once this is possible: it puts your files in ${directory} back first.`;

/**
 * Why a text cannot go to a file, or undefined when nothing speaks against it. Looks, changes nothing.
 *
 * @param isOurs whether a text is of the kind that is to be written, so that it may be replaced without `force`
 */
export function fileFault(
  path: string,
  force: boolean,
  isOurs: (text: string) => boolean,
): string | undefined {
  try {
    const found = existing(path);
    if (!found) return undefined;
    if (found.isDirectory()) return `${path} is a directory; name a file.`;
    accessSync(path, constants.W_OK);
    if (force || !found.isFile() || found.size === 0 || isOurs(readFileSync(path, 'utf8'))) return undefined;
    return `${path} holds something else than a snapshot. Choose another file, or use --force to replace it.`;
  } catch (error) {
    return sentence(path, error);
  }
}

/**
 * Writes one file whole: what was there before is replaced only when the new text is complete, and keeps its mode. A link is
 * followed; a device or a pipe (`/dev/stdout`) is written to, not replaced.
 *
 * @throws Problem when it cannot be written.
 */
export function writeFile(path: string, contents: string): void {
  let stage: string | undefined;
  try {
    const found = existing(path);
    if (found?.isDirectory()) throw new Problem(`${path} is a directory; name a file.`);
    if (found && !found.isFile()) {
      writeFileSync(path, contents);
      return;
    }
    const destination = behindLinks(path);
    stage = join(dirname(destination), freeName());
    writeFileSync(stage, contents, { flag: 'wx' });
    if (found) chmodSync(stage, found.mode & 0o7777);
    renameSync(stage, destination);
  } catch (error) {
    if (stage !== undefined) rmSync(stage, { force: true });
    throw error instanceof Problem ? error : new Problem(sentence(path, error));
  }
}

/** The place that a path leads to, also where nothing is there yet. */
function behindLinks(path: string): string {
  if (existing(path)) return realpathSync(path);
  return existing(path, lstatSync)?.isSymbolicLink()
    ? behindLinks(resolve(dirname(path), readlinkSync(path)))
    : path;
}

/** Makes the whole directory beside its place and renames it. */
async function writeNew(
  directory: string,
  files: readonly GeneratedFile[],
  undo: (() => void)[],
  signal: AbortSignal | undefined,
): Promise<void> {
  makeDirectory(dirname(directory), undo);
  const stage = openStage(dirname(directory), basename(directory));
  undo.push(() => removeStage(stage));
  writeAll(join(stage, NEW), files);
  await stopIfCancelled(signal);
  renameSync(join(stage, NEW), directory);
  undo.push(() => rmSync(directory, { recursive: true, force: true }));
  await stopIfCancelled(signal);
  removeStage(stage);
}

/** Moves the files one by one, and what they replace out of the way until all are in place. */
async function writeInto(
  directory: string,
  files: readonly GeneratedFile[],
  removed: readonly string[],
  undo: (() => void)[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const path of [...files.map((file) => file.path), ...removed]) refuseOddPlace(directory, path);
  const changed = files.filter((file) => !isThere(directory, file));
  const stage = openStage(directory, WITHIN);
  undo.push(() => settleStage(stage, directory));
  writeAll(join(stage, NEW), changed);
  writeJournal(stage, directory, [...changed, ...removed.map((path) => ({ path, contents: GONE }))]);
  await stopIfCancelled(signal);
  for (const { path } of changed) {
    const destination = join(directory, path);
    makeDirectory(dirname(destination));
    const found = existing(destination);
    if (found) {
      chmodSync(join(stage, NEW, path), found.mode & 0o7777);
      const kept = join(stage, OLD, path);
      makeDirectory(dirname(kept));
      renameSync(destination, kept);
    }
    renameSync(join(stage, NEW, path), destination);
  }
  for (const path of removed) {
    const kept = join(stage, OLD, path);
    makeDirectory(dirname(kept));
    renameSync(join(directory, path), kept);
  }
  await stopIfCancelled(signal);
  commitStage(stage);
  for (const path of removed) removeEmptied(directory, path);
  removeStage(stage);
}

/** Whether a file has our contents already, so that there is nothing to replace. */
function isThere(directory: string, { path, contents }: GeneratedFile): boolean {
  const destination = join(directory, path);
  return existing(destination) !== undefined && readFileSync(destination, 'utf8') === contents;
}

function writeAll(root: string, files: readonly GeneratedFile[]): void {
  makeDirectory(root);
  for (const { path, contents } of files) {
    const destination = join(root, path);
    makeDirectory(dirname(destination));
    writeFileSync(destination, contents, { flag: 'wx' });
  }
}

/** Lets a signal that came while files were written be noticed. */
async function stopIfCancelled(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw new Cancelled('Cancelled. Nothing was written.');
}

function parentFault(directory: string): string | undefined {
  const parent = dirname(directory);
  const found = existing(parent);
  if (!found) return parentFault(parent);
  if (!found.isDirectory())
    return `${directory} can't be created: ${parent} is a file. Choose another directory.`;
  accessSync(parent, constants.W_OK | constants.X_OK);
  return undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'it is a link to itself',
};

function sentence(
  directory: string,
  error: unknown,
  after = ' Nothing was changed. Choose another place.',
): string {
  const reason = REASONS[codeOf(error) ?? ''] ?? reasonOf(error, LONGEST_REASON);
  return `${directory} cannot be written: ${reason}.${after}`;
}
