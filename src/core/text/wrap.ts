import { visible } from './visible.ts';

/**
 * `text`, visible, in lines of at most `width` characters, broken at spaces; a longer word keeps a line of its own. For texts that
 * hold only words of ours; all others go through `paragraph`.
 *
 * @param starts what the first line and each further one start with
 */
export function wrap(text: string, width: number, starts = { first: '', more: '' }): string[] {
  const { first, more } = starts;
  const lines: string[] = [];
  let line = first;
  let begun = false;
  for (const word of text.split(/\s+/).filter(Boolean).map(visible)) {
    const space = begun ? ' ' : '';
    if (line.length + space.length + word.length > width && line.length > more.length) {
      lines.push(line.trimEnd());
      line = more + word;
    } else line += space + word;
    begun = true;
  }
  return begun ? [...lines, line] : [];
}
