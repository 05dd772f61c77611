/** What stands for each character that the prompts, and Terraform, draw with where a terminal shows only ASCII; all are one column wide. */
const ASCII: Readonly<Record<string, string>> = {
  '│': '|',
  '┌': '+',
  '└': '+',
  '├': '+',
  '╭': '+',
  '╮': '+',
  '╯': '+',
  '╰': '+',
  '╷': '+',
  '╵': '+',
  '─': '-',
  '—': '-',
  '◆': '*',
  '◇': 'o',
  '■': 'x',
  '▲': '!',
  '●': '>',
  '○': ' ',
  '◻': '.',
  '◼': 'x',
  '▪': '*',
  '◒': '|',
  '◐': '/',
  '◓': '-',
  '◑': '\\',
  '↑': '^',
  '↓': 'v',
  '•': '-',
  '█': '_',
  '…': '.',
  '’': "'",
};

const DRAWN = new RegExp(`[${Object.keys(ASCII).join('')}]`, 'gu');

/** Text as a terminal without Unicode can show it. */
export const inAscii = (text: string): string => text.replaceAll(DRAWN, (drawn) => ASCII[drawn] ?? drawn);

/** Those that do already. */
const drawing = new WeakSet<NodeJS.WriteStream>();

/** Has an output draw in ASCII from here on. The prompts look only at TERM=linux, and draw arrows even there. */
export function drawInAscii(output: NodeJS.WriteStream): void {
  if (drawing.has(output)) return;
  drawing.add(output);
  const write = output.write.bind(output) as (...args: unknown[]) => boolean;
  output.write = (chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === 'string' ? inAscii(chunk) : chunk, ...rest);
}
