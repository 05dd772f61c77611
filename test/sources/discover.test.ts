import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServiceName } from '../../src/core/catalogue.ts';
import { ZONES_CALL } from '../../src/core/network/hosted-zones.ts';
import type { Change } from '../../src/core/plan/change.ts';
import { OURS_TAG } from '../../src/core/plan/ours-tag.ts';
import { Problem } from '../../src/core/problem.ts';
import { discover } from '../../src/sources/aws/discover.ts';
import { loadSnapshot, snapshotText } from '../../src/sources/snapshot/snapshot.ts';
import { useAwsEnv, withoutAws } from '../real/aws-env.ts';
import { type Answers, type Failure, type FakeEc2, type Item, startFakeEc2 } from './fake-ec2.ts';

/** `discover` against a server that pages, denies, throttles and drops; real/discover.test.ts has an emulated AWS. */

const vpcId = 'vpc-0a1b2c3d4e5f60718';
const name = (value: string) => [{ key: 'Name', value }];

const ANSWERS: Answers = {
  DescribeVpcs: [
    [
      {
        vpcId,
        cidrBlock: '10.0.0.0/16',
        dhcpOptionsId: 'dopt-1',
        tagSet: name('shop'),
        cidrBlockAssociationSet: [
          { cidrBlock: '10.1.0.0/16', cidrBlockState: { state: 'associated' } },
          { cidrBlock: '10.0.0.0/16', cidrBlockState: { state: 'associated' } },
          { cidrBlock: '10.2.0.0/16', cidrBlockState: { state: 'disassociated' } },
        ],
      },
    ],
  ],
  DescribeDhcpOptions: [
    [
      {
        dhcpOptionsId: 'dopt-1',
        dhcpConfigurationSet: [{ key: 'domain-name-servers', valueSet: [{ value: '10.0.0.9' }] }],
      },
    ],
  ],
  DescribeSubnets: [
    [{ subnetId: 'subnet-1', cidrBlock: '10.0.1.0/24', availabilityZone: 'eu-west-1b' }],
    [{ subnetId: 'subnet-2', cidrBlock: '10.0.2.0/24', availabilityZone: 'eu-west-1a' }],
    [{ subnetId: 'subnet-3', ipv6Native: true, availabilityZone: 'eu-west-1c' }],
  ],
  DescribeRouteTables: [
    [
      {
        routeTableId: 'rtb-1',
        associationSet: [{ main: false, subnetId: 'subnet-1', associationState: { state: 'associated' } }],
        routeSet: [{ destinationPrefixListId: 'pl-s3', gatewayId: 'vpce-s3', state: 'active' }],
      },
    ],
    [{ routeTableId: 'rtb-main', associationSet: [{ main: true }], routeSet: [] }],
  ],
  DescribeVpcEndpoints: [
    [
      {
        vpcEndpointId: 'vpce-s3',
        vpcEndpointType: 'Gateway',
        serviceName: 'com.amazonaws.eu-west-1.s3',
        state: 'available',
        routeTableIdSet: ['rtb-1'],
      },
    ],
    [
      {
        vpcEndpointId: 'vpce-api',
        vpcEndpointType: 'Interface',
        serviceName: 'com.amazonaws.eu-west-1.ecr.api',
        state: 'pendingAcceptance',
        privateDnsEnabled: true,
        subnetIdSet: ['subnet-1', 'subnet-2'],
        networkInterfaceIdSet: ['eni-1', 'eni-2'],
        groupSet: [{ groupId: 'sg-1' }],
      },
    ],
  ],
  DescribeNetworkInterfaces: [
    [{ networkInterfaceId: 'eni-2', subnetId: 'subnet-2', privateIpAddress: '10.0.2.9' }],
    [{ networkInterfaceId: 'eni-1', subnetId: 'subnet-1', privateIpAddress: '10.0.1.9' }],
  ],
  DescribeSecurityGroups: [
    [
      {
        groupId: 'sg-1',
        groupName: 'endpoints',
        ipPermissions: [
          {
            ipProtocol: 'tcp',
            fromPort: 443,
            toPort: 443,
            groups: [{ groupId: 'sg-2' }],
            prefixListIds: [{ prefixListId: 'pl-mine' }],
          },
        ],
      },
    ],
    [{ groupId: 'sg-2', groupName: 'tasks' }],
  ],
  DescribeNetworkAcls: [[{ networkAclId: 'acl-1' }], [{ networkAclId: 'acl-2' }]],
  DescribeNatGateways: [[{ natGatewayId: 'nat-1', state: 'available' }], [{ natGatewayId: 'nat-2' }]],
  DescribePrefixLists: [
    [{ prefixListId: 'pl-s3', prefixListName: 'com.amazonaws.eu-west-1.s3', cidrSet: ['3.5.0.0/19'] }],
    [{ prefixListId: 'pl-ddb', prefixListName: 'com.amazonaws.eu-west-1.dynamodb', cidrSet: ['3.6.0.0/19'] }],
  ],
  ListHostedZonesByVPC: [
    [{ HostedZoneId: 'Z2', Name: 'Shop.Internal.', Owner: { OwningAccount: '111122223333' } }],
    [
      {
        HostedZoneId: 'Z3',
        Name: 'fs-1.efs.eu-west-1.amazonaws.com.',
        Owner: { OwningService: 'efs.amazonaws.com' },
      },
      {
        HostedZoneId: 'Z1',
        Name: 'api.ecr.eu-west-1.amazonaws.com.',
        Owner: { OwningAccount: '999988887777' },
      },
    ],
  ],
  GetManagedPrefixListEntries: [[{ cidr: '10.7.0.0/16' }], [{ cidr: '10.8.0.0/16' }]],
  DescribeVpcEndpointServices: [
    [
      {
        serviceName: 'com.amazonaws.eu-west-1.ecr.api',
        serviceType: [{ serviceType: 'Interface' }],
        availabilityZoneSet: ['eu-west-1a', 'eu-west-1b'],
        vpcEndpointPolicySupported: true,
      },
    ],
    [{ serviceName: 'com.amazonaws.eu-west-1.s3', serviceType: [{ serviceType: 'Gateway' }] }],
  ],
};

const input = { region: 'eu-west-1', vpcId, services: ['ecr.api', 's3'] } as const;
const DENIED = { code: 'UnauthorizedOperation', status: 403, message: 'You are not authorized.' } as const;

let ec2: FakeEc2;
let restore: () => void;

async function start(quiet = 0, answers = ANSWERS): Promise<void> {
  ec2 = await startFakeEc2(answers, quiet);
  vi.stubEnv('AWS_ENDPOINT_URL', ec2.url);
}

beforeEach(async () => {
  restore = useAwsEnv({
    ...withoutAws(process.env),
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  });
  await start();
});

afterEach(async () => {
  await ec2.stop();
  vi.unstubAllEnvs();
  restore();
});

const problem = async (): Promise<string> => {
  try {
    await discover(input);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  return 'no problem';
};

describe('discover', () => {
  it('reads every page of every list', async () => {
    const network = await discover(input);
    expect(network).toStrictEqual({
      region: 'eu-west-1',
      partition: 'aws',
      source: 'live',
      vpc: {
        id: vpcId,
        name: 'shop',
        cidrs: ['10.0.0.0/16', '10.1.0.0/16'],
        ipv6Cidrs: [],
        dnsSupport: true,
        dnsHostnames: true,
        nameServers: ['10.0.0.9'],
      },
      subnets: [
        { id: 'subnet-2', az: 'eu-west-1a', cidr: '10.0.2.0/24', routeTableId: 'rtb-main', implicit: true },
        { id: 'subnet-1', az: 'eu-west-1b', cidr: '10.0.1.0/24', routeTableId: 'rtb-1', implicit: false },
        { id: 'subnet-3', az: 'eu-west-1c', cidr: undefined, routeTableId: 'rtb-main', implicit: true },
      ],
      routeTables: [
        {
          id: 'rtb-1',
          main: false,
          routes: [
            {
              destination: 'pl-s3',
              target: { kind: 'vpc-endpoint', id: 'vpce-s3' },
              state: 'active',
              propagated: false,
            },
          ],
        },
        { id: 'rtb-main', main: true, routes: [] },
      ],
      endpoints: [
        {
          id: 'vpce-api',
          serviceName: 'com.amazonaws.eu-west-1.ecr.api',
          service: 'ecr.api',
          kind: 'interface',
          state: 'pending-acceptance',
          privateDns: true,
          inboundResolverOnly: false,
          subnetIds: ['subnet-1', 'subnet-2'],
          interfaces: [
            { id: 'eni-1', subnetId: 'subnet-1', ip: '10.0.1.9' },
            { id: 'eni-2', subnetId: 'subnet-2', ip: '10.0.2.9' },
          ],
          securityGroupIds: ['sg-1'],
          routeTableIds: [],
          policy: undefined,
          tags: {},
        },
        {
          id: 'vpce-s3',
          serviceName: 'com.amazonaws.eu-west-1.s3',
          service: 's3',
          kind: 'gateway',
          state: 'available',
          privateDns: false,
          inboundResolverOnly: false,
          subnetIds: [],
          interfaces: [],
          securityGroupIds: [],
          routeTableIds: ['rtb-1'],
          policy: undefined,
          tags: {},
        },
      ],
      securityGroups: [
        {
          id: 'sg-1',
          name: 'endpoints',
          ingress: [
            {
              protocol: 'tcp',
              fromPort: 443,
              toPort: 443,
              cidrs: [],
              ipv6Cidrs: [],
              prefixListIds: ['pl-mine'],
              groupIds: ['sg-2'],
            },
          ],
          egress: [],
        },
        { id: 'sg-2', name: 'tasks', ingress: [], egress: [] },
      ],
      networkAcls: [
        { id: 'acl-1', subnetIds: [], entries: [] },
        { id: 'acl-2', subnetIds: [], entries: [] },
      ],
      natGateways: [
        { id: 'nat-1', subnetId: undefined, state: 'available', connectivity: 'public' },
        { id: 'nat-2', subnetId: undefined, state: 'unknown', connectivity: 'public' },
      ],
      prefixLists: [
        { id: 'pl-ddb', name: 'com.amazonaws.eu-west-1.dynamodb', cidrs: ['3.6.0.0/19'] },
        { id: 'pl-mine', name: 'pl-mine', cidrs: ['10.7.0.0/16', '10.8.0.0/16'] },
        { id: 'pl-s3', name: 'com.amazonaws.eu-west-1.s3', cidrs: ['3.5.0.0/19'] },
      ],
      offers: [
        {
          service: 'ecr.api',
          serviceName: 'com.amazonaws.eu-west-1.ecr.api',
          kind: 'interface',
          azs: ['eu-west-1a', 'eu-west-1b'],
          policySupported: true,
        },
        {
          service: 's3',
          serviceName: 'com.amazonaws.eu-west-1.s3',
          kind: 'gateway',
          azs: [],
          policySupported: false,
        },
      ],
      hostedZones: [
        { id: 'Z1', name: 'api.ecr.eu-west-1.amazonaws.com' },
        { id: 'Z2', name: 'shop.internal' },
      ],
      unreadable: [],
      assumptions: [],
    });
  });

  it('keeps a route whose destination is of a kind that it does not know', async () => {
    await ec2.stop();
    const routeSet = [{ destinationOdd: 'x', natGatewayId: 'nat-1', state: 'active' }];
    await start(0, { ...ANSWERS, DescribeRouteTables: [[{ routeTableId: 'rtb-1', routeSet }]] });
    expect((await discover(input)).routeTables?.[0]?.routes).toMatchObject([
      { destination: 'unknown', target: { kind: 'nat-gateway', id: 'nat-1' } },
    ]);
  });

  it('asks for one VPC only, and for nothing but reads', async () => {
    await discover(input);
    for (const { action, parameters } of ec2.calls) {
      expect(action).toMatch(/^(Describe|GetManagedPrefixListEntries$|ListHostedZonesByVPC$)/);
      const text = decodeURIComponent(parameters.toString());
      const byItself = ['DescribeDhcpOptions', 'DescribePrefixLists', 'GetManagedPrefixListEntries'];
      if (!byItself.includes(action) && action !== 'DescribeVpcEndpointServices')
        expect(text).toContain(vpcId);
    }
  });

  it('asks for no offers when no service is named', async () => {
    expect((await discover({ ...input, services: [] })).offers).toBeUndefined();
    expect(ec2.calls.map(({ action }) => action)).not.toContain('DescribeVpcEndpointServices');
  });

  it('asks for a service by both names it can have in China', async () => {
    await discover({ ...input, region: 'cn-north-1' });
    const asked = ec2.calls.find(({ action }) => action === 'DescribeVpcEndpointServices')?.parameters;
    expect([1, 2, 3].map((n) => asked?.get(`Filter.1.Value.${n}`))).toEqual([
      'cn.com.amazonaws.cn-north-1.ecr.api',
      'com.amazonaws.cn-north-1.ecr.api',
      'com.amazonaws.cn-north-1.s3',
    ]);
  });

  it('waits for answers three times at most, where each list fits a page or two', async () => {
    await ec2.stop();
    await start(200);
    await discover(input);
    // Subnets come in three pages; the entries of a prefix list begin in the third round, and have a second page here.
    const begun = ec2.calls.filter(
      ({ action, parameters }) =>
        action === 'DescribeSubnets' || !(parameters.has('NextToken') || parameters.has('nexttoken')),
    );
    expect(Math.max(...begun.map(({ round }) => round))).toBe(3);
  });

  it('waits twice where each list fits a page', async () => {
    await ec2.stop();
    await start(
      200,
      Object.fromEntries(Object.entries(ANSWERS).map(([call, pages]) => [call, [pages.flat()]])),
    );
    await discover(input);
    expect(Math.max(...ec2.calls.map(({ round }) => round))).toBe(2);
  });

  it('stops asking when one call has failed for good', async () => {
    ec2.fail('DescribeSubnets', DENIED, 'always');
    ec2.fail('DescribeNetworkAcls', { code: 'RequestLimitExceeded', status: 503 }, 'always');
    await problem();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(ec2.calls.filter(({ action }) => action === 'DescribeNetworkAcls').length).toBeLessThanOrEqual(1);
  });
});

describe('security groups of other VPCs', () => {
  const elsewhere = (groupId: string, port = 443) => ({
    groupId,
    groupName: groupId,
    vpcId: 'vpc-shared',
    ipPermissions: [
      { ipProtocol: 'tcp', fromPort: port, toPort: port, ipRanges: [{ cidrIp: '10.0.0.0/8' }] },
    ],
  });
  const endpointWith = (...ids: string[]) => [
    [
      {
        vpcEndpointId: 'vpce-api',
        vpcEndpointType: 'Interface',
        serviceName: 'com.amazonaws.eu-west-1.ecr.api',
        groupSet: ids.map((groupId) => ({ groupId })),
      },
    ],
  ];
  const startWith = async (endpointGroups: string[], found: string[]) => {
    await ec2.stop();
    await start(0, {
      ...ANSWERS,
      DescribeVpcEndpoints: endpointWith(...endpointGroups),
      GroupsElsewhere: [found.map((id) => elsewhere(id))],
    });
  };
  const groupCalls = () =>
    ec2.calls
      .filter(({ action }) => action === 'DescribeSecurityGroups')
      .map(({ parameters }) =>
        [...parameters].flatMap(([key, id]) => (key.startsWith('GroupId.') ? [id] : [])),
      )
      .filter((ids) => ids.length > 0);
  const idsOf = (network: Awaited<ReturnType<typeof discover>>) =>
    network.securityGroups?.map(({ id }) => id);

  it('are not asked for where all that are named are the VPC’s own', async () => {
    await discover({ ...input, securityGroupIds: ['sg-2'] });
    expect(groupCalls()).toEqual([]);
  });

  it('are read by their ids, in one call, with the prefix lists that they name', async () => {
    await startWith(['sg-1', 'sg-endpoints-b'], ['sg-endpoints-b', 'sg-tasks-b']);
    const network = await discover({ ...input, securityGroupIds: ['sg-tasks-b', 'sg-2'] });
    expect(groupCalls()).toEqual([['sg-endpoints-b', 'sg-tasks-b']]);
    expect(idsOf(network)).toEqual(['sg-1', 'sg-2', 'sg-endpoints-b', 'sg-tasks-b']);
    expect(network.securityGroups?.[2]?.ingress[0]?.cidrs).toEqual(['10.0.0.0/8']);
    expect(network.unreadable).toEqual([]);
    expect(network.assumptions).toEqual([
      `Security group sg-tasks-b belongs to vpc-shared, and is taken to be associated with ${vpcId}.`,
    ]);
  });

  it.each([
    ['alone', ['sg-gone'], []],
    ['among others', ['sg-gone', 'sg-shared'], ['sg-shared']],
  ])('that do not exist are left out, %s', async (_, named, found) => {
    await startWith(named, ['sg-shared']);
    const network = await discover(input);
    expect(idsOf(network)).toEqual(['sg-1', 'sg-2', ...found]);
    expect(network.unreadable).toEqual([]);
  });

  it('stay unknown where the groups of the VPC could not be read', async () => {
    await startWith(['sg-shared'], ['sg-shared']);
    ec2.fail('DescribeSecurityGroups', DENIED, 'always');
    const network = await discover(input);
    expect(network.securityGroups).toBeUndefined();
    expect(groupCalls()).toEqual([]);
  });
});

describe('a denied call', () => {
  const cases: [string, (network: Awaited<ReturnType<typeof discover>>) => unknown][] = [
    ['DescribeVpcAttribute', ({ vpc }) => vpc.dnsSupport ?? vpc.dnsHostnames],
    ['DescribeDhcpOptions', ({ vpc }) => vpc.nameServers],
    ['DescribeRouteTables', ({ routeTables, subnets }) => routeTables ?? subnets[0]?.routeTableId],
    ['DescribeVpcEndpoints', ({ endpoints }) => endpoints],
    ['DescribeSecurityGroups', ({ securityGroups }) => securityGroups],
    ['DescribeNetworkAcls', ({ networkAcls }) => networkAcls],
    ['DescribeNatGateways', ({ natGateways }) => natGateways],
    ['DescribeNetworkInterfaces', ({ endpoints }) => endpoints?.[0]?.interfaces[0]?.ip],
    ['DescribePrefixLists', ({ prefixLists }) => prefixLists?.find(({ name }) => name.endsWith('.s3'))],
    ['GetManagedPrefixListEntries', ({ prefixLists }) => prefixLists?.[1]?.cidrs],
    ['DescribeVpcEndpointServices', ({ offers }) => offers],
  ];

  it.each(cases)('%s leaves its part unknown and is named', async (call, partOf) => {
    expect(partOf(await discover(input))).toBeDefined();
    ec2.fail(call, DENIED, 'always');
    const network = await discover(input);
    expect(partOf(network)).toBeUndefined();
    const reason = `The credentials in use are not allowed ec2:${call}.`;
    expect(network.unreadable).toEqual([{ call, action: `ec2:${call}`, reason }]);
    const text = snapshotText(network);
    const endpoints = network.endpoints?.map(({ tags: _, ...endpoint }) => endpoint);
    expect(loadSnapshot(text, 'x.json')).toStrictEqual({ ...network, endpoints, source: 'snapshot' });
  });

  it('all of them at once leave a network that knows only its VPC and subnets', async () => {
    for (const [call] of cases) ec2.fail(call, DENIED, 'always');
    const network = await discover(input);
    expect(network.subnets).toHaveLength(3);
    expect(network.unreadable.map(({ call }) => call)).toEqual(
      cases.flatMap(([call]) => (call === 'GetManagedPrefixListEntries' ? [] : [call])).sort(),
    );
  });

  it.each(['DescribeVpcs', 'DescribeSubnets'])(
    '%s is a Problem, since nothing works without it',
    async (call) => {
      ec2.fail(call, DENIED, 'always');
      expect(await problem()).toContain(`not allowed ec2:${call} in eu-west-1: have this IAM action allowed`);
    },
  );

  it('that another rule denies explicitly says so', async () => {
    const message =
      'not authorized to perform: ec2:DescribeNatGateways with an explicit deny in a service control policy';
    ec2.fail('DescribeNatGateways', { ...DENIED, message }, 'always');
    expect((await discover(input)).unreadable[0]?.reason).toBe(
      'A policy denies ec2:DescribeNatGateways explicitly.',
    );
  });

  it('because a role cannot be assumed is not taken for a denied read', async () => {
    const message = 'User: x is not authorized to perform: sts:AssumeRole on resource: y';
    ec2.fail('DescribeNatGateways', { ...DENIED, message }, 'always');
    expect(await problem()).toContain('not allowed sts:AssumeRole');
  });

  it("another account's DHCP options, in a shared VPC, leave the name servers unknown", async () => {
    ec2.fail('DescribeDhcpOptions', { code: 'InvalidDhcpOptionID.NotFound', status: 400 }, 'always');
    const network = await discover(input);
    expect(network.vpc.nameServers).toBeUndefined();
    expect(network.unreadable[0]?.call).toBe('DescribeDhcpOptions');
  });
});

describe('hosted zones', () => {
  const zonesAsked = () => ec2.calls.filter(({ action }) => action === ZONES_CALL.call);

  it('are asked for by VPC and Region, page by page, and those of AWS services are left out', async () => {
    const { hostedZones } = await discover(input);
    expect(hostedZones).toEqual([
      { id: 'Z1', name: 'api.ecr.eu-west-1.amazonaws.com' },
      { id: 'Z2', name: 'shop.internal' },
    ]);
    expect(zonesAsked().map(({ parameters }) => Object.fromEntries(parameters))).toEqual([
      { vpcid: vpcId, vpcregion: 'eu-west-1' },
      { vpcid: vpcId, vpcregion: 'eu-west-1', nexttoken: '1' },
    ]);
  });

  const serving = (name: string, PrivateDns = true) => ({
    vpcEndpointId: `vpce-${name}`,
    vpcEndpointType: 'Interface',
    serviceName: `com.amazonaws.eu-west-1.${name}`,
    state: 'available',
    privateDnsEnabled: PrivateDns,
  });
  it.each<[string, readonly ServiceName[], readonly Item[], number]>([
    ['every needed service has its endpoint', ['logs', 's3'], [serving('logs')], 0],
    ['only a gateway is needed', ['s3'], [], 0],
    ['nothing is needed', [], [serving('logs', false)], 0],
    ['private DNS is off on one', ['logs', 'ssm'], [serving('logs'), serving('ssm', false)], 1],
    ['one has none', ['logs', 'secretsmanager'], [serving('logs')], 1],
    ['one is not there yet', ['logs'], [{ ...serving('logs'), state: 'pending' }], 1],
  ])('are asked for only where they decide: %s', async (_, services, endpoints, times) => {
    await ec2.stop();
    await start(0, { ...ANSWERS, DescribeVpcEndpoints: [endpoints], ListHostedZonesByVPC: [[]] });
    const { hostedZones } = await discover({ ...input, services });
    expect(zonesAsked()).toHaveLength(times);
    expect(hostedZones).toEqual(times === 0 ? undefined : []);
  });

  it('are asked for where an earlier run created an endpoint or turned its private DNS on', async () => {
    await ec2.stop();
    const tags = [{ key: OURS_TAG, value: 'net' }];
    const endpoints = [serving('logs'), { ...serving('ssm'), tagSet: tags }];
    await start(0, { ...ANSWERS, DescribeVpcEndpoints: [endpoints], ListHostedZonesByVPC: [[]] });
    const asked = async (services: ServiceName[], name: string, changes: Change[]) => {
      const { hostedZones, endpoints } = await discover({ ...input, services, ours: { name, changes } });
      expect(endpoints?.map(({ privateDns }) => privateDns)).toEqual([true, true]);
      return hostedZones !== undefined;
    };
    const enabled: Change = { kind: 'enable-private-dns', service: 'logs', endpointId: 'vpce-logs' };
    expect(await asked(['logs', 'ssm'], 'other', [])).toBe(false);
    expect(await asked(['ssm'], 'net', [])).toBe(true);
    expect(await asked(['logs'], 'net', [enabled])).toBe(true);
    expect(await asked(['ssm'], 'other', [enabled])).toBe(false);
  });

  it.each<[string, Failure, string]>([
    [
      'denied',
      {
        code: 'AccessDenied',
        status: 403,
        message:
          'User: arn:aws:iam::1:user/x is not authorized to perform: route53:ListHostedZonesByVPC because no identity-based policy allows it',
      },
      'The credentials in use are not allowed route53:ListHostedZonesByVPC.',
    ],
    ['cut off', 'drop', 'The connection to AWS in eu-west-1 was cut off'],
    ['throttled', { code: 'ThrottlingException', status: 400 }, 'Still throttled'],
  ])('%s are not known, and the rest is', async (_, failure, reason) => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    ec2.fail(ZONES_CALL.call, failure, 'always');
    const network = await discover(input);
    expect(network.hostedZones).toBeUndefined();
    expect(network.endpoints).toBeDefined();
    expect(network.unreadable).toEqual([{ ...ZONES_CALL, reason: expect.stringContaining(reason) }]);
  });
});

describe('the Route 53 Profile of the VPC', () => {
  const asked = () => ec2.calls.filter(({ action }) => action.startsWith('ListProfile'));
  const routes = (target: Item): Answers => ({
    ...ANSWERS,
    DescribeVpcEndpoints: [[]],
    ListHostedZonesByVPC: [[]],
    DescribeRouteTables: [
      [
        {
          routeTableId: 'rtb-1',
          associationSet: [{ main: true }],
          routeSet: [{ destinationCidrBlock: '10.9.0.0/16', state: 'active', ...target }],
        },
      ],
    ],
  });
  const silent = {
    vpcEndpointId: 'vpce-1',
    vpcEndpointType: 'Interface',
    serviceName: 'com.amazonaws.eu-west-1.logs',
    state: 'available',
    privateDnsEnabled: false,
  };
  const restart = async (answers: Answers) => {
    await ec2.stop();
    await start(0, answers);
  };

  it.each<[string, Answers, readonly ServiceName[], number]>([
    ['a route to a transit gateway', routes({ transitGatewayId: 'tgw-1' }), ['logs'], 1],
    ['a route to a peering connection', routes({ vpcPeeringConnectionId: 'pcx-1' }), ['logs'], 1],
    ['a route to a virtual private gateway', routes({ gatewayId: 'vgw-1' }), ['logs'], 1],
    [
      'an endpoint with private DNS off',
      { ...routes({ natGatewayId: 'nat-1' }), DescribeVpcEndpoints: [[silent]] },
      ['logs'],
      1,
    ],
    ['no way to another VPC', routes({ natGatewayId: 'nat-1' }), ['logs'], 0],
    ['services with gateways alone', routes({ transitGatewayId: 'tgw-1' }), ['s3'], 0],
    [
      'an endpoint that serves',
      {
        ...routes({ transitGatewayId: 'tgw-1' }),
        DescribeVpcEndpoints: [[{ ...silent, privateDnsEnabled: true }]],
      },
      ['logs'],
      0,
    ],
  ])('is asked for where it decides: %s', async (_, answers, services, times) => {
    await restart(answers);
    const { unreadable } = await discover({ ...input, services });
    expect(asked()).toHaveLength(times);
    expect(unreadable).toEqual([]);
  });

  const PROFILE: Answers = {
    ...routes({ transitGatewayId: 'tgw-1' }),
    ListProfileAssociations: [[{ ProfileId: 'rp-1', Status: 'COMPLETE' }]],
    ListProfileResourceAssociations: [
      [
        { ResourceArn: 'arn:aws:route53:::hostedzone/Z9', OwnerId: '111111111111', Status: 'COMPLETE' },
        { ResourceArn: 'arn:aws:ec2:eu-west-1:111111111111:vpc-endpoint/vpce-9', Status: 'COMPLETE' },
        { ResourceArn: 'arn:aws:route53:::hostedzone/Z8', Status: 'DELETED' },
        { ResourceArn: 'arn:aws:route53resolver:eu-west-1:1:resolver-rule/rslvr-rr-1', Status: 'COMPLETE' },
      ],
    ],
  };

  it('has zones and endpoints, whose names only their owner tells', async () => {
    await restart(PROFILE);
    const { hostedZones, unreadable } = await discover({ ...input, services: ['logs'] });
    expect(hostedZones).toEqual([
      { id: 'Z9', name: '', profileId: 'rp-1' },
      { id: 'vpce-9', name: '', profileId: 'rp-1' },
    ]);
    expect(unreadable).toEqual([]);
  });

  it('is followed by what has access to their account', async () => {
    await restart(PROFILE);
    const name = 'logs.eu-west-1.amazonaws.com';
    const { hostedZones } = await discover({
      ...input,
      services: ['logs'],
      hubs: {
        records: async ({ id, accountId }) => [
          { Name: `${name}.`, Type: 'SOA' },
          { Name: `${id}.${accountId}.`, Type: 'A' },
        ],
        vpcs: async () => [],
      },
    });
    expect(hostedZones).toEqual([
      { id: 'Z9', name, profileId: 'rp-1', records: [{ name, type: 'SOA' }] },
      { id: 'vpce-9', name: '', profileId: 'rp-1' },
    ]);
  });

  it.each(['ListProfileAssociations', 'ListProfileResourceAssociations'])(
    'is not known where %s is denied',
    async (call) => {
      vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
      await restart(PROFILE);
      ec2.fail(call, { code: 'AccessDeniedException', status: 403 }, 'always');
      const { hostedZones, unreadable } = await discover({ ...input, services: ['logs'] });
      expect(hostedZones).toEqual([]);
      const action = `route53profiles:${call}`;
      const reason = `The credentials in use are not allowed ${action}.`;
      expect(unreadable).toEqual([{ call, action, reason }]);
    },
  );
});

describe('trouble on the way', () => {
  const OF_EC2 = [...Object.keys(ANSWERS).filter((call) => call !== ZONES_CALL.call), 'DescribeVpcAttribute'];
  const CALLS = [...OF_EC2, ZONES_CALL.call];

  it('throttled once, every call is tried again and the network is whole', async () => {
    const whole = await discover(input);
    for (const call of CALLS) ec2.fail(call, { code: 'RequestLimitExceeded', status: 503 }, 1);
    expect(await discover(input)).toStrictEqual(whole);
  });

  it('cut off once in the middle of a reply, every call is tried again and the network is whole', async () => {
    const whole = await discover(input);
    for (const call of CALLS) ec2.fail(call, 'drop', 1);
    expect(await discover(input)).toStrictEqual(whole);
  });

  it.each(OF_EC2)('%s throttled for good is a Problem, never a network without it', async (call) => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    ec2.fail(call, { code: 'RequestLimitExceeded', status: 503 }, 'always');
    expect(await problem()).toContain('Still throttled by AWS in eu-west-1');
  });

  it.each(OF_EC2)('%s cut off for good is a Problem, never a network without it', async (call) => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    ec2.fail(call, 'drop', 'always');
    expect(await problem()).toContain('The connection to AWS in eu-west-1 was cut off');
  });

  it('a VPC that is not there', async () => {
    ec2.fail('DescribeVpcs', { code: 'InvalidVpcID.NotFound', status: 400 }, 'always');
    expect(await problem()).toBe(
      `VPC ${vpcId} not found in eu-west-1 for this account. Check the ID, the Region and the profile.`,
    );
  });

  it('a Region that is none', async () => {
    await expect(discover({ ...input, region: 'nowhere' })).rejects.toThrow(
      '"nowhere" is not the name of an AWS Region',
    );
  });
});
