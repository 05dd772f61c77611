#!/usr/bin/env node
import packageJson from '../package.json' with { type: 'json' };
import { type HelpPage, help } from './ask/help.ts';
import { HELP_PAGES } from './commands/help-pages.ts';
import { Cancelled } from './core/cancelled.ts';
import { Problem } from './core/problem.ts';
import { messageLines } from './core/text/paragraph.ts';
import { terminalText } from './core/text/terminal-text.ts';
import { isSet } from './host/is-set.ts';

/*
 * argv → command → exit code. What a command needs is loaded when it runs, so that --help and --version load nothing more,
 * and old versions of Node can read this and say what they lack.
 */

/** The exit codes that are set here, which is the only place that sets any; 1, for findings, is doctor's to return. */
const DONE = 0;
const FAILED = 2;
const CANCELLED = 130;

const { env, stdout, stderr, versions } = process;
const argv = process.argv.slice(2);

const [major = 0, minor = 0] = versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 12)) {
  stderr.write(
    `create-private-ecs-network needs Node.js 20.12 or newer; this is ${versions.node}. ` +
      'Install a newer one from https://nodejs.org and run the command again.\n',
  );
  process.exitCode = FAILED;
} else start();

function start(): void {
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
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      cancellation.abort();
      // Time to put things back; what waits for an answer from elsewhere is not waited for.
      setTimeout(() => process.exit(CANCELLED), 300).unref();
    });
  }

  main(cancellation.signal).then((code) => {
    finished = true;
    process.exitCode = code;
    // What is still under way elsewhere, such as a source of credentials that does not answer, is not waited for; what has been
    // written to standard output is.
    stdout.write('', () => setTimeout(() => process.exit(), 300).unref());
  });
}

/** @returns the exit code; what went wrong has been said */
async function main(signal: AbortSignal): Promise<number> {
  try {
    const own = argv[0] !== 'completion';
    if (own && asksFor('--help', 'h')) {
      stdout.write(help(pageOf(argv[0]), stdout.columns));
    } else if (own && asksFor('--version', 'v')) stdout.write(`${packageJson.version}\n`);
    else {
      const { runCommand } = await import('./commands/run.ts');
      return await runCommand(argv, signal, packageJson.version);
    }
    return DONE;
  } catch (error) {
    const explanation = await explain(error);
    const cancelled = error instanceof Cancelled;
    if (explanation) {
      stderr.write(terminalText(`${messageLines(explanation, cancelled ? '' : 'Error: ')}\n`));
    }
    return cancelled ? CANCELLED : FAILED;
  }
}

/** The help of the command that a word calls. */
function pageOf(word: string | undefined): HelpPage {
  return HELP_PAGES.named.find(({ name }) => name === word)?.page ?? HELP_PAGES.main;
}

/** Whether a flag is there, by its name or its letter (`-h`, `-vh`), whatever else is. */
function asksFor(name: string, letter: string): boolean {
  const end = argv.indexOf('--');
  return argv
    .slice(0, end < 0 ? argv.length : end)
    .some((word) => word === name || (/^-[hv]+$/.test(word) && word.includes(letter)));
}

/** What to say of an error; nothing where the user has been told. */
async function explain(error: unknown): Promise<string> {
  const debug = argv.includes('--debug') || isSet(env.PRIVATE_ECS_DEBUG);
  if (debug && error instanceof Error && !(error instanceof Cancelled)) {
    return (await import('./commands/run.ts')).debugText(error);
  }
  if (error instanceof Cancelled || error instanceof Problem) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `Internal error in create-private-ecs-network: ${message}\nRun it again with --debug and report what it prints.`;
}
