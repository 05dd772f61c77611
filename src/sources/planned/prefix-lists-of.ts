import { GATEWAY_SERVICES, type GatewayService, isGatewayService } from '../../core/catalogue.ts';
import { type Cidr, intersection, parseCidr, rangeOf } from '../../core/network/cidr.ts';
import type { Network, PrefixList } from '../../core/network/network.ts';
import { PUBLIC_ADDRESSES } from '../../core/network/public-addresses.ts';
import { serviceSuffix } from '../../core/network/regions.ts';
import type { OpenFacts } from './open-facts.ts';
import { isUnknown, type Name, type Parts } from './parts.ts';

/** The prefix lists that code refers to. */
export interface PrefixLists {
  /** The id of what code names as a prefix list: a list, a gateway endpoint, or anything else as it is. */
  readonly listId: (name: Name) => string;
  /** The id of AWS's list of a gateway service. */
  readonly idOf: (service: GatewayService) => string;
  /** All of them; AWS's own with stand-ins for its addresses where these decide nothing. */
  readonly standingIn: (network: Network) => PrefixList[];
}

/** AWS's lists go by AWS's names for them, since code refers to one and the same in several ways. */
export function prefixListsOf(parts: Parts, region: string, facts: OpenFacts): PrefixLists {
  const idOf = (service: GatewayService) => `com.amazonaws.${region}.${service}`;
  const aws = GATEWAY_SERVICES.map(idOf);
  const ids = new Map<Name, string>();
  for (const { name, serviceName } of parts.endpoints) {
    const service = isUnknown(serviceName) ? undefined : serviceSuffix(serviceName, region);
    if (service !== undefined && isGatewayService(service)) ids.set(name, idOf(service));
  }
  for (const { name, listName } of parts.prefixLists)
    if (!isUnknown(listName) && aws.includes(listName)) ids.set(name, listName);
  const listId = (name: Name) => ids.get(name) ?? name;
  const read = parts.prefixLists.map(({ name, listName, cidrs: told }): PrefixList => {
    const cidrs = facts.list(told, name, 'the entries');
    const id = listId(name);
    return { id, name: isUnknown(listName) ? id : listName, cidrs: cidrs.complete ? cidrs.items : undefined };
  });
  const known = new Set(read.flatMap(({ id, cidrs }) => (cidrs && cidrs.length > 0 ? [id] : [])));
  return {
    listId,
    idOf,
    standingIn: (network) => [
      ...read.filter(({ id }) => known.has(id) || !aws.includes(id)),
      ...GATEWAY_SERVICES.filter((service) => !known.has(idOf(service))).map((service): PrefixList => {
        const list = { id: idOf(service), name: idOf(service) };
        if (tellsPublicAddressesApart(network, read)) {
          facts.note(
            list.id,
            'the addresses',
            'AWS has them, and routes or rules here treat public addresses differently',
          );
          return { ...list, cidrs: undefined };
        }
        return { ...list, cidrs: SOME_PUBLIC_BLOCKS[service], standIn: true };
      }),
    ],
  };
}

/** Public, and none the same as another's: no more is needed of them where no rule tells public addresses apart. */
const SOME_PUBLIC_BLOCKS: Readonly<Record<GatewayService, readonly string[]>> = {
  s3: ['52.216.0.0/15'],
  dynamodb: ['52.94.0.0/22'],
  s3express: ['35.50.0.0/22'],
};

/**
 * Whether a route, an outbound rule or a network ACL treats some public addresses otherwise than the rest, so that it matters which
 * ones a service has. Rules that only allow a few addresses don't: no service has so few.
 */
function tellsPublicAddressesApart(
  { routeTables = [], securityGroups = [], networkAcls = [], vpc }: Network,
  lists: readonly PrefixList[],
): boolean {
  const blocksOf = (destination: string) =>
    lists.find(({ id }) => id === destination)?.cidrs ?? [destination];
  const routed = routeTables.flatMap(({ routes }) =>
    routes
      .filter(({ target }) => target.kind !== 'local')
      .flatMap(({ destination }) => blocksOf(destination)),
  );
  const allowed = securityGroups.flatMap(({ egress }) =>
    egress.flatMap(({ cidrs, prefixListIds }) => [...cidrs, ...prefixListIds.flatMap(blocksOf)]),
  );
  const entries = networkAcls.flatMap((acl) => acl.entries);
  return (
    [...routed, ...vpc.cidrs].some(isPartlyPublic) ||
    allowed.some(isLargePart) ||
    entries.some(({ allow, cidr, unread }) =>
      allow && unread === undefined ? isLargePart(cidr) : isPartlyPublic(cidr),
    )
  );
}

/** Some public addresses and not all. */
const isPartlyPublic = (text: string): boolean => publicPart(text) !== undefined;

/** The same, and as many as could hold all addresses of a service. */
const isLargePart = (text: string): boolean => (publicPart(text)?.prefix ?? 32) < 24;

function publicPart(text: string): Cidr | undefined {
  const cidr = parseCidr(text);
  if (!cidr || cidr.prefix === 0) return undefined;
  return PUBLIC_ADDRESSES.some((range) => intersection(range, rangeOf(cidr))) ? cidr : undefined;
}
