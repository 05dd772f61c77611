import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  DeleteRouteCommand,
  DeleteVpcEndpointsCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
  ModifyVpcEndpointCommand,
  type ModifyVpcEndpointCommandInput,
  ReplaceNetworkAclAssociationCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doctor } from '../../src/commands/doctor.ts';
import { networkOf } from '../../src/commands/network-of.ts';
import { workloadOf } from '../../src/core/choices.ts';
import { undescribed } from '../../src/core/described.ts';
import { needs } from '../../src/core/needs.ts';
import type { Network } from '../../src/core/network.ts';
import { type Answers, withDefaults } from '../../src/core/questions.ts';
import { aws } from '../../src/io/aws.ts';
import { loadSnapshot, snapshotText } from '../../src/io/snapshot.ts';
import type { RuleId, Severity } from '../../src/rules/rule.ts';
import { buildReportedCase, Lab, type ReportedCase } from './lab.ts';
import { type Moto, startMoto, useAwsEnv } from './moto.ts';
import { describeWithTools } from './tools.ts';

const run = promisify(execFile);

/** The parts of `doctor --json` that are looked at here. */
interface Document {
  readonly ok: boolean;
  readonly paths: readonly { readonly subnetId: string; readonly service: string; readonly via: string }[];
  readonly findings: readonly {
    readonly rule: RuleId;
    readonly severity: Severity;
    readonly services: readonly string[];
    readonly resources: readonly { readonly id: string; readonly name?: string }[];
    readonly message: string;
    readonly fix: { readonly command: string; readonly undo: string } | null;
  }[];
}

interface Built extends ReportedCase {
  readonly lab: Lab;
}

interface Case {
  readonly region?: string;
  /** Breaks a network in which everything goes by an endpoint. */
  readonly breaks: (built: Built) => Promise<unknown>;
  /** The errors, in the order in which they are told. */
  readonly says: readonly RuleId[];
  readonly way: string;
}

const modify = (
  { lab }: Built,
  endpointId: string | undefined,
  change: Omit<ModifyVpcEndpointCommandInput, 'VpcEndpointId'>,
) => lab.client.send(new ModifyVpcEndpointCommand({ VpcEndpointId: endpointId, ...change }));

const forgetS3 = (built: Built) =>
  modify(built, built.s3EndpointId, { RemoveRouteTableIds: [built.taskRouteTableId] });

const CASES: Readonly<Record<string, Case>> = {
  'the route to S3 is missing': { breaks: forgetS3, says: ['s3-route-missing'], way: 'nat' },
  'the same in another Region': {
    region: 'us-west-2',
    breaks: forgetS3,
    says: ['s3-route-missing'],
    way: 'nat',
  },
  'the main table, by no association, lacks the route': {
    breaks: async ({ lab, vpcId, taskSubnetId, taskRouteTableId, natGatewayId }) => {
      const main = await lab.mainRouteTable(vpcId);
      await lab.route(main, '0.0.0.0/0', { NatGatewayId: natGatewayId });
      const { RouteTables } = await lab.client.send(
        new DescribeRouteTablesCommand({ RouteTableIds: [taskRouteTableId] }),
      );
      const association = RouteTables?.[0]?.Associations?.find(({ SubnetId }) => SubnetId === taskSubnetId);
      await lab.client.send(
        new DisassociateRouteTableCommand({ AssociationId: association?.RouteTableAssociationId }),
      );
    },
    says: ['s3-route-missing'],
    way: 'nat',
  },
  'of two tables one lacks the route': {
    breaks: async ({ lab, vpcId, natGatewayId }) => {
      const second = await lab.subnet(vpcId, '172.31.32.0/20', 'a', 'shop-tasks-a2');
      const table = await lab.routeTable(vpcId, 'shop-tasks-2', [second]);
      await lab.route(table, '0.0.0.0/0', { NatGatewayId: natGatewayId });
    },
    says: ['s3-route-missing'],
    way: 'nat',
  },
  'private DNS is off on ecr.dkr': {
    breaks: (built) => modify(built, built.interfaceEndpointIds['ecr.dkr'], { PrivateDnsEnabled: false }),
    says: ['private-dns-off'],
    way: 'nat',
  },
  'the security group of the endpoints is closed': {
    breaks: ({ lab, endpointGroupId }) =>
      lab.client.send(
        new RevokeSecurityGroupIngressCommand({
          GroupId: endpointGroupId,
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '172.31.0.0/16' }] },
          ],
        }),
      ),
    says: ['endpoint-security-group-blocks'],
    way: 'blocked',
  },
  'no NAT, and no endpoint at all': {
    breaks: async ({ lab, taskRouteTableId, interfaceEndpointIds, s3EndpointId }) => {
      await lab.client.send(
        new DeleteVpcEndpointsCommand({
          VpcEndpointIds: [...Object.values(interfaceEndpointIds), s3EndpointId],
        }),
      );
      await lab.client.send(
        new DeleteRouteCommand({ RouteTableId: taskRouteTableId, DestinationCidrBlock: '0.0.0.0/0' }),
      );
    },
    says: ['endpoint-missing', 's3-endpoint-missing'],
    way: 'blocked',
  },
  'ecs is missing, its two companions are there': {
    breaks: ({ lab, interfaceEndpointIds }) =>
      lab.client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [interfaceEndpointIds.ecs ?? ''] })),
    says: ['ecs-endpoints-partial'],
    way: 'nat',
  },
  'the policy of the S3 endpoint knows only a bucket of the account': {
    breaks: (built) =>
      modify(built, built.s3EndpointId, {
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: "arn:aws:s3:::customer's-bucket/*" },
          ],
        }),
      }),
    says: ['endpoint-policy-denies'],
    way: 'blocked',
  },
  'a network ACL lets no answer in': {
    breaks: async ({ lab, vpcId, taskSubnetId }) => {
      const { NetworkAcl } = await lab.client.send(new CreateNetworkAclCommand({ VpcId: vpcId }));
      const NetworkAclId = NetworkAcl?.NetworkAclId;
      const entry = { NetworkAclId, RuleNumber: 100, RuleAction: 'allow', CidrBlock: '0.0.0.0/0' } as const;
      await lab.client.send(new CreateNetworkAclEntryCommand({ ...entry, Egress: true, Protocol: '-1' }));
      await lab.client.send(
        new CreateNetworkAclEntryCommand({
          ...entry,
          Egress: false,
          Protocol: '6',
          PortRange: { From: 443, To: 443 },
        }),
      );
      const { NetworkAcls } = await lab.client.send(
        new DescribeNetworkAclsCommand({
          Filters: [{ Name: 'association.subnet-id', Values: [taskSubnetId] }],
        }),
      );
      const association = NetworkAcls?.[0]?.Associations?.find(({ SubnetId }) => SubnetId === taskSubnetId);
      await lab.client.send(
        new ReplaceNetworkAclAssociationCommand({
          AssociationId: association?.NetworkAclAssociationId,
          NetworkAclId,
        }),
      );
    },
    says: ['nacl-blocks'],
    way: 'blocked',
  },
};

describeWithTools(['moto_server', 'python3', 'aws'], 'doctor, against moto', () => {
  let moto: Moto;
  let restore: () => void;

  beforeAll(async () => {
    moto = await startMoto();
    restore = useAwsEnv(moto.env);
  }, 90_000);

  afterAll(async () => {
    restore?.();
    await moto?.stop();
  });

  /** A command that was printed, typed into a shell. */
  const type = (command: string) => run('sh', ['-ec', command], { env: moto.env });

  async function build(region: string): Promise<Built> {
    const lab = new Lab(moto, region);
    const built = { ...(await buildReportedCase(lab)), lab };
    await modify(built, built.s3EndpointId, { AddRouteTableIds: [built.taskRouteTableId] });
    return built;
  }

  describe.each(Object.entries(CASES))('%s', (_, { region = 'eu-west-1', breaks, says, way }) => {
    it('says so and no more, and its own commands mend it', async () => {
      const built = await build(region);
      const answers: Answers = { region, vpc: built.vpcId, launchType: 'ec2', json: true };
      expect((await look(answers)).document).toMatchObject({ ok: true, findings: [] });

      await breaks(built);
      const { document, code } = await look(answers);
      expect(document.findings.map(({ rule, severity }) => [rule, severity])).toEqual(
        says.map((rule) => [rule, 'error']),
      );
      expect(code).toBe(1);
      expect(document.paths.map(({ via }) => via)).toContain(way);

      for (const { fix } of document.findings) await type(fix?.command ?? 'false');
      expect(await look(answers)).toMatchObject({ code: 0, document: { ok: true, findings: [] } });

      for (const { fix } of document.findings.toReversed())
        await type(fix?.undo.replaceAll('\n', ' && ') ?? '');
      expect((await look(answers)).document.findings.map(({ rule }) => rule)).toEqual(says);
    }, 120_000);
  });

  it('names the table of the tasks and the endpoint it lacks', async () => {
    const region = 'eu-west-1';
    const built = await buildReportedCase(new Lab(moto, region));
    const answers: Answers = { region, vpc: built.vpcId, launchType: 'fargate', json: true };
    const { document, network } = await look(answers);
    const [first, ...others] = document.findings;
    expect(first).toMatchObject({
      rule: 's3-route-missing',
      services: ['s3'],
      resources: [{ id: built.taskRouteTableId, name: 'shop-tasks' }, { id: built.s3EndpointId }],
      message:
        `Image layers go by NAT gateway ${built.natGatewayId}, because route table ${built.taskRouteTableId} ` +
        `has no route to S3 gateway endpoint ${built.s3EndpointId}.`,
    });
    expect(others.map(({ rule, severity }) => [rule, severity])).toEqual([['endpoint-unneeded', 'info']]);
    expect(document.paths.map(({ service, via }) => [service, via])).toEqual([
      ['ecr.api', 'endpoint'],
      ['ecr.dkr', 'endpoint'],
      ['s3', 'nat'],
    ]);

    const replayed = await look(answers, loadSnapshot(snapshotText(network), 'vpc.json'));
    expect(replayed.document).toEqual(document);
  }, 60_000);
});

/** What doctor prints as JSON, its exit code, and the network it looked at. */
async function look(
  answers: Answers,
  snapshot?: Network,
): Promise<{ document: Document; code: 0 | 1; network: Network }> {
  let printed = '';
  let seen: Network | undefined;
  const code = await doctor(undescribed(withDefaults(answers)), {
    style: { width: 80, colour: false, unicode: true },
    shell: 'posix',
    readNetwork: async (place) => {
      const wanted = needs(workloadOf(answers));
      const world = { wizard: undefined, aws, readSnapshot: async () => Promise.reject(new Error('none')) };
      seen = snapshot ?? (await networkOf(place, wanted, world));
      return seen;
    },
    saveSnapshot: async () => undefined,
    print: (text) => {
      printed += text;
    },
  });
  if (!seen) throw new Error('doctor looked at nothing');
  return { document: JSON.parse(printed), code, network: seen };
}
