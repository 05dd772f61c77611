import zonesTemplate from '../../../templates/terraform/zones.tf.hbs';
import type { Plan } from '../../core/plan/planned.ts';
import { comment } from '../comment.ts';
import { hcl, template } from '../template.ts';
import { type Hcl, hclArguments } from './hcl-value.ts';
import { serviceName } from './in-region.ts';
import type { TerraformView, ZonesView } from './terraform-view.ts';

interface CodeView {
  readonly zones: {
    /** Each service's name, as the lines of an object. */
    readonly names: Hcl;
    /** The services that are called at names below theirs too. */
    readonly below: readonly string[];
    /** One of these names. */
    readonly example: string;
  };
}

const code = template<Omit<TerraformView, 'zones'> & CodeView>(zonesTemplate);

/** @param view the rest of what the files show */
export function zonesView(plan: Plan, view: TerraformView): ZonesView | undefined {
  const changes = plan.changes.filter((change) => change.kind === 'create-hosted-zone');
  const [first] = changes;
  if (!first) return undefined;
  const named = new Map(plan.central?.spokes.map(({ vpcId, name }) => [vpcId, name]));
  const attributes = changes.map(({ service, name }) => ({
    name: hcl(service),
    expression: serviceName(plan, name),
  }));
  const below = changes.filter(({ records }) => records.length > 1);
  const zones = {
    names: hclArguments(attributes, 4),
    below: below.map(({ service }) => service),
    example: `111122223333.${below[0]?.name ?? ''}`,
  };
  return {
    spokes: first.vpcIds
      .filter((id) => id !== plan.vpcId)
      .map((id) => ({ id, comment: comment(named.get(id) ?? '') })),
    code: code({ ...view, zones }).trim(),
  };
}
