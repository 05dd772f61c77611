import { Cancelled } from '../../core/cancelled.ts';
import { Problem } from '../../core/problem.ts';
import { oneLine } from '../../core/text/visible.ts';
import type { Check } from '../../formats/format.ts';
import type { CheckLog, CheckRequest, CheckResult } from '../../host/run.ts';

/** What `--check` needs of the world. */
export interface CheckIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Standard error. */
  readonly say: (text: string) => void;
  readonly check: (request: CheckRequest) => Promise<CheckResult>;
  readonly checkLog: (command: string) => CheckLog;
}

/** A directory as it was named, and its absolute path. */
interface Target {
  readonly directory: string;
  readonly target: string;
}

/**
 * Runs the format's own tools on files that were written.
 *
 * @returns what is wrong with the files, to be said last: they are written, and the way to use them is the same
 * @throws Cancelled when the user stopped it
 */
export async function checkFiles(
  checks: readonly Check[],
  { directory, target }: Target,
  io: CheckIo,
): Promise<Problem | undefined> {
  const { env, signal, checkLog: log } = io;
  const named = oneLine(directory);
  let result: CheckResult;
  try {
    result = await io.check({ checks, directory: target, env, signal, log });
  } catch (error) {
    throw error instanceof Cancelled ? new Cancelled(`Cancelled. The files are in ${named}.`) : error;
  }
  if (result.kind === 'absent')
    io.say(
      `Skipped validation: ${result.tools.join(' and ')} ${result.tools.length > 1 ? "aren't" : "isn't"} installed.`,
    );
  return result.kind === 'failed'
    ? new Problem(`${result.command} failed; its output is above. The files are in ${named}.`)
    : undefined;
}
