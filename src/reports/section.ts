import type { Severity } from '../core/findings/rule.ts';

/** What a report shows before everything else, where it was asked for: an answer about one task. */
export interface Section {
  readonly severity: Severity;
  readonly title: string;
  /** Who says what: columns where they fit. */
  readonly says: readonly { readonly who: string; readonly what: string }[];
  readonly sentences: readonly string[];
}
