import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bareEnv, PROGRAM } from '../cli/program.ts';
import { type Answers, type FakeEc2, startFakeEc2 } from './fake-ec2.ts';

const run = promisify(execFile);
const vpcId = 'vpc-0a1b2c3d4e5f60718';
const subnetId = 'subnet-0aaaaaaaaaaaaaaa1';
const tableId = 'rtb-0aaaaaaaaaaaaaaa1';

const open = [{ cidrIp: '0.0.0.0/0' }];

/** A VPC with one subnet, whose tasks reach nothing without endpoints. */
const VPC: Answers = {
  DescribeRegions: [[{ regionName: 'eu-west-1' }]],
  DescribeVpcs: [
    [
      {
        vpcId,
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
    [{ subnetId, cidrBlock: '10.0.1.0/24', availabilityZone: 'eu-west-1a', vpcId, tagSet: [] }],
  ],
  DescribeRouteTables: [
    [
      {
        routeTableId: tableId,
        associationSet: [{ main: true, associationState: { state: 'associated' } }],
        routeSet: [{ destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local', state: 'active' }],
      },
    ],
  ],
  DescribeSecurityGroups: [
    [
      {
        groupId: 'sg-0aaaaaaaaaaaaaaa1',
        groupName: 'default',
        ipPermissions: [{ ipProtocol: '-1', ipRanges: open }],
        ipPermissionsEgress: [{ ipProtocol: '-1', ipRanges: open }],
      },
    ],
  ],
  DescribeNetworkAcls: [
    [
      {
        networkAclId: 'acl-0aaaaaaaaaaaaaaa1',
        associationSet: [{ subnetId }],
        entrySet: [true, false].map((egress) => ({
          ruleNumber: 100,
          egress,
          ruleAction: 'allow',
          protocol: '-1',
          cidrBlock: '0.0.0.0/0',
        })),
      },
    ],
  ],
};

const interfaceEndpoint = (service: string) => ({
  Type: 'AWS::EC2::VPCEndpoint',
  Properties: {
    VpcId: { Ref: 'VpcId' },
    VpcEndpointType: 'Interface',
    ServiceName: { 'Fn::Sub': `com.amazonaws.\${AWS::Region}.${service}` },
    PrivateDnsEnabled: true,
    SubnetIds: [subnetId],
  },
});

/** What the tasks lack in that VPC. */
const TEMPLATE = {
  Parameters: { VpcId: { Type: 'AWS::EC2::VPC::Id' } },
  Resources: {
    Api: interfaceEndpoint('ecr.api'),
    Dkr: interfaceEndpoint('ecr.dkr'),
    S3: {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        VpcId: { Ref: 'VpcId' },
        ServiceName: { 'Fn::Sub': `com.amazonaws.\${AWS::Region}.s3` },
        RouteTableIds: [tableId],
      },
    },
  },
};

describe('doctor --live', () => {
  const root = mkdtempSync(join(tmpdir(), 'live-'));
  const file = (name: string, contents: object): string => {
    const path = join(root, name);
    writeFileSync(path, JSON.stringify(contents));
    return path;
  };
  const template = file('template.json', TEMPLATE);
  const given = ['--template', template, '--parameters', `VpcId=${vpcId}`, '--region', 'eu-west-1'];
  let ec2: FakeEc2;
  beforeEach(async () => {
    ec2 = await startFakeEc2(VPC);
  });
  afterEach(() => ec2.stop());
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  async function doctor(...args: readonly string[]) {
    const env = {
      ...bareEnv(),
      AWS_ENDPOINT_URL: ec2.url,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    };
    const line = [PROGRAM, 'doctor', ...args, '--launch-type', 'fargate'];
    try {
      return { code: 0, ...(await run(process.execPath, line, { env })) };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, stdout, stderr };
    }
  }

  it('judges a template on the VPC that it adds to', async () => {
    const { stdout } = await doctor(...given, '--live', '--json');
    const { ok, paths, findings, subnets } = JSON.parse(stdout);
    expect({ ok, findings }).toEqual({ ok: true, findings: [] });
    expect(subnets).toEqual([{ id: subnetId, az: 'eu-west-1a', routeTableId: tableId }]);
    expect(paths).toMatchObject([
      { service: 'ecr.api', via: 'endpoint', endpointId: 'Api', before: 'blocked' },
      { service: 'ecr.dkr', via: 'endpoint', endpointId: 'Dkr', before: 'blocked' },
      { service: 's3', via: 'endpoint', endpointId: 'S3', before: 'blocked' },
    ]);
  });

  it('makes no AWS call without it', async () => {
    const { stdout, code } = await doctor(...given, '--subnets', subnetId);
    expect(ec2.calls).toEqual([]);
    expect(code).not.toBe(0);
    expect(stdout).not.toContain('✓');
  });

  it('finds the VPC by --vpc where the code names none', async () => {
    const routes = file('routes.json', {
      Resources: {
        Route: {
          Type: 'AWS::EC2::Route',
          Properties: { RouteTableId: tableId, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-0a1' },
        },
      },
    });
    const line = ['--template', routes, '--region', 'eu-west-1'];
    const without = await doctor(...line, '--live');
    expect(without).toMatchObject({ code: 2, stdout: '' });
    expect(without.stderr).toContain('--live with --vpc');
    const { stdout } = await doctor(...line, '--live', '--vpc', vpcId, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ vpcId, subnets: [{ id: subnetId }] });
  });

  it.each([
    ['DescribeVpcs', 'UnauthorizedOperation'],
    ['DescribeVpcEndpoints', 'UnauthorizedOperation'],
    ['DescribeNetworkAcls', 'UnauthorizedOperation'],
    ['DescribeVpcs', 'InvalidVpcID.NotFound'],
  ])('never falls back to the code alone: %s, %s', async (action, code) => {
    ec2.fail(action, { code, status: code.startsWith('Invalid') ? 400 : 403 }, 'always');
    const outcome = await doctor(...given, '--live');
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(code.startsWith('Invalid') ? vpcId : `ec2:${action}`);
  });

  it('reads nothing of a VPC that the code creates, and says so', async () => {
    const path = join(import.meta.dirname, '../../docs/examples/network.template.yaml');
    const { stdout } = await doctor('--template', path, '--region', 'eu-west-1', '--live', '--json');
    expect(ec2.calls).toEqual([]);
    expect(JSON.parse(stdout).assumptions).toContain(
      'Vpc is taken to be new, so nothing of it was read from AWS.',
    );
  });

  it('says of a template that it is taken to be deployed for the first time', async () => {
    const { stdout } = await doctor(...given, '--live', '--json');
    expect(JSON.parse(stdout).assumptions).toEqual([
      'The template is taken not to be deployed yet: what it makes would count twice if it is.',
    ]);
  });

  it.each([
    ['DescribeVpcEndpoints', 'Api', { vpcEndpointId: 'vpce-0aaaaaaaaaaaaaaa1', vpcId, state: 'available' }],
    ['DescribeSecurityGroups', 'Group', { groupId: 'sg-0aaaaaaaaaaaaaaa2', groupName: 'endpoints', vpcId }],
  ])('is refused where CloudFormation has deployed the template: %s', async (action, name, resource) => {
    const tagged = (logicalId: string) => ({
      ...resource,
      tagSet: [
        { key: 'aws:cloudformation:stack-name', value: 'endpoints' },
        { key: 'aws:cloudformation:logical-id', value: logicalId },
      ],
    });
    const Group = {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { VpcId: { Ref: 'VpcId' }, GroupDescription: 'endpoints' },
    };
    const deployed = file('deployed.json', { ...TEMPLATE, Resources: { ...TEMPLATE.Resources, Group } });
    const line = ['--template', deployed, ...given.slice(2), '--live'];
    const outcomeWith = async (logicalId: string) => {
      await ec2.stop();
      ec2 = await startFakeEc2({ ...VPC, [action]: [[...(VPC[action]?.[0] ?? []), tagged(logicalId)]] });
      return doctor(...line);
    };
    const outcome = await outcomeWith(name);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr.replace(/\s+(\| )?/g, ' ')).toContain('of stack "endpoints"');
    // Another stack's.
    expect((await outcomeWith('Other')).stderr).not.toContain('of stack');
  });

  it('is refused without code', async () => {
    const outcome = await doctor('--vpc', vpcId, '--region', 'eu-west-1', '--live');
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain('--live');
    expect(ec2.calls).toEqual([]);
  });
});
