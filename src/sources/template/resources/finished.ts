import { AMAZON_DNS } from '../../../core/network/network.ts';
import {
  isUnknown,
  type Name,
  type Parts,
  type SubnetPart,
  type Told,
  type ToldList,
  type VpcPart,
} from '../../planned/parts.ts';
import { servicesOf } from './ecs.ts';
import type { Block, Gathered } from './gathered.ts';
import { blockModeOf } from './vpc.ts';

/** The parts that the gathered resources make together. */
export function finished(gathered: Gathered, region: string | undefined): Parts {
  const { vpcs, subnets, unread } = gathered;
  const known = new Set([...vpcs, ...subnets].map(({ name }) => name));
  for (const { name, owner } of gathered.blocks) {
    if (isUnknown(owner))
      unread.push({ name, why: `it adds a CIDR block, and to what depends on ${owner.unknown}` });
    else if (!known.has(owner))
      unread.push({ name, why: `it adds a CIDR block to ${owner}, which the templates do not have` });
  }
  for (const { name, vpc } of gathered.dhcpAssociations) {
    if (isUnknown(vpc))
      unread.push({ name, why: `it sets DHCP options, and where depends on ${vpc.unknown}` });
  }
  const companions = defaultsOf(gathered);
  return {
    region: region ?? { unknown: 'the Region' },
    vpcs: vpcs.map((vpc) => finishedVpc(vpc, gathered, companions)),
    subnets: subnets.map((subnet): SubnetPart => {
      const blocks = cidrsFor(subnet.name, 'ipv6', gathered.blocks);
      return blocks.length === 0 ? subnet : { ...subnet, ipv6Cidrs: added(subnet.ipv6Cidrs, blocks) };
    }),
    routeTables: gathered.routeTables,
    routes: gathered.routes,
    routeTableAssociations: gathered.routeTableAssociations,
    endpoints: gathered.endpoints,
    securityGroups: [...gathered.securityGroups, ...companions.groups],
    securityGroupRules: [...withDefaultEgress(gathered), ...companions.groupRules],
    networkAcls: [...gathered.networkAcls, ...companions.acls],
    networkAclEntries: [...gathered.networkAclEntries, ...companions.aclEntries],
    networkAclAssociations: gathered.networkAclAssociations,
    natGateways: gathered.natGateways,
    prefixLists: gathered.prefixLists,
    hostedZones: gathered.hostedZones,
    taskDefinitions: gathered.taskDefinitions,
    services: servicesOf(gathered, region),
    ids: new Map(),
    unread,
    assumptions: [...new Set(gathered.assumptions)],
    types: gathered.types,
  };
}

function finishedVpc(vpc: VpcPart, gathered: Gathered, companions: Companions): VpcPart {
  const [mode] = gathered.blockModes;
  const exclusion = gathered.blockExclusions.find((each) => each.vpc === vpc.name)?.mode;
  const group = companions.groups.find(({ name }) => name === defaultGroupOf(vpc.name));
  const acl = companions.acls.find(({ name }) => name === defaultAclOf(vpc.name));
  return {
    ...vpc,
    cidrs: added(vpc.cidrs, cidrsFor(vpc.name, 'ipv4', gathered.blocks)),
    ipv6Cidrs: added(vpc.ipv6Cidrs, cidrsFor(vpc.name, 'ipv6', gathered.blocks)),
    nameServers: nameServersOf(vpc, gathered),
    ...(mode !== undefined && { blockPublicAccess: blockModeOf(mode, exclusion) }),
    ...(group && { defaultSecurityGroup: group.name }),
    ...(acl && { defaultNetworkAcl: acl.name }),
  };
}

const cidrsFor = (owner: Name, family: Block['family'], blocks: readonly Block[]): Told<string>[] =>
  blocks.filter((block) => block.owner === owner && block.family === family).map(({ cidr }) => cidr);

const added = (list: ToldList<string>, more: readonly Told<string>[]): ToldList<string> =>
  isUnknown(list) ? list : [...list, ...more];

function nameServersOf({ name, nameServers }: VpcPart, gathered: Gathered): ToldList<string> {
  const association = gathered.dhcpAssociations.find(({ vpc }) => vpc === name);
  if (!association) return nameServers;
  const { options } = association;
  if (isUnknown(options)) return options;
  if (options === 'default') return [AMAZON_DNS];
  return gathered.dhcpOptions.get(options) ?? { unknown: `the name servers of ${options}` };
}

/** How the templates name the group and the network ACL that AWS makes with a VPC. */
const defaultGroupOf = (vpc: Name): Name => `${vpc}.DefaultSecurityGroup`;
const defaultAclOf = (vpc: Name): Name => `${vpc}.DefaultNetworkAcl`;

interface Companions {
  readonly groups: Parts['securityGroups'];
  readonly groupRules: Parts['securityGroupRules'];
  readonly acls: Parts['networkAcls'];
  readonly aclEntries: Parts['networkAclEntries'];
}

/** The default groups and network ACLs that the templates refer to or change, with what AWS puts into them. */
function defaultsOf({ vpcs, emptiedGroups, ...gathered }: Gathered): Companions {
  const text = JSON.stringify([
    gathered.securityGroupRules,
    gathered.separateEgress,
    gathered.networkAclEntries,
    gathered.networkAclAssociations,
    gathered.endpoints,
    gathered.ecsServices.map(({ properties }) => properties.members),
  ]);
  const isUsed = (name: Name): boolean => text.includes(JSON.stringify(name));
  const isEmptied = (name: Name): boolean => emptiedGroups.includes(name);
  const groups = vpcs
    .map((vpc) => ({ name: defaultGroupOf(vpc.name), vpc: vpc.name, groupName: 'default' }))
    .filter(({ name }) => isUsed(name) || isEmptied(name));
  const acls = vpcs
    .map((vpc) => ({ name: defaultAclOf(vpc.name), vpc: vpc.name }))
    .filter(({ name }) => isUsed(name));
  return {
    groups,
    groupRules: groups
      .filter(({ name }) => !isEmptied(name))
      .flatMap(({ name }) => [
        { ...ANYTHING, group: name, egress: false, groups: [name] },
        { ...ANYTHING, group: name, egress: true, cidrs: ['0.0.0.0/0'] },
        { ...ANYTHING, group: name, egress: true, ipv6Cidrs: ['::/0'] },
      ]),
    acls,
    aclEntries: acls.flatMap(({ name }) =>
      [false, true].map((egress) => ({
        networkAcl: name,
        ruleNumber: 100,
        egress,
        allow: true,
        protocol: '-1',
        cidr: '0.0.0.0/0',
        fromPort: undefined,
        toPort: undefined,
      })),
    ),
  };
}

const ANYTHING = {
  protocol: '-1',
  fromPort: undefined,
  toPort: undefined,
  cidrs: [],
  ipv6Cidrs: [],
  prefixLists: [],
  groups: [],
} as const;

/**
 * The rules, with those that let everything out of the groups that have no outbound rule in them.
 *
 * @see https://github.com/aws/aws-cdk/issues/987 for outbound rules as resources of their own, which may remove that one
 */
function withDefaultEgress({
  securityGroups,
  securityGroupRules,
  separateEgress,
}: Gathered): Parts['securityGroupRules'] {
  const outbound = new Set(securityGroupRules.filter(({ egress }) => egress).map(({ group }) => group));
  const isUnsure = (name: Name) => separateEgress.some(({ group }) => group === name);
  const everything = securityGroups
    .filter(({ name }) => !outbound.has(name))
    .flatMap(({ name }) => {
      const rule = isUnsure(name)
        ? { ...ANYTHING, protocol: { unknown: `whether AWS keeps the default outbound rule of ${name}` } }
        : ANYTHING;
      return [
        { ...rule, group: name, egress: true, cidrs: ['0.0.0.0/0'] },
        { ...rule, group: name, egress: true, ipv6Cidrs: ['::/0'] },
      ];
    });
  return [...securityGroupRules, ...everything, ...separateEgress];
}
