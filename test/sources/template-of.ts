import type {
  EndpointPart,
  Parts,
  RoutePart,
  SecurityGroupRulePart,
} from '../../src/sources/planned/parts.ts';
import { items, settled } from './settled.ts';

/** A template that makes these parts, which have nothing open; their names are its logical IDs. */
export function templateOf(parts: Parts): object {
  const own = new Set(
    [
      ...parts.vpcs,
      ...parts.subnets,
      ...parts.routeTables,
      ...parts.endpoints,
      ...parts.securityGroups,
      ...parts.networkAcls,
      ...parts.natGateways,
    ].map(({ name }) => name),
  );
  const ref = (name: string) => (own.has(name) ? { Ref: name } : name);
  const resources: Record<string, object> = {};
  const add = (name: string, type: string, properties: object) => {
    resources[name] = { Type: type, Properties: properties };
  };
  for (const vpc of parts.vpcs) {
    const [first, ...more] = items(vpc.cidrs);
    add(vpc.name, 'AWS::EC2::VPC', {
      CidrBlock: first,
      EnableDnsSupport: vpc.dnsSupport,
      EnableDnsHostnames: vpc.dnsHostnames,
    });
    more.forEach((cidr, index) => {
      add(`${vpc.name}Block${index}`, 'AWS::EC2::VPCCidrBlock', { VpcId: ref(vpc.name), CidrBlock: cidr });
    });
    add(`${vpc.name}Options`, 'AWS::EC2::DHCPOptions', { DomainNameServers: items(vpc.nameServers) });
    add(`${vpc.name}OptionsUse`, 'AWS::EC2::VPCDHCPOptionsAssociation', {
      VpcId: ref(vpc.name),
      DhcpOptionsId: { Ref: `${vpc.name}Options` },
    });
  }
  for (const subnet of parts.subnets)
    add(subnet.name, 'AWS::EC2::Subnet', {
      VpcId: ref(settled(subnet.vpc)),
      CidrBlock: subnet.cidr,
      AvailabilityZone: subnet.az,
    });
  for (const { name, vpc } of parts.routeTables)
    add(name, 'AWS::EC2::RouteTable', { VpcId: ref(settled(vpc)) });
  parts.routes.forEach((route, index) => {
    add(`Route${index}`, 'AWS::EC2::Route', routeProperties(route, ref));
  });
  parts.routeTableAssociations.forEach(({ routeTable, subnet }, index) => {
    add(`TableUse${index}`, 'AWS::EC2::SubnetRouteTableAssociation', {
      RouteTableId: ref(settled(routeTable)),
      SubnetId: ref(settled(subnet)),
    });
  });
  for (const endpoint of parts.endpoints)
    add(endpoint.name, 'AWS::EC2::VPCEndpoint', endpointProperties(endpoint, ref));
  for (const { name, vpc } of parts.securityGroups)
    add(name, 'AWS::EC2::SecurityGroup', {
      GroupDescription: name,
      VpcId: ref(settled(vpc)),
      SecurityGroupIngress: rulesOf(parts, name, false),
      SecurityGroupEgress: [
        ...rulesOf(parts, name, true),
        // Without any, CloudFormation leaves EC2's rule, which lets everything out.
        { IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' },
      ],
    });
  // A group that names itself, or two that name each other, can't be made with these rules.
  parts.securityGroupRules.forEach((rule, index) => {
    const [type, side] = rule.egress ? ['Egress', 'Destination'] : ['Ingress', 'Source'];
    items(rule.groups).forEach((id, item) => {
      add(`Rule${index}x${item}`, `AWS::EC2::SecurityGroup${type}`, {
        GroupId: ref(settled(rule.group)),
        ...ports(rule),
        [`${side}SecurityGroupId`]: ref(id),
      });
    });
  });
  for (const { name, vpc } of parts.networkAcls)
    add(name, 'AWS::EC2::NetworkAcl', { VpcId: ref(settled(vpc)) });
  parts.networkAclEntries.forEach((entry, index) => {
    const { fromPort, toPort } = entry;
    add(`Entry${index}`, 'AWS::EC2::NetworkAclEntry', {
      NetworkAclId: ref(settled(entry.networkAcl)),
      RuleNumber: entry.ruleNumber,
      Egress: entry.egress,
      RuleAction: settled(entry.allow) ? 'allow' : 'deny',
      Protocol: Number(settled(entry.protocol)),
      ...(settled(entry.cidr).includes(':') ? { Ipv6CidrBlock: entry.cidr } : { CidrBlock: entry.cidr }),
      ...(fromPort !== undefined && { PortRange: { From: fromPort, To: toPort } }),
    });
  });
  parts.networkAclAssociations.forEach(({ networkAcl, subnet }, index) => {
    add(`AclUse${index}`, 'AWS::EC2::SubnetNetworkAclAssociation', {
      NetworkAclId: ref(settled(networkAcl)),
      SubnetId: ref(settled(subnet)),
    });
  });
  for (const { name, subnet } of parts.natGateways)
    add(name, 'AWS::EC2::NatGateway', { SubnetId: ref(settled(subnet) ?? ''), AllocationId: 'eipalloc-1' });
  for (const { name, zone, vpcs } of parts.hostedZones)
    add(name, 'AWS::Route53::HostedZone', {
      Name: zone,
      VPCs: items(vpcs).map((vpc) => ({ VPCId: ref(vpc), VPCRegion: 'eu-west-1' })),
    });
  return { AWSTemplateFormatVersion: '2010-09-09', Resources: resources };
}

type Ref = (name: string) => unknown;

const TARGETS: Readonly<Record<string, string>> = {
  'nat-gateway': 'NatGatewayId',
  'internet-gateway': 'GatewayId',
  'transit-gateway': 'TransitGatewayId',
  'vpc-peering-connection': 'VpcPeeringConnectionId',
  'network-interface': 'NetworkInterfaceId',
};

function routeProperties({ routeTable, destination, target }: RoutePart, ref: Ref): object {
  const { kind, id } = settled(target);
  const to = settled(destination);
  return {
    RouteTableId: ref(settled(routeTable)),
    [to.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: to,
    [TARGETS[kind] ?? kind]: ref(id),
  };
}

function endpointProperties(endpoint: EndpointPart, ref: Ref): object {
  const policy = settled(endpoint.policy);
  const isInterface = endpoint.kind === 'interface';
  return {
    VpcId: ref(settled(endpoint.vpc)),
    ServiceName: endpoint.serviceName,
    VpcEndpointType: isInterface ? 'Interface' : 'Gateway',
    ...(isInterface && {
      PrivateDnsEnabled: endpoint.privateDns,
      SubnetIds: items(endpoint.subnets).map(ref),
      SecurityGroupIds: items(endpoint.securityGroups).map(ref),
    }),
    ...(!isInterface && { RouteTableIds: items(endpoint.routeTables).map(ref) }),
    ...(policy !== undefined && { PolicyDocument: JSON.parse(policy) }),
  };
}

function rulesOf({ securityGroupRules }: Parts, group: string, egress: boolean): object[] {
  const side = egress ? 'Destination' : 'Source';
  return securityGroupRules
    .filter((rule) => rule.group === group && rule.egress === egress)
    .flatMap((rule) => [
      ...items(rule.cidrs).map((cidr) => ({ ...ports(rule), CidrIp: cidr })),
      ...items(rule.ipv6Cidrs).map((cidr) => ({ ...ports(rule), CidrIpv6: cidr })),
      ...items(rule.prefixLists).map((id) => ({ ...ports(rule), [`${side}PrefixListId`]: id })),
    ]);
}

const ports = ({ protocol, fromPort, toPort }: SecurityGroupRulePart): object => ({
  IpProtocol: protocol,
  ...(fromPort !== undefined && { FromPort: fromPort, ToPort: toPort }),
});
