import { progress } from '@clack/prompts';
import type { TerminalStyle } from '../../reports/terminal-style.ts';
import { showSlowCalls } from '../slow-calls.ts';
import { drawInAscii } from './ascii-output.ts';
import { onOneLine } from './on-one-line.ts';

/** Shows how far something is. */
export interface Progress {
  readonly begin: (steps: number) => void;
  /** @param done steps that are done */
  readonly show: (done: number, text: string) => void;
  readonly end: () => void;
}

/** How often a line is written where there is no terminal, in milliseconds. */
const EVERY = 10_000;

/** Columns of the bar. */
const BAR = 20;

/** A bar in the terminal, below which the report comes. Its text fits beside it: on two lines it would jump. */
export function progressBar({ unicode, width }: Pick<TerminalStyle, 'unicode' | 'width'>): Progress {
  if (!unicode) drawInAscii(process.stdout);
  let bar: ReturnType<typeof progress> | undefined;
  let finished = () => {};
  const fitting = (text: string, beside = BAR) => onOneLine(text, width - beside);
  let shown = 0;
  let last = 'Reading';
  return {
    begin: (steps) => {
      bar = progress({ max: Math.max(1, steps), size: BAR });
      bar.start(fitting(last));
      finished = showSlowCalls((waiting) => bar?.message(fitting(waiting)));
    },
    show: (done, text) => {
      last = text;
      bar?.advance(done - shown, fitting(text));
      shown = done;
    },
    end: () => {
      finished();
      // What was read last says nothing any more, and the bar is gone.
      bar?.stop(fitting(last.replace(/; .*/, ''), 0));
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
