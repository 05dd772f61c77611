import type { Check, Format, GeneratedFile } from '../format.ts';
import { FORMATS, type FormatName, TERRAFORM_LAYOUTS } from '../formats.ts';
import type { FleetRenderer } from './fleet.ts';

/** How a format writes code for many VPCs. */
export interface FleetFormat {
  /** What it can do for one VPC, which is what it can do for each. */
  readonly format: Format;
  /** What VPCs that share code are, in the singular. */
  readonly group: string;
  /** Whether a group can have only one VPC in each Region of an account. */
  readonly onePerPlace: boolean;
  /** What becomes of what is deployed in a VPC when its code moves to another group. `is said`: the code says where it was before; `by hand`: the README does. */
  readonly moving: 'by hand' | 'is said' | 'is nothing';
  /** What a deployment doesn't undo where a VPC has no code any more, and what to do: a sentence. */
  readonly leaving: string;
  /** The checks of all files that were written. The first one whose tool is installed is run. */
  readonly checks: Format['checks'];
  readonly load: () => Promise<FleetRenderer>;
}

const DESTROY_FIRST = 'Undo it first, as README.md says under “Stop and go back”.';

/** The formats that can, by what `--iac` takes. */
export const FLEET_FORMATS: Readonly<Partial<Record<FormatName, FleetFormat>>> = {
  terraform: {
    format: TERRAFORM_LAYOUTS.module,
    group: 'module',
    onePerPlace: false,
    moving: 'is said',
    leaving: `No deployment destroys what a root made that has no VPC any more. ${DESTROY_FIRST}`,
    checks: (written) =>
      TERRAFORM_LAYOUTS.module.checks(written).map((check) => inEach(rootsIn(written.files), check)),
    load: () => import('./terraform/render-roots.ts'),
  },
  cdk: {
    format: FORMATS.cdk,
    group: 'stack class',
    onePerPlace: false,
    moving: 'is nothing',
    leaving: `No deployment destroys a stack that is no longer in the app. ${DESTROY_FIRST}`,
    checks: FORMATS.cdk.checks,
    load: () => import('./cdk/render-app.ts'),
  },
  cloudformation: {
    format: FORMATS.cloudformation,
    group: 'stack set',
    onePerPlace: true,
    moving: 'by hand',
    leaving: `No deployment deletes an instance that is no longer in the folder of its stack set. ${DESTROY_FIRST}`,
    checks: FORMATS.cloudformation.checks,
    load: () => import('./cloudformation/render-stack-sets.ts'),
  },
};

/** The directories that Terraform runs in. It reads the modules with the roots that call them. */
const rootsIn = (files: readonly GeneratedFile[]): string[] =>
  files.flatMap(({ path }) => /^(accounts\/.+)\/main\.tf$/.exec(path)?.[1] ?? []);

const inEach = (folders: readonly string[], check: Check): Check =>
  folders.flatMap((folder) =>
    check.map(([tool, ...args]): Check[number] => [tool, `-chdir=${folder}`, ...args]),
  );
