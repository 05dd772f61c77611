import type { ChangeOf } from '../../core/plan/change.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { fixesAdopted } from '../adopted-endpoints.ts';

export type InterfaceChange = ChangeOf<'create-interface-endpoint'>;
export type GatewayChange = ChangeOf<'create-gateway-endpoint'>;
export type RuleChange = ChangeOf<'authorize-ingress' | 'authorize-egress'>;
export type AclChange = ChangeOf<'add-network-acl-entry'>;

/**
 * The changes by kind, in the plan's order, without those that are part of an adopted endpoint's properties.
 *
 * @throws {Error} when a change has no CloudFormation resource.
 */
export function changesByKind({ changes, adopted }: Plan) {
  const interfaces: InterfaceChange[] = [];
  const gateways: GatewayChange[] = [];
  const rules: RuleChange[] = [];
  const aclEntries: AclChange[] = [];
  for (const change of changes.filter((each) => !fixesAdopted(each, adopted))) {
    switch (change.kind) {
      case 'create-interface-endpoint':
        interfaces.push(change);
        break;
      case 'create-gateway-endpoint':
        gateways.push(change);
        break;
      case 'authorize-ingress':
      case 'authorize-egress':
        rules.push(change);
        break;
      case 'add-network-acl-entry':
        aclEntries.push(change);
        break;
      case 'add-route-tables':
      case 'add-subnets':
      case 'enable-private-dns':
      case 'set-vpc-attribute':
      case 'set-endpoint-policy':
      case 'delete-route':
      case 'limit-s3-private-dns':
        throw new Error(`CDK has no construct for the change ${change.kind}.`);
      default:
        change satisfies never;
    }
  }
  return { interfaces, gateways, rules, aclEntries };
}
