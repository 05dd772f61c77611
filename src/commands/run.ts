import { type Flags, missing } from '../ask/answers.ts';
import type { Command } from '../ask/command.ts';
import type { Described } from '../ask/described.ts';
import { readArgv } from '../host/argv.ts';
import { startWizard } from '../host/ask/wizard.ts';
import { type Asked, type World, worldAsItIs } from '../host/world.ts';
import { answersCompleted, answersGiven, withWorkload } from './answers-given.ts';
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
  const called = COMMANDS.find((command) => command !== MAIN && command.name === argv[0]);
  const command = called ?? MAIN;
  if ('plain' in command) return (await command.plain()).run(argv.slice(1), world, COMMANDS);
  const flags = readArgv(called ? argv.slice(1) : argv, command, COMMANDS);
  const { described, asked } = await answersOf(command, flags, world);
  return (await command.load()).run(described, asked);
}

/** Everything that must be answered before a network is read, and whoever was asked for it. */
async function answersOf(
  command: Command & Asking,
  flags: Flags,
  world: World,
): Promise<{ readonly described: Described; readonly asked: Asked }> {
  const mayAsk = world.attended && world.env.TERM !== 'dumb' && !flags.yes && !flags.json;
  const alone = { ...world, wizard: undefined };
  const wizardFor = (asks: boolean) =>
    mayAsk && asks ? startWizard({ command, ...world, unicode: world.style.unicode }) : undefined;
  // The frame is open before anything is read where somebody is asked always.
  const first = { ...world, wizard: wizardFor(command.asks === 'always') };
  const given = answersGiven(command, flags, alone, first.wizard !== undefined);
  command.begin?.(given, first);
  const begun = await withWorkload(given, first);
  const asked =
    command.asks === 'always'
      ? first
      : { ...world, wizard: wizardFor(missing(command, begun.answers).length > 0) };
  return { described: await answersCompleted(command, begun, asked), asked };
}
