import { type Flags, missing } from '../ask/answers.ts';
import type { Command } from '../ask/command.ts';
import type { Described } from '../ask/described.ts';
import type { Answers, QuestionKey } from '../ask/questions.ts';
import { NEW } from '../ask/values.ts';
import { Problem } from '../core/problem.ts';
import { nearest } from '../core/text/nearest.ts';
import { quoted } from '../core/text/visible.ts';
import { readArgv } from '../host/argv.ts';
import { startWizard } from '../host/ask/wizard.ts';
import { tellSlowCalls } from '../host/slow-calls.ts';
import { type Asked, type World, worldAsItIs } from '../host/world.ts';
import {
  answersCompleted,
  answersGiven,
  type Earlier,
  withDeployedVpc,
  withWorkload,
} from './answers-given.ts';
import { type Asking, COMMANDS, MAIN } from './commands.ts';

/** What `--debug` shows of an error. */
export { debugText } from '../host/debug-text.ts';

/** The words that call a command. */
const WORDS = COMMANDS.filter((command) => command !== MAIN).map(({ name }) => name);

/**
 * Runs a command in the world as it is.
 *
 * @param argv what stands after the program's name
 * @param signal fires when the run is to stop
 * @param version of this program
 * @returns the exit code
 * @throws Problem for what the user can fix, Cancelled when they stopped it
 */
export async function runCommand(
  argv: readonly string[],
  signal: AbortSignal,
  version: string,
): Promise<number> {
  const world = worldAsItIs(signal, WORDS, version);
  tellSlowCalls(world.say);
  refuseNearWord(argv[0]);
  const called = COMMANDS.find((command) => command.name === argv[0]);
  const command = called ?? MAIN;
  if ('plain' in command) return (await command.plain()).run(argv.slice(1), world, COMMANDS);
  const flags = readArgv(called ? argv.slice(1) : argv, command, COMMANDS);
  const answered = await answersOf(command, flags, world);
  return answered === 'done' ? 0 : (await command.load()).run(answered.described, answered.asked);
}

/** Flags that don't say what should change in code that is there. */
const NO_CHANGE: ReadonlySet<string> = new Set([
  'directory',
  'check',
  'force',
  'allowRemoval',
  'profile',
  'debug',
]);

/**
 * What an earlier run in the directory was told, where somebody at a terminal can change it; undefined without an earlier run. If they
 * have said on the command line what should change, nothing is asked again.
 */
async function earlierRun(
  flags: Flags,
  answers: Answers,
  { wizard, readRecord }: Asked,
): Promise<Earlier | undefined> {
  const { directory } = answers;
  if (!wizard || directory === undefined || !readRecord(directory)) return undefined;
  const said = Object.keys(flags).some((key) => !NO_CHANGE.has(key));
  return { answers, asked: said ? undefined : await wizard.askWhatChanges(answers.vpc !== NEW) };
}

/** Answers without one, as if nobody had given it. */
const without = (answers: Answers, key: QuestionKey): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([name]) => name !== key)) as Answers;

/** @throws Problem where the first word is a command's name with a slip in it, and would be taken for a directory */
function refuseNearWord(word = ''): void {
  const names = COMMANDS.map(({ name }) => name);
  const near = names.includes(word) ? undefined : nearest(word, names, 2);
  if (near !== undefined && word.length >= near.length - 1)
    throw new Problem(
      `There is no command ${quoted(word)}; did you mean ${near}? For a directory of that name, write ./${word}.`,
    );
}

/** Everything that must be answered before a network is read, and whoever was asked for it. */
async function answersOf(
  command: Command & Asking,
  flags: Flags,
  world: World,
): Promise<{ readonly described: Described; readonly asked: Asked } | 'done'> {
  const mayAsk = world.attended && world.env.TERM !== 'dumb' && !flags.yes && !flags.json;
  const alone = { ...world, wizard: undefined };
  const wizardFor = (asks: boolean) =>
    mayAsk && asks ? startWizard({ command, ...world, unicode: world.style.unicode }) : undefined;
  // The frame is open before anything is read where somebody is asked always.
  const first = { ...world, wizard: wizardFor(command.asks === 'always') };
  const told = await answersGiven(command, flags, alone, first.wizard !== undefined);
  const given = await withDeployedVpc(command, told, first);
  if (command.begin?.(given, first) === 'done') return 'done';
  const earlier = await earlierRun(flags, given, first);
  const begun = await withWorkload(earlier?.asked ? without(given, earlier.asked) : given, first);
  const asked =
    command.asks === 'always'
      ? first
      : { ...world, wizard: wizardFor(missing(command, begun.answers).length > 0) };
  return { described: await answersCompleted(command, begun, asked, earlier), asked };
}
