import type { GatewayService } from '../../core/catalogue.ts';
import { type Cidr, contains, cutSubnets, formatCidr, overlaps, parseCidr } from '../../core/network/cidr.ts';
import {
  AMAZON_DNS,
  NEW_VPC,
  type Network,
  type NetworkAclEntry,
  type RouteTable,
  type Subnet,
} from '../../core/network/network.ts';
import { COMMON_REGIONS, isListedRegion, type Partition, partitionOf } from '../../core/network/regions.ts';
import { Problem } from '../../core/problem.ts';
import { nearest } from '../../core/text/nearest.ts';

export interface NewVpc {
  readonly region: string;
  readonly vpcCidr: string;
  readonly azCount: number;
  /** Undefined to have the AZs picked at deployment. */
  readonly azs: readonly string[] | undefined;
  /** The prefix of every name. */
  readonly name: string;
  /** The CIDR blocks that its first subnets have already: these never move. */
  readonly blocks?: readonly string[];
}

/**
 * The network that a new VPC will be: private subnets over the AZs, each with a route table of its own that knows only the
 * VPC, no NAT gateway, no internet gateway, and the default network ACL, which allows everything.
 *
 * @throws Problem when the block cannot be cut, or the AZs do not fit the Region or the count.
 */
export function declareNewVpc({ region, vpcCidr, azCount, azs, name, blocks = [] }: NewVpc): Network {
  const partition = demandPartition(region);
  if (azs) {
    checkAzs(azs, region, azCount, 'Availability Zones (--az-count)');
    checkUnique(azs, '--azs');
  }
  const subnets = blocksFor(vpcCidr, azCount, blocks).map((cidr, index): Subnet => {
    const id = `private-${index + 1}`;
    return { id, name: `${name}-${id}`, az: azs?.[index], cidr, routeTableId: id, implicit: false };
  });
  return {
    ...untouched(region, partition, subnets),
    vpc: vpc(NEW_VPC, [vpcCidr], name),
    routeTables: subnets.map((subnet) => table(subnet.id, [localRoute(vpcCidr)], subnet.name)),
    offers: undefined,
    assumptions: [
      ...regionAssumed(region),
      ...(azs
        ? [`Every named Availability Zone is assumed to offer the endpoint services; ${NOTHING_READ}`]
        : []),
    ],
  };
}

/**
 * The CIDR blocks of a new VPC's subnets: those that are there stay, and more zones get the next free blocks of their size.
 *
 * @throws Problem when there is no free block
 */
function blocksFor(vpcCidr: string, count: number, blocks: readonly string[]): string[] {
  const [first] = blocks;
  if (first === undefined) return cutSubnets(vpcCidr, count);
  const vpc = parseCidr(vpcCidr);
  const size = parseCidr(first);
  const taken = blocks.map((block) => parseCidr(block));
  if (!vpc || !size || taken.some((block) => !block || !contains(vpc, block)))
    throw new Problem(
      `The subnets of the new VPC have the CIDR blocks ${blocks.join(', ')}, which ${vpcCidr} doesn't hold. Leave out --vpc-cidr.`,
    );
  const free: string[] = [];
  const step = 2 ** (32 - size.prefix);
  for (let base = vpc.base; base < vpc.base + 2 ** (32 - vpc.prefix); base += step) {
    const block = { base, prefix: size.prefix };
    if (!taken.some((other) => other && overlaps(block, other))) free.push(formatCidr(block));
  }
  const all = [...blocks, ...free].slice(0, count);
  if (all.length < count)
    throw new Problem(
      `${vpcCidr} has no free block of the size of ${first} for ${count} Availability Zones. Use fewer with --az-count.`,
    );
  return all;
}

export interface ExistingVpc {
  readonly region: string;
  readonly vpcId: string;
  /** The VPC's block, if given: then the subnets must be in it. */
  readonly vpcCidr: string | undefined;
  readonly subnetIds: readonly string[];
  /** One a subnet, in the same order. */
  readonly azs: readonly string[];
  /** One a subnet, in the same order. */
  readonly subnetCidrs: readonly string[];
  /** One for all subnets, or one a subnet in the same order. */
  readonly routeTableIds: readonly string[];
  readonly taskSecurityGroupIds: readonly string[];
}

/**
 * A VPC as its user describes it, nothing read from AWS. What was not said is taken to be as AWS creates it, and
 * `assumptions` says so.
 *
 * @throws Problem when the lists do not fit one another, or blocks overlap or lie outside the VPC.
 */
export function declareExisting(given: ExistingVpc): Network {
  const { region, vpcId, vpcCidr, subnetIds, azs, subnetCidrs, routeTableIds } = given;
  const partition = demandPartition(region);
  const count = subnetIds.length;
  checkUnique(subnetIds, '--subnets');
  checkAzs(azs, region, count, 'subnets (--subnets)');
  if (subnetCidrs.length !== count) {
    throw new Problem(
      `--subnet-cidrs names ${subnetCidrs.length} blocks for ${count} subnets: give one for each, in the same order.`,
    );
  }
  if (routeTableIds.length !== 1 && routeTableIds.length !== count) {
    throw new Problem(
      `--route-tables names ${routeTableIds.length} tables for ${count} subnets: give one for all, or one for each in the same order.`,
    );
  }
  checkBlocks(subnetCidrs, vpcCidr);

  const subnets = subnetIds.map(
    (id, index): Subnet => ({
      id,
      az: azs[index],
      cidr: subnetCidrs[index],
      routeTableId: routeTableIds[index] ?? routeTableIds[0],
      implicit: false,
    }),
  );
  const cidrs = vpcCidr === undefined ? subnetCidrs : [vpcCidr];
  return {
    ...untouched(region, partition, subnets),
    vpc: vpc(vpcId, vpcCidr === undefined ? [] : [vpcCidr], undefined),
    routeTables: [...new Set(routeTableIds)].map((id) =>
      table(id, [...cidrs.map(localRoute), UNKNOWN_WAY_OUT]),
    ),
    securityGroups: given.taskSecurityGroupIds.map((id) => ({
      id,
      name: id,
      ingress: [],
      egress: [OPEN_EGRESS],
    })),
    natGateways: undefined,
    offers: undefined,
    assumptions: [
      ...regionAssumed(region),
      `The VPC is assumed to have none of these endpoints, both DNS attributes on, the Amazon DNS server, and network ACLs that allow HTTPS; ${NOTHING_READ}`,
      ...(given.taskSecurityGroupIds.length > 0
        ? [
            "The tasks' security groups are assumed to allow outbound HTTPS to the endpoints and to the S3 prefix list.",
          ]
        : []),
    ],
  };
}

const NOTHING_READ = 'nothing was read from AWS. Run doctor with access to the account to find out.';

/** Names of Regions have a form, so one that nobody has heard of cannot be told from a new one. */
const regionAssumed = (region: string): string[] => {
  if (isListedRegion(region)) return [];
  const near = nearest(region, COMMON_REGIONS, 1);
  return [
    `Region ${region} is assumed to exist: this version doesn't list it.${near ? ` Did you mean ${near}?` : ''}`,
  ];
};

const untouched = (region: string, partition: Partition, subnets: readonly Subnet[]) =>
  ({
    region,
    partition,
    source: 'declared',
    subnets,
    endpoints: [],
    securityGroups: [],
    networkAcls: [
      {
        id: 'acl-default',
        subnetIds: subnets.map(({ id }) => id),
        entries: [allowAll(true), allowAll(false)],
      },
    ],
    natGateways: [],
    hostedZones: [],
    prefixLists: Object.entries(SOME_PUBLIC_BLOCKS).map(([service, cidrs]) => ({
      id: `pl-${service}`,
      name: `com.amazonaws.${region}.${service}`,
      cidrs,
    })),
    unreadable: [],
  }) satisfies Partial<Network>;

/** Stands for the services' addresses: all that a trace needs of them here is that they are public and not the same. */
const SOME_PUBLIC_BLOCKS: Readonly<Record<GatewayService, readonly string[]>> = {
  s3: ['52.216.0.0/15'],
  dynamodb: ['52.94.0.0/22'],
  s3express: ['35.50.0.0/22'],
};

const allowAll = (egress: boolean): NetworkAclEntry => ({
  ruleNumber: 100,
  egress,
  allow: true,
  protocol: '-1',
  cidr: '0.0.0.0/0',
  fromPort: undefined,
  toPort: undefined,
});

const OPEN_EGRESS = {
  protocol: '-1',
  fromPort: undefined,
  toPort: undefined,
  cidrs: ['0.0.0.0/0'],
  ipv6Cidrs: [],
  prefixListIds: [],
  groupIds: [],
} as const;

const vpc = (id: string, cidrs: readonly string[], name: string | undefined): Network['vpc'] => ({
  id,
  ...(name === undefined ? {} : { name }),
  cidrs,
  ipv6Cidrs: [],
  dnsSupport: true,
  dnsHostnames: true,
  nameServers: [AMAZON_DNS],
});

const table = (id: string, routes: RouteTable['routes'], name?: string): RouteTable => ({
  id,
  ...(name === undefined ? {} : { name }),
  main: false,
  routes,
});

const localRoute = (cidr: string): RouteTable['routes'][number] => ({
  destination: cidr,
  target: { kind: 'local', id: 'local' },
  state: 'active',
  propagated: false,
});

const UNKNOWN_WAY_OUT: RouteTable['routes'][number] = {
  destination: '0.0.0.0/0',
  target: { kind: 'unknown', id: 'unknown' },
  state: 'active',
  propagated: false,
};

function demandPartition(region: string): Partition {
  const partition = partitionOf(region);
  if (!partition) throw new Problem(`"${region}" is not an AWS Region's name, e.g. eu-west-1.`);
  return partition;
}

function checkAzs(azs: readonly string[], region: string, count: number, of: string): void {
  if (azs.length !== count)
    throw new Problem(`--azs names ${azs.length} Availability Zones for ${count} ${of}.`);
  // Those of Local Zones have a place between the Region and the letter.
  const own = new RegExp(`^${region}(-[a-z0-9-]+)?[a-z]$`);
  const foreign = azs.find((az) => !own.test(az));
  if (foreign !== undefined)
    throw new Problem(`"${foreign}" is not an Availability Zone of ${region}, e.g. ${region}a.`);
}

function checkUnique(values: readonly string[], flag: string): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new Problem(`${flag} names ${twice} twice.`);
}

function checkBlocks(subnetCidrs: readonly string[], vpcCidr: string | undefined): void {
  const blocks = subnetCidrs.map(demandCidr);
  const outer = vpcCidr === undefined ? undefined : demandCidr(vpcCidr);
  for (const [index, block] of blocks.entries()) {
    if (outer && !contains(outer, block)) {
      throw new Problem(`Subnet block ${subnetCidrs[index]} is not inside the VPC's block ${vpcCidr}.`);
    }
    const other = blocks.findIndex((candidate, at) => at > index && overlaps(candidate, block));
    if (other >= 0)
      throw new Problem(`Subnet blocks ${subnetCidrs[index]} and ${subnetCidrs[other]} overlap.`);
  }
}

function demandCidr(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr) throw new Problem(`"${text}" is not an IPv4 CIDR block, e.g. 10.0.0.0/24.`);
  return cidr;
}
