import { progress } from '@clack/prompts';
import { terminalText } from '../../core/text/terminal-text.ts';
import { showSlowCalls } from '../slow-calls.ts';
import { drawInAscii } from './ascii-output.ts';

/** Shows how far something is. */
export interface Progress {
  readonly begin: (steps: number) => void;
  /** @param done steps that are done */
  readonly show: (done: number, text: string) => void;
  readonly end: () => void;
}

/** How often a line is written where there is no terminal, in milliseconds. */
const EVERY = 10_000;

/** A bar in the terminal, below which the report comes. */
export function progressBar({ unicode }: { readonly unicode: boolean }): Progress {
  if (!unicode) drawInAscii(process.stdout);
  let bar: ReturnType<typeof progress> | undefined;
  let finished = () => {};
  let shown = 0;
  let last = 'Reading';
  return {
    begin: (steps) => {
      bar = progress({ max: Math.max(1, steps), size: 20 });
      bar.start(last);
      finished = showSlowCalls((waiting) => bar?.message(`${last}. ${terminalText(waiting)}`));
    },
    show: (done, text) => {
      last = terminalText(text);
      bar?.advance(done - shown, last);
      shown = done;
    },
    end: () => {
      finished();
      bar?.stop(last);
      bar = undefined;
    },
  };
}

/** A line now and then, for a log. What takes no longer than one is not worth a line. */
export function progressLines(say: (text: string) => void): Progress {
  let next = Date.now() + EVERY;
  let last: string | undefined;
  let said = false;
  return {
    begin: () => undefined,
    show: (_, text) => {
      last = text;
      if (Date.now() < next) return;
      next = Date.now() + EVERY;
      said = true;
      say(`${text}.`);
    },
    end: () => {
      if (said && last !== undefined) say(`${last}.`);
      last = undefined;
    },
  };
}
