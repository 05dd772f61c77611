import type { Plan } from '../../../core/plan/planned.ts';
import { peerId, ruleDescription } from '../../../core/plan/security-group-text.ts';
import { changesByKind } from '../../changes-by-kind.ts';
import { hcl } from '../../template.ts';
import { keyedIds } from '../gateway-views.ts';
import { type Hcl, hclAttributes, hclValue } from '../hcl-value.ts';
import { policyLiteral } from '../in-region.ts';
import { type ChangesByKind, KINDS } from '../kinds.ts';
import { aclEntryLabel, peerAttribute, ruleLabel } from '../rule-views.ts';
import type { Input } from '../terraform-view.ts';
import { isToEndpoints, VARIABLES } from './by-variable.ts';
import { type ChangedEndpoint, changedEndpoints } from './changed-endpoints.ts';

/** The variables of a module for everything that a root module refers to by ID, with their values in the plan's network. */
export function moduleInputs(plan: Plan): Input[] {
  const changes = changesByKind(plan.changes, KINDS);
  const endpoints = changedEndpoints(plan.changes);
  const labelOf = (id: string) => endpoints.find(({ endpointId }) => endpointId === id)?.label ?? '';
  return [
    ...fewerSubnets(plan, changes),
    ...endpoints.map(endpointInput),
    ...changes.subnets.map(({ service, endpointId, subnetIds }) => ({
      ...{ name: VARIABLES.addedSubnets(labelOf(endpointId)), type: 'map(string)', lines: false },
      description: `Subnets that the existing ${service} endpoint gets, by any key.`,
      validations: [ids(VARIABLES.addedSubnets(labelOf(endpointId)), 'subnet', 'subnet ID')],
      value: keyedIds(subnetIds.map((id) => ({ id, comment: '' }))),
    })),
    ...changes.policies.map(({ service, endpointId, policy }) =>
      policyInput(VARIABLES.policy(labelOf(endpointId)), service, policy),
    ),
    ...ruleInputs(changes),
    ...aclInputs(changes),
  ];
}

/** A variable for a service that AWS does not offer in all zones, or whose endpoint leaves out a subnet for another reason. */
function fewerSubnets({ newVpc }: Plan, { interfaces }: ChangesByKind): Input[] {
  const all = new Set(interfaces.flatMap(({ subnetIds }) => subnetIds));
  const fewer = newVpc ? [] : interfaces.filter(({ subnetIds }) => subnetIds.length < all.size);
  return fewer.map(({ service, subnetIds }) => {
    const name = VARIABLES.fewerSubnets(service);
    return {
      ...{ name, type: 'set(string)', lines: false },
      description: `Subnets for the network interfaces of the ${service} endpoint, which goes into fewer than the others.`,
      validations: [
        {
          condition: `length(var.${name}) >= 1 && ${eachIs(name, 'subnet')}`,
          message: 'Must have at least one subnet ID, such as subnet-0123456789abcdef0.',
        },
      ],
      value: hclValue(subnetIds),
    };
  });
}

function endpointInput({ service, endpointId, label }: ChangedEndpoint): Input {
  const name = VARIABLES.endpoint(label);
  return {
    ...{ name, type: 'string', lines: false, value: hcl(endpointId) },
    description: `The existing ${service} endpoint, which is changed.`,
    validations: [
      {
        condition: `can(regex("^vpce-[0-9a-f]{8,17}$", var.${name}))`,
        message: 'Must be a VPC endpoint ID, such as vpce-0123456789abcdef0.',
      },
    ],
  };
}

function policyInput(name: string, service: string, policy: unknown): Input {
  return {
    ...{ name, type: 'string', lines: false },
    description: `Policy of the existing ${service} endpoint, as JSON. It replaces the one that the endpoint has.`,
    validations: [
      { condition: `can(jsondecode(var.${name}).Statement)`, message: 'Must be a policy document as JSON.' },
    ],
    value: `jsonencode(${policyLiteral(policy, 0)})`,
  };
}

const eachIs = (name: string, prefix: string): Hcl =>
  `alltrue([for id in var.${name} : can(regex("^${prefix}-[0-9a-f]{8,17}$", id))])`;

/** May be empty: in another network nothing may be missing. */
const ids = (name: string, prefix: string, what: string): Input['validations'][number] => ({
  condition: eachIs(name, prefix),
  message: `Each value must be a ${what}, such as ${prefix}-0123456789abcdef0.`,
});

const DIRECTIONS = {
  ingress: { kind: 'authorize-ingress', what: 'Inbound', peer: 'source' },
  egress: { kind: 'authorize-egress', what: 'Outbound', peer: 'destination' },
} as const;

function ruleInputs({ rules }: ChangesByKind): Input[] {
  const toEndpoints = rules.filter(isToEndpoints);
  const maps = (['ingress', 'egress'] as const).flatMap((direction) => {
    const own = rules.filter((rule) => rule.kind === DIRECTIONS[direction].kind && !isToEndpoints(rule));
    return own.length > 0 ? [ruleMap(direction, own)] : [];
  });
  if (toEndpoints.length === 0) return maps;
  return [
    ...maps,
    {
      ...{ name: VARIABLES.toEndpoints, type: 'map(string)', lines: false },
      description: 'Existing security groups that may send 443/tcp to the new endpoints, by any key.',
      validations: [ids(VARIABLES.toEndpoints, 'sg', 'security group ID')],
      value: keyedIds(toEndpoints.map(({ groupId }) => ({ id: groupId, comment: '' }))),
    },
  ];
}

function ruleMap(direction: 'ingress' | 'egress', rules: ChangesByKind['rules']): Input {
  const name = VARIABLES.rules(direction);
  const { what, peer } = DIRECTIONS[direction];
  const peers = 'rule.cidr_ipv4, rule.cidr_ipv6, rule.prefix_list_id, rule.referenced_security_group_id';
  return {
    ...{ name, type: RULE_TYPE, lines: true },
    description: `${what} rules for 443/tcp of existing security groups, by any key, each with one ${peer}.`,
    validations: [
      {
        condition: `alltrue([for rule in values(var.${name}) : can(regex("^sg-[0-9a-f]{8,17}$", rule.security_group_id))])`,
        message: 'Each security_group_id must be a security group ID, such as sg-0123456789abcdef0.',
      },
      {
        condition: `alltrue([for rule in values(var.${name}) : length(compact([${peers}])) == 1])`,
        message: `Each rule must have exactly one ${peer}.`,
      },
    ],
    value: hclAttributes(rules.map((rule) => ({ name: hcl(ruleLabel(rule)), expression: ruleValue(rule) }))),
  };
}

const RULE_TYPE = `map(object({
    security_group_id            = string
    description                  = string
    cidr_ipv4                    = optional(string)
    cidr_ipv6                    = optional(string)
    prefix_list_id               = optional(string)
    referenced_security_group_id = optional(string)
  }))`;

function ruleValue(rule: ChangesByKind['rules'][number]): Hcl {
  const peer = rule.kind === 'authorize-ingress' ? rule.source : rule.destination;
  return hclAttributes(
    [
      { name: 'security_group_id', expression: hcl(rule.groupId) },
      { name: 'description', expression: hcl(ruleDescription(rule)) },
      { name: peerAttribute(peer), expression: hcl(peerId(peer)) },
    ],
    2,
  );
}

function aclInputs({ aclEntries }: ChangesByKind): Input[] {
  if (aclEntries.length === 0) return [];
  const name = VARIABLES.aclRules;
  return [
    {
      ...{ name, type: ACL_RULE_TYPE, lines: true },
      description: 'Rules that existing network ACLs get, by any key. They allow TCP.',
      validations: [
        {
          condition: `alltrue([for rule in values(var.${name}) : can(regex("^acl-[0-9a-f]{8,17}$", rule.network_acl_id))])`,
          message: 'Each network_acl_id must be a network ACL ID, such as acl-0123456789abcdef0.',
        },
        {
          condition: `alltrue([for rule in values(var.${name}) : length(compact([rule.cidr_block, rule.ipv6_cidr_block])) == 1])`,
          message: 'Each rule must have either a cidr_block or an ipv6_cidr_block.',
        },
      ],
      value: hclAttributes(
        aclEntries.map((entry) => ({
          name: hcl(aclEntryLabel(entry)),
          expression: hclAttributes(
            [
              { name: 'network_acl_id', expression: hcl(entry.aclId) },
              { name: 'rule_number', expression: String(entry.ruleNumber) },
              { name: 'egress', expression: String(entry.egress) },
              {
                name: entry.cidr.includes(':') ? 'ipv6_cidr_block' : 'cidr_block',
                expression: hcl(entry.cidr),
              },
              { name: 'from_port', expression: String(entry.fromPort) },
              { name: 'to_port', expression: String(entry.toPort) },
            ],
            2,
          ),
        })),
      ),
    },
  ];
}

const ACL_RULE_TYPE = `map(object({
    network_acl_id  = string
    rule_number     = number
    egress          = bool
    cidr_block      = optional(string)
    ipv6_cidr_block = optional(string)
    from_port       = number
    to_port         = number
  }))`;
