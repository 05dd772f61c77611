import type { Plan } from '../../core/plan/planned.ts';
import { type EndpointView, endpointView } from './endpoint-view.ts';
import type { Hcl } from './hcl-value.ts';
import type { ChangesByKind } from './kinds.ts';
import type { References } from './references.ts';

/** Changes to existing endpoints, as separate resources. A gateway's route tables are in GatewayView. */
export interface ExtendedViews {
  readonly subnetAssociations: readonly (EndpointView & { readonly subnets: Hcl })[];
  readonly privateDns: readonly (EndpointView & { readonly first: readonly Hcl[] })[];
  readonly policies: readonly (EndpointView & { readonly policy: Hcl })[];
}

/** @param rules The addresses of the rules that must exist before private DNS sends traffic to an endpoint. */
export function extendedViews(
  plan: Plan,
  changes: ChangesByKind,
  rules: readonly Hcl[],
  references: References,
): ExtendedViews {
  const subnetAssociations = changes.subnets.map(({ service, endpointId, subnetIds }) => ({
    ...endpointView(plan, service, endpointId, references),
    subnets: references.addedSubnets(service, endpointId, subnetIds),
  }));
  return {
    subnetAssociations,
    privateDns: changes.privateDns.map(({ service, endpointId }) => ({
      ...endpointView(plan, service, endpointId, references),
      first: [
        ...subnetAssociations
          .filter((association) => association.endpointId === endpointId)
          .map(({ label }) => `aws_vpc_endpoint_subnet_association.${label}`),
        ...rules,
      ],
    })),
    policies: changes.policies.map(({ service, endpointId, policy }) => ({
      ...endpointView(plan, service, endpointId, references),
      policy: references.policy(plan, service, endpointId, policy),
    })),
  };
}
