/**
 * Attributes that are the ID of their resource, which is `Ref` for the others.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getatt.html
 */
const ID_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::CarrierGateway': ['CarrierGatewayId'],
  'AWS::EC2::DHCPOptions': ['DhcpOptionsId'],
  'AWS::EC2::EgressOnlyInternetGateway': ['Id'],
  'AWS::EC2::Instance': ['InstanceId'],
  'AWS::EC2::InternetGateway': ['InternetGatewayId'],
  'AWS::EC2::NatGateway': ['NatGatewayId'],
  'AWS::EC2::NetworkAcl': ['Id'],
  'AWS::EC2::NetworkInterface': ['Id'],
  'AWS::EC2::PrefixList': ['PrefixListId'],
  'AWS::EC2::RouteTable': ['RouteTableId'],
  'AWS::EC2::SecurityGroup': ['GroupId', 'Id'],
  'AWS::EC2::Subnet': ['SubnetId'],
  'AWS::EC2::TransitGateway': ['Id'],
  'AWS::EC2::VPC': ['VpcId'],
  'AWS::EC2::VPCEndpoint': ['Id'],
  'AWS::EC2::VPCPeeringConnection': ['Id'],
  'AWS::EC2::VPNGateway': ['VPNGatewayId'],
  'AWS::ECS::Cluster': ['Arn'],
  'AWS::ECS::Service': ['Name', 'ServiceArn'],
  'AWS::ECS::TaskDefinition': ['TaskDefinitionArn'],
  'AWS::Route53::HostedZone': ['Id'],
};

/** Attributes that are a property of their resource, as it is given. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::SecurityGroup': ['VpcId'],
  'AWS::EC2::Subnet': ['AvailabilityZone', 'VpcId', 'CidrBlock'],
  'AWS::EC2::VPC': ['CidrBlock'],
};

/** Attributes that are the ID of something that AWS makes with the resource, by the type of that. */
const COMPANIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::EC2::VPC': {
    DefaultSecurityGroup: 'AWS::EC2::SecurityGroup',
    DefaultNetworkAcl: 'AWS::EC2::NetworkAcl',
  },
};

/** What an attribute of a resource of this type is. */
export function attributeOf(
  type: string,
  name: string,
): { readonly kind: 'id' | 'property' | 'other' } | { readonly kind: 'companion'; readonly type: string } {
  const named = (table: Readonly<Record<string, readonly string[]>>) =>
    Object.hasOwn(table, type) && table[type]?.includes(name);
  if (named(ID_ATTRIBUTES)) return { kind: 'id' };
  if (named(PROPERTIES)) return { kind: 'property' };
  const companions = Object.hasOwn(COMPANIONS, type) ? COMPANIONS[type] : undefined;
  const companion = companions && Object.hasOwn(companions, name) ? companions[name] : undefined;
  return companion === undefined ? { kind: 'other' } : { kind: 'companion', type: companion };
}
