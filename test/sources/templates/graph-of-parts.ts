import { NEW_SECURITY_GROUP } from '../../../src/core/plan/change.ts';
import type { Plan } from '../../../src/core/plan/planned.ts';
import type { Parts, SecurityGroupRulePart, Told } from '../../../src/sources/planned/parts.ts';
import { isUnknown } from '../../../src/sources/planned/parts.ts';
import {
  type Graph,
  graphOfPlan,
  isNowhere,
  NEW_VPC,
  PICKED,
  policyOf,
  type RuleEdge,
  sorted,
  subnetOf,
  tableOf,
} from '../../formats/graph/graph.ts';

/** What parts have no word for. */
const UNTOLD = {
  description: '',
  publicIps: false,
  outputs: { vpc: undefined, subnets: undefined, group: undefined },
};

/** The graph of a plan, without what parts have no word for. */
export const toldGraphOf = (plan: Plan): Graph => told(graphOfPlan(plan));

/** The same of what was read from files. */
export function graphOfParts(parts: Parts): Graph {
  const names = new Map<string, string>();
  for (const { name } of parts.vpcs) names.set(name, NEW_VPC);
  for (const { name } of parts.securityGroups) names.set(name, NEW_SECURITY_GROUP);
  for (const { name, cidr } of parts.subnets) names.set(name, subnetOf(settled(cidr) ?? ''));
  for (const { subnet, routeTable } of parts.routeTableAssociations) {
    const cidr = parts.subnets.find(({ name }) => name === subnet)?.cidr;
    names.set(settled(routeTable), tableOf(cidr === undefined ? '' : (settled(cidr) ?? '')));
  }
  const nameOf = (name: Told<string>): string => names.get(settled(name)) ?? settled(name);
  const all = (list: Told<readonly Told<string>[]>): string[] => settled(list).map(nameOf);
  const tagsOf = ({ tags = {} }: { readonly tags?: Readonly<Record<string, string>> }) => tags;
  const edgeOf = (rule: SecurityGroupRulePart): RuleEdge => {
    const peers = [rule.cidrs, rule.ipv6Cidrs, rule.prefixLists, rule.groups].flatMap(all);
    return {
      direction: rule.egress ? 'out' : 'in',
      protocol: settled(rule.protocol),
      ports: [settled(rule.fromPort) ?? Number.NaN, settled(rule.toPort) ?? Number.NaN],
      peer: peers.join(' and '),
      description: '',
    };
  };
  const rulesOf = (name: string, egress: boolean) =>
    parts.securityGroupRules
      .filter((rule) => rule.group === name && rule.egress === egress)
      .map(edgeOf)
      .filter(({ peer }) => !isNowhere(peer));
  const [vpc] = parts.vpcs;
  return told({
    vpc: vpc && {
      cidr: all(vpc.cidrs).join(),
      dnsSupport: settled(vpc.dnsSupport),
      dnsHostnames: settled(vpc.dnsHostnames),
      tags: tagsOf(vpc),
    },
    subnets: parts.subnets.map((subnet) => ({
      id: nameOf(subnet.name),
      vpc: nameOf(subnet.vpc),
      cidr: settled(subnet.cidr) ?? '',
      az: subnet.zone === undefined ? settled(subnet.az) : PICKED,
      publicIps: false,
      routeTable: parts.routeTableAssociations
        .filter((each) => each.subnet === subnet.name)
        .map(({ routeTable }) => nameOf(routeTable))
        .join(),
      tags: tagsOf(subnet),
    })),
    routeTables: parts.routeTables.map((table) => ({
      id: nameOf(table.name),
      vpc: nameOf(table.vpc),
      tags: tagsOf(table),
    })),
    endpoints: parts.endpoints.map((endpoint) => {
      const policy = settled(endpoint.policy);
      return {
        serviceName: settled(endpoint.serviceName),
        kind: settled(endpoint.kind) === 'interface' ? 'Interface' : 'Gateway',
        vpc: nameOf(endpoint.vpc),
        subnets: all(endpoint.subnets),
        routeTables: all(endpoint.routeTables),
        groups: all(endpoint.securityGroups),
        privateDns: settled(endpoint.privateDns),
        policy: policy === undefined ? undefined : policyOf(JSON.parse(policy)),
        tags: tagsOf(endpoint),
      };
    }),
    groups: parts.securityGroups.map((group) => ({
      id: nameOf(group.name),
      vpc: nameOf(group.vpc),
      description: '',
      ingress: rulesOf(group.name, false),
      egress: rulesOf(group.name, true),
      tags: tagsOf(group),
    })),
    rules: parts.securityGroupRules
      .filter(({ group }) => !parts.securityGroups.some(({ name }) => name === group))
      .map((rule) => ({ group: settled(rule.group), ...edgeOf(rule) })),
    aclEntries: parts.networkAclEntries.map((entry) => ({
      acl: nameOf(entry.networkAcl),
      direction: settled(entry.egress) ? 'out' : 'in',
      number: settled(entry.ruleNumber),
      action: settled(entry.allow) ? 'allow' : 'deny',
      protocol: settled(entry.protocol) === '6' ? 'tcp' : settled(entry.protocol),
      block: settled(entry.cidr),
      ports: [settled(entry.fromPort) ?? Number.NaN, settled(entry.toPort) ?? Number.NaN],
    })),
    extended: [],
    outputs: UNTOLD.outputs,
  });
}

/** @throws Error where a value is unknown, which in our own files none is */
function settled<T>(value: Told<T>): T {
  if (isUnknown(value)) throw new Error(`not settled: ${value.unknown}`);
  return value;
}

const told = (graph: Graph): Graph =>
  sorted({
    ...graph,
    groups: graph.groups.map((group) => ({
      ...group,
      description: UNTOLD.description,
      ingress: group.ingress.map(undescribed),
      egress: group.egress.map(undescribed),
    })),
    rules: graph.rules.map(undescribed),
    outputs: UNTOLD.outputs,
    extended: [],
  });

const undescribed = <T extends RuleEdge>(rule: T): T => ({ ...rule, description: UNTOLD.description });
