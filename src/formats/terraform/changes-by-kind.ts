import type { Change, ChangeOf } from '../../core/plan/change.ts';

/** The changes of a plan by what they become in Terraform, each list in the plan's order. */
export interface ChangesByKind {
  readonly interfaces: readonly ChangeOf<'create-interface-endpoint'>[];
  readonly gateways: readonly ChangeOf<'create-gateway-endpoint' | 'add-route-tables'>[];
  readonly subnets: readonly ChangeOf<'add-subnets'>[];
  readonly privateDns: readonly ChangeOf<'enable-private-dns'>[];
  readonly rules: readonly ChangeOf<'authorize-ingress' | 'authorize-egress'>[];
  readonly aclEntries: readonly ChangeOf<'add-network-acl-entry'>[];
  readonly policies: readonly ChangeOf<'set-endpoint-policy'>[];
}

/** @throws {Error} at a change that Terraform has no resource for: the plan should have made it a prerequisite */
export function changesByKind(changes: readonly Change[]): ChangesByKind {
  const into: { [Kind in keyof ChangesByKind]: ChangesByKind[Kind][number][] } = {
    interfaces: [],
    gateways: [],
    subnets: [],
    privateDns: [],
    rules: [],
    aclEntries: [],
    policies: [],
  };
  for (const change of changes) {
    switch (change.kind) {
      case 'create-interface-endpoint':
        into.interfaces.push(change);
        break;
      case 'create-gateway-endpoint':
      case 'add-route-tables':
        into.gateways.push(change);
        break;
      case 'add-subnets':
        into.subnets.push(change);
        break;
      case 'enable-private-dns':
        into.privateDns.push(change);
        break;
      case 'authorize-ingress':
      case 'authorize-egress':
        into.rules.push(change);
        break;
      case 'add-network-acl-entry':
        into.aclEntries.push(change);
        break;
      case 'set-endpoint-policy':
        into.policies.push(change);
        break;
      case 'set-vpc-attribute':
      case 'delete-route':
      case 'limit-s3-private-dns':
        throw new Error(
          `Terraform has no resource for ${change.kind} on what exists: the plan should say a command`,
        );
      default:
        change satisfies never;
    }
  }
  return into;
}
