import {
  type AnswersFile,
  contradictions,
  type Flags,
  gather,
  missing,
  missingProblem,
} from '../core/answers.ts';
import { Problem } from '../core/problem.ts';
import type { Answers, CommandName } from '../core/questions.ts';
import type { Wizard } from '../io/ask.ts';
import type { Aws } from '../io/aws.ts';

/** What it takes to get answers. */
export interface AskIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined where nobody can be asked. */
  readonly wizard: Wizard | undefined;
  readonly aws: Aws;
  readonly readText: (path: string) => Promise<string>;
  /** Standard error. */
  readonly say: (text: string) => void;
}

/**
 * What flags, the environment and the answers file say.
 *
 * @throws Problem naming everything that cannot be, or contradicts the rest.
 */
export async function answersGiven(command: CommandName, flags: Flags, io: AskIo): Promise<Answers> {
  const file = await answersFile(flags, io);
  const { answers, sources, overruled } = gather({ command, flags, env: io.env, file });
  for (const sentence of overruled) io.say(sentence);
  const found = contradictions(command, answers, sources);
  if (found.length > 0) throw new Problem(found.join('\n'));
  return answers;
}

async function answersFile({ config }: Flags, io: AskIo): Promise<AnswersFile | undefined> {
  const path = Array.isArray(config) ? config.at(-1) : undefined;
  return path === undefined ? undefined : { path, text: await io.readText(path) };
}

/**
 * Completes what decides which network is read: by asking, else from the profile.
 *
 * @throws Problem naming everything that is missing and cannot be asked, with the flag for each.
 */
export async function answersCompleted(command: CommandName, given: Answers, io: AskIo): Promise<Answers> {
  if (io.wizard) return io.wizard.askPlaceAndTasks(given, io.aws);
  const answers = await withRegion(command, given, io.aws);
  const keys = missing(command, answers);
  if (keys.length > 0) throw missingProblem(command, keys);
  return answers;
}

/** The profile's Region, where nothing else says one. */
async function withRegion(command: CommandName, answers: Answers, aws: Aws): Promise<Answers> {
  if (!missing(command, answers).includes('region')) return answers;
  const region = await aws.defaultRegion(answers);
  return region === undefined ? answers : { ...answers, region };
}
