import { styleText } from 'node:util';
import type { Command } from '../../ask/command.ts';
import type { Described } from '../../ask/described.ts';
import { PROGRAM } from '../../ask/program.ts';
import { drawInAscii } from './ascii-output.ts';
import { type Asking, askPlaceAndTasks } from './ask-place-and-tasks.ts';
import { openFrame, reading } from './prompts.ts';

/** Somebody at a terminal. Every question throws Cancelled when they leave it. */
export interface Wizard {
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

/** Starts the wizard: from here on the terminal is clack's. */
export function startWizard({ command, columns, env, unicode }: WizardOptions): Wizard {
  const width = () => frameWidth(columns());
  if (!unicode) drawInAscii(process.stdout);
  const writes = command.questions.has('iac');
  openFrame(
    styleText('bold', [PROGRAM, ...(command.name === 'create' ? [] : [command.name])].join(' ')),
    writes ? 'Cancelled. Nothing was written.' : 'Cancelled.',
  );
  return {
    askPlaceAndTasks: (begun, aws, describe) =>
      askPlaceAndTasks(begun, { command, aws, describe, env, width }),
    reading,
  };
}

/** Columns for text inside the frame, in a terminal of so many. */
export const frameWidth = (columns: number): number => Math.min(Math.max(columns - 4, 30), 100);
