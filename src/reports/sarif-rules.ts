import type { Severity } from '../core/findings/rule.ts';
import { RULE_IDS, RULES } from '../core/findings/rules.ts';
import { sentenceCase } from '../core/text/sentence-case.ts';
import type { SectionTitle } from './section.ts';

/** A `reportingDescriptor` of SARIF. */
export interface SarifRule {
  readonly id: string;
  readonly shortDescription: SarifText;
  readonly fullDescription: SarifText;
  readonly help: SarifText & { readonly markdown: string };
  readonly defaultConfiguration: { readonly level: Level };
}

export interface SarifText {
  readonly text: string;
}

export type Level = 'error' | 'warning' | 'note';

/** SARIF has no level for what is unknown: it may be broken, so it warns. */
export const LEVELS: Readonly<Record<Severity, Level>> = {
  error: 'error',
  warning: 'warning',
  unknown: 'warning',
  info: 'note',
};

/** Every rule of `doctor`, with its page as help. */
export const findingRules = (): SarifRule[] =>
  RULE_IDS.map((id) => {
    const { page, severity } = RULES[id];
    const what = sectionOf(page, 'What it is');
    const markdown = withoutPageLinks(page);
    return {
      id,
      shortDescription: { text: firstSentence(what) },
      fullDescription: { text: [what, sectionOf(page, 'What happens')].filter(Boolean).join(' ') },
      help: { text: markdown, markdown },
      defaultConfiguration: { level: LEVELS[severity] },
    };
  });

/** A kind of remark on the workload as a rule; its page is docs/services.md. */
export function remarkRule(kind: string, severity: Severity): SarifRule {
  const text = `${sentenceCase(kind.replaceAll('-', ' '))}: what the task definitions and services show.`;
  return {
    id: kind,
    shortDescription: { text },
    fullDescription: { text },
    help: { text, markdown: text },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

/** What was asked about a task as a rule; its page is docs/stopped-tasks.md. */
export function sectionRule(title: SectionTitle, severity: Severity): SarifRule {
  const { what, help } = ASKED[title];
  return {
    id: title,
    shortDescription: { text: what },
    fullDescription: { text: what },
    help: { text: help, markdown: help },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

const ASKED: Readonly<Record<SectionTitle, { readonly what: string; readonly help: string }>> = {
  'stopped-task': {
    what: 'The message of a stopped task, and whether the network explains it.',
    help: 'Where message and network agree, the result of the rule that is named has the fix. Where they disagree, look at what the result says; if the network was changed since the task stopped, start a new task.',
  },
  task: {
    what: 'A task that has no message, and where it runs.',
    help: 'Pass a message that its service or its agent wrote with --stopped-reason.',
  },
  'ecs-exec': {
    what: 'What ECS Exec needs, and whether a task has it.',
    help: 'Fix what is wrong, then start a new task: one that runs does not change. What is not known must be checked by hand.',
  },
};

/** The first paragraph under a heading of a page, as plain text. */
function sectionOf(page: string, heading: string): string {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [paragraph = ''] = section.trim().split('\n\n');
  return withoutPageLinks(paragraph).replaceAll(/[`*]/g, '');
}

const firstSentence = (text: string): string => /^.*?[.](?=\s|$)/.exec(text)?.[0] ?? text;

/** Links from page to page lead nowhere outside of the docs. */
const withoutPageLinks = (markdown: string): string =>
  markdown.replaceAll(/\[([^\]]+)\]\((?!https:)[^)]+\)/g, '$1');
