import type { Hub, Network } from './network.ts';
import { namesPrefixList } from './routing.ts';

/**
 * What of a VPC decides on traffic to some of its endpoints: these, their subnets with route tables and network ACLs, their security
 * groups, and the prefix lists that any of it names.
 */
export function hubOf(network: Network, endpointIds: ReadonlySet<string>): Hub {
  const endpoints = network.endpoints?.filter(({ id }) => endpointIds.has(id));
  const subnetIds = new Set(
    endpoints?.flatMap((endpoint) => [
      ...endpoint.subnetIds,
      ...endpoint.interfaces.map((one) => one.subnetId),
    ]),
  );
  const subnets = network.subnets.filter(({ id }) => subnetIds.has(id));
  const tableIds = new Set(subnets.map(({ routeTableId }) => routeTableId));
  const routeTables = network.routeTables?.filter(({ id }) => tableIds.has(id));
  const groupIds = new Set(endpoints?.flatMap(({ securityGroupIds }) => securityGroupIds));
  const securityGroups = network.securityGroups?.filter(({ id }) => groupIds.has(id));
  const listIds = new Set([
    ...(routeTables ?? []).flatMap(({ routes }) =>
      routes.map(({ destination }) => destination).filter(namesPrefixList),
    ),
    ...(securityGroups ?? []).flatMap(({ ingress }) => ingress.flatMap(({ prefixListIds }) => prefixListIds)),
  ]);
  return {
    vpc: network.vpc,
    subnets,
    routeTables,
    endpoints,
    securityGroups,
    networkAcls: network.networkAcls
      ?.map((acl) => ({ ...acl, subnetIds: acl.subnetIds.filter((id) => subnetIds.has(id)) }))
      .filter((acl) => acl.subnetIds.length > 0),
    prefixLists: network.prefixLists?.filter(({ id }) => listIds.has(id)),
  };
}
