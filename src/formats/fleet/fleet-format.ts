import type { Format } from '../format.ts';
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
  /** What becomes of what is deployed in a VPC when its code moves to another group. `is said`: the code says where it was before. */
  readonly moving: 'destroys' | 'is said' | 'is nothing';
  readonly load: () => Promise<FleetRenderer>;
}

/** The formats that can, by what `--iac` takes. */
export const FLEET_FORMATS: Readonly<Partial<Record<FormatName, FleetFormat>>> = {
  terraform: {
    format: TERRAFORM_LAYOUTS.module,
    group: 'module',
    onePerPlace: false,
    moving: 'is said',
    load: () => import('./terraform/render-roots.ts'),
  },
  cdk: {
    format: FORMATS.cdk,
    group: 'stack class',
    onePerPlace: false,
    moving: 'is nothing',
    load: () => import('./cdk/render-app.ts'),
  },
  cloudformation: {
    format: FORMATS.cloudformation,
    group: 'stack set',
    onePerPlace: true,
    moving: 'destroys',
    load: () => import('./cloudformation/render-stack-sets.ts'),
  },
};
