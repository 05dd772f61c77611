import type { ServiceName } from '../../../core/catalogue.ts';
import { NEW_SECURITY_GROUP } from '../../../core/plan/change.ts';
import type { Plan } from '../../../core/plan/planned.ts';
import { ruleDescription } from '../../../core/plan/security-group-text.ts';
import { hclLabel } from '../hcl-value.ts';
import type { ChangesByKind } from '../kinds.ts';
import type { References } from '../references.ts';
import type { RuleViews } from '../rule-views.ts';
import { changedEndpoints } from './changed-endpoints.ts';

/** The variables of a module for what exists. */
export const VARIABLES = {
  endpoint: (label: string) => `${label}_endpoint_id`,
  addedSubnets: (label: string) => `${label}_added_subnet_ids`,
  fewerSubnets: (service: ServiceName) => `${hclLabel(service)}_subnet_ids`,
  policy: (label: string) => `${label}_policy`,
  rules: (direction: 'ingress' | 'egress') => `${direction}_rules`,
  toEndpoints: 'security_group_ids_to_endpoints',
  aclRules: 'network_acl_rules',
} as const;

/** By the variables that `moduleInputs` declares. */
export function byVariable({ changes }: Plan): References {
  const labels = new Map(changedEndpoints(changes).map(({ endpointId, label }) => [endpointId, label]));
  const label = (service: ServiceName, endpointId: string) => labels.get(endpointId) ?? hclLabel(service);
  const variable = (of: (label: string) => string) => (service: ServiceName, endpointId: string) =>
    `var.${of(label(service, endpointId))}`;
  const endpoint = variable(VARIABLES.endpoint);
  return {
    keyed: true,
    label,
    endpoint,
    output: (service, endpointId) => (labels.has(endpointId) ? endpoint(service, endpointId) : undefined),
    addedSubnets: variable(VARIABLES.addedSubnets),
    fewerSubnets: (service) => `var.${VARIABLES.fewerSubnets(service)}`,
    policy: (_, service, endpointId) => variable(VARIABLES.policy)(service, endpointId),
    rules: ruleMaps,
  };
}

function ruleMaps({ rules, aclEntries }: ChangesByKind): RuleViews {
  const [toEndpoints] = rules.filter(isToEndpoints);
  const others = rules.filter((rule) => !isToEndpoints(rule));
  const directions = (['ingress', 'egress'] as const).filter((direction) =>
    others.some(({ kind }) => kind === `authorize-${direction}`),
  );
  return {
    rules: [],
    aclEntries: [],
    ruleMaps: directions.map((direction) => ({ direction, variable: VARIABLES.rules(direction) })),
    toEndpoints: toEndpoints && {
      variable: VARIABLES.toEndpoints,
      description: ruleDescription(toEndpoints),
    },
    aclMap: aclEntries.length > 0 ? VARIABLES.aclRules : undefined,
  };
}

/** Whether a rule lets a group reach the new one, whose ID only the module knows. */
export const isToEndpoints = (rule: ChangesByKind['rules'][number]): boolean =>
  rule.kind === 'authorize-egress' &&
  rule.destination.kind === 'group' &&
  rule.destination.groupId === NEW_SECURITY_GROUP;
