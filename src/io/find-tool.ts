import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { posix, win32 } from 'node:path';

/** What looking for a program needs to know of the machine. */
export interface ToolSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Where the program is going to run: nothing in it is ever taken for a tool. */
  readonly directory: string;
  /** Whether a path is a program that can be run; the file system's own answer unless a test says otherwise. */
  readonly isProgram?: (path: string) => boolean;
}

/**
 * The program of a name, as PATH says, by its absolute path; undefined where there is none. The directory it is going to run
 * in is not looked at, though Windows would look there first and an empty or relative entry of PATH means it: what lies
 * there came with somebody's project.
 */
export function findTool(
  name: string,
  { env, platform, directory, isProgram = canRun }: ToolSearch,
): string | undefined {
  const path = platform === 'win32' ? win32 : posix;
  const variable = (wanted: string) =>
    Object.entries(env).find(([key]) => key.toUpperCase() === wanted)?.[1] ?? '';
  const endings = platform === 'win32' ? (variable('PATHEXT') || '.COM;.EXE;.BAT;.CMD').split(';') : [''];
  const isInside = (folder: string) => {
    const way = path.relative(real(directory), real(folder));
    return way === '' || !(way.startsWith('..') || path.isAbsolute(way));
  };
  return variable('PATH')
    .split(path.delimiter)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => path.isAbsolute(folder) && !isInside(folder))
    .flatMap((folder) => endings.map((ending) => path.join(folder, `${name}${ending}`)))
    .find(isProgram);
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
