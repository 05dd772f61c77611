import type { Parts, SecurityGroupRulePart } from '../../src/sources/planned/parts.ts';
import { items, settled } from './settled.ts';

/** Terraform's JSON for resources: by type, then by label. */
export type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

/**
 * Resources that make these parts, which have nothing open.
 *
 * @param prefix of all labels, so that several networks fit into one configuration
 */
export function terraformOf(parts: Parts, prefix: string): Resources {
  const types = new Map<string, string>();
  const of = (type: string, list: readonly { readonly name: string }[]) => {
    for (const { name } of list) types.set(name, type);
  };
  of('aws_vpc', parts.vpcs);
  of('aws_subnet', parts.subnets);
  of('aws_route_table', parts.routeTables);
  of('aws_vpc_endpoint', parts.endpoints);
  of('aws_security_group', parts.securityGroups);
  of('aws_network_acl', parts.networkAcls);
  of('aws_nat_gateway', parts.natGateways);
  const id = (name: string) => {
    const type = types.get(name);
    return type === undefined ? name : `\${${type}.${prefix}${name}.id}`;
  };
  const resources: Record<string, Record<string, object>> = {};
  const add = (type: string, label: string, values: object) => {
    resources[type] = { ...resources[type], [prefix + label]: values };
  };

  for (const vpc of parts.vpcs) {
    const [first, ...more] = items(vpc.cidrs);
    add('aws_vpc', vpc.name, {
      cidr_block: first,
      enable_dns_support: vpc.dnsSupport,
      enable_dns_hostnames: vpc.dnsHostnames,
    });
    more.forEach((cidr, index) => {
      add('aws_vpc_ipv4_cidr_block_association', `block${index}`, { vpc_id: id(vpc.name), cidr_block: cidr });
    });
    add('aws_vpc_dhcp_options', 'options', { domain_name_servers: items(vpc.nameServers) });
    add('aws_vpc_dhcp_options_association', 'options', {
      vpc_id: id(vpc.name),
      dhcp_options_id: `\${aws_vpc_dhcp_options.${prefix}options.id}`,
    });
  }
  for (const subnet of parts.subnets)
    add('aws_subnet', subnet.name, {
      vpc_id: id(settled(subnet.vpc)),
      cidr_block: subnet.cidr,
      availability_zone: subnet.az,
    });
  for (const { name, vpc } of parts.routeTables) add('aws_route_table', name, { vpc_id: id(settled(vpc)) });
  parts.routes.forEach(({ routeTable, destination, target }, index) => {
    const { kind, id: to } = settled(target);
    add('aws_route', `route${index}`, {
      route_table_id: id(settled(routeTable)),
      destination_cidr_block: destination,
      [TARGETS[kind] ?? kind]: id(to),
    });
  });
  parts.routeTableAssociations.forEach(({ routeTable, subnet }, index) => {
    add('aws_route_table_association', `use${index}`, {
      route_table_id: id(settled(routeTable)),
      subnet_id: id(settled(subnet)),
    });
  });
  for (const endpoint of parts.endpoints) {
    const isInterface = endpoint.kind === 'interface';
    const policy = settled(endpoint.policy);
    add('aws_vpc_endpoint', endpoint.name, {
      vpc_id: id(settled(endpoint.vpc)),
      service_name: endpoint.serviceName,
      vpc_endpoint_type: isInterface ? 'Interface' : 'Gateway',
      ...(isInterface
        ? {
            private_dns_enabled: endpoint.privateDns,
            subnet_ids: items(endpoint.subnets).map(id),
            security_group_ids: items(endpoint.securityGroups).map(id),
          }
        : { route_table_ids: items(endpoint.routeTables).map(id) }),
      ...(policy !== undefined && { policy }),
    });
  }
  for (const { name, vpc } of parts.securityGroups)
    add('aws_security_group', name, { name: prefix + name, vpc_id: id(settled(vpc)) });
  parts.securityGroupRules.forEach((rule, index) => {
    const type = `aws_vpc_security_group_${rule.egress ? 'egress' : 'ingress'}_rule`;
    peersOf(rule, id).forEach((peer, item) => {
      add(type, `rule${index}x${item}`, {
        security_group_id: id(settled(rule.group)),
        ...ports(rule),
        ...peer,
      });
    });
  });
  for (const { name, vpc } of parts.networkAcls) add('aws_network_acl', name, { vpc_id: id(settled(vpc)) });
  parts.networkAclEntries.forEach((entry, index) => {
    const cidr = settled(entry.cidr);
    add('aws_network_acl_rule', `entry${index}`, {
      network_acl_id: id(settled(entry.networkAcl)),
      rule_number: entry.ruleNumber,
      egress: entry.egress,
      rule_action: settled(entry.allow) ? 'allow' : 'deny',
      protocol: entry.protocol,
      [cidr.includes(':') ? 'ipv6_cidr_block' : 'cidr_block']: cidr,
      ...(entry.fromPort !== undefined && { from_port: entry.fromPort, to_port: entry.toPort }),
    });
  });
  parts.networkAclAssociations.forEach(({ networkAcl, subnet }, index) => {
    add('aws_network_acl_association', `use${index}`, {
      network_acl_id: id(settled(networkAcl)),
      subnet_id: id(settled(subnet)),
    });
  });
  for (const { name, subnet } of parts.natGateways)
    add('aws_nat_gateway', name, { subnet_id: id(settled(subnet) ?? ''), allocation_id: 'eipalloc-1' });
  parts.hostedZones.forEach(({ zone, vpcs }, index) => {
    add('aws_route53_zone', `zone${index}`, {
      name: zone,
      vpc: items(vpcs).map((vpc) => ({ vpc_id: id(vpc) })),
    });
  });
  return resources;
}

/** Several configurations as one. */
export function together(all: readonly Resources[]): Resources {
  const types = new Set(all.flatMap((each) => Object.keys(each)));
  return Object.fromEntries(
    [...types].map((type) => [type, Object.assign({}, ...all.map((each) => each[type]))]),
  );
}

const TARGETS: Readonly<Record<string, string>> = {
  'nat-gateway': 'nat_gateway_id',
  'internet-gateway': 'gateway_id',
  'transit-gateway': 'transit_gateway_id',
  'vpc-peering-connection': 'vpc_peering_connection_id',
  'network-interface': 'network_interface_id',
};

const peersOf = (rule: SecurityGroupRulePart, id: (name: string) => string): object[] => [
  ...items(rule.cidrs).map((cidr) => ({ cidr_ipv4: cidr })),
  ...items(rule.ipv6Cidrs).map((cidr) => ({ cidr_ipv6: cidr })),
  ...items(rule.prefixLists).map((list) => ({ prefix_list_id: list })),
  ...items(rule.groups).map((group) => ({ referenced_security_group_id: id(group) })),
];

const ports = ({ protocol, fromPort, toPort }: SecurityGroupRulePart): object => ({
  ip_protocol: protocol,
  ...(fromPort !== undefined && { from_port: fromPort, to_port: toPort }),
});
