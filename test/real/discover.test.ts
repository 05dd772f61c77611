import { readFileSync } from 'node:fs';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AssociateDhcpOptionsCommand,
  AssociateVpcCidrBlockCommand,
  AuthorizeSecurityGroupEgressCommand,
  CreateDhcpOptionsCommand,
  CreateFlowLogsCommand,
  CreateManagedPrefixListCommand,
  CreateRouteCommand,
  DeleteNatGatewayCommand,
} from '@aws-sdk/client-ec2';
import {
  AssociateVPCWithHostedZoneCommand,
  CreateHostedZoneCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SERVICES } from '../../src/core/catalogue.ts';
import { trafficWindow } from '../../src/core/evidence/traffic-window.ts';
import { zoneAnswering } from '../../src/core/network/hosted-zones.ts';
import type { Network } from '../../src/core/network/network.ts';
import { discover } from '../../src/sources/aws/discover.ts';
import { readFlowLogs } from '../../src/sources/aws/flow-logs/read-flow-logs.ts';
import { listVpcs } from '../../src/sources/aws/list-vpcs.ts';
import { readTraffic } from '../../src/sources/aws/traffic/read-traffic.ts';
import { loadSnapshot, snapshotText } from '../../src/sources/snapshot/snapshot.ts';
import { useAwsEnv } from './aws-env.ts';
import { buildReportedCase, Lab, type ReportedCase } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWithTools } from './tools.ts';

/** Puts figures into CloudWatch for the reported case, and expects them to the byte. */
async function expectMeasured(built: ReportedCase, network: Network, { url }: Moto): Promise<void> {
  const { region, vpcId, natGatewayId, interfaceEndpointIds, publicSubnetId } = built;
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  const cloudWatch = new CloudWatchClient({
    endpoint: url,
    region,
    credentials,
    disableRequestCompression: true,
  });
  const put = (
    space: string,
    MetricName: string,
    dimensions: Readonly<Record<string, string>>,
    ...values: number[]
  ) =>
    cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: space,
        MetricData: values.map((Value, index) => ({
          MetricName,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          Timestamp: new Date(Date.now() - (3 - index) * 7_200_000),
          Value,
        })),
      }),
    );
  const ofNat = (id: string, metric: string, ...values: number[]) =>
    put('AWS/NATGateway', metric, { NatGatewayId: id }, ...values);
  const ofEndpoint = {
    'Endpoint Type': 'Interface',
    'Service Name': `com.amazonaws.${region}.ecr.dkr`,
    'VPC Endpoint Id': interfaceEndpointIds['ecr.dkr'] ?? '',
    'VPC Id': vpcId,
  };
  await ofNat(natGatewayId, 'BytesInFromDestination', 8_412_000_731, 1, 9_007_199_254_000);
  await ofNat(natGatewayId, 'BytesOutToSource', 8_412_000_731, 1);
  await ofNat(natGatewayId, 'BytesInFromSource', 12);
  await ofNat(natGatewayId, 'BytesOutToDestination', 0);
  await ofNat('nat-0123456789abcdef0', 'BytesOutToDestination', 99);
  await put('AWS/PrivateLinkEndpoints', 'BytesProcessed', ofEndpoint, 41_213, 7);

  const target = { region };
  const window = trafficWindow('24h', new Date());
  const traffic = await readTraffic(target, network, window);
  expect(traffic.natGateways).toMatchObject([
    {
      natGatewayId,
      bytesInFromDestination: 9_015_611_254_732,
      bytesOutToSource: 8_412_000_732,
      bytesInFromSource: 12,
      bytesOutToDestination: 0,
    },
  ]);
  expect(traffic.deleted.map((one) => [one.natGatewayId, one.bytesOutToDestination])).toEqual([
    ['nat-0123456789abcdef0', 99],
  ]);
  const carried = Object.fromEntries(
    traffic.endpoints.map(({ service, bytesProcessed }) => [service, bytesProcessed]),
  );
  expect(carried).toEqual({ 'ecr.api': 0, 'ecr.dkr': 41_220, ecs: 0, 'ecs-agent': 0, 'ecs-telemetry': 0 });

  const logs = new CloudWatchLogsClient({ endpoint: url, region, credentials });
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/shop/flows' }));
  const { FlowLogIds = [] } = await new Lab({ url }, region).client.send(
    new CreateFlowLogsCommand({
      ResourceIds: [publicSubnetId],
      ResourceType: 'Subnet',
      TrafficType: 'ALL',
      LogGroupName: '/shop/flows',
      DeliverLogsPermissionArn: 'arn:aws:iam::123456789012:role/flows',
    }),
  );
  const flows = await readFlowLogs(
    target,
    network,
    window,
    async ({ logGroup }) => logGroup === '/shop/flows',
  );
  // The emulator runs no such query, and answers without a row.
  expect(flows).toMatchObject({ flowLogId: FlowLogIds[0], by: 'prefix-list', natGateways: [] });
  expect(flows.gaps.at(-1)).toContain('no records of bytes between these NAT gateways');
}

/**
 * `discover` against an emulated AWS, which speaks EC2's protocol but does not page, deny or fail: for that there is
 * io/discover.test.ts.
 */
describeWithTools(['moto_server', 'python3'], 'discover, against moto', () => {
  const region = 'eu-west-1';
  let moto: Moto;
  let lab: Lab;
  let restore: () => void;

  beforeAll(async () => {
    moto = await startMoto();
    lab = new Lab(moto, region);
    restore = useAwsEnv(moto.env);
  }, 90_000);

  afterAll(async () => {
    restore();
    await moto.stop();
  });

  it('reads the hosted zones of a hub that are associated with a spoke, and no others', async () => {
    const hub = await lab.vpc('10.27.0.0/16', 'hub');
    const spoke = await lab.vpc('10.26.0.0/16', 'spoke');
    const route53 = new Route53Client({
      endpoint: moto.url,
      region,
      credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    });
    const names = ['api.ecr', 'dkr.ecr', 'logs'].map((host) => `${host}.${region}.amazonaws.com`);
    for (const name of [...names, 'only.hub']) {
      const { HostedZone } = await route53.send(
        new CreateHostedZoneCommand({
          Name: name,
          CallerReference: name,
          VPC: { VPCId: hub, VPCRegion: region },
          HostedZoneConfig: { PrivateZone: true },
        }),
      );
      if (name === 'only.hub') continue;
      await route53.send(
        new AssociateVPCWithHostedZoneCommand({
          HostedZoneId: HostedZone?.Id,
          VPC: { VPCId: spoke, VPCRegion: region },
        }),
      );
    }
    const services = ['ecr.api', 'ecr.dkr', 'logs', 'ssm'] as const;
    const network = await discover({ region, vpcId: spoke, services });
    expect(network.hostedZones?.map(({ name }) => name).sort()).toEqual(names);
    expect(network.vpc).not.toHaveProperty('shared');
    expect(services.filter((service) => zoneAnswering(network, service))).toEqual([
      'ecr.api',
      'ecr.dkr',
      'logs',
    ]);
    expect((await discover({ region, vpcId: hub, services })).hostedZones).toHaveLength(4);
  });

  it('reads the reported case: everything is there but the route of the tasks', async () => {
    const built = await buildReportedCase(lab);
    const network = await discover({ region, vpcId: built.vpcId, services: ['ecr.api', 's3'] });
    expect(network.vpc).toEqual({
      id: built.vpcId,
      name: 'shop',
      cidrs: ['172.31.0.0/16'],
      ipv6Cidrs: [],
      dnsSupport: true,
      dnsHostnames: true,
      nameServers: ['AmazonProvidedDNS'],
    });
    expect(network.subnets).toHaveLength(2);
    expect(network.subnets).toContainEqual({
      id: built.taskSubnetId,
      name: 'shop-tasks-a',
      az: 'eu-west-1a',
      cidr: '172.31.16.0/20',
      routeTableId: built.taskRouteTableId,
      implicit: false,
    });
    const routesOf = (id: string) =>
      network.routeTables
        ?.find((table) => table.id === id)
        ?.routes.map(({ destination, target }) => [
          destination.replace(/^pl-.*/, 'pl'),
          target.kind,
          target.id,
        ]);
    expect(routesOf(built.taskRouteTableId)).toEqual([
      ['172.31.0.0/16', 'local', 'local'],
      ['0.0.0.0/0', 'nat-gateway', built.natGatewayId],
    ]);
    expect(routesOf(built.publicRouteTableId)).toEqual([
      ['172.31.0.0/16', 'local', 'local'],
      ['0.0.0.0/0', 'internet-gateway', expect.stringMatching(/^igw-/)],
      ['pl', 'vpc-endpoint', built.s3EndpointId],
    ]);
    for (const [service, id] of Object.entries(built.interfaceEndpointIds)) {
      expect(network.endpoints?.find((endpoint) => endpoint.id === id)).toMatchObject({
        service,
        kind: 'interface',
        state: 'available',
        privateDns: true,
        interfaces: [{ subnetId: built.taskSubnetId, ip: expect.stringMatching(/^172\.31\.1[6-9]\./) }],
        securityGroupIds: [built.endpointGroupId],
      });
    }
    expect(network.natGateways).toEqual([
      {
        id: built.natGatewayId,
        name: 'nat-main',
        subnetId: built.publicSubnetId,
        state: 'available',
        connectivity: 'public',
      },
    ]);
    expect(network.offers?.map(({ service, kind }) => `${service} ${kind}`)).toEqual([
      'ecr.api interface',
      's3 gateway',
      's3 interface',
    ]);
    expect(network.unreadable).toEqual([]);
    await expectMeasured(built, network, moto);
  }, 60_000);

  it('is what the example in docs/examples shows', async () => {
    const example = loadSnapshot(readFileSync('docs/examples/nat-leak.snapshot.json', 'utf8'), 'example');
    const built: ReportedCase = await buildReportedCase(lab);
    const read = await discover({ region, vpcId: built.vpcId, services: [] });
    // Where no service is needed nobody asks for zones; in the example they were asked for, and there are none.
    const network = { ...loadSnapshot(snapshotText(read), 'read'), hostedZones: [] };
    expect(withoutRandomIds(network)).toEqual(withoutRandomIds(example));
  }, 60_000);

  it('reads a VPC of the rarer kind', async () => {
    const { client } = lab;
    const vpcId = await lab.vpc('10.0.0.0/16', 'rare', { support: true, hostnames: false });
    await client.send(new AssociateVpcCidrBlockCommand({ VpcId: vpcId, CidrBlock: '10.1.0.0/16' }));
    const { DhcpOptions } = await client.send(
      new CreateDhcpOptionsCommand({
        DhcpConfigurations: [{ Key: 'domain-name-servers', Values: ['10.0.0.9', '10.0.0.10'] }],
      }),
    );
    const DhcpOptionsId = DhcpOptions?.DhcpOptionsId;
    await client.send(new AssociateDhcpOptionsCommand({ VpcId: vpcId, DhcpOptionsId }));
    const subnetId = await lab.subnet(vpcId, '10.1.0.0/24', 'b', 'rare-b');
    const main = await lab.mainRouteTable(vpcId);
    const { PrefixList } = await client.send(
      new CreateManagedPrefixListCommand({
        PrefixListName: 'offices',
        MaxEntries: 2,
        AddressFamily: 'IPv4',
        Entries: [{ Cidr: '192.0.2.0/24' }, { Cidr: '198.51.100.0/24' }],
      }),
    );
    const PrefixListId = PrefixList?.PrefixListId ?? '';
    const group = await lab.httpsGroup(vpcId, 'tasks', []);
    await client.send(
      new AuthorizeSecurityGroupEgressCommand({
        GroupId: group,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, PrefixListIds: [{ PrefixListId }] }],
      }),
    );
    const internetGatewayId = await lab.internetGateway(vpcId);
    await client.send(
      new CreateRouteCommand({
        RouteTableId: main,
        DestinationPrefixListId: PrefixListId,
        GatewayId: internetGatewayId,
      }),
    );
    const nat = await lab.natGateway(subnetId, 'gone');
    await client.send(new DeleteNatGatewayCommand({ NatGatewayId: nat }));
    const s3 = await lab.gatewayEndpoint(vpcId, 's3', [main]);
    const api = await lab.interfaceEndpoint(vpcId, 'ecr.api', [subnetId], [], {
      PrivateDnsEnabled: false,
      TagSpecifications: [
        { ResourceType: 'vpc-endpoint', Tags: [{ Key: 'lab:state', Value: 'pendingAcceptance' }] },
      ],
    });

    const network = await discover({ region, vpcId, services: [] });
    expect(network.vpc).toMatchObject({
      cidrs: ['10.0.0.0/16', '10.1.0.0/16'],
      dnsSupport: true,
      dnsHostnames: false,
      nameServers: ['10.0.0.9', '10.0.0.10'],
    });
    expect(network.subnets).toMatchObject([{ id: subnetId, routeTableId: main, implicit: true }]);
    expect(network.routeTables).toMatchObject([{ id: main, main: true }]);
    expect(network.endpoints?.find(({ id }) => id === s3)).toMatchObject({ routeTableIds: [main] });
    expect(network.endpoints?.find(({ id }) => id === api)).toMatchObject({
      state: 'pending-acceptance',
      privateDns: false,
      securityGroupIds: [await lab.defaultSecurityGroup(vpcId)],
    });
    expect(network.prefixLists).toContainEqual({
      id: PrefixListId,
      name: PrefixListId,
      cidrs: ['192.0.2.0/24', '198.51.100.0/24'],
    });
    expect(network.natGateways?.find(({ id }) => id === nat)?.state ?? 'deleted').toBe('deleted');
    expect(network.offers).toBeUndefined();
  }, 60_000);

  it('asks for the offers of every service that there is', async () => {
    const vpcId = await lab.vpc('10.0.0.0/16', 'offers');
    const { offers } = await discover({ region, vpcId, services: SERVICES });
    expect(new Set(offers?.map(({ service }) => service))).toEqual(new Set(SERVICES));
  }, 60_000);

  it('says which VPC is not there', async () => {
    await expect(discover({ region, vpcId: 'vpc-0123456789abcdef0', services: [] })).rejects.toThrow(
      'VPC vpc-0123456789abcdef0 not found in eu-west-1 for this account. Check the ID, the Region and the profile.',
    );
  });

  it('lists VPCs, named ones first', async () => {
    const other = new Lab(moto, 'eu-west-2');
    const id = await other.vpc('10.5.0.0/16', 'zebra');
    const vpcs = await listVpcs({ region: 'eu-west-2' });
    expect(vpcs).toEqual([
      { id, name: 'zebra', cidrs: ['10.5.0.0/16'], isDefault: false },
      { id: expect.stringMatching(/^vpc-/), cidrs: ['172.31.0.0/16'], isDefault: true },
    ]);
  });
});

/** A network with what is named by chance called by what it is, in an order that does not depend on chance. */
function withoutRandomIds(network: Network): unknown {
  const endpoints = network.endpoints ?? [];
  const names = new Map([
    [network.vpc.id, 'vpc'],
    ...network.subnets.map(({ id, name }) => [id, `subnet ${name}`] as const),
    ...(network.routeTables ?? []).map(({ id, name }) => [id, `table ${name}`] as const),
    ...endpoints.map(({ id, service }) => [id, `endpoint ${service}`] as const),
    ...endpoints.flatMap(({ interfaces }) =>
      interfaces.map(({ id, ip }) => [id, `interface ${ip}`] as const),
    ),
    ...(network.securityGroups ?? []).map(({ id, name }) => [id, `group ${name}`] as const),
    ...(network.natGateways ?? []).map(({ id, name }) => [id, `nat ${name}`] as const),
    ...(network.prefixLists ?? []).map(({ id, name }) => [id, name] as const),
  ]);
  const text = JSON.stringify(network).replace(/"(\w+)-[0-9a-f]{17}"/g, (quoted, kind: string) =>
    JSON.stringify(names.get(JSON.parse(quoted)) ?? kind),
  );
  return JSON.parse(text, (_, value) =>
    Array.isArray(value) ? value.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value,
  );
}
