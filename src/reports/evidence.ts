import type { Markup } from '../core/text/markup.ts';
import type { TerminalStyle } from './terminal-style.ts';

/** What was asked for besides the paths, and is loaded only then. Each report has a place for it, and knows no more of it. */
export interface Evidence {
  /** Its heading, and its key in `--json`. */
  readonly key: 'cost' | 'traffic';
  /** Its value in `--json`. */
  readonly document: unknown;
  /** Its lines in a terminal; none starts with text from outside. */
  readonly text: (style: TerminalStyle) => readonly string[];
  /** Its blocks in Markdown. */
  readonly markdown: () => readonly string[];
  /** Its part of a page. */
  readonly page: () => Promise<Markup>;
}
