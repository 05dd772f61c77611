import * as clack from '@clack/prompts';
import { answerFromText } from '../../ask/answers.ts';
import { flagOf } from '../../ask/question-text.ts';
import { type Answers, type QuestionKey, question } from '../../ask/questions.ts';
import { Cancelled } from '../../core/cancelled.ts';
import { Problem } from '../../core/problem.ts';
import { terminalText } from '../../core/text/terminal-text.ts';

/**
 * The answer to a prompt.
 *
 * @throws Cancelled when the user leaves it
 */
export async function answer<T>(prompt: Promise<T | typeof clack.CANCEL_SYMBOL>): Promise<T> {
  const value = await prompt;
  if (clack.isCancel(value)) leave();
  return value as T;
}

const CANCELLED = 'Cancelled. Nothing was written.';

/**
 * Closes the frame and ends the run.
 *
 * @throws Cancelled always
 */
export function leave(): never {
  clack.cancel(CANCELLED);
  throw new Cancelled();
}

/** What is asked for an answer. */
export const messageOf = (key: QuestionKey): string => question(key).ask ?? flagOf(key);

/** Asks for text, with the question's own validation. */
export async function askText<Key extends QuestionKey>(
  key: Key,
  { initialValue, also }: { initialValue?: string; also?: (text: string) => string | undefined } = {},
): Promise<Exclude<Answers[Key], undefined>> {
  const fault = (text: string | undefined): string | undefined => {
    try {
      answerFromText(key, text ?? '');
      return also?.(text ?? '');
    } catch (error) {
      if (error instanceof Problem) return error.message;
      throw error;
    }
  };
  const text = await answer(
    clack.text({
      message: messageOf(key),
      validate: fault,
      ...(initialValue !== undefined && { initialValue }),
    }),
  );
  return answerFromText(key, text);
}

/** Lines as they may be written into the frame, which goes to the terminal past `print` and `say`. Colours stay. */
export const shown = (lines: readonly string[]): string => terminalText(lines.join('\n'), { colours: true });

/** Shows that something is going on. */
export async function reading<T>(what: string, work: () => Promise<T>): Promise<T> {
  const spinner = clack.spinner({ cancelMessage: CANCELLED });
  spinner.start(what);
  try {
    const result = await work();
    spinner.stop(what);
    return result;
  } catch (error) {
    spinner.error(`${what}: failed`);
    throw error;
  }
}
