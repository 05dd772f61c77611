import { AMAZON_DNS, type BlockMode } from '../../../core/network/network.ts';
import { isUnknown, type Told, type Unknown } from '../../planned/parts.ts';
import { unsettledIn } from '../value.ts';
import { type Gather, ifSure, type Source } from './gathered.ts';
import { partOf } from './tags.ts';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html */
export const vpc: Gather = (source, into) => {
  const { properties } = source;
  into.vpcs.push({
    ...partOf(source),
    cidrs: [properties.text('CidrBlock') ?? allocated(source, 'IPv4')],
    ipv6Cidrs: [],
    dnsSupport: properties.boolean('EnableDnsSupport') ?? true,
    dnsHostnames: properties.boolean('EnableDnsHostnames') ?? false,
    nameServers: [AMAZON_DNS],
  });
};

/** A block that AWS or an address manager (IPAM) chooses. */
const allocated = ({ name }: Source, family: string): Unknown => ({
  unknown: `the ${family} block of ${name} (chosen at deployment)`,
});

export const vpcCidrBlock: Gather = (source, into) => {
  const { name, properties } = source;
  const owner = properties.required('VpcId');
  const ipv4 = properties.text('CidrBlock');
  if (ipv4 !== undefined || properties.get('Ipv4IpamPoolId') !== undefined) {
    into.blocks.push({
      name,
      owner,
      family: 'ipv4',
      cidr: ifSure(source, ipv4 ?? allocated(source, 'IPv4')),
    });
  } else {
    const ipv6 = properties.text('Ipv6CidrBlock') ?? allocated(source, 'IPv6');
    into.blocks.push({ name, owner, family: 'ipv6', cidr: ifSure(source, ipv6) });
  }
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnet.html */
export const subnet: Gather = (source, into) => {
  const { name, properties } = source;
  const zone = unsettledIn(properties.get('AvailabilityZone'))?.zone;
  const zoneId = properties.text('AvailabilityZoneId');
  const unknownZone = {
    unknown:
      zoneId === undefined
        ? `the Availability Zone of ${name} (AWS chooses it)`
        : `the name of Availability Zone ${isUnknown(zoneId) ? zoneId.unknown : zoneId}`,
  };
  const isNative = properties.boolean('Ipv6Native') ?? false;
  const ipv6 = properties.text('Ipv6CidrBlock');
  into.subnets.push({
    ...partOf(source),
    vpc: properties.required('VpcId'),
    az: properties.text('AvailabilityZone') ?? unknownZone,
    ...(zone !== undefined && { zone }),
    cidr:
      isNative === true
        ? undefined
        : isUnknown(isNative)
          ? isNative
          : (properties.text('CidrBlock') ?? allocated(source, 'IPv4')),
    ipv6Cidrs:
      ipv6 === undefined
        ? properties.get('Ipv6IpamPoolId') === undefined
          ? []
          : [allocated(source, 'IPv6')]
        : [ipv6],
  });
};

export const subnetCidrBlock: Gather = (source, into) => {
  const { name, properties } = source;
  into.blocks.push({
    name,
    owner: properties.required('SubnetId'),
    family: 'ipv6',
    cidr: ifSure(source, properties.text('Ipv6CidrBlock') ?? allocated(source, 'IPv6')),
  });
};

export const dhcpOptions: Gather = ({ name, properties }, into) => {
  into.dhcpOptions.set(name, properties.texts('DomainNameServers') ?? []);
};

export const dhcpAssociation: Gather = (source, into) => {
  const { name, properties } = source;
  into.dhcpAssociations.push({
    name,
    vpc: properties.required('VpcId'),
    options: ifSure(source, properties.required('DhcpOptionsId')),
  });
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcblockpublicaccessoptions.html */
export const blockPublicAccess: Gather = (source, into) => {
  into.blockModes.push(ifSure(source, source.properties.required('InternetGatewayBlockMode')));
};

export const blockExclusion: Gather = (source, into) => {
  const { name, properties } = source;
  const vpcOf = properties.name('VpcId');
  if (vpcOf === undefined) into.subnetExclusions.push(name);
  else {
    const mode = ifSure(source, properties.required('InternetGatewayExclusionMode'));
    into.blockExclusions.push({ vpc: vpcOf, mode });
  }
};

/** What is blocked in a VPC, by the Region's mode and the VPC's exclusion. */
export function blockModeOf(mode: Told<string>, exclusion: Told<string> | undefined): Told<BlockMode> {
  if (exclusion === 'allow-bidirectional') return 'off';
  if (isUnknown(mode)) return mode;
  if (exclusion !== undefined && isUnknown(exclusion)) return exclusion;
  const blocked = MODES.find((each) => each === mode) ?? 'unknown';
  return exclusion === 'allow-egress' && blocked === 'block-bidirectional' ? 'block-ingress' : blocked;
}

const MODES: readonly BlockMode[] = ['off', 'block-bidirectional', 'block-ingress'];
