import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Answers, type Failure, type Item, startFakeEc2 } from '../sources/fake-ec2.ts';
import { runAt } from './fake-account.ts';
import { emptyFolder, filesOf, type Outcome } from './program.ts';

/** A hub and two spokes, joined by peering connections. */
const HUB = 'vpc-0aaaaaaaaaaaaaaaa';
const SHOP = 'vpc-0bbbbbbbbbbbbbbbb';
const PAY = 'vpc-0cccccccccccccccc';
const NOBODYS = 'vpc-0dddddddddddddddd';
const subnetOf = (vpc: string) => vpc.replace('vpc', 'subnet');
const tableOf = (vpc: string) => vpc.replace('vpc', 'rtb');
const BLOCKS: Readonly<Record<string, string>> = {
  [HUB]: '10.1.0.0/16',
  [SHOP]: '10.2.0.0/16',
  [PAY]: '10.3.0.0/16',
};

const to = (destinationCidrBlock: string, target: Item): Item => ({
  ...{ destinationCidrBlock, ...target, state: 'active' },
});
const peer = (vpc: string) => ({ vpcPeeringConnectionId: vpc.replace('vpc', 'pcx') });
const GATEWAY = { destinationPrefixListId: 'pl-s3', gatewayId: 'vpce-0s3', state: 'active' };
const ROUTES: Readonly<Record<string, readonly Item[]>> = {
  [HUB]: [to(BLOCKS[SHOP] ?? '', peer(SHOP)), to(BLOCKS[PAY] ?? '', peer(PAY))],
  [SHOP]: [to(BLOCKS[HUB] ?? '', peer(SHOP)), GATEWAY],
  [PAY]: [to(BLOCKS[HUB] ?? '', peer(PAY)), GATEWAY],
};

const each = (item: (vpcId: string, block: string) => Item): Item[] =>
  Object.entries(BLOCKS).map(([vpcId, block]) => ({ vpcId, ...item(vpcId, block) }));

const ACCOUNT: Readonly<Record<string, readonly Item[]>> = {
  DescribeVpcs: each((_, cidrBlock) => ({
    ...{ cidrBlock, dhcpOptionsId: 'dopt-1', ownerId: '111111111111' },
    cidrBlockAssociationSet: [{ cidrBlock, cidrBlockState: { state: 'associated' } }],
  })),
  DescribeDhcpOptions: [
    {
      dhcpOptionsId: 'dopt-1',
      dhcpConfigurationSet: [{ key: 'domain-name-servers', valueSet: [{ value: 'AmazonProvidedDNS' }] }],
    },
  ],
  DescribeSubnets: each((vpc, block) => ({
    ...{ subnetId: subnetOf(vpc), cidrBlock: block.replace('/16', '/20'), availabilityZone: 'eu-west-1a' },
  })),
  DescribeRouteTables: each((vpc, block) => ({
    routeTableId: tableOf(vpc),
    associationSet: [{ main: true }],
    routeSet: [to(block, { gatewayId: 'local' }), ...(ROUTES[vpc] ?? [])],
  })),
  DescribeSecurityGroups: each((vpc) => ({
    ...{ groupId: vpc.replace('vpc', 'sg'), groupName: 'default', ownerId: '111111111111' },
  })),
  DescribeNetworkAcls: each((vpc) => ({
    networkAclId: vpc.replace('vpc', 'acl'),
    associationSet: [{ subnetId: subnetOf(vpc) }],
    entrySet: [true, false].map((egress) => ({
      ...{ ruleNumber: 100, egress, ruleAction: 'allow', protocol: '-1', cidrBlock: '0.0.0.0/0' },
    })),
  })),
  DescribeVpcEndpoints: [SHOP, PAY].map((vpcId) => ({
    ...{ vpcId, vpcEndpointId: 'vpce-0s3', vpcEndpointType: 'Gateway', state: 'available' },
    serviceName: 'com.amazonaws.eu-west-1.s3',
    routeTableIdSet: [tableOf(vpcId)],
  })),
  DescribePrefixLists: [
    { prefixListId: 'pl-s3', prefixListName: 'com.amazonaws.eu-west-1.s3', cidrSet: ['3.5.0.0/19'] },
  ],
  DescribeVpcEndpointServices: ['ecr.api', 'ecr.dkr'].map((service) => ({
    serviceName: `com.amazonaws.eu-west-1.${service}`,
    serviceType: [{ serviceType: 'Interface' }],
    availabilityZoneSet: ['eu-west-1a'],
    vpcEndpointPolicySupported: true,
  })),
};

/** What is different in an account. */
type Edit = (account: Readonly<Record<string, readonly Item[]>>) => Readonly<Record<string, readonly Item[]>>;

/** Items of one VPC with other fields. */
const change =
  (call: string, vpc: string, fields: (item: Item) => Item): Edit =>
  (account) => ({
    [call]: (account[call] ?? []).map((item) => (item.vpcId === vpc ? { ...item, ...fields(item) } : item)),
  });
const add =
  (call: string, ...items: readonly Item[]): Edit =>
  (account) => ({ [call]: [...(account[call] ?? []), ...items] });

interface World {
  readonly edits?: readonly Edit[];
  /** The calls that are denied. */
  readonly denied?: readonly string[];
}

async function central(
  cwd: string,
  args: readonly string[],
  { edits = [], denied = [] }: World = {},
): Promise<Outcome> {
  let account = ACCOUNT;
  for (const edit of edits) account = { ...account, ...edit(account) };
  const pages: Answers = Object.fromEntries(Object.entries(account).map(([call, items]) => [call, [items]]));
  const ec2 = await startFakeEc2(pages);
  for (const call of denied) ec2.fail(call, DENIED, 'always');
  try {
    return await runAt(ec2.url, args, cwd);
  } finally {
    await ec2.stop();
  }
}

const DENIED: Failure = { code: 'AccessDenied', status: 403, message: 'You are not authorized.' };
const FLAGS = [
  ...['central', '--central', '--region', 'eu-west-1', '--vpc', HUB, '--subnets', subnetOf(HUB)],
  ...['--launch-type', 'fargate', '--iac', 'terraform'],
];

const zone = (vpcId: string, Name: string, HostedZoneId: string): Item => ({
  ...{ vpcId, Name: `${Name}.`, HostedZoneId, Owner: { OwningAccount: '111111111111' } },
});
const endpoint = (vpcId: string, service: string, privateDnsEnabled: boolean): Item => ({
  ...{
    vpcId,
    vpcEndpointId: 'vpce-0own',
    vpcEndpointType: 'Interface',
    state: 'available',
    privateDnsEnabled,
  },
  serviceName: `com.amazonaws.eu-west-1.${service}`,
  subnetIdSet: [subnetOf(vpcId)],
});
const API = 'api.ecr.eu-west-1.amazonaws.com';
const routes = (vpc: string, ...routeSet: readonly Item[]): Edit =>
  change('DescribeRouteTables', vpc, () => ({
    routeSet: [to(BLOCKS[vpc] ?? '', { gatewayId: 'local' }), ...routeSet],
  }));
const blockOf = (vpc: string, block: string, subnet = block): Edit[] => [
  change('DescribeVpcs', vpc, () => ({
    cidrBlock: block,
    cidrBlockAssociationSet: [{ cidrBlock: block, cidrBlockState: { state: 'associated' } }],
  })),
  change('DescribeSubnets', vpc, () => ({ cidrBlock: subnet })),
];

/** Without IPv4 addresses. */
const ipv6Only =
  (vpc: string): Edit =>
  (account) => ({
    DescribeSubnets: (account.DescribeSubnets ?? []).map((item) => {
      const { cidrBlock: _, ...others } = item;
      return item.vpcId === vpc ? { ...others, ipv6Native: true } : item;
    }),
  });
const offered = (service: string): Edit =>
  add('DescribeVpcEndpointServices', {
    serviceName: `com.amazonaws.eu-west-1.${service}`,
    serviceType: [{ serviceType: 'Interface' }],
    availabilityZoneSet: ['eu-west-1a'],
    vpcEndpointPolicySupported: true,
  });

interface Case extends World {
  readonly spokes?: string;
  readonly more?: readonly string[];
  readonly says: string;
}

/** What follows where a plan would leave a VPC without the endpoints. */
const obstacles = (...sentences: readonly string[]): string =>
  [
    'With this plan, not every VPC would reach the central endpoints, so nothing was written.',
    ...sentences.map((sentence) => `| - ${sentence}`),
  ].join('\n');
const ZONES = 'the private hosted zones api.ecr.eu-west-1.amazonaws.com and dkr.ecr.eu-west-1.amazonaws.com';
const stopped = (vpc: string, how: string): string =>
  `In ${vpc}: Requests to ecr.api and ecr.dkr don't get through: ${ZONES} lead to endpoints new-ecr.api and new-ecr.dkr in ${HUB}, and ${how}. (doctor --explain hub-blocks)`;
const unread = (vpc: string, call: string): string =>
  `In ${vpc}: Can't determine which way requests to ecr.api and ecr.dkr go, because ${call} was denied or failed: allow ec2:${call}. (doctor --explain not-permitted)`;
const onTheWay = (vpc: string, what: string): string =>
  `In ${vpc}: Can't determine which way requests to ecr.api and ecr.dkr go: ${ZONES} answer instead and lead to endpoints new-ecr.api and new-ecr.dkr in ${HUB}, and this is not known: ${what}. (doctor --explain hosted-zone-answers)`;
const notAllowed = (action: string): string => `The credentials in use are not allowed ${action}.`;
const ELSEWHERE =
  "A VPC of another account can't be read from here, so whether it reaches the endpoints isn't known. Leave it out and deploy. Then, " +
  'for each hosted zone, run "aws route53 create-vpc-association-authorization" in this account and ' +
  '"aws route53 associate-vpc-with-hosted-zone" in the other, and "doctor" there.';

const REFUSED: readonly (readonly [what: string, of: Case])[] = [
  ['no spoke', { spokes: '', says: '--spokes: names nothing.' }],
  [
    'a spoke that is the hub',
    { spokes: HUB, says: `--spokes: ${HUB} is the VPC of the endpoints itself. Leave it out.` },
  ],
  ['a spoke twice', { spokes: `${SHOP},${SHOP}`, says: `--spokes: "${SHOP}" is named twice.` }],
  [
    'a spoke with its account',
    {
      spokes: `222222222222:${SHOP}`,
      says: `--spokes: "222222222222:${SHOP}" names an account; only VPCs of the account that is read can be planned.`,
    },
  ],
  [
    'a spoke that is nowhere',
    {
      spokes: `${SHOP},${NOBODYS}`,
      says: `--spokes ${NOBODYS}: VPC ${NOBODYS} not found in eu-west-1 for this account. Check the ID, the Region and the profile. ${ELSEWHERE}`,
    },
  ],
  [
    'a spoke that another account shares',
    {
      edits: [change('DescribeVpcs', SHOP, () => ({ ownerId: '222222222222' }))],
      says: `--spokes ${SHOP}: another account owns this VPC and shares its subnets. ${ELSEWHERE}`,
    },
  ],
  [
    'subnets of none of the spokes',
    {
      more: ['--spoke-subnets', subnetOf(HUB)],
      says: `--spoke-subnets: ${subnetOf(HUB)}: in none of ${SHOP}, ${PAY}.`,
    },
  ],
  [
    'a spoke without IPv4',
    {
      edits: [ipv6Only(SHOP)],
      says:
        `--spokes ${SHOP}: it has no subnet that the tasks could be in: each one leads to an internet gateway or has no IPv4 addresses. ` +
        'Name those of the tasks with --spoke-subnets.',
    },
  ],
  [
    'a subnet without IPv4 that was named',
    {
      more: ['--spoke-subnets', subnetOf(SHOP)],
      edits: [ipv6Only(SHOP)],
      says: obstacles(
        `In ${SHOP}: Can't determine which way tasks in subnet ${subnetOf(SHOP)} go, because this subnet has no IPv4 addresses and only IPv4 is traced. (doctor --explain ipv6-only-subnet)`,
      ),
    },
  ],
  [
    'a spoke with the addresses of the hub',
    {
      edits: blockOf(SHOP, '10.1.0.0/16', '10.1.64.0/20'),
      says: obstacles(
        stopped(
          SHOP,
          `${tableOf(SHOP)} keeps requests in its own VPC, whose addresses overlap with those of the other`,
        ),
      ),
    },
  ],
  [
    'two spokes with the same addresses',
    {
      edits: blockOf(SHOP, '10.3.0.0/16', '10.3.0.0/20'),
      says: obstacles(stopped(SHOP, `${tableOf(HUB)} sends replies to 10.3.0.0/20 to pcx-0cccccccccccccccc`)),
    },
  ],
  [
    'a spoke without a route to the hub',
    { edits: [routes(SHOP, GATEWAY)], says: obstacles(stopped(SHOP, `${tableOf(SHOP)} has no route there`)) },
  ],
  [
    'a hub without a route to a spoke',
    {
      edits: [routes(HUB, to(BLOCKS[PAY] ?? '', peer(PAY)))],
      says: obstacles(stopped(SHOP, `${tableOf(HUB)} has no route back to 10.2.0.0/20`)),
    },
  ],
  [
    'a spoke with private DNS of its own',
    {
      edits: [add('DescribeVpcEndpoints', endpoint(SHOP, 'ecr.api', true))],
      says: obstacles(
        `${SHOP} has an endpoint for ecr.api with private DNS on, vpce-0own: AWS refuses a hosted zone of its name, ${API}, in the same VPC. Turn its private DNS off right before you deploy, or leave ${SHOP} out.`,
      ),
    },
  ],
  [
    'a hub with private DNS',
    {
      edits: [add('DescribeVpcEndpoints', endpoint(HUB, 'ecr.api', true))],
      says: obstacles(
        `${HUB} has an endpoint for ecr.api with private DNS on, vpce-0own, which answers in no other VPC. Choose another VPC for the central endpoints, or delete this one first.`,
      ),
    },
  ],
  [
    'a hub with an endpoint that no name leads to, imported or not',
    {
      more: ['--adopt'],
      edits: [add('DescribeVpcEndpoints', endpoint(HUB, 'ecr.api', false))],
      says: obstacles(
        `${HUB} has an endpoint for ecr.api already, vpce-0own, and no hosted zone that leads to it. Make that zone yourself and associate it with all of these VPCs, or delete the endpoint first.`,
      ),
    },
  ],
  [
    'a hub with a zone of the name',
    {
      edits: [add('ListHostedZonesByVPC', zone(HUB, API, 'Z1'))],
      says: obstacles(
        `${HUB} has the hosted zone ${API} already (Z1), which answers for ecr.api and isn't known to lead to an endpoint in ${HUB}. Disassociate it first, or choose another VPC for the central endpoints.`,
      ),
    },
  ],
  [
    'a spoke with a zone of the name',
    {
      edits: [add('ListHostedZonesByVPC', zone(SHOP, API, 'Z1'))],
      says: obstacles(
        `${SHOP} has the hosted zone ${API} already (Z1), and a VPC can't have two of one name. Disassociate it, or leave ${SHOP} out.`,
      ),
    },
  ],
  [
    'a service whose name is not known',
    {
      more: ['--services', 'comprehend'],
      edits: [offered('comprehend')],
      says: obstacles(
        "The DNS name of comprehend isn't known here, so it gets no hosted zone. Leave it out, and make its endpoint and zone yourself.",
      ),
    },
  ],
  [
    'a module',
    {
      more: ['--terraform-layout', 'module'],
      says:
        "--central can't be used here: central endpoints are deployed once, and --terraform-layout module writes a module that others " +
        'call.',
    },
  ],
  [
    'a run without AWS',
    {
      more: ['--offline'],
      says: "--central can't be used here: the VPCs of --spokes are read from AWS, and --offline makes no AWS call.",
    },
  ],
  ...['DescribeVpcAttribute', 'DescribeDhcpOptions', 'DescribeRouteTables', 'DescribeVpcEndpoints'].map(
    (call): [string, Case] => [
      `${call} denied`,
      { denied: [call], says: obstacles(unread(SHOP, call), unread(PAY, call)) },
    ],
  ),
  [
    'DescribeNetworkAcls denied',
    {
      denied: ['DescribeNetworkAcls'],
      says: obstacles(
        unread(SHOP, 'DescribeNetworkAcls'),
        onTheWay(SHOP, 'the network ACLs of the endpoint'),
        notAllowed('ec2:DescribeNetworkAcls'),
        unread(PAY, 'DescribeNetworkAcls'),
        onTheWay(PAY, 'the network ACLs of the endpoint'),
      ),
    },
  ],
  [
    'DescribePrefixLists denied',
    {
      denied: ['DescribePrefixLists'],
      says: obstacles(
        onTheWay(SHOP, `where route table ${tableOf(HUB)} sends 10.2.0.0/20`),
        notAllowed('ec2:DescribePrefixLists'),
        onTheWay(PAY, `where route table ${tableOf(HUB)} sends 10.3.0.0/20`),
      ),
    },
  ],
  ...[
    ['ListHostedZonesByVPC', 'route53:ListHostedZonesByVPC'],
    ['ListProfileAssociations', 'route53profiles:ListProfileAssociations'],
  ].map(([call = '', action = '']): [string, Case] => [
    `${call} denied`,
    {
      denied: [call],
      says: obstacles(`Which hosted zones answer in ${HUB} isn't known. ${notAllowed(action)}`),
    },
  ]),
];

describe('create --central', () => {
  const both = `${SHOP},${PAY}`;

  it.each(REFUSED)(
    'refuses %s, and writes nothing',
    async (_, { spokes = both, more = [], says, ...world }) => {
      const folder = emptyFolder();
      const outcome = await central(folder, [...FLAGS, '--spokes', spokes, ...more], world);
      expect(outcome).toEqual({ code: 2, stdout: '', stderr: `Error: ${says}\n` });
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('asks for the spokes before anything else', async () => {
    const folder = emptyFolder();
    expect(await central(folder, FLAGS)).toEqual({
      code: 2,
      stdout: '',
      stderr:
        "Error: --central can't be used here: name the other VPCs that use the endpoints with --spokes.\n",
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('writes the same for spokes in another order, and nothing for --dry-run', async () => {
    const folder = emptyFolder();
    const named = ['--spoke-subnets', [PAY, SHOP].map(subnetOf).join()];
    expect(await central(folder, [...FLAGS, '--spokes', both, ...named, '--dry-run'])).toMatchObject({
      code: 0,
    });
    expect(readdirSync(folder)).toEqual([]);
    expect(await central(folder, [...FLAGS, '--spokes', both, ...named])).toMatchObject({ code: 0 });
    const written = filesOf(folder);
    const again = [
      'central',
      '--spokes',
      `${PAY},${SHOP}`,
      '--spoke-subnets',
      both.replaceAll('vpc', 'subnet'),
    ];
    expect((await central(folder, again)).stdout).toContain('Nothing changed');
    expect(filesOf(folder)).toEqual(written);
  });

  /** What the code made: its endpoints, and a zone for each in the hub and in one spoke. */
  const deployed = ['ecr.api', 'ecr.dkr'].flatMap((service, index): Edit[] => {
    const id = `vpce-0${index}`;
    const name = `${service.split('.').reverse().join('.')}.eu-west-1.amazonaws.com`;
    return [
      add('DescribeVpcEndpoints', {
        ...endpoint(HUB, service, false),
        vpcEndpointId: id,
        tagSet: [{ key: 'create-private-ecs-network', value: 'private-ecs' }],
      }),
      add('ListHostedZonesByVPC', zone(HUB, name, `Z${index}`), zone(SHOP, name, `Z${index}`)),
    ];
  });

  it.each<[string, World, string]>([
    [
      'another zone of the name in a new spoke',
      { edits: [...deployed, add('ListHostedZonesByVPC', zone(PAY, API, 'Z9'))] },
      obstacles(
        `${PAY} has the hosted zone ${API} already (Z9), and a VPC can't have two of one name. Disassociate it, or leave ${PAY} out.`,
      ),
    ],
    [
      'zones of the hub that may not be read any more',
      { edits: deployed, denied: ['ListHostedZonesByVPC'] },
      obstacles(
        `Which hosted zones answer in ${HUB} isn't known. ${notAllowed('route53:ListHostedZonesByVPC')}`,
      ),
    ],
    [
      'a zone of the name that was made before the code was deployed',
      { edits: [add('ListHostedZonesByVPC', zone(HUB, API, 'Z9'))] },
      obstacles(
        `${HUB} has the hosted zone ${API} already (Z9), which answers for ecr.api and isn't known to lead to an endpoint in ${HUB}. Disassociate it first, or choose another VPC for the central endpoints.`,
      ),
    ],
  ])('refuses a second run with %s', async (_, world, says) => {
    const folder = emptyFolder();
    expect(await central(folder, [...FLAGS, '--spokes', SHOP])).toMatchObject({ code: 0 });
    const written = filesOf(folder);
    const outcome = await central(folder, ['central', '--spokes', both], world);
    expect(outcome).toEqual({ code: 2, stdout: '', stderr: `Error: ${says}\n` });
    expect(filesOf(folder)).toEqual(written);
  });

  it('takes its own zones for its own, also where their records may not be listed', async () => {
    const folder = emptyFolder();
    await central(folder, [...FLAGS, '--spokes', SHOP]);
    const unlisted = { edits: deployed, denied: ['ListResourceRecordSets'] };
    expect((await central(folder, ['central'], unlisted)).stdout).toContain('Nothing changed');
    const written = filesOf(folder);
    const refused = await central(folder, ['central', '--spokes', both], unlisted);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('ListResourceRecordSets: allow route53:ListResourceRecordSets.');
    expect(filesOf(folder)).toEqual(written);
    expect(await central(folder, ['central', '--spokes', both], { edits: deployed })).toMatchObject({
      code: 0,
    });
  });
});
