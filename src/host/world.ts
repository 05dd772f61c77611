import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandLine } from '../ask/replay.ts';
import { Problem } from '../core/problem.ts';
import { messageLines } from '../core/text/paragraph.ts';
import { shellOf } from '../core/text/shell-word.ts';
import { terminalText } from '../core/text/terminal-text.ts';
import { reasonOf, shortened } from '../core/text/visible.ts';
import type { TerminalStyle } from '../reports/terminal-style.ts';
import { type Aws, aws } from '../sources/aws/aws.ts';
import type { RunRecord } from '../sources/record/record.ts';
import type { Wizard } from './ask/wizard.ts';
import { codeOf } from './existing.ts';
import { isSet } from './is-set.ts';
import { readRecord } from './record-file.ts';
import { isInterrupted, settleInterrupted } from './stage.ts';
import { terminalStyle } from './terminal-style.ts';

/** The world that commands run in: this terminal, these files, AWS. */
export interface World extends CommandLine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly aws: Aws;
  /**
   * The record of the run that wrote to a directory, relative to the working one; undefined where there is none.
   *
   * @throws Problem when it can't be used
   */
  readonly readRecord: (directory: string) => RunRecord | undefined;
  /** Puts back what a run that was killed had changed in a directory, and says what it did. */
  readonly settleInterrupted: (directory: string) => string[];
  /** Whether it would put something back. */
  readonly isInterrupted: (directory: string) => boolean;
  /** @throws Problem when the file cannot be read */
  readonly readText: (path: string) => string;
  /** Why a file can't be read, such as "there is no such file"; undefined where it can. Looks, reads nothing. */
  readonly whyUnreadable: (path: string) => string | undefined;
  /** The names of what is in a directory; none where it can't be read. */
  readonly readFolder: (path: string) => readonly string[];
  /** Standard output, which gets nothing that it would obey but our own annotations for GitHub Actions, where those are meant. */
  readonly print: (text: string, how?: { readonly annotations: boolean }) => void;
  /** Standard error. */
  readonly say: (text: string) => void;
  readonly style: TerminalStyle;
  readonly cwd: string;
  /** Columns of the terminal. */
  readonly columns: () => number;
  /** Whether somebody sits at a terminal and sees what is printed. */
  readonly attended: boolean;
  readonly signal: AbortSignal;
  /** The version of this program. */
  readonly version: string;
}

/** The world, and whoever is asked in it. */
export type Asked = World & { readonly wizard: Wizard | undefined };

/**
 * The world as it is.
 *
 * @param signal fires when the run is to stop
 * @param commandWords the words that call a command where they stand first
 * @param version of this program
 */
export function worldAsItIs(signal: AbortSignal, commandWords: readonly string[], version: string): World {
  const { env, stdin, stdout, stderr } = process;
  const style = terminalStyle(stdout, env, process.platform);
  return {
    env,
    aws,
    readRecord: (directory) => readRecord(resolve(process.cwd(), directory)),
    settleInterrupted: (directory) => settleInterrupted(resolve(process.cwd(), directory)),
    isInterrupted: (directory) => isInterrupted(resolve(process.cwd(), directory)),
    readText,
    whyUnreadable,
    readFolder,
    print: (text, how) => stdout.write(terminalText(text, { colours: style.colour, ...how })),
    say: (text) => stderr.write(terminalText(`${messageLines(text, 'Note: ')}\n`)),
    style,
    shell: shellOf(process.platform),
    commandWords,
    cwd: process.cwd(),
    columns: () => stdout.columns || 80,
    attended: stdin.isTTY && stdout.isTTY && !isSet(env.CI),
    signal,
    version,
  };
}

/** What stands for standard input, where a file is expected. */
const STANDARD_INPUT = '-';

/** Paths are shown whole, up to where an error would be all path. */
const LONGEST_PATH = 500;

function readFolder(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path === STANDARD_INPUT ? 0 : path, 'utf8');
  } catch (error) {
    throw new Problem(`${shortened(path, LONGEST_PATH)} cannot be read: ${reasonOf(error, LONGEST_PATH)}.`);
  }
}

function whyUnreadable(path: string): string | undefined {
  try {
    if (statSync(path).isDirectory()) return 'that is a directory';
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
    return code === 'EACCES' ? 'it may not be read' : `it can't be read (${reasonOf(error, LONGEST_PATH)})`;
  }
}
