import { oneLine } from '../../core/text/visible.ts';
import {
  isUnknown,
  type Name,
  type NetworkAclAssociationPart,
  type RouteTableAssociationPart,
  type SubnetPart,
  type Told,
  type ToldList,
} from '../planned/parts.ts';
import { type Block, blocksIn, flagOf, notKnown, requiredName, tagsOf, textOf, textsOf } from './blocks.ts';
import { KINDS } from './kinds.ts';
import type { Source } from './source.ts';
import { asList } from './told.ts';

/** Subnets, of the code and read by its data sources. */
export function subnetsIn(source: Source): SubnetPart[] {
  const managed = source
    .resources('aws_subnet', 'aws_default_subnet')
    .map((block) => subnetOf(block, block.instance.address));
  const outside = new Map<Name, SubnetPart>();
  for (const block of source.data('aws_subnet')) {
    const name = outsideName(source, source.resolver.nameOf(block.instance));
    if (name !== undefined) outside.set(name, subnetOf(block, name));
  }
  for (const block of source.data('aws_subnets', 'aws_subnet_ids')) {
    const vpc = vpcOfFilter(block);
    for (const id of idsOf(block)) {
      const name = outsideName(source, id);
      if (name !== undefined && !outside.has(name)) outside.set(name, subnetOutside(name, vpc));
    }
  }
  return [...managed, ...outside.values()];
}

/** A subnet outside of the code of which only the ID is known. */
export function subnetOutside(name: Name, vpc: Told<Name>): SubnetPart {
  const unknown = { unknown: `${oneLine(name)} (not in the file)` };
  return { name, vpc, az: unknown, cidr: unknown, ipv6Cidrs: unknown };
}

export const networkAclOutside = (subnet: Name): NetworkAclAssociationPart => ({
  subnet,
  outside: true,
  networkAcl: { unknown: `network ACL of ${oneLine(subnet)} (not in the file)` },
});

/** The table that a data source found for a subnet; unknown where none did. */
export function routeTableOutside(source: Source, subnet: Name): RouteTableAssociationPart {
  const table = source.data('aws_route_table').find((block) => {
    const associations = blocksIn(block, 'associations');
    return (
      textOf(block, 'subnet_id') === subnet ||
      (!isUnknown(associations) && associations.some((each) => textOf(each, 'subnet_id') === subnet))
    );
  });
  if (table)
    return {
      subnet,
      routeTable: source.resolver.nameOfId(source.resolver.nameOf(table.instance), KINDS.routeTable),
    };
  return {
    subnet,
    routeTable: { unknown: `route table of ${oneLine(subnet)} (not in the file)` },
    outside: true,
  };
}

function subnetOf(block: Block, name: Name): SubnetPart {
  const native = flagOf(block, 'ipv6_native');
  const cidr = textOf(block, 'cidr_block');
  return {
    name,
    ...tagsOf(block),
    vpc: requiredName(block, 'vpc_id', KINDS.vpc),
    az: textOf(block, 'availability_zone') ?? notKnown(block, 'availability_zone'),
    cidr: cidr ?? (native === true ? undefined : notKnown(block, 'cidr_block')),
    ipv6Cidrs: ipv6CidrsOf(block),
  };
}

const ipv6CidrsOf = (block: Block): ToldList<string> => asList(textOf(block, 'ipv6_cidr_block'));

/** The name of what a data source read; undefined where it is a resource of the code. */
function outsideName({ resolver, byName }: Source, name: Name): Name | undefined {
  const own = resolver.nameOfId(name, KINDS.subnet);
  return byName(own)?.data === false ? undefined : own;
}

function idsOf(block: Block): string[] {
  const ids = textsOf(block, 'ids');
  return isUnknown(ids) ? [] : ids.flatMap((id) => (isUnknown(id) ? [] : [id]));
}

/** A data source of several subnets says the VPC only as a filter. */
function vpcOfFilter(block: Block): Told<Name> {
  const { resolver } = block;
  const direct = textOf(block, 'vpc_id');
  if (direct !== undefined) return isUnknown(direct) ? direct : resolver.nameOfId(direct, KINDS.vpc);
  const filters = blocksIn(block, 'filter');
  if (isUnknown(filters)) return filters;
  const filter = filters.find((each) => textOf(each, 'name') === 'vpc-id');
  const values = filter ? textsOf(filter, 'values') : [];
  const [id, another] = isUnknown(values) ? [values] : values;
  if (id === undefined || another !== undefined) return notKnown(block, 'filter', 'names no VPC');
  return isUnknown(id) ? id : resolver.nameOfId(id, KINDS.vpc);
}
