import { readFile } from 'node:fs/promises';
import type { AskIo } from './commands/answers-given.ts';
import type { NetworkIo } from './commands/network-of.ts';
import { type Flags, missing } from './core/ask/answers.ts';
import { workloadOf } from './core/ask/choices.ts';
import { needs } from './core/needs.ts';
import { Problem } from './core/problem.ts';
import type { CommandLine } from './io/argv.ts';
import type { Wizard } from './io/ask.ts';
import { aws } from './io/aws.ts';
import { isSet } from './io/is-set.ts';
import type { CheckLog } from './io/run.ts';

const { env, stdin, stdout, stderr } = process;

/**
 * Runs a command in the world as it is: this terminal, these files, AWS. What only some runs need is loaded when they do.
 *
 * @param signal fires when the run is to stop
 * @returns the exit code
 * @throws Problem for what the user can mend, Cancelled when they stopped it
 */
export async function runCommand({ command, flags }: CommandLine, signal: AbortSignal): Promise<number> {
  const asks = stdin.isTTY && stdout.isTTY && !flags.yes && !flags.json && !isSet(env.CI);
  const columns = () => stdout.columns ?? 80;
  const world: World = {
    env,
    shell: process.platform === 'win32' ? 'windows' : 'posix',
    startWizard: async () =>
      asks ? (await import('./io/ask.ts')).startWizard({ command, columns }) : undefined,
    aws,
    readText,
    readWorkload: async (target, selection) =>
      (await import('./io/read-workload.ts')).readWorkload(target, selection),
    readSnapshot: async (path) => {
      const { loadSnapshot } = await import('./io/snapshot.ts');
      return loadSnapshot(await readText(path), path);
    },
    print: (text) => stdout.write(text),
    say: (text) => stderr.write(`${text}\n`),
  };
  return command === 'doctor' ? runDoctor(flags, world) : runCreate(flags, world, columns(), signal);
}

/** What both commands need of the world. */
interface World extends Omit<AskIo & NetworkIo, 'wizard'> {
  readonly shell: 'posix' | 'windows';
  /** Undefined where nobody can be asked. */
  readonly startWizard: () => Promise<Wizard | undefined>;
  readonly print: (text: string) => void;
}

async function runCreate(flags: Flags, world: World, columns: number, signal: AbortSignal): Promise<number> {
  const { create } = await import('./commands/create.ts');
  const { filesReplaced, targetFault, writeFiles } = await import('./io/write.ts');
  await create(flags, {
    ...world,
    wizard: await world.startWizard(),
    cwd: process.cwd(),
    width: Math.min(columns, 100),
    signal,
    targetFault,
    filesReplaced,
    writeFiles,
    check: async (request) => (await import('./io/run.ts')).runChecks(request),
    checkLog: (title) => checkLog(title, flags.json === true),
  });
  return 0;
}

async function runDoctor(flags: Flags, world: World): Promise<number> {
  const { answersCompleted, answersGiven, withWorkload } = await import('./commands/answers-given.ts');
  const { doctor } = await import('./commands/doctor.ts');
  const { networkOf } = await import('./commands/network-of.ts');
  const { terminalStyle } = await import('./io/report/terminal-style.ts');
  const alone = { ...world, wizard: undefined };
  const given = await withWorkload(await answersGiven('doctor', flags, alone), alone);
  // Nothing is asked where nothing is missing: a report is printed, there is nothing to agree to.
  const wizard = missing('doctor', given.answers).length > 0 ? await world.startWizard() : undefined;
  const described = await answersCompleted('doctor', given, { ...world, wizard });
  const { answers, workload } = described;
  return doctor(described, {
    style: terminalStyle(stdout, env, process.platform),
    shell: world.shell,
    readNetwork: (place) => networkOf(place, needs(workloadOf(answers, workload)), { ...world, wizard }),
    saveSnapshot: async (path, network) => {
      const { snapshotText } = await import('./io/snapshot.ts');
      const { writeFile } = await import('./io/write.ts');
      writeFile(path, snapshotText(network));
    },
    print: world.print,
  });
}

/** @throws Problem when the file cannot be read. */
async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Problem(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function checkLog(title: string, toStandardError: boolean): Promise<CheckLog> {
  if (stdout.isTTY && !toStandardError) return (await import('./io/ask-progress.ts')).liveLog(title);
  const to = toStandardError ? stderr : stdout;
  const line = (text: string) => to.write(`${text}\n`);
  line(`$ ${title}`);
  return { line, succeeded: (text) => line(`Passed: ${text}\n`), failed: () => undefined };
}
