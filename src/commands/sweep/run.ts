import { resolve } from 'node:path';
import type { Described } from '../../ask/described.ts';
import { type Answers, withDefaults } from '../../ask/questions.ts';
import { Problem } from '../../core/problem.ts';
import { writeNew } from '../../host/sweep-folder.ts';
import type { Asked } from '../../host/world.ts';
import { targetFault } from '../../host/write.ts';
import { filesOf, INDEX_FILE, indexText, networkText, tasksText } from '../../sources/sweep/saved-sweep.ts';
import { sweep } from './sweep.ts';
import type { CodeOfFleet, SweepFolder, SweepProgress } from './sweep-io.ts';

/**
 * Gives `sweep` the world it looks at.
 *
 * @returns the exit code
 * @throws Problem for what the user can fix
 */
export async function run({ answers }: Described, asked: Asked): Promise<0 | 1> {
  const { save } = answers;
  // Said before anything is read.
  const fault = save === undefined ? undefined : targetFault(resolve(asked.cwd, save), false);
  if (fault !== undefined) throw new Problem(fault.replace(/, or use --force.*$/, '.'));
  const { code, answers: all } = await codeAsked(answers, asked);
  return sweep(all, {
    ...asked,
    fleet: code,
    progress: await progressOf(answers, asked),
    save: save === undefined ? undefined : folderAt(resolve(asked.cwd, save)),
    whenStopped: (callback) => {
      asked.signal.addEventListener('abort', callback, { once: true });
      // At Ctrl-C the prompt library ends the process itself.
      process.once('exit', callback);
    },
  });
}

/** The code that is to be made of what is read, and the answers with those of the run before in its directory. */
async function codeAsked(
  answers: Answers,
  asked: Asked,
): Promise<{ readonly code: CodeOfFleet | undefined; readonly answers: Answers }> {
  if (answers.create === undefined) return { code: undefined, answers };
  const { fleetAsked } = await import('./create/fleet-asked.ts');
  return fleetAsked(answers.create, answers, asked);
}

/** A bar where somebody sees it and it is not in the middle of what a script reads. */
async function progressOf(answers: Answers, { attended, style, say, env }: Asked): Promise<SweepProgress> {
  const { json, report, from } = withDefaults(answers);
  if (from !== undefined) return { begin: () => undefined, show: () => undefined, end: () => undefined };
  const { progressBar, progressLines } = await import('../../host/ask/sweep-progress.ts');
  const seen = attended && env.TERM !== 'dumb' && !json && report === 'text';
  return seen ? progressBar(style) : progressLines(say);
}

const folderAt = (directory: string): SweepFolder => ({
  vpc: (place, network, asked) => {
    const files = filesOf(place);
    writeNew(directory, files.network, networkText(network));
    writeNew(directory, files.tasks, tasksText(asked));
  },
  end: (index) => writeNew(directory, INDEX_FILE, indexText(index)),
});
