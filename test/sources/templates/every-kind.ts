const ref = (id: string) => ({ Ref: id });
const att = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });
/** A template with a resource of each kind that is read, and each function; it nests `n.yaml`. */
export const EVERY_KIND = {
  Transform: ['AWS::LanguageExtensions'],
  Parameters: {
    L: { Type: 'List<AWS::EC2::Subnet::Id>', Default: 'subnet-1,subnet-2' },
    S: { Type: 'String' },
    P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' },
  },
  Mappings: { M: { 'eu-west-1': { a: 'x', b: ['1', '2'] } } },
  Conditions: {
    C: { 'Fn::And': [{ 'Fn::Equals': [ref('S'), 'a'] }, { Condition: 'D' }] },
    D: { 'Fn::Not': [{ 'Fn::Equals': [ref('AWS::Region'), 'x'] }] },
  },
  Resources: {
    N: {
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: 'n.yaml', Parameters: { Prefix: '10.3', ImageTag: ref('S') } },
    },
    V: {
      Type: 'AWS::EC2::VPC',
      Condition: 'C',
      Properties: { CidrBlock: { 'Fn::Select': [0, { 'Fn::Cidr': ['10.0.0.0/8', 2, 16] }] } },
    },
    O: { Type: 'AWS::EC2::DHCPOptions', Properties: { DomainNameServers: ['1.1.1.1'] } },
    OA: {
      Type: 'AWS::EC2::VPCDHCPOptionsAssociation',
      Properties: { VpcId: ref('V'), DhcpOptionsId: ref('O') },
    },
    B: {
      Type: 'AWS::EC2::VPCCidrBlock',
      Properties: { VpcId: att('N', 'Outputs.VpcId'), CidrBlock: '10.4.0.0/16' },
    },
    E: {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        VpcId: ref('V'),
        SubnetIds: { 'Fn::If': ['C', ref('L'), ['subnet-3']] },
        ServiceName: { 'Fn::Sub': [`com.amazonaws.\${R}.s3`, { R: ref('AWS::Region') }] },
        VpcEndpointType: 'Interface',
        PrivateDnsEnabled: true,
        DnsOptions: { DnsRecordIpType: 'ipv4' },
        PolicyDocument: { Statement: [{ Effect: 'Allow' }] },
      },
    },
    A: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: ref('V') } },
    AE: {
      Type: 'AWS::EC2::NetworkAclEntry',
      Properties: {
        NetworkAclId: ref('A'),
        RuleNumber: 1,
        Protocol: 6,
        RuleAction: 'allow',
        CidrBlock: '0.0.0.0/0',
        PortRange: { From: 1, To: 2 },
      },
    },
    AA: {
      Type: 'AWS::EC2::SubnetNetworkAclAssociation',
      Properties: {
        NetworkAclId: ref('A'),
        SubnetId: { 'Fn::Select': [0, { 'Fn::Split': [',', { 'Fn::ImportValue': 'shop-subnets' }] }] },
      },
    },
    Z: {
      Type: 'AWS::Route53::HostedZone',
      Properties: { Name: 'a.b', VPCs: [{ VPCId: ref('V'), VPCRegion: 'x' }] },
    },
    PL: {
      Type: 'AWS::EC2::PrefixList',
      Properties: {
        PrefixListName: { 'Fn::FindInMap': ['M', ref('AWS::Region'), 'a'] },
        Entries: [{ Cidr: '1.1.1.0/24' }],
      },
    },
    BP: {
      Type: 'AWS::EC2::VPCBlockPublicAccessOptions',
      Properties: { InternetGatewayBlockMode: 'block-ingress' },
    },
    BX: {
      Type: 'AWS::EC2::VPCBlockPublicAccessExclusion',
      Properties: { InternetGatewayExclusionMode: 'allow-egress', VpcId: ref('V') },
    },
    G: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        VpcId: ref('V'),
        SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 2, CidrIp: '0.0.0.0/0' }],
        Tags: [{ Key: 'Name', Value: { 'Fn::Base64': 'x' } }],
      },
    },
    GI: {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: { GroupId: att('G', 'GroupId'), IpProtocol: '-1', SourceSecurityGroupId: ref('G') },
    },
    CP: { Type: 'AWS::ECS::CapacityProvider', Properties: { AutoScalingGroupProvider: {} } },
    CC: {
      Type: 'AWS::ECS::Cluster',
      Properties: {
        DefaultCapacityProviderStrategy: [{ CapacityProvider: ref('CP') }],
        Configuration: {
          ExecuteCommandConfiguration: { Logging: 'OVERRIDE', LogConfiguration: { S3BucketName: ref('P') } },
        },
      },
    },
    W: {
      Type: 'AWS::ECS::Service',
      Properties: {
        Cluster: ref('CC'),
        TaskDefinition: 'a:1',
        ServiceConnectConfiguration: {
          Enabled: true,
          LogConfiguration: { LogDriver: 'x', Options: { a: ref('S') } },
        },
        NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('S')], AssignPublicIp: 'ENABLED' } },
      },
    },
    X: { Type: 'Custom::X', Properties: { a: [ref('V')] } },
  },
  Outputs: {
    O: {
      Value: { 'Fn::ToJsonString': [ref('V')] },
      Export: { Name: { 'Fn::Join': ['-', [ref('AWS::StackName'), 'o']] } },
    },
  },
};
