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

/**
 * Turns a plan into files. Pure: the same plan gives the same bytes.
 *
 * The files must make exactly what the plan says. `test/formats/graph/graph.ts` says it resource by resource; in short:
 * - every change in `plan.changes`, and nothing of `plan.prerequisites`, which the reader does by hand;
 * - with interface endpoints, the group `plan.securityGroup`: a rule for each of its sources and none outbound, and the group's ID
 *   as an output;
 * - with `plan.newVpc`, the VPC, a subnet and a route table for each of `plan.subnets`, and the IDs of the VPC and the subnets as
 *   outputs;
 * - on everything created that can be tagged, `plan.tags`, by which a second run recognizes it, and a `Name`: `plan.name` for the
 *   VPC, with a suffix for the rest (`-logs` for an endpoint, `-endpoints` for the group, the subnet's ID for a subnet and its table);
 * - `plan.adopted`, imported as `found`, then changed to `fixed`;
 * - a README, made with `readme`.
 *
 * The IDs of what exists stand in one file (`existingIds` names them). `changesByKind` sorts the changes. Texts from outside go
 * into templates through the helpers of `template.ts`, and through `comment` into comments.
 */
export interface Renderer {
  /** @throws Problem when the format can't write a text that the user chose */
  readonly render: (plan: Plan) => GeneratedFile[];
  /**
   * What to do next: commands to run in the directory of the files, or how to use the files from elsewhere.
   *
   * @param imported whether what the code adopts is imported already
   */
  readonly nextSteps: (plan: Plan, files: readonly GeneratedFile[], imported: boolean) => NextSteps | NextUse;
}

/** Commands to run in the directory of the files: setup, then deployment. */
export interface NextSteps {
  /** Undefined if nothing has to be set up. */
  readonly setUp?: string;
  readonly deploy: string;
}

/** For files that other code uses, and which can't be deployed on their own: sentences. */
export interface NextUse {
  /** @param directory the directory of the files, on one line */
  readonly use: (directory: string) => readonly string[];
}

/** The written files to check. */
export interface Written {
  readonly region: string;
  /** Whether tools that call AWS may be used. */
  readonly online: boolean;
  readonly files: readonly GeneratedFile[];
}

/** The commands of one tool, in order. */
export type Check = readonly (readonly [tool: string, ...args: string[]])[];

/** An output format: everything the program knows about it. Its renderer is loaded once the format is chosen. */
export interface Format extends Abilities {
  /** What the wizard shows next to its name. */
  readonly hint: string;
  /** How the wizard names the checks. */
  readonly checkedBy: string;
  /** Why deployed code keeps its name prefix, as a sentence; left out where nothing more is to be said of that. */
  readonly keepsName?: string;
  /** The CloudFormation stack that deploys the code; left out where it isn't one. */
  readonly stack?: (code: StackCode) => string;
  /** The format's checks. The first one whose tool is installed is run. */
  readonly checks: (written: Written) => readonly Check[];
  readonly load: () => Promise<Renderer>;
  /** Loads the renderer for central endpoints; left out where the format can't create hosted zones. */
  readonly loadCentral?: () => Promise<Renderer>;
}
