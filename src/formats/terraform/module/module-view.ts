import type { Plan } from '../../../core/plan/planned.ts';
import { type TerraformView, terraformView } from '../terraform-view.ts';
import { byVariable } from './by-variable.ts';
import { moduleInputs } from './module-inputs.ts';

/**
 * A plan as the templates show it for a module that other configurations call: nothing in it is of one network, and it has no
 * provider, so each resource carries the tags itself.
 *
 * @param plan As for `terraformView`, without adopted endpoints: only a root module can import.
 */
export function moduleView(plan: Plan): TerraformView {
  if (plan.adopted.length > 0) throw new Error('a module cannot import endpoints');
  const view = terraformView(plan, byVariable(plan));
  const usesRegion = view.newVpc?.namedAzs === true || JSON.stringify(view).includes('var.region');
  return {
    ...view,
    existing: plan.changes.some((change) => 'endpointId' in change),
    usesRegion,
    checksRegion: usesRegion,
    beforeTags: 'merge(local.tags, ',
    afterTags: ')',
    module: { inputs: moduleInputs(plan) },
  };
}
