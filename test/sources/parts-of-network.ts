import type { Network, SecurityGroup, SecurityGroupRule } from '../../src/core/network/network.ts';
import { UNKNOWN_DESTINATION } from '../../src/core/network/network.ts';
import { CLOSING_RULE } from '../../src/core/network/network-acl.ts';
import type { Parts, SecurityGroupRulePart, Told } from '../../src/sources/planned/parts.ts';

const OPEN = { unknown: 'nobody says' };

const told = <T>(value: T | undefined): Told<T> => value ?? OPEN;

/** Nothing at all, in eu-west-1. */
export const NO_PARTS: Parts = {
  region: 'eu-west-1',
  vpcs: [],
  subnets: [],
  routeTables: [],
  routes: [],
  routeTableAssociations: [],
  endpoints: [],
  securityGroups: [],
  securityGroupRules: [],
  networkAcls: [],
  networkAclEntries: [],
  networkAclAssociations: [],
  natGateways: [],
  prefixLists: [],
  hostedZones: [],
  taskDefinitions: [],
  services: [],
  ids: new Map(),
  unread: [],
  assumptions: [],
  types: new Map(),
};

/** What code that makes a network says of it; ids are the addresses. What was not read is open. */
export function partsOf(network: Network): Parts {
  const { vpc } = network;
  const main = network.routeTables?.find((table) => table.main)?.id;
  return {
    ...NO_PARTS,
    region: network.region,
    vpcs: [
      {
        name: vpc.id,
        cidrs: vpc.cidrs,
        ipv6Cidrs: vpc.ipv6Cidrs,
        dnsSupport: told(vpc.dnsSupport),
        dnsHostnames: told(vpc.dnsHostnames),
        nameServers: told(vpc.nameServers),
        ...(vpc.blockPublicAccess && { blockPublicAccess: vpc.blockPublicAccess }),
        ...(main !== undefined && { mainRouteTable: main }),
      },
    ],
    subnets: network.subnets.map(({ id, az, cidr, ipv6Cidrs = [] }) => ({
      name: id,
      vpc: vpc.id,
      az: told(az),
      cidr,
      ipv6Cidrs,
    })),
    routeTables: (network.routeTables ?? []).map(({ id }) => ({ name: id, vpc: vpc.id })),
    routes: (network.routeTables ?? []).flatMap(({ id, routes }) =>
      routes
        .filter(({ target }) => target.kind !== 'local' && !gatewayOf(network, target.id))
        .map(({ destination, target }) => ({
          routeTable: id,
          destination: destination === UNKNOWN_DESTINATION ? OPEN : destination,
          target,
        })),
    ),
    routeTableAssociations: network.subnets.flatMap(({ id, routeTableId, implicit }) =>
      implicit ? [] : [{ routeTable: told(routeTableId), subnet: id }],
    ),
    endpoints: (network.endpoints ?? []).map((endpoint) => ({
      name: endpoint.id,
      vpc: vpc.id,
      serviceName: endpoint.serviceName,
      kind: endpoint.kind,
      privateDns: endpoint.privateDns,
      inboundResolverOnly: endpoint.inboundResolverOnly,
      ...(endpoint.ipv6Only && { ipAddressType: 'ipv6' }),
      subnets: endpoint.subnetIds,
      routeTables: endpoint.routeTableIds,
      securityGroups: endpoint.securityGroupIds,
      policy: endpoint.policy,
    })),
    securityGroups: (network.securityGroups ?? []).map(({ id, name }) => ({
      name: id,
      vpc: vpc.id,
      groupName: name,
    })),
    securityGroupRules: (network.securityGroups ?? []).flatMap(rulesOf),
    networkAcls: (network.networkAcls ?? []).map(({ id }) => ({ name: id, vpc: vpc.id })),
    networkAclEntries: (network.networkAcls ?? []).flatMap(({ id, entries }) =>
      entries
        .filter(({ ruleNumber }) => ruleNumber !== CLOSING_RULE)
        .map(({ unread, ...entry }) => ({
          ...entry,
          networkAcl: id,
          ...(unread === 'match' && { protocol: entry.protocol, cidr: OPEN }),
          ...(unread === 'action' && { allow: OPEN }),
        })),
    ),
    networkAclAssociations: (network.networkAcls ?? []).flatMap(({ id, subnetIds }) =>
      subnetIds.map((subnet) => ({ networkAcl: id, subnet })),
    ),
    natGateways: (network.natGateways ?? []).map(({ id, subnetId, connectivity }) => ({
      name: id,
      vpc: vpc.id,
      subnet: subnetId,
      connectivity: told(connectivity),
    })),
    prefixLists: (network.prefixLists ?? []).map(({ id, name, cidrs }) => ({
      name: id,
      listName: name,
      cidrs: told(cidrs),
    })),
    hostedZones: (network.hostedZones ?? []).map(({ id, name }) => ({
      name: id,
      zone: name,
      vpcs: [vpc.id],
    })),
  };
}

const gatewayOf = ({ endpoints }: Network, id: string): boolean =>
  endpoints?.some((endpoint) => endpoint.id === id && endpoint.kind === 'gateway') === true;

const rulesOf = ({ id, ingress, egress }: SecurityGroup): SecurityGroupRulePart[] => [
  ...ingress.map((rule) => rulePart(id, false, rule)),
  ...egress.map((rule) => rulePart(id, true, rule)),
];

const rulePart = (group: string, egress: boolean, rule: SecurityGroupRule): SecurityGroupRulePart => ({
  group,
  egress,
  protocol: rule.protocol,
  fromPort: rule.fromPort,
  toPort: rule.toPort,
  cidrs: rule.unread ? [...rule.cidrs, OPEN] : rule.cidrs,
  ipv6Cidrs: rule.ipv6Cidrs,
  prefixLists: rule.prefixListIds,
  groups: rule.groupIds,
});
