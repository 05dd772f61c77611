import type { ServiceName } from '../../core/catalogue.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { because, type Comment, type CommentedId, comment } from '../comment.ts';
import { hcl } from '../template.ts';
import { type Hcl, hclAttributes, hclLabel } from './hcl-value.ts';
import { policyValue, serviceName } from './in-region.ts';
import type { ChangesByKind } from './kinds.ts';
import type { References } from './references.ts';

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
  /** The variable's value, if it has keys. */
  readonly keyedTables: Hcl | undefined;
  readonly expectedTables: Hcl;
}

/** The services with gateway endpoints, as people call them. */
const GATEWAYS: Readonly<Partial<Record<ServiceName, string>>> = { s3: 'S3', dynamodb: 'DynamoDB' };

export function gatewayViews(
  plan: Plan,
  changes: ChangesByKind['gateways'],
  references: References,
): GatewayView[] {
  return changes.map((change, index) => {
    const { service } = change;
    const before = changes.slice(0, index).filter((other) => other.service === service).length;
    const label = before > 0 ? `${hclLabel(service)}_${before + 1}` : hclLabel(service);
    const variable = `${label}_route_table_ids`;
    const tables = plan.newVpc
      ? undefined
      : change.routeTableIds.map((id) => ({ id, comment: tableComment(plan, id) }));
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
      endpointId: isNew ? `aws_vpc_endpoint.${label}.id` : references.endpoint(service, change.endpointId),
      variable,
      tables,
      keyedTables: references.keyed && tables ? keyedIds(tables) : undefined,
      expectedTables: plan.newVpc
        ? 'toset([for table in aws_route_table.private : table.id])'
        : references.keyed
          ? `toset(values(var.${variable}))`
          : `var.${variable}`,
    };
  });
}

/** IDs under keys, which are the same IDs: unlike names they are known to differ, and stay. */
export const keyedIds = (ids: readonly CommentedId[]): Hcl =>
  hclAttributes(ids.map(({ id, comment }) => ({ name: hcl(id), expression: hcl(id), comment })));

function tableComment({ routeTables }: Plan, id: string): Comment {
  const table = routeTables.find((each) => each.id === id);
  const main = table?.main
    ? "the VPC's main route table, used by every subnet without an explicit association"
    : undefined;
  return comment([table?.name, main].filter(Boolean).join(': '));
}
