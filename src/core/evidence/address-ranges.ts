import type { Network } from '../network/network.ts';
import { serviceNameByTable } from '../network/regions.ts';

/** Addresses that are on the inner side of a NAT gateway: private ones, shared ones (RFC 6598), and those of the VPC. */
export const innerRanges = ({ vpc }: Network): string[] => [
  ...new Set(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', ...vpc.cidrs]),
];

/** The services whose addresses a Region's prefix lists have. */
export const LISTED = ['s3', 'dynamodb'] as const;

/** The IPv4 addresses of a service in a Region. */
export interface ListedRanges {
  readonly service: (typeof LISTED)[number];
  readonly ranges: readonly string[];
}

/** Those that the Region has; undefined where the prefix lists were not read, or have no addresses. */
export function listedRanges({ prefixLists, region }: Network): ListedRanges[] | undefined {
  if (!prefixLists) return undefined;
  const lists = LISTED.flatMap((service) => {
    const names = [serviceNameByTable(service, region), `com.amazonaws.${region}.${service}`];
    const list = prefixLists.find(({ name }) => names.includes(name));
    return list ? [{ service, ranges: (list.cidrs ?? []).filter((cidr) => !cidr.includes(':')) }] : [];
  });
  return lists.length === 0 || lists.some(({ ranges }) => ranges.length === 0) ? undefined : lists;
}
