import { AMAZON_DNS, type BlockMode } from '../../core/network/network.ts';
import { oneLine } from '../../core/text/visible.ts';
import { isUnknown, type Name, type Told, type ToldList, type VpcPart } from '../planned/parts.ts';
import {
  type Block,
  blocksIn,
  flagOf,
  nameIn,
  notKnown,
  requiredName,
  tagsOf,
  textOf,
  textsOf,
} from './blocks.ts';
import { DEFAULT_ACL, DEFAULT_GROUP, KINDS, LIST_OF_ENDPOINT, MAIN } from './kinds.ts';
import type { Source } from './source.ts';
import { asList, joined, mapped } from './told.ts';

/**
 * The route table, network ACL and security group that AWS makes with a VPC are named after it, unless the code adopts them as
 * resources: from then on by these.
 */
export function adoptDefaults(source: Source): void {
  const { resolver } = source;
  const adopted = [
    ['aws_default_route_table', 'default_route_table_id', KINDS.routeTable, ''],
    ['aws_default_network_acl', 'default_network_acl_id', KINDS.networkAcl, ''],
    ['aws_default_security_group', 'vpc_id', KINDS.vpc, DEFAULT_GROUP],
  ] as const;
  for (const [type, attribute, kind, suffix] of adopted) {
    for (const block of source.resources(type)) {
      const name = nameIn(block, attribute, kind);
      if (name !== undefined && !isUnknown(name)) resolver.alias(name + suffix, block.instance.address);
    }
  }
}

/** AWS's prefix list of a service is one, by whichever endpoint for it, or data source, it's named. */
export function shareLists(source: Source): void {
  const { resolver } = source;
  const lists = new Map<string, Name>();
  for (const block of source.data('aws_prefix_list', 'aws_ec2_managed_prefix_list')) {
    const listName = textOf(block, 'name');
    if (typeof listName === 'string') lists.set(listName, resolver.nameOf(block.instance));
  }
  for (const block of source.resources('aws_vpc_endpoint')) {
    const service = textOf(block, 'service_name');
    if (typeof service !== 'string') continue;
    const id = textOf(block, 'prefix_list_id');
    const own = block.instance.address + LIST_OF_ENDPOINT;
    const list = lists.get(service) ?? (typeof id === 'string' ? id : own);
    lists.set(service, list);
    if (list !== own) resolver.alias(own, list);
  }
}

/** The VPCs of the code, and those that its data sources read. */
export function vpcsIn(source: Source): VpcPart[] {
  const { resolver } = source;
  const later = laterFacts(source);
  const managed = source.resources('aws_vpc', 'aws_default_vpc').map((block): VpcPart => {
    const name = block.instance.address;
    // Of the default VPC, which it adopts, nothing is known before it was read.
    const adopted = block.instance.type === 'aws_default_vpc' && block.instance.created;
    const flag = (attribute: string, otherwise: boolean) =>
      flagOf(block, attribute) ?? (adopted ? notKnown(block, attribute) : otherwise);
    return {
      name,
      ...tagsOf(block),
      cidrs: joined(
        asList(textOf(block, 'cidr_block') ?? notKnown(block, 'cidr_block')),
        later.cidrs.get(name) ?? [],
      ),
      ipv6Cidrs: joined(ipv6CidrsOf(block), later.ipv6Cidrs.get(name) ?? []),
      dnsSupport: flag('enable_dns_support', true),
      dnsHostnames: flag('enable_dns_hostnames', false),
      nameServers: later.nameServers.get(name) ?? nameServersOf(block, source),
      ...blockPublicAccessOf(source, name),
      ...mainRouteTableOf(source, name, later.mainRouteTables.get(name)),
      ...adoptedBy(resolver.canonical(name + DEFAULT_ACL), name + DEFAULT_ACL, 'defaultNetworkAcl'),
      ...adoptedBy(resolver.canonical(name + DEFAULT_GROUP), name + DEFAULT_GROUP, 'defaultSecurityGroup'),
    };
  });
  const known = new Set(managed.map(({ name }) => name));
  const read = source.data('aws_vpc').flatMap((block): VpcPart[] => {
    const name = resolver.nameOfId(resolver.nameOf(block.instance), KINDS.vpc);
    if (known.has(name)) return [];
    known.add(name);
    return [vpcOfData(block, source, name, later.nameServers.get(name))];
  });
  return [...managed, ...read];
}

function vpcOfData(
  block: Block,
  source: Source,
  name: Name,
  nameServers: ToldList<string> | undefined,
): VpcPart {
  const required = <T>(value: Told<T | undefined>, attribute: string): Told<T> =>
    value ?? notKnown(block, attribute);
  const blocks = blocksIn(block, 'cidr_block_associations');
  const cidrs = isUnknown(blocks)
    ? blocks
    : blocks.map((each) => required(textOf(each, 'cidr_block'), 'cidr_block'));
  const main = textOf(block, 'main_route_table_id');
  const table = source.data('aws_route_table').find((each) => {
    const id = source.resolver.nameOf(each.instance);
    return id === main;
  });
  return {
    name,
    ...tagsOf(block),
    cidrs: joined(asList(required(textOf(block, 'cidr_block'), 'cidr_block')), cidrs),
    ipv6Cidrs: asList(textOf(block, 'ipv6_cidr_block')),
    dnsSupport: required(flagOf(block, 'enable_dns_support'), 'enable_dns_support'),
    dnsHostnames: required(flagOf(block, 'enable_dns_hostnames'), 'enable_dns_hostnames'),
    nameServers: nameServers ?? nameServersOf(block, source),
    ...(table && typeof main === 'string' && { mainRouteTable: main }),
    outside: true,
  };
}

const ipv6CidrsOf = (block: Block): ToldList<string> => {
  const cidr = textOf(block, 'ipv6_cidr_block');
  if (cidr !== undefined) return [cidr];
  // AWS chooses it.
  const generated = flagOf(block, 'assign_generated_ipv6_cidr_block');
  const pool = textOf(block, 'ipv6_ipam_pool_id');
  return generated === true || isUnknown(generated) || pool !== undefined
    ? [notKnown(block, 'ipv6_cidr_block')]
    : [];
};

const adoptedBy = <K extends 'defaultNetworkAcl' | 'defaultSecurityGroup'>(name: Name, own: Name, key: K) =>
  name === own ? {} : { [key]: name };

function mainRouteTableOf(
  { resolver }: Source,
  name: Name,
  associated: Told<Name> | undefined,
): { mainRouteTable?: Told<Name> } {
  if (associated !== undefined) return { mainRouteTable: associated };
  const table = resolver.canonical(name + MAIN);
  return table === name + MAIN ? {} : { mainRouteTable: table };
}

/** What resources of their own say of a VPC, by its name. */
function laterFacts(source: Source) {
  const cidrs = new Map<Name, ToldList<string>>();
  const ipv6Cidrs = new Map<Name, ToldList<string>>();
  const mainRouteTables = new Map<Name, Told<Name>>();
  const nameServers = new Map<Name, ToldList<string>>();
  /** Of an association whose VPC isn't known, each can be the one. */
  const vpcsOf = (block: Block): readonly Name[] => {
    const vpc = nameIn(block, 'vpc_id', KINDS.vpc);
    return isUnknown(vpc) ? allVpcs(source) : vpc === undefined ? [] : [vpc];
  };
  const blocks = [
    ['aws_vpc_ipv4_cidr_block_association', 'cidr_block', cidrs],
    ['aws_vpc_ipv6_cidr_block_association', 'ipv6_cidr_block', ipv6Cidrs],
  ] as const;
  for (const [type, attribute, all] of blocks) {
    for (const block of source.resources(type)) {
      const cidr = textOf(block, attribute) ?? notKnown(block, attribute);
      const settled = isUnknown(nameIn(block, 'vpc_id', KINDS.vpc)) ? notKnown(block, attribute) : cidr;
      for (const vpc of vpcsOf(block)) all.set(vpc, joined(all.get(vpc) ?? [], [settled]));
    }
  }
  for (const block of source.resources('aws_main_route_table_association')) {
    const vpc = nameIn(block, 'vpc_id', KINDS.vpc);
    const table = requiredName(block, 'route_table_id', KINDS.routeTable);
    for (const name of vpcsOf(block)) mainRouteTables.set(name, isUnknown(vpc) ? vpc : table);
  }
  for (const block of source.resources('aws_vpc_dhcp_options_association')) {
    const vpc = nameIn(block, 'vpc_id', KINDS.vpc);
    const servers = serversOfOptions(block, source);
    for (const name of vpcsOf(block)) nameServers.set(name, isUnknown(vpc) ? vpc : servers);
  }
  return { cidrs, ipv6Cidrs, mainRouteTables, nameServers };
}

const allVpcs = (source: Source): readonly Name[] =>
  source.resources('aws_vpc', 'aws_default_vpc').map(({ instance }) => instance.address);

/**
 * Where no association says which DHCP options a VPC has, those of the Region hold, which have the Amazon DNS server. Others may
 * have been associated by hand, which is said.
 */
function nameServersOf(block: Block, source: Source): ToldList<string> {
  const { instance, resolver } = block;
  if (instance.created && instance.type === 'aws_vpc') return [AMAZON_DNS];
  const options = textOf(block, 'dhcp_options_id');
  if (options === undefined || isUnknown(options)) return notKnown(block, 'dhcp_options_id');
  const servers = serversOfOptions(block, source);
  if (!isUnknown(servers) || instance.data) return servers;
  if (options !== 'default') {
    resolver.assumptions.add(
      `${oneLine(instance.address)} is taken to use the Amazon DNS server: its DHCP options ${oneLine(options)} aren't in the file.`,
    );
  }
  return [AMAZON_DNS];
}

function serversOfOptions(block: Block, source: Source): ToldList<string> {
  const attribute = 'dhcp_options_id';
  if (textOf(block, attribute) === 'default') return [AMAZON_DNS];
  const name = requiredName(block, attribute, KINDS.dhcpOptions);
  if (isUnknown(name)) return name;
  const read = source
    .data('aws_vpc_dhcp_options')
    .find(({ instance }) => source.resolver.nameOf(instance) === name);
  const options =
    read ??
    source
      .resources('aws_vpc_dhcp_options', 'aws_default_vpc_dhcp_options')
      .find(({ instance }) => instance.address === name);
  if (!options) return notKnown(block, attribute, 'not in the file');
  const servers = textsOf(options, 'domain_name_servers');
  // Options that name no server give none; those adopted are Amazon's.
  return options.instance.type === 'aws_default_vpc_dhcp_options' ? [AMAZON_DNS] : servers;
}

/**
 * Block Public Access of the account in this Region, as far as the code sets it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html
 */
function blockPublicAccessOf(source: Source, vpc: Name): { blockPublicAccess?: Told<BlockMode> } {
  const [options] = source.resources('aws_vpc_block_public_access_options');
  if (!options) return {};
  const mode = mapped(
    textOf(options, 'internet_gateway_block_mode') ?? notKnown(options, 'internet_gateway_block_mode'),
    (text): BlockMode =>
      text === 'off' || text === 'block-bidirectional' || text === 'block-ingress' ? text : 'unknown',
  );
  for (const exclusion of source.resources('aws_vpc_block_public_access_exclusion')) {
    const excluded = nameIn(exclusion, 'vpc_id', KINDS.vpc);
    // One for a subnet may be for a subnet of this VPC.
    if (excluded === undefined || isUnknown(excluded)) return { blockPublicAccess: 'unknown' };
    if (excluded !== vpc) continue;
    const allowed = textOf(exclusion, 'internet_gateway_exclusion_mode');
    return { blockPublicAccess: allowed === 'allow-bidirectional' ? 'off' : 'unknown' };
  }
  return { blockPublicAccess: mode };
}
