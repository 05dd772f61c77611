import type { TerminalStyle } from './terminal-style.ts';

export type Colour = 'red' | 'green' | 'yellow' | 'magenta' | 'cyan' | 'dim' | 'bold';

const CODES: Readonly<Record<Colour, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  magenta: [35, 39],
  cyan: [36, 39],
};

/** Text in a colour, where the terminal shows colours. */
export function paint({ colour }: TerminalStyle, name: Colour, text: string): string {
  const [on, off] = CODES[name];
  return colour ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}
