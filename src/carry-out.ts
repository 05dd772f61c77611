import { stripVTControlCharacters } from 'node:util';
import { type CreateIo, create } from './commands/create.ts';
import { doctor } from './commands/doctor.ts';
import { networkOf } from './commands/network-of.ts';
import { workloadOf } from './core/ask/choices.ts';
import type { Described } from './core/ask/described.ts';
import { withDefaults } from './core/ask/questions.ts';
import { needs } from './core/needs.ts';
import { Problem } from './core/problem.ts';
import { redact } from './core/redact/redact.ts';
import { terminalText } from './core/text/terminal-text.ts';
import { dialogue } from './io/ask/dialogue.ts';
import { liveLog } from './io/ask/live-log.ts';
import type { Wizard } from './io/ask/wizard.ts';
import type { CheckLog } from './io/run.ts';
import { isSnapshot, snapshotText } from './io/snapshot.ts';
import { settleInterrupted } from './io/stage.ts';
import { fileFault, filesReplaced, targetFault, writeFile, writeFiles } from './io/write.ts';
import type { World } from './run-command.ts';

/** What is asked of this stage before there are answers: a script, and what some of the answers are read from. */
export { completion } from './core/ask/completion.ts';
export { readWorkload } from './io/read-workload.ts';
export { loadSnapshot } from './io/snapshot.ts';

/** The world, and whoever was asked in it. */
type Asked = World & { readonly wizard: Wizard | undefined };

/**
 * Gives `create` the world it writes to.
 *
 * @throws Problem for what the user can mend, Cancelled when they stopped it
 */
export async function carryOutCreate(described: Described, world: Asked): Promise<void> {
  const io: CreateIo = {
    ...world,
    width: Math.min(world.columns(), 100),
    dialogue: world.wizard && dialogue(world.columns),
    targetFault,
    settleInterrupted,
    filesReplaced,
    writeFiles,
    check: async (request) => (await import('./io/outside.ts')).runChecks(request),
    checkLog: (title) => checkLog(title, world.json),
  };
  await create(described, io);
}

/**
 * Gives `doctor` the world it looks at.
 *
 * @returns the exit code
 * @throws Problem for what the user can mend
 */
export async function carryOutDoctor(described: Described, world: Asked): Promise<0 | 1> {
  const { answers, workload } = described;
  const { saveSnapshot, force, redact: redacts } = withDefaults(answers);
  // Said before anything is read.
  const fault = saveSnapshot === undefined ? undefined : fileFault(saveSnapshot, force, isSnapshot);
  if (fault !== undefined) throw new Problem(fault);
  return doctor(described, {
    ...world,
    readNetwork: (place) => networkOf(place, needs(workloadOf(answers, workload)), world),
    saveSnapshot: (path, network) => writeFile(path, snapshotText(redacts ? redact(network) : network)),
  });
}

/** In a terminal a log that goes away on success, else plain lines. */
function checkLog(title: string, toStandardError: boolean): CheckLog {
  const { stdout, stderr } = process;
  if (stdout.isTTY && !toStandardError) return liveLog(title);
  const to = toStandardError ? stderr : stdout;
  const line = (text: string) => to.write(`${terminalText(stripVTControlCharacters(text))}\n`);
  line(`$ ${title}`);
  return { line, succeeded: (text) => line(`Passed: ${text}\n`), failed: () => undefined };
}
