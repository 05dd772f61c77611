import { oneLine } from '../../core/text/visible.ts';
import {
  type EndpointPart,
  type HostedZonePart,
  isUnknown,
  type Name,
  type NatGatewayPart,
  type PrefixListPart,
  type Told,
  type ToldList,
} from '../planned/parts.ts';
import { type Block, blocksIn, nameIn, notKnown, requiredName, tagsOf, textOf, textsOf } from './blocks.ts';
import { KINDS, LIST_OF_ENDPOINT } from './kinds.ts';
import type { Source } from './source.ts';
import { joined, mapped } from './told.ts';

/** NAT gateways, of the code and read by its data sources. A regional one is in no subnet. */
export function natGatewaysIn(source: Source): NatGatewayPart[] {
  const managed = source.resources('aws_nat_gateway');
  const read = source.data('aws_nat_gateway').filter(({ instance }) => {
    const name = source.resolver.nameOfId(source.resolver.nameOf(instance), KINDS.natGateway);
    return source.byName(name)?.data !== false;
  });
  return [...managed, ...read].map((block) => {
    const vpc = nameIn(block, 'vpc_id', KINDS.vpc);
    const isRegional = textOf(block, 'availability_mode') === 'regional';
    return {
      name: source.resolver.nameOf(block.instance),
      ...tagsOf(block),
      subnet: isRegional ? undefined : nameIn(block, 'subnet_id', KINDS.subnet),
      ...(vpc !== undefined && { vpc }),
      connectivity: mapped(
        textOf(block, 'connectivity_type') ?? 'public',
        (type): Told<'public' | 'private'> =>
          type === 'public' || type === 'private' ? type : notKnown(block, 'connectivity_type'),
      ),
    };
  });
}

/** Customers' prefix lists, AWS's that data sources read, and those of the services that gateway endpoints are for. */
export function prefixListsIn(source: Source, endpoints: readonly EndpointPart[]): PrefixListPart[] {
  const managed = source.resources('aws_ec2_managed_prefix_list').map((block): PrefixListPart => {
    const name = block.instance.address;
    return {
      name,
      ...tagsOf(block),
      listName: textOf(block, 'name') ?? notKnown(block, 'name'),
      cidrs: joined(entriesIn(block, 'entry'), separateEntries(source, name)),
    };
  });
  const byName = new Map(managed.map((list) => [list.name, list]));
  for (const block of source.data('aws_prefix_list', 'aws_ec2_managed_prefix_list')) {
    const name = source.resolver.nameOfId(source.resolver.nameOf(block.instance), KINDS.prefixList);
    if (byName.has(name)) continue;
    const isAws = block.instance.type === 'aws_prefix_list';
    const read = isAws ? textsOf(block, 'cidr_blocks') : entriesIn(block, 'entries');
    // AWS's own lists are never empty.
    const cidrs = !isUnknown(read) && read.length === 0 ? notKnown(block, 'cidr_blocks', 'not read') : read;
    byName.set(name, { name, listName: textOf(block, 'name') ?? notKnown(block, 'name'), cidrs });
  }
  // Groups and routes can name AWS's list of a service by the gateway endpoint for it.
  for (const { kind, name: endpoint, serviceName } of endpoints) {
    const name = source.resolver.canonical(endpoint + LIST_OF_ENDPOINT);
    if (kind !== 'gateway' || byName.has(name)) continue;
    const cidrs = { unknown: `addresses of ${oneLine(name)}` };
    byName.set(name, { name, listName: serviceName, cidrs });
  }
  return [...byName.values()];
}

function entriesIn(block: Block, attribute: string): ToldList<string> {
  const entries = blocksIn(block, attribute);
  return isUnknown(entries)
    ? entries
    : entries.map((entry) => textOf(entry, 'cidr') ?? notKnown(entry, 'cidr', 'is missing'));
}

function separateEntries(source: Source, list: Name): readonly Told<string>[] {
  return source.resources('aws_ec2_managed_prefix_list_entry').flatMap((block): Told<string>[] => {
    const name = requiredName(block, 'prefix_list_id', KINDS.prefixList);
    if (isUnknown(name)) return [name];
    return name === list ? [textOf(block, 'cidr') ?? notKnown(block, 'cidr', 'is missing')] : [];
  });
}

/** Private hosted zones with the VPCs that they answer in. */
export function hostedZonesIn(source: Source): HostedZonePart[] {
  const associations = source.resources('aws_route53_zone_association').map((block) => ({
    zone: requiredName(block, 'zone_id', KINDS.hostedZone),
    vpc: requiredName(block, 'vpc_id', KINDS.vpc),
  }));
  const zones = [...source.resources('aws_route53_zone'), ...source.data('aws_route53_zone')];
  return zones.flatMap((block): HostedZonePart[] => {
    const name = source.resolver.nameOf(block.instance);
    const blocks = blocksIn(block, 'vpc');
    const own = associations.filter(({ zone }) => isUnknown(zone) || zone === name).map(({ vpc }) => vpc);
    const isPrivate = block.instance.data ? block.instance.values.private_zone === true : true;
    // A data source doesn't say which VPCs a zone has, except for one that it searched by.
    const vpcs: ToldList<Name> = block.instance.data
      ? [requiredName(block, 'vpc_id', KINDS.vpc)]
      : isUnknown(blocks)
        ? blocks
        : blocks.map((each) => requiredName(each, 'vpc_id', KINDS.vpc));
    const all = joined(vpcs, own);
    // A zone without a VPC is a public one.
    if (!isPrivate || (!isUnknown(all) && all.length === 0)) return [];
    const zone = mapped(textOf(block, 'name') ?? notKnown(block, 'name'), (text) =>
      text.replace(/\.$/, '').toLowerCase(),
    );
    return [{ name, ...tagsOf(block), zone, vpcs: all }];
  });
}
