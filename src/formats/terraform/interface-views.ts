import type { ServiceName } from '../../core/catalogue.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { because, type Comment, type CommentedId, comment } from '../comment.ts';
import { serviceName } from './endpoint-view.ts';
import { type Hcl, hclValue } from './hcl-value.ts';
import type { ChangesByKind } from './kinds.ts';

/** The interface endpoints that are created. */
export interface InterfaceViews {
  readonly interfaces: readonly InterfaceView[];
  /** The subnets they go into, in an existing VPC. */
  readonly subnets: readonly CommentedId[];
  /** The subnets they go into, as an expression. */
  readonly allSubnetIds: Hcl;
  /** Whether some go into fewer subnets than others. */
  readonly exceptions: boolean;
}

interface InterfaceView {
  readonly service: ServiceName;
  readonly serviceName: Hcl;
  readonly because: Comment;
  readonly subnetIds: Hcl;
}

export function interfaceViews(plan: Plan, changes: ChangesByKind['interfaces']): InterfaceViews {
  const subnetIds = plan.newVpc
    ? plan.subnets.map((subnet) => subnet.id)
    : [...new Set(changes.flatMap((change) => change.subnetIds))];
  return {
    interfaces: changes.map((change) => ({
      service: change.service,
      serviceName: serviceName(plan, change.serviceName),
      because: because(plan, change.service),
      subnetIds: subnetIdsOf(
        plan,
        subnetIds.filter((id) => !change.subnetIds.includes(id)),
      ),
    })),
    subnets: plan.newVpc ? [] : subnetIds.map((id) => ({ id, comment: subnetComment(plan, id) })),
    allSubnetIds: subnetIdsOf(plan, []),
    exceptions: changes.some((change) => change.subnetIds.length < subnetIds.length),
  };
}

/** The subnets of an interface endpoint, all but `without`. */
function subnetIdsOf({ newVpc }: Plan, without: readonly string[]): Hcl {
  const list = hclValue(without);
  if (without.length === 0)
    return newVpc ? '[for subnet in aws_subnet.private : subnet.id]' : 'var.subnet_ids';
  return newVpc
    ? `[for key, subnet in aws_subnet.private : subnet.id if !contains(${list}, key)]`
    : `setsubtract(var.subnet_ids, ${list})`;
}

function subnetComment({ subnets }: Plan, id: string): Comment {
  const subnet = subnets.find((each) => each.id === id);
  return comment([subnet?.name, subnet?.az, subnet?.cidr].filter(Boolean).join(', '));
}
