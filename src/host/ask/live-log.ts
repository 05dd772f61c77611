import { stripVTControlCharacters } from 'node:util';
import { taskLog } from '@clack/prompts';
import { terminalText } from '../../core/text/terminal-text.ts';
import type { CheckLog } from '../run.ts';

/** The output of a command as a log that goes away when the command succeeds. */
export function liveLog(command: string): CheckLog {
  const log = taskLog({ title: command, limit: 8 });
  return {
    line: (text) => log.message(terminalText(stripVTControlCharacters(text))),
    succeeded: (text) => log.success(text),
    failed: (text) => log.error(text, { showLog: true }),
  };
}
