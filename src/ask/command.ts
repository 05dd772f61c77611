import { QUESTION_KEYS, type QuestionKey } from './questions.ts';

/** A command as people meet it: what arguments, help, completion and the replay line are made from. */
export interface Command {
  /** The word that calls it; `create` is called without one. */
  readonly name: string;
  /** A few words, for completion. */
  readonly summary: string;
  readonly usage: readonly string[];
  /** What it does, in a few sentences. */
  readonly what: string;
  readonly examples: readonly (readonly [what: string, command: string])[];
  readonly questions: ReadonlySet<QuestionKey>;
  /** The words that its argument can be, where it has no questions. */
  readonly operands?: readonly string[];
}

/** The questions of a command, in the table's order. */
export const questionsOf = ({ questions }: Command): QuestionKey[] =>
  QUESTION_KEYS.filter((key) => questions.has(key));
