import { stripVTControlCharacters } from 'node:util';
import { BAR, messageLines } from '../../core/text/paragraph.ts';
import { terminalText } from '../../core/text/terminal-text.ts';
import type { CheckLog } from '../run.ts';
import type { World } from '../world.ts';
import { drawInAscii } from './ascii-output.ts';
import { liveLog } from './live-log.ts';

/** In a terminal that can move its cursor a log that goes away on success, else plain lines. */
export function checkLog(
  title: string,
  toStandardError: boolean,
  { style, env }: Pick<World, 'style' | 'env'>,
): CheckLog {
  const { stdout, stderr } = process;
  if (stdout.isTTY && env.TERM !== 'dumb' && !toStandardError) {
    if (!style.unicode) drawInAscii(stdout);
    return liveLog(title);
  }
  const to = toStandardError ? stderr : stdout;
  const write = (text: string) => to.write(terminalText(`${stripVTControlCharacters(text)}\n`));
  write(`$ ${title}`);
  return {
    line: (text) => write(messageLines(text, BAR)),
    succeeded: (text) => write(`Passed: ${text}\n`),
    failed: () => undefined,
  };
}
