import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { Problem } from '../core/problem.ts';
import { reasonOf } from '../core/text/visible.ts';
import type { GeneratedFile } from '../formats/format.ts';
import {
  codeOf,
  existing,
  freeName,
  LONGEST_REASON,
  makeDirectory,
  refuseOddPlace,
  removeIfEmpty,
} from './existing.ts';

/*
 * A write that is on its way, as a directory, so that the next run can tell what the one before it left behind:
 *
 *   .create-private-ecs-network-…/owner.json     who writes, and where
 *                                 new/           files that are complete and not in their place yet
 *                                 journal.json   all files and directories that the write makes; while it is there, the
 *                                                write can be taken back
 *                                 old/           what the files replaced
 *                                 done.json      the journal's name once all files are in their place: the rest is rubbish
 *
 * Each step is one rename, so whatever ends the process ends it between two of them.
 */

const NAME = /^\.create-private-ecs-network-(\d+)-[0-9a-f]{8}$/;
const OWNER = 'owner.json';
const JOURNAL = 'journal.json';
const DONE = 'done.json';

/** A file of the stage until it is whole. */
const part = (name: string): string => `${name}.part`;

/** Where new files wait in a stage, and where those wait that they replace. */
export const NEW = 'new';
export const OLD = 'old';

/** Stands in the journal for the contents of a file that goes: no file of ours has them. */
export const GONE = '\0gone';

/** The owner's directory where the stage is inside of it. */
export const WITHIN = '.';

/** Longer than any write takes: a stage of this age is nobody's, even if another program has got the owner's process id. */
const LONGEST_WRITE_MS = 60_000;

/** A path below the directory that is written to: whoever can put a stage there must not reach any other. */
const below = v.pipe(
  v.string(),
  v.check((path) => !/^$|^[/\\]|^[a-z]:|\0/i.test(path) && !path.split(/[/\\]/).includes('..')),
);

const owner = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The name of the directory beside the stage that is being made, or `WITHIN`. */
  directory: v.string(),
});

const journal = v.object({
  files: v.array(v.object({ path: below, contents: v.string() })),
  /** The directories that were not there, those above before those in them. */
  directories: v.array(below),
});

type Owner = v.InferOutput<typeof owner>;
type Journal = v.InferOutput<typeof journal>;

/** Opens a stage in a directory, for the directory of this name in it or for `WITHIN`. */
export function openStage(parent: string, directory: string): string {
  const stage = join(parent, freeName());
  mkdirSync(stage);
  writeJson(stage, OWNER, { pid: process.pid, directory });
  return stage;
}

/** From here on the files may be moved: what is written down is what `settleStage` takes back. */
export function writeJournal(stage: string, directory: string, files: readonly GeneratedFile[]): void {
  const above = files.flatMap(({ path }) => {
    const parts = dirname(path).split('/');
    return path.includes('/') ? parts.map((_, index) => parts.slice(0, index + 1).join('/')) : [];
  });
  const directories = [...new Set(above)].filter((path) => !existing(join(directory, path)));
  writeJson(stage, JOURNAL, { files: [...files], directories });
}

/** All files are in their place. */
export const commitStage = (stage: string): void => renameSync(join(stage, JOURNAL), join(stage, DONE));

/** Who it belongs to goes last, so that what is left of it is known to be rubbish until it is gone. */
export function removeStage(stage: string): void {
  for (const name of [NEW, OLD, DONE, part(JOURNAL), JOURNAL, OWNER])
    rmSync(join(stage, name), { recursive: true, force: true });
  rmSync(stage, { recursive: true, force: true });
}

/**
 * Takes a write into `directory` back as far as it went, and removes its stage. It can be run again at any time: a file that
 * cannot be put back keeps none of the others, and stays in the stage.
 *
 * @returns the files that were put back
 * @throws Problem naming each file that could not be, and where its earlier version is
 */
export function settleStage(stage: string, directory: string): string[] {
  const written = readJson(stage, JOURNAL, journal);
  if (!written && existing(join(stage, JOURNAL)))
    throw new Problem(`${join(stage, JOURNAL)} is damaged. Look at what is in ${stage}, then delete it.`);
  const done = written ? undefined : readJson(stage, DONE, journal);
  for (const { path, contents } of done?.files ?? []) if (contents === GONE) removeEmptied(directory, path);
  const { files = [], directories = [] } = written ?? {};
  const restored: string[] = [];
  const faults: string[] = [];
  for (const file of files) {
    try {
      if (putBack(stage, directory, file)) restored.push(file.path);
    } catch (error) {
      faults.push(reasonOf(error, LONGEST_REASON));
    }
  }
  for (const path of directories.toReversed()) removeIfEmpty(join(directory, path));
  if (faults.length > 0) throw new Problem(faults.join('\n'));
  removeStage(stage);
  return restored;
}

/** Removes the directories that held a file which is gone, where nothing else is in them. */
export function removeEmptied(directory: string, path: string): void {
  const parts = path.split('/').slice(0, -1);
  const above = parts.map((_, index) => join(directory, ...parts.slice(0, index + 1)));
  // What a link leads to is not ours.
  const odd = above.findIndex((place) => !existing(place, lstatSync)?.isDirectory());
  for (const place of above.slice(0, odd < 0 ? above.length : odd).reverse()) removeIfEmpty(place);
}

/** @returns whether there was an earlier version; a file that was added is removed */
function putBack(stage: string, directory: string, { path, contents }: GeneratedFile): boolean {
  refuseOddPlace(directory, path);
  const destination = join(directory, path);
  const kept = join(stage, OLD, path);
  const found = existing(destination, lstatSync);
  const ours = found?.isFile() === true && readFileSync(destination, 'utf8') === contents;
  if (!existing(kept, lstatSync)) {
    if (ours) rmSync(destination);
    return false;
  }
  if (found && !ours)
    throw new Problem(
      `${destination} was changed after a run that replaced it was interrupted. Its earlier version is ${kept}. ` +
        `Keep what you need of both, delete ${stage}, then run the command again.`,
    );
  makeDirectory(dirname(destination));
  renameSync(kept, destination);
  return true;
}

/**
 * Clears up after a run that was killed while it wrote to `directory`: files that it had replaced are put back, those it had
 * added are removed.
 *
 * @returns what was done, in sentences; empty where nothing was left behind
 * @throws Problem where another run is writing there now, or where a file cannot be put back
 */
export function settleInterrupted(directory: string): string[] {
  return stagesOf(directory).flatMap(({ stage, owner }) => {
    // Killed before it had written who it is: then there is nothing in it. Anything else is not this program's.
    if (!owner) {
      if (isWriting(pidIn(stage), stage)) return [];
      rmSync(join(stage, part(OWNER)), { force: true });
      removeIfEmpty(stage);
      return [];
    }
    if (isWriting(owner.pid, stage))
      throw new Problem(`Another run is writing to ${directory}. Wait until it is done, then try again.`);
    const restored = settleStage(stage, directory);
    const did = restored.length > 0 ? `Put back: ${restored.join(', ')}.` : 'What it left there was removed.';
    return [`An earlier run was interrupted while it wrote to ${directory}. ${did}`];
  });
}

/** Whether `settleInterrupted` would put files back. Looks, changes nothing. */
export const isInterrupted = (directory: string): boolean =>
  stagesOf(directory).some(({ stage }) => existing(join(stage, JOURNAL)) !== undefined);

type Stage = { readonly stage: string; readonly owner: Owner | undefined };

/** The stages of writes into a directory, and those that don't tell of which. */
function stagesOf(directory: string): Stage[] {
  const beside = stagesIn(dirname(directory)).filter(
    ({ owner }) => !owner || owner.directory === basename(directory),
  );
  const within = stagesIn(directory).filter(({ owner }) => !owner || owner.directory === WITHIN);
  return [...beside, ...within];
}

/** The stages in a directory; none in one that is not there or may not be read. */
function stagesIn(parent: string): Stage[] {
  let names: string[];
  try {
    names = readdirSync(parent).filter((name) => NAME.test(name));
  } catch {
    return [];
  }
  return names
    .map((name) => join(parent, name))
    .filter((path) => lstatSync(path).isDirectory())
    .map((stage) => ({ stage, owner: readJson(stage, OWNER, owner) }));
}

const isYoung = (stage: string): boolean => Date.now() - statSync(stage).mtimeMs < LONGEST_WRITE_MS;

/** The process that a stage's name tells. */
const pidIn = (stage: string): number => Number(NAME.exec(basename(stage))?.[1]);

function isWriting(pid: number, stage: string): boolean {
  if (pid === process.pid || !isYoung(stage)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** In one step, so that a file of this name is whole. */
function writeJson(stage: string, name: string, value: Owner | Journal): void {
  writeFileSync(join(stage, part(name)), JSON.stringify(value));
  renameSync(join(stage, part(name)), join(stage, name));
}

/** What this program wrote there, or undefined where there is nothing that it can have written. */
function readJson<T>(stage: string, name: string, schema: v.GenericSchema<unknown, T>): T | undefined {
  const path = join(stage, name);
  if (!existing(path)) return undefined;
  try {
    return v.parse(schema, JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
