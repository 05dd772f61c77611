import type { Plan } from '../../core/plan/planned.ts';
import { type ExistingEndpoint, existingEndpoint } from './existing-endpoint.ts';
import type { Hcl } from './hcl-value.ts';
import type { ChangesByKind } from './kinds.ts';
import type { References } from './references.ts';

/** Changes to existing endpoints, as separate resources. A gateway's route tables are in GatewayView. */
export interface ExtendedViews {
  readonly subnetAssociations: readonly (ExistingEndpoint & { readonly subnets: Hcl })[];
  readonly privateDns: readonly (ExistingEndpoint & { readonly first: readonly Hcl[] })[];
  readonly policies: readonly (ExistingEndpoint & { readonly policy: Hcl })[];
}

/** @param rules The addresses of the rules that must exist before private DNS sends traffic to an endpoint. */
export function extendedViews(
  plan: Plan,
  changes: ChangesByKind,
  rules: readonly Hcl[],
  references: References,
): ExtendedViews {
  const subnetAssociations = changes.subnets.map(({ service, endpointId, subnetIds }) => ({
    ...existingEndpoint(plan, service, endpointId, references),
    subnets: references.addedSubnets(service, endpointId, subnetIds),
  }));
  return {
    subnetAssociations,
    privateDns: changes.privateDns.map(({ service, endpointId }) => ({
      ...existingEndpoint(plan, service, endpointId, references),
      first: [
        ...subnetAssociations
          .filter((association) => association.endpointId === endpointId)
          .map(({ label }) => `aws_vpc_endpoint_subnet_association.${label}`),
        ...rules,
      ],
    })),
    policies: changes.policies.map(({ service, endpointId, policy }) => ({
      ...existingEndpoint(plan, service, endpointId, references),
      policy: references.policy(plan, service, endpointId, policy),
    })),
  };
}
