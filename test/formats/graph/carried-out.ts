import type { Endpoint, Network, RouteTable, SecurityGroupRule } from '../../../src/core/network/network.ts';
import { serviceSuffix } from '../../../src/core/network/regions.ts';
import { type Graph, type RuleEdge, subnetOf, tableOf } from './graph.ts';

/** The network once files are deployed that make this graph: what AWS does with it, as far as a trace looks. */
export function carriedOut(network: Network, graph: Graph): Network {
  const ids = new Map(
    network.subnets.flatMap(({ id, cidr = '', routeTableId = '' }) => [
      [subnetOf(cidr), id],
      [tableOf(cidr), routeTableId],
    ]),
  );
  const all = (names: readonly string[]) => names.map((name) => ids.get(name) ?? name);
  const interfacesIn = (id: string, subnets: readonly string[]) =>
    all(subnets).map((subnetId) => ({ id, subnetId, ip: undefined }));

  const created = graph.endpoints.map((node, index): Endpoint => {
    const id = `vpce-${index}`;
    return {
      id,
      serviceName: node.serviceName,
      service: serviceSuffix(node.serviceName, network.region),
      kind: node.kind === 'Interface' ? 'interface' : 'gateway',
      state: 'available',
      privateDns: node.privateDns,
      inboundResolverOnly: false,
      subnetIds: all(node.subnets),
      interfaces: interfacesIn(id, node.subnets),
      securityGroupIds: node.groups,
      routeTableIds: all(node.routeTables),
      policy: node.policy === undefined ? undefined : JSON.stringify(node.policy),
    };
  });
  const extended = network.endpoints?.map((endpoint): Endpoint => {
    const node = graph.extended.find(({ id }) => id === endpoint.id);
    if (!node) return endpoint;
    return {
      ...endpoint,
      privateDns: endpoint.privateDns || node.privateDns,
      subnetIds: [...endpoint.subnetIds, ...node.subnets],
      interfaces: [...endpoint.interfaces, ...interfacesIn(endpoint.id, node.subnets)],
      routeTableIds: [...endpoint.routeTableIds, ...node.routeTables],
      policy: node.policy === undefined ? endpoint.policy : JSON.stringify(node.policy),
    };
  });
  const endpoints = [...(extended ?? []), ...created];

  const routesOf = (table: RouteTable): RouteTable['routes'] =>
    endpoints
      .filter(({ kind, routeTableIds }) => kind === 'gateway' && routeTableIds.includes(table.id))
      .filter(({ id }) => !table.routes.some(({ target }) => target.id === id))
      .filter(({ id }) => created.some((each) => each.id === id) || joins(graph, id, table.id))
      .map(({ id, service }) => ({
        destination:
          network.prefixLists?.find(({ name }) => name.endsWith(`.${service}`))?.id ?? `pl-${service}`,
        target: { kind: 'vpc-endpoint', id },
        state: 'active',
        propagated: false,
      }));
  const rulesFor = (group: string, direction: 'in' | 'out') =>
    graph.rules.filter((rule) => rule.group === group && rule.direction === direction).map(ruleOf);

  return {
    ...network,
    endpoints: network.endpoints || created.length > 0 ? endpoints : undefined,
    routeTables: network.routeTables?.map((table) => ({
      ...table,
      routes: [...table.routes, ...routesOf(table)],
    })),
    securityGroups:
      network.securityGroups || graph.groups.length > 0
        ? [
            ...(network.securityGroups ?? []).map((group) => ({
              ...group,
              ingress: [...group.ingress, ...rulesFor(group.id, 'in')],
              egress: [...group.egress, ...rulesFor(group.id, 'out')],
            })),
            ...graph.groups.map(({ id, ingress, egress }) => ({
              id,
              name: id,
              ingress: ingress.map(ruleOf),
              egress: egress.map(ruleOf),
            })),
          ]
        : undefined,
    networkAcls: network.networkAcls?.map((acl) => ({
      ...acl,
      entries: [
        ...acl.entries,
        ...graph.aclEntries
          .filter((entry) => entry.acl === acl.id)
          .map(({ direction, number, action, protocol, block, ports: [fromPort, toPort] }) => ({
            ruleNumber: number,
            egress: direction === 'out',
            allow: action === 'allow',
            protocol: protocol === 'tcp' ? '6' : protocol,
            cidr: block,
            fromPort,
            toPort,
          })),
      ],
    })),
  };
}

const joins = ({ extended }: Graph, endpointId: string, tableId: string): boolean =>
  extended.some(({ id, routeTables }) => id === endpointId && routeTables.includes(tableId));

const ruleOf = ({ protocol, ports: [fromPort, toPort], peer }: RuleEdge): SecurityGroupRule => ({
  protocol,
  fromPort,
  toPort,
  cidrs: peer.includes('.') ? [peer] : [],
  ipv6Cidrs: peer.includes(':') ? [peer] : [],
  prefixListIds: peer.startsWith('pl-') ? [peer] : [],
  groupIds: /[.:]|^pl-/.test(peer) ? [] : [peer],
});
