import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { bareEnv, PROGRAM } from './program.ts';

export const KEYS = {
  enter: '\r',
  down: '\x1b[B',
  up: '\x1b[A',
  space: ' ',
  tab: '\t',
  backspace: '\x7f',
  ctrlC: '\x03',
} as const;

export interface TerminalOptions {
  readonly cwd: string;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The program in a terminal. */
export class Terminal {
  /** All that was printed so far, control sequences included. */
  raw = '';
  readonly exit: Promise<number>;
  readonly #type: (keys: string) => void;
  #seen = 0;

  constructor(args: readonly string[], { cwd, columns = 80, env = {} }: TerminalOptions) {
    const terminal = spawn(process.execPath, [PROGRAM, ...args], {
      cols: columns,
      rows: 50,
      cwd,
      env: { ...bareEnv(), TERM: 'xterm-256color', ...env },
    });
    terminal.onData((data) => {
      this.raw += data;
    });
    this.#type = (keys) => terminal.write(keys);
    this.exit = new Promise((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
  }

  get text(): string {
    return stripVTControlCharacters(this.raw).replaceAll('\r', '');
  }

  /** Waits for `wanted` to be printed after what was waited for before, then types. */
  async answer(wanted: string, keys: string): Promise<void> {
    await this.see(wanted);
    this.#type(keys);
  }

  async see(wanted: string): Promise<void> {
    const until = Date.now() + 15_000;
    for (;;) {
      const at = this.text.indexOf(wanted, this.#seen);
      if (at >= 0) {
        this.#seen = at + wanted.length;
        return;
      }
      if (Date.now() > until) throw new Error(`never saw "${wanted}" in:\n${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
