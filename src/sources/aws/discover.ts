import {
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointServicesCommand,
  type DescribeVpcEndpointServicesCommandOutput,
  type EC2Client,
  paginateDescribeDhcpOptions,
  paginateDescribeNatGateways,
  paginateDescribeNetworkAcls,
  paginateDescribeNetworkInterfaces,
  paginateDescribePrefixLists,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcs,
  paginateGetManagedPrefixListEntries,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import type { ServiceName } from '../../core/catalogue.ts';
import { ZONES_CALL, zonesDeciding } from '../../core/network/hosted-zones.ts';
import type { Network, Reading, Unreadable } from '../../core/network/network.ts';
import { partitionOf, serviceNameByTable } from '../../core/network/regions.ts';
import type { PrefixListEntryReply, Replies } from '../../core/network/replies.ts';
import { gatewayListNames, namesPrefixList } from '../../core/network/routing.ts';
import {
  groupsElsewhere,
  NO_DHCP_OPTIONS,
  prefixListsToRead,
  profilesDecide,
  toNetwork,
  zonesDecide,
} from '../../core/network/to-network.ts';
import type { Ours } from '../../core/plan/ours.ts';
import { OURS_TAG } from '../../core/plan/ours-tag.ts';
import { Problem } from '../../core/problem.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withEc2 } from './aws-client.ts';
import { awsErrorCode, awsProblem, ForeignReply, whyUnreadable } from './aws-problem.ts';
import { type HubReader, hubReader } from './hub-reader.ts';
import { itemWith, networkAclItem, routeTableItem, securityGroupItem } from './reply-schema.ts';

export interface DiscoverInput extends AwsTarget {
  readonly vpcId: string;
  /** The services whose offers (names, Availability Zones, policies) are asked for; with none they stay unread. */
  readonly services: readonly ServiceName[];
  /** The groups of the tasks, where they are known: ones of another VPC can be associated with this one. */
  readonly securityGroupIds?: readonly string[];
  /** The account that asks, where that is known. */
  readonly accountId?: string;
  /** What the code of an earlier run did, which counts as if it were not there. */
  readonly ours?: Ours;
  /** What reads where hosted zones lead; by default, only what is in the VPC's own account. */
  readonly hubs?: HubReader;
  /** Code changes endpoints: then hosted zones matter whatever the endpoints of today answer. */
  readonly endpointsChange?: true;
}

/**
 * Reads one VPC from EC2, with calls that only read. All are made at once, except those that need an id from an earlier
 * answer: DHCP options, the entries of prefix lists, and security groups that are named and not this VPC's own. Route 53 is asked
 * for hosted zones where the endpoints leave that open, and where these decide, for their records; then for the endpoints that they
 * point to, with their VPC.
 *
 * A call that is denied leaves its part of the network `undefined`, with an entry in `unreadable`.
 *
 * @throws Problem when the VPC does not exist, when it or its subnets may not be read, and when AWS cannot be reached or
 * does not answer: a network that was not read never looks like an empty one.
 */
export async function discover(input: DiscoverInput): Promise<Network> {
  const partition = partitionOf(input.region);
  if (partition === undefined) {
    throw new Problem(`"${input.region}" is not the name of an AWS Region: names look like eu-west-1.`);
  }
  const answers = await withEc2(input, (client) => ask(client, input, partition));
  const network = toNetwork({ region: input.region, partition, ...answers });
  const owners = ownersOfZones(network, answers, input);
  if (owners.size === 0) return network;
  const own = answers.vpc.OwnerId;
  const reader =
    input.hubs ?? hubReader(async (account) => (account === own ? targetOf(input) : undefined), discover);
  const { followZones } = await import('./follow-zones.ts');
  return followZones(network, { owners, services: input.services, reader });
}

const targetOf = ({ region, profile, access }: AwsTarget): AwsTarget => ({ region, profile, access });

/** The accounts of the zones that decide where services are called, by the ids of the zones. */
function ownersOfZones(
  network: Network,
  { hostedZones = [], profileResources = [] }: Pick<Replies, 'hostedZones' | 'profileResources'>,
  { services, ours, endpointsChange }: DiscoverInput,
): ReadonlyMap<string, string> {
  // Without the endpoints of an earlier run, or with those of code, other zones may decide.
  const deciding = zonesDeciding(ours || endpointsChange ? { ...network, endpoints: [] } : network, services);
  const ids = new Set(deciding.map(({ id }) => id));
  const own = hostedZones.flatMap(({ HostedZoneId: id, Owner }) =>
    id !== undefined && ids.has(id) && Owner?.OwningAccount ? [[id, Owner.OwningAccount] as const] : [],
  );
  // Only their owners know what those of a Profile are called.
  const ofProfile = profileResources.flatMap(({ ResourceArn = '', OwnerId }) => {
    const [, account, id] = /:(\d*):(?:hostedzone|vpc-endpoint)\/([\w-]+)$/.exec(ResourceArn) ?? [];
    const owner = account || OwnerId;
    return id !== undefined && owner !== undefined ? [[id, owner] as const] : [];
  });
  return new Map([...ofProfile, ...own]);
}

async function ask(
  client: EC2Client,
  input: DiscoverInput,
  partition: Replies['partition'],
): Promise<Omit<Replies, 'region' | 'partition'>> {
  const { region, vpcId, services } = input;
  const { must, may, mayOfRoute53, mayOfProfiles, unreadable } = readings(input);
  const filter = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
  const paging = { client, pageSize: 1000 };

  const attribute = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    may('DescribeVpcAttribute', async () => {
      const reply = await client.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute }));
      const value = Attribute === 'enableDnsSupport' ? reply.EnableDnsSupport : reply.EnableDnsHostnames;
      if (value?.Value === undefined) throw new ForeignReply();
      return value.Value;
    });

  const vpc = must('DescribeVpcs', async () => {
    const vpcs = await allItems(
      paginateDescribeVpcs({ client }, { VpcIds: [vpcId] }),
      (page) => page.Vpcs,
      itemWith('VpcId'),
    );
    const found = vpcs.find(({ VpcId }) => VpcId === vpcId);
    if (!found) throw notFound(input);
    return { ...found, VpcId: vpcId };
  });
  const dhcpOptions = vpc.then(({ DhcpOptionsId: id }) =>
    id === undefined || id === NO_DHCP_OPTIONS
      ? []
      : may('DescribeDhcpOptions', () =>
          allItems(
            paginateDescribeDhcpOptions({ client }, { DhcpOptionsIds: [id] }),
            (page) => page.DhcpOptions,
            itemWith('DhcpOptionsId'),
          ),
        ),
  );
  const routeTables = may('DescribeRouteTables', () =>
    allItems(
      paginateDescribeRouteTables({ client, pageSize: 100 }, filter),
      (page) => page.RouteTables,
      routeTableItem,
    ),
  );
  const endpoints = may('DescribeVpcEndpoints', () =>
    allItems(
      paginateDescribeVpcEndpoints(paging, filter),
      (page) => page.VpcEndpoints,
      itemWith('VpcEndpointId'),
    ),
  );
  const groupsByIds = (GroupIds: string[]) =>
    allItems(
      paginateDescribeSecurityGroups({ client }, { GroupIds }),
      (page) => page.SecurityGroups,
      securityGroupItem,
    );
  const groupsOfVpc = may('DescribeSecurityGroups', () =>
    allItems(
      paginateDescribeSecurityGroups(paging, filter),
      (page) => page.SecurityGroups,
      securityGroupItem,
    ),
  );
  const securityGroups = settle({ own: groupsOfVpc, endpoints }).then(async ({ own, endpoints }) => {
    const others = own ? groupsElsewhere(own, endpoints, input.securityGroupIds) : [];
    if (!own || others.length === 0) return own;
    const found = await may('DescribeSecurityGroups', () => whereFound(others, groupsByIds));
    return [...own, ...(found ?? [])];
  });
  const servicePrefixLists = may('DescribePrefixLists', () =>
    allItems(
      paginateDescribePrefixLists(
        { client },
        { Filters: [{ Name: 'prefix-list-name', Values: gatewayListNames(region) }] },
      ),
      (page) => page.PrefixLists,
      itemWith('PrefixListId'),
    ),
  );
  // Who may not read groups is not told by the default one whose the VPC is.
  const accountId = settle({ vpc, securityGroups }).then(async ({ vpc, securityGroups }) =>
    input.accountId === undefined && vpc.OwnerId !== undefined && securityGroups === undefined
      ? (await import('./account.ts')).accountOf(input)
      : input.accountId,
  );
  const hostedZones = settle({ vpc, securityGroups, endpoints, accountId }).then((found) =>
    zonesDecide(services, withoutNamesOf(found, input), region)
      ? mayOfRoute53(async () => (await import('./list-hosted-zones.ts')).listHostedZones(input, vpcId))
      : undefined,
  );
  const profileResources = settle({ routeTables, endpoints, hostedZones }).then((found) =>
    profilesDecide({ ...withoutNamesOfOurs(found, input.ours), partition })
      ? mayOfProfiles(async (asking) => {
          const { listProfileResources } = await import('./list-profile-resources.ts');
          return listProfileResources(targetOf(input), vpcId, asking);
        })
      : undefined,
  );
  type Entries = [id: string, entries: Reading<PrefixListEntryReply[]>];
  const entriesOf = (id: string) =>
    allItems(
      paginateGetManagedPrefixListEntries({ client, pageSize: 100 }, { PrefixListId: id }),
      (page) => page.Entries,
      itemWith('Cidr'),
    );
  const readEntries = async (id: string): Promise<Entries> => [
    id,
    await may('GetManagedPrefixListEntries', () => entriesOf(id)),
  ];
  /** Those of a list that nothing leads to now, so it can be gone. */
  const readEntriesIfThere = async (id: string): Promise<Entries[]> => {
    const entries = await may('GetManagedPrefixListEntries', () => ifThere(() => entriesOf(id)));
    return entries === GONE ? [] : [[id, entries]];
  };
  const prefixListEntries = settle({ routeTables, securityGroups, servicePrefixLists }).then(
    async (answers) => {
      const ids = prefixListsToRead(answers);
      const others = listsOfDeletedRoutes(input.ours).filter((id) => !ids.includes(id));
      const read = [...ids.map(async (id) => [await readEntries(id)]), ...others.map(readEntriesIfThere)];
      return new Map((await Promise.all(read)).flat());
    },
  );

  return {
    ...(await settle({
      vpc,
      accountId,
      dhcpOptions,
      dnsSupport: attribute('enableDnsSupport'),
      dnsHostnames: attribute('enableDnsHostnames'),
      subnets: must('DescribeSubnets', () =>
        allItems(paginateDescribeSubnets(paging, filter), (page) => page.Subnets, itemWith('SubnetId')),
      ),
      routeTables,
      endpoints,
      hostedZones,
      profileResources,
      networkInterfaces: may('DescribeNetworkInterfaces', () =>
        allItems(
          paginateDescribeNetworkInterfaces(paging, {
            Filters: [...filter.Filters, { Name: 'interface-type', Values: ['vpc_endpoint'] }],
          }),
          (page) => page.NetworkInterfaces,
          itemWith('NetworkInterfaceId'),
        ),
      ),
      securityGroups,
      networkAcls: may('DescribeNetworkAcls', () =>
        allItems(paginateDescribeNetworkAcls(paging, filter), (page) => page.NetworkAcls, networkAclItem),
      ),
      natGateways: may('DescribeNatGateways', () =>
        allItems(
          paginateDescribeNatGateways(paging, { Filter: filter.Filters }),
          (page) => page.NatGateways,
          itemWith('NatGatewayId'),
        ),
      ),
      servicePrefixLists,
      prefixListEntries,
      endpointServices:
        services.length === 0
          ? undefined
          : may('DescribeVpcEndpointServices', () =>
              allItems(
                pagesOfEndpointServices(client, serviceNames(services, region)),
                (page) => page.ServiceDetails,
                itemWith('ServiceName'),
              ),
            ),
    })),
    askedServices: services,
    unreadable: unreadable(),
  };
}

/**
 * `must` asks what nothing works without, `may` what can stay unknown; `unreadable` says of which calls. What Route 53 is asked can
 * stay unknown for any reason: it answers at another place than EC2, which this machine may not reach.
 */
function readings(input: DiscoverInput) {
  const denied = new Map<string, Unreadable>();

  const failed = (error: unknown, action: string): Problem =>
    isNoSuchVpc(error) ? notFound(input) : awsProblem(error, { ...input, action });

  const must = async <T>(call: string, ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      throw failed(error, `ec2:${call}`);
    }
  };

  const may = async <T>(call: string, ask: () => Promise<T>): Promise<Reading<T>> => {
    const action = `ec2:${call}`;
    try {
      return await ask();
    } catch (error) {
      const reason = isNoSuchVpc(error) ? undefined : whyUnreadable(error, { ...input, action });
      if (reason === undefined) throw failed(error, action);
      denied.set(call, { call, action, reason });
      return undefined;
    }
  };

  const unread = (error: unknown, call: string, action: string): undefined => {
    const attempt = { ...input, action };
    const reason = whyUnreadable(error, attempt) ?? awsProblem(error, attempt).message;
    denied.set(call, { call, action, reason });
  };

  const mayOfRoute53 = <T>(ask: () => Promise<T>): Promise<Reading<T>> =>
    ask().catch((error: unknown) => unread(error, ZONES_CALL.call, ZONES_CALL.action));

  /** @param ask says each call before it makes it */
  const mayOfProfiles = <T>(ask: (asking: (call: string) => void) => Promise<T>): Promise<Reading<T>> => {
    let asked = '';
    const asking = (call: string) => {
      asked = call;
    };
    return ask(asking).catch((error: unknown) => unread(error, asked, `route53profiles:${asked}`));
  };

  return { must, may, mayOfRoute53, mayOfProfiles, unreadable: () => [...denied.values()] };
}

/** EC2 refuses a list of ids as a whole where it does not find one of them: then each is asked for by itself. */
async function whereFound<T>(ids: string[], ask: (ids: string[]) => Promise<T[]>): Promise<T[]> {
  try {
    return await ask(ids);
  } catch (error) {
    if (!awsErrorCode(error).startsWith('InvalidGroup')) throw error;
    if (ids.length === 1) return [];
    return (await Promise.all(ids.map((id) => whereFound([id], ask)))).flat();
  }
}

/** The customer's prefix lists that routes led to which an earlier run had somebody delete: what it decided turned on their entries. */
const listsOfDeletedRoutes = (ours: Ours | undefined): string[] => [
  ...new Set(
    (ours?.changes ?? []).flatMap((change) =>
      change.kind === 'delete-route' && namesPrefixList(change.destination) ? [change.destination] : [],
    ),
  ),
];

/** Stands for what isn't there, which is an answer as well. */
const GONE = Symbol('gone');

async function ifThere<T>(ask: () => Promise<T>): Promise<T | typeof GONE> {
  try {
    return await ask();
  } catch (error) {
    if (awsErrorCode(error).endsWith('.NotFound')) return GONE;
    throw error;
  }
}

const isNoSuchVpc = (error: unknown): boolean => awsErrorCode(error).startsWith('InvalidVpcID');

const notFound = ({ vpcId, region }: DiscoverInput): Problem =>
  new Problem(
    `VPC ${vpcId} not found in ${region} for this account. Check the ID, the Region and the profile.`,
    { kind: 'no-such-vpc' },
  );

/** Replies without the endpoints that may not be there, or be others, when it comes to names. */
const withoutNamesOf = <Found extends { readonly endpoints: readonly VpcEndpoint[] | undefined }>(
  found: Found,
  { ours, endpointsChange }: DiscoverInput,
): Found =>
  endpointsChange ? { ...found, endpoints: found.endpoints && [] } : withoutNamesOfOurs(found, ours);

/** Replies as they would be if an earlier run's code had created no endpoint, and had left private DNS of the others off. */
function withoutNamesOfOurs<Found extends { readonly endpoints: readonly VpcEndpoint[] | undefined }>(
  found: Found,
  ours: Ours | undefined,
): Found {
  if (ours === undefined) return found;
  const enabled = new Set(
    ours.changes.flatMap((change) => (change.kind === 'enable-private-dns' ? [change.endpointId] : [])),
  );
  const others = found.endpoints?.filter(
    ({ Tags = [] }) => !Tags.some(({ Key, Value }) => Key === OURS_TAG && Value === ours.name),
  );
  return {
    ...found,
    endpoints: others?.map((endpoint) =>
      enabled.has(endpoint.VpcEndpointId ?? '') ? { ...endpoint, PrivateDnsEnabled: false } : endpoint,
    ),
  };
}

/** The SDK has no paginator for this one. */
async function* pagesOfEndpointServices(
  client: EC2Client,
  names: string[],
): AsyncGenerator<DescribeVpcEndpointServicesCommandOutput> {
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeVpcEndpointServicesCommand({
        Filters: [{ Name: 'service-name', Values: names }],
        MaxResults: 1000,
        NextToken,
      }),
    );
    yield page;
    NextToken = page.NextToken;
  } while (NextToken);
}

/**
 * Both names that a service can have where the Region's partition has its own prefix: what EC2 then answers is the authority.
 * A filter passes over names that do not exist, where a list of names would fail as a whole.
 */
const serviceNames = (services: readonly ServiceName[], region: string): string[] => [
  ...new Set(
    services.flatMap((service) => [
      serviceNameByTable(service, region),
      `com.amazonaws.${region}.${service}`,
    ]),
  ),
];

/** Waits for every property. */
async function settle<T extends object>(asked: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const entries = await Promise.all(
    Object.entries(asked).map(async ([key, promise]): Promise<[string, unknown]> => [key, await promise]),
  );
  return Object.fromEntries(entries) as { [K in keyof T]: Awaited<T[K]> };
}
