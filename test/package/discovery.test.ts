import { spawn } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { bareEnv, PROGRAM } from '../cli/program.ts';
import { type FakeEc2, startFakeEc2 } from '../sources/fake-ec2.ts';

const vpcId = 'vpc-0a1b2c3d4e5f60718';

let ec2: FakeEc2;
afterEach(() => ec2.stop());

it('the packed program reads a VPC in three waits, each thing once, and nothing of another VPC', async () => {
  ec2 = await startFakeEc2(
    {
      DescribeVpcs: [[{ vpcId, cidrBlock: '10.0.0.0/16', dhcpOptionsId: 'dopt-1' }]],
      DescribeDhcpOptions: [[{ dhcpOptionsId: 'dopt-1' }]],
      DescribeSubnets: [
        [{ subnetId: 'subnet-0a1b2c3d', cidrBlock: '10.0.1.0/24', availabilityZone: 'eu-west-1a', vpcId }],
      ],
      DescribeRouteTables: [
        [
          {
            routeTableId: 'rtb-main',
            associationSet: [{ main: true }],
            routeSet: [{ destinationPrefixListId: 'pl-1', gatewayId: 'igw-1', state: 'active' }],
          },
        ],
      ],
      DescribePrefixLists: [
        [{ prefixListId: 'pl-s3', prefixListName: 'com.amazonaws.eu-west-1.s3', cidrSet: ['52.218.0.0/17'] }],
      ],
      GetManagedPrefixListEntries: [[{ cidr: '192.0.2.0/24' }]],
    },
    300,
  );
  const { code, stdout, stderr } = await doctor(ec2.url);
  expect({ code, stderr }, stdout).toEqual({ code: 1, stderr: '' });

  const depth = Math.max(...ec2.calls.map(({ round }) => round));
  expect(depth).toBeLessThanOrEqual(3);
  const asked = ec2.calls.map(({ action, parameters }) => {
    const attribute = parameters.get('Attribute') ?? parameters.get('PrefixListId');
    return attribute ? `${action} ${attribute}` : action;
  });
  expect(asked.sort()).toEqual([
    'DescribeDhcpOptions',
    'DescribeNatGateways',
    'DescribeNetworkAcls',
    'DescribeNetworkInterfaces',
    'DescribePrefixLists',
    'DescribeRouteTables',
    'DescribeSecurityGroups',
    'DescribeSubnets',
    'DescribeVpcAttribute enableDnsHostnames',
    'DescribeVpcAttribute enableDnsSupport',
    'DescribeVpcEndpointServices',
    'DescribeVpcEndpoints',
    'DescribeVpcs',
    'GetManagedPrefixListEntries pl-1',
    'ListHostedZonesByVPC',
  ]);
  const global = [
    'DescribeDhcpOptions',
    'DescribePrefixLists',
    'DescribeVpcEndpointServices',
    'GetManagedPrefixListEntries',
  ];
  for (const { action, parameters } of ec2.calls) {
    if (!global.includes(action)) expect([...parameters.values()], action).toContain(vpcId);
  }
});

function doctor(url: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const words = [
    'doctor',
    '--region',
    'eu-west-1',
    '--vpc',
    vpcId,
    '--launch-type',
    'fargate',
    '--subnets',
    'subnet-0a1b2c3d',
  ];
  const program = spawn(process.execPath, [PROGRAM, ...words], {
    env: {
      ...bareEnv(),
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => program.on('close', (code) => resolve({ code, stdout, stderr })));
}
