import type { Command } from '../ask/command.ts';
import type { Described } from '../ask/described.ts';
import type { Answers } from '../ask/questions.ts';
import type { Asked, World } from '../host/world.ts';
import { completion } from './completion/command.ts';
import { begin } from './create/begin.ts';
import { create } from './create/command.ts';
import { doctor } from './doctor/command.ts';
import { sweep } from './sweep/command.ts';

/** A command with what runs it, which is loaded when it is called. */
export type Runnable = Command & (Asking | Plain);

/** A command that works from answers. */
export interface Asking {
  /** Whether somebody at a terminal is asked always, or only for what is missing. */
  readonly asks: 'always' | 'what-is-missing';
  /** Refuses what can be refused before anything is asked or read. */
  readonly begin?: (given: Answers, asked: Asked) => 'done' | undefined;
  readonly load: () => Promise<{ readonly run: (described: Described, asked: Asked) => Promise<number> }>;
}

/** A command that takes its arguments as they are. */
export interface Plain {
  readonly plain: () => Promise<{
    readonly run: (operands: readonly string[], world: World, commands: readonly Command[]) => number;
  }>;
}

/** The command that is called without a word. */
export const MAIN: Command & Asking = {
  ...create,
  asks: 'always',
  begin,
  load: () => import('./create/run.ts'),
};

/** Every command. */
export const COMMANDS: readonly Runnable[] = [
  MAIN,
  { ...doctor, asks: 'what-is-missing', load: () => import('./doctor/run.ts') },
  { ...sweep, asks: 'what-is-missing', load: () => import('./sweep/run.ts') },
  { ...completion, plain: () => import('./completion/run.ts') },
];
