import * as clack from '@clack/prompts';
import { answerFromText } from '../../ask/answers.ts';
import { flagOf } from '../../ask/question-text.ts';
import { type Answers, type QuestionKey, question } from '../../ask/questions.ts';
import { Cancelled } from '../../core/cancelled.ts';
import { Problem } from '../../core/problem.ts';
import { terminalText } from '../../core/text/terminal-text.ts';
import { oneLine } from '../../core/text/visible.ts';
import { showSlowCalls } from '../slow-calls.ts';
import { onOneLine } from './on-one-line.ts';

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

/** What a run that is left ends with. */
let farewell = 'Cancelled.';

/** Opens the frame. There is one terminal, and so one frame in it. */
export function openFrame(title: string, whenLeft: string): void {
  farewell = whenLeft;
  clack.intro(title);
}

/**
 * Closes the frame and ends the run.
 *
 * @throws Cancelled always
 */
export function leave(): never {
  clack.cancel(farewell);
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

/** An option of a list. */
export interface ListOption {
  readonly value: string;
  readonly hint?: string;
}

/**
 * Any number of options, found by typing. Enter selects nothing, so what was typed and not selected is asked about again.
 *
 * @param required whether none is no answer
 */
export async function selectAny(
  message: string,
  options: readonly ListOption[],
  { required = false, selected = [] }: { required?: boolean; selected?: readonly string[] } = {},
): Promise<string[]> {
  let look = (): {
    readonly typed: string;
    readonly matches: readonly string[];
    names: readonly string[];
  } => ({
    typed: '',
    matches: [],
    names: [],
  });
  const chosen = await answer(
    clack.autocompleteMultiselect<string>({
      message,
      maxItems: 7,
      required,
      initialValues: [...selected],
      output: recapping(() => look().names),
      options() {
        look = () => ({
          typed: this.userInput.trim(),
          matches: this.filteredOptions.map(({ value }) => value),
          names: this.selectedValues,
        });
        // Names have no spaces in them, so Space selects from the first key on, not only after an arrow key.
        this.isNavigating = true;
        return options.map(({ value, hint }) => ({ value, label: oneLine(value), ...(hint && { hint }) }));
      },
    }),
  );
  const { typed, matches } = look();
  // Something that was typed to be taken out of the selection has been dealt with, too.
  if (typed === '' || matches.some((value) => chosen.includes(value) || selected.includes(value)))
    return chosen;
  clack.log.warn(`"${oneLine(typed)}" was typed but not selected: Space selects, Enter goes on.`);
  return selectAny(message, options, { required, selected: chosen });
}

/** The terminal, where a list that has been answered names what was selected; clack only counts it. */
function recapping(names: () => readonly string[]): NodeJS.WriteStream {
  const recap = () => oneLine(names().join(', ')) || 'none';
  return new Proxy(process.stdout, {
    get: (stdout, key) => {
      if (key === 'write') return (text: string) => stdout.write(text.replace(/\d+ items selected/, recap));
      const value: unknown = Reflect.get(stdout, key);
      return typeof value === 'function' ? value.bind(stdout) : value;
    },
  });
}

/** Lines as they may be written into the frame, which goes to the terminal past `print` and `say`. Colours stay. */
export const shown = (lines: readonly string[]): string => terminalText(lines.join('\n'), { colours: true });

/** Shows that something is going on. */
export async function reading<T>(what: string, work: () => Promise<T>): Promise<T> {
  const spinner = clack.spinner({ cancelMessage: farewell });
  spinner.start(what);
  const finished = showSlowCalls((waiting) => spinner.message(onOneLine(waiting, process.stdout.columns)));
  try {
    const result = await work();
    spinner.stop(what);
    return result;
  } catch (error) {
    spinner.error(`${what}: failed`);
    throw error;
  } finally {
    finished();
  }
}
