import { isUnknown, type Name, type Parts, type Told, type ToldList } from './parts.ts';

const known = <T>(list: ToldList<T>): T[] =>
  isUnknown(list) ? [] : list.flatMap((item) => (isUnknown(item) ? [] : [item]));

/**
 * The VPC of each resource. Where code leaves it open, AWS's own rules tell it: a subnet, its route table and network ACL, and the
 * endpoints and NAT gateways in it are all of one VPC.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html
 */
export function homesOf(parts: Parts): ReadonlyMap<Name, Name> {
  const homes = new Map<Name, Name>();
  const open: Name[] = [];
  const settle = (name: Name, vpc: Told<Name> | undefined) => {
    if (vpc === undefined || isUnknown(vpc) || homes.has(name)) return;
    homes.set(name, vpc);
    open.push(name);
  };
  for (const { name, vpc } of parts.subnets) settle(name, vpc);
  for (const { name, vpc } of parts.routeTables) settle(name, vpc);
  for (const { name, vpc } of parts.endpoints) settle(name, vpc);
  for (const { name, vpc } of parts.networkAcls) settle(name, vpc);
  for (const { name, vpc } of parts.natGateways) settle(name, vpc);
  for (const { name, mainRouteTable, defaultNetworkAcl } of parts.vpcs)
    for (const own of [mainRouteTable, defaultNetworkAcl])
      if (own !== undefined && !isUnknown(own)) settle(own, name);

  const neighbours = neighboursOf(parts);
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const other of neighbours.get(name) ?? []) settle(other, homes.get(name));
  return homes;
}

/** What is in the same VPC as what. */
function neighboursOf(parts: Parts): ReadonlyMap<Name, readonly Name[]> {
  const neighbours = new Map<Name, Name[]>();
  const link = (a: Told<Name | undefined>, b: Told<Name | undefined>) => {
    if (a === undefined || b === undefined || isUnknown(a) || isUnknown(b)) return;
    neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
    neighbours.set(b, [...(neighbours.get(b) ?? []), a]);
  };
  for (const { routeTable, subnet } of parts.routeTableAssociations) link(routeTable, subnet);
  for (const { networkAcl, subnet } of parts.networkAclAssociations) link(networkAcl, subnet);
  for (const { name, subnet } of parts.natGateways) link(name, subnet);
  for (const { name, subnets, routeTables } of parts.endpoints)
    for (const other of [...known(subnets), ...known(routeTables)]) link(name, other);
  return neighbours;
}
