import { stripVTControlCharacters, styleText } from 'node:util';
import * as clack from '@clack/prompts';
import type { Plan } from '../../core/plan/planned.ts';
import { oneLine } from '../../core/text/visible.ts';
import { wrap } from '../../core/text/wrap.ts';
import type { GeneratedFile } from '../../formats/format.ts';
import { changeLines, planText } from '../../reports/plan-text.ts';
import { askSubnetsAndOutput } from './ask-subnets-and-output.ts';
import { answer, leave, messageOf, shown } from './prompts.ts';
import { frameWidth } from './wizard.ts';

/** What is about to be written, to be agreed to. */
export interface Proposal {
  /** How it differs from the run before, in lines; empty for a first run. */
  readonly differences: readonly string[];
  /** How much the next deployment removes. */
  readonly removals: number;
  readonly plan: Plan;
  /** What it adds to the bill, in sentences. */
  readonly cost: readonly string[];
  readonly files: readonly GeneratedFile[];
  /** Those that are there already and will be replaced. */
  readonly replaced: readonly string[];
  readonly directory: string;
  /** Whether the checks are to run anyway. */
  readonly check: boolean;
  /** What the checks run, in words. */
  readonly checkedBy: string;
}

/** The wizard's second half, once the network is known. Every question throws Cancelled when the user leaves it. */
export interface Dialogue {
  readonly askSubnetsAndOutput: typeof askSubnetsAndOutput;
  /** Shows what would open more than it must, each by name, and asks whether to do it. */
  readonly allowWideRules: (withheld: Plan['withheld']) => Promise<boolean>;
  /** Shows the plan and asks once. The answer is whether to run the checks. */
  readonly confirm: (proposal: Proposal) => Promise<boolean>;
  /** Shows a plan that needs no files, as a whole since nothing is to be agreed to, and ends. */
  readonly conclude: (plan: Plan, last: string, cost: readonly string[]) => void;
  /** Says what was written. */
  readonly written: (lines: readonly string[]) => void;
  /**
   * Ends with what to type next, and the line that does all this again.
   *
   * @param valid whether no check failed
   */
  readonly finish: (next: readonly string[], again: string, valid: boolean) => void;
}

/** Goes on in the frame that `startWizard` opened. */
export function dialogue(columns: () => number): Dialogue {
  const width = () => frameWidth(columns());
  return {
    askSubnetsAndOutput,
    allowWideRules: (withheld) => allowWideRules(withheld, width()),
    confirm: (proposal) => confirm(proposal, width()),
    conclude: (plan, last, cost) => {
      clack.log.step(shown(linesOf(plan, width(), cost)));
      clack.outro(last);
    },
    written: (lines) => clack.log.success(shown(lines)),
    finish: (next, again, valid) => {
      clack.log.message(shown(next));
      clack.outro(
        valid
          ? 'Done. To repeat this without prompts:'
          : 'The files are written, but validation failed. To repeat this without prompts:',
      );
      // Outside the frame and unbroken, so that it can be copied.
      process.stdout.write(`${shown([again])}\n`);
    },
  };
}

async function allowWideRules(withheld: Plan['withheld'], width: number): Promise<boolean> {
  clack.log.warn(
    shown([
      ...wrap('There is no room for rules that allow only the addresses the tasks need:', width),
      ...changeLines(withheld, width),
    ]),
  );
  return answer(clack.confirm({ message: messageOf('allowWideRules'), initialValue: false }));
}

/**
 * Whether to run the checks on what may be written.
 *
 * @throws Cancelled when it may not
 */
async function confirm(
  { plan, cost, files, replaced, directory, check, checkedBy, differences, removals }: Proposal,
  width: number,
): Promise<boolean> {
  await showPlan(plan, width, cost);
  if (differences.length > 0) clack.log.warn(shown(differences));
  else if (replaced.length > 0) clack.log.warn(shown([`Replaced in ${directory}: ${replaced.join(', ')}`]));
  if (removals > 0) {
    const message = `Deploying this removes ${removals} item${removals === 1 ? '' : 's'}. Go on?`;
    if (!(await answer(clack.confirm({ message, initialValue: false })))) leave();
  }
  const what = `Write ${files.length} files to ${oneLine(directory)}?`;
  if (check) {
    if (await answer(clack.confirm({ message: what }))) return true;
    return leave();
  }
  const wish = await answer(
    clack.select({
      message: what,
      options: [
        { value: 'write', label: 'Yes' },
        { value: 'check', label: 'Yes, then validate them', hint: checkedBy },
        { value: 'leave', label: 'No, exit' },
      ],
    }),
  );
  if (wish === 'leave') leave();
  return wish === 'check';
}

/** Rows that the last question takes below what it is about, with the one that the cursor stands in. */
const ROWS_OF_QUESTION = 8;

const linesOf = (plan: Plan, width: number, cost: readonly string[]): string[] =>
  planText(plan, width, cost).map(coloured);

/** Shows a plan, page by page where it is longer than the terminal is high. */
async function showPlan(plan: Plan, width: number, cost: readonly string[]): Promise<void> {
  const lines = linesOf(plan, width, cost);
  const page = Math.max((process.stdout.rows || 24) - ROWS_OF_QUESTION, 5);
  const pages = chunks(lines, page);
  for (const [index, shownNow] of pages.entries()) {
    if (index === 0) clack.log.step(shown(shownNow));
    else clack.log.message(shown(shownNow));
    const rest = lines.length - (index + 1) * page;
    if (index === pages.length - 1) return;
    const more = await answer(
      clack.confirm({ message: `The plan has ${rest} more lines.`, active: 'Show', inactive: 'Skip' }),
    );
    if (!more) return;
  }
}

const chunks = (lines: readonly string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(lines.length / size) }, (_, index) =>
    lines.slice(index * size, (index + 1) * size),
  );

const COLOURS: Readonly<Record<string, 'green' | 'yellow' | 'dim'>> = {
  '+': 'green',
  '~': 'yellow',
  '=': 'dim',
};

/** The mark of an endpoint's line in its colour; the word beside it says the same. */
function coloured(line: string): string {
  const colour = COLOURS[stripVTControlCharacters(line).slice(0, 2).trim()];
  return colour ? styleText(colour, line.slice(0, 8)) + line.slice(8) : line;
}
