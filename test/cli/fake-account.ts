import { execFile } from 'node:child_process';
import type { Answers, Item } from '../sources/fake-ec2.ts';
import { bareEnv, type Outcome, PROGRAM } from './program.ts';

const VPC = 'vpc-0a1b2c3d4e5f60718';
const SUBNETS = ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0bbbbbbbbbbbbbbb2'];
const TASKS = 'sg-0aaaaaaaaaaaaaaa1';

const aclEntry = (ruleNumber: number, egress: boolean, cidrBlock: string, ruleAction = 'allow'): Item => ({
  ...{ ruleNumber, egress, ruleAction, protocol: '-1', cidrBlock },
});

/** An account in which what `create` writes depends on nearly every answer. */
export const ACCOUNT: Answers = {
  DescribeVpcs: [
    [
      {
        vpcId: VPC,
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
        routeTableId: 'rtb-0a1b2c3d4e5f60718',
        associationSet: [{ main: true }],
        routeSet: [
          { destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local', state: 'active' },
          { destinationCidrBlock: '0.0.0.0/0', natGatewayId: 'nat-1', state: 'active' },
        ],
      },
    ],
  ],
  // In one of two subnets, and closed to all but a list of offices.
  DescribeVpcEndpoints: [
    [
      {
        vpcEndpointId: 'vpce-1',
        vpcEndpointType: 'Interface',
        serviceName: 'com.amazonaws.eu-west-1.ecr.api',
        state: 'available',
        privateDnsEnabled: true,
        subnetIdSet: SUBNETS.slice(0, 1),
        networkInterfaceIdSet: ['eni-1'],
        groupSet: [{ groupId: 'sg-1' }],
      },
    ],
  ],
  DescribeNetworkInterfaces: [
    [{ networkInterfaceId: 'eni-1', subnetId: SUBNETS[0] ?? '', privateIpAddress: '10.0.0.9' }],
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
      {
        groupId: TASKS,
        groupName: 'tasks',
        ipPermissionsEgress: [{ ipProtocol: '-1', ipRanges: [{ cidrIp: '10.0.0.0/16' }] }],
      },
    ],
  ],
  // Lets nothing out but what is in the VPC.
  DescribeNetworkAcls: [
    [
      {
        networkAclId: 'acl-1',
        associationSet: SUBNETS.map((subnetId) => ({ subnetId })),
        entrySet: [true, false].flatMap((egress) => [
          aclEntry(100, egress, '10.0.0.0/16'),
          aclEntry(32767, egress, '0.0.0.0/0', 'deny'),
        ]),
      },
    ],
  ],
  DescribeNatGateways: [[{ natGatewayId: 'nat-1', state: 'available', connectivityType: 'public' }]],
  DescribePrefixLists: [
    [{ prefixListId: 'pl-s3', prefixListName: 'com.amazonaws.eu-west-1.s3', cidrSet: ['3.5.0.0/19'] }],
  ],
  GetManagedPrefixListEntries: [[{ cidr: '192.0.2.0/24' }]],
  DescribeVpcEndpointServices: [
    ['ecr.api', 'ecr.dkr', 'logs', 'ssm'].map((service) => ({
      serviceName: `com.amazonaws.eu-west-1.${service}`,
      serviceType: [{ serviceType: 'Interface' }],
      // Not in every zone of the tasks.
      availabilityZoneSet: service === 'ecr.dkr' ? ['eu-west-1a'] : ['eu-west-1a', 'eu-west-1b'],
      vpcEndpointPolicySupported: true,
    })),
  ],
  ListHostedZonesByVPC: [
    [{ HostedZoneId: 'Z1', Name: 'logs.eu-west-1.amazonaws.com.', Owner: { OwningAccount: '123456789012' } }],
  ],
};

/** What is asked of it. */
export const FLAGS = [
  ...['--region', 'eu-west-1', '--vpc', VPC, '--subnets', SUBNETS.join()],
  ...['--task-security-groups', TASKS, '--launch-type', 'fargate'],
];

/** Runs the program without questions, with the AWS that is at an address. */
export const runAt = (url: string, args: readonly string[], cwd: string): Promise<Outcome> =>
  new Promise((resolve) => {
    const env = {
      ...bareEnv(),
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_MAX_ATTEMPTS: '1',
    };
    execFile(process.execPath, [PROGRAM, ...args, '--yes'], { env, cwd }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
