import packageJson from '../package.json' with { type: 'json' };
import { Cancelled } from './core/ask/cancelled.ts';
import { COMPLETION_USAGE, completion } from './core/ask/completion.ts';
import { help } from './core/ask/help.ts';
import { Problem } from './core/problem.ts';
import { readArgv } from './io/argv.ts';
import { isSet } from './io/is-set.ts';

/**
 * argv → command → exit code; the only place that sets one. What a command needs is loaded when that command runs, so
 * that --help and --version load nothing but the questions.
 */
const DONE = 0;
const FAILED = 2;
const CANCELLED = 130;

const { env, stdout, stderr } = process;
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
    if (argv[0] === 'completion') {
      const asksHow = argv.includes('--help') || argv.includes('-h');
      stdout.write(asksHow ? COMPLETION_USAGE : completion(argv.slice(1)));
      return DONE;
    }
    const line = readArgv(argv);
    if (line.help) stdout.write(help(line.command, stdout.columns));
    else if (line.version) stdout.write(`${packageJson.version}\n`);
    else {
      const { runCommand } = await import('./run-command.ts');
      return await runCommand(line, cancellation.signal);
    }
    return DONE;
  } catch (error) {
    const explanation = explain(error);
    if (explanation) stderr.write(`${explanation}\n`);
    return error instanceof Cancelled ? CANCELLED : FAILED;
  }
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
