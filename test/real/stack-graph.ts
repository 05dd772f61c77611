import { NEW_SECURITY_GROUP, type PolicyDocument } from '../../src/core/plan/change.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { Peer } from '../../src/core/trace/path.ts';

/** Everything that a plan creates, in a form in which a plan, a template and an AWS account can be compared. */
export interface Graph {
  readonly vpc:
    | { readonly cidr: string; readonly dnsSupport: boolean; readonly dnsHostnames: boolean }
    | undefined;
  /** Of a new VPC, each with its own route table. */
  readonly subnets: readonly {
    readonly id: string;
    readonly cidr: string;
    readonly az: string | undefined;
  }[];
  readonly endpoints: readonly EndpointNode[];
  /** Who may reach the new security group on 443/tcp, and who it may reach. */
  readonly group:
    | { readonly sources: readonly string[]; readonly destinations: readonly string[] }
    | undefined;
  /** Rules and entries added to what exists. */
  readonly rules: readonly string[];
}

export interface EndpointNode {
  readonly serviceName: string;
  readonly type: 'Interface' | 'Gateway';
  /** Subnets or route tables, sorted. */
  readonly on: readonly string[];
  readonly groups: readonly string[];
  readonly privateDns: boolean;
  /** Undefined for AWS's default. */
  readonly policy: unknown;
}

/** What the plan says. */
export function graphOfPlan(plan: Plan): Graph {
  return sorted({
    vpc: plan.newVpc ? { cidr: plan.vpcCidr ?? '', dnsSupport: true, dnsHostnames: true } : undefined,
    subnets: plan.newVpc ? plan.subnets.map(({ id, cidr, az }) => ({ id, cidr: cidr ?? '', az })) : [],
    endpoints: plan.changes.flatMap((change): EndpointNode[] => {
      if (change.kind === 'create-interface-endpoint') {
        return [
          {
            serviceName: change.serviceName,
            type: 'Interface',
            on: [...change.subnetIds].sort(),
            groups: [NEW_SECURITY_GROUP],
            privateDns: true,
            policy: undefined,
          },
        ];
      }
      if (change.kind === 'create-gateway-endpoint') {
        return [
          {
            serviceName: change.serviceName,
            type: 'Gateway',
            on: [...change.routeTableIds].sort(),
            groups: [],
            privateDns: false,
            policy: policyOf(change.policy),
          },
        ];
      }
      return [];
    }),
    group: plan.securityGroup && {
      sources: plan.securityGroup.sources.map(({ peer, description }) => `${text(peer)} (${description})`),
      destinations: [],
    },
    rules: plan.changes.flatMap((change): string[] => {
      switch (change.kind) {
        case 'authorize-ingress':
          return [`${change.groupId} in from ${text(change.source)}`];
        case 'authorize-egress':
          return [`${change.groupId} out to ${text(change.destination)}`];
        case 'add-network-acl-entry':
          return [
            `${change.aclId} ${change.egress ? 'out' : 'in'} ${change.ruleNumber}: allow 6 ${change.cidr} ${change.fromPort}-${change.toPort}`,
          ];
        default:
          return [];
      }
    }),
  });
}

/** A list of one and its only item mean the same in a policy. */
export function policyOf(policy: PolicyDocument | undefined): unknown {
  if (policy === undefined) return undefined;
  const unlisted = (value: unknown) => (Array.isArray(value) && value.length === 1 ? value[0] : value);
  return {
    ...policy,
    Statement: policy.Statement.map((statement) => ({
      ...statement,
      Action: unlisted(statement.Action),
      Resource: unlisted(statement.Resource),
    })),
  };
}

type Properties = Readonly<Record<string, unknown>>;

/** A synthesized template, as far as it is looked at. */
export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
}

/**
 * What a template creates, its references put into the plan's words.
 *
 * @throws When it holds a resource of a type that no plan needs, or a rule that is not about 443/tcp.
 */
export function graphOfTemplate({ Resources }: Template, plan: Plan): Graph {
  const all = (type: string) =>
    Object.entries(Resources)
      .filter(([, resource]) => resource.Type === `AWS::EC2::${type}`)
      .map(([id, { Properties }]) => [id, Properties] as const);
  const unknown = Object.values(Resources).filter(
    ({ Type }) => !KNOWN.includes(Type.replace('AWS::EC2::', '')),
  );
  if (unknown.length > 0) throw new Error(`No plan needs ${unknown.map(({ Type }) => Type).join(', ')}.`);

  const names = new Map<string, string>();
  for (const [id] of all('VPC')) names.set(id, plan.vpcId);
  for (const [id] of all('SecurityGroup')) names.set(id, NEW_SECURITY_GROUP);
  for (const [id, { CidrBlock }] of all('Subnet')) {
    names.set(id, plan.subnets.find(({ cidr }) => cidr === CidrBlock)?.id ?? id);
  }
  for (const [, { SubnetId, RouteTableId }] of all('SubnetRouteTableAssociation')) {
    const subnet = plan.subnets.find(({ id }) => id === names.get(logicalId(SubnetId)));
    names.set(logicalId(RouteTableId), subnet?.routeTableId ?? '');
  }
  const resolve = (value: unknown): string =>
    typeof value === 'string' ? value : (names.get(logicalId(value)) ?? JSON.stringify(value));
  const resolveAll = (values: unknown): string[] => ((values ?? []) as unknown[]).map(resolve).sort();
  const side = (direction: 'Source' | 'Destination', rule: Properties): string => {
    if (rule.IpProtocol !== 'tcp' || rule.FromPort !== 443 || rule.ToPort !== 443) {
      throw new Error(`Not 443/tcp: ${JSON.stringify(rule)}`);
    }
    const cidr = rule.CidrIp ?? rule.CidrIpv6;
    const prefixListId = rule[`${direction}PrefixListId`];
    if (cidr !== undefined) return resolve(cidr);
    return resolve(prefixListId ?? rule[`${direction}SecurityGroupId`]);
  };
  const [vpc] = all('VPC');
  const [group] = all('SecurityGroup');

  return sorted({
    vpc: vpc && {
      cidr: String(vpc[1].CidrBlock),
      dnsSupport: vpc[1].EnableDnsSupport === true,
      dnsHostnames: vpc[1].EnableDnsHostnames === true,
    },
    subnets: all('Subnet').map(([id, { CidrBlock, AvailabilityZone }]) => ({
      id: names.get(id) ?? id,
      cidr: String(CidrBlock),
      az: typeof AvailabilityZone === 'string' ? AvailabilityZone : undefined,
    })),
    endpoints: all('VPCEndpoint').map(([, endpoint]) => ({
      serviceName: String(endpoint.ServiceName),
      type: endpoint.VpcEndpointType as EndpointNode['type'],
      on: [...resolveAll(endpoint.SubnetIds), ...resolveAll(endpoint.RouteTableIds)],
      groups: resolveAll(endpoint.SecurityGroupIds),
      privateDns: endpoint.PrivateDnsEnabled === true,
      policy: policyOf(endpoint.PolicyDocument as PolicyDocument | undefined),
    })),
    group: group && {
      sources: ((group[1].SecurityGroupIngress ?? []) as Properties[]).map(
        (rule) => `${side('Source', rule)} (${rule.Description})`,
      ),
      destinations: ((group[1].SecurityGroupEgress ?? [{ CidrIp: 'everywhere' }]) as Properties[])
        .filter((rule) => !isNowhere(rule.CidrIp))
        .map((rule) => JSON.stringify(rule)),
    },
    rules: [
      ...all('SecurityGroupIngress').map(
        ([, rule]) => `${resolve(rule.GroupId)} in from ${side('Source', rule)}`,
      ),
      ...all('SecurityGroupEgress').map(
        ([, rule]) => `${resolve(rule.GroupId)} out to ${side('Destination', rule)}`,
      ),
      ...all('NetworkAclEntry').map(([, entry]) => {
        const { From, To } = entry.PortRange as { From: number; To: number };
        const block = entry.CidrBlock ?? entry.Ipv6CidrBlock;
        return `${entry.NetworkAclId} ${entry.Egress ? 'out' : 'in'} ${entry.RuleNumber}: ${entry.RuleAction} ${entry.Protocol} ${block} ${From}-${To}`;
      }),
    ],
  });
}

const KNOWN = [
  'VPC',
  'Subnet',
  'RouteTable',
  'SubnetRouteTableAssociation',
  'SecurityGroup',
  'SecurityGroupIngress',
  'SecurityGroupEgress',
  'NetworkAclEntry',
  'VPCEndpoint',
];

/** A group without egress rules gets one for everything, so "nothing out" is written as a rule to nowhere. */
export const isNowhere = (cidr: unknown): boolean => cidr === '255.255.255.255/32' || cidr === '127.0.0.1/32';

function logicalId(reference: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = (reference ?? {}) as {
    Ref?: string;
    'Fn::GetAtt'?: [string, string];
  };
  return Ref ?? attribute?.[0] ?? '';
}

export function text(peer: Peer): string {
  switch (peer.kind) {
    case 'cidr':
      return peer.cidr;
    case 'group':
      return peer.groupId;
    case 'prefix-list':
      return peer.prefixListId;
  }
}

/** Orders what has no order. */
export function sorted(graph: Graph): Graph {
  return {
    ...graph,
    endpoints: [...graph.endpoints].sort((a, b) => a.serviceName.localeCompare(b.serviceName)),
    group: graph.group && { ...graph.group, sources: [...graph.group.sources].sort() },
    rules: [...graph.rules].sort(),
  };
}
