import type { EndpointType } from '../../core/network/network.ts';
import {
  type EndpointAdditionPart,
  type EndpointPart,
  isUnknown,
  type Name,
  type Told,
} from '../planned/parts.ts';
import {
  type Block,
  blocksIn,
  flagOf,
  isObserved,
  namesIn,
  notKnown,
  requiredName,
  tagsOf,
  textOf,
} from './blocks.ts';
import { KINDS, type Kind } from './kinds.ts';
import type { Source } from './source.ts';
import { joined, mapped } from './told.ts';

/** Endpoints with their inline and separate associations, policies and private DNS. */
export function endpointsIn(source: Source): EndpointPart[] {
  const { resolver } = source;
  const apart = separateFacts(source);
  const managed = source
    .resources('aws_vpc_endpoint')
    .map((block) => endpointOf(block, block.instance.address, source, apart));
  const read = source.data('aws_vpc_endpoint').flatMap((block) => {
    const id = resolver.nameOf(block.instance);
    const name = resolver.nameOfId(id, KINDS.endpoint);
    return source.byName(name)?.data === false ? [] : [endpointOf(block, name, source, apart)];
  });
  return [...managed, ...read];
}

/** What resources of their own set on endpoints that the code doesn't make. */
export function endpointAdditionsIn(source: Source): EndpointAdditionPart[] {
  const { subnets, routeTables, securityGroups, policies, privateDns } = separateFacts(source);
  const lists = [subnets, routeTables, securityGroups];
  const names = new Set([
    ...lists.flatMap(({ byEndpoint }) => [...byEndpoint.keys()]),
    ...policies.keys(),
    ...privateDns.keys(),
  ]);
  const outside = [...names].filter((name) => source.byName(name)?.data !== false);
  const toAny = lists.flatMap((list) => list.toAny).find(isUnknown);
  return [
    ...outside.map((endpoint) => {
      const dns = privateDns.get(endpoint);
      return {
        endpoint,
        subnets: subnets.byEndpoint.get(endpoint) ?? [],
        routeTables: routeTables.byEndpoint.get(endpoint) ?? [],
        securityGroups: securityGroups.byEndpoint.get(endpoint) ?? [],
        ...(policies.has(endpoint) && { policy: policies.get(endpoint) }),
        ...(dns !== undefined && { privateDns: dns }),
      };
    }),
    ...(toAny
      ? [
          {
            endpoint: toAny,
            subnets: subnets.toAny,
            routeTables: routeTables.toAny,
            securityGroups: securityGroups.toAny,
          },
        ]
      : []),
  ];
}

/** What resources of their own add to endpoints. */
interface Separate {
  readonly subnets: Added;
  readonly routeTables: Added;
  readonly securityGroups: Added;
  readonly policies: ReadonlyMap<Name, Told<string | undefined>>;
  readonly privateDns: ReadonlyMap<Name, Told<boolean>>;
}

/** By endpoint; `toAny` is what is added to one that isn't known. */
interface Added {
  readonly byEndpoint: ReadonlyMap<Name, readonly Told<Name>[]>;
  readonly toAny: readonly Told<Name>[];
}

function endpointOf(block: Block, name: Name, source: Source, apart: Separate): EndpointPart {
  const kind = kindOf(block);
  const serviceName = textOf(block, 'service_name') ?? notKnown(block, 'service_name');
  const privateDns = apart.privateDns.get(name) ?? flagOf(block, 'private_dns_enabled') ?? false;
  const ipAddressType = textOf(block, 'ip_address_type');
  const serviceRegion = textOf(block, 'service_region');
  const recordType = dnsOption(block, (options) => textOf(options, 'dns_record_ip_type'));
  const earlier = source.earlier && separateFacts(source.earlier);
  const all = (attribute: string, of: Kind, facts: 'subnets' | 'routeTables' | 'securityGroups') => {
    const inline = namesIn(block, attribute, of);
    const added = [...(apart[facts].byEndpoint.get(name) ?? []), ...apart[facts].toAny];
    const before = isObserved(block, attribute) ? (earlier?.[facts].byEndpoint.get(name) ?? []) : [];
    const kept = isUnknown(inline) ? inline : inline.filter((each) => !before.includes(each));
    return joined(kept, added);
  };
  return {
    name,
    ...tagsOf(block),
    vpc: requiredName(block, 'vpc_id', KINDS.vpc),
    serviceName,
    ...(serviceRegion !== undefined && { serviceRegion }),
    kind,
    privateDns,
    inboundResolverOnly: inboundResolverOnly(block, serviceName, privateDns),
    ...(ipAddressType !== undefined && { ipAddressType }),
    ...(recordType !== undefined && { dnsRecordIpType: recordType }),
    subnets: all('subnet_ids', KINDS.subnet, 'subnets'),
    routeTables: all('route_table_ids', KINDS.routeTable, 'routeTables'),
    securityGroups: all('security_group_ids', KINDS.securityGroup, 'securityGroups'),
    policy: apart.policies.has(name) ? apart.policies.get(name) : textOf(block, 'policy'),
  };
}

const kindOf = (block: Block): Told<EndpointType> =>
  mapped(textOf(block, 'vpc_endpoint_type') ?? 'Gateway', (type): EndpointType => {
    if (type === 'Interface') return 'interface';
    return type === 'Gateway' ? 'gateway' : 'other';
  });

const dnsOption = <T>(block: Block, read: (options: Block) => Told<T> | undefined): Told<T> | undefined => {
  const blocks = blocksIn(block, 'dns_options');
  if (isUnknown(blocks)) return blocks;
  const [options] = blocks;
  return options && read(options);
};

/**
 * Where the code leaves it out, AWS chooses for the services that have gateway endpoints as well; for others it means nothing.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DnsOptionsSpecification.html
 */
function inboundResolverOnly(
  block: Block,
  serviceName: Told<string>,
  privateDns: Told<boolean>,
): Told<boolean> {
  const only = dnsOption(block, (options) =>
    flagOf(options, 'private_dns_only_for_inbound_resolver_endpoint'),
  );
  if (only !== undefined && !isUnknown(only)) return only;
  const isBoth = isUnknown(serviceName) || /\.(s3|dynamodb)$/.test(serviceName);
  if (privateDns === false || !isBoth || kindOf(block) === 'gateway') return false;
  return notKnown(block, 'dns_options.private_dns_only_for_inbound_resolver_endpoint', 'chosen by AWS');
}

/** Read once for each moment. */
const separateOf = new WeakMap<Source, Separate>();

function separateFacts(source: Source): Separate {
  const known = separateOf.get(source);
  if (known) return known;
  const endpoint = (block: Block) => requiredName(block, 'vpc_endpoint_id', KINDS.endpoint);
  const added = (type: string, attribute: string, of: Kind): Added => {
    const byEndpoint = new Map<Name, Told<Name>[]>();
    const toAny: Told<Name>[] = [];
    for (const block of source.resources(type)) {
      const name = endpoint(block);
      const item = requiredName(block, attribute, of);
      if (isUnknown(name)) toAny.push(name);
      else byEndpoint.set(name, [...(byEndpoint.get(name) ?? []), item]);
    }
    return { byEndpoint, toAny };
  };
  const told = <T>(type: string, read: (block: Block) => Told<T>): ReadonlyMap<Name, Told<T>> =>
    new Map(
      source.resources(type).flatMap((block): [Name, Told<T>][] => {
        const name = endpoint(block);
        // It can be that of any.
        const names = isUnknown(name)
          ? source.resources('aws_vpc_endpoint').map(({ instance }) => instance.address)
          : [name];
        return names.map((each) => [each, isUnknown(name) ? name : read(block)]);
      }),
    );
  const facts: Separate = {
    subnets: added('aws_vpc_endpoint_subnet_association', 'subnet_id', KINDS.subnet),
    routeTables: added('aws_vpc_endpoint_route_table_association', 'route_table_id', KINDS.routeTable),
    securityGroups: added(
      'aws_vpc_endpoint_security_group_association',
      'security_group_id',
      KINDS.securityGroup,
    ),
    policies: told('aws_vpc_endpoint_policy', (block) => textOf(block, 'policy')),
    privateDns: told(
      'aws_vpc_endpoint_private_dns',
      (block) => flagOf(block, 'private_dns_enabled') ?? notKnown(block, 'private_dns_enabled'),
    ),
  };
  separateOf.set(source, facts);
  return facts;
}
