import { parseCidr, rangesOf } from '../../core/network/cidr.ts';
import type { HostedZone, NatGateway, Network, Subnet, Vpc } from '../../core/network/network.ts';
import { partitionOf } from '../../core/network/regions.ts';
import { Problem } from '../../core/problem.ts';
import { quoted } from '../../core/text/visible.ts';
import { endpointsOf } from './endpoints-of.ts';
import { homesOf } from './homes.ts';
import { type Making, named } from './making.ts';
import { networkAclsOf } from './network-acls-of.ts';
import { OpenFacts } from './open-facts.ts';
import { isUnknown, type Name, type Parts, type SubnetPart, type VpcPart } from './parts.ts';
import { prefixListsOf } from './prefix-lists-of.ts';
import { routeTablesOf } from './route-tables-of.ts';
import { securityGroupsOf } from './security-groups-of.ts';

/**
 * The VPCs that code makes or refers to, each as a network: AWS's own main route tables, local routes, default network ACLs and
 * default groups are in it. Total: what the code leaves open is open in the network, and `unsettled` says what.
 *
 * @param region the Region of VPCs of which the code doesn't tell it
 * @throws Problem when that is not a Region
 */
export function networksOf(parts: Parts, region: string): Network[] {
  const homes = homesOf(parts);
  const own = new Map(parts.vpcs.map((vpc) => [vpc.name, vpc]));
  const names = new Set([...own.keys(), ...homes.values()]);
  return [...names].map((name) => {
    const vpc = own.get(name) ?? unreadVpc(name);
    const { region: told = region } = vpc;
    return networkOf(parts, isUnknown(told) ? region : told, vpc, homes);
  });
}

/** A VPC that the code doesn't have, only its name. */
export function unreadVpc(name: Name): VpcPart {
  const open = { unknown: 'it is outside of the code' };
  return {
    name,
    outside: true,
    cidrs: open,
    ipv6Cidrs: open,
    dnsSupport: open,
    dnsHostnames: open,
    nameServers: open,
    mainRouteTable: open,
    defaultNetworkAcl: open,
    defaultSecurityGroup: open,
  };
}

function networkOf(parts: Parts, region: string, vpc: VpcPart, homes: ReadonlyMap<Name, Name>): Network {
  const partition = partitionOf(region);
  if (!partition) throw new Problem(`${quoted(region)} is not an AWS Region's name, e.g. eu-west-1.`);
  const facts = new OpenFacts();
  const outside = vpc.outside === true;
  const lists = prefixListsOf(parts, region, facts);
  const making: Making = { parts, region, vpc, outside, homes, facts, lists };
  if (outside) facts.note(vpc.name, 'the endpoints', 'endpoints that other code made are not in this code');
  const { endpoints, possible } = endpointsOf(making);
  const subnets = parts.subnets.filter(({ name }) => homes.get(name) === vpc.name);
  const { tables, tableOf } = routeTablesOf(making, endpoints);
  const networkAcls = networkAclsOf(making);
  const securityGroups = securityGroupsOf(making, endpoints);
  for (const { name, why } of parts.unread)
    facts.note(vpc.name, 'the endpoints', `${name} is not read: ${why}`);
  const numbered = zoneNames(subnets);
  const network: Network = {
    region,
    partition,
    source: 'planned',
    vpc: toVpc(making),
    subnets: subnets
      .map((subnet): Subnet => {
        const cidr = facts.value(subnet.cidr, subnet.name, 'the CIDR block');
        const ipv6 = facts.list(subnet.ipv6Cidrs, subnet.name, 'the IPv6 blocks');
        return {
          id: subnet.name,
          ...named(subnet),
          az: isUnknown(subnet.az) ? numbered(subnet) : subnet.az,
          cidr,
          ...(isUnknown(subnet.cidr) && { cidrUnsettled: true as const }),
          ...((ipv6.items.length > 0 || !ipv6.complete) && { ipv6Cidrs: ipv6.items }),
          ...(subnet.blockPublicAccess && { blockPublicAccess: subnet.blockPublicAccess }),
          ...tableOf(subnet.name),
        };
      })
      .sort((a, b) => compare(a.az ?? '', b.az ?? '')),
    routeTables: tables,
    endpoints: parts.unread.length > 0 ? undefined : endpoints,
    securityGroups,
    networkAcls,
    natGateways: natGatewaysOf(making),
    prefixLists: undefined,
    hostedZones: hostedZonesOf(making),
    offers: undefined,
    unreadable: [],
    ...(possible.length > 0 && { possibleEndpoints: possible }),
    assumptions: [...parts.assumptions, ...outsideAssumed(making)],
  };
  const prefixLists = lists.standingIn(network);
  return { ...network, prefixLists, unsettled: facts.all };
}

/** Zones that are told by their place alone, where no other subnet's zone is told by its name. */
function zoneNames(subnets: readonly SubnetPart[]): (subnet: SubnetPart) => string | undefined {
  const alike = subnets.every(({ az }) => isUnknown(az));
  return ({ zone }) => (alike && zone !== undefined ? `AZ ${zone + 1}` : undefined);
}

function toVpc({ parts, vpc, homes, facts }: Making): Vpc {
  const cidrs = facts.list(vpc.cidrs, vpc.name, 'the CIDR blocks');
  const ofSubnets = parts.subnets.flatMap(({ name, cidr }) =>
    homes.get(name) === vpc.name && cidr !== undefined && !isUnknown(cidr) ? [cidr] : [],
  );
  const nameServers = facts.list(vpc.nameServers, vpc.name, 'the name servers');
  const mode = vpc.blockPublicAccess;
  return {
    id: vpc.name,
    ...named(vpc),
    ...(vpc.live?.shared && { shared: true as const }),
    ...(vpc.live?.ownerId !== undefined && { ownerId: vpc.live.ownerId }),
    cidrs: cidrs.complete ? cidrs.items : [...cidrs.items, ...beyond(ofSubnets, cidrs.items)],
    ...(!cidrs.complete && { cidrsUnsettled: true as const }),
    ipv6Cidrs: facts.list(vpc.ipv6Cidrs, vpc.name, 'the IPv6 blocks').items,
    dnsSupport: facts.value(vpc.dnsSupport, vpc.name, 'the DNS settings'),
    dnsHostnames: facts.value(vpc.dnsHostnames, vpc.name, 'the DNS settings'),
    nameServers: nameServers.complete ? nameServers.items : undefined,
    ...(mode !== undefined && { blockPublicAccess: isUnknown(mode) ? 'unknown' : mode }),
  };
}

/** The blocks that are not in others. */
function beyond(cidrs: readonly string[], others: readonly string[]): string[] {
  const ranges = rangesOf(others);
  return [...new Set(cidrs)].filter((text) => {
    const [range] = rangesOf([text]);
    return (
      parseCidr(text) !== undefined &&
      range !== undefined &&
      !ranges.some(({ from, to }) => from <= range.from && range.to <= to)
    );
  });
}

const natGatewaysOf = ({ parts, vpc, homes, facts }: Making): NatGateway[] =>
  parts.natGateways
    .filter(({ name }) => (homes.get(name) ?? vpc.name) === vpc.name)
    .map((gateway) => ({
      id: gateway.name,
      ...named(gateway),
      subnetId: facts.value(gateway.subnet, gateway.name, 'the subnet'),
      state: gateway.state ?? 'available',
      connectivity: facts.value(gateway.connectivity, gateway.name, 'whether it is public'),
    }));

/** Zones that code associates with the VPC. Which ones a VPC of other code has, nobody says. */
function hostedZonesOf({ parts, vpc, outside, facts }: Making): HostedZone[] | undefined {
  if (outside) {
    facts.note(vpc.name, 'the private hosted zones', 'those of other code are not in this code');
    return undefined;
  }
  const zones = vpc.live?.zones ?? 'read';
  if (zones === 'not asked') return undefined;
  if (isUnknown(zones)) {
    facts.note(vpc.name, 'the private hosted zones', zones.unknown);
    return undefined;
  }
  return parts.hostedZones.flatMap((part): HostedZone[] => {
    const vpcs = facts.list(part.vpcs, part.name, 'the VPCs');
    const isOwn = vpcs.items.includes(vpc.name);
    if (!isOwn && vpcs.complete) return [];
    const zone = facts.value(part.zone, part.name, 'the name');
    const unsettled = !isOwn || zone === undefined;
    return [
      {
        id: part.name,
        ...(unsettled && { unsettled: true as const }),
        name: (zone ?? '').replace(/\.$/, '').toLowerCase(),
      },
    ];
  });
}

/** What nobody read of a VPC that is there already. */
function outsideAssumed({ parts, vpc, outside }: Making): string[] {
  return !outside && !vpc.live && parts.ids.has(vpc.name)
    ? [
        `${vpc.name} exists already: it is assumed to have nothing besides what this code has. Run doctor on the VPC itself to see what other code added.`,
      ]
    : [];
}

/** By code unit, so that the order is the same on every machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
