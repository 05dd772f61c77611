import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
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
  /** A terminal of 0 columns and 0 rows is one that doesn't know its size. */
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The program in a terminal. */
export class Terminal {
  /** All that was printed so far, control sequences included. */
  raw = '';
  readonly exit: Promise<number>;
  readonly #type: (keys: string) => void;
  readonly #size: { readonly cols: number; readonly rows: number };
  #seen = 0;

  constructor(args: readonly string[], { cwd, columns = 80, rows = 50, env = {} }: TerminalOptions) {
    this.#size = { cols: columns || 300, rows: rows || 300 };
    const program = [process.execPath, PROGRAM, ...args] as const;
    const unsized = ['sh', '-c', 'stty rows 0 cols 0 && exec "$@"', 'sh', ...program] as const;
    const [command, ...words] = columns === 0 && rows === 0 ? unsized : program;
    const terminal = spawn(command, words, {
      ...this.#size,
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

  /** The lines that stand on the screen once `printed` was, which is the beginning of `raw`. */
  async screen(printed = this.raw): Promise<string[]> {
    const screen = new xterm.Terminal({ ...this.#size, allowProposedApi: true });
    await new Promise<void>((resolve) => screen.write(printed, resolve));
    const { viewportY } = screen.buffer.active;
    return Array.from({ length: screen.rows }, (_, row) =>
      (screen.buffer.active.getLine(viewportY + row)?.translateToString(true) ?? '').trimEnd(),
    );
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
