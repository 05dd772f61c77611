import { isUnknown, type Name, type Parts, type Unknown } from '../planned/parts.ts';
import { assertNoCircle } from './circles.ts';
import { Properties } from './properties.ts';
import * as endpoint from './resources/endpoint.ts';
import { finished } from './resources/finished.ts';
import { type Gather, type Gathered, gathering, type Source } from './resources/gathered.ts';
import * as names from './resources/names.ts';
import * as acl from './resources/network-acl.ts';
import * as routing from './resources/routing.ts';
import * as group from './resources/security-group.ts';
import { taskDefinition } from './resources/task-definition.ts';
import * as vpc from './resources/vpc.ts';
import { isNestedStack, Stack } from './stack.ts';
import { macrosOf, otherTransforms } from './transforms.ts';
import { isList, isMembers, Open, piecesOf, type Value, why } from './value.ts';

/** With which the CDK empties a VPC's default group. */
function emptiedGroup({ name, properties, unsure }: Source, into: Gathered): void {
  if (unsure) into.unread.push({ name, why: `not known is ${unsure.unknown}` });
  else into.emptiedGroups.push(properties.required('DefaultSecurityGroupId'));
}

/** What each type of resource says. */
const READERS: ReadonlyMap<string, Gather> = new Map([
  ['AWS::EC2::VPC', vpc.vpc],
  ['AWS::EC2::VPCCidrBlock', vpc.vpcCidrBlock],
  ['AWS::EC2::Subnet', vpc.subnet],
  ['AWS::EC2::SubnetCidrBlock', vpc.subnetCidrBlock],
  ['AWS::EC2::DHCPOptions', vpc.dhcpOptions],
  ['AWS::EC2::VPCDHCPOptionsAssociation', vpc.dhcpAssociation],
  ['AWS::EC2::VPCBlockPublicAccessOptions', vpc.blockPublicAccess],
  ['AWS::EC2::VPCBlockPublicAccessExclusion', vpc.blockExclusion],
  ['AWS::EC2::RouteTable', routing.routeTable],
  ['AWS::EC2::SubnetRouteTableAssociation', routing.routeTableAssociation],
  ['AWS::EC2::Route', routing.route],
  ['AWS::EC2::VPNGatewayRoutePropagation', routing.vpnPropagation],
  ['AWS::EC2::RouteServerPropagation', routing.routeServerPropagation],
  ['AWS::EC2::NatGateway', routing.natGateway],
  ['AWS::EC2::VPCEndpoint', endpoint.vpcEndpoint],
  ['AWS::EC2::SecurityGroup', group.securityGroup],
  ['AWS::EC2::SecurityGroupIngress', group.securityGroupIngress],
  ['AWS::EC2::SecurityGroupEgress', group.securityGroupEgress],
  ['AWS::EC2::NetworkAcl', acl.networkAcl],
  ['AWS::EC2::NetworkAclEntry', acl.networkAclEntry],
  ['AWS::EC2::SubnetNetworkAclAssociation', acl.networkAclAssociation],
  ['AWS::EC2::PrefixList', names.prefixList],
  ['AWS::Route53::HostedZone', names.hostedZone],
  ['AWS::ECS::Cluster', (source, into) => into.clusters.push(source)],
  ['AWS::ECS::ClusterCapacityProviderAssociations', (source, into) => into.clusterProviders.push(source)],
  ['AWS::ECS::CapacityProvider', (source, into) => into.capacityProviders.push(source)],
  ['AWS::ECS::Service', (source, into) => into.ecsServices.push(source)],
  ['Custom::VpcRestrictDefaultSG', emptiedGroup],
]);

/** Kinds that can change how names resolve or what an endpoint takes, which is not read from an account either. */
const NOT_READ: readonly string[] = [
  'AWS::EC2::VPCEncryptionControl',
  'AWS::Route53Profiles::ProfileAssociation',
  'AWS::Route53Resolver::FirewallRuleGroupAssociation',
  'AWS::Route53Resolver::ResolverRuleAssociation',
];

/** Resources of a network, which a custom resource that gets their ID could change. */
const NETWORK = /^AWS::EC2::(VPC|Subnet|RouteTable|VPCEndpoint|SecurityGroup|NetworkAcl)$/;

/** Of these what others say of them decides, so that whether they are created is taken for granted. */
const TAKEN_TO_BE_CREATED: readonly string[] = [
  'AWS::EC2::DHCPOptions',
  'AWS::EC2::NetworkAcl',
  'AWS::EC2::PrefixList',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::VPC',
  'AWS::ECS::CapacityProvider',
  'AWS::ECS::Cluster',
  'AWS::ECS::ClusterCapacityProviderAssociations',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
];

/** All that stacks and those nested in them say of networks and of ECS. */
export function gather(
  roots: readonly Stack[],
  region: string | undefined,
  assumptions: readonly string[],
): Parts {
  const into = gathering();
  const readers = new Map([...READERS, ['AWS::ECS::TaskDefinition', taskDefinition(region)] as const]);
  for (const root of roots) gatherStack(root, undefined, readers, into);
  return finished({ ...into, assumptions: [...assumptions, ...into.assumptions] }, region);
}

/** @param unsure what decides whether the stack is created, where that is unknown */
function gatherStack(
  stack: Stack,
  unsure: Unknown | undefined,
  readers: ReadonlyMap<string, Gather>,
  into: Gathered,
): void {
  const { template } = stack;
  for (const macro of macrosOf(template.transforms)) {
    into.unread.push({
      name: stack.nameOf(macro),
      why: 'it is a macro, which can change anything in the template',
    });
  }
  for (const transform of otherTransforms(template.transforms)) {
    into.assumptions.push(
      `${template.file}: the transform ${transform} is taken to add nothing to the network.`,
    );
  }
  for (const generator of template.generators.keys()) {
    into.unread.push({ name: stack.nameOf(generator), why: 'the resources that it makes are not read' });
  }
  const created: string[] = [];
  for (const [id, { type }] of template.resources) {
    into.types.set(type, (into.types.get(type) ?? 0) + 1);
    const exists = stack.exists(id);
    if (exists === false) continue;
    const name = stack.nameOf(id);
    const isUnsure = unsure ?? (isUnknown(exists) ? whetherCreated(name, exists) : undefined);
    const nested = isNestedStack(type) ? stack.nested(id) : undefined;
    if (nested instanceof Stack) gatherStack(nested, isUnsure, readers, into);
    else if (nested) into.unread.push({ name, why: `it is a nested stack, and ${nested.unread}` });
    else gatherResource({ stack, id, type, unsure: isUnsure }, readers, into);
    if (readers.has(type)) created.push(id);
  }
  assertNoCircle(stack, created);
}

const whetherCreated = (name: Name, { unknown }: Unknown): Unknown => ({
  unknown: `whether ${name} is created, which depends on ${unknown}`,
});

interface Found {
  readonly stack: Stack;
  readonly id: string;
  readonly type: string;
  readonly unsure: Unknown | undefined;
}

function gatherResource(
  { stack, id, type, unsure }: Found,
  readers: ReadonlyMap<string, Gather>,
  into: Gathered,
): void {
  const name = stack.nameOf(id);
  const reader = readers.get(type);
  const properties = reader || isCustom(type) ? stack.properties(id) : {};
  if (reader && properties instanceof Open) {
    into.unread.push({ name, why: `its properties depend on ${why(properties).unknown}` });
  } else if (reader && isMembers(properties)) {
    reader({ name, type, properties: new Properties(properties, stack.at('Resources', id)), unsure }, into);
    if (unsure && TAKEN_TO_BE_CREATED.includes(type)) {
      into.assumptions.push(`${name} is taken to be created; not known is ${unsure.unknown}.`);
    }
  } else if (isModule(type)) {
    into.unread.push({ name, why: 'it is a module, whose resources are not in the template' });
  } else if (isCustom(type) && holdsNetwork(properties)) {
    into.unread.push({
      name,
      why: 'it is a custom resource that gets parts of the network, and its code decides what it does with them',
    });
  } else if (NOT_READ.includes(type)) {
    into.assumptions.push(`${name} (${type}) is taken not to change how traffic to AWS services goes.`);
  }
}

const isModule = (type: string): boolean => type.endsWith('::MODULE');

const isCustom = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

/** Whether an ID of a part of the network is in `value`. */
function holdsNetwork(value: Value): boolean {
  if (value instanceof Open) {
    return (piecesOf(value) ?? []).some(
      (piece) =>
        typeof piece === 'object' &&
        'resource' in piece &&
        piece.attribute === undefined &&
        NETWORK.test(piece.type),
    );
  }
  if (isList(value)) return value.some(holdsNetwork);
  return isMembers(value) && Object.values(value).some(holdsNetwork);
}
