import * as clack from '@clack/prompts';
import type { TerminalStyle } from '../../reports/terminal-style.ts';
import { drawInAscii } from './ascii-output.ts';
import { answer } from './prompts.ts';

/**
 * Asks one question outside of the wizard.
 *
 * @throws Cancelled when the user leaves it
 */
export function askYesOrNo(message: string, { unicode }: TerminalStyle): Promise<boolean> {
  if (!unicode) drawInAscii(process.stdout);
  return answer(clack.confirm({ message, initialValue: false }));
}
