import type { ServiceName } from '../../core/catalogue.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { because, type Comment, type CommentedId, comment } from '../comment.ts';
import { hcl } from '../template.ts';
import { policyValue, serviceName } from './endpoint-view.ts';
import { type Hcl, hclLabel } from './hcl-value.ts';
import type { ChangesByKind } from './kinds.ts';

/** A gateway endpoint that is created, or that gets route tables. */
export interface GatewayView {
  readonly service: ServiceName;
  readonly label: string;
  readonly title: string;
  readonly because: Comment;
  /** Undefined for an existing endpoint. */
  readonly created: { readonly serviceName: Hcl; readonly policy: Hcl | undefined } | undefined;
  readonly endpointId: Hcl;
  readonly variable: string;
  /** Undefined in a new VPC, which means all its tables. */
  readonly tables: readonly CommentedId[] | undefined;
  readonly expectedTables: Hcl;
}

/** The services with gateway endpoints, as people call them. */
const GATEWAYS: Readonly<Partial<Record<ServiceName, string>>> = { s3: 'S3', dynamodb: 'DynamoDB' };

export function gatewayViews(plan: Plan, changes: ChangesByKind['gateways']): GatewayView[] {
  return changes.map((change, index) => {
    const { service } = change;
    const before = changes.slice(0, index).filter((other) => other.service === service).length;
    const label = before > 0 ? `${hclLabel(service)}_${before + 1}` : hclLabel(service);
    const variable = `${label}_route_table_ids`;
    const isNew = change.kind === 'create-gateway-endpoint';
    return {
      service,
      label,
      title: GATEWAYS[service] ?? service,
      because: because(plan, service),
      created: isNew
        ? {
            serviceName: serviceName(plan, change.serviceName),
            policy: change.policy && policyValue(plan, change.policy),
          }
        : undefined,
      endpointId: isNew ? `aws_vpc_endpoint.${label}.id` : hcl(change.endpointId),
      variable,
      tables: plan.newVpc
        ? undefined
        : change.routeTableIds.map((id) => ({ id, comment: tableComment(plan, id) })),
      expectedTables: plan.newVpc
        ? 'toset([for table in aws_route_table.private : table.id])'
        : `var.${variable}`,
    };
  });
}

function tableComment({ routeTables }: Plan, id: string): Comment {
  const table = routeTables.find((each) => each.id === id);
  const main = table?.main
    ? "the VPC's main route table, used by every subnet without an explicit association"
    : undefined;
  return comment([table?.name, main].filter(Boolean).join(': '));
}
