import { readFile } from 'node:fs/promises';
import packageJson from '../package.json' with { type: 'json' };
import type { AskIo } from './commands/answers-given.ts';
import type { NetworkIo } from './commands/network-of.ts';
import { type Flags, missing } from './core/answers.ts';
import { Cancelled } from './core/cancelled.ts';
import { workloadOf } from './core/choices.ts';
import { help } from './core/help.ts';
import { needs } from './core/needs.ts';
import { Problem } from './core/problem.ts';
import type { CommandName } from './core/questions.ts';
import { readArgv } from './io/argv.ts';
import type { Wizard } from './io/ask.ts';
import type { CheckLog } from './io/run.ts';

/**
 * argv → command → exit code; the only place that sets one. What a command needs is loaded when that command runs, so
 * that --help and --version load nothing but the questions.
 */
const DONE = 0;
const FAILED = 2;
const CANCELLED = 130;

const { env, stdin, stdout, stderr } = process;
const argv = process.argv.slice(2);

let finished = false;
// Whatever ends the process before the command has: a prompt library that leaves at Ctrl-C, input that ran dry.
process.on('exit', (code) => {
  if (!finished && code !== FAILED) process.exitCode = CANCELLED;
});
// A reader such as head that has seen enough is no fault.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const cancellation = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    cancellation.abort();
    // Time to put things back; what waits for an answer from elsewhere is not waited for.
    setTimeout(() => process.exit(CANCELLED), 300).unref();
  });
}

async function main(): Promise<number> {
  try {
    const line = readArgv(argv);
    if (line.help) stdout.write(help(line.command, stdout.columns));
    else if (line.version) stdout.write(`${packageJson.version}\n`);
    else return await run(line.command, line.flags);
    return DONE;
  } catch (error) {
    const explanation = explain(error);
    if (explanation) stderr.write(`${explanation}\n`);
    return error instanceof Cancelled ? CANCELLED : FAILED;
  }
}

async function run(command: CommandName, flags: Flags): Promise<number> {
  const { aws } = await import('./io/aws.ts');
  const asks = stdin.isTTY && stdout.isTTY && !flags.yes && !flags.json && !isSet(env.CI);
  const columns = () => stdout.columns ?? 80;
  const world: World = {
    env,
    shell: process.platform === 'win32' ? 'windows' : 'posix',
    startWizard: async () =>
      asks ? (await import('./io/ask.ts')).startWizard({ command, columns }) : undefined,
    aws,
    readText,
    readSnapshot: async (path) => {
      const { loadSnapshot } = await import('./io/snapshot.ts');
      return loadSnapshot(await readText(path), path);
    },
    print: (text) => stdout.write(text),
    say: (text) => stderr.write(`${text}\n`),
  };
  return command === 'doctor' ? runDoctor(flags, world) : runCreate(flags, world, columns());
}

/** What both commands need of the world. */
interface World extends Omit<AskIo & NetworkIo, 'wizard'> {
  readonly shell: 'posix' | 'windows';
  /** Undefined where nobody can be asked. */
  readonly startWizard: () => Promise<Wizard | undefined>;
  readonly print: (text: string) => void;
}

async function runCreate(flags: Flags, world: World, columns: number): Promise<number> {
  const { create } = await import('./commands/create.ts');
  const { filesReplaced, targetFault, writeFiles } = await import('./io/write.ts');
  await create(flags, {
    ...world,
    wizard: await world.startWizard(),
    cwd: process.cwd(),
    width: Math.min(columns, 100),
    signal: cancellation.signal,
    targetFault,
    filesReplaced,
    writeFiles,
    check: async (request) => (await import('./io/run.ts')).runChecks(request),
    checkLog: (title) => checkLog(title, flags.json === true),
  });
  return DONE;
}

async function runDoctor(flags: Flags, world: World): Promise<number> {
  const { answersCompleted, answersGiven } = await import('./commands/answers-given.ts');
  const { doctor } = await import('./commands/doctor.ts');
  const { networkOf } = await import('./commands/network-of.ts');
  const { terminalStyle } = await import('./io/report/terminal-style.ts');
  const given = await answersGiven('doctor', flags, { ...world, wizard: undefined });
  // Nothing is asked where nothing is missing: a report is printed, there is nothing to agree to.
  const wizard = missing('doctor', given).length > 0 ? await world.startWizard() : undefined;
  const answers = await answersCompleted('doctor', given, { ...world, wizard });
  return doctor(answers, {
    style: terminalStyle(stdout, env, process.platform),
    shell: world.shell,
    readNetwork: (place) => networkOf(place, needs(workloadOf(answers)), { ...world, wizard }),
    saveSnapshot: async (path, network) => {
      const { snapshotText } = await import('./io/snapshot.ts');
      const { writeFile } = await import('./io/write.ts');
      writeFile(path, snapshotText(network));
    },
    print: world.print,
  });
}

/** CI systems set CI to all kinds of words; to unset it in a shell, people write `CI=` or `CI=false`. */
const isSet = (word: string | undefined): boolean => !!word && !['false', '0'].includes(word.toLowerCase());

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
  return { line, succeeded: () => undefined, failed: () => undefined };
}

function explain(error: unknown): string {
  const debug = argv.includes('--debug') || isSet(env.PRIVATE_ECS_DEBUG);
  if (debug && error instanceof Error && !(error instanceof Cancelled)) return error.stack ?? error.message;
  if (error instanceof Cancelled || error instanceof Problem) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `This is a fault of create-private-ecs-network: ${message}\nRun it again with --debug and report what it prints.`;
}

main().then((code) => {
  finished = true;
  process.exitCode = code;
});
