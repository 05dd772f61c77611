import type { Format } from '../format.ts';
import { FORMATS } from '../formats.ts';
import type { FleetRenderer } from './fleet.ts';

/** How a format writes code for many VPCs. */
export interface FleetFormat {
  /** What it can do for one VPC, which is what it can do for each. */
  readonly format: Format;
  /** What VPCs that share code are, in the singular. */
  readonly group: string;
  /** Whether a group can have only one VPC in each Region of an account. */
  readonly onePerPlace: boolean;
  readonly load: () => Promise<FleetRenderer>;
}

/** The formats that can, by what `--iac` takes. */
export const FLEET_FORMATS: Readonly<Record<string, FleetFormat>> = {
  cloudformation: {
    format: FORMATS.cloudformation,
    group: 'stack set',
    onePerPlace: true,
    load: () => import('./cloudformation/render-stack-sets.ts'),
  },
};
