import { stripVTControlCharacters } from 'node:util';
import { workloadOf } from './ask/choices.ts';
import type { Described } from './ask/described.ts';
import { withDefaults } from './ask/questions.ts';
import { type CreateIo, create } from './commands/create.ts';
import { doctor } from './commands/doctor.ts';
import { networkOf } from './commands/network-of.ts';
import { Problem } from './core/problem.ts';
import { redact } from './core/redact/redact.ts';
import { terminalText } from './core/text/terminal-text.ts';
import { needs } from './core/workload/needs.ts';
import { dialogue } from './host/ask/dialogue.ts';
import { liveLog } from './host/ask/live-log.ts';
import type { Wizard } from './host/ask/wizard.ts';
import type { CheckLog } from './host/run.ts';
import { settleInterrupted } from './host/stage.ts';
import { fileFault, filesReplaced, targetFault, writeFile, writeFiles } from './host/write.ts';
import type { World } from './run-command.ts';
import { isSnapshot, snapshotText } from './sources/snapshot/snapshot.ts';

/** What is asked of this stage before there are answers: a script, and what some of the answers are read from. */
export { completion } from './ask/completion.ts';
export { loadSnapshot } from './sources/snapshot/snapshot.ts';
export { readWorkload } from './sources/workload/read-workload.ts';

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
    check: async (request) => (await import('./sources/aws/outside.ts')).runChecks(request),
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
