import { styleText } from 'node:util';
import * as clack from '@clack/prompts';
import type { Command } from '../../ask/command.ts';
import type { Described } from '../../ask/described.ts';
import { PROGRAM } from '../../ask/program.ts';
import type { Answers } from '../../ask/questions.ts';
import { drawInAscii } from './ascii-output.ts';
import { type Asking, askPlaceAndTasks } from './ask-place-and-tasks.ts';
import { askLaunchType, askServices } from './ask-tasks.ts';
import { answer, openFrame, reading } from './prompts.ts';

/** Somebody at a terminal. Every question throws Cancelled when they leave it. */
export interface Wizard {
  /**
   * What of an earlier run's answers is to change; only that is asked again.
   *
   * @param hasSubnets whether there are subnets to choose, as a new VPC has not
   */
  readonly askWhatChanges: (hasSubnets: boolean) => Promise<AskedAgain | undefined>;
  /** The services again; the recorded ones are the first choice. */
  readonly askServicesAgain: (begun: Described, earlier: Answers) => Promise<Described>;
  /** Where and what: the Region, the workload, the VPC, the launch type and the services; only what is not known. */
  readonly askPlaceAndTasks: (
    begun: Described,
    aws: Asking['aws'],
    describe: Asking['describe'],
  ) => Promise<Described>;
  /** Shows that something is going on. */
  readonly reading: <T>(what: string, work: () => Promise<T>) => Promise<T>;
}

export interface WizardOptions {
  readonly command: Command;
  readonly columns: () => number;
  readonly env: Asking['env'];
  /** Whether the terminal shows more than ASCII. */
  readonly unicode: boolean;
}

/** What can be asked again of a directory that an earlier run wrote. */
export type AskedAgain = 'services' | 'subnets';

async function askWhatChanges(hasSubnets: boolean): Promise<AskedAgain | undefined> {
  const wish = await answer(
    clack.select<AskedAgain | 'nothing'>({
      message: 'This directory has the code of an earlier run. What should change?',
      options: [
        { value: 'nothing', label: 'Nothing', hint: 'the same answers again' },
        { value: 'services', label: 'The AWS services that the tasks use' },
        ...(hasSubnets ? [{ value: 'subnets' as const, label: 'The subnets that the tasks run in' }] : []),
      ],
    }),
  );
  return wish === 'nothing' ? undefined : wish;
}

async function askServicesAgain(begun: Described, { services }: Answers): Promise<Described> {
  const { answers, workload } = begun;
  const launchType = answers.launchType ?? (await askLaunchType());
  const chosen = await askServices({ ...answers, launchType }, launchType, workload, services);
  return { ...begun, answers: { ...answers, launchType, ...chosen } };
}

/** What a command asks for that finds the rest itself. */
async function withLaunchType(begun: Described): Promise<Described> {
  return { ...begun, answers: { ...begun.answers, launchType: await askLaunchType() } };
}

/** Starts the wizard: from here on the terminal is clack's. */
export function startWizard({ command, columns, env, unicode }: WizardOptions): Wizard {
  const width = () => frameWidth(columns());
  haveSize(process.stdout);
  if (!unicode) drawInAscii(process.stdout);
  const writes = command.questions.has('directory') && command.questions.has('iac');
  openFrame(
    styleText('bold', [PROGRAM, ...(command.name === 'create' ? [] : [command.name])].join(' ')),
    writes ? 'Cancelled. Nothing was written.' : 'Cancelled.',
  );
  return {
    askWhatChanges,
    askServicesAgain,
    askPlaceAndTasks: (begun, aws, describe) =>
      command.questions.has('vpc')
        ? askPlaceAndTasks(begun, { command, aws, describe, env, width })
        : withLaunchType(begun),
    reading,
  };
}

/** Gives a terminal that doesn't know its size a usual one: the prompts would take it at its word, and draw in no columns. */
function haveSize(terminal: NodeJS.WriteStream): void {
  terminal.columns ||= 80;
  terminal.rows ||= 24;
}

/** Columns for text inside the frame, in a terminal of so many. */
export const frameWidth = (columns: number): number => Math.min(Math.max(columns - 4, 30), 100);
