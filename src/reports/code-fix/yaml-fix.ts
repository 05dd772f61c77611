import { byId } from '../../core/network/by-id.ts';
import type { Endpoint, Network } from '../../core/network/network.ts';
import type { Peer } from '../../core/network/peer.ts';
import { taskPeers } from '../../core/plan/apply.ts';
import {
  type Change,
  type ChangeOf,
  NEW_SECURITY_GROUP,
  type PolicyDocument,
} from '../../core/plan/change.ts';
import { reusableGroups } from '../../core/plan/command.ts';
import { peerId, ruleDescription } from '../../core/plan/security-group-text.ts';
import type { Tasks } from '../../core/workload/tasks.ts';
import { cidrYaml, regional } from '../../formats/cloudformation/yaml-text.ts';
import { isArray, type Json } from '../../formats/json.ts';
import { yaml } from '../../formats/template.ts';
import type { Code, Name } from '../../sources/planned/parts.ts';
import { isAwsId, portsText } from './aws-parts.ts';
import { placeOf, type Scalar, YamlScope } from './yaml-scope.ts';
import { type Node, type YamlPiece, yamlText } from './yaml-text.ts';

/** All that the parts of one fix share. */
interface Fixing {
  readonly network: Network;
  readonly tasks: Tasks;
  readonly scope: YamlScope;
  /** The logical ID of the security group that new endpoints get, where none is there for them. */
  readonly newGroup: string;
}

/**
 * Changes as a part of a CloudFormation template, to be merged into it: new resources, and what those that are there need.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_EC2.html
 */
export function yamlFix(changes: readonly Change[], network: Network, tasks: Tasks, code: Code): string {
  const scope = new YamlScope(code, network);
  const created = changes.filter((change) => change.kind === 'create-interface-endpoint');
  const newGroup = scope.logicalId(`${created[0]?.service ?? 'aws'} endpoint security group`);
  const fixing = { network, tasks, scope, newGroup };
  const pieces = [...groupPieces(created, fixing), ...changes.map((change) => pieceOf(change, fixing))];
  return yamlText([...scope.needed, ...pieces], code);
}

/** The security group of new endpoints, where they can't share that of another. */
function groupPieces(created: readonly Change[], { network, tasks, scope, newGroup }: Fixing): YamlPiece[] {
  if (created.length === 0 || reusableGroups(network, tasks)) return [];
  const vpc = scope.id(network.vpc.id, '');
  if (vpc === undefined) return [outOfReach([network.vpc.id])];
  const sources = taskPeers(network, tasks).map((source) => side('Source', source, '', scope));
  const known = sources.filter((source) => source !== undefined);
  if (known.length < sources.length) return [unreached(tasks.securityGroupIds, '', scope)];
  return [
    resource(newGroup, 'AWS::EC2::SecurityGroup', {
      GroupDescription: yaml('HTTPS from the tasks to the VPC endpoints'),
      VpcId: vpc,
      SecurityGroupIngress: known.map((source) => ({
        Description: yaml('HTTPS from the tasks'),
        ...HTTPS_RULE,
        ...source,
      })),
      SecurityGroupEgress: [
        {
          Description: yaml('Placeholder, allows no outbound traffic'),
          ...HTTPS_RULE,
          CidrIp: '127.0.0.1/32',
        },
      ],
    }),
  ];
}

const HTTPS_RULE = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 } as const;

/** What one change is. */
function pieceOf(change: Change, fixing: Fixing): YamlPiece {
  const { network, scope } = fixing;
  switch (change.kind) {
    case 'create-hosted-zone':
      throw new Error('No finding is fixed by a hosted zone');
    case 'create-interface-endpoint':
      return interfacePiece(change, fixing);
    case 'create-gateway-endpoint': {
      const vpc = scope.id(network.vpc.id, '');
      const tables = idsOf(change.routeTableIds, '', scope);
      if (vpc === undefined || tables === undefined)
        return unreached([network.vpc.id, ...change.routeTableIds], '', scope);
      return resource(scope.logicalId(`${change.service} endpoint`), 'AWS::EC2::VPCEndpoint', {
        VpcId: vpc,
        VpcEndpointType: 'Gateway',
        ServiceName: regional(network, change.serviceName),
        RouteTableIds: tables,
        ...(change.policy && { PolicyDocument: policyNode(change.policy) }),
      });
    }
    case 'add-route-tables':
      return members(
        change,
        change.routeTableIds,
        'RouteTableIds',
        ({ routeTableIds }) => routeTableIds,
        fixing,
      );
    case 'add-subnets':
      return members(change, change.subnetIds, 'SubnetIds', ({ subnetIds }) => subnetIds, fixing);
    case 'enable-private-dns':
      return edited(change.endpointId, { PrivateDnsEnabled: true }, 'turn on its private DNS');
    case 'set-endpoint-policy':
      return edited(change.endpointId, { PolicyDocument: policyNode(change.policy) }, 'change its policy');
    case 'limit-s3-private-dns':
      return edited(
        change.endpointId,
        { DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: 'OnlyInboundResolver' } },
        'set PrivateDnsOnlyForInboundResolverEndpoint',
      );
    case 'set-vpc-attribute':
      return edited(
        network.vpc.id,
        { [VPC_PROPERTIES[change.attribute]]: true },
        `turn on ${change.attribute}`,
      );
    case 'authorize-ingress':
      return rulePiece(change, change.source, fixing);
    case 'authorize-egress':
      return rulePiece(change, change.destination, fixing);
    case 'add-network-acl-entry':
      return entryPiece(change, fixing);
    case 'delete-route':
      return {
        comment: `Remove the AWS::EC2::Route of ${change.routeTableId} to ${change.destination} through ${change.target.id}.`,
      };
  }
}

const VPC_PROPERTIES = {
  enableDnsSupport: 'EnableDnsSupport',
  enableDnsHostnames: 'EnableDnsHostnames',
} as const;

function interfacePiece(
  { service, serviceName, subnetIds }: ChangeOf<'create-interface-endpoint'>,
  { network, tasks, scope, newGroup }: Fixing,
): YamlPiece {
  const reused = reusableGroups(network, tasks);
  const groups = reused ? idsOf(reused, '', scope) : [`!GetAtt ${newGroup}.GroupId`];
  const vpc = scope.id(network.vpc.id, '');
  const subnets = idsOf(subnetIds, '', scope);
  if (vpc === undefined || subnets === undefined || groups === undefined)
    return unreached([network.vpc.id, ...subnetIds, ...(reused ?? [])], '', scope);
  return resource(scope.logicalId(`${service} endpoint`), 'AWS::EC2::VPCEndpoint', {
    VpcId: vpc,
    VpcEndpointType: 'Interface',
    ServiceName: regional(network, serviceName),
    SubnetIds: subnets,
    SecurityGroupIds: groups,
    PrivateDnsEnabled: true,
  });
}

/** Subnets or route tables more for an endpoint: its whole list. */
function members(
  { endpointId }: ChangeOf<'add-route-tables' | 'add-subnets'>,
  more: readonly Name[],
  property: 'RouteTableIds' | 'SubnetIds',
  now: (endpoint: Endpoint) => readonly Name[],
  { network, scope }: Fixing,
): YamlPiece {
  const endpoint = byId(network.endpoints, endpointId);
  const all = [...new Set([...(endpoint ? now(endpoint) : []), ...more])];
  const ids = idsOf(all, placeOf(endpointId)?.stack ?? '', scope);
  return ids
    ? edited(endpointId, { [property]: ids }, `add ${more.join(', ')} to it`)
    : unreached(all, placeOf(endpointId)?.stack ?? '', scope);
}

function rulePiece(
  change: ChangeOf<'authorize-ingress' | 'authorize-egress'>,
  peer: Peer,
  { scope, newGroup }: Fixing,
): YamlPiece {
  const ingress = change.kind === 'authorize-ingress';
  const stack = placeOf(change.groupId)?.stack ?? '';
  const group = scope.id(change.groupId, stack);
  const other =
    peer.kind === 'group' && peer.groupId === NEW_SECURITY_GROUP
      ? { DestinationSecurityGroupId: `!GetAtt ${newGroup}.GroupId` }
      : side(ingress ? 'Source' : 'Destination', peer, stack, scope);
  if (group === undefined || other === undefined)
    return unreached([change.groupId, peerId(peer)], stack, scope);
  const id = scope.logicalId(`${lastOf(change.groupId)} ${ingress ? 'from' : 'to'} ${lastOf(peerId(peer))}`);
  return {
    ...resource(id, ingress ? 'AWS::EC2::SecurityGroupIngress' : 'AWS::EC2::SecurityGroupEgress', {
      GroupId: group,
      Description: yaml(ruleDescription(change)),
      ...HTTPS_RULE,
      ...other,
    }),
    stack,
  };
}

function entryPiece(
  {
    aclId,
    egress,
    ruleNumber,
    cidr,
    fromPort,
    toPort,
    prefixListId,
    wide,
  }: ChangeOf<'add-network-acl-entry'>,
  { scope }: Fixing,
): YamlPiece {
  const direction = egress ? 'outbound' : 'inbound';
  if (prefixListId !== undefined && !wide && !isAwsId(prefixListId))
    return {
      comment:
        `Add an AWS::EC2::NetworkAclEntry to ${aclId} that allows ${portsText(fromPort, toPort)}/tcp ${direction} for each block of ` +
        `${prefixListId}. aws ec2 get-managed-prefix-list-entries lists them.`,
    };
  const stack = placeOf(aclId)?.stack ?? '';
  const acl = scope.id(aclId, stack);
  if (acl === undefined) return outOfReach([aclId]);
  return {
    ...resource(scope.logicalId(`${lastOf(aclId)} ${direction} ${ruleNumber}`), 'AWS::EC2::NetworkAclEntry', {
      NetworkAclId: acl,
      RuleNumber: ruleNumber,
      Egress: egress,
      RuleAction: 'allow',
      Protocol: 6,
      [cidr.includes(':') ? 'Ipv6CidrBlock' : 'CidrBlock']: cidrYaml(cidr),
      PortRange: { From: fromPort, To: toPort },
    }),
    stack,
  };
}

/** The source or destination of a rule. */
function side(
  prefix: 'Source' | 'Destination',
  peer: Peer,
  stack: string,
  scope: YamlScope,
): Record<string, Scalar> | undefined {
  if (peer.kind === 'cidr') return { [peer.cidr.includes(':') ? 'CidrIpv6' : 'CidrIp']: cidrYaml(peer.cidr) };
  const id = scope.id(peerId(peer), stack);
  if (id === undefined) return undefined;
  return { [`${prefix}${peer.kind === 'group' ? 'SecurityGroupId' : 'PrefixListId'}`]: id };
}

/** A name as part of a logical ID, without what all names have in common. A block's dots are digits' neighbours, so they leave a mark. */
const lastOf = (name: Name): string => {
  if (/^[\d.:a-f]+\/\d+$/i.test(name)) return name.replaceAll(/[.:/]+/g, 'x');
  return name.replace(/^.*\//, '').replace(/^(?:cn\.)?com\.amazonaws\.[^.]+\./, '');
};

const idsOf = (names: readonly Name[], stack: string, scope: YamlScope): Scalar[] | undefined => {
  const ids = names.flatMap((name) => scope.id(name, stack) ?? []);
  return ids.length === names.length ? ids : undefined;
};

/** The document is plain JSON, though not all of it is typed as such. */
const policyNode = (policy: PolicyDocument): Node => scalars(JSON.parse(JSON.stringify(policy)) as Json);

function scalars(value: Json): Node {
  if (typeof value === 'string') return yaml(value);
  if (value === null) return 'null';
  if (typeof value !== 'object') return value;
  if (isArray(value)) return value.map(scalars);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, scalars(item)]));
}

const resource = (id: string, type: string, properties: { readonly [key: string]: Node }) => ({
  stack: '',
  node: { Resources: { [id]: { Type: type, Properties: properties } } },
});

/** What a resource of the template gets; a sentence where the template doesn't have it. */
function edited(name: Name, properties: { readonly [key: string]: Node }, what: string): YamlPiece {
  const place = placeOf(name);
  if (!place) return { comment: `${name} is not in this template: ${what} where it is managed.` };
  return { stack: place.stack, node: { Resources: { [place.id]: { Properties: properties } } }, edits: name };
}

/** A sentence in the place of what needs references to names of which the scope doesn't reach all. */
const unreached = (names: readonly Name[], stack: string, scope: YamlScope): YamlPiece =>
  outOfReach(names.filter((name) => scope.id(name, stack) === undefined));

const outOfReach = (names: readonly Name[]): YamlPiece => ({
  comment: `This can't be written as code here, because this template has no way to refer to ${names.join(', ')}.`,
});
