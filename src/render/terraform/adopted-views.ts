import type { AdoptedEndpoint } from '../../core/plan/adopt.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { type Hcl, hclValue } from '../hcl-value.ts';
import { type EndpointView, endpointView, policyValue } from './endpoint-view.ts';

/** An existing endpoint that is taken under management. */
export interface AdoptedView extends EndpointView {
  readonly vpcId: string;
  readonly serviceName: string;
  /** Undefined for a gateway endpoint. */
  readonly interface:
    | { readonly privateDns: boolean; readonly subnetIds: Hcl; readonly securityGroupIds: Hcl }
    | undefined;
  readonly policy: Hcl | undefined;
  readonly tags: Hcl | undefined;
  /** The addresses of what must come before its changes. */
  readonly first: readonly Hcl[];
}

/** @param rules The addresses of what must let the traffic through before a changed endpoint gets it. */
export const adoptedViews = (plan: Plan, rules: readonly Hcl[]): AdoptedView[] =>
  plan.adopted.map((endpoint) => adoptedOf(plan, endpoint, rules));

/** The addresses of the adopted endpoints. */
export const adoptedAddresses = (plan: Plan): string[] =>
  plan.adopted.map(({ service, id }) => `aws_vpc_endpoint.${endpointView(plan, service, id).label}`);

function adoptedOf(plan: Plan, endpoint: AdoptedEndpoint, rules: readonly Hcl[]): AdoptedView {
  const { id, service, serviceName, kind, tags, mended } = endpoint;
  const { privateDns, policy, subnetIds, securityGroupIds } = mended;
  const changed = plan.changes.some((change) => 'endpointId' in change && change.endpointId === id);
  return {
    ...endpointView(plan, service, id),
    vpcId: plan.vpcId,
    serviceName,
    interface:
      kind === 'gateway'
        ? undefined
        : {
            privateDns,
            subnetIds: hclValue(subnetIds, 2),
            securityGroupIds: hclValue(securityGroupIds, 2),
          },
    policy: policy === undefined ? undefined : policyValue(policy),
    tags: Object.keys(tags).length > 0 ? hclValue(tags, 2) : undefined,
    first: changed && kind === 'interface' ? rules : [],
  };
}
