import { visible } from './visible.ts';

/** The workflow commands of GitHub Actions that make an annotation. */
export type Annotation = 'error' | 'warning' | 'notice';

/** What an annotation says besides its message. Without a file it stands at the run and not at a line. */
export interface AnnotationPlace {
  readonly title: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

/** How a line that is an annotation starts. */
export const ANNOTATION_START = /^::(?:error|warning|notice) /;

/**
 * An annotation as one line for the runner of GitHub Actions. Nothing in a text can end the line or the command: what would is
 * escaped as the runner undoes it.
 *
 * @param message its line ends are kept
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 * @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
 */
export function annotation(
  kind: Annotation,
  { title, file, line }: AnnotationPlace,
  message: string,
): string {
  const properties = Object.entries({ file, line, title }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${property(String(value))}`],
  );
  return `::${kind} ${properties.join(',')}::${data(message)}`;
}

const data = (text: string): string =>
  text
    .split('\n')
    .map((line) => visible(line).replaceAll('%', '%25'))
    .join('%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
