import { styleText } from 'node:util';
import * as clack from '@clack/prompts';
import type { Command } from '../../ask/command.ts';
import type { Described } from '../../ask/described.ts';
import { PROGRAM } from '../../ask/program.ts';
import { type Asking, askPlaceAndTasks } from './ask-place-and-tasks.ts';
import { reading } from './prompts.ts';

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
}

/** Starts the wizard: from here on the terminal is clack's. */
export function startWizard({ command, columns }: WizardOptions): Wizard {
  const width = () => frameWidth(columns());
  clack.intro(styleText('bold', [PROGRAM, ...(command.name === 'create' ? [] : [command.name])].join(' ')));
  return {
    askPlaceAndTasks: (begun, aws, describe) => askPlaceAndTasks(begun, { command, aws, describe, width }),
    reading,
  };
}

/** Columns for text inside the frame, in a terminal of so many. */
export const frameWidth = (columns: number): number => Math.min(Math.max(columns - 4, 30), 100);
