import { ZONES_CALL } from '../../../core/network/hosted-zones.ts';
import {
  type Network,
  type NetworkAcl,
  type Route,
  type SecurityGroup,
  type SecurityGroupRule,
  UNKNOWN_DESTINATION,
} from '../../../core/network/network.ts';
import { CLOSING_RULE } from '../../../core/network/network-acl.ts';
import { oneLine } from '../../../core/text/visible.ts';
import type {
  Name,
  NetworkAclEntryPart,
  Parts,
  RoutePart,
  SecurityGroupRulePart,
  Told,
  Unknown,
  VpcPart,
} from '../parts.ts';

/** The parts that AWS has: those of networks alone. */
export type LiveParts = Pick<
  Parts,
  | 'vpcs'
  | 'subnets'
  | 'routeTables'
  | 'routes'
  | 'routeTableAssociations'
  | 'endpoints'
  | 'securityGroups'
  | 'securityGroupRules'
  | 'networkAcls'
  | 'networkAclEntries'
  | 'networkAclAssociations'
  | 'natGateways'
  | 'prefixLists'
  | 'hostedZones'
>;

const NOT_READ = { unknown: 'it could not be read' };

const told = <T>(value: T | undefined): Told<T> => value ?? NOT_READ;

/**
 * A VPC as EC2 describes it, in the form in which code says it. The routes of gateway endpoints are left to the endpoints, as in
 * code.
 *
 * @param nameOf what the code calls the resource with an ID; the ID itself where the code doesn't have it
 */
export function partsOfLive(network: Network, nameOf: (id: string) => Name): LiveParts {
  const vpc = nameOf(network.vpc.id);
  const { routeTables = [], endpoints = [], securityGroups = [], networkAcls = [] } = network;
  const gateways = new Set(endpoints.flatMap(({ id, kind }) => (kind === 'gateway' ? [id] : [])));
  return {
    vpcs: [vpcPart(network, nameOf)],
    subnets: network.subnets.map(({ id, name, az, cidr, cidrUnsettled, ipv6Cidrs, blockPublicAccess }) => ({
      name: nameOf(id),
      ...tagged(name),
      vpc,
      az: told(az),
      cidr: cidrUnsettled ? NOT_READ : cidr,
      ipv6Cidrs: ipv6Cidrs ?? [],
      ...(blockPublicAccess && { blockPublicAccess }),
    })),
    routeTables: routeTables.map(({ id, name }) => ({ name: nameOf(id), ...tagged(name), vpc })),
    routes: routeTables.flatMap(({ id, routes }) =>
      routes
        .filter(({ target }) => target.kind !== 'local' && !gateways.has(target.id))
        .map((route) => routePart(nameOf(id), route, nameOf)),
    ),
    routeTableAssociations: network.subnets.flatMap(({ id, routeTableId, implicit }) =>
      implicit
        ? []
        : [{ subnet: nameOf(id), routeTable: routeTableId === undefined ? NOT_READ : nameOf(routeTableId) }],
    ),
    endpoints: endpoints.map((endpoint) => ({
      name: nameOf(endpoint.id),
      ...tagged(endpoint.name),
      ...(endpoint.tags && { tags: endpoint.tags }),
      vpc,
      serviceName: endpoint.serviceName,
      ...(endpoint.serviceRegion !== undefined && { serviceRegion: endpoint.serviceRegion }),
      kind: endpoint.kind,
      privateDns: endpoint.privateDns,
      inboundResolverOnly: endpoint.inboundResolverOnly,
      ...(endpoint.ipAddressType !== undefined && { ipAddressType: endpoint.ipAddressType }),
      ...(endpoint.ipv6Only && { dnsRecordIpType: 'ipv6' }),
      subnets: endpoint.subnetIds.map(nameOf),
      routeTables: endpoint.routeTableIds.map(nameOf),
      securityGroups: endpoint.securityGroupIds.map(nameOf),
      policy: endpoint.policy,
      deployed: {
        state: endpoint.state,
        interfaces: endpoint.interfaces.map((each) => ({ ...each, subnetId: nameOf(each.subnetId) })),
        ...(endpoint.requesterManaged && { requesterManaged: true as const }),
      },
    })),
    securityGroups: securityGroups.map(({ id, name, tags }) => ({
      name: nameOf(id),
      ...(tags && { tags }),
      vpc,
      groupName: name,
    })),
    securityGroupRules: securityGroups.flatMap((group) => rulesOf(group, nameOf)),
    networkAcls: networkAcls.map(({ id, name }) => ({ name: nameOf(id), ...tagged(name), vpc })),
    networkAclEntries: networkAcls.flatMap((acl) => entriesOf(acl, nameOf)),
    networkAclAssociations: networkAcls.flatMap(({ id, subnetIds }) =>
      subnetIds.map((subnet) => ({ networkAcl: nameOf(id), subnet: nameOf(subnet) })),
    ),
    natGateways: (network.natGateways ?? []).map(({ id, name, subnetId, state, connectivity }) => ({
      name: nameOf(id),
      ...tagged(name),
      vpc,
      subnet: subnetId === undefined ? undefined : nameOf(subnetId),
      connectivity: told(connectivity),
      state,
    })),
    prefixLists: (network.prefixLists ?? []).map(({ id, name, cidrs }) => ({
      name: nameOf(id),
      listName: name,
      cidrs: told(cidrs),
    })),
    hostedZones: (network.hostedZones ?? []).map(({ id, name }) => ({
      name: nameOf(id),
      zone: name,
      vpcs: [vpc],
    })),
  };
}

const tagged = (name: string | undefined): { readonly nameTag?: string } =>
  name === undefined ? {} : { nameTag: name };

function vpcPart(network: Network, nameOf: (id: string) => Name): VpcPart {
  const { vpc, routeTables = [], securityGroups = [], networkAcls = [], unreadable } = network;
  const main = routeTables.find((table) => table.main);
  const defaults = securityGroups.filter(({ name }) => name === 'default');
  return {
    name: nameOf(vpc.id),
    ...tagged(vpc.name),
    cidrs: vpc.cidrs,
    ipv6Cidrs: vpc.ipv6Cidrs,
    dnsSupport: told(vpc.dnsSupport),
    dnsHostnames: told(vpc.dnsHostnames),
    nameServers: told(vpc.nameServers),
    ...(vpc.blockPublicAccess && { blockPublicAccess: vpc.blockPublicAccess }),
    mainRouteTable: onlyOne(main ? [main] : [], 'the main route table', nameOf),
    // Every VPC has a default network ACL, and EC2's answer doesn't reach here which one that is among several.
    defaultNetworkAcl: onlyOne(networkAcls, 'which network ACL is the default one', nameOf),
    // A group of another VPC that an endpoint uses can have the same name.
    defaultSecurityGroup: onlyOne(defaults, 'which security group is the default one', nameOf),
    live: {
      zones: network.hostedZones ? 'read' : zonesUnread(unreadable),
      ...(vpc.shared && { shared: true as const }),
      ...(vpc.ownerId !== undefined && { ownerId: vpc.ownerId }),
    },
  };
}

/** Undefined zones were not asked for where no path depends on them. */
function zonesUnread(unreadable: Network['unreadable']): 'not asked' | Unknown {
  const denied = unreadable.find(({ call }) => call === ZONES_CALL.call);
  return denied ? { unknown: denied.reason } : 'not asked';
}

const onlyOne = (
  found: readonly { readonly id: string }[],
  unknown: string,
  nameOf: (id: string) => Name,
): Told<Name> => {
  const [only, ...others] = found;
  return only && others.length === 0 ? nameOf(only.id) : { unknown };
};

const routePart = (
  routeTable: Name,
  { destination, target, state, propagated }: Route,
  nameOf: (id: string) => Name,
): RoutePart => ({
  routeTable,
  destination:
    destination === UNKNOWN_DESTINATION
      ? { unknown: `a destination in ${oneLine(routeTable)} that is not understood` }
      : nameOf(destination),
  target: { kind: target.kind, id: nameOf(target.id) },
  ...(propagated && { propagated }),
  ...(state === 'blackhole' && { blackhole: true as const }),
});

const rulesOf = (
  { id, ingress, egress }: SecurityGroup,
  nameOf: (id: string) => Name,
): SecurityGroupRulePart[] => [
  ...ingress.map((rule) => rulePart(nameOf(id), false, rule, nameOf)),
  ...egress.map((rule) => rulePart(nameOf(id), true, rule, nameOf)),
];

const rulePart = (
  group: Name,
  egress: boolean,
  rule: SecurityGroupRule,
  nameOf: (id: string) => Name,
): SecurityGroupRulePart => ({
  group,
  egress,
  protocol: rule.protocol,
  fromPort: rule.fromPort,
  toPort: rule.toPort,
  cidrs: rule.cidrs,
  ipv6Cidrs: rule.ipv6Cidrs,
  prefixLists: rule.prefixListIds.map(nameOf),
  groups: [
    ...rule.groupIds.map(nameOf),
    ...(rule.unread ? [{ unknown: `a rule of ${oneLine(group)} that is not understood` }] : []),
  ],
});

const entriesOf = ({ id, entries }: NetworkAcl, nameOf: (id: string) => Name): NetworkAclEntryPart[] =>
  entries
    .filter(({ ruleNumber }) => ruleNumber !== CLOSING_RULE)
    .map(({ unread, ...entry }) => {
      const open = { unknown: `an entry of ${oneLine(id)} that is not understood` };
      return {
        ...entry,
        networkAcl: nameOf(id),
        ...(unread === 'match' && { fromPort: open, toPort: open }),
        ...(unread === 'action' && { allow: open }),
      };
    });
