import type { Plan } from '../../core/plan/planned.ts';
import { type Comment, comment } from '../comment.ts';
import { hcl } from '../template.ts';
import { type Hcl, hclArguments } from './hcl-value.ts';
import { serviceName } from './in-region.ts';
import type { ChangesByKind } from './kinds.ts';

/** The hosted zones that answer the names of central endpoints. */
export interface ZoneViews {
  /** Undefined where private DNS answers. */
  readonly zones:
    | {
        /** Each service's name, as the lines of an object. */
        readonly names: Hcl;
        /** The services that are called at names below theirs too. */
        readonly below: readonly string[];
        /** One of these names. */
        readonly example: string;
        /** The VPCs besides that of the endpoints. */
        readonly spokes: readonly { readonly id: string; readonly comment: Comment }[];
      }
    | undefined;
}

export function zoneViews(plan: Plan, changes: ChangesByKind['zones']): ZoneViews {
  const [first] = changes;
  if (!first) return { zones: undefined };
  const names = new Map(plan.central?.spokes.map(({ vpcId, name }) => [vpcId, name]));
  const attributes = changes.map(({ service, name }) => ({
    name: hcl(service),
    expression: serviceName(plan, name),
  }));
  const below = changes.filter(({ records }) => records.length > 1);
  return {
    zones: {
      names: hclArguments(attributes, 4),
      below: below.map(({ service }) => service),
      example: `111122223333.${below[0]?.name ?? ''}`,
      spokes: first.vpcIds
        .filter((id) => id !== plan.vpcId)
        .map((id) => ({ id, comment: comment(names.get(id) ?? '') })),
    },
  };
}
