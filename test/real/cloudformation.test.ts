import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan/plan.ts';
import { renderCloudFormation } from '../../src/render/cloudformation.ts';
import { cloudFormationMatrix } from '../render/cloudformation-matrix.ts';
import { followReadme } from './follow-readme.ts';
import { inRealNetwork } from './in-real-network.ts';
import { Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWithTools } from './tools.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'cloudformation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(plan: Plan, name: string): string {
  const directory = join(folder, name);
  for (const { path, contents } of renderCloudFormation(plan)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
  return directory;
}

describeWithTools(['cfn-lint'], 'cfn-lint', () => {
  it('finds nothing in any template, with all its checks, for Regions of three partitions', async () => {
    const templates = cloudFormationMatrix().flatMap(([name, plan]) => {
      const directory = write(plan, name);
      const template = join(directory, 'template.yaml');
      return plan.adopted.length > 0 ? [template, join(directory, 'import.yaml')] : [template];
    });
    const checks = [
      '--include-checks',
      'I',
      'W',
      'E',
      '--regions',
      'eu-west-1',
      'cn-north-1',
      'us-gov-west-1',
    ];
    const found = await run('cfn-lint', [...checks, '--template', ...templates]).catch(
      (error: { stdout: string }) => error,
    );
    expect(found.stdout).toBe('');
  }, 120_000);
});

/*
 * The emulator's CloudFormation skips AWS::EC2::SecurityGroupEgress and AWS::EC2::NetworkAclEntry, leaves out the
 * descriptions of rules, and its Fn::GetAZs lists the zones of us-east-1. The snapshots and cfn-lint hold those; all else
 * is read back here.
 */
describeWithTools(['aws', 'bash', 'moto_server', 'python3'], 'what the README says to type', () => {
  const region = 'eu-west-1';
  let moto: Moto;
  let lab: Lab;
  beforeAll(async () => {
    moto = await startMoto();
    lab = new Lab(moto, region);
  }, 90_000);
  afterAll(() => moto?.stop());

  const follow = (directory: string, section: string, only?: RegExp) =>
    followReadme(directory, section, moto.env, only);
  const outputsOf = async (stack: string): Promise<Record<string, string>> => {
    const query = ['--query', 'Stacks[0].Outputs', '--output', 'json'];
    const { stdout } = await run(
      'aws',
      ['cloudformation', 'describe-stacks', '--region', region, '--stack-name', stack, ...query],
      { env: { ...moto.env } },
    );
    const outputs: { OutputKey: string; OutputValue: string }[] = JSON.parse(stdout);
    return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  };
  const endpointsOf = async (vpcId: string) => {
    const { VpcEndpoints = [] } = await lab.client.send(
      new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
    );
    return VpcEndpoints;
  };
  const groupOf = async (id: string | undefined) => {
    const { SecurityGroups = [] } = await lab.client.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [id ?? ''] }),
    );
    return SecurityGroups[0];
  };

  /** EC2 lets a default group's members reach each other from its birth on, the emulator does not. */
  const openDefaultGroup = (GroupId: string) =>
    lab.client.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] }],
      }),
    );

  const existing = cloudFormationMatrix().filter(([, plan]) => !plan.newVpc && plan.adopted.length === 0);
  it.each(existing)(
    'adds %s to a VPC that exists, and takes it away again',
    async (name, written) => {
      const { plan, vpcId } = await inRealNetwork(lab, { ...written, name }, name);
      const directory = write(plan, name);
      await follow(directory, 'Deploy');
      const outputs = await outputsOf(name);

      const expected = plan.changes.flatMap((change): object[] => {
        if (change.kind === 'create-interface-endpoint') {
          return [
            {
              name: change.serviceName,
              type: 'Interface',
              on: [...change.subnetIds].sort(),
              groups: [outputs.EndpointSecurityGroupId],
              privateDns: true,
            },
          ];
        }
        if (change.kind === 'create-gateway-endpoint') {
          return [
            { name: change.serviceName, type: 'Gateway', on: [...change.routeTableIds].sort(), groups: [] },
          ];
        }
        return [];
      });
      const endpoints = await endpointsOf(vpcId);
      expect(
        endpoints.map(
          ({ ServiceName, VpcEndpointType, SubnetIds, RouteTableIds, Groups, PrivateDnsEnabled }) => ({
            name: ServiceName,
            type: VpcEndpointType,
            on: [...(SubnetIds ?? []), ...(RouteTableIds ?? [])].sort(),
            groups: (Groups ?? []).map(({ GroupId }) => GroupId),
            ...(VpcEndpointType === 'Interface' ? { privateDns: PrivateDnsEnabled } : {}),
          }),
        ),
      ).toEqual(expect.arrayContaining(expected));
      expect(endpoints).toHaveLength(expected.length);
      expect(new Set(Object.values(outputs))).toEqual(
        new Set([...endpoints.map(({ VpcEndpointId }) => VpcEndpointId), outputs.EndpointSecurityGroupId]),
      );

      const routes = async () => {
        const { RouteTables = [] } = await lab.client.send(
          new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
        );
        return RouteTables.flatMap(({ RouteTableId, Routes = [] }) =>
          Routes.filter(({ DestinationPrefixListId }) => DestinationPrefixListId).map(
            ({ GatewayId }) => `${RouteTableId} ${GatewayId}`,
          ),
        ).sort();
      };
      expect(await routes()).toEqual(
        endpoints
          .flatMap(({ VpcEndpointId, RouteTableIds = [] }) =>
            RouteTableIds.map((id) => `${id} ${VpcEndpointId}`),
          )
          .sort(),
      );

      for (const change of plan.changes) {
        if (change.kind !== 'create-gateway-endpoint' || !change.policy) continue;
        const restricted = endpoints.find(({ ServiceName }) => ServiceName === change.serviceName);
        expect(JSON.parse(restricted?.PolicyDocument ?? '')).toEqual(change.policy);
      }

      const { sources } = plan.securityGroup ?? { sources: [] };
      const group = await groupOf(outputs.EndpointSecurityGroupId);
      expect(group?.IpPermissions?.flatMap(peersIn)).toEqual(sources.map(({ peer }) => JSON.stringify(peer)));

      for (const change of plan.changes) {
        if (change.kind === 'authorize-ingress') {
          const { IpPermissions = [] } = (await groupOf(change.groupId)) ?? {};
          expect(IpPermissions.flatMap(peersIn)).toContain(JSON.stringify(change.source));
        }
      }
      expect(group?.IpPermissionsEgress?.flatMap(peersIn)).toEqual([
        JSON.stringify({ kind: 'cidr', cidr: '127.0.0.1/32' }),
      ]);
      expect(group?.IpPermissionsEgress).toHaveLength(1);
      for (const { ServiceName, Tags } of endpoints) {
        const suffix = ServiceName?.split(`.${region}.`)[1];
        expect(Tags).toEqual([{ Key: 'Name', Value: `${name}-${suffix}` }]);
      }

      const shown = await follow(directory, 'Check');
      for (const id of Object.values(outputs)) expect(shown).toContain(id);

      await follow(directory, 'Undo');
      expect(await endpointsOf(vpcId)).toEqual([]);
      expect(await routes()).toEqual([]);
    },
    120_000,
  );

  it.each(cloudFormationMatrix().filter(([, plan]) => plan.newVpc))(
    'builds %s from nothing, and takes it away again',
    async (name, unnamed) => {
      const plan = { ...unnamed, name };
      const directory = write(plan, name);
      await follow(directory, 'Deploy', /^aws cloudformation deploy/);
      const outputs = await outputsOf(name);
      await openDefaultGroup(outputs.DefaultSecurityGroupId ?? '');
      await follow(directory, 'Deploy', /^GROUP_ID/);
      const vpcId = outputs.VpcId ?? '';
      const attribute = async (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
        lab.client.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute }));
      expect((await attribute('enableDnsSupport')).EnableDnsSupport?.Value).toBe(true);
      expect((await attribute('enableDnsHostnames')).EnableDnsHostnames?.Value).toBe(true);

      const { Subnets = [] } = await lab.client.send(
        new DescribeSubnetsCommand({ SubnetIds: outputs.SubnetIds?.split(',') ?? [] }),
      );
      expect(Subnets.map(({ CidrBlock }) => CidrBlock)).toEqual(plan.subnets.map(({ cidr }) => cidr));
      expect(new Set(Subnets.map(({ AvailabilityZone }) => AvailabilityZone)).size).toBe(plan.subnets.length);
      for (const [index, { az }] of plan.subnets.entries()) {
        if (az !== undefined) expect(Subnets[index]?.AvailabilityZone).toBe(az);
      }

      const tables = outputs.RouteTableIds?.split(',') ?? [];
      const { RouteTables = [] } = await lab.client.send(
        new DescribeRouteTablesCommand({ RouteTableIds: tables }),
      );
      const s3 = (await endpointsOf(vpcId)).find(({ ServiceName }) => ServiceName?.endsWith('.s3'));
      for (const { Routes = [], Associations = [] } of RouteTables) {
        expect(Routes.map(({ GatewayId }) => GatewayId).sort()).toEqual(['local', s3?.VpcEndpointId].sort());
        expect(Associations).toHaveLength(1);
      }
      expect(await endpointsOf(vpcId)).toHaveLength(plan.endpoints.length);

      const closed = await groupOf(outputs.DefaultSecurityGroupId);
      expect(closed).toMatchObject({ GroupName: 'default', IpPermissions: [], IpPermissionsEgress: [] });

      const shown = await follow(directory, 'Check');
      for (const id of [vpcId, ...tables, s3?.VpcEndpointId]) expect(shown).toContain(id);

      await follow(directory, 'Undo');
      expect(await endpointsOf(vpcId)).toEqual([]);
    },
    120_000,
  );
});

interface Permission {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly IpRanges?: readonly { readonly CidrIp?: string | undefined }[] | undefined;
  readonly UserIdGroupPairs?: readonly { readonly GroupId?: string | undefined }[] | undefined;
  readonly PrefixListIds?: readonly { readonly PrefixListId?: string | undefined }[] | undefined;
}

/** Who a rule on 443/tcp names, as the text of our own type. */
function peersIn({ IpProtocol, FromPort, ToPort, ...sides }: Permission): string[] {
  if (IpProtocol !== 'tcp' || FromPort !== 443 || ToPort !== 443) return [];
  return [
    ...(sides.IpRanges ?? []).map(({ CidrIp }) => ({ kind: 'cidr', cidr: CidrIp })),
    ...(sides.UserIdGroupPairs ?? []).map(({ GroupId }) => ({ kind: 'group', groupId: GroupId })),
    ...(sides.PrefixListIds ?? []).map(({ PrefixListId }) => ({
      kind: 'prefix-list',
      prefixListId: PrefixListId,
    })),
  ].map((peer) => JSON.stringify(peer));
}
