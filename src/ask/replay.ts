import { type Shell, shellWord } from '../core/text/shell-word.ts';
import { type Command, questionsOf } from './command.ts';
import { flagOf } from './question-text.ts';
import { type Answers, type QuestionKey, question } from './questions.ts';

/** What decides how the words of a command line must be typed. */
export interface CommandLine {
  readonly shell: Shell;
  /** The words that call a command where they stand first. */
  readonly commandWords: readonly string[];
}

/**
 * The one line that gives the same result again without a question.
 *
 * @param line how its words must be typed
 * @param always the answers that it shows even where they are the defaults
 */
export function replay(
  command: Command,
  answers: Answers,
  line: CommandLine,
  always: readonly QuestionKey[] = [],
): string {
  const words = questionsOf(command).flatMap((key) => {
    const answer = answers[key];
    return answer === undefined || question(key).mode || (isFallback(key, answer) && !always.includes(key))
      ? []
      : wordsOf(key, answer, line.commandWords);
  });
  const program = [
    'npx',
    'create-private-ecs-network',
    ...(line.commandWords.includes(command.name) ? [command.name] : []),
  ];
  return [...program, ...words, '--yes'].map((word) => shellWord(word, line.shell)).join(' ');
}

/** The words that name the task definitions and services that the answers name, quoted for the shell. */
export const workloadWords = (answers: Answers, shell: Shell): string[] =>
  WORKLOAD_KEYS.flatMap((key) => {
    const names = answers[key];
    return names === undefined ? [] : wordsOf(key, names, []).map((word) => shellWord(word, shell));
  });

const WORKLOAD_KEYS = ['taskDefinition', 'service', 'cluster'] as const;

/** Defaults are left out, so that the line stays short; the directory stays, as the next steps name it. */
const isFallback = (key: QuestionKey, answer: unknown): boolean =>
  question(key).form !== 'argument' && JSON.stringify(answer) === JSON.stringify(question(key).fallback);

function wordsOf(key: QuestionKey, answer: unknown, commandWords: readonly string[]): string[] {
  const { form } = question(key);
  if (form === 'argument') return [asOperand(String(answer), commandWords)];
  if (form === 'switch') return [answer ? flagOf(key) : `${flagOf(key)}=false`];
  return [flagOf(key), textOf(answer)];
}

/** A directory that begins with a dash, or is named like a command, must not be taken for one. */
const asOperand = (text: string, commandWords: readonly string[]): string =>
  text.startsWith('-') || text === 'create' || commandWords.includes(text) ? `./${text}` : text;

function textOf(answer: unknown): string {
  if (Array.isArray(answer)) return answer.join(',');
  if (typeof answer !== 'object' || answer === null) return String(answer);
  return Object.entries(answer)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
