import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateNetworkAclCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type SecurityGroupRule,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NEW_SECURITY_GROUP } from '../../src/core/plan/change.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import type { GeneratedFile } from '../../src/formats/format.ts';
import { filesOf, PROGRAM } from '../cli/program.ts';
import { anyNetwork, planInputOf, smallNetwork } from '../core/arbitrary-network.ts';
import { plan, render, renderModule } from '../engine.ts';
import { adopting, creating, fixing, HOSTILE, newVpc } from '../formats/plans.ts';
import { hostile, terraformPlans } from '../formats/terraform-plans.ts';
import { callIn, mockIn } from './module-call.ts';
import { type Moto, startMoto } from './moto.ts';
import { ODD } from './odd-tags.ts';
import { plannedChanges } from './planned-changes.ts';
import { type Terraform, terraformWith } from './terraform-cli.ts';
import { describeTogether } from './tools.ts';

const region = 'eu-west-1';
const minutes = 60_000;

/** A module has no central endpoints. */
const modulePlans = terraformPlans.filter(([name]) => name !== 'central');

/** The plans with the most kinds of changes first. */
const mostChanges = (plans: readonly Plan[]): Plan[] => {
  const kinds = ({ changes }: Plan) => new Set(changes.map(({ kind }) => kind)).size;
  return plans.toSorted((one, other) => kinds(other) - kinds(one));
};

async function prepare(renders = render): Promise<Terraform> {
  const versions = renders(creating('terraform', 'fargate')).find(({ path }) => path === 'versions.tf');
  if (!versions) throw new Error('no versions.tf');
  return terraformWith(versions);
}

// One after another, while the deployments below wait.
describeTogether(['terraform'], 'Generated Terraform', () => {
  let terraform: Terraform;
  beforeAll(async () => {
    terraform = await prepare();
  }, 5 * minutes);
  afterAll(() => terraform?.remove());

  it.sequential.each(terraformPlans)(
    'is valid and passes its own test: %s',
    { timeout: 3 * minutes },
    async (_, plan) => {
      const { stdout, stderr } = await terraform.run(terraform.write(render(plan)), ['test', '-no-color']);
      expect(stdout + stderr).toMatch(/Success! \d+ passed, 0 failed\./);
      expect(stdout).not.toContain('Warning');
    },
  );

  it.sequential('is formatted and valid whatever the network', { timeout: 5 * minutes }, async () => {
    const plans = fc
      .sample(fc.oneof(smallNetwork(4), anyNetwork), { numRuns: 40, seed: 1 })
      .map((made) => plan(planInputOf(made, 'terraform')));
    const all = [...terraformPlans.map(([, plan]) => plan), adopting('terraform'), ...plans].flatMap(
      (plan, index) => render(plan).map((file) => ({ ...file, path: `${index}/${file.path}` })),
    );
    expect(await terraform.run(terraform.write(all), ['fmt', '-check', '-recursive', '-diff'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    for (const most of [adopting('terraform'), ...mostChanges(plans).slice(0, 5)]) {
      const { stdout } = await terraform.run(terraform.write(render(most)), ['validate', '-json']);
      expect(JSON.parse(stdout)).toMatchObject({ valid: true, diagnostics: [] });
    }
  });

  it.sequential.each([
    [
      'names the services and the bucket of ECR there',
      'fargate-existing-ecr-only',
      'us-east-1',
      `assert {
        condition = (
          strcontains(aws_vpc_endpoint.s3.policy, "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*") &&
          aws_vpc_endpoint.s3.service_name == "com.amazonaws.us-east-1.s3" &&
          alltrue([for endpoint in aws_vpc_endpoint.interface : strcontains(endpoint.service_name, ".us-east-1.")])
        )
        error_message = "Not of the Region."
      }`,
    ],
    [
      'refuses one of another partition',
      'fargate-existing-ecr-only',
      'us-gov-west-1',
      'expect_failures = [var.region]',
    ],
    [
      'refuses zones of another Region',
      'fargate-new-named-azs',
      'us-east-1',
      'expect_failures = [aws_subnet.private]',
    ],
  ])('told of another Region, %s', { timeout: 3 * minutes }, async (_, name, elsewhere, expected) => {
    const [, plan] = terraformPlans.find(([title]) => title === name) ?? [];
    if (!plan) throw new Error(`no plan ${name}`);
    const contents = `mock_provider "aws" {}\nrun "elsewhere" {\ncommand = plan\nvariables {\nregion = "${elsewhere}"\n}\n${expected}\n}\n`;
    const files = [...render(plan), { path: 'tests/region.tftest.hcl', contents }];
    const args = ['test', '-no-color', '-filter=tests/region.tftest.hcl'];
    const { stdout, stderr } = await terraform.run(terraform.write(files), args);
    expect(stdout + stderr).toMatch(/Success! 1 passed, 0 failed\./);
  });

  it.sequential('takes any text as that text', { timeout: minutes }, async () => {
    const folder = terraform.write(render(hostile()));
    const input = 'base64encode(jsonencode([var.name, var.tags]))\n';
    const { stdout, stderr } = await terraform.run(folder, ['console'], { input });
    expect(stderr).toBe('');
    const [name, tags] = JSON.parse(Buffer.from(stdout.trim().slice(1, -1), 'base64').toString('utf8'));
    expect(name).toBe(HOSTILE);
    expect(tags).toEqual(hostile().tags);
  });
});

describeTogether(['terraform'], 'A generated Terraform module', () => {
  let terraform: Terraform;
  beforeAll(async () => {
    terraform = await prepare(renderModule);
  }, 5 * minutes);
  afterAll(() => terraform?.remove());

  it.sequential.each(modulePlans)(
    'is valid and passes its own test: %s',
    { timeout: 3 * minutes },
    async (_, plan) => {
      const { stdout, stderr } = await terraform.run(terraform.write(renderModule(plan)), [
        'test',
        '-no-color',
      ]);
      expect(stdout + stderr).toMatch(/Success! \d+ passed, 0 failed\./);
      expect(stdout).not.toContain('Warning');
    },
  );

  it.sequential('is formatted and valid whatever the network, and so is its call', {
    timeout: 5 * minutes,
  }, async () => {
    const plans = fc
      .sample(fc.oneof(smallNetwork(4), anyNetwork), { numRuns: 40, seed: 1 })
      .map((made) => plan({ ...planInputOf(made, 'terraform'), layout: 'module' }));
    const all = [...modulePlans.map(([, plan]) => plan), ...plans].flatMap((plan, index) => {
      const files = renderModule(plan);
      const calls = [{ path: 'call.tf', contents: callIn(files) }];
      return [...files, ...calls].map((file) => ({ ...file, path: `${index}/${file.path}` }));
    });
    expect(await terraform.run(terraform.write(all), ['fmt', '-check', '-recursive', '-diff'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    for (const most of mostChanges(plans).slice(0, 5)) {
      const { stdout } = await terraform.run(terraform.write(renderModule(most)), ['validate', '-json']);
      expect(JSON.parse(stdout)).toMatchObject({ valid: true, diagnostics: [] });
    }
  });

  it.sequential('takes IDs that are known only after what they are of is created', {
    timeout: 3 * minutes,
  }, async () => {
    const files = renderModule(fixing('terraform'));
    // Each ID becomes that of a resource of the same plan.
    const call = callIn(files, './net')
      .replaceAll(
        /(= |^ {4})"((?:vpc|vpce|subnet|rtb|sg|acl)-\w+)"(?! =)/gm,
        '$1terraform_data.id["$2"].output',
      )
      .replaceAll(/\{ id = "(sg-\w+)"/g, '{ id = terraform_data.id["$1"].output');
    const ids = [...new Set([...call.matchAll(/terraform_data\.id\["([^"]+)"\]/g)].map(([, id]) => id))];
    expect(ids.length).toBeGreaterThan(8);
    const main = `${call}\nresource "terraform_data" "id" {\n  for_each = toset(${JSON.stringify(ids)})\n  input = each.value\n}\n`;
    const test = `${mockIn(files)}run "all" {\n  command = plan\n}\n`;
    const folder = terraform.write([
      ...files
        .filter(({ path }) => path.endsWith('.tf'))
        .map((file) => ({ ...file, path: `net/${file.path}` })),
      ...files.filter(({ path }) => path === 'versions.tf'),
      { path: 'main.tf', contents: main },
      { path: 'tests/all.tftest.hcl', contents: test },
    ]);
    expect(await terraform.run(folder, ['init', '-backend=false', '-no-color'])).toMatchObject({ code: 0 });
    const { stdout, stderr } = await terraform.run(folder, ['test', '-no-color']);
    expect(stdout + stderr).toMatch(/Success! 1 passed, 0 failed\./);
  });

  it.sequential('accepts the mocked provider of its README in tests of its caller, and no empty one', {
    timeout: 3 * minutes,
  }, async () => {
    const files = renderModule(newVpc('terraform', 'fargate'));
    const run = 'run "all" {\n  command = plan\n}\n';
    const folder = terraform.write([
      ...files
        .filter(({ path }) => path.endsWith('.tf'))
        .map((file) => ({ ...file, path: `net/${file.path}` })),
      ...files.filter(({ path }) => path === 'versions.tf'),
      { path: 'main.tf', contents: callIn(files, './net') },
      { path: 'tests/mocked.tftest.hcl', contents: mockIn(files) + run },
      { path: 'tests/empty.tftest.hcl', contents: `mock_provider "aws" {}\n${run}` },
    ]);
    expect(await terraform.run(folder, ['init', '-backend=false', '-no-color'])).toMatchObject({ code: 0 });
    const { stdout, stderr } = await terraform.run(folder, ['test', '-no-color']);
    expect(stdout).toMatch(/mocked\.tftest\.hcl\.\.\. pass/);
    expect(stdout).toMatch(/empty\.tftest\.hcl\.\.\. fail/);
    expect(stderr).toContain('region is eu-west-1, but the AWS provider of this module is in');
  });
});

describeTogether(['terraform', 'moto_server', 'python3'], 'Terraform against an emulated AWS', () => {
  let terraform: Terraform;
  let moto: Moto;
  let ec2: EC2Client;
  let env: Record<string, string>;
  beforeAll(async () => {
    [terraform, moto] = await Promise.all([prepare(), startMoto()]);
    env = { ...moto.env, AWS_REGION: region };
    ec2 = new EC2Client({
      region,
      endpoint: moto.url,
      credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    });
  }, 5 * minutes);
  afterAll(async () => {
    ec2?.destroy();
    terraform?.remove();
    await moto?.stop();
  });

  /** Applies, sees that a second plan is empty, looks, and destroys. */
  async function deploy(
    files: readonly GeneratedFile[],
    look: (folder: string) => Promise<void>,
  ): Promise<void> {
    const folder = terraform.write(files);
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await terraform.run(folder, [...args, '-no-color'], { env });
      expect(stdout).not.toContain('Warning');
      return { code, said: code === 0 ? '' : stdout + stderr };
    };
    expect(await run('apply', '-auto-approve')).toEqual({ code: 0, said: '' });
    try {
      expect(await run('plan', '-detailed-exitcode')).toEqual({ code: 0, said: '' });
      await look(folder);
    } finally {
      expect(await run('destroy', '-auto-approve')).toEqual({ code: 0, said: '' });
    }
  }

  const endpointsOf = async (vpcId: string): Promise<VpcEndpoint[]> => {
    const reply = await ec2.send(
      new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
    );
    return (reply.VpcEndpoints ?? []).filter(({ State }) => `${State}`.toLowerCase() === 'available');
  };

  const rulesOf = async (groupId: string): Promise<SecurityGroupRule[]> => {
    const reply = await ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [groupId] }] }),
    );
    return reply.SecurityGroupRules ?? [];
  };

  /** The route tables that have a route to the gateway endpoint. */
  const routedTo = async (endpointId: string | undefined): Promise<string[]> => {
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
    return RouteTables.filter(({ Routes }) => Routes?.some(({ GatewayId }) => GatewayId === endpointId))
      .map(({ RouteTableId = '' }) => RouteTableId)
      .sort();
  };

  /** A VPC with two private subnets, each with a table of its own, as plans see it. */
  async function existingVpc(): Promise<Pick<Plan, 'vpcId' | 'vpcCidr' | 'subnets' | 'routeTables'>> {
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const vpcId = Vpc?.VpcId ?? '';
    const places = await Promise.all(
      ['a', 'b'].map(async (zone, index) => {
        const az = region + zone;
        const cidr = `10.0.${index + 1}.0/24`;
        const { Subnet } = await ec2.send(
          new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: cidr, AvailabilityZone: az }),
        );
        const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: vpcId }));
        return { id: Subnet?.SubnetId ?? '', az, cidr, routeTableId: RouteTable?.RouteTableId ?? '' };
      }),
    );
    return {
      vpcId,
      vpcCidr: '10.0.0.0/16',
      subnets: places.map((place) => ({ ...place, implicit: false })),
      routeTables: places.map(({ id, routeTableId }) => ({ id: routeTableId, main: false, subnetIds: [id] })),
    };
  }

  // The provider waits a minute after each change of an endpoint's subnets: the others run meanwhile.
  it.concurrent('creates the endpoints in a VPC that exists', { timeout: 10 * minutes }, async () => {
    const network = await existingVpc();
    const plan = creating('terraform', 'ec2', ['logs', 'dynamodb'], {
      ...creating('terraform', 'ec2'),
      ...network,
      tags: { team: ODD, für: '日本' },
    });
    const subnetIds = network.subnets.map(({ id }) => id).sort();
    const tables = network.routeTables.map(({ id }) => id).sort();

    await deploy(render(plan), async () => {
      const endpoints = await endpointsOf(network.vpcId);
      expect(
        endpoints.map(({ ServiceName }) => ServiceName?.replace(`com.amazonaws.${region}.`, '')).sort(),
      ).toEqual(['dynamodb', 'ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry', 'logs', 's3']);
      for (const endpoint of endpoints) {
        expect(endpoint.Tags).toContainEqual({ Key: 'team', Value: ODD });
        expect(endpoint.Tags).toContainEqual({ Key: 'für', Value: '日本' });
        if (endpoint.VpcEndpointType === 'Interface') {
          expect(endpoint.PrivateDnsEnabled).toBe(true);
          expect([...(endpoint.SubnetIds ?? [])].sort()).toEqual(subnetIds);
        } else {
          expect(await routedTo(endpoint.VpcEndpointId)).toEqual(tables);
        }
      }
      const { SecurityGroups = [] } = await ec2.send(
        new DescribeSecurityGroupsCommand({
          Filters: [
            { Name: 'vpc-id', Values: [network.vpcId] },
            { Name: 'group-name', Values: ['private-ecs-endpoints'] },
          ],
        }),
      );
      expect(SecurityGroups).toHaveLength(1);
      const rules = await rulesOf(SecurityGroups[0]?.GroupId ?? '');
      expect(
        rules
          .map(({ IsEgress, IpProtocol, FromPort, ToPort, CidrIpv4 }) => [
            IsEgress,
            IpProtocol,
            FromPort,
            ToPort,
            CidrIpv4,
          ])
          .sort(),
      ).toEqual([
        [false, 'tcp', 443, 443, '10.0.1.0/24'],
        [false, 'tcp', 443, 443, '10.0.2.0/24'],
      ]);
    });
    expect(await endpointsOf(network.vpcId)).toEqual([]);
  });

  const vpcsNamed = async (name: string) => {
    const reply = await ec2.send(
      new DescribeVpcsCommand({ Filters: [{ Name: 'tag:Name', Values: [name] }] }),
    );
    return (reply.Vpcs ?? []).map(({ VpcId = '' }) => VpcId);
  };
  /** Runs `create` without questions, and returns what it prints. */
  const program = async (...args: string[]) =>
    (await promisify(execFile)(process.execPath, [PROGRAM, ...args, '--yes'], { env })).stdout;

  /** Sees that there is one VPC of a name, with two subnets in as many zones, which only the endpoints lead out of. */
  async function expectNewVpc(name: string, endpointCount: number): Promise<void> {
    const [vpcId = '', ...others] = await vpcsNamed(name);
    expect(others).toEqual([]);
    const attribute = (name: 'enableDnsSupport' | 'enableDnsHostnames') =>
      ec2.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute: name }));
    expect((await attribute('enableDnsSupport')).EnableDnsSupport?.Value).toBe(true);
    expect((await attribute('enableDnsHostnames')).EnableDnsHostnames?.Value).toBe(true);

    const filter = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand(filter));
    expect(
      Subnets.map(({ CidrBlock, MapPublicIpOnLaunch }) => [CidrBlock, MapPublicIpOnLaunch]).sort(),
    ).toEqual([
      ['10.0.0.0/18', false],
      ['10.0.64.0/18', false],
    ]);
    const zones = Subnets.map(({ AvailabilityZone }) => AvailabilityZone);
    expect(new Set(zones).size).toBe(2);

    const endpoints = await endpointsOf(vpcId);
    expect(endpoints).toHaveLength(endpointCount);
    const s3 = endpoints.find(({ ServiceName }) => ServiceName?.endsWith('.s3'));
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand(filter));
    const own = RouteTables.filter(({ Associations }) => Associations?.some(({ SubnetId }) => SubnetId));
    expect(own.map(({ RouteTableId }) => RouteTableId).sort()).toEqual(await routedTo(s3?.VpcEndpointId));
    expect(
      own.flatMap(({ Associations = [] }) => Associations.map(({ SubnetId }) => SubnetId)).sort(),
    ).toEqual(Subnets.map(({ SubnetId }) => SubnetId).sort());
    expect(
      RouteTables.flatMap(({ Routes = [] }) => Routes).filter(
        ({ GatewayId, NatGatewayId }) => NatGatewayId !== undefined || GatewayId?.startsWith('igw-'),
      ),
    ).toEqual([]);
    const { SecurityGroups = [] } = await ec2.send(
      new DescribeSecurityGroupsCommand({
        Filters: [...filter.Filters, { Name: 'group-name', Values: ['default'] }],
      }),
    );
    expect(await rulesOf(SecurityGroups[0]?.GroupId ?? '')).toEqual([]);
  }

  it.concurrent('creates a new VPC in the zones that are named', { timeout: 10 * minutes }, async () => {
    const plan = { ...newVpc('terraform', 'ec2', [`${region}a`, `${region}c`]), name: 'named' };
    await deploy(render(plan), () => expectNewVpc(plan.name, plan.endpoints.length));
    expect(await vpcsNamed(plan.name)).toEqual([]);
  });

  it.concurrent('creates a new VPC, picks the zones, and changes on a second run what is asked for', {
    timeout: 10 * minutes,
  }, async () => {
    const first = mkdtempSync(join(tmpdir(), 'new-vpc-'));
    const how = ['--launch-type', 'fargate', '--services', 'logs', '--iac', 'terraform', '--name', 'picked'];
    await program(join(first, 'net'), '--region', region, '--vpc', 'new', ...how);
    const written = filesOf(join(first, 'net'));
    rmSync(first, { recursive: true });
    const files = Object.entries(written).map(([path, contents]) => ({ path, contents }));
    await deploy(files, async (folder) => {
      await expectNewVpc('picked', 4);
      expect(await program(folder)).toContain('Nothing changed');
      expect(filesOf(folder)).toMatchObject(written);
      await program(folder, '--services', 'ssm', '--az-count', '3', '--allow-removal');
      const changes = await plannedChanges(async (...args) => {
        const { code, stdout, stderr } = await terraform.run(folder, [...args, '-no-color'], { env });
        expect(code, stdout + stderr).toBe(0);
        return stdout;
      });
      // Nothing of the two zones before is replaced.
      expect(changes).toEqual([
        'create aws_route_table.private["private-3"]',
        'create aws_route_table_association.private["private-3"]',
        'create aws_subnet.private["private-3"]',
        'create aws_vpc_endpoint.interface["ssm"]',
        'create aws_vpc_endpoint_route_table_association.s3["private-3"]',
        'create aws_vpc_security_group_ingress_rule.private_subnets["private-3"]',
        'delete aws_vpc_endpoint.interface["logs"]',
        'update aws_vpc_endpoint.interface["ecr.api"]',
        'update aws_vpc_endpoint.interface["ecr.dkr"]',
      ]);
    });
    expect(await vpcsNamed('picked')).toEqual([]);
  });

  it.concurrent('fixes endpoints, groups and network ACLs that exist', { timeout: 5 * minutes }, async () => {
    const network = await existingVpc();
    const VpcId = network.vpcId;
    const [a, b] = network.subnets.map(({ id }) => id);
    if (a === undefined || b === undefined) throw new Error('two subnets');
    const tables = network.routeTables.map(({ id }) => id).sort();
    const group = async (GroupName: string) =>
      (await ec2.send(new CreateSecurityGroupCommand({ VpcId, GroupName, Description: GroupName })))
        .GroupId ?? '';
    const endpoint = async (service: string, rest: { SubnetIds?: string[]; SecurityGroupIds?: string[] }) => {
      const reply = await ec2.send(
        new CreateVpcEndpointCommand({
          VpcId,
          ServiceName: `com.amazonaws.${region}.${service}`,
          VpcEndpointType: service === 's3' ? 'Gateway' : 'Interface',
          ...(service === 's3' ? {} : { PrivateDnsEnabled: false }),
          ...rest,
        }),
      );
      return reply.VpcEndpoint?.VpcEndpointId ?? '';
    };
    const [tasks, closed] = [await group('tasks'), await group('closed')];
    const dkr = await endpoint('ecr.dkr', { SubnetIds: [a], SecurityGroupIds: [closed] });
    const s3 = await endpoint('s3', {});
    const acl = (await ec2.send(new CreateNetworkAclCommand({ VpcId }))).NetworkAcl?.NetworkAclId ?? '';
    const plan: Plan = {
      ...fixing('terraform'),
      ...network,
      endpoints: fixing('terraform').endpoints.map((row) => ({
        ...row,
        ...(row.service === 'ecr.dkr' ? { endpointId: dkr } : row.service === 's3' ? { endpointId: s3 } : {}),
      })),
      securityGroup: {
        name: 'private-ecs-endpoints',
        description: 'HTTPS from the tasks to the VPC endpoints',
        sources: [{ peer: { kind: 'group', groupId: tasks }, description: 'HTTPS from the tasks' }],
      },
      changes: [
        { kind: 'enable-private-dns', service: 'ecr.dkr', endpointId: dkr },
        { kind: 'add-subnets', service: 'ecr.dkr', endpointId: dkr, subnetIds: [b] },
        { kind: 'add-route-tables', service: 's3', endpointId: s3, routeTableIds: tables },
        {
          kind: 'create-interface-endpoint',
          service: 'logs',
          serviceName: `com.amazonaws.${region}.logs`,
          subnetIds: [a, b],
        },
        { kind: 'authorize-ingress', groupId: closed, source: { kind: 'group', groupId: tasks } },
        {
          kind: 'authorize-egress',
          groupId: tasks,
          destination: { kind: 'group', groupId: NEW_SECURITY_GROUP },
        },
        {
          kind: 'set-endpoint-policy',
          service: 'ecr.dkr',
          endpointId: dkr,
          previous: '{}',
          policy: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: '*', Action: ['ecr:BatchGetImage'], Resource: '*' }],
          },
        },
        {
          kind: 'add-network-acl-entry',
          aclId: acl,
          ruleNumber: 90,
          egress: false,
          cidr: '10.0.1.0/24',
          fromPort: 443,
          toPort: 443,
        },
      ],
    };

    await deploy(render(plan), async () => {
      const endpoints = await endpointsOf(VpcId);
      const fixed = endpoints.find(({ VpcEndpointId }) => VpcEndpointId === dkr);
      expect(fixed?.PrivateDnsEnabled).toBe(true);
      expect([...(fixed?.SubnetIds ?? [])].sort()).toEqual([a, b].sort());
      expect(JSON.parse(fixed?.PolicyDocument ?? '').Statement[0].Action).toEqual(['ecr:BatchGetImage']);
      expect(await routedTo(s3)).toEqual(tables);
      expect(endpoints).toHaveLength(3);
      const [ingress] = (await rulesOf(closed)).filter(({ IsEgress }) => !IsEgress);
      expect(ingress).toMatchObject({
        IpProtocol: 'tcp',
        FromPort: 443,
        ReferencedGroupInfo: { GroupId: tasks },
      });
      const { NetworkAcls = [] } = await ec2.send(new DescribeNetworkAclsCommand({ NetworkAclIds: [acl] }));
      expect(NetworkAcls[0]?.Entries).toContainEqual(
        expect.objectContaining({
          RuleNumber: 90,
          Egress: false,
          RuleAction: 'allow',
          CidrBlock: '10.0.1.0/24',
        }),
      );
    });
    expect(await routedTo(s3)).toEqual([]);
    expect((await endpointsOf(VpcId)).map(({ VpcEndpointId }) => VpcEndpointId).sort()).toEqual(
      [dkr, s3].sort(),
    );
  });
});
