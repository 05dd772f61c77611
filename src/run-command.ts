import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Flags, missing } from './ask/answers.ts';
import type { Described } from './ask/described.ts';
import { withDefaults } from './ask/questions.ts';
import { type AskIo, answersCompleted, answersGiven, withWorkload } from './commands/answers-given.ts';
import { refuseTarget } from './commands/refuse-target.ts';
import { Problem } from './core/problem.ts';
import { shellOf } from './core/text/shell-word.ts';
import { terminalText } from './core/text/terminal-text.ts';
import { reasonOf, shortened } from './core/text/visible.ts';
import { readArgv } from './host/argv.ts';
import { startWizard, type Wizard } from './host/ask/wizard.ts';
import { isSet } from './host/is-set.ts';
import { settleInterrupted } from './host/stage.ts';
import { terminalStyle } from './host/terminal-style.ts';
import { targetFault } from './host/write.ts';
import type { TerminalStyle } from './reports/terminal-style.ts';
import { aws } from './sources/aws/aws.ts';

/** What `--debug` shows of an error. */
export { debugText } from './host/debug-text.ts';

const { env, stdin, stdout, stderr } = process;

/** Loaded when it is needed: the first question does not wait for what comes after the answers. */
const carryOut = () => import('./carry-out.ts');

/**
 * Runs a command in the world as it is: this terminal, these files, AWS. First everything is asked that must be; what
 * then carries the command out is loaded.
 *
 * @param argv what stands after the program's name
 * @param signal fires when the run is to stop
 * @returns the exit code
 * @throws Problem for what the user can mend, Cancelled when they stopped it
 */
export async function runCommand(argv: readonly string[], signal: AbortSignal): Promise<number> {
  if (argv[0] === 'completion') {
    stdout.write((await carryOut()).completion(argv.slice(1)));
    return 0;
  }
  const { command, flags } = readArgv(argv);
  const attended = stdin.isTTY && stdout.isTTY && !isSet(env.CI);
  const asks = attended && !flags.yes && !flags.json;
  const columns = () => stdout.columns ?? 80;
  const style = terminalStyle(stdout, env, process.platform);
  const world: World = {
    env,
    aws,
    readText,
    readWorkload: async (target, selection) => (await carryOut()).readWorkload(target, selection),
    readSnapshot: async (path) => (await carryOut()).loadSnapshot(readText(path), path),
    print: (text) => stdout.write(terminalText(text, { colours: style.colour })),
    say: (text) => stderr.write(terminalText(`${text}\n`)),
    style,
    shell: shellOf(process.platform),
    cwd: process.cwd(),
    columns,
    json: flags.json === true,
    attended,
    signal,
    startWizard: () => (asks ? startWizard({ command, columns }) : undefined),
  };
  return command === 'doctor' ? runDoctor(flags, world) : runCreate(flags, world);
}

/** What both commands need of the world. */
export interface World extends Omit<AskIo, 'wizard'> {
  /** Standard output, which gets nothing that it would obey. */
  readonly print: (text: string) => void;
  readonly style: TerminalStyle;
  readonly shell: 'posix' | 'windows';
  readonly cwd: string;
  readonly columns: () => number;
  /** Whether standard output is for one JSON document. */
  readonly json: boolean;
  /** Whether somebody sits at a terminal and sees what is printed. */
  readonly attended: boolean;
  readonly signal: AbortSignal;
  /** Undefined where nobody can be asked. */
  readonly startWizard: () => Wizard | undefined;
}

async function runCreate(flags: Flags, world: World): Promise<number> {
  const io = { ...world, wizard: world.startWizard() };
  const given = answersGiven('create', flags, io);
  // A directory that cannot take the files is said before anything is asked or read.
  const directory = given.directory ?? (io.wizard ? undefined : withDefaults(given).directory);
  if (directory !== undefined && !given.dryRun) {
    for (const sentence of settleInterrupted(resolve(io.cwd, directory))) io.say(sentence);
    refuseTarget(directory, given.force === true, { ...io, targetFault });
  }
  const described = await answersCompleted('create', await withWorkload(given, io), io);
  await (await carryOut()).carryOutCreate(described, io);
  return 0;
}

async function runDoctor(flags: Flags, world: World): Promise<number> {
  const { described, wizard } = await askForDoctor(flags, world);
  return (await carryOut()).carryOutDoctor(described, { ...world, wizard });
}

/**
 * The answers of `doctor`, and who was asked for them. Nothing is asked where nothing is missing: a report is printed, there
 * is nothing to agree to.
 */
async function askForDoctor(
  flags: Flags,
  world: World,
): Promise<{ described: Described; wizard: Wizard | undefined }> {
  const alone = { ...world, wizard: undefined };
  const given = await withWorkload(answersGiven('doctor', flags, alone), alone);
  const wizard = missing('doctor', given.answers).length > 0 ? world.startWizard() : undefined;
  return { described: await answersCompleted('doctor', given, { ...world, wizard }), wizard };
}

/** Paths are shown whole, up to where an error would be all path. */
const LONGEST_PATH = 500;

/** @throws Problem when the file cannot be read. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Problem(`${shortened(path, LONGEST_PATH)} cannot be read: ${reasonOf(error, LONGEST_PATH)}.`);
  }
}
