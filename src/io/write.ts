import {
  accessSync,
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Cancelled } from '../core/ask/cancelled.ts';
import { Problem } from '../core/problem.ts';
import type { GeneratedFile } from '../render/render.ts';

export interface WriteOptions {
  /** Replace files of the same names in a directory that is not empty. */
  readonly force: boolean;
  /** Cancels: then nothing stays. */
  readonly signal?: AbortSignal;
}

/**
 * Why files cannot be written to a directory, or undefined when nothing speaks against it. Looks, changes nothing.
 */
export function targetFault(directory: string, force: boolean): string | undefined {
  try {
    const found = existing(directory);
    if (!found)
      return existing(directory, lstatSync) ? `${directory} is a link to nothing.` : parentFault(directory);
    if (!found.isDirectory()) return `${directory} is a file, not a directory. Choose another directory.`;
    const entries = readdirSync(directory);
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
 * Writes all files, or none: they are complete in a temporary directory before the first one is moved to its place, and
 * a failure or a cancellation on the way moves everything back.
 *
 * @throws Problem when the directory cannot take them; Cancelled when the signal fired.
 */
export async function writeFiles(
  directory: string,
  files: readonly GeneratedFile[],
  { force, signal }: WriteOptions,
): Promise<void> {
  const fault = targetFault(directory, force);
  if (fault) throw new Problem(fault);
  const undo: (() => void)[] = [];
  try {
    if (existing(directory)) await writeInto(directory, files, undo, signal);
    else await writeNew(directory, files, undo, signal);
  } catch (error) {
    for (const step of undo.reverse()) step();
    if (error instanceof Problem || error instanceof Cancelled) throw error;
    throw new Problem(sentence(directory, error));
  }
}

/**
 * Writes one file whole: what was there before is replaced only when the new text is complete. A device or a pipe
 * (`/dev/stdout`) is written to, not replaced.
 *
 * @throws Problem when it cannot be written.
 */
export function writeFile(path: string, contents: string): void {
  const stage = `${path}.${suffix()}`;
  try {
    const found = existing(path);
    if (found?.isDirectory()) throw new Problem(`${path} is a directory; name a file.`);
    if (found && !found.isFile()) {
      writeFileSync(path, contents);
      return;
    }
    writeFileSync(stage, contents, { flag: 'wx' });
    renameSync(stage, path);
  } catch (error) {
    rmSync(stage, { force: true });
    throw error instanceof Problem ? error : new Problem(sentence(path, error));
  }
}

/** Makes the whole directory beside its place and renames it. */
async function writeNew(
  directory: string,
  files: readonly GeneratedFile[],
  undo: (() => void)[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const parent = dirname(directory);
  const made = makeDirectory(parent);
  if (made) undo.push(() => rmSync(made, { recursive: true, force: true }));
  const stage = join(parent, `.${basename(directory)}-${suffix()}`);
  undo.push(() => rmSync(stage, { recursive: true, force: true }));
  writeAll(stage, files);
  await stopIfCancelled(signal);
  renameSync(stage, directory);
  undo.push(() => rmSync(directory, { recursive: true, force: true }));
  await stopIfCancelled(signal);
}

/** Moves the files one by one, and what they replace out of the way until all are in place. */
async function writeInto(
  directory: string,
  files: readonly GeneratedFile[],
  undo: (() => void)[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const { path } of files) refuseOddPlace(directory, path);
  const stage = join(directory, `.create-private-ecs-network-${suffix()}`);
  const removeStage = () => rmSync(stage, { recursive: true, force: true });
  undo.push(removeStage);
  writeAll(join(stage, 'new'), files);
  await stopIfCancelled(signal);
  for (const { path } of files) {
    const destination = join(directory, path);
    const made = makeDirectory(dirname(destination));
    if (made) undo.push(() => rmSync(made, { recursive: true }));
    if (existing(destination)) {
      const kept = join(stage, 'old', path);
      makeDirectory(dirname(kept));
      renameSync(destination, kept);
      undo.push(() => renameSync(kept, destination));
    }
    renameSync(join(stage, 'new', path), destination);
    undo.push(() => rmSync(destination));
  }
  await stopIfCancelled(signal);
  removeStage();
}

function writeAll(root: string, files: readonly GeneratedFile[]): void {
  for (const { path, contents } of files) {
    const destination = join(root, path);
    makeDirectory(dirname(destination));
    writeFileSync(destination, contents, { flag: 'wx' });
  }
}

/**
 * Makes a directory and those above it. Node's own `recursive` never comes back where a file system answers ENOENT
 * although the directory above is there, as /proc does.
 *
 * @returns the topmost directory that was made, or undefined.
 */
function makeDirectory(path: string): string | undefined {
  if (existing(path)) return undefined;
  const above = makeDirectory(dirname(path));
  mkdirSync(path);
  return above ?? path;
}

/** A link or a directory where a file of ours belongs would take the text elsewhere, or lose what is in it. */
function refuseOddPlace(directory: string, path: string): void {
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const place = join(directory, ...parts.slice(0, depth));
    const found = existing(place, lstatSync);
    const fits = depth === parts.length ? found?.isFile() : found?.isDirectory();
    if (found && !fits) {
      const wanted = depth === parts.length ? 'file' : 'directory';
      throw new Problem(
        `${place} is in the way: it is not an ordinary ${wanted}. Move it, or choose another directory.`,
      );
    }
  }
}

/** For a name that nothing has yet. To load node:crypto for it would take longer than to write all files. */
const suffix = (): string => Math.random().toString(16).slice(2, 14);

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
    return `${directory} cannot be made: ${parent} is a file. Choose another directory.`;
  accessSync(parent, constants.W_OK | constants.X_OK);
  return undefined;
}

function existing(path: string, look: (path: string) => Stats = statSync): Stats | undefined {
  try {
    return look(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'it is a link to itself',
};

function sentence(directory: string, error: unknown): string {
  const reason = REASONS[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
  return `${directory} cannot be written: ${reason}. Nothing was changed. Choose another place.`;
}
