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
export function findTool(name: string, search: ToolSearch): string | undefined {
  const { env, platform, isProgram = canRun } = search;
  const path = pathOf(platform);
  const endings =
    platform === 'win32' ? (variable(env, 'PATHEXT') || '.COM;.EXE;.BAT;.CMD').split(';') : [''];
  return foldersOutside(search)
    .flatMap((folder) => endings.map((ending) => path.join(folder, `${name}${ending}`)))
    .find(isProgram);
}

/**
 * The environment of a program that runs in the directory, with a PATH by which what it starts in turn (as
 * `#!/usr/bin/env node` does) is not taken from there either.
 */
export function envOutside(search: ToolSearch): Record<string, string | undefined> {
  const path = foldersOutside(search).join(pathOf(search.platform).delimiter);
  const entries = Object.entries(search.env);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, key.toUpperCase() === 'PATH' ? path : value]),
  );
}

const pathOf = (platform: NodeJS.Platform) => (platform === 'win32' ? win32 : posix);

const variable = (env: ToolSearch['env'], wanted: string): string =>
  Object.entries(env).find(([key]) => key.toUpperCase() === wanted)?.[1] ?? '';

/** The entries of PATH that are not the directory nor in it, wherever they are looked at from. */
function foldersOutside({ env, platform, directory }: ToolSearch): string[] {
  const path = pathOf(platform);
  const isInside = (folder: string) => {
    const way = path.relative(real(directory), real(folder));
    return way === '' || !(way.startsWith('..') || path.isAbsolute(way));
  };
  return variable(env, 'PATH')
    .split(path.delimiter)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => path.isAbsolute(folder) && !isInside(folder));
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
