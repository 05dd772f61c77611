import type { Plan } from '../../core/plan/planned.ts';
import { peerId } from '../../core/plan/security-group-text.ts';
import { hcl } from '../template.ts';
import { type AlignedName, type Hcl, hclAttributes, hclValue } from './hcl-value.ts';
import type { References } from './references.ts';
import { alignedInRule, type PeerAttribute, peerAttribute } from './rule-views.ts';

/** The security group of the new interface endpoints. */
export interface SecurityGroupViews {
  /** Its name is the prefix with `-endpoints`, unless the plan or EC2 requires another. */
  readonly securityGroup: { readonly fixedName: Hcl | undefined; readonly description: string } | undefined;
  /** Whether exactly the new VPC's subnets may reach the endpoints. If not, `sources` lists who may. */
  readonly subnetSources: boolean;
  readonly sources: readonly SourceView[];
  /** The addresses of its rules' resources. */
  readonly ruleSets: readonly Hcl[];
  /** Whether IPv4 blocks are among the sources. */
  readonly cidrSources: boolean;
}

interface SourceView extends AlignedName {
  readonly variable: string;
  readonly what: string;
  readonly type: Hcl;
  readonly value: Hcl;
  /** What the rule of one of them says. */
  readonly description: Hcl;
  readonly peer: Hcl;
  readonly condition: Hcl;
  readonly message: string;
}

export function securityGroupViews(plan: Plan, { keyed }: References): SecurityGroupViews {
  const subnetSources = plan.newVpc && isOfSubnets(plan);
  const sources = subnetSources ? [] : sourcesOf(plan, keyed);
  const labels = subnetSources ? ['private_subnets'] : sources.map(({ variable }) => variable);
  return {
    securityGroup: securityGroupOf(plan),
    subnetSources,
    sources,
    ruleSets: labels.map((label) => `aws_vpc_security_group_ingress_rule.${label}`),
    cidrSources: sources.some(({ variable }) => variable === SOURCES.cidr_ipv4.variable),
  };
}

function securityGroupOf(plan: Plan): SecurityGroupViews['securityGroup'] {
  if (!plan.securityGroup) return undefined;
  const { name, description } = plan.securityGroup;
  return { fixedName: name === `${plan.name}-endpoints` ? undefined : hcl(name), description };
}

const isOfSubnets = ({ securityGroup, subnets }: Plan): boolean =>
  securityGroup?.sources.length === subnets.length &&
  securityGroup.sources.every(
    ({ peer }) => peer.kind === 'cidr' && subnets.some((subnet) => subnet.cidr === peer.cidr),
  );

interface Source extends Pick<SourceView, 'variable' | 'what' | 'condition' | 'message'> {
  /** What holds if the peer is an ID under a key. */
  readonly keyed?: Pick<SourceView, 'condition' | 'message'>;
}

/** Who may reach the endpoints: for each kind of peer, a variable and a resource of the same name. */
const SOURCES: Readonly<Record<PeerAttribute, Source>> = {
  cidr_ipv4: {
    variable: 'task_cidrs',
    what: 'IPv4 CIDR blocks of the tasks',
    condition:
      'alltrue([for cidr in keys(var.task_cidrs) : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])',
    message: 'Each key must be an IPv4 CIDR block, such as 10.0.1.0/24, and not the whole internet.',
  },
  cidr_ipv6: {
    variable: 'task_ipv6_cidrs',
    what: 'IPv6 CIDR blocks of the tasks',
    condition:
      'alltrue([for cidr in keys(var.task_ipv6_cidrs) : ' +
      'can(cidrhost(cidr, 0)) && strcontains(cidr, ":") && !endswith(cidr, "/0")])',
    message:
      'Each key must be an IPv6 CIDR block, such as 2001:db8:1234:1a00::/64, and not the whole internet.',
  },
  referenced_security_group_id: {
    variable: 'task_security_groups',
    what: 'Security groups of the tasks',
    condition: 'alltrue([for id in keys(var.task_security_groups) : can(regex("^sg-[0-9a-f]{8,17}$", id))])',
    message: 'Each key must be a security group ID, such as sg-0123456789abcdef0.',
    keyed: {
      condition:
        'alltrue([for group in values(var.task_security_groups) : can(regex("^sg-[0-9a-f]{8,17}$", group.id))])',
      message: 'Each id must be a security group ID, such as sg-0123456789abcdef0.',
    },
  },
  prefix_list_id: {
    variable: 'task_prefix_lists',
    what: 'Prefix lists of the tasks',
    condition: 'alltrue([for id in keys(var.task_prefix_lists) : can(regex("^pl-[0-9a-f]{8,17}$", id))])',
    message: 'Each key must be a prefix list ID, such as pl-0123456789abcdef0.',
    keyed: {
      condition:
        'alltrue([for list in values(var.task_prefix_lists) : can(regex("^pl-[0-9a-f]{8,17}$", list.id))])',
      message: 'Each id must be a prefix list ID, such as pl-0123456789abcdef0.',
    },
  },
};

function sourcesOf({ securityGroup }: Plan, keyed: boolean): SourceView[] {
  return (Object.keys(SOURCES) as PeerAttribute[]).flatMap((attribute) => {
    const sources = securityGroup?.sources.filter(({ peer }) => peerAttribute(peer) === attribute) ?? [];
    if (sources.length === 0) return [];
    const { keyed: underKeys, ...source } = SOURCES[attribute];
    const aligned = alignedInRule(attribute);
    return [
      keyed && underKeys
        ? { ...source, ...underKeys, ...aligned, ...sourcesUnderKeys(sources) }
        : { ...source, ...aligned, ...sourcesAsKeys(sources) },
    ];
  });
}

type Sources = NonNullable<Plan['securityGroup']>['sources'];
type Written = Pick<SourceView, 'type' | 'value' | 'description' | 'peer'>;

const sourcesAsKeys = (sources: Sources): Written => ({
  type: 'map(string)',
  value: hclValue(Object.fromEntries(sources.map(({ peer, description }) => [peerId(peer), description]))),
  description: 'each.value',
  peer: 'each.key',
});

const sourcesUnderKeys = (sources: Sources): Written => ({
  type: 'map(object({ id = string, description = string }))',
  value: hclAttributes(
    sources.map(({ peer, description }) => ({
      name: hcl(peerId(peer)),
      expression: `{ id = ${hcl(peerId(peer))}, description = ${hcl(description)} }`,
    })),
  ),
  description: 'each.value.description',
  peer: 'each.value.id',
});
