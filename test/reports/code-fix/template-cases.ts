import type { Network } from '../../../src/core/network/network.ts';
import { codeFix } from '../../../src/reports/code-fix/code-fix.ts';
import type { Code } from '../../../src/sources/planned/parts.ts';
import { RIGHT, sceneOf } from '../../core/rules/network.ts';
import { findings } from '../../engine.ts';
import { renamed } from './terraform-code.ts';

/** The right network as a template has it. */
export const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
      EnableDnsHostnames: true
      EnableDnsSupport: true
  SubnetA:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: !Select [0, !GetAZs ""] }
  SubnetB:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: !Select [1, !GetAZs ""] }
  TableA:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref Vpc }
  TableB:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref Vpc }
  InA:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref SubnetA, RouteTableId: !Ref TableA }
  InB:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref SubnetB, RouteTableId: !Ref TableB }
  Tasks:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: tasks, VpcId: !Ref Vpc }
  Endpoints:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: endpoints, VpcId: !Ref Vpc }
  Acl:
    Type: AWS::EC2::NetworkAcl
    Properties: { VpcId: !Ref Vpc }
  EcrApi:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      VpcEndpointType: Interface
      ServiceName: !Sub com.amazonaws.\${AWS::Region}.ecr.api
      PrivateDnsEnabled: false
      SecurityGroupIds: [!GetAtt Endpoints.GroupId]
      SubnetIds: [!Ref SubnetA]
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: !Sub com.amazonaws.\${AWS::Region}.s3
      RouteTableIds: [!Ref TableA]
`;

const IDS: Readonly<Record<string, string>> = {
  'vpc-1': 'Vpc',
  'subnet-a': 'SubnetA',
  'subnet-b': 'SubnetB',
  'subnet-public': 'Public',
  'rtb-a': 'TableA',
  'rtb-b': 'TableB',
  'rtb-public': 'PublicTable',
  'sg-tasks': 'Tasks',
  'sg-endpoints': 'Endpoints',
  'acl-1': 'Acl',
  'nat-1': 'Nat',
  'vpce-s3': 'S3',
  'vpce-ecr-api': 'EcrApi',
  'vpce-ecr-dkr': 'EcrDkr',
  'vpce-ecs': 'Ecs',
  'vpce-ecs-agent': 'EcsAgent',
  'vpce-ecs-telemetry': 'EcsTelemetry',
};

/** The same, but in a nested stack. */
const NESTED = Object.fromEntries(Object.entries(IDS).map(([id, name]) => [id, `Net/${name}`]));

const GROUPS = /(?:^|\/)(?:Tasks|Endpoints)$/;

export const templateCode = (change: Partial<Code> = {}): Code => ({
  language: 'cloudformation',
  file: 'network.yaml',
  reference: (name) =>
    /^[A-Za-z0-9]+$/.test(name)
      ? GROUPS.test(name)
        ? `!GetAtt ${name}.GroupId`
        : `!Ref ${name}`
      : undefined,
  locate: () => undefined,
  action: () => undefined,
  ...change,
});

export interface TemplateCase {
  readonly rule: string;
  readonly network: Network;
  readonly code?: Partial<Code>;
  /** Dotted paths in the template with the fix, and what is there. */
  readonly has: Readonly<Record<string, unknown>>;
}

type Endpoints = NonNullable<Network['endpoints']>;

const withEndpoints = (network: Network, edit: (endpoints: Endpoints) => Endpoints): Network => ({
  ...network,
  endpoints: edit(network.endpoints ?? []),
});

const leaking = (names: Readonly<Record<string, string>>): Network => {
  const network = renamed(RIGHT, names);
  const table = names['rtb-b'] ?? '';
  return {
    ...withEndpoints(network, (endpoints) =>
      endpoints.map((endpoint) => ({
        ...endpoint,
        routeTableIds: endpoint.routeTableIds.filter((id) => id !== table),
      })),
    ),
    routeTables: (network.routeTables ?? []).map((each) =>
      each.id === table
        ? { ...each, routes: each.routes.filter(({ target }) => target.kind !== 'vpc-endpoint') }
        : each,
    ),
  };
};

const IN_TEMPLATE = renamed(RIGHT, IDS);

const closed = (network: Network): Network => ({
  ...network,
  securityGroups: (network.securityGroups ?? []).map((group) =>
    GROUPS.test(group.id) && /Endpoints$/.test(group.id) ? { ...group, ingress: [] } : group,
  ),
});

export const TEMPLATE_CASES: Readonly<Record<string, TemplateCase>> = {
  'a route table that the gateway does not list': {
    rule: 's3-route-missing',
    network: leaking(IDS),
    has: { 'Resources.S3.Properties.RouteTableIds': ['TableA', 'TableB'] },
  },
  'no S3 gateway': {
    rule: 's3-endpoint-missing',
    network: {
      ...withEndpoints(IN_TEMPLATE, (endpoints) => endpoints.filter(({ kind }) => kind !== 'gateway')),
      routeTables: (IN_TEMPLATE.routeTables ?? []).map((table) => ({
        ...table,
        routes: table.routes.filter(({ target }) => target.kind !== 'vpc-endpoint'),
      })),
    },
    has: {
      'Resources.S3Endpoint.Properties.RouteTableIds': ['TableA', 'TableB'],
      'Resources.S3Endpoint.Properties.VpcEndpointType': 'Gateway',
    },
  },
  'private DNS off': {
    rule: 'private-dns-off',
    network: withEndpoints(IN_TEMPLATE, (endpoints) =>
      endpoints.map((endpoint) => (endpoint.id === 'EcrApi' ? { ...endpoint, privateDns: false } : endpoint)),
    ),
    has: { 'Resources.EcrApi.Properties.PrivateDnsEnabled': true },
  },
  'an endpoint in one of two zones': {
    rule: 'single-az',
    network: withEndpoints(IN_TEMPLATE, (endpoints) =>
      endpoints.map((endpoint) =>
        endpoint.id === 'EcrApi'
          ? { ...endpoint, subnetIds: ['SubnetA'], interfaces: endpoint.interfaces.slice(0, 1) }
          : endpoint,
      ),
    ),
    has: { 'Resources.EcrApi.Properties.SubnetIds': ['SubnetA', 'SubnetB'] },
  },
  'endpoints missing': {
    rule: 'endpoint-missing',
    network: withEndpoints(closed(IN_TEMPLATE), (endpoints) => endpoints.filter(({ id }) => id !== 'EcrDkr')),
    has: {
      'Resources.EcrDkrEndpoint.Properties.SecurityGroupIds': ['EcrDkrEndpointSecurityGroup.GroupId'],
      'Resources.EcrDkrEndpoint.Properties.SubnetIds': ['SubnetA', 'SubnetB'],
      'Resources.EcrDkrEndpointSecurityGroup.Properties.SecurityGroupIngress.0.SourceSecurityGroupId':
        'Tasks.GroupId',
    },
  },
  'a group without the rule': {
    rule: 'endpoint-security-group-blocks',
    network: closed(IN_TEMPLATE),
    has: {
      'Resources.EndpointsFromTasks.Properties.GroupId': 'Endpoints.GroupId',
      'Resources.EndpointsFromTasks.Properties.SourceSecurityGroupId': 'Tasks.GroupId',
    },
  },
  'a group of the tasks that lets nothing out': {
    rule: 'task-security-group-blocks',
    network: {
      ...IN_TEMPLATE,
      securityGroups: (IN_TEMPLATE.securityGroups ?? []).map((group) => ({ ...group, egress: [] })),
    },
    has: {
      'Resources.TasksToPlS3.Properties.DestinationPrefixListId': 'S3PrefixListId',
      'Parameters.S3PrefixListId.Type': 'String',
    },
  },
  'a network ACL that denies': {
    rule: 'nacl-blocks',
    network: {
      ...IN_TEMPLATE,
      networkAcls: (IN_TEMPLATE.networkAcls ?? []).map((acl) => ({ ...acl, entries: [] })),
    },
    has: { 'Resources.AclOutbound10.Properties.NetworkAclId': 'Acl' },
  },
  'DNS host names off': {
    rule: 'vpc-dns-hostnames-off',
    network: { ...IN_TEMPLATE, vpc: { ...IN_TEMPLATE.vpc, dnsHostnames: false } },
    has: { 'Resources.Vpc.Properties.EnableDnsHostnames': true },
  },
  'a narrow policy': {
    rule: 'endpoint-policy-denies',
    network: withEndpoints(IN_TEMPLATE, (endpoints) =>
      endpoints.map((endpoint) =>
        endpoint.kind === 'gateway'
          ? {
              ...endpoint,
              policy:
                '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"*"}]}',
            }
          : endpoint,
      ),
    ),
    has: { 'Resources.S3.Properties.PolicyDocument.Statement.0.Action': 's3:ListBucket' },
  },
};

/** Findings about what a nested stack has: the same, in the template of that stack. */
export const NESTED_CASES: Readonly<Record<string, TemplateCase>> = {
  'a route table that the gateway of a nested stack does not list': {
    rule: 's3-route-missing',
    network: leaking(NESTED),
    has: {},
  },
  'endpoints missing in the VPC of a nested stack': {
    rule: 'endpoint-missing',
    network: withEndpoints(closed(renamed(RIGHT, NESTED)), (endpoints) =>
      endpoints.filter(({ id }) => id !== 'Net/EcrDkr'),
    ),
    has: {},
  },
};

/** The fix of what a case is about; empty where it is not found. */
export function templateFixOf({ rule, network, code }: TemplateCase): string {
  const nested = network.vpc.id.startsWith('Net/') ? 'Net/' : '';
  const scene = sceneOf(network, {
    subnetIds: [`${nested}SubnetA`, `${nested}SubnetB`],
    taskGroups: [`${nested}Tasks`],
  });
  const changes = findings(scene).flatMap((finding) => (finding.rule === rule ? finding.changes : []));
  return codeFix(changes, network, scene.tasks, templateCode(code)) ?? '';
}
