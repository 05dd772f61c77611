import { NEW_SECURITY_GROUP } from '../../../src/core/plan/change.ts';
import {
  type EndpointNode,
  type Graph,
  isNowhere,
  NEW_VPC,
  PICKED,
  policyOf,
  type RuleEdge,
  sorted,
  subnetOf,
  tableOf,
  tagsOf,
} from './graph.ts';

type Properties = Readonly<Record<string, unknown>>;

/** A CloudFormation template as JSON: intrinsic functions are `Ref` and `Fn::…`. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type: string }>>;
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

/**
 * What CloudFormation would make of a template.
 *
 * @param region Where it is deployed, and the partition that it is in.
 * @param parameters The value of each parameter as text.
 * @throws When it holds a resource or an intrinsic function that no plan needs.
 */
export function graphOfTemplate(
  template: Template,
  { region, partition }: { readonly region: string; readonly partition: string },
  parameters: Readonly<Record<string, string>> = {},
): Graph {
  const resources = Object.entries(template.Resources);
  const all = (type: ResourceType) =>
    resources.flatMap(([id, resource]) =>
      resource.Type === `AWS::EC2::${type}` ? [{ id, properties: resource.Properties }] : [],
    );
  for (const [id, { Type }] of resources) {
    if (!RESOURCE_TYPES.some((type) => Type === `AWS::EC2::${type}`))
      throw new Error(`${id} is of type ${Type}`);
  }

  const names = new Map<string, string>([
    ['AWS::Region', region],
    ['AWS::Partition', partition],
  ]);
  for (const { id } of all('VPC')) names.set(id, NEW_VPC);
  for (const { id } of all('SecurityGroup')) names.set(id, NEW_SECURITY_GROUP);
  for (const { id, properties } of all('Subnet')) names.set(id, subnetOf(text(properties.CidrBlock)));
  const associations = all('SubnetRouteTableAssociation').map(({ properties }) => properties);
  for (const { SubnetId, RouteTableId } of associations) {
    const subnet = template.Resources[reference(SubnetId)];
    names.set(reference(RouteTableId), tableOf(text(subnet?.Properties.CidrBlock)));
  }

  const evaluate = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(evaluate);
    if (!isRecord(value)) return value;
    const [[name = '', argument] = [], ...others] = Object.entries(value);
    if (others.length > 0 || !/^(Ref$|Fn::)/.test(name)) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluate(item)]));
    }
    switch (name) {
      case 'Ref':
        return refer(text(argument));
      case 'Fn::GetAtt': {
        const [resource, attribute] = (argument as unknown[]).map(text);
        return attribute === 'DefaultSecurityGroup' ? 'default-group' : refer(resource ?? '');
      }
      case 'Fn::Sub':
        return text(argument)
          .replaceAll(/\$\{([^!}][^}]*)\}/g, (_, to: string) => text(refer(to)))
          .replaceAll('${!', '${');
      case 'Fn::GetAZs':
        return Array.from({ length: 6 }, (_, index) => `${PICKED} ${index}`);
      case 'Fn::Select': {
        const [index, items] = (argument as unknown[]).map(evaluate);
        return (items as unknown[])[Number(index)];
      }
      case 'Fn::Join': {
        const [between, items] = (argument as unknown[]).map(evaluate);
        return (items as unknown[]).map(text).join(text(between));
      }
      default:
        throw new Error(`no plan needs ${name}`);
    }
  };
  const refer = (to: string): unknown => {
    const parameter = template.Parameters?.[to];
    if (!parameter) return known(names.get(to), to);
    const value = known(parameters[to], to);
    return /^(List<|CommaDelimitedList$)/.test(parameter.Type) ? value.split(',') : value;
  };
  const evaluated = (type: ResourceType) =>
    all(type).map(({ id, properties }) => ({ id, properties: evaluate(properties) as Properties }));

  const subnets = evaluated('Subnet');
  const picked = subnets.map(({ properties }) => text(properties.AvailabilityZone));
  if (new Set(picked).size < picked.length) throw new Error(`Two subnets are in one zone: ${picked}`);
  const output = (name: string): string | undefined => {
    const found = template.Outputs?.[name];
    return found && text(evaluate(found.Value));
  };
  const [vpc, ...otherVpcs] = evaluated('VPC');
  if (otherVpcs.length > 0) throw new Error('More than one VPC.');

  return sorted({
    vpc: vpc && {
      cidr: text(vpc.properties.CidrBlock),
      dnsSupport: vpc.properties.EnableDnsSupport === true,
      dnsHostnames: vpc.properties.EnableDnsHostnames === true,
      tags: tagsIn(vpc.properties),
    },
    subnets: subnets.map(({ id, properties }) => {
      const own = associations.filter(({ SubnetId }) => reference(SubnetId) === id);
      if (own.length > 1) throw new Error(`${id} has more than one route table.`);
      return {
        id: subnetOf(text(properties.CidrBlock)),
        vpc: text(properties.VpcId),
        cidr: text(properties.CidrBlock),
        az: text(properties.AvailabilityZone).replace(/^picked \d$/, PICKED),
        publicIps: properties.MapPublicIpOnLaunch === true,
        routeTable: own.map(({ RouteTableId }) => text(evaluate(RouteTableId)))[0],
        tags: tagsIn(properties),
      };
    }),
    routeTables: evaluated('RouteTable').map(({ id, properties }) => ({
      id: names.get(id) ?? id,
      vpc: text(properties.VpcId),
      tags: tagsIn(properties),
    })),
    endpoints: evaluated('VPCEndpoint').map(({ properties }) => ({
      serviceName: text(properties.ServiceName),
      kind: properties.VpcEndpointType as EndpointNode['kind'],
      vpc: text(properties.VpcId),
      subnets: texts(properties.SubnetIds),
      routeTables: texts(properties.RouteTableIds),
      groups: texts(properties.SecurityGroupIds),
      privateDns: properties.PrivateDnsEnabled === true,
      policy: policyOf(properties.PolicyDocument),
      tags: tagsIn(properties),
    })),
    groups: evaluated('SecurityGroup').map(({ properties }) => ({
      id: NEW_SECURITY_GROUP,
      vpc: text(properties.VpcId),
      description: text(properties.GroupDescription),
      ingress: list(properties.SecurityGroupIngress).map((rule) => ruleOf('in', rule)),
      // Without any rule here EC2 keeps its own, which lets everything out.
      egress: list(properties.SecurityGroupEgress ?? [{ CidrIp: '0.0.0.0/0' }])
        .map((rule) => ruleOf('out', rule))
        .filter(({ peer }) => !isNowhere(peer)),
      tags: tagsIn(properties),
    })),
    rules: [
      ...evaluated('SecurityGroupIngress').map(({ properties }) => ({
        group: text(properties.GroupId),
        ...ruleOf('in', properties),
      })),
      ...evaluated('SecurityGroupEgress').map(({ properties }) => ({
        group: text(properties.GroupId),
        ...ruleOf('out', properties),
      })),
    ],
    aclEntries: evaluated('NetworkAclEntry').map(({ properties }) => {
      const { From, To } = properties.PortRange as { From: number; To: number };
      return {
        acl: text(properties.NetworkAclId),
        direction: properties.Egress ? 'out' : 'in',
        number: Number(properties.RuleNumber),
        action: text(properties.RuleAction),
        protocol: properties.Protocol === 6 ? 'tcp' : text(properties.Protocol),
        block: text(properties.CidrBlock ?? properties.Ipv6CidrBlock),
        ports: [From, To],
      };
    }),
    extended: [],
    outputs: {
      vpc: output('VpcId'),
      subnets: output('SubnetIds')?.split(','),
      group: output('EndpointSecurityGroupId'),
    },
  });
}

const RESOURCE_TYPES = [
  'VPC',
  'Subnet',
  'RouteTable',
  'SubnetRouteTableAssociation',
  'VPCEndpoint',
  'SecurityGroup',
  'SecurityGroupIngress',
  'SecurityGroupEgress',
  'NetworkAclEntry',
] as const;

type ResourceType = (typeof RESOURCE_TYPES)[number];

function ruleOf(direction: 'in' | 'out', rule: Properties): RuleEdge {
  const side = direction === 'in' ? 'Source' : 'Destination';
  const peers = [
    rule.CidrIp,
    rule.CidrIpv6,
    rule[`${side}SecurityGroupId`],
    rule[`${side}PrefixListId`],
  ].filter((peer) => peer !== undefined);
  if (peers.length !== 1) throw new Error(`Not one peer: ${JSON.stringify(rule)}`);
  return {
    direction,
    protocol: text(rule.IpProtocol),
    ports: [Number(rule.FromPort), Number(rule.ToPort)],
    peer: text(peers[0]),
    description: text(rule.Description),
  };
}

const tagsIn = ({ Tags }: Properties) => tagsOf(Tags as Parameters<typeof tagsOf>[0]);

/** The logical id that a property refers to. */
function reference(value: unknown): string {
  if (!isRecord(value)) throw new Error(`not a reference: ${JSON.stringify(value)}`);
  return text(value.Ref ?? (value['Fn::GetAtt'] as unknown[])[0]);
}

const list = (value: unknown): Properties[] => (value ?? []) as Properties[];

const texts = (value: unknown): string[] => ((value ?? []) as unknown[]).map(text);

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`not text: ${JSON.stringify(value)}`);
  return value;
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`nothing is named ${what}`);
  return value;
}

const isRecord = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
