import { wrap } from './wrap.ts';

/** What each line of a paragraph starts with. */
export interface Starts {
  /** Of the first line: a mark of ours, or nothing where the text itself starts with words of ours. */
  readonly first: string;
  /** Of every further line: spaces and `BAR`. */
  readonly more: string;
}

/** Starts a line whose text may be anybody's. */
export const BAR = '| ';

/**
 * Text that may hold names and values from outside, as lines of at most `width` characters. The runner of a CI job trims a line
 * and takes some for commands by how they start, and nobody knows all of these forms. So no line starts with what was
 * broken off a text: whatever word comes first there, our own mark stands before it.
 *
 * @throws where no mark of ours would stand at the start of a further line
 */
export function paragraph(text: string, width: number, { first, more }: Starts): string[] {
  if (more.trim() === '') throw new Error('A paragraph needs a mark at the start of its lines.');
  return wrap(text, width, { first, more });
}

/** `paragraph` with the bar at the start of all lines, below `indent` spaces. */
export const barred = (text: string, width: number, indent = 0): string[] => {
  const start = ' '.repeat(indent) + BAR;
  return paragraph(text, width, { first: start, more: start });
};

/** Lines of a message, such that only `first` and the bar stand at their starts. They are not broken, however long. */
export const messageLines = (text: string, first: string): string =>
  text
    .split('\n')
    .map((line, index) => (line === '' ? '' : `${index === 0 ? first : BAR}${line}`))
    .join('\n');
