import { AMAZON_DNS } from '../../../core/network/network.ts';
import {
  isUnknown,
  type Name,
  type Parts,
  type SecurityGroupPart,
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
  // Without a mode there is nothing that a subnet could be excluded from.
  for (const name of gathered.blockModes.length > 0 ? gathered.subnetExclusions : []) {
    unread.push({
      name,
      why: 'it excludes a subnet from VPC Block Public Access, which is read for VPCs only',
    });
  }
  return {
    region: region ?? { unknown: 'the Region' },
    vpcs: vpcs.map((vpc) => finishedVpc(vpc, gathered)),
    subnets: subnets.map((subnet): SubnetPart => {
      const blocks = cidrsFor(subnet.name, 'ipv6', gathered.blocks);
      return blocks.length === 0 ? subnet : { ...subnet, ipv6Cidrs: added(subnet.ipv6Cidrs, blocks) };
    }),
    routeTables: gathered.routeTables,
    routes: gathered.routes,
    routeTableAssociations: gathered.routeTableAssociations,
    endpoints: gathered.endpoints,
    securityGroups: [...gathered.securityGroups, ...emptiedGroups(gathered)],
    securityGroupRules: withDefaultEgress(gathered),
    networkAcls: gathered.networkAcls,
    networkAclEntries: gathered.networkAclEntries,
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

function finishedVpc(vpc: VpcPart, gathered: Gathered): VpcPart {
  const [mode] = gathered.blockModes;
  const exclusion = gathered.blockExclusions.find((each) => each.vpc === vpc.name)?.mode;
  const emptied = gathered.emptiedGroups.find((name) => name === defaultGroupOf(vpc));
  return {
    ...vpc,
    cidrs: added(vpc.cidrs, cidrsFor(vpc.name, 'ipv4', gathered.blocks)),
    ipv6Cidrs: added(vpc.ipv6Cidrs, cidrsFor(vpc.name, 'ipv6', gathered.blocks)),
    nameServers: nameServersOf(vpc, gathered),
    ...(mode !== undefined && { blockPublicAccess: blockModeOf(mode, exclusion) }),
    ...(emptied !== undefined && { defaultSecurityGroup: emptied }),
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

/** What `Fn::GetAtt` names the group that AWS makes with a VPC. */
const defaultGroupOf = ({ name }: VpcPart): Name => `${name}.DefaultSecurityGroup`;

/** Default groups of which nothing is left but what the templates put into them. */
const emptiedGroups = ({ vpcs, emptiedGroups: emptied }: Gathered): SecurityGroupPart[] =>
  vpcs.flatMap((vpc) => {
    const name = defaultGroupOf(vpc);
    return emptied.includes(name) ? [{ name, vpc: vpc.name, groupName: 'default' }] : [];
  });

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
