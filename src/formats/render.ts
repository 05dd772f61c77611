import type { Plan } from '../core/plan/plan.ts';
import { renderCdk } from './cdk/render-cdk.ts';
import { renderCloudFormation } from './cloudformation/render-cloudformation.ts';
import { renderTerraform } from './terraform/render-terraform.ts';

/** A file of the result: a path relative to the output directory, with `/`, and its whole text. */
export interface GeneratedFile {
  readonly path: string;
  readonly contents: string;
}

const RENDERERS = {
  terraform: renderTerraform,
  cdk: renderCdk,
  cloudformation: renderCloudFormation,
} as const satisfies Record<Plan['iac'], (plan: Plan) => GeneratedFile[]>;

/** The files that carry out a plan, in its format. Pure: the same plan gives the same bytes. */
export function render(plan: Plan): GeneratedFile[] {
  return RENDERERS[plan.iac](plan);
}
