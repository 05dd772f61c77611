import type { RouteTargetKind } from '../../../core/network/network.ts';
import { isUnknown, type Name, type RoutePart } from '../../planned/parts.ts';
import { nameOf } from '../properties.ts';
import { referenceIn } from '../value.ts';
import { type Gather, ifSure, type Source } from './gathered.ts';
import { partOf } from './tags.ts';

export const routeTable: Gather = (source, into) => {
  into.routeTables.push({ ...partOf(source), vpc: source.properties.required('VpcId') });
};

export const routeTableAssociation: Gather = (source, into) => {
  const { properties } = source;
  into.routeTableAssociations.push({
    routeTable: ifSure(source, properties.required('RouteTableId')),
    subnet: properties.required('SubnetId'),
  });
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html */
export const route: Gather = (source, into) => {
  const { name, properties } = source;
  into.routes.push({
    routeTable: properties.required('RouteTableId'),
    destination: properties.text('DestinationCidrBlock') ??
      properties.text('DestinationIpv6CidrBlock') ??
      properties.name('DestinationPrefixListId') ?? { unknown: `the destination of ${name}` },
    target: ifSure(source, targetOf(source)),
  });
};

const TARGETS: readonly (readonly [property: string, kind: RouteTargetKind])[] = [
  ['NatGatewayId', 'nat-gateway'],
  ['TransitGatewayId', 'transit-gateway'],
  ['VpcPeeringConnectionId', 'vpc-peering-connection'],
  ['EgressOnlyInternetGatewayId', 'egress-only-internet-gateway'],
  ['VpcEndpointId', 'vpc-endpoint'],
  ['InstanceId', 'instance'],
  ['NetworkInterfaceId', 'network-interface'],
  ['LocalGatewayId', 'local-gateway'],
  ['CarrierGatewayId', 'carrier-gateway'],
  ['CoreNetworkArn', 'core-network'],
  ['OdbNetworkArn', 'odb-network'],
];

function targetOf({ name, properties }: Source): RoutePart['target'] {
  const gateway = properties.get('GatewayId');
  if (gateway !== undefined) {
    const id = nameOf(gateway) ?? properties.required('GatewayId');
    if (isUnknown(id)) return id;
    const kind = gatewayKind(id, referenceIn(gateway)?.type);
    return kind === undefined ? { unknown: `what ${id} is` } : { kind, id };
  }
  const found = TARGETS.flatMap(([property, kind]) => {
    const value = properties.get(property);
    return value === undefined ? [] : [{ property, kind, reference: referenceIn(value) }];
  })[0];
  if (!found) return { unknown: `the target of ${name}` };
  const { property, kind, reference } = found;
  // An attribute that isn't an ID of the templates', e.g. an endpoint of a firewall: its kind counts.
  const id = reference?.attribute === undefined ? properties.required(property) : reference.resource;
  return isUnknown(id) ? id : { kind, id };
}

/** What an ID that GatewayId can hold names. */
function gatewayKind(id: Name, type: string | undefined): RouteTargetKind | undefined {
  if (id === 'local') return 'local';
  const byType = GATEWAYS.find(([of]) => of === type);
  return byType?.[2] ?? GATEWAYS.find(([, prefix]) => id.startsWith(prefix))?.[2];
}

const GATEWAYS: readonly (readonly [type: string, prefix: string, kind: RouteTargetKind])[] = [
  ['AWS::EC2::InternetGateway', 'igw-', 'internet-gateway'],
  ['AWS::EC2::VPNGateway', 'vgw-', 'virtual-private-gateway'],
  ['AWS::EC2::VPCEndpoint', 'vpce-', 'vpc-endpoint'],
  ['AWS::EC2::EgressOnlyInternetGateway', 'eigw-', 'egress-only-internet-gateway'],
  ['AWS::EC2::CarrierGateway', 'cagw-', 'carrier-gateway'],
  ['AWS::EC2::LocalGateway', 'lgw-', 'local-gateway'],
];

/** A virtual private gateway's routes: to which networks, only it knows. */
export const vpnPropagation: Gather = (source, into) => {
  const { properties } = source;
  const gateway = properties.required('VpnGatewayId');
  const id = isUnknown(gateway) ? gateway.unknown : gateway;
  const tables = properties.names('RouteTableIds') ?? [];
  for (const table of isUnknown(tables) ? [tables] : tables) {
    into.routes.push({
      routeTable: table,
      destination: { unknown: `the routes that ${id} propagates` },
      target: ifSure(source, isUnknown(gateway) ? gateway : { kind: 'virtual-private-gateway', id: gateway }),
      propagated: true,
    });
  }
};

/** A route server's routes: it learns them from its peers. */
export const routeServerPropagation: Gather = (source, into) => {
  const { properties } = source;
  const server = properties.required('RouteServerId');
  into.routes.push({
    routeTable: properties.required('RouteTableId'),
    destination: { unknown: `the routes that ${isUnknown(server) ? server.unknown : server} propagates` },
    target: ifSure(source, isUnknown(server) ? server : { kind: 'ip-address', id: server }),
    propagated: true,
  });
};

export const natGateway: Gather = (source, into) => {
  const { name, properties } = source;
  const told = properties.text('ConnectivityType') ?? 'public';
  const vpc = properties.name('VpcId');
  into.natGateways.push({
    ...partOf(source),
    subnet: properties.name('SubnetId'),
    ...(vpc !== undefined && { vpc }),
    connectivity: ifSure(
      source,
      isUnknown(told) || told === 'public' || told === 'private'
        ? told
        : { unknown: `the ConnectivityType of ${name}` },
    ),
  });
};
