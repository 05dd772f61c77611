import { terminalText } from '../../core/text/terminal-text.ts';
import { oneLine } from '../../core/text/visible.ts';

/** What clack puts around the text of a spinner or a bar: a glyph and spaces before, three dots after. */
const AROUND = 7;

/**
 * A text beside a spinner or a bar: on two lines it would jump. It is cut by characters, each of which takes a column in numbers, IDs,
 * hosts and Regions.
 *
 * @param columns how many are left for it and for what is around it
 */
export const onOneLine = (text: string, columns: number): string =>
  Array.from(terminalText(oneLine(text)))
    .slice(0, Math.max(1, columns - AROUND))
    .join('');
