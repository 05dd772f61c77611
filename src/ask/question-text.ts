import type { Command } from './command.ts';
import { type PerCommand, type QuestionKey, question } from './questions.ts';

const ENV_PREFIX = 'PRIVATE_ECS_';

/** The environment variables that answer a question, the first set one wins. */
export function environmentOf(key: QuestionKey): readonly string[] {
  const { env, mode, flag } = question(key);
  return env ?? (mode ? [] : [ENV_PREFIX + flag.toUpperCase().replaceAll('-', '_')]);
}

/** What a question is about, in a sentence or two; to the first of its commands where none is named. */
export const helpOf = (key: QuestionKey, command?: Command): string =>
  perCommand(question(key).help, command);

/** How a question is named to people: `--vpc <vpc-id|new>`, `[directory]`. */
export function usageOf(key: QuestionKey, command: Command): string {
  const { form, flag, value, schema } = question(key);
  if (form === 'argument') return `[${flag}]`;
  const choices = 'options' in schema ? (schema.options as readonly string[]).join('|') : undefined;
  const operand = value === undefined ? choices : perCommand(value, command);
  return operand ? `--${flag} <${operand}>` : `--${flag}`;
}

/** How a question is named in a sentence: `--vpc`, `directory`. */
export const flagOf = (key: QuestionKey): string =>
  question(key).form === 'argument' ? question(key).flag : `--${question(key).flag}`;

/** The default in words, or undefined where there is none worth saying. */
export function fallbackOf(key: QuestionKey, command: Command): string | undefined {
  const { fallback, fallbackText } = question(key);
  if (fallbackText !== undefined) return perCommand(fallbackText, command);
  return fallback === undefined || fallback === false ? undefined : String(fallback);
}

const perCommand = (text: PerCommand, command: Command | undefined): string =>
  typeof text === 'string' ? text : (text[command?.name ?? ''] ?? Object.values(text)[0] ?? '');
