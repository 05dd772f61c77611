import type { GeneratedFile } from '../../formats/format.ts';
import type { RunRecord } from '../../sources/record/record.ts';

/** What becomes of files that give way to somebody else's of the same name. */
export interface Yielded {
  /** Whose place somebody's own files have, which stay. */
  readonly paths: readonly string[];
  /** All other files. */
  readonly written: readonly GeneratedFile[];
  /** The files that the record names: those that are written, and those of an earlier run that somebody edited since. */
  readonly recorded: readonly GeneratedFile[];
  /** The lines that somebody's own file lacks, by its path. */
  readonly lacking: Readonly<Record<string, readonly string[]>>;
}

/**
 * Holds generated files against what a directory has.
 *
 * @param record the run before in that directory
 * @param edited the files of the record that somebody edited since
 * @param textOf what a file holds now; undefined where there is none
 */
export function yielded(
  files: readonly GeneratedFile[],
  record: Pick<RunRecord, 'files'> | undefined,
  edited: readonly string[],
  textOf: (path: string) => string | undefined,
): Yielded {
  const wasOurs = ({ path }: GeneratedFile) => record !== undefined && Object.hasOwn(record.files, path);
  const stays = files.filter((file) => {
    const text = file.yields && textOf(file.path);
    const isOurs = wasOurs(file) && !edited.includes(file.path);
    return text !== undefined && text !== file.contents && !isOurs;
  });
  return {
    paths: stays.map(({ path }) => path),
    written: files.filter((file) => !stays.includes(file)),
    recorded: files.filter((file) => !stays.includes(file) || wasOurs(file)),
    lacking: Object.fromEntries(
      stays.flatMap(({ path, contents }) => {
        const has = new Set(textOf(path)?.split('\n'));
        const lines = contents.split('\n').filter((line) => !has.has(line));
        return lines.length > 0 ? [[path, lines]] : [];
      }),
    ),
  };
}
