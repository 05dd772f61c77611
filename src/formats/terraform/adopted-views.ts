import type { AdoptedEndpoint, Plan } from '../../core/plan/planned.ts';
import { hcl } from '../template.ts';
import { type ExistingEndpoint, existingEndpoint } from './existing-endpoint.ts';
import { type Hcl, hclValue } from './hcl-value.ts';
import { serviceName as nameOf, policyValue } from './in-region.ts';
import { byId } from './references.ts';

/** An existing endpoint that is imported. */
export interface AdoptedView extends ExistingEndpoint {
  readonly vpcId: Hcl;
  readonly serviceName: Hcl;
  /** Undefined for a gateway endpoint. */
  readonly interface:
    | { readonly privateDns: boolean; readonly subnetIds: Hcl; readonly securityGroupIds: Hcl }
    | undefined;
  readonly policy: Hcl | undefined;
  readonly tags: Hcl | undefined;
  /** The addresses of the resources to create before it changes. */
  readonly first: readonly Hcl[];
}

/**
 * @param rules The addresses of the rules that must exist before traffic is sent to a changed endpoint.
 * @param vpcVariable Whether the VPC's ID is a variable.
 */
export const adoptedViews = (plan: Plan, rules: readonly Hcl[], vpcVariable: boolean): AdoptedView[] =>
  plan.adopted.map((endpoint) => adoptedOf(plan, endpoint, rules, vpcVariable));

/** The addresses of the adopted endpoints. */
export const adoptedAddresses = (plan: Plan): string[] =>
  plan.adopted.map(({ service, id }) => `aws_vpc_endpoint.${byId.label(service, id)}`);

function adoptedOf(
  plan: Plan,
  endpoint: AdoptedEndpoint,
  rules: readonly Hcl[],
  vpcVariable: boolean,
): AdoptedView {
  const { id, service, serviceName, kind, tags, fixed } = endpoint;
  const { privateDns, policy, subnetIds, securityGroupIds } = fixed;
  const changed = plan.changes.some((change) => 'endpointId' in change && change.endpointId === id);
  return {
    ...existingEndpoint(plan, service, id, byId),
    // The variable exists only if the configuration also creates something.
    vpcId: vpcVariable ? 'var.vpc_id' : hcl(plan.vpcId),
    serviceName: nameOf(plan, serviceName),
    interface:
      kind === 'gateway'
        ? undefined
        : {
            privateDns,
            subnetIds: hclValue(subnetIds, 2),
            securityGroupIds: hclValue(securityGroupIds, 2),
          },
    policy: policy === undefined ? undefined : policyValue(plan, policy),
    tags: Object.keys(tags).length > 0 ? hclValue(tags, 2) : undefined,
    first: changed && kind === 'interface' ? rules : [],
  };
}
