import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type Answers, type Failure, type Item, startFakeEc2 } from '../sources/fake-ec2.ts';
import { bareEnv, type Outcome, PROGRAM } from './program.ts';

/**
 * What doctor says when AWS does not answer one of its calls, over a network in which everything goes through an endpoint: never
 * that all is well where that call decides.
 */

const vpcId = 'vpc-0a1b2c3d4e5f60718';
const SUBNETS = ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0bbbbbbbbbbbbbbb2'];
const TABLE = 'rtb-0a1b2c3d4e5f60718';
const S3_ENDPOINT = 'vpce-0a1b2c3d4e5f60718';

const everything = (ruleNumber: number, egress: boolean, ruleAction: string): Item => ({
  ruleNumber,
  egress,
  ruleAction,
  protocol: '-1',
  cidrBlock: '0.0.0.0/0',
});

const interfaceEndpoint = (service: string, number: number): Item => ({
  vpcEndpointId: `vpce-${number}`,
  vpcEndpointType: 'Interface',
  serviceName: `com.amazonaws.eu-west-1.${service}`,
  state: 'available',
  privateDnsEnabled: true,
  subnetIdSet: SUBNETS,
  networkInterfaceIdSet: [`eni-${number}-0`, `eni-${number}-1`],
  groupSet: [{ groupId: 'sg-1' }],
});

const ANSWERS: Answers = {
  DescribeVpcs: [
    [
      {
        vpcId,
        cidrBlock: '10.0.0.0/16',
        dhcpOptionsId: 'dopt-1',
        cidrBlockAssociationSet: [{ cidrBlock: '10.0.0.0/16', cidrBlockState: { state: 'associated' } }],
      },
    ],
  ],
  DescribeDhcpOptions: [
    [
      {
        dhcpOptionsId: 'dopt-1',
        dhcpConfigurationSet: [{ key: 'domain-name-servers', valueSet: [{ value: 'AmazonProvidedDNS' }] }],
      },
    ],
  ],
  DescribeSubnets: [
    SUBNETS.map((subnetId, index) => ({
      subnetId,
      cidrBlock: `10.0.${index}.0/24`,
      availabilityZone: `eu-west-1${'ab'[index]}`,
    })),
  ],
  DescribeRouteTables: [
    [
      {
        routeTableId: TABLE,
        associationSet: [{ main: true }],
        routeSet: [
          { destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local', state: 'active' },
          { destinationCidrBlock: '0.0.0.0/0', natGatewayId: 'nat-1', state: 'active' },
          { destinationPrefixListId: 'pl-s3', gatewayId: S3_ENDPOINT, state: 'active' },
        ],
      },
    ],
  ],
  DescribeVpcEndpoints: [
    [
      interfaceEndpoint('ecr.api', 1),
      interfaceEndpoint('ecr.dkr', 2),
      {
        vpcEndpointId: S3_ENDPOINT,
        vpcEndpointType: 'Gateway',
        serviceName: 'com.amazonaws.eu-west-1.s3',
        state: 'available',
        routeTableIdSet: [TABLE],
      },
    ],
  ],
  DescribeNetworkInterfaces: [
    [1, 2].flatMap((number) =>
      SUBNETS.map((subnetId, index) => ({
        networkInterfaceId: `eni-${number}-${index}`,
        subnetId,
        privateIpAddress: `10.0.${index}.${number + 9}`,
      })),
    ),
  ],
  DescribeSecurityGroups: [
    [
      {
        groupId: 'sg-1',
        groupName: 'endpoints',
        ipPermissions: [
          { ipProtocol: 'tcp', fromPort: 443, toPort: 443, prefixListIds: [{ prefixListId: 'pl-offices' }] },
        ],
      },
    ],
  ],
  DescribeNetworkAcls: [
    [
      {
        networkAclId: 'acl-1',
        associationSet: SUBNETS.map((subnetId) => ({ subnetId })),
        entrySet: [true, false].flatMap((egress) => [
          everything(100, egress, 'allow'),
          everything(32767, egress, 'deny'),
        ]),
      },
    ],
  ],
  DescribeNatGateways: [[{ natGatewayId: 'nat-1', state: 'available', connectivityType: 'public' }]],
  DescribePrefixLists: [
    [{ prefixListId: 'pl-s3', prefixListName: 'com.amazonaws.eu-west-1.s3', cidrSet: ['3.5.0.0/19'] }],
  ],
  GetManagedPrefixListEntries: [[{ cidr: '10.0.0.0/16' }]],
  DescribeVpcEndpointServices: [
    ['ecr.api', 'ecr.dkr'].map((service) => ({
      serviceName: `com.amazonaws.eu-west-1.${service}`,
      serviceType: [{ serviceType: 'Interface' }],
      availabilityZoneSet: ['eu-west-1a', 'eu-west-1b'],
      vpcEndpointPolicySupported: true,
    })),
  ],
};

/** What `doctor --json` prints, as far as it is looked at here. */
interface Document {
  readonly ok: boolean;
  readonly paths: readonly { readonly service: string; readonly via: string }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly services: string[];
  }[];
  readonly unreadable: readonly { readonly action: string }[];
}

/** Runs doctor in a world where a call fails. */
async function doctor(call: string | undefined, failure: Failure): Promise<Outcome> {
  const ec2 = await startFakeEc2(ANSWERS);
  if (call !== undefined) ec2.fail(call, failure, 'always');
  const env = {
    ...bareEnv(),
    AWS_ENDPOINT_URL: ec2.url,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    // The waits between more attempts would be the test's.
    AWS_MAX_ATTEMPTS: '2',
  };
  const place = ['--region', 'eu-west-1', '--vpc', vpcId, '--launch-type', 'fargate'];
  try {
    return await new Promise((resolve) => {
      execFile(
        process.execPath,
        [PROGRAM, 'doctor', ...place, '--json', '--fail-on', 'warning'],
        { env },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  } finally {
    await ec2.stop();
  }
}

const DENIED: Failure = { code: 'UnauthorizedOperation', status: 403, message: 'You are not authorized.' };
const THROTTLED: Failure = { code: 'RequestLimitExceeded', status: 503, message: 'Request limit exceeded.' };

const ALL = ['ecr.api', 'ecr.dkr', 's3'];
const INTERFACES = ['ecr.api', 'ecr.dkr'];

/** For each call that can be denied: the services whose way nobody can tell without it. */
const UNKNOWN_WITHOUT: Readonly<Record<string, readonly string[]>> = {
  DescribeVpcAttribute: ALL,
  DescribeDhcpOptions: INTERFACES,
  DescribeRouteTables: ALL,
  DescribeVpcEndpoints: ALL,
  DescribeSecurityGroups: INTERFACES,
  DescribeNetworkAcls: ALL,
  DescribePrefixLists: ['s3'],
  GetManagedPrefixListEntries: INTERFACES,
  // Nothing goes through NAT here, the endpoints exist, and nothing between them tells one address of a subnet from another.
  DescribeNatGateways: [],
  DescribeNetworkInterfaces: [],
  DescribeVpcEndpointServices: [],
};

describe('doctor', () => {
  it('is content when every call is answered', async () => {
    const { code, stdout } = await doctor(undefined, DENIED);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, findings: [], unreadable: [] });
    expect(code).toBe(0);
  });

  it.concurrent.each(Object.entries(UNKNOWN_WITHOUT))(
    'says what it cannot tell without %s',
    async (call, services) => {
      const { code, stdout } = await doctor(call, DENIED);
      const { ok, paths, findings, unreadable }: Document = JSON.parse(stdout);
      expect(unreadable.map(({ action }) => action)).toEqual([`ec2:${call}`]);
      for (const { service, via } of paths)
        expect([service, via]).toEqual([service, services.includes(service) ? 'unknown' : 'endpoint']);
      expect(findings.map(({ rule, severity, services: touched }) => [rule, severity, touched])).toEqual([
        services.length > 0 ? ['not-permitted', 'unknown', services] : ['not-permitted', 'warning', ALL],
      ]);
      for (const { message } of findings) expect(message).toContain(`ec2:${call}`);
      expect([ok, code]).toEqual([false, 1]);
    },
  );

  it.concurrent.each(['DescribeVpcs', 'DescribeSubnets'])('cannot look without %s', async (call) => {
    const { code, stdout, stderr } = await doctor(call, DENIED);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`ec2:${call}`);
  });

  const calls = Object.keys(ANSWERS).concat('DescribeVpcAttribute');
  it.concurrent.each(
    calls.flatMap((call) => [[call, 'throttled', THROTTLED] as const, [call, 'cut off', 'drop'] as const]),
  )('says nothing of the network when %s is %s until the end', async (call, _, failure) => {
    const { code, stdout, stderr } = await doctor(call, failure);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(failure === 'drop' ? /connection|answer/i : /throttl|too many|limit/i);
  });
});
