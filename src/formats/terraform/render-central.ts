import type { Plan } from '../../core/plan/planned.ts';
import { centralSteps } from '../central-readme.ts';
import type { GeneratedFile } from '../format.ts';
import { nextSteps, renderRoot } from './render-terraform.ts';
import { terraformView } from './terraform-view.ts';
import { zonesView } from './zone-views.ts';

/** The configuration of central endpoints: a root module with hosted zones. */
export function render(plan: Plan): GeneratedFile[] {
  const view = terraformView(plan);
  return renderRoot(plan, { ...view, zones: zonesView(plan, view) }, (doctor) => centralSteps(plan, doctor));
}

export { nextSteps };
