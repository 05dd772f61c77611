import { RevokeSecurityGroupEgressCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StartTaskCommand,
} from '@aws-sdk/client-ecs';
import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Lab, type LabCredentials } from './lab.ts';
import type { Moto } from './moto.ts';

/** What is wrong in a VPC of the organization. */
export const FAULTS = ['none', 's3 not routed', 'private DNS off', 'group closed', 'no endpoints'] as const;
export type PlantedFault = (typeof FAULTS)[number];

/** A VPC with one service in it, and what the service is called. */
export interface PlantedVpc {
  readonly accountId: string;
  readonly region: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly service: string;
  readonly fault: PlantedFault;
}

export interface Organization {
  /** Four member accounts that are in use. */
  readonly accounts: readonly string[];
  readonly suspended: string;
  /** The unit of the first account. The second one is in a unit within it, and the others are in none. */
  readonly unit: string;
  readonly vpcs: readonly PlantedVpc[];
}

const MANAGEMENT: LabCredentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };

/** How many VPCs there are where: member account by number, Region. */
const PLAN: readonly (readonly [account: number, region: string, count: number])[] = [
  [0, 'eu-west-1', 5],
  [0, 'us-east-1', 4],
  [1, 'eu-west-1', 4],
  [1, 'us-east-1', 4],
  [2, 'eu-west-1', 3],
];

/** Two VPCs of the second account in the first Region, where nothing of ECS runs: one subnet is private, the other public. */
const EMPTY_VPCS = ['empty', 'public'] as const;

/**
 * Makes an organization in the emulator: four accounts, one more that is suspended, and 20 VPCs in the first three, each with a
 * service and one fault of `FAULTS`. The last one runs on EC2, and beside the first service a task runs that none started.
 */
export async function plantOrganization(moto: Moto): Promise<Organization> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const organizations = new OrganizationsClient({
    endpoint: moto.url,
    region: 'us-east-1',
    credentials: MANAGEMENT,
  });
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const accounts: string[] = [];
  for (const name of ['shop', 'pay', 'mail', 'closed-to-us', 'old']) {
    const { CreateAccountStatus } = await organizations.send(
      new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }),
    );
    accounts.push(CreateAccountStatus?.AccountId ?? '');
  }
  const suspended = accounts.pop() ?? '';
  await organizations.send(new CloseAccountCommand({ AccountId: suspended }));
  const unit = await plantUnits(organizations, accounts);
  organizations.destroy();

  const planted = await Promise.all(
    PLAN.map(async ([account, region, count]) => {
      const accountId = accounts[account] ?? '';
      const credentials = await assume(moto, accountId);
      return plantPlace(moto, { accountId, region, credentials, count });
    }),
  );
  const credentials = await assume(moto, accounts[1] ?? '');
  const lab = new Lab(moto, 'eu-west-1', credentials);
  for (const name of EMPTY_VPCS) {
    const vpcId = await lab.vpc('10.0.0.0/16', name);
    await lab.subnet(vpcId, '10.0.0.0/20', 'a', name);
    if (name === 'public')
      await lab.route(await lab.mainRouteTable(vpcId), '0.0.0.0/0', {
        GatewayId: await lab.internetGateway(vpcId),
      });
  }
  lab.client.destroy();
  return { accounts, suspended, unit, vpcs: planted.flat() };
}

/** Makes an organization with one member, and says what its root is called. */
export async function plantOneAccount({
  url,
}: Pick<Moto, 'url'>): Promise<{ root: string; accountId: string }> {
  const organizations = new OrganizationsClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: MANAGEMENT,
  });
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const { CreateAccountStatus } = await organizations.send(
    new CreateAccountCommand({ AccountName: 'shop', Email: 'shop@example.com' }),
  );
  const { Roots } = await organizations.send(new ListRootsCommand({}));
  organizations.destroy();
  return { root: Roots?.[0]?.Id ?? '', accountId: CreateAccountStatus?.AccountId ?? '' };
}

async function plantUnits(organizations: OrganizationsClient, accounts: readonly string[]): Promise<string> {
  const { Roots } = await organizations.send(new ListRootsCommand({}));
  const root = Roots?.[0]?.Id;
  const unitWith = async (Name: string, ParentId: string | undefined, AccountId: string | undefined) => {
    const { OrganizationalUnit } = await organizations.send(
      new CreateOrganizationalUnitCommand({ Name, ParentId }),
    );
    const unit = OrganizationalUnit?.Id ?? '';
    await organizations.send(
      new MoveAccountCommand({ AccountId, SourceParentId: root, DestinationParentId: unit }),
    );
    return unit;
  };
  const unit = await unitWith('retail', root, accounts[0]);
  await unitWith('payments', unit, accounts[1]);
  return unit;
}

/** Credentials of a role in an account, which the emulator gives whoever asks. */
export async function assume(moto: Pick<Moto, 'url'>, accountId: string): Promise<LabCredentials> {
  const sts = new STSClient({ endpoint: moto.url, region: 'us-east-1', credentials: MANAGEMENT });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/lab`,
      RoleSessionName: 'lab',
    }),
  );
  sts.destroy();
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

/** A service in a subnet that another account shares. The group is one that the service's account has there. */
export async function plantParticipant(
  moto: Moto,
  accountId: string,
  { region, subnetId }: Pick<PlantedVpc, 'region' | 'subnetId'>,
  groupId: string,
): Promise<void> {
  const ecs = new ECSClient({ endpoint: moto.url, region, credentials: await assume(moto, accountId) });
  await plantCluster(ecs, accountId, region);
  await plantFargateService(ecs, 'guest', subnetId, groupId);
  ecs.destroy();
}

interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly credentials: LabCredentials;
  readonly count: number;
}

async function plantPlace(moto: Moto, place: Place): Promise<PlantedVpc[]> {
  const { accountId, region, credentials, count } = place;
  const lab = new Lab(moto, region, credentials);
  const ecs = new ECSClient({ endpoint: moto.url, region, credentials });
  const image = await plantCluster(ecs, accountId, region);
  const vpcs: PlantedVpc[] = [];
  for (let at = 0; at < count; at += 1) {
    const fault = FAULTS[at % FAULTS.length] ?? 'none';
    const { vpcId, subnetId, groupId } = await plantVpc(lab, `${region}-${at}`, fault);
    const onEc2 = count === 3 && at === 2;
    const service = onEc2 ? 'ec2/web-2' : `main/web-${at}`;
    if (onEc2) {
      // One more, where no instance is.
      await lab.subnet(vpcId, '10.0.16.0/20', 'b', 'spare');
      await plantInstance(lab, ecs, { subnetId, groupId, image });
    } else {
      const networkConfiguration = await plantFargateService(ecs, `web-${at}`, subnetId, groupId);
      if (count === 5 && at === 0)
        await ecs.send(
          new RunTaskCommand({
            cluster: 'main',
            taskDefinition: 'web',
            launchType: 'FARGATE',
            networkConfiguration,
          }),
        );
    }
    vpcs.push({ accountId, region, vpcId, subnetId, service, fault });
  }
  lab.client.destroy();
  ecs.destroy();
  return vpcs;
}

/** @returns the image of the definition `web` */
async function plantCluster(ecs: ECSClient, accountId: string, region: string): Promise<string> {
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
  return image;
}

async function plantFargateService(ecs: ECSClient, serviceName: string, subnetId: string, groupId: string) {
  const networkConfiguration = {
    awsvpcConfiguration: {
      subnets: [subnetId],
      securityGroups: [groupId],
      assignPublicIp: 'DISABLED' as const,
    },
  };
  await ecs.send(
    new CreateServiceCommand({
      cluster: 'main',
      serviceName,
      taskDefinition: 'web',
      desiredCount: 1,
      launchType: 'FARGATE',
      networkConfiguration,
    }),
  );
  return networkConfiguration;
}

async function plantVpc(lab: Lab, name: string, fault: PlantedFault) {
  const vpcId = await lab.vpc('10.0.0.0/16', name);
  const subnetId = await lab.subnet(vpcId, '10.0.0.0/20', 'a', `${name}-tasks`);
  const table = await lab.routeTable(vpcId, name, [subnetId]);
  const groupId = await lab.httpsGroup(vpcId, name, [
    fault === 'group closed' ? '192.168.0.0/16' : '10.0.0.0/16',
  ]);
  if (fault !== 'no endpoints') {
    for (const service of ['ecr.api', 'ecr.dkr'] as const)
      await lab.interfaceEndpoint(vpcId, service, [subnetId], [groupId], {
        PrivateDnsEnabled: fault !== 'private DNS off',
      });
    await lab.gatewayEndpoint(vpcId, 's3', fault === 's3 not routed' ? [] : [table]);
  }
  return { vpcId, subnetId, groupId };
}

/** A cluster with one container instance, whose subnet decides where the images of its service are pulled. */
export async function plantInstance(
  lab: Lab,
  ecs: ECSClient,
  { subnetId, groupId, image }: { subnetId: string; groupId: string; image: string },
): Promise<void> {
  await ecs.send(new CreateClusterCommand({ clusterName: 'ec2' }));
  await registerInstance(lab, ecs, subnetId, groupId);
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'bridge',
      networkMode: 'bridge',
      requiresCompatibilities: ['EC2'],
      containerDefinitions: [{ name: 'web', image, memory: 128 }],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: 'ec2',
      serviceName: 'web-2',
      taskDefinition: 'bridge',
      desiredCount: 1,
      launchType: 'EC2',
    }),
  );
}

/** One more instance of an account's cluster on EC2, in the subnet of a VPC and with a group that lets nothing out, with a task on it. */
export async function plantTaskOnEc2(
  moto: Moto,
  { accountId, region, vpcId, subnetId }: PlantedVpc,
): Promise<{ readonly task: string; readonly groupId: string }> {
  const credentials = await assume(moto, accountId);
  const lab = new Lab(moto, region, credentials);
  const ecs = new ECSClient({ endpoint: moto.url, region, credentials });
  const groupId = await lab.httpsGroup(vpcId, 'nothing-out', []);
  await lab.client.send(
    new RevokeSecurityGroupEgressCommand({
      GroupId: groupId,
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    }),
  );
  const instance = await registerInstance(lab, ecs, subnetId, groupId);
  const { tasks } = await ecs.send(
    new StartTaskCommand({ cluster: 'ec2', taskDefinition: 'bridge', containerInstances: [instance] }),
  );
  lab.client.destroy();
  ecs.destroy();
  return { task: tasks?.[0]?.taskArn ?? '', groupId };
}

/** @returns the ARN of the container instance */
async function registerInstance(
  lab: Lab,
  ecs: ECSClient,
  subnetId: string,
  groupId: string,
): Promise<string> {
  const { Instances } = await lab.client.send(
    new RunInstancesCommand({
      ImageId: 'ami-12c6146b',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: subnetId,
      SecurityGroupIds: [groupId],
    }),
  );
  const document = { instanceId: Instances?.[0]?.InstanceId, region: lab.region };
  const { containerInstance } = await ecs.send(
    new RegisterContainerInstanceCommand({
      cluster: 'ec2',
      instanceIdentityDocument: JSON.stringify(document),
    }),
  );
  return containerInstance?.containerInstanceArn ?? '';
}
