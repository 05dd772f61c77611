import type { Network } from '../../../core/network/network.ts';
import { companionsOf } from '../making.ts';
import {
  type EndpointAdditionPart,
  type EndpointPart,
  isUnknown,
  type Name,
  type Part,
  type Parts,
  type Planned,
  type SecurityGroupRulePart,
  type Told,
  type ToldList,
  type VpcPart,
} from '../parts.ts';
import { type LiveParts, partsOfLive } from './parts-of-live.ts';

/**
 * Code together with the VPC that it is for: what AWS has, without what the deployment removes, and what the code makes of it. What
 * is both in the code and deployed counts once, by its name in the code.
 *
 * @returns `before`, what AWS has now, and `after`, what it has once the code is deployed
 */
export function withLive(
  { before, after, code }: Planned,
  live: Network,
): { readonly before: Parts; readonly after: Parts } {
  const names = namesOf({ before, after }, live);
  const nameOf = (id: string): Name => names.get(id) ?? id;
  const now = partsOfLive(live, nameOf);
  const removed = new Set(
    [...(before?.ids.keys() ?? [])].filter((name) => !after.ids.has(name) && !hasPart(after, name)),
  );
  const changed = new Set(code.changes?.map(({ name }) => name));
  // Without any removal, what was in the code and isn't any more was read by a data source.
  const takesAway = code.changes?.some(({ action }) => action !== 'create') ?? before !== undefined;
  return {
    before: { ...after, ...now, services: [], taskDefinitions: [], assumptions: [], unread: [] },
    after: { ...after, ...merged(now, takesAway ? before : undefined, after, { removed, changed }) },
  };
}

/** What the code calls what AWS has, by ID. */
function namesOf({ before, after }: Pick<Planned, 'before' | 'after'>, live: Network): Map<string, Name> {
  const names = new Map<string, Name>();
  for (const ids of [before?.ids, after.ids]) for (const [name, id] of ids ?? []) names.set(id, name);
  const vpc = after.vpcs.find(({ name }) => name === names.get(live.vpc.id));
  if (!vpc) return names;
  // What AWS makes with a VPC of the code has a name there, too.
  const main = live.routeTables?.find((table) => table.main);
  const group = only(live.securityGroups?.filter(({ name }) => name === 'default'));
  const acl = only(live.networkAcls);
  const own = companionsOf(vpc.name);
  const companions = [
    [main, vpc.mainRouteTable, own.mainRouteTable],
    [group, vpc.defaultSecurityGroup, own.securityGroup],
    [acl, vpc.defaultNetworkAcl, own.networkAcl],
  ] as const;
  for (const [found, told, otherwise] of companions)
    if (found && !names.has(found.id) && told === undefined) names.set(found.id, otherwise);
  return names;
}

const only = <T>(found: readonly T[] = []): T | undefined => (found.length === 1 ? found[0] : undefined);

const hasPart = (parts: Parts, name: Name): boolean =>
  [
    parts.vpcs,
    parts.subnets,
    parts.routeTables,
    parts.endpoints,
    parts.securityGroups,
    parts.networkAcls,
    parts.natGateways,
    parts.prefixLists,
    parts.hostedZones,
  ].some((list) => list.some((part) => part.name === name));

function merged(
  live: LiveParts,
  before: Parts | undefined,
  after: Parts,
  { removed, changed }: { readonly removed: ReadonlySet<Name>; readonly changed: ReadonlySet<Name> },
): LiveParts {
  const stays = (name: Told<Name | undefined>) => name === undefined || isUnknown(name) || !removed.has(name);
  const left = <T>(names: ToldList<T>): ToldList<T> =>
    isUnknown(names) ? names : names.filter((name) => typeof name !== 'string' || stays(name));
  const parts = <P extends Part>(
    now: readonly P[],
    was: readonly P[] | undefined,
    then: readonly P[],
  ): P[] => {
    const [nowByName, wasByName] = [byName(now), byName(was ?? [])];
    const names = new Set(then.map(({ name }) => name));
    return [
      ...then.map((part) => {
        const { name } = part;
        return settled(part, wasByName.get(name), nowByName.get(name), changed.has(name));
      }),
      ...now.filter(({ name }) => !names.has(name) && stays(name)),
    ];
  };
  /** Without what the code takes away or sets anew. */
  const others = <T>(
    now: readonly T[],
    was: readonly T[] | undefined,
    then: readonly T[],
    keyOf: (item: T) => string,
  ) => {
    const decided = new Set([...(was ?? []), ...then].map(keyOf));
    return now.filter((item) => !decided.has(keyOf(item)));
  };
  const tables = new Set(live.routeTables.map(({ name }) => name));
  const subnets = new Set(live.subnets.map(({ name }) => name));
  const routes = after.routes.filter(
    ({ outside, routeTable }) => !(outside && !isUnknown(routeTable) && tables.has(routeTable)),
  );
  const isOpen = ({ outside, subnet }: { readonly outside?: true; readonly subnet: Told<Name> }) =>
    outside === true && !isUnknown(subnet) && subnets.has(subnet);
  const routeTableAssociations = after.routeTableAssociations.filter((each) => !isOpen(each));
  const networkAclAssociations = after.networkAclAssociations.filter((each) => !isOpen(each));
  const ownWas = <T extends { readonly outside?: true }>(items: readonly T[] | undefined) =>
    items?.filter(({ outside }) => !outside);
  const rules = after.securityGroupRules.flatMap(atomsOf);
  return {
    vpcs: parts(live.vpcs, before?.vpcs, after.vpcs).map((vpc) => withOwnLive(vpc, live)),
    subnets: parts(live.subnets, before?.subnets, after.subnets),
    routeTables: parts(live.routeTables, before?.routeTables, after.routeTables),
    routes: [
      ...routes,
      ...others(live.routes, ownWas(before?.routes), routes, ({ routeTable, destination }) =>
        keyOf(routeTable, destination),
      )
        .filter(({ routeTable }) => stays(routeTable))
        .map((route) =>
          isUnknown(route.target) || stays(route.target.id) ? route : { ...route, blackhole: true as const },
        ),
    ],
    routeTableAssociations: [
      ...routeTableAssociations,
      ...others(
        live.routeTableAssociations,
        ownWas(before?.routeTableAssociations),
        routeTableAssociations,
        ({ subnet }) => keyOf(subnet),
      ).filter(({ routeTable, subnet }) => stays(routeTable) && stays(subnet)),
    ],
    endpoints: withAdditions(
      parts(live.endpoints, before?.endpoints, after.endpoints),
      new Set(live.endpoints.map(({ name }) => name).filter((name) => !after.ids.has(name))),
      before?.endpointAdditions ?? [],
      after.endpointAdditions ?? [],
    ).map((endpoint) => ({
      ...endpoint,
      subnets: left(endpoint.subnets),
      routeTables: left(endpoint.routeTables),
      securityGroups: left(endpoint.securityGroups),
    })),
    securityGroups: parts(live.securityGroups, before?.securityGroups, after.securityGroups),
    securityGroupRules: [
      ...after.securityGroupRules,
      ...others(
        live.securityGroupRules.flatMap(atomsOf),
        before?.securityGroupRules.flatMap(atomsOf),
        rules,
        (rule) => JSON.stringify(rule),
      ).filter(({ group }) => stays(group)),
    ],
    networkAcls: parts(live.networkAcls, before?.networkAcls, after.networkAcls),
    networkAclEntries: [
      ...after.networkAclEntries,
      ...others(
        live.networkAclEntries,
        before?.networkAclEntries,
        after.networkAclEntries,
        ({ networkAcl, egress, ruleNumber }) => keyOf(networkAcl, egress, ruleNumber),
      ).filter(({ networkAcl }) => stays(networkAcl)),
    ],
    networkAclAssociations: [
      ...networkAclAssociations,
      ...others(
        live.networkAclAssociations,
        ownWas(before?.networkAclAssociations),
        networkAclAssociations,
        ({ subnet }) => keyOf(subnet),
      ).filter(({ networkAcl, subnet }) => stays(networkAcl) && stays(subnet)),
    ],
    natGateways: parts(live.natGateways, before?.natGateways, after.natGateways),
    prefixLists: withLiveEntries(
      parts(live.prefixLists, before?.prefixLists, after.prefixLists),
      live.prefixLists,
    ),
    hostedZones: parts(live.hostedZones, before?.hostedZones, after.hostedZones),
  };
}

const keyOf = (...values: readonly unknown[]): string => JSON.stringify(values);

const byName = <P extends Part>(parts: readonly P[]): ReadonlyMap<Name, P> =>
  new Map(parts.map((part) => [part.name, part]));

/** A part of the code, with what AWS says of it where the deployment leaves that as it is. */
function settled<P extends Part>(then: P, was: P | undefined, now: P | undefined, isChanged: boolean): P {
  // Of what stands outside of the code AWS alone tells what it is.
  if (!now || isId(then.name)) return now ?? then;
  const isLeft = (key: keyof P): boolean => {
    if (isUnknown(then[key]) && isChanged) return false;
    return was ? JSON.stringify(was[key]) === JSON.stringify(then[key]) : isUnknown(then[key]);
  };
  const fields = [...new Set([...Object.keys(now), ...Object.keys(then)])].flatMap((name) => {
    const key = name as keyof P;
    const from = key in now && isLeft(key) ? now : then;
    return key in from ? [[key, from[key]] as const] : [];
  });
  const isAsDeployed = fields.every(([key, value]) => key === 'deployed' || value === now[key]);
  const { deployed: _, ...part } = Object.fromEntries(fields) as Record<string, unknown>;
  return {
    ...part,
    ...(isAsDeployed && 'deployed' in now && { deployed: now.deployed }),
  } as unknown as P;
}

const isId = (name: Name): boolean => /^[a-z]+-[\da-f]+$/.test(name);

/** Endpoints outside of the code, with what the code sets on them now instead of before. */
function withAdditions(
  endpoints: readonly EndpointPart[],
  outside: ReadonlySet<Name>,
  before: readonly EndpointAdditionPart[],
  after: readonly EndpointAdditionPart[],
): EndpointPart[] {
  return endpoints.map((endpoint) => {
    const isOf = ({ endpoint: to }: EndpointAdditionPart) => isUnknown(to) || to === endpoint.name;
    const [was, then] = [before.filter(isOf), after.filter(isOf)];
    if (!outside.has(endpoint.name) || was.length + then.length === 0) return endpoint;
    const list = (key: 'subnets' | 'routeTables' | 'securityGroups'): ToldList<Name> => {
      const now = endpoint[key];
      if (isUnknown(now)) return now;
      const gone = was.flatMap((each) => each[key]).filter((each) => !isUnknown(each));
      const added = then.flatMap((each) => each[key]);
      return [...new Set([...now.filter((each) => !gone.includes(each)), ...added])];
    };
    const policies = then.filter((each) => 'policy' in each);
    const [privateDns = endpoint.privateDns] = then.flatMap((each) => each.privateDns ?? []);
    return {
      ...endpoint,
      subnets: list('subnets'),
      routeTables: list('routeTables'),
      securityGroups: list('securityGroups'),
      privateDns,
      // Without the resource that set it, the policy is AWS's default again.
      ...(policies.length + was.filter((each) => 'policy' in each).length > 0 && {
        policy: policies[0]?.policy,
      }),
      ...(endpoint.deployed && { deployed: withInterfacesIn(endpoint, list('subnets')) }),
    };
  });
}

/** A network interface in another subnet has no address yet. */
const withInterfacesIn = (
  { subnets, deployed }: EndpointPart,
  then: ToldList<Name>,
): NonNullable<EndpointPart['deployed']> => ({
  state: 'available',
  ...deployed,
  interfaces: JSON.stringify(subnets) === JSON.stringify(then) ? (deployed?.interfaces ?? []) : [],
});

/** Each source or destination of a rule by itself, as resources and EC2 put different ones together. */
function atomsOf(rule: SecurityGroupRulePart): SecurityGroupRulePart[] {
  const none = { cidrs: [], ipv6Cidrs: [], prefixLists: [], groups: [] };
  const protocol = isUnknown(rule.protocol) || !/^all$/i.test(rule.protocol) ? rule.protocol : '-1';
  const port = (told: SecurityGroupRulePart['fromPort']) =>
    protocol === '-1' || told === -1 ? undefined : told;
  const { group, egress } = rule;
  const bare = {
    group,
    egress,
    protocol,
    fromPort: port(rule.fromPort),
    toPort: port(rule.toPort),
    ...none,
  };
  const each = (key: keyof typeof none): SecurityGroupRulePart[] => {
    const list: ToldList<string> = rule[key];
    return isUnknown(list)
      ? [{ ...bare, [key]: list }]
      : list.map((item): SecurityGroupRulePart => ({ ...bare, [key]: [item] }));
  };
  return (['cidrs', 'ipv6Cidrs', 'prefixLists', 'groups'] as const).flatMap(each);
}

/** The VPC with what only AWS tells of it. */
function withOwnLive(vpc: VpcPart, { vpcs }: LiveParts): VpcPart {
  const now = vpcs.find(({ name }) => name === vpc.name);
  if (!now) return vpc;
  const { outside: _, ...own } = vpc;
  return { ...now, ...own };
}

/** AWS's lists with their real entries, by whichever name the code has them. */
const withLiveEntries = (lists: Parts['prefixLists'], live: Parts['prefixLists']): Parts['prefixLists'] =>
  lists.map((list) => {
    const known = live.find(
      ({ listName }) =>
        !isUnknown(listName) && listName.startsWith('com.amazonaws.') && listName === list.listName,
    );
    return known ? { ...list, cidrs: known.cidrs } : list;
  });
