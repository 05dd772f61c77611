import type { ServiceName } from '../../core/catalogue.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { hcl } from '../template.ts';
import { type Hcl, hclLabel, hclValue } from './hcl-value.ts';
import { policyValue } from './in-region.ts';
import type { ChangesByKind } from './kinds.ts';
import { type RuleViews, ruleViews } from './rule-views.ts';

/** How code refers to what exists: a root module by its ID, a module that others call by variables. */
export interface References {
  /**
   * Whether what is made for each of several IDs has a key of its own beside the ID. An ID may be unknown when Terraform
   * plans, if it is of something that the same plan creates; a key must be known.
   *
   * @see https://developer.hashicorp.com/terraform/language/meta-arguments/for_each#limitations-on-values-used-in-for_each
   */
  readonly keyed: boolean;
  /** An existing endpoint in the label of a resource. */
  readonly label: (service: ServiceName, endpointId: string) => string;
  /** The ID of an existing endpoint that is changed. */
  readonly endpoint: (service: ServiceName, endpointId: string) => Hcl;
  /** The ID of an existing endpoint for the outputs; undefined if the code has nothing to do with it. */
  readonly output: (service: ServiceName, endpointId: string) => Hcl | undefined;
  /** The subnets that an existing endpoint gets, for `for_each`. */
  readonly addedSubnets: (service: ServiceName, endpointId: string, subnetIds: readonly string[]) => Hcl;
  /** The subnets of a new endpoint that goes into fewer than the others: all but `without`. */
  readonly fewerSubnets: (service: ServiceName, without: readonly string[]) => Hcl;
  /** What is added to existing security groups and network ACLs. */
  readonly rules: (changes: ChangesByKind) => RuleViews;
  /** The new policy of an existing endpoint. */
  readonly policy: (plan: Plan, service: ServiceName, endpointId: string, policy: unknown) => Hcl;
}

export const byId: References = {
  keyed: false,
  label: (service, endpointId) => `${hclLabel(service)}_${hclLabel(endpointId)}`,
  endpoint: (_, endpointId) => hcl(endpointId),
  output: (_, endpointId) => hcl(endpointId),
  addedSubnets: (_service, _endpointId, subnetIds) => `toset(${hclValue(subnetIds)})`,
  fewerSubnets: (_, without) => `setsubtract(var.subnet_ids, ${hclValue(without)})`,
  rules: ruleViews,
  policy: (plan, _service, _endpointId, policy) => `jsonencode(${policyValue(plan, policy)})`,
};
