import type { EndpointType } from '../../../core/network/network.ts';
import { isUnknown, type Told } from '../../planned/parts.ts';
import { type Value, whyOpen } from '../value.ts';
import { type Gather, ifSure, type Source } from './gathered.ts';
import { partOf } from './tags.ts';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html */
export const vpcEndpoint: Gather = (source, into) => {
  const { name, properties } = source;
  const kind = kindOf(properties.text('VpcEndpointType') ?? 'Gateway');
  const serviceRegion = properties.text('ServiceRegion');
  const ipAddressType = properties.text('IpAddressType');
  const options = properties.object('DnsOptions');
  const dnsRecordIpType =
    options === undefined || isUnknown(options) ? options : options.text('DnsRecordIpType');
  into.endpoints.push({
    ...partOf(source),
    vpc: properties.required('VpcId'),
    serviceName: properties.text('ServiceName') ?? { unknown: `the service of ${name}` },
    ...(serviceRegion !== undefined && { serviceRegion }),
    kind: ifSure(source, kind),
    privateDns: kind === 'gateway' ? false : (properties.boolean('PrivateDnsEnabled') ?? false),
    inboundResolverOnly: inboundOnly(source, kind),
    ...(ipAddressType !== undefined && { ipAddressType }),
    ...(dnsRecordIpType !== undefined && { dnsRecordIpType }),
    subnets: properties.names('SubnetIds') ?? [],
    routeTables: properties.names('RouteTableIds') ?? [],
    securityGroups: properties.names('SecurityGroupIds') ?? [],
    policy: policyOf(properties.get('PolicyDocument')),
  });
};

function kindOf(type: Told<string>): Told<EndpointType> {
  if (isUnknown(type)) return type;
  const name = type.toLowerCase();
  return name === 'interface' || name === 'gateway' ? name : 'other';
}

/**
 * Whether private DNS answers only through inbound resolvers: an option of the services that have gateways as well, of which AWS's
 * pages tell no default.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DnsOptionsSpecification.html
 */
function inboundOnly({ name, properties }: Source, kind: Told<EndpointType>): Told<boolean> {
  const options = properties.object('DnsOptions');
  const told =
    options === undefined || isUnknown(options)
      ? options
      : options.text('PrivateDnsOnlyForInboundResolverEndpoint');
  if (told === 'OnlyInboundResolver') return true;
  if (told === 'AllResolvers') return false;
  const service = properties.text('ServiceName') ?? '';
  const hasGateway = isUnknown(service) || /\.(s3|dynamodb)$/.test(service);
  if (kind === 'gateway' || !hasGateway || (properties.boolean('PrivateDnsEnabled') ?? false) === false)
    return false;
  return told !== undefined && isUnknown(told)
    ? told
    : { unknown: `whether private DNS of ${name} answers in the VPC (AWS chooses it)` };
}

/** A policy as text; unknown as a whole where part of it is, since no part may be taken for another. */
function policyOf(value: Value | undefined): Told<string | undefined> {
  if (value === undefined || value === '') return undefined;
  const open = whyOpen(value);
  if (open) return open;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
