import type { ServiceName } from '../../core/catalogue.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { because, type Comment, type CommentedId, comment } from '../comment.ts';
import { type Hcl, hclValue } from './hcl-value.ts';
import { serviceName } from './in-region.ts';
import type { ChangesByKind } from './kinds.ts';
import type { References } from './references.ts';

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

export function interfaceViews(
  plan: Plan,
  changes: ChangesByKind['interfaces'],
  references: References,
): InterfaceViews {
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
        change.service,
        subnetIds.filter((id) => !change.subnetIds.includes(id)),
        references,
      ),
    })),
    subnets: plan.newVpc ? [] : subnetIds.map((id) => ({ id, comment: subnetComment(plan, id) })),
    allSubnetIds: allSubnetIds(plan),
    exceptions: changes.some((change) => change.subnetIds.length < subnetIds.length),
  };
}

const allSubnetIds = ({ newVpc }: Plan): Hcl =>
  newVpc ? '[for subnet in aws_subnet.private : subnet.id]' : 'var.subnet_ids';

/** The subnets of an interface endpoint, all but `without`. */
function subnetIdsOf(
  plan: Plan,
  service: ServiceName,
  without: readonly string[],
  references: References,
): Hcl {
  if (without.length === 0) return allSubnetIds(plan);
  return plan.newVpc
    ? `[for key, subnet in aws_subnet.private : subnet.id if !contains(${hclValue(without)}, key)]`
    : references.fewerSubnets(service, without);
}

function subnetComment({ subnets }: Plan, id: string): Comment {
  const subnet = subnets.find((each) => each.id === id);
  return comment([subnet?.name, subnet?.az, subnet?.cidr].filter(Boolean).join(', '));
}
