import { join } from 'node:path';
import { type Answers, withDefaults } from '../../ask/questions.ts';
import { type CommandLine, replay } from '../../ask/replay.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { jsonText } from '../../core/text/json-text.ts';
import { BAR, paragraph } from '../../core/text/paragraph.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import { oneLine } from '../../core/text/visible.ts';
import type { Format, GeneratedFile, NextSteps, NextUse } from '../../formats/format.ts';
import type { Dialogue } from '../../host/ask/dialogue.ts';
import { planDocument, type Update } from '../../reports/plan-document.ts';
import { planText } from '../../reports/plan-text.ts';
import { create } from './command.ts';
import type { PlanCost } from './cost-of-plan.ts';
import { isNothing } from './update.ts';

/** What is to be written, and what led there. */
export interface Result {
  readonly answers: Answers;
  /** Those that somebody gave; the workload tells the others again. */
  readonly given: Answers;
  readonly directory: string;
  readonly format: Format;
  readonly decided: Plan;
  readonly files: readonly GeneratedFile[];
  readonly next: NextSteps | NextUse;
  readonly cost: PlanCost;
  /** How it differs from the run before in the same directory; undefined for a first run. */
  readonly update: Update | undefined;
  /** What a file of the directory holds now; undefined where there is none. */
  readonly textOf: (path: string) => string | undefined;
}

/** How a run of `create` tells what it does: to a script, to somebody at a terminal, or in plain lines. */
export interface Telling {
  /** Ends a run that changes nothing. */
  readonly upToDate: (result: Result) => void;
  /** Ends a run whose plan needs no files. */
  readonly nothingToWrite: (result: Result) => void;
  /**
   * Shows what is about to be written.
   *
   * @param replaced the files that are there already
   * @returns whether to run the checks
   * @throws Cancelled when nothing may be written
   */
  readonly agreed: (result: Result, replaced: readonly string[]) => Promise<boolean>;
  readonly written: (result: Result, replaced: readonly string[]) => void;
  /**
   * Ends a run that wrote files.
   *
   * @param valid whether no check failed
   */
  readonly finished: (result: Result, valid: boolean) => void;
}

export interface TellingIo extends CommandLine {
  /** Columns of the terminal. */
  readonly width: number;
  /** Undefined where nobody can be asked. */
  readonly dialogue: Dialogue | undefined;
  /** Standard output. */
  readonly print: (text: string) => void;
}

/** The way in which a run tells: `--json` comes before a terminal. */
export function tellingOf(answers: Answers, io: TellingIo): Telling {
  const { json } = withDefaults(answers);
  if (json) return inJson(io);
  return io.dialogue ? inTerminal(io, io.dialogue) : inLines(io);
}

/** One document on standard output. */
function inJson({ print }: TellingIo): Telling {
  const document = (result: Result) => print(documentText(result));
  return {
    upToDate: document,
    nothingToWrite: document,
    agreed: async ({ answers }) => withDefaults(answers).check,
    written: document,
    finished: () => undefined,
  };
}

const documentText = ({ decided, files, update, cost }: Result): string =>
  `${jsonText(planDocument(decided, files, update, cost.document), 2)}\n`;

function inTerminal(io: TellingIo, dialogue: Dialogue): Telling {
  return {
    upToDate: ({ decided, directory, cost }) =>
      dialogue.conclude(decided, upToDate(directory), cost.sentences),
    nothingToWrite: ({ decided, cost }) =>
      dialogue.conclude(decided, nothingToWrite(decided), cost.sentences),
    agreed: ({ answers, cost, decided, files, directory, format, update }, replaced) =>
      dialogue.confirm({
        differences: differenceLines(update, io.width - 4),
        removals: withDefaults(answers).allowRemoval ? 0 : (update?.removes.length ?? 0),
        plan: decided,
        cost: cost.sentences,
        files,
        replaced,
        directory,
        check: withDefaults(answers).check,
        checkedBy: format.checkedBy,
      }),
    written: (result, replaced) => dialogue.written(writtenLines(result, replaced)),
    finished: (result, valid) =>
      dialogue.finish(nextLines(result, io, io.width - 4), againLine(result, io), valid),
  };
}

function inLines(io: TellingIo): Telling {
  const { print, width } = io;
  const lines = (...texts: readonly string[]) => print([...texts, ''].join('\n'));
  return {
    upToDate: (result) => lines(...planLines(result, width), '', upToDate(result.directory)),
    nothingToWrite: (result) => lines(...planLines(result, width), '', nothingToWrite(result.decided)),
    agreed: async ({ answers }) => withDefaults(answers).check,
    written: (result, replaced) =>
      lines(
        ...planLines(result, width),
        '',
        ...differenceLines(result.update, width),
        ...writtenLines(result, replaced),
        '',
      ),
    finished: (result) =>
      lines(
        ...nextLines(result, io, width),
        '',
        'To repeat this without prompts:',
        `  ${againLine(result, io)}`,
      ),
  };
}

const planLines = ({ decided, cost }: Result, width: number): string[] =>
  planText(decided, width, cost.sentences);

/** Prints the plan and the files instead of writing them; where an earlier run wrote, how the files would change. */
export async function tellDryRun(result: Result, { print, width }: TellingIo): Promise<void> {
  const { answers, files, directory, update } = result;
  if (withDefaults(answers).json) {
    print(documentText(result));
    return;
  }
  const shown = update
    ? await diffOf(result, update)
    : files.flatMap(({ path, contents }) => [`--- ${join(directory, path)}`, contents]);
  print(
    [
      ...planLines(result, width),
      '',
      ...(update && isNothing(update) ? [upToDate(directory), ''] : differenceLines(update, width)),
      ...shown,
      'Nothing was written (--dry-run).',
      '',
    ].join('\n'),
  );
}

async function diffOf({ files, directory, textOf }: Result, update: Update): Promise<string[]> {
  const { filesDiff } = await import('../../reports/files-diff.ts');
  const { added, changed, removed } = update.files;
  const versions = [
    ...files.filter(({ path }) => added.includes(path) || changed.includes(path)),
    ...removed.map((path) => ({ path, contents: undefined })),
  ].map(({ path, contents }) => ({
    path: join(directory, path).replaceAll('\\', '/'),
    before: textOf(path),
    after: contents,
  }));
  return versions.length > 0 ? [filesDiff(versions)] : [];
}

const upToDate = (directory: string): string => `Nothing changed: ${directory} is up to date.`;

/** What will be different from the run before; nothing for a first run. */
export function differenceLines(update: Update | undefined, width: number): string[] {
  if (update === undefined) return [];
  const { adds, removes, prerequisites, files } = update;
  const line = (mark: string) => (text: string) =>
    paragraph(text, width, { first: `  ${mark} `, more: BAR.padStart(6) });
  return [
    'Compared with the run before:',
    ...(adds.length + removes.length === 0 ? ['  - no resource is added or removed'] : []),
    ...adds.flatMap(line('+')),
    ...removes.flatMap(line('-')),
    ...(prerequisites.adds.length > 0 ? ['  New manual steps:'] : []),
    ...prerequisites.adds.flatMap(line('+')),
    ...(prerequisites.leaves.length > 0
      ? paragraph('Done by command, and no longer needed. Deployment leaves it as it is:', width, {
          first: '  ',
          more: BAR.padStart(4),
        })
      : []),
    ...prerequisites.leaves.flatMap(({ part, undo }) => [...line('-')(part), `    To undo it: ${undo}`]),
    ...(files.removed.length > 0
      ? paragraph(`Files that go: ${files.removed.join(', ')}`, width, { first: '  ', more: BAR.padStart(4) })
      : []),
    '',
  ];
}

function nothingToWrite({ prerequisites, endpoints, after }: Plan): string {
  if (prerequisites.length > 0) return 'Nothing to generate: only the commands above can change this.';
  if (endpoints.length === 0 && after.length === 0)
    return 'Nothing to generate: the tasks use no AWS service that has a VPC endpoint.';
  return after.every(({ via }) => via === 'endpoint')
    ? 'No changes: every endpoint your tasks need already exists.'
    : 'Nothing to generate: the open items above need your decision.';
}

function writtenLines({ files, directory }: Result, replaced: readonly string[]): string[] {
  return [
    `Written to ${directory}:`,
    ...files.map(({ path }) => `  - ${path}${replaced.includes(path) ? ' (replaced)' : ''}`),
  ];
}

/** The two commands to type next, or how to use files that can't be deployed on their own. */
function nextLines(
  { directory, decided, format, update, next }: Result,
  { shell }: CommandLine,
  columns: number,
): string[] {
  if ('use' in next)
    return [
      'Next:',
      ...next
        .use(oneLine(directory))
        .flatMap((step) => paragraph(step, columns, { first: '  - ', more: BAR.padStart(4) })),
    ];
  const { setUp, deploy } = next;
  const enter = `cd ${shellWord(directory, shell)}`;
  const stack = decided.newVpc && update === undefined ? format.stack?.(decided) : undefined;
  return [
    'Next:',
    `  ${setUp === undefined ? enter : `${enter} && ${setUp}`}`,
    // A comment, so that all of it can be pasted.
    ...(stack === undefined
      ? []
      : [`  # If the account has a stack ${stack} already, this replaces it: see README.md.`]),
    `  ${deploy}`,
  ];
}

/** The record holds all answers, so its directory is enough. */
const againLine = ({ directory }: Result, line: CommandLine): string => replay(create, { directory }, line);
