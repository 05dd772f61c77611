import { readFile } from 'node:fs/promises';
import packageJson from '../package.json' with { type: 'json' };
import type { Flags } from './core/answers.ts';
import { Cancelled } from './core/cancelled.ts';
import { help } from './core/help.ts';
import { Problem } from './core/problem.ts';
import type { CommandName } from './core/questions.ts';
import { readArgv } from './io/argv.ts';
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

main().then((code) => {
  finished = true;
  process.exitCode = code;
});

async function main(): Promise<number> {
  try {
    const line = readArgv(argv);
    if (line.help) stdout.write(help(line.command, stdout.columns));
    else if (line.version) stdout.write(`${packageJson.version}\n`);
    else return await run(line.command, line.flags);
    return DONE;
  } catch (error) {
    stderr.write(`${explain(error)}\n`);
    return error instanceof Cancelled ? CANCELLED : FAILED;
  }
}

async function run(_command: CommandName, flags: Flags): Promise<number> {
  const { create } = await import('./commands/create.ts');
  const { aws } = await import('./io/aws.ts');
  const { filesReplaced, targetFault, writeFiles } = await import('./io/write.ts');
  const asks = stdin.isTTY && stdout.isTTY && !flags.yes && !flags.json && !isSet(env.CI);
  const columns = () => stdout.columns ?? 80;
  await create(flags, {
    env,
    cwd: process.cwd(),
    shell: process.platform === 'win32' ? 'windows' : 'posix',
    width: Math.min(columns(), 100),
    signal: cancellation.signal,
    wizard: asks ? (await import('./io/ask.ts')).startWizard({ columns }) : undefined,
    aws,
    readText,
    readSnapshot: async () => {
      throw new Problem('no snapshots yet');
    },
    targetFault,
    filesReplaced,
    writeFiles,
    check: async (request) => (await import('./io/run.ts')).runChecks(request),
    checkLog: (title) => checkLog(title, flags.json === true),
    print: (text) => stdout.write(text),
    say: (text) => stderr.write(`${text}\n`),
  });
  return DONE;
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
  if (debug && error instanceof Error) return error.stack ?? error.message;
  if (error instanceof Cancelled) return `Cancelled. ${error.message}`.trim();
  if (error instanceof Problem) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `This is a fault of create-private-ecs-network: ${message}\nRun it again with --debug and report what it prints.`;
}
