import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  type CreateRouteCommandInput,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  type CreateVpcEndpointCommandInput,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  type ResourceType,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import type { ServiceName } from '../../src/core/catalogue.ts';
import { serviceNameByTable } from '../../src/core/network/regions.ts';
import type { Moto } from './moto.ts';

/** Whose account it is. */
export interface LabCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Builds networks in an emulated AWS, through the EC2 API, for tests that then look at them. */
export class Lab {
  readonly region: string;
  readonly client: EC2Client;

  constructor(
    { url }: Pick<Moto, 'url'>,
    region: string,
    credentials: LabCredentials = { accessKeyId: 'testing', secretAccessKey: 'testing' },
  ) {
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
    this.region = region;
    this.client = new EC2Client({
      endpoint: url,
      region,
      credentials,
    });
  }

  /** Both DNS attributes are on, as an endpoint's private DNS needs them, unless said otherwise. */
  async vpc(cidr: string, name: string, dns = { support: true, hostnames: true }): Promise<string> {
    const { Vpc } = await this.client.send(
      new CreateVpcCommand({ CidrBlock: cidr, TagSpecifications: named('vpc', name) }),
    );
    const vpcId = there(Vpc?.VpcId);
    const set = (attribute: object) =>
      this.client.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, ...attribute }));
    await set({ EnableDnsSupport: { Value: dns.support } });
    await set({ EnableDnsHostnames: { Value: dns.hostnames } });
    return vpcId;
  }

  /** @param zone the last letter of the Availability Zone */
  async subnet(vpcId: string, cidr: string, zone: string, name: string): Promise<string> {
    const { Subnet } = await this.client.send(
      new CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock: cidr,
        AvailabilityZone: `${this.region}${zone}`,
        TagSpecifications: named('subnet', name),
      }),
    );
    return there(Subnet?.SubnetId);
  }

  async routeTable(vpcId: string, name: string, subnetIds: readonly string[] = []): Promise<string> {
    const { RouteTable } = await this.client.send(
      new CreateRouteTableCommand({ VpcId: vpcId, TagSpecifications: named('route-table', name) }),
    );
    const id = there(RouteTable?.RouteTableId);
    for (const SubnetId of subnetIds) {
      await this.client.send(new AssociateRouteTableCommand({ RouteTableId: id, SubnetId }));
    }
    return id;
  }

  async mainRouteTable(vpcId: string): Promise<string> {
    const { RouteTables } = await this.client.send(
      new DescribeRouteTablesCommand({
        Filters: [
          { Name: 'vpc-id', Values: [vpcId] },
          { Name: 'association.main', Values: ['true'] },
        ],
      }),
    );
    return there(RouteTables?.[0]?.RouteTableId);
  }

  async defaultSecurityGroup(vpcId: string): Promise<string> {
    const { SecurityGroups } = await this.client.send(
      new DescribeSecurityGroupsCommand({
        Filters: [
          { Name: 'vpc-id', Values: [vpcId] },
          { Name: 'group-name', Values: ['default'] },
        ],
      }),
    );
    return there(SecurityGroups?.[0]?.GroupId);
  }

  /** @param destination an IPv4 block */
  async route(
    routeTableId: string,
    destination: string,
    target: Omit<CreateRouteCommandInput, 'RouteTableId' | 'DestinationCidrBlock'>,
  ): Promise<void> {
    await this.client.send(
      new CreateRouteCommand({ RouteTableId: routeTableId, DestinationCidrBlock: destination, ...target }),
    );
  }

  async internetGateway(vpcId: string): Promise<string> {
    const { InternetGateway } = await this.client.send(new CreateInternetGatewayCommand({}));
    const id = there(InternetGateway?.InternetGatewayId);
    await this.client.send(new AttachInternetGatewayCommand({ InternetGatewayId: id, VpcId: vpcId }));
    return id;
  }

  async natGateway(subnetId: string, name: string): Promise<string> {
    const { AllocationId } = await this.client.send(new AllocateAddressCommand({ Domain: 'vpc' }));
    const { NatGateway } = await this.client.send(
      new CreateNatGatewayCommand({
        SubnetId: subnetId,
        AllocationId,
        TagSpecifications: named('natgateway', name),
      }),
    );
    return there(NatGateway?.NatGatewayId);
  }

  /** A group that lets 443/tcp in from `cidrs`. */
  async httpsGroup(vpcId: string, name: string, cidrs: readonly string[]): Promise<string> {
    const { GroupId } = await this.client.send(
      new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: name, Description: name }),
    );
    const id = there(GroupId);
    if (cidrs.length > 0) {
      await this.client.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: id,
          IpPermissions: [
            {
              IpProtocol: 'tcp',
              FromPort: 443,
              ToPort: 443,
              IpRanges: cidrs.map((CidrIp) => ({ CidrIp })),
            },
          ],
        }),
      );
    }
    return id;
  }

  /** An interface endpoint of a service, with private DNS unless `more` says otherwise. */
  async interfaceEndpoint(
    vpcId: string,
    service: ServiceName,
    subnetIds: readonly string[],
    securityGroupIds: readonly string[],
    more: Partial<CreateVpcEndpointCommandInput> = {},
  ): Promise<string> {
    return this.endpoint({
      VpcId: vpcId,
      ServiceName: serviceNameByTable(service, this.region),
      VpcEndpointType: 'Interface',
      SubnetIds: [...subnetIds],
      SecurityGroupIds: [...securityGroupIds],
      PrivateDnsEnabled: true,
      ...more,
    });
  }

  async gatewayEndpoint(
    vpcId: string,
    service: ServiceName,
    routeTableIds: readonly string[],
    more: Partial<CreateVpcEndpointCommandInput> = {},
  ): Promise<string> {
    return this.endpoint({
      VpcId: vpcId,
      ServiceName: serviceNameByTable(service, this.region),
      VpcEndpointType: 'Gateway',
      RouteTableIds: [...routeTableIds],
      ...more,
    });
  }

  private async endpoint(input: CreateVpcEndpointCommandInput): Promise<string> {
    const { VpcEndpoint } = await this.client.send(new CreateVpcEndpointCommand(input));
    return there(VpcEndpoint?.VpcEndpointId);
  }
}

/** The ids of the network that `buildReportedCase` built. */
export interface ReportedCase {
  readonly region: string;
  readonly vpcId: string;
  readonly taskSubnetId: string;
  readonly publicSubnetId: string;
  readonly taskRouteTableId: string;
  readonly publicRouteTableId: string;
  readonly natGatewayId: string;
  readonly endpointGroupId: string;
  readonly s3EndpointId: string;
  readonly interfaceEndpointIds: Readonly<Record<string, string>>;
}

/**
 * The case people lose a day on: every interface endpoint is right, the S3 gateway endpoint exists, but the tasks' route
 * table is not associated with it, so the layers of every image still come through the NAT gateway.
 */
export async function buildReportedCase(lab: Lab): Promise<ReportedCase> {
  const vpcId = await lab.vpc('172.31.0.0/16', 'shop');
  const taskSubnetId = await lab.subnet(vpcId, '172.31.16.0/20', 'a', 'shop-tasks-a');
  const publicSubnetId = await lab.subnet(vpcId, '172.31.0.0/20', 'a', 'shop-public-a');
  const taskRouteTableId = await lab.routeTable(vpcId, 'shop-tasks', [taskSubnetId]);
  const publicRouteTableId = await lab.routeTable(vpcId, 'shop-public', [publicSubnetId]);
  const internetGatewayId = await lab.internetGateway(vpcId);
  await lab.route(publicRouteTableId, '0.0.0.0/0', { GatewayId: internetGatewayId });
  const natGatewayId = await lab.natGateway(publicSubnetId, 'nat-main');
  await lab.route(taskRouteTableId, '0.0.0.0/0', { NatGatewayId: natGatewayId });
  const endpointGroupId = await lab.httpsGroup(vpcId, 'shop-endpoints', ['172.31.0.0/16']);
  const interfaceEndpointIds: Record<string, string> = {};
  for (const service of ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry'] as const) {
    interfaceEndpointIds[service] = await lab.interfaceEndpoint(
      vpcId,
      service,
      [taskSubnetId],
      [endpointGroupId],
    );
  }
  const s3EndpointId = await lab.gatewayEndpoint(vpcId, 's3', [publicRouteTableId]);
  return {
    region: lab.region,
    vpcId,
    taskSubnetId,
    publicSubnetId,
    taskRouteTableId,
    publicRouteTableId,
    natGatewayId,
    endpointGroupId,
    s3EndpointId,
    interfaceEndpointIds,
  };
}

const named = (type: ResourceType, name: string): TagSpecification[] => [
  { ResourceType: type, Tags: [{ Key: 'Name', Value: name }] },
];

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the emulator replied without an id');
  return value;
}
