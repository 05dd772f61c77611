import type { Abilities } from '../core/plan/abilities.ts';
import type { Plan } from '../core/plan/planned.ts';
import type { StackCode } from './stack-name.ts';

/** A generated file: its path relative to the output directory, with `/`, and its whole text. */
export interface GeneratedFile {
  readonly path: string;
  readonly contents: string;
  /** The code works without it, so where somebody has a file of this name, theirs stays. */
  readonly yields?: true;
}

/** Turns a plan into files. Pure: the same plan gives the same bytes. */
export interface Renderer {
  /** @throws Problem when the format can't write a text that the user chose */
  readonly render: (plan: Plan) => GeneratedFile[];
  /**
   * The next commands to run in the directory of the files: setup, then deployment.
   *
   * @param imported whether what the code adopts is imported already
   */
  readonly nextSteps: (plan: Plan, files: readonly GeneratedFile[], imported: boolean) => NextSteps;
}

export interface NextSteps {
  /** Undefined if nothing has to be set up. */
  readonly setUp?: string;
  readonly deploy: string;
}

/** The written files to check. */
export interface Written {
  readonly region: string;
  /** Whether tools that call AWS may be used. */
  readonly online: boolean;
  readonly paths: readonly string[];
}

/** The commands of one tool, in order. */
export type Check = readonly (readonly [tool: string, ...args: string[]])[];

/** An output format: everything the program knows about it. Its renderer is loaded once the format is chosen. */
export interface Format extends Abilities {
  /** What the wizard shows next to its name. */
  readonly hint: string;
  /** How the wizard names the checks. */
  readonly checkedBy: string;
  /** Why deployed code keeps its name prefix, as a sentence. */
  readonly keepsName: string;
  /** The CloudFormation stack that deploys the code; left out where it isn't one. */
  readonly stack?: (code: StackCode) => string;
  /** The format's checks. The first one whose tool is installed is run. */
  readonly checks: (written: Written) => readonly Check[];
  readonly load: () => Promise<Renderer>;
}
