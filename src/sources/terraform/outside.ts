import { isUnknown, type Name, type Parts, type Told, type ToldList } from '../planned/parts.ts';
import { unknownRoutes } from './routes.ts';
import { groupOutside } from './security-groups.ts';
import type { Source } from './source.ts';
import { networkAclOutside, routeTableOutside, subnetOutside } from './subnets.ts';

const NOT_THERE = { unknown: 'VPC (not in the file)' };

/**
 * Adds what the code names by its ID alone: security groups, subnets and route tables that nobody reads, so that what they do counts as
 * unknown. What subnets outside of the code are associated with is unknown, too, unless the code associates them.
 */
export function withOutside(parts: Parts, source: Source): Parts {
  const groups = missing(parts.securityGroups, [
    ...parts.endpoints.map(({ securityGroups }) => securityGroups),
    ...parts.services.map(({ service }) => service.securityGroupIds),
    ...parts.securityGroupRules.map(({ group }) => [group]),
  ]);
  const subnets = missing(parts.subnets, [
    ...parts.endpoints.map((endpoint) => endpoint.subnets),
    ...parts.services.map(({ service }) => service.subnetIds),
    ...parts.natGateways.map(({ subnet }) => (subnet === undefined ? [] : [subnet])),
    ...parts.routeTableAssociations.map(({ subnet }) => [subnet]),
    ...parts.networkAclAssociations.map(({ subnet }) => [subnet]),
  ]);
  const all = [...parts.subnets, ...subnets.map((name) => subnetOutside(name, NOT_THERE))];
  const outside = all.map(({ name }) => name).filter((name) => source.byName(name)?.data !== false);
  const routed = namesOf(parts.routeTableAssociations.map(({ subnet }) => subnet));
  const guarded = namesOf(parts.networkAclAssociations.map(({ subnet }) => subnet));
  const routeTableAssociations = [
    ...parts.routeTableAssociations,
    ...outside.filter((name) => !routed.has(name)).map((name) => routeTableOutside(source, name)),
  ];
  const tables = missing(parts.routeTables, [
    ...parts.endpoints.map(({ routeTables }) => routeTables),
    ...parts.routes.map(({ routeTable }) => [routeTable]),
    ...routeTableAssociations.map(({ routeTable }) => [routeTable]),
  ]).filter((name) => !parts.vpcs.some((vpc) => name.startsWith(`${vpc.name}.`)));
  return {
    ...parts,
    securityGroups: [...parts.securityGroups, ...groups.map((name) => groupOutside(name, NOT_THERE))],
    subnets: all,
    routeTables: [...parts.routeTables, ...tables.map((name) => ({ name, vpc: NOT_THERE }))],
    routes: [...parts.routes, ...tables.map(unknownRoutes)],
    routeTableAssociations,
    networkAclAssociations: [
      ...parts.networkAclAssociations,
      ...outside.filter((name) => !guarded.has(name)).map(networkAclOutside),
    ],
  };
}

const namesOf = (names: readonly Told<Name>[]): ReadonlySet<Name> =>
  new Set(names.flatMap((name) => (isUnknown(name) ? [] : [name])));

/** What is named and has no part; of AWS's own, which are named after the VPC, there is none. */
function missing(parts: readonly { readonly name: Name }[], lists: readonly ToldList<Name>[]): Name[] {
  const there = new Set(parts.map(({ name }) => name));
  const named = namesOf(lists.flatMap((list): readonly Told<Name>[] => (isUnknown(list) ? [] : list)));
  return [...named].filter((name) => !there.has(name) && !/\.(main|default-[\w-]+)$/.test(name));
}
