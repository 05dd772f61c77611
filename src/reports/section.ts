import type { Severity } from '../core/findings/rule.ts';

/** What was asked about a task: why it stopped, how it is, or whether ECS Exec can work. */
export type SectionTitle = 'stopped-task' | 'task' | 'ecs-exec';

/** What a report shows before everything else, where it was asked for: an answer about one task. */
export interface Section {
  readonly severity: Severity;
  readonly title: SectionTitle;
  /** Who says what: columns where they fit. */
  readonly says: readonly { readonly who: string; readonly what: string }[];
  readonly sentences: readonly string[];
}

/** A section where there are no columns: what each says, then its sentences. */
export const sectionTexts = ({ says, sentences }: Section): string[] => [
  ...says.map(({ who, what }) => `${who}: ${what}`),
  ...sentences,
];
