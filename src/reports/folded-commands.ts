/** As few lines as this are read faster than a loop. */
const FEWEST = 3;

/** What a shell takes as it is, inside quotes or not. */
const PLAIN = /^[\w./:-]+$/;

/**
 * Commands, with those that differ in one value alone behind one loop of the shell: `for each in …; do …; done`. To be copied and
 * run as the commands are.
 *
 * @param commands one a line
 * @returns lines
 */
export function foldedCommands(commands: string): string[] {
  const lines = commands.split('\n');
  const folded: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const alike = alikeFrom(lines, at);
    folded.push(...(alike.length >= FEWEST ? loop(alike) : lines.slice(at, at + 1)));
    at += alike.length >= FEWEST ? alike.length : 1;
  }
  return folded;
}

/** The lines from one on that differ from it, and from each other, in one plain value at one place. */
function alikeFrom(lines: readonly string[], at: number): readonly string[] {
  let alike = lines.slice(at, at + 1);
  for (const line of lines.slice(at + 1)) {
    const more = [...alike, line];
    if (!differInOneValue(more)) break;
    alike = more;
  }
  return alike;
}

function differInOneValue(lines: readonly string[]): boolean {
  // What sets a variable, or has a quote within quotes, is left as it is.
  if (lines.some((line) => !line.startsWith('aws ') || /[$\\]/.test(line))) return false;
  const { before, after } = edges(lines);
  const values = lines.map((line) => valueIn(line, before, after));
  return new Set(values).size === lines.length && values.every((value) => PLAIN.test(value));
}

/** What all lines begin and end with, up to the value that differs: a value is not cut in the middle. */
function edges(lines: readonly string[]): { readonly before: string; readonly after: string } {
  const [first = ''] = lines;
  const shortest = Math.min(...lines.map((line) => line.length));
  let start = 0;
  while (start < shortest && lines.every((line) => line[start] === first[start])) start++;
  let end = 0;
  while (end < shortest - start && lines.every((line) => line.at(-1 - end) === first.at(-1 - end))) end++;
  const before = first.slice(0, start).replace(/[\w./:-]+$/, '');
  const after = first.slice(first.length - end).replace(/^[\w./:-]+/, '');
  return { before, after };
}

const valueIn = (line: string, before: string, after: string): string =>
  line.slice(before.length, line.length - after.length);

function loop(lines: readonly string[]): string[] {
  const { before, after } = edges(lines);
  const values = lines.map((line) => valueIn(line, before, after));
  const quoted = (before.match(/'/g) ?? []).length % 2 === 1;
  const value = quoted ? `'"$each"'` : '"$each"';
  return [`for each in ${values.join(' ')}; do`, `  ${before}${value}${after}`, 'done'];
}
