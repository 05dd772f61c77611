import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskDefinitionsIn } from '../../src/core/workload/task-definition.ts';
import { readParameters } from '../../src/sources/template/read-parameters.ts';
import { fixture, partsOf, REGION, readAll, refusalOf } from './templates/read.ts';

const VPC = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } };
const ref = (id: string) => ({ Ref: id });
const att = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });

describe('a template as guides have it', () => {
  const text = fixture('private-ecs.yaml');

  it('is read whole', async () => {
    const parts = await partsOf(text);
    expect(parts.vpcs).toEqual([
      {
        name: 'VPC',
        nameTag: 'shop',
        tags: { Name: 'shop' },
        cidrs: ['10.20.0.0/16'],
        ipv6Cidrs: [],
        dnsSupport: true,
        dnsHostnames: true,
        nameServers: ['AmazonProvidedDNS'],
      },
    ]);
    expect(parts.subnets.map(({ name, vpc, zone, cidr }) => ({ name, vpc, zone, cidr }))).toEqual([
      { name: 'Public1', vpc: 'VPC', zone: 0, cidr: '10.20.0.0/24' },
      { name: 'Private1', vpc: 'VPC', zone: 0, cidr: '10.20.2.0/24' },
      { name: 'Private2', vpc: 'VPC', zone: 1, cidr: '10.20.3.0/24' },
    ]);
    expect(parts.subnets[2]?.az).toEqual({ unknown: 'Availability Zone 2 of eu-west-1' });
    expect(parts.routes).toEqual([
      {
        routeTable: 'PublicTable',
        destination: '0.0.0.0/0',
        target: { kind: 'internet-gateway', id: 'Gateway' },
      },
      {
        routeTable: 'PrivateTable',
        destination: '0.0.0.0/0',
        target: { kind: 'nat-gateway', id: 'NatGateway' },
      },
    ]);
    expect(parts.routeTableAssociations).toEqual([
      { routeTable: 'PublicTable', subnet: 'Public1' },
      { routeTable: 'PrivateTable', subnet: 'Private1' },
    ]);
    expect(parts.natGateways).toEqual([{ name: 'NatGateway', subnet: 'Public1', connectivity: 'public' }]);
    expect(parts.endpoints).toMatchObject([
      {
        name: 'S3Endpoint',
        serviceName: 'com.amazonaws.eu-west-1.s3',
        kind: 'gateway',
        privateDns: false,
        routeTables: ['PrivateTable'],
        policy: expect.stringContaining('arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*'),
      },
      {
        name: 'EcrEndpoint',
        serviceName: 'com.amazonaws.eu-west-1.ecr.dkr',
        kind: 'interface',
        privateDns: true,
        subnets: ['Private1', 'Private2'],
        securityGroups: ['EndpointGroup'],
        policy: undefined,
      },
    ]);
    expect(parts.securityGroups.map(({ name, groupName }) => [name, groupName])).toEqual([
      ['EndpointGroup', 'EndpointGroup'],
      ['TaskGroup', 'shop-tasks'],
    ]);
    expect(parts.securityGroupRules[0]).toEqual({
      group: 'EndpointGroup',
      egress: false,
      protocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      cidrs: [],
      ipv6Cidrs: [],
      prefixLists: [],
      groups: ['TaskGroup'],
    });
    expect(parts.unread).toEqual([]);
    expect(parts.types.get('AWS::EC2::Subnet')).toBe(3);
  });

  it('gives its workload, with what is open marked', async () => {
    const { taskDefinitions, services } = await partsOf(text);
    const [definition] = taskDefinitionsIn(taskDefinitions[0]?.definition, 'network.yaml', REGION);
    expect(definition?.containerDefinitions).toMatchObject([
      {
        image: `\${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/\${Repository}:\${ImageTag}`,
        secrets: [{ valueFrom: `arn:aws:secretsmanager:eu-west-1:\${AWS::AccountId}:secret:\${Password}` }],
        logConfiguration: { options: { 'awslogs-group': `\${LogGroup}`, 'awslogs-region': 'eu-west-1' } },
      },
    ]);
    expect(services).toEqual([
      {
        name: 'Service',
        unknown: [],
        service: {
          name: 'Cluster/web',
          cluster: 'Cluster',
          taskDefinitions: ['Task'],
          capacities: ['fargate'],
          capacityField: 'launchType',
          platformVersion: undefined,
          windows: false,
          exec: true,
          execConfiguration: { kmsKeyId: undefined, logGroup: 'LogGroup', bucket: undefined },
          serviceConnect: false,
          serviceConnectLog: undefined,
          subnetIds: ['Private1', 'Private2'],
          securityGroupIds: ['TaskGroup'],
          assignPublicIp: false,
        },
      },
    ]);
  });

  it('follows its parameters', async () => {
    const parts = await partsOf(text, { parameters: { UseNat: 'false', Prefix: '10.30' } });
    expect(parts.natGateways).toEqual([]);
    expect(parts.routes.map(({ routeTable }) => routeTable)).toEqual(['PublicTable']);
    expect(parts.subnets.map(({ cidr }) => cidr)).toEqual(['10.30.0.0/24', '10.30.2.0/24', '10.30.3.0/24']);
  });

  it('says where everything stands, and how code refers to it', async () => {
    const { code } = await readAll({ 'infra/network.yaml': text });
    const lines = text.split('\n');
    for (const name of ['VPC', 'PrivateRoute', 'Service']) {
      const { file, line = 0 } = code.locate(name) ?? {};
      expect(file).toBe('infra/network.yaml');
      expect(lines[line - 1]).toBe(`  ${name}:`);
    }
    expect(code.locate('Nothing')).toBeUndefined();
    expect(code.reference('Private1')).toBe('!Ref Private1');
    expect(code.reference('TaskGroup')).toBe('!GetAtt TaskGroup.GroupId');
    expect(code.reference('VPC.DefaultSecurityGroup')).toBe('!GetAtt VPC.DefaultSecurityGroup');
    expect(code.reference('subnet-0123')).toBe('subnet-0123');
    expect(code.reference('Nothing')).toBeUndefined();
    expect(code.sets?.('EcrEndpoint', 'SubnetIds')).toBe(true);
    expect(code.sets?.('EcrEndpoint', 'PolicyDocument')).toBe(false);
    expect(code.action('VPC')).toBeUndefined();
  });

  it('is read without a Region', async () => {
    const parts = await partsOf(text, { region: undefined });
    expect(parts.region).toEqual({ unknown: 'the Region' });
    expect(parts.endpoints[0]?.serviceName).toEqual({ unknown: 'the Region' });
    expect(parts.subnets[0]?.zone).toBe(0);
  });
});

it('finds lines in JSON as in YAML', async () => {
  const template = {
    Description: '"Resources": {',
    Outputs: {},
    Resources: { 'Odd"Name': VPC, Vpc: { ...VPC } },
  };
  const text = JSON.stringify(template, null, 2);
  const { code } = await readAll({ 'a.template.json': text });
  const line = code.locate('Vpc')?.line ?? 0;
  expect(text.split('\n')[line - 1]).toBe('    "Vpc": {');
  expect(code.locate('Odd"Name')?.line).toBe(text.split('\n').findIndex((each) => each.includes('Odd')) + 1);
  const flat = await readAll({ 'a.json': JSON.stringify(template) });
  expect(flat.code.locate('Vpc')?.line).toBe(1);
});

describe('resources whose existence is not known', () => {
  it('count as neither there nor absent', async () => {
    const table = { RouteTableId: ref('Table') };
    const parts = await partsOf({
      Parameters: { Stage: { Type: 'String' } },
      Conditions: { Prod: { 'Fn::Equals': [ref('Stage'), 'prod'] } },
      Resources: {
        Vpc: VPC,
        ...Object.fromEntries(
          Object.entries({
            Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
            Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: 'subnet-1' } },
            Route: {
              Type: 'AWS::EC2::Route',
              Properties: { ...table, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: ref('Nat') },
            },
            Association: {
              Type: 'AWS::EC2::SubnetRouteTableAssociation',
              Properties: { ...table, SubnetId: 'subnet-1' },
            },
            Endpoint: {
              Type: 'AWS::EC2::VPCEndpoint',
              Properties: {
                VpcId: ref('Vpc'),
                ServiceName: 'com.amazonaws.eu-west-1.s3',
                RouteTableIds: [ref('Table')],
              },
            },
            Entry: {
              Type: 'AWS::EC2::NetworkAclEntry',
              Properties: {
                NetworkAclId: 'acl-1',
                RuleNumber: 1,
                Protocol: -1,
                RuleAction: 'deny',
                CidrBlock: '0.0.0.0/0',
              },
            },
            Rule: {
              Type: 'AWS::EC2::SecurityGroupIngress',
              Properties: { GroupId: 'sg-1', IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
            },
            Zone: {
              Type: 'AWS::Route53::HostedZone',
              Properties: { Name: 'x', VPCs: [{ VPCId: ref('Vpc') }] },
            },
            Queue: { Type: 'AWS::SQS::Queue' },
          }).map(([id, resource]) => [id, { Condition: 'Prod', ...resource }]),
        ),
      },
    });
    const unsure = (name: string) => ({
      unknown: `whether ${name} is created, which depends on parameter Stage (no value)`,
    });
    expect(parts).toMatchObject({
      natGateways: [{ connectivity: unsure('Nat') }],
      routes: [{ routeTable: 'Table', destination: '0.0.0.0/0', target: unsure('Route') }],
      routeTableAssociations: [{ subnet: 'subnet-1', routeTable: unsure('Association') }],
      endpoints: [{ serviceName: 'com.amazonaws.eu-west-1.s3', kind: unsure('Endpoint') }],
      networkAclEntries: [{ allow: unsure('Entry') }],
      securityGroupRules: [{ group: 'sg-1', protocol: unsure('Rule') }],
      hostedZones: [{ zone: 'x', vpcs: unsure('Zone') }],
    });
    expect(parts.assumptions).toEqual([
      `Table is taken to be created; not known is ${unsure('Table').unknown}.`,
    ]);
    expect(parts.unread).toEqual([]);
  });

  it('make all that is nested in them so', async () => {
    const nested = {
      Resources: {
        Route: {
          Type: 'AWS::EC2::Route',
          Properties: { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1' },
        },
      },
    };
    const { after } = await readAll(
      {
        'root.yaml': {
          Parameters: { Stage: { Type: 'String' } },
          Conditions: { Prod: { 'Fn::Equals': [ref('Stage'), 'prod'] } },
          Resources: {
            Ways: {
              Type: 'AWS::CloudFormation::Stack',
              Condition: 'Prod',
              Properties: { TemplateURL: 'ways.yaml' },
            },
          },
        },
      },
      {},
      { 'ways.yaml': nested },
    );
    expect(after.routes).toMatchObject([
      { target: { unknown: 'whether Ways is created, which depends on parameter Stage (no value)' } },
    ]);
  });

  it('are said where macros, loops, modules and custom resources make them', async () => {
    const { unread, assumptions } = await partsOf({
      Transform: ['AWS::LanguageExtensions', 'Networks', 'AWS::Serverless-2016-10-31'],
      Resources: {
        'Fn::ForEach::Subnets': ['Id', ['A'], { SubnetA: { Type: 'AWS::EC2::Subnet' } }],
        'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://a/b' } },
        Vpc: VPC,
        Module: { Type: 'Acme::Net::Vpc::MODULE' },
        Fixer: { Type: 'Custom::Fixer', Properties: { Table: ref('Table') } },
        Cleaner: { Type: 'Custom::Cleaner', Properties: { Bucket: 'x' } },
        Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
        Function: { Type: 'AWS::Serverless::Function', Properties: { Runtime: 'nodejs22.x' } },
        Rule: { Type: 'AWS::Route53Resolver::ResolverRuleAssociation', Properties: {} },
        Included: {
          Type: 'AWS::EC2::Subnet',
          Properties: { 'Fn::Transform': { Name: 'Sizes' }, VpcId: ref('Vpc') },
        },
      },
    });
    expect(unread.map(({ name }) => name)).toEqual([
      'Networks',
      'Fn::ForEach::Subnets',
      'Fn::Transform',
      'Module',
      'Fixer',
      'Included',
    ]);
    expect(assumptions).toEqual([
      'network.yaml: the transform AWS::Serverless-2016-10-31 is taken to add nothing to the network.',
      'Rule (AWS::Route53Resolver::ResolverRuleAssociation) is taken not to change how traffic to AWS services goes.',
    ]);
  });

  it('are not refused for names that a macro may add', async () => {
    const template = { Resources: { Vpc: { ...VPC, Properties: { CidrBlock: att('Added', 'Block') } } } };
    expect(await refusalOf(template)).toMatch(/refers to Added/);
    const { vpcs } = await partsOf({ Transform: 'Adder', ...template });
    expect(vpcs[0]?.cidrs).toEqual([{ unknown: 'Added, which a macro may add' }]);
  });
});

describe('security groups', () => {
  const group = (properties: object) => ({
    Type: 'AWS::EC2::SecurityGroup',
    Properties: { GroupDescription: 'x', VpcId: ref('Vpc'), ...properties },
  });
  const outbound = async (resources: object) =>
    (await partsOf({ Resources: { Vpc: VPC, ...resources } })).securityGroupRules
      .filter(({ egress }) => egress)
      .map(({ protocol, cidrs, ipv6Cidrs }) => [protocol, cidrs, ipv6Cidrs]);
  const everything = [
    ['-1', ['0.0.0.0/0'], []],
    ['-1', [], ['::/0']],
  ];

  it('let everything out where the template says nothing of it', async () => {
    expect(await outbound({ G: group({}) })).toEqual(everything);
    expect(await outbound({ G: group({ SecurityGroupEgress: [] }) })).toEqual(everything);
  });

  it('let out only what the template says', async () => {
    const rule = { IpProtocol: '6', FromPort: 443, ToPort: 443, DestinationPrefixListId: 'pl-1' };
    expect(await outbound({ G: group({ SecurityGroupEgress: [rule] }) })).toEqual([['tcp', [], []]]);
    // With which the CDK makes groups that let nothing out.
    const nothing = { IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' };
    expect(await outbound({ G: group({ SecurityGroupEgress: [nothing] }) })).toEqual([
      ['icmp', ['255.255.255.255/32'], []],
    ]);
  });

  it('may let everything out beside outbound rules of their own', async () => {
    const rule = {
      Type: 'AWS::EC2::SecurityGroupEgress',
      Properties: {
        GroupId: att('G', 'GroupId'),
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        CidrIp: '10.0.0.0/16',
      },
    };
    const unsure = { unknown: 'whether AWS keeps the default outbound rule of G' };
    expect(await outbound({ G: group({}), R: rule })).toEqual([
      [unsure, ['0.0.0.0/0'], []],
      [unsure, [], ['::/0']],
      ['tcp', ['10.0.0.0/16'], []],
    ]);
  });

  it('have rules of their own, and rules that only the deployment tells', async () => {
    const { securityGroupRules } = await partsOf({
      Parameters: { Stage: { Type: 'String' }, Peer: { Type: 'AWS::EC2::SecurityGroup::Id' } },
      Conditions: { Prod: { 'Fn::Equals': [ref('Stage'), 'prod'] } },
      Resources: {
        Vpc: VPC,
        G: group({
          SecurityGroupEgress: [
            { 'Fn::If': ['Prod', { IpProtocol: '-1', CidrIp: '0.0.0.0/0' }, ref('AWS::NoValue')] },
          ],
        }),
        Self: {
          Type: 'AWS::EC2::SecurityGroupIngress',
          Properties: {
            GroupId: att('G', 'GroupId'),
            IpProtocol: 'all',
            SourceSecurityGroupId: att('G', 'GroupId'),
          },
        },
        Peer1: {
          Type: 'AWS::EC2::SecurityGroupIngress',
          Properties: {
            GroupId: ref('Peer'),
            IpProtocol: 'TCP',
            FromPort: 443,
            ToPort: 443,
            SourceSecurityGroupId: ref('G'),
          },
        },
      },
    });
    const why = { unknown: 'condition Prod: parameter Stage (no value)' };
    expect(securityGroupRules).toMatchObject([
      { group: 'G', egress: true, protocol: why, cidrs: why },
      { group: 'G', egress: false, protocol: '-1', fromPort: undefined, groups: ['G'] },
      { group: { unknown: 'parameter Peer (no value)' }, protocol: 'tcp', groups: ['G'] },
    ]);
  });

  it('of the VPC itself are known where they are referred to', async () => {
    const endpoint = {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        VpcId: ref('Vpc'),
        ServiceName: 'com.amazonaws.eu-west-1.logs',
        VpcEndpointType: 'Interface',
        SecurityGroupIds: [att('Vpc', 'DefaultSecurityGroup')],
      },
    };
    const { endpoints, securityGroups } = await partsOf({ Resources: { Vpc: VPC, endpoint } });
    expect(endpoints[0]?.securityGroups).toEqual(['Vpc.DefaultSecurityGroup']);
    expect(securityGroups).toEqual([]);
    const emptied = await partsOf({
      Resources: {
        Vpc: VPC,
        endpoint,
        Restrict: {
          Type: 'Custom::VpcRestrictDefaultSG',
          Properties: { DefaultSecurityGroupId: att('Vpc', 'DefaultSecurityGroup') },
        },
      },
    });
    expect(emptied.vpcs[0]?.defaultSecurityGroup).toBe('Vpc.DefaultSecurityGroup');
    expect(emptied.securityGroups).toEqual([
      { name: 'Vpc.DefaultSecurityGroup', vpc: 'Vpc', groupName: 'default' },
    ]);
    expect(emptied.securityGroupRules).toEqual([]);
    expect(emptied.unread).toEqual([]);
  });

  it('without a VPC are named by Ref, and identified by their attribute', async () => {
    const { endpoints } = await partsOf({
      Resources: {
        G: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'x' } },
        E: {
          Type: 'AWS::EC2::VPCEndpoint',
          Properties: { VpcId: 'vpc-1', ServiceName: 'x', SecurityGroupIds: [ref('G'), att('G', 'GroupId')] },
        },
      },
    });
    expect(endpoints[0]?.securityGroups).toEqual([{ unknown: 'G.GroupName (known after deployment)' }, 'G']);
  });
});

it('reads what else decides the ways of a VPC', async () => {
  const parts = await partsOf({
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { Ipv4IpamPoolId: 'ipam-1', EnableDnsSupport: 'false' } },
      More: { Type: 'AWS::EC2::VPCCidrBlock', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.9.0.0/16' } },
      Six: {
        Type: 'AWS::EC2::VPCCidrBlock',
        Properties: { VpcId: ref('Vpc'), AmazonProvidedIpv6CidrBlock: true },
      },
      Elsewhere: { Type: 'AWS::EC2::VPCCidrBlock', Properties: { VpcId: 'vpc-1', CidrBlock: '10.9.0.0/16' } },
      Options: { Type: 'AWS::EC2::DHCPOptions', Properties: { DomainNameServers: ['10.0.0.2', '10.0.0.3'] } },
      Use: {
        Type: 'AWS::EC2::VPCDHCPOptionsAssociation',
        Properties: { VpcId: ref('Vpc'), DhcpOptionsId: ref('Options') },
      },
      Block: {
        Type: 'AWS::EC2::VPCBlockPublicAccessOptions',
        Properties: { InternetGatewayBlockMode: 'block-bidirectional' },
      },
      Exclude: {
        Type: 'AWS::EC2::VPCBlockPublicAccessExclusion',
        Properties: { VpcId: ref('Vpc'), InternetGatewayExclusionMode: 'allow-egress' },
      },
      Native: {
        Type: 'AWS::EC2::Subnet',
        Properties: { VpcId: ref('Vpc'), Ipv6Native: true, AvailabilityZoneId: 'euw1-az1' },
      },
      NativeBlock: {
        Type: 'AWS::EC2::SubnetCidrBlock',
        Properties: { SubnetId: ref('Native'), Ipv6CidrBlock: '2001:db8::/64' },
      },
      Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
      Vpn: { Type: 'AWS::EC2::VPNGateway', Properties: { Type: 'ipsec.1' } },
      Learned: {
        Type: 'AWS::EC2::VPNGatewayRoutePropagation',
        Properties: { RouteTableIds: [ref('Table')], VpnGatewayId: ref('Vpn') },
      },
      Hub: {
        Type: 'AWS::EC2::Route',
        Properties: {
          RouteTableId: ref('Table'),
          DestinationPrefixListId: ref('Nets'),
          TransitGatewayId: 'tgw-1',
        },
      },
      Firewall: {
        Type: 'AWS::EC2::Route',
        Properties: {
          RouteTableId: ref('Table'),
          DestinationIpv6CidrBlock: '::/0',
          EgressOnlyInternetGatewayId: ref('Out'),
        },
      },
      Out: { Type: 'AWS::EC2::EgressOnlyInternetGateway', Properties: { VpcId: ref('Vpc') } },
      Nets: {
        Type: 'AWS::EC2::PrefixList',
        Properties: { PrefixListName: 'nets', AddressFamily: 'IPv4', Entries: [{ Cidr: '10.50.0.0/16' }] },
      },
      Zone: {
        Type: 'AWS::Route53::HostedZone',
        Properties: {
          Name: 'ECR.eu-west-1.amazonaws.com.',
          VPCs: [{ VPCId: ref('Vpc'), VPCRegion: ref('AWS::Region') }],
        },
      },
      PublicZone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'example.com' } },
      Acl: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: ref('Vpc') } },
      AclUse: {
        Type: 'AWS::EC2::SubnetNetworkAclAssociation',
        Properties: { SubnetId: ref('Native'), NetworkAclId: att('Acl', 'Id') },
      },
      Entry: {
        Type: 'AWS::EC2::NetworkAclEntry',
        Properties: {
          NetworkAclId: ref('Acl'),
          RuleNumber: 100,
          Protocol: 6,
          RuleAction: 'allow',
          CidrBlock: '0.0.0.0/0',
          PortRange: { From: 443, To: 443 },
        },
      },
      DefaultEntry: {
        Type: 'AWS::EC2::NetworkAclEntry',
        Properties: {
          NetworkAclId: att('Vpc', 'DefaultNetworkAcl'),
          RuleNumber: 90,
          Protocol: -1,
          RuleAction: 'deny',
          Egress: true,
          CidrBlock: '0.0.0.0/0',
        },
      },
      Regional: {
        Type: 'AWS::EC2::NatGateway',
        Properties: { VpcId: ref('Vpc'), AvailabilityMode: 'regional' },
      },
    },
  });
  expect(parts.vpcs).toEqual([
    {
      name: 'Vpc',
      cidrs: [{ unknown: 'the IPv4 block of Vpc (chosen at deployment)' }, '10.9.0.0/16'],
      ipv6Cidrs: [{ unknown: 'the IPv6 block of Six (chosen at deployment)' }],
      dnsSupport: false,
      dnsHostnames: false,
      nameServers: ['10.0.0.2', '10.0.0.3'],
      blockPublicAccess: 'block-ingress',
    },
  ]);
  expect(parts.subnets).toEqual([
    {
      name: 'Native',
      vpc: 'Vpc',
      az: { unknown: 'the name of Availability Zone euw1-az1' },
      cidr: undefined,
      ipv6Cidrs: ['2001:db8::/64'],
    },
  ]);
  expect(parts.routes).toEqual([
    {
      routeTable: 'Table',
      destination: { unknown: 'the routes that Vpn propagates' },
      target: { kind: 'virtual-private-gateway', id: 'Vpn' },
      propagated: true,
    },
    { routeTable: 'Table', destination: 'Nets', target: { kind: 'transit-gateway', id: 'tgw-1' } },
    { routeTable: 'Table', destination: '::/0', target: { kind: 'egress-only-internet-gateway', id: 'Out' } },
  ]);
  expect(parts.prefixLists).toEqual([{ name: 'Nets', listName: 'nets', cidrs: ['10.50.0.0/16'] }]);
  expect(parts.hostedZones).toEqual([{ name: 'Zone', zone: 'ecr.eu-west-1.amazonaws.com', vpcs: ['Vpc'] }]);
  expect(parts.networkAclAssociations).toEqual([{ networkAcl: 'Acl', subnet: 'Native' }]);
  expect(parts.networkAclEntries).toMatchObject([
    {
      networkAcl: 'Acl',
      ruleNumber: 100,
      egress: false,
      allow: true,
      protocol: '6',
      fromPort: 443,
      toPort: 443,
    },
    {
      networkAcl: 'Vpc.DefaultNetworkAcl',
      ruleNumber: 90,
      egress: true,
      allow: false,
      protocol: '-1',
      fromPort: undefined,
    },
  ]);
  expect(parts.natGateways).toEqual([
    { name: 'Regional', subnet: undefined, vpc: 'Vpc', connectivity: 'public' },
  ]);
  expect(parts.unread).toEqual([
    { name: 'Elsewhere', why: 'it adds a CIDR block to vpc-1, which the templates do not have' },
  ]);
});

describe('endpoints', () => {
  const endpoint = async (properties: object) =>
    (
      await partsOf({
        Parameters: { Bucket: { Type: 'String' } },
        Resources: { E: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcId: 'vpc-1', ...properties } } },
      })
    ).endpoints[0];

  it('of S3 answer in the VPC or only inbound resolvers, which the template may leave open', async () => {
    const s3 = {
      ServiceName: 'com.amazonaws.eu-west-1.s3',
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: true,
    };
    const dns = (value: string) => ({
      DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: value, DnsRecordIpType: 'ipv6' },
    });
    const open = { unknown: 'whether private DNS of E answers in the VPC (AWS chooses it)' };
    expect((await endpoint(s3))?.inboundResolverOnly).toEqual(open);
    expect((await endpoint({ ...s3, PrivateDnsEnabled: false }))?.inboundResolverOnly).toBe(false);
    expect(await endpoint({ ...s3, ...dns('AllResolvers') })).toMatchObject({
      inboundResolverOnly: false,
      dnsRecordIpType: 'ipv6',
    });
    expect((await endpoint({ ...s3, ...dns('OnlyInboundResolver') }))?.inboundResolverOnly).toBe(true);
  });

  it('have a policy that is unknown as a whole where part of it is', async () => {
    const policy = (Resource: unknown) => ({
      Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource }],
    });
    expect((await endpoint({ ServiceName: 'x', PolicyDocument: policy('*') }))?.policy).toBe(
      JSON.stringify(policy('*')),
    );
    expect((await endpoint({ ServiceName: 'x', PolicyDocument: '{"Statement":[]}' }))?.policy).toBe(
      '{"Statement":[]}',
    );
    expect(
      (await endpoint({ ServiceName: 'x', PolicyDocument: policy({ 'Fn::Sub': `arn:aws:s3:::\${Bucket}` }) }))
        ?.policy,
    ).toEqual({ unknown: 'parameter Bucket (no value)' });
  });

  it('have the subnets that they have under either condition', async () => {
    const { endpoints } = await partsOf({
      Parameters: { Zones: { Type: 'Number' } },
      Conditions: { Three: { 'Fn::Equals': [ref('Zones'), '3'] } },
      Resources: {
        E: {
          Type: 'AWS::EC2::VPCEndpoint',
          Properties: {
            VpcId: 'vpc-1',
            ServiceName: 'x',
            SubnetIds: {
              'Fn::If': ['Three', ['subnet-1', 'subnet-2', 'subnet-3'], ['subnet-1', 'subnet-2']],
            },
          },
        },
      },
    });
    expect(endpoints[0]?.subnets).toEqual([
      'subnet-1',
      'subnet-2',
      { unknown: 'condition Three: parameter Zones (no value)' },
    ]);
  });

  it('of other kinds serve no AWS service', async () => {
    expect(await endpoint({ VpcEndpointType: 'Resource', ResourceConfigurationArn: 'arn:x' })).toMatchObject({
      kind: 'other',
      serviceName: { unknown: 'the service of E' },
    });
  });
});

describe('services', () => {
  const serviceOf = async (properties: object, resources: object = {}) =>
    (
      await partsOf({
        Parameters: { SubnetIds: { Type: 'List<AWS::EC2::Subnet::Id>' }, Stage: { Type: 'String' } },
        Resources: { Web: { Type: 'AWS::ECS::Service', Properties: properties }, ...resources },
      })
    ).services[0];

  it('run as their cluster does by default', async () => {
    const cluster = { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'shop' } };
    const association = {
      Type: 'AWS::ECS::ClusterCapacityProviderAssociations',
      Properties: {
        Cluster: ref('Cluster'),
        DefaultCapacityProviderStrategy: [{ CapacityProvider: ref('Instances') }],
      },
    };
    const provider = { Type: 'AWS::ECS::CapacityProvider', Properties: { AutoScalingGroupProvider: {} } };
    const run = async (resources: object) =>
      (await serviceOf({ Cluster: ref('Cluster') }, resources))?.service;
    expect((await run({ Cluster: cluster, A: association, Instances: provider }))?.capacities).toEqual([
      'ec2',
    ]);
    expect((await run({ Cluster: cluster }))?.capacities).toEqual(['ec2']);
    const spot = {
      ...cluster,
      Properties: { DefaultCapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT' }] },
    };
    expect((await run({ Cluster: spot }))?.capacities).toEqual(['fargate']);
    expect(await serviceOf({ Cluster: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop' })).toMatchObject({
      service: { name: 'shop/Web', capacities: [], execConfiguration: undefined },
      unknown: [{ unknown: 'what runs Web (the default strategy of cluster shop)' }],
    });
  });

  it('leave out what is not settled, and name it once', async () => {
    const found = await serviceOf({
      LaunchType: 'FARGATE',
      Cluster: ref('Stage'),
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: ref('SubnetIds'), SecurityGroups: ['sg-1', ref('Stage')] },
      },
      ServiceConnectConfiguration: {
        Enabled: true,
        LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': 'x' } },
      },
    });
    expect(found).toMatchObject({
      service: {
        subnetIds: [],
        securityGroupIds: ['sg-1'],
        serviceConnect: true,
        serviceConnectLog: { logDriver: 'awslogs', options: { 'awslogs-group': 'x' } },
      },
      unknown: [{ unknown: 'parameter Stage (no value)' }, { unknown: 'parameter SubnetIds (no value)' }],
    });
  });
});

describe('nested stacks', () => {
  const network = {
    Parameters: { Block: { Type: 'String' }, Zones: { Type: 'CommaDelimitedList', Default: '' } },
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: ref('Block') } },
      A: {
        Type: 'AWS::EC2::Subnet',
        Properties: {
          VpcId: ref('Vpc'),
          CidrBlock: '10.0.0.0/24',
          AvailabilityZone: { 'Fn::Select': [0, ref('Zones')] },
        },
      },
      B: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24' } },
    },
    Outputs: {
      VpcId: { Value: ref('Vpc') },
      Subnets: { Value: { 'Fn::Join': [',', [ref('A'), ref('B')]] } },
    },
  };
  const endpoints = {
    Parameters: { VpcId: { Type: 'AWS::EC2::VPC::Id' }, Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' } },
    Resources: {
      Logs: {
        Type: 'AWS::EC2::VPCEndpoint',
        Properties: {
          VpcId: ref('VpcId'),
          SubnetIds: ref('Subnets'),
          ServiceName: 'com.amazonaws.eu-west-1.logs',
          VpcEndpointType: 'Interface',
        },
      },
    },
  };
  const root = {
    Parameters: { Block: { Type: 'String', Default: '10.0.0.0/16' } },
    Resources: {
      Network: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: './nested/network.yaml',
          Parameters: { Block: ref('Block'), Zones: { 'Fn::Join': [',', ['eu-west-1a', 'eu-west-1b']] } },
        },
      },
      Endpoints: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: 'nested/endpoints.json',
          Parameters: { VpcId: att('Network', 'Outputs.VpcId'), Subnets: att('Network', 'Outputs.Subnets') },
        },
      },
      Elsewhere: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: { 'Fn::Sub': `https://s3.\${AWS::Region}.amazonaws.com/templates/nat.yaml` },
        },
      },
      Missing: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'nat.yaml' } },
      Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: att('Elsewhere', 'Outputs.VpcId') } },
    },
  };
  const others = { 'infra/nested/network.yaml': network, 'infra/nested/endpoints.json': endpoints };

  it('are read with what the parent gives them, and give what it asks for', async () => {
    const { after, code } = await readAll({ 'infra/root.yaml': root }, {}, others);
    expect(after.vpcs).toMatchObject([{ name: 'Network/Vpc', cidrs: ['10.0.0.0/16'] }]);
    expect(after.subnets).toMatchObject([
      { name: 'Network/A', vpc: 'Network/Vpc', az: 'eu-west-1a' },
      { name: 'Network/B', az: { unknown: 'the Availability Zone of Network/B (AWS chooses it)' } },
    ]);
    expect(after.endpoints).toMatchObject([
      { name: 'Endpoints/Logs', vpc: 'Network/Vpc', subnets: ['Network/A', 'Network/B'] },
    ]);
    expect(after.routeTables).toEqual([
      { name: 'Table', vpc: { unknown: 'output VpcId of Elsewhere (its template is not a local file)' } },
    ]);
    expect(after.unread).toEqual([
      { name: 'Elsewhere', why: 'it is a nested stack, and its template is not a local file' },
      { name: 'Missing', why: 'it is a nested stack, and its template infra/nat.yaml is not there' },
    ]);
    expect(code.reference('Network/Vpc')).toBe('!GetAtt Network.Outputs.VpcId');
    expect(code.reference('Network/A')).toBeUndefined();
    expect(code.locate('Network/Vpc')).toEqual({
      file: 'infra/nested/network.yaml',
      line: expect.any(Number),
    });
  });

  it('get zones by their place, in a text with commas', async () => {
    const zone = (index: number) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] });
    const zones = { 'Fn::Join': [',', [zone(0), zone(2)]] };
    const parent = {
      Resources: {
        N: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: { TemplateURL: 'n.yaml', Parameters: { Block: '10.0.0.0/16', Zones: zones } },
        },
      },
    };
    const { after } = await readAll({ 'root.yaml': parent }, {}, { 'n.yaml': network });
    expect(after.subnets[0]).toMatchObject({ name: 'N/A', zone: 0 });
  });

  it('have outputs that are wrong, and are read all the same where nothing needs them', async () => {
    const wrong = {
      ...network,
      Outputs: { Odd: { Value: { 'Fn::Odd': 1 } }, 'Fn::ForEach::X': ['I', ['a'], {}], ...network.Outputs },
    };
    const { code } = await readAll(
      { 'infra/root.yaml': root },
      {},
      { ...others, 'infra/nested/network.yaml': wrong },
    );
    expect(code.reference('Network/Vpc')).toBe('!GetAtt Network.Outputs.VpcId');
  });

  it('are read once where their templates are given, too', async () => {
    const { after } = await readAll({
      'infra/nested/network.yaml': network,
      'infra/root.yaml': root,
      'infra/nested/endpoints.json': endpoints,
    });
    expect(after.vpcs.map(({ name }) => name)).toEqual(['Network/Vpc']);
    expect(after.endpoints.map(({ name }) => name)).toEqual(['Endpoints/Logs']);
  });

  it('cannot be in themselves, and take only their parameters', async () => {
    const self = {
      Resources: { Me: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'self.yaml' } } },
    };
    await expect(readAll({ 'self.yaml': self })).rejects.toThrow(
      'self.yaml: Resources.Me is a stack in itself: self.yaml.',
    );
    const wrong = {
      Resources: {
        N: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: { TemplateURL: 'n.yaml', Parameters: { Blok: '10.0.0.0/16' } },
        },
      },
    };
    await expect(readAll({ 'root.yaml': wrong }, {}, { 'n.yaml': network })).rejects.toThrow(
      'root.yaml: Resources.N gives a parameter Blok, which n.yaml does not have. Did you mean Block?',
    );
  });
});

describe('several templates', () => {
  const service = (subnets: unknown, vpc: unknown) => ({
    Parameters: { NetworkStack: { Type: 'String', Default: 'network' } },
    Resources: {
      Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'x', VpcId: vpc } },
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: {
          LaunchType: 'FARGATE',
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: subnets } },
        },
      },
    },
  });
  const imported = (name: unknown) => ({ 'Fn::ImportValue': name });
  const network = fixture('private-ecs.yaml').replace(
    '  Service:\n    Type: AWS::ECS',
    '  Web:\n    Type: AWS::ECS',
  );

  it('import what the others export', async () => {
    const { after, code } = await readAll({
      'network.yaml': network,
      'service.json': service(
        { 'Fn::Split': [',', imported('shop-subnets')] },
        imported({ 'Fn::Sub': `\${NetworkStack}-VpcId` }),
      ),
    });
    expect(after.services.find(({ name }) => name === 'Service')?.service.subnetIds).toEqual([
      'Private1',
      'Private2',
    ]);
    expect(after.securityGroups.find(({ name }) => name === 'Group')?.vpc).toBe('VPC');
    expect(after.assumptions).toEqual([
      'network.yaml is taken to be the stack network, from which the others import.',
    ]);
    expect(code.file).toBe('network.yaml');
    expect(code.locate('Group')?.file).toBe('service.json');
  });

  it('leave open whose name is imported where imports give a stack several names', async () => {
    const { after } = await readAll({
      'network.yaml': network,
      'service.json': service([imported('other-VpcId')], imported('network-VpcId')),
    });
    expect(after.securityGroups.find(({ name }) => name === 'Group')?.vpc).toEqual({
      unknown: 'export network-VpcId of another stack',
    });
    expect(after.assumptions).toEqual([]);
  });

  it('import by a parameter without a value', async () => {
    const { after } = await readAll({
      'network.yaml': network,
      'service.json': {
        Parameters: { Stack: { Type: 'String' } },
        Resources: {
          Group: {
            Type: 'AWS::EC2::SecurityGroup',
            Properties: { GroupDescription: 'x', VpcId: imported({ 'Fn::Sub': `\${Stack}-VpcId` }) },
          },
        },
      },
    });
    expect(after.securityGroups.find(({ name }) => name === 'Group')?.vpc).toBe('VPC');
    expect(after.assumptions).toEqual([
      'network.yaml is taken to be the stack in parameter Stack (no value), from which the others import.',
    ]);
  });

  it('leave open what two could be, and what none exports', async () => {
    const { after } = await readAll({
      'service.json': service([imported('x')], imported({ 'Fn::Sub': `\${NetworkStack}-VpcId` })),
      'one.yaml': network,
      'two.yaml': network,
    });
    expect(after.securityGroups.find(({ name }) => name === 'Group')?.vpc).toEqual({
      unknown: 'export network-VpcId of another stack',
    });
    expect(after.services.find(({ name }) => name === 'Service')?.unknown).toContainEqual({
      unknown: 'export x of another stack',
    });
    expect(after.vpcs.map(({ name }) => name)).toEqual(['one/VPC', 'two/VPC']);
    expect(after.subnets.map(({ name, vpc }) => [name, vpc])).toContainEqual(['two/Private1', 'two/VPC']);
  });
});

it('names the files of one name by their folders', async () => {
  const template = { Resources: { Vpc: VPC } };
  const { after } = await readAll({ 'dev/net.yaml': template, 'prod/net.yaml': template });
  expect(after.vpcs.map(({ name }) => name)).toEqual(['dev-net-yaml/Vpc', 'prod-net-yaml/Vpc']);
});

describe('a VPC that exists', () => {
  it('is named by its ID, and code refers to the parameter that gave it', async () => {
    const { after, code } = await readAll(
      {
        'a.yaml': {
          Parameters: {
            VpcId: { Type: 'AWS::EC2::VPC::Id' },
            Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' },
            Ids: { Type: 'String' },
          },
          Resources: {
            E: {
              Type: 'AWS::EC2::VPCEndpoint',
              Properties: { VpcId: ref('VpcId'), ServiceName: 'x', SubnetIds: ref('Subnets') },
            },
            F: {
              Type: 'AWS::EC2::VPCEndpoint',
              Properties: {
                VpcId: ref('VpcId'),
                ServiceName: 'x',
                SubnetIds: { 'Fn::Split': [',', ref('Ids')] },
              },
            },
          },
        },
      },
      { parameters: { VpcId: 'vpc-1', Subnets: 'subnet-1,subnet-2' } },
    );
    expect(after.endpoints).toMatchObject([
      { vpc: 'vpc-1', subnets: ['subnet-1', 'subnet-2'] },
      { subnets: { unknown: 'Fn::Split of parameter Ids (no value)' } },
    ]);
    expect(code.reference('vpc-1')).toBe('!Ref VpcId');
    expect(code.reference('subnet-2')).toBe('!Select [1, !Ref Subnets]');
  });
});

describe('parameter files', () => {
  it.each([
    [
      'that create-stack takes',
      [
        { ParameterKey: 'A', ParameterValue: '1' },
        { ParameterKey: 'B', UsePreviousValue: true },
      ],
    ],
    ['of names and values', { A: 1 }],
    ['that deploy takes', ['A=1']],
    ['of CodePipeline', { Parameters: { A: '1' }, Tags: { team: 'shop' } }],
  ])('of the form %s are read', (_, json) => {
    expect(readParameters(JSON.stringify(json), 'p.json')).toEqual({ A: '1' });
  });

  it('keep equals signs, and have lists as text', () => {
    expect(readParameters('["A=x=y"]', 'p.json')).toEqual({ A: 'x=y' });
    expect(readParameters('{"Ids":["a","b"]}', 'p.json')).toEqual({ Ids: 'a,b' });
  });

  it.each([
    ['{"A":', /^p\.json is not JSON: /],
    ['5', /^p\.json has no parameters: write \[/],
    ['[{"Key":"A"}]', /^p\.json: \[0\] has no ParameterKey/],
    ['[{"ParameterKey":"A"}]', /^p\.json: \[0\] has no ParameterValue for "A"/],
    ['{"A":{"b":1}}', /^p\.json: "A": the value must be text/],
    ['{"Resources":{}}', /^p\.json is a template\. Pass it with --template\.$/],
  ])('%s is refused', (text, says) => {
    expect(() => readParameters(text, 'p.json')).toThrow(says);
  });
});

describe('booleans', () => {
  const spelled = fc
    .tuple(
      fc.constantFrom<[string, boolean]>(
        ['true', true],
        ['yes', true],
        ['on', true],
        ['false', false],
        ['no', false],
        ['off', false],
      ),
      fc.constantFrom(
        (word: string) => word,
        (word: string) => word.toUpperCase(),
        (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`,
      ),
    )
    .map(([[word, value], write]) => ({ word: write(word), value }));
  const vpc = (properties: string) =>
    partsOf(
      `Resources:\n  V:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: 10.0.0.0/16\n${properties}`,
    );

  it('are those of YAML 1.1', async () => {
    await fc.assert(
      fc.asyncProperty(spelled, spelled, async (support, hostnames) => {
        const { vpcs } = await vpc(
          `      EnableDnsSupport: ${support.word}\n      EnableDnsHostnames: !If [Open, ${hostnames.word}, ${hostnames.word}]\nConditions:\n  Open: !Equals [a, a]\n`,
        );
        expect(vpcs).toMatchObject([{ dnsSupport: support.value, dnsHostnames: hostnames.value }]);
      }),
      { numRuns: 40 },
    );
  });

  it('are text where text is expected', async () => {
    await fc.assert(
      fc.asyncProperty(
        spelled.filter(({ word }) => !/true|false/i.test(word)),
        async ({ word }) => {
          const { vpcs } = await vpc(`      Tags: [{ Key: Name, Value: ${word} }]\n`);
          expect(vpcs).toMatchObject([{ tags: { Name: word } }]);
        },
      ),
      { numRuns: 20 },
    );
  });

  it.each(['y', 'yess', 'maybe', '1', '""'])('are not taken from %s', async (word) => {
    await expect(vpc(`      EnableDnsSupport: ${word}\n`)).rejects.toThrow(/must be true or false/);
  });
});
