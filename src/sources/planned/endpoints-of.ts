import type { Endpoint, EndpointFact, PossibleEndpoint } from '../../core/network/network.ts';
import { serviceSuffix } from '../../core/network/regions.ts';
import { companionsOf, type Making, named } from './making.ts';
import { type EndpointPart, isUnknown, type Told, type ToldList } from './parts.ts';

/** The endpoints of a VPC, and those that it may have. */
export interface Endpoints {
  readonly endpoints: readonly Endpoint[];
  readonly possible: readonly PossibleEndpoint[];
}

/**
 * The endpoints that code has in a VPC. One whose VPC, service or kind is open is only a possible one. Where the VPC is outside of
 * the code, it may have others.
 */
export function endpointsOf(making: Making): Endpoints {
  const { parts, vpc, outside } = making;
  const made = parts.endpoints.map((part) => endpointOf(part, making));
  const others: PossibleEndpoint = { id: vpc.name, service: undefined, kind: undefined, privateDns: true };
  return {
    endpoints: made.flatMap(({ endpoint }) => endpoint ?? []),
    possible: [...made.flatMap(({ possible }) => possible ?? []), ...(outside ? [others] : [])],
  };
}

function endpointOf(
  part: EndpointPart,
  { region, vpc, homes, facts }: Making,
): { readonly endpoint?: Endpoint; readonly possible?: PossibleEndpoint } {
  const { name, serviceName, kind } = part;
  const home = homes.get(name);
  if (home !== undefined && home !== vpc.name) return {};
  if (isUnknown(serviceName) || isUnknown(kind) || home === undefined) {
    const service = isUnknown(serviceName) ? undefined : serviceSuffix(serviceName, region);
    if (service === undefined && !isUnknown(serviceName)) return {};
    facts.value(serviceName, name, 'the service');
    facts.value(kind, name, 'the kind');
    if (home === undefined) facts.value(part.vpc, name, 'the VPC');
    return {
      possible: {
        id: name,
        service,
        kind: isUnknown(kind) ? undefined : kind,
        privateDns: isUnknown(part.privateDns) || part.privateDns,
      },
    };
  }
  const isInterface = kind === 'interface';
  const list = <T>(told: ToldList<T>, fact: EndpointFact) => facts.list(told, name, `the ${fact}`);
  const subnets = list(isInterface ? part.subnets : [], 'subnets');
  const routeTables = list(kind === 'gateway' ? part.routeTables : [], 'route tables');
  const groups = list(isInterface ? part.securityGroups : [], 'security groups');
  const privateDns = facts.value(part.privateDns, name, 'private DNS');
  const resolverOnly = facts.value(part.inboundResolverOnly, name, 'private DNS');
  const policy = facts.value(part.policy, name, 'the policy');
  const ownGroups =
    isInterface && groups.complete && groups.items.length === 0 ? [defaultGroupOf(vpc)] : groups.items;
  const unsettled: EndpointFact[] = [
    ...(isInterface && !subnets.complete ? (['subnets'] as const) : []),
    ...(routeTables.complete ? [] : (['route tables'] as const)),
    ...(isInterface && (!groups.complete || ownGroups.some((group) => group === undefined))
      ? (['security groups'] as const)
      : []),
    ...(isUnknown(part.policy) ? (['policy'] as const) : []),
    ...(isInterface && (privateDns === undefined || (privateDns && resolverOnly === undefined))
      ? (['private DNS'] as const)
      : []),
    ...(isInterface && addressTypes(part).some(isUnknown) ? (['address type'] as const) : []),
  ];
  for (const type of addressTypes(part)) facts.value(type, name, 'the address type');
  return {
    endpoint: {
      id: name,
      ...named(part),
      serviceName,
      service: serviceSuffix(serviceName, region),
      ...(part.serviceRegion !== undefined &&
        !isUnknown(part.serviceRegion) && { serviceRegion: part.serviceRegion }),
      kind,
      state: part.deployed?.state ?? 'available',
      privateDns: privateDns === true,
      inboundResolverOnly: resolverOnly === true,
      ...(addressTypes(part).includes('ipv6') && { ipv6Only: true as const }),
      subnetIds: subnets.items,
      ...(part.deployed?.requesterManaged && { requesterManaged: true as const }),
      interfaces: part.deployed?.interfaces ?? [],
      securityGroupIds: ownGroups.filter((group) => group !== undefined),
      routeTableIds: routeTables.items,
      policy,
      ...(unsettled.length > 0 && { unsettled }),
      ...(part.tags && { tags: part.tags }),
    },
  };
}

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html */
const addressTypes = ({ ipAddressType, dnsRecordIpType }: EndpointPart): readonly Told<string>[] =>
  [ipAddressType, dnsRecordIpType].flatMap((type) =>
    type === undefined ? [] : [isUnknown(type) ? type : type.toLowerCase()],
  );

/** The VPC's default group; undefined where it is not settled which one that is. */
export function defaultGroupOf({ name, defaultSecurityGroup }: Making['vpc']): string | undefined {
  if (defaultSecurityGroup === undefined) return companionsOf(name).securityGroup;
  return isUnknown(defaultSecurityGroup) ? undefined : defaultSecurityGroup;
}
