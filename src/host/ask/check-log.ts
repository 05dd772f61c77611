import { stripVTControlCharacters } from 'node:util';
import { BAR, messageLines } from '../../core/text/paragraph.ts';
import { terminalText } from '../../core/text/terminal-text.ts';
import type { CheckLog } from '../run.ts';
import { liveLog } from './live-log.ts';

/** In a terminal a log that goes away on success, else plain lines. */
export function checkLog(title: string, toStandardError: boolean): CheckLog {
  const { stdout, stderr } = process;
  if (stdout.isTTY && !toStandardError) return liveLog(title);
  const to = toStandardError ? stderr : stdout;
  const write = (text: string) => to.write(terminalText(`${stripVTControlCharacters(text)}\n`));
  write(`$ ${title}`);
  return {
    line: (text) => write(messageLines(text, BAR)),
    succeeded: (text) => write(`Passed: ${text}\n`),
    failed: () => undefined,
  };
}
