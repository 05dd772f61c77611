import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AcceptVpcPeeringConnectionCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteRouteCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import {
  AssociateVPCWithHostedZoneCommand,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PROGRAM } from '../cli/program.ts';
import { type Front, startFront } from './front.ts';
import { Lab, type LabCredentials } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { assume } from './organization.ts';
import { describeWithTools } from './tools.ts';

/** A hub with two endpoints, and two spokes that use them: one in the hub's account, and one in another. */

const region = 'eu-west-1';
const HUB = '111111111111';
const SHOP = '222222222222';
const NAMES = { 'ecr.api': 'api.ecr', 'ecr.dkr': 'dkr.ecr' } as const;

interface Spoke {
  readonly lab: Lab;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly tableId: string;
}

describeWithTools(['python3', 'moto_server'], 'a hub whose endpoints spokes use', () => {
  let moto: Moto;
  let front: Front;
  let folder: string;
  let hub: {
    readonly lab: Lab;
    readonly vpcId: string;
    readonly tableId: string;
    readonly endpoints: string[];
  };
  let own: Spoke;
  let shop: Spoke;
  let keys: Readonly<Record<string, LabCredentials>>;

  beforeAll(async () => {
    moto = await startMoto();
    front = await startFront(moto.url, () => undefined);
    folder = mkdtempSync(join(tmpdir(), 'hub-'));
    keys = { [HUB]: await assume(moto, HUB), [SHOP]: await assume(moto, SHOP) };
    const lab = new Lab(moto, region, keys[HUB]);
    const vpcId = await lab.vpc('10.1.0.0/16', 'hub');
    const subnetId = await lab.subnet(vpcId, '10.1.0.0/20', 'a', 'hub');
    hub = { lab, vpcId, tableId: await lab.routeTable(vpcId, 'hub', [subnetId]), endpoints: [] };
    const group = await lab.httpsGroup(vpcId, 'endpoints', ['10.0.0.0/8']);
    own = await plantSpoke(HUB, '10.2.0.0/16');
    shop = await plantSpoke(SHOP, '10.3.0.0/16');
    for (const service of ['ecr.api', 'ecr.dkr'] as const) {
      const endpoint = await lab.interfaceEndpoint(vpcId, service, [subnetId], [group], {
        PrivateDnsEnabled: false,
      });
      hub.endpoints.push(endpoint);
      await plantZone(service, endpoint, [own.vpcId, shop.vpcId]);
    }
  }, 90_000);
  afterAll(async () => {
    for (const place of [hub, own, shop]) place?.lab.client.destroy();
    await front?.stop();
    await moto?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  async function plantSpoke(accountId: string, cidr: string): Promise<Spoke> {
    const lab = new Lab(moto, region, keys[accountId] as LabCredentials);
    const vpcId = await lab.vpc(cidr, 'spoke');
    lab.client.destroy();
    return plantTasks(accountId, vpcId, cidr, 'web');
  }

  /** A service in a VPC, which a peering connection joins with the hub. */
  async function plantTasks(
    accountId: string,
    vpcId: string,
    cidr: string,
    serviceName: string,
  ): Promise<Spoke> {
    const credentials = keys[accountId] as LabCredentials;
    const lab = new Lab(moto, region, credentials);
    const subnetId = await lab.subnet(vpcId, cidr.replace('/16', '/20'), 'a', 'tasks');
    const tableId = await lab.routeTable(vpcId, 'tasks', [subnetId]);
    const groupId = await lab.httpsGroup(vpcId, 'tasks', []);
    await lab.gatewayEndpoint(vpcId, 's3', [tableId]);
    const { VpcPeeringConnection } = await lab.client.send(
      new CreateVpcPeeringConnectionCommand({ VpcId: vpcId, PeerVpcId: hub.vpcId, PeerOwnerId: HUB }),
    );
    const VpcPeeringConnectionId = VpcPeeringConnection?.VpcPeeringConnectionId ?? '';
    await hub.lab.client.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
    await lab.route(tableId, '10.1.0.0/16', { VpcPeeringConnectionId });
    await hub.lab.route(hub.tableId, cidr, { VpcPeeringConnectionId });

    const ecs = new ECSClient({ endpoint: moto.url, region, credentials });
    await ecs.send(new CreateClusterCommand({ clusterName: 'main' }));
    const image = `${accountId}.dkr.ecr.${region}.amazonaws.com/web:1`;
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'web',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: '256',
        memory: '512',
        containerDefinitions: [{ name: 'web', image, memory: 512 }],
      }),
    );
    await ecs.send(
      new CreateServiceCommand({
        cluster: 'main',
        serviceName,
        taskDefinition: 'web',
        desiredCount: 1,
        launchType: 'FARGATE',
        networkConfiguration: {
          awsvpcConfiguration: { subnets: [subnetId], securityGroups: [groupId] },
        },
      }),
    );
    ecs.destroy();
    return { lab, vpcId, subnetId, tableId };
  }

  async function plantZone(service: keyof typeof NAMES, endpointId: string, vpcIds: readonly string[]) {
    const client = new Route53Client({
      endpoint: moto.url,
      region,
      credentials: keys[HUB] as LabCredentials,
    });
    const name = `${NAMES[service]}.${region}.amazonaws.com`;
    const { HostedZone } = await client.send(
      new CreateHostedZoneCommand({
        Name: name,
        CallerReference: name,
        HostedZoneConfig: { PrivateZone: true },
        VPC: { VPCId: hub.vpcId, VPCRegion: region },
      }),
    );
    for (const VPCId of vpcIds)
      await client.send(
        new AssociateVPCWithHostedZoneCommand({
          HostedZoneId: HostedZone?.Id,
          VPC: { VPCId, VPCRegion: region },
        }),
      );
    const AliasTarget = {
      HostedZoneId: 'Z38GZ743OKFT7T',
      DNSName: `${endpointId}-abcd1234.${NAMES[service].split('.').reverse().join('.')}.${region}.vpce.amazonaws.com.`,
      EvaluateTargetHealth: false,
    };
    await client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: HostedZone?.Id,
        ChangeBatch: {
          Changes: [name, `*.${name}`].map((Name) => ({
            Action: 'CREATE',
            ResourceRecordSet: { Name, Type: 'A', AliasTarget },
          })),
        },
      }),
    );
    client.destroy();
  }

  const program = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, [PROGRAM, ...args], {
        cwd: folder,
        env: { ...moto.env, AWS_ENDPOINT_URL: front.url, ...env },
      });
      const texts = { stdout: '', stderr: '' };
      child.stdout.on('data', (piece) => {
        texts.stdout += piece;
      });
      child.stderr.on('data', (piece) => {
        texts.stderr += piece;
      });
      child.on('close', (code) => resolve({ code, ...texts }));
    });

  const doctor = async (accountId: string, more: readonly string[] = []) => {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = keys[accountId] as LabCredentials;
    const { stdout, stderr } = await program(
      ['doctor', '--region', region, '--service', 'main/web', '--json', '--fail-on', 'never', ...more],
      {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      },
    );
    expect(stderr).toBe('');
    const report: {
      paths: { service: string; via: string }[];
      findings: { rule: string; message: string }[];
    } = JSON.parse(stdout);
    return report;
  };
  const sweep = async (accounts: readonly string[], more: readonly string[] = []) => {
    const { stdout } = await program([
      ...[
        'sweep',
        '--role',
        'audit',
        '--accounts',
        accounts.join(','),
        '--regions',
        region,
        '--json',
        ...more,
      ],
    ]);
    const { rows }: { rows: { vpcId: string; paths: object; findings: object[] }[] } = JSON.parse(stdout);
    return { stdout, row: ({ vpcId }: Spoke) => rows.find((row) => row.vpcId === vpcId) };
  };
  const ALL_BY_ENDPOINT = { endpoint: 3, nat: 0, internet: 0, other: 0, blocked: 0, unknown: 0 };

  it('is followed by doctor in its own account, in a snapshot too, and not from another', async () => {
    const { paths, findings } = await doctor(HUB, ['--save-snapshot', 'own.json']);
    expect(findings.map(({ message }) => message)).toEqual([]);
    expect(paths.map(({ via }) => via)).toEqual(['endpoint', 'endpoint', 'endpoint']);
    const { stdout } = await program([
      ...[
        'doctor',
        '--snapshot',
        'own.json',
        '--launch-type',
        'fargate',
        '--json',
        '--subnets',
        own.subnetId,
      ],
    ]);
    expect(JSON.parse(stdout).paths).toEqual(paths);

    const other = await doctor(SHOP);
    expect(other.findings.map(({ rule }) => rule)).toContain('hosted-zone-answers');
    expect(other.findings.find(({ rule }) => rule === 'hosted-zone-answers')?.message).toContain(
      'and their records were not read',
    );
  });

  it('is followed by a sweep of both accounts, once for all spokes, and the same again from what it saved', async () => {
    const before = front.asked.length;
    const { stdout, row } = await sweep([HUB, SHOP], ['--save', 'saved']);
    for (const spoke of [own, shop]) expect(row(spoke)?.paths).toEqual(ALL_BY_ENDPOINT);
    const asked = front.asked.slice(before);
    // Two spokes ask for their zones, and two zones for their records.
    expect(asked.filter(({ service }) => service === 'route53')).toHaveLength(4);
    const described = (what: string) => asked.filter(({ body }) => body.includes(`Action=${what}&`));
    expect(described('DescribeSubnets').filter(({ body }) => body.includes(hub.vpcId))).toHaveLength(1);
    const again = await program(['sweep', '--from', 'saved', '--json'], {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    });
    expect(again.stdout).toBe(stdout);

    const alone = await sweep([SHOP]);
    expect(alone.row(shop)?.paths).toMatchObject({ endpoint: 1, unknown: 2 });
  });

  it('is followed where a Route 53 Profile brings the endpoints to a VPC', async () => {
    const vpcId = await shop.lab.vpc('10.4.0.0/16', 'profiled');
    const profiled = await plantTasks(SHOP, vpcId, '10.4.0.0/16', 'profiled');
    const post = async (path: string, body: object) => {
      const { ok } = await fetch(`${moto.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
      expect(ok).toBe(true);
    };
    await post('/profileassociations', { ProfileId: 'rp-1', ResourceId: vpcId });
    for (const endpoint of hub.endpoints)
      await post('/profileresourceassociations', {
        ProfileId: 'rp-1',
        ResourceArn: `arn:aws:ec2:${region}:${HUB}:vpc-endpoint/${endpoint}`,
      });
    const { row } = await sweep([HUB, SHOP]);
    expect(row(profiled)?.paths).toEqual(ALL_BY_ENDPOINT);
    const alone = await sweep([SHOP]);
    expect(alone.row(profiled)?.paths).toMatchObject({ endpoint: 0, unknown: 3 });
    expect(alone.row(profiled)?.findings).toContainEqual({
      rule: 'hosted-zone-answers',
      severity: 'unknown',
      count: 1,
    });
  });

  it('is blocked without its route back', async () => {
    await hub.lab.client.send(
      new DeleteRouteCommand({ RouteTableId: hub.tableId, DestinationCidrBlock: '10.3.0.0/16' }),
    );
    const { row } = await sweep([HUB, SHOP]);
    expect(row(own)?.paths).toEqual(ALL_BY_ENDPOINT);
    expect(row(shop)?.paths).toMatchObject({ endpoint: 1, blocked: 2 });
    expect(row(shop)?.findings).toContainEqual({ rule: 'hub-blocks', severity: 'error', count: 1 });
  });
});
