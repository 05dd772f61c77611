import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa, execaSync } from 'execa';
import { Cancelled } from '../core/cancelled.ts';
import type { Check } from '../formats/format.ts';
import { envOutside, findTool } from './find-tool.ts';
import { processTree } from './process-tree.ts';

/** Where the output of a check goes while it runs. */
export interface CheckLog {
  readonly line: (text: string) => void;
  readonly succeeded: (text: string) => void;
  readonly failed: (text: string) => void;
}

export interface CheckRequest {
  /** The first whose tool is installed is run. */
  readonly checks: readonly Check[];
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  /** Opens the log of one command. */
  readonly log: (command: string) => CheckLog;
}

/** `absent` names the tools that were looked for. */
export type CheckResult =
  | { readonly kind: 'passed' }
  | { readonly kind: 'absent'; readonly tools: readonly string[] }
  | { readonly kind: 'failed'; readonly command: string };

/** Tools that ask for news of themselves are told not to, and Windows not to look for programs where they run. */
const SETTINGS = {
  CHECKPOINT_DISABLE: '1',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  NO_UPDATE_NOTIFIER: '1',
  NoDefaultCurrentDirectoryInExePath: '1',
};

/**
 * Runs the format's own tools on what was written.
 *
 * @throws Cancelled when the signal fired.
 */
export async function runChecks(request: CheckRequest): Promise<CheckResult> {
  const { checks } = request;
  for (const check of checks) {
    const result = await runCheck(check, request);
    if (result) return result;
  }
  return { kind: 'absent', tools: checks.flatMap(([first]) => first?.[0] ?? []) };
}

/** Undefined when the tool is not installed. */
async function runCheck(check: Check, request: CheckRequest): Promise<CheckResult | undefined> {
  const { directory, env, signal } = request;
  for (const [index, [tool, ...args]] of check.entries()) {
    const search = { env, platform: process.platform, directory };
    const program = findTool(tool, search);
    const command = [tool, ...args].join(' ');
    if (program === undefined) {
      if (index === 0) return undefined;
      request.log(command).failed(`${tool} is not installed`);
      return { kind: 'failed', command };
    }
    const log = request.log(command);
    const running = execa(program, args, {
      cwd: directory,
      env: { ...envOutside(search), ...SETTINGS },
      extendEnv: false,
      stdin: 'ignore',
      all: true,
      buffer: false,
      reject: false,
      // A group of its own, so that the programs that it starts can be ended with it.
      detached: process.platform !== 'win32',
    });
    const cancelled = endsWithTree(running.pid, signal);
    try {
      for await (const line of running.iterable({ from: 'all' })) log.line(line);
    } catch {
      // A program that could not be started ends its output with an error; the result below says which.
    }
    const { exitCode, code } = await running;
    if (await cancelled()) throw new Cancelled('Cancelled.');
    if (index === 0 && (code === 'ENOENT' || exitCode === 127)) return undefined;
    if (exitCode !== 0) {
      log.failed(`${command} failed`);
      return { kind: 'failed', command };
    }
    log.succeeded(command);
  }
  return { kind: 'passed' };
}

/** How long programs have to put things in order; the process itself ends soon after that. */
const GRACE_MS = 150;

/**
 * Ends a program and all that it started when the signal fires, or when this process ends.
 *
 * @returns whether the signal fired, once nothing of it runs any more
 */
function endsWithTree(pid: number | undefined, signal: AbortSignal | undefined): () => Promise<boolean> {
  if (pid === undefined) return async () => signal?.aborted === true;
  const kill = () => endTree(pid, known, 'SIGKILL');
  // Once it has ended nothing tells any more what it had started.
  let known: readonly number[] = [];
  let ended: Promise<void> | undefined;
  const end = () => {
    known = endTree(pid, [], 'SIGTERM');
    ended = setTimeout(GRACE_MS).then(() => void kill());
  };
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end);
  process.once('exit', kill);
  return async () => {
    signal?.removeEventListener('abort', end);
    process.off('exit', kill);
    await ended;
    return signal?.aborted === true;
  };
}

/** @returns the processes that got the signal */
function endTree(pid: number, known: readonly number[], signal: 'SIGTERM' | 'SIGKILL'): readonly number[] {
  if (process.platform === 'win32') {
    const taskkill = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    execaSync(taskkill, ['/pid', String(pid), '/t', '/f'], { reject: false });
    return [];
  }
  const tree = [...new Set([...known, ...processTree(pid)])];
  // The group first: it holds also those whose parent has ended.
  for (const target of [-pid, ...tree]) {
    try {
      process.kill(target, signal);
    } catch {
      // It has ended.
    }
  }
  return tree;
}
