import { taskLog } from '@clack/prompts';
import type { CheckLog } from '../run.ts';

/** The output of a command as a log that goes away when the command succeeds. */
export function liveLog(command: string): CheckLog {
  const log = taskLog({ title: command, limit: 8 });
  return {
    line: (text) => log.message(text),
    succeeded: (text) => log.success(text),
    failed: (text) => log.error(text, { showLog: true }),
  };
}
