import { type CreateIo, create } from './commands/create.ts';
import { doctor } from './commands/doctor.ts';
import { networkOf } from './commands/network-of.ts';
import { workloadOf } from './core/ask/choices.ts';
import type { Described } from './core/ask/described.ts';
import { needs } from './core/needs.ts';
import { liveLog } from './io/ask/check-log.ts';
import { dialogue } from './io/ask/dialogue.ts';
import type { Wizard } from './io/ask/wizard.ts';
import { terminalStyle } from './io/report/terminal-style.ts';
import type { CheckLog } from './io/run.ts';
import { snapshotText } from './io/snapshot.ts';
import { filesReplaced, targetFault, writeFile, writeFiles } from './io/write.ts';
import type { World } from './run-command.ts';

/** All that a command does with its answers, and what reads more of them; loaded when it is needed. */
export { completion } from './core/ask/completion.ts';
export { readWorkload } from './io/read-workload.ts';
export { loadSnapshot } from './io/snapshot.ts';

/** The world, and who was asked. */
type Asked = World & { readonly wizard: Wizard | undefined };

/** @throws Problem for what the user can mend, Cancelled when they stopped it */
export async function carryOutCreate(described: Described, world: Asked): Promise<void> {
  const io: CreateIo = {
    ...world,
    width: Math.min(world.columns(), 100),
    dialogue: world.wizard && dialogue(world.columns),
    targetFault,
    filesReplaced,
    writeFiles,
    check: async (request) => (await import('./io/outside.ts')).runChecks(request),
    checkLog: (title) => checkLog(title, world.json),
  };
  await create(described, io);
}

/**
 * @returns the exit code
 * @throws Problem for what the user can mend
 */
export function carryOutDoctor(described: Described, world: Asked): Promise<0 | 1> {
  const { answers, workload } = described;
  return doctor(described, {
    ...world,
    style: terminalStyle(process.stdout, world.env, process.platform),
    readNetwork: (place) => networkOf(place, needs(workloadOf(answers, workload)), world),
    saveSnapshot: (path, network) => writeFile(path, snapshotText(network)),
  });
}

function checkLog(title: string, toStandardError: boolean): CheckLog {
  const { stdout, stderr } = process;
  if (stdout.isTTY && !toStandardError) return liveLog(title);
  const to = toStandardError ? stderr : stdout;
  const line = (text: string) => to.write(`${text}\n`);
  line(`$ ${title}`);
  return { line, succeeded: (text) => line(`Passed: ${text}\n`), failed: () => undefined };
}
