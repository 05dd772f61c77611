import type { Abilities } from '../core/plan/abilities.ts';
import type { Plan } from '../core/plan/planned.ts';

/** A file of the result: a path relative to the output directory, with `/`, and its whole text. */
export interface GeneratedFile {
  readonly path: string;
  readonly contents: string;
}

/** What turns a plan into files. Pure: the same plan gives the same bytes. */
export interface Renderer {
  /** @throws Problem when the format cannot write a text that the user chose */
  readonly render: (plan: Plan) => GeneratedFile[];
  /** The commands to type next, in the directory of the files: what sets it up, and what deploys. */
  readonly nextSteps: (plan: Plan, files: readonly GeneratedFile[]) => NextSteps;
}

export interface NextSteps {
  /** Undefined where nothing has to be set up. */
  readonly setUp?: string;
  readonly deploy: string;
}

/** Where files were written that are to be checked. */
export interface Written {
  readonly region: string;
  /** Whether a tool that calls AWS may be used. */
  readonly online: boolean;
  readonly paths: readonly string[];
}

/** A tool and what it is asked to do, command after command. */
export type Check = readonly (readonly [tool: string, ...args: string[]])[];

/** An output format: all that the program says and does of it. What renders it is loaded when it is chosen. */
export interface Format extends Abilities {
  /** What the wizard says beside its name. */
  readonly hint: string;
  /** The checks as the wizard names them. */
  readonly checkedBy: string;
  /** Its own checks; the first whose tool is installed counts. */
  readonly checks: (written: Written) => readonly Check[];
  readonly load: () => Promise<Renderer>;
}
