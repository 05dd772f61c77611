import type { Command } from '../ask/command.ts';
import { PROGRAM } from '../ask/program.ts';
import { flagOf } from '../ask/question-text.ts';
import type { CommandLine } from '../ask/replay.ts';
import { Problem } from '../core/problem.ts';
import { shellWord } from '../core/text/shell-word.ts';
import { quoted, shortened } from '../core/text/visible.ts';
import { filesNamed, type NamedFile, pathFromWorkingDirectory, withPaths } from './recorded-paths.ts';

/** What it takes to know whether recorded files are there. */
export interface GoneFilesIo extends CommandLine {
  readonly cwd: string;
  /** Why a file can't be read, such as "there is no such file"; undefined where it can. */
  readonly whyUnreadable: (path: string) => string | undefined;
}

/**
 * @param recorded the answers of the record that nothing overrules, as the record has them
 * @param path the record, as messages name it
 * @throws Problem where one of them names a file that can't be read, with what to type
 */
export function refuseGoneFiles(
  recorded: Readonly<Record<string, unknown>>,
  path: string,
  directory: string,
  command: Command,
  io: GoneFilesIo,
): void {
  const here = (file: NamedFile) => pathFromWorkingDirectory(file.path, directory, io.cwd);
  const gone = filesNamed(recorded).flatMap((file) => {
    const why = io.whyUnreadable(here(file));
    return why === undefined ? [] : [{ ...file, why }];
  });
  if (gone.length === 0) return;
  const keys = [...new Set(gone.map(({ key }) => key))];
  const isGone = (path: string) => gone.some((file) => file.path === path);
  const now = withPaths(recorded, (path) =>
    isGone(path) ? NEW_PATH : pathFromWorkingDirectory(path, directory, io.cwd),
  );
  const words = keys.flatMap((key) => [flagOf(key), [now[key]].flat().join()]);
  const line = [
    PROGRAM,
    ...(io.commandWords.includes(command.name) ? [command.name] : []),
    directory,
    ...words,
  ]
    .map((word) => shellWord(word, io.shell))
    .join(' ');
  throw new Problem(
    [
      ...gone.map(
        (file) =>
          `${shortened(path, LONGEST_PATH)} names ${shortened(file.path, LONGEST_PATH)} (from here: ` +
          `${shortened(here(file), LONGEST_PATH)}), but ${file.why}.`,
      ),
      `Say where it is now: ${line}`,
      `Or, if it is gone for good, delete ${keys.map((key) => quoted(key)).join(' and ')} from "answers" in the record.`,
    ].join('\n'),
  );
}

/** Stands in the line to type for what only the reader knows. */
const NEW_PATH = 'path/to/it';

/** Paths are shown whole, up to where an error would be all path. */
const LONGEST_PATH = 500;
