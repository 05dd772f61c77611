import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan/planned.ts';
import { stackName } from '../../src/formats/stack-name.ts';
import { render } from '../engine.ts';
import { cloudFormationMatrix } from '../formats/cloudformation-matrix.ts';
import { graphOfPlan } from '../formats/graph/graph.ts';
import { large } from '../formats/plans.ts';
import { endpointsOf } from './adoptable-network.ts';
import { followReadme } from './follow-readme.ts';
import { asEmulated, graphOfAccount } from './graph-of-account.ts';
import { inRealNetwork } from './in-real-network.ts';
import { Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWithTools } from './tools.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'cloudformation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(plan: Plan, name: string): string {
  const directory = join(folder, name);
  for (const { path, contents } of render(plan)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
  return directory;
}

describeWithTools(['cfn-lint'], 'cfn-lint', () => {
  it('finds nothing in any template, with all its checks, for Regions of three partitions', async () => {
    const plans: [string, Plan][] = [...cloudFormationMatrix(), ['large', large('cloudformation', 300, 250)]];
    const templates = plans.flatMap(([name, plan]) => {
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
  const routesToEndpoints = async (vpcId: string) => {
    const { RouteTables = [] } = await lab.client.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
    );
    return RouteTables.flatMap(({ Routes = [] }) =>
      Routes.filter(({ DestinationPrefixListId }) => DestinationPrefixListId),
    );
  };
  const groupOf = async (id: string) => {
    const { SecurityGroups = [] } = await lab.client.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [id] }),
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
      const outputs = await outputsOf(stackName(plan));

      expect(await graphOfAccount(lab, plan, outputs)).toEqual(asEmulated(graphOfPlan(plan)));
      expect(new Set(Object.values(outputs))).toEqual(
        new Set([...Object.keys(await endpointsOf(lab, vpcId)), outputs.EndpointSecurityGroupId]),
      );

      const shown = await follow(directory, 'Check');
      for (const id of Object.values(outputs)) expect(shown).toContain(id);

      await follow(directory, 'Undo');
      expect(await endpointsOf(lab, vpcId)).toEqual({});
      expect(await routesToEndpoints(vpcId)).toEqual([]);
    },
    120_000,
  );

  it.each(cloudFormationMatrix().filter(([, plan]) => plan.newVpc))(
    'builds %s from nothing, and takes it away again',
    async (name, unnamed) => {
      const plan = { ...unnamed, name };
      const directory = write(plan, name);
      await follow(directory, 'Deploy', /^aws cloudformation deploy/);
      const outputs = await outputsOf(stackName(plan));
      await openDefaultGroup(outputs.DefaultSecurityGroupId ?? '');
      await follow(directory, 'Deploy', /^GROUP_ID/);
      const vpcId = outputs.VpcId ?? '';
      expect(await graphOfAccount(lab, plan, outputs)).toEqual(asEmulated(graphOfPlan(plan)));

      const tables = outputs.RouteTableIds?.split(',') ?? [];
      const { RouteTables = [] } = await lab.client.send(
        new DescribeRouteTablesCommand({ RouteTableIds: tables }),
      );
      const s3 = Object.values(await endpointsOf(lab, vpcId)).find(({ ServiceName }) =>
        ServiceName?.endsWith('.s3'),
      );
      for (const { Routes = [], Associations = [] } of RouteTables) {
        expect(Routes.map(({ GatewayId }) => GatewayId).sort()).toEqual(['local', s3?.VpcEndpointId].sort());
        expect(Associations).toHaveLength(1);
      }

      const closed = await groupOf(outputs.DefaultSecurityGroupId ?? '');
      expect(closed).toMatchObject({ GroupName: 'default', IpPermissions: [], IpPermissionsEgress: [] });

      const shown = await follow(directory, 'Check');
      for (const id of [vpcId, ...tables, s3?.VpcEndpointId]) expect(shown).toContain(id);

      await follow(directory, 'Undo');
      expect(await endpointsOf(lab, vpcId)).toEqual({});
    },
    120_000,
  );
});
