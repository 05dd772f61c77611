// Not TypeScript: the library's own classes do not fit its interfaces under `exactOptionalPropertyTypes`.
import {
  aws_ec2 as ec2,
  aws_ecs as ecs,
  NestedStack,
  Stack,
  aws_secretsmanager as secrets,
} from 'aws-cdk-lib';

const SUBNETS = [
  { name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
  { name: 'app', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 22 },
  { name: 'data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 26 },
];

export function subnetsOfEveryType(app) {
  const stack = new Stack(app, 'Net');
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    ipAddresses: ec2.IpAddresses.cidr('10.40.0.0/16'),
    maxAzs: 2,
    natGateways: 1,
    subnetConfiguration: SUBNETS,
    gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
  });
  vpc.addInterfaceEndpoint('Dkr', {
    service: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
    subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
  });
}

export function dualStackWithNatInstances(app) {
  const stack = new Stack(app, 'Net', { env: { region: 'eu-west-1', account: '111122223333' } });
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    ipProtocol: ec2.IpProtocol.DUAL_STACK,
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    natGateways: 2,
    natGatewayProvider: ec2.NatProvider.instanceV2({
      instanceType: new ec2.InstanceType('t4g.nano'),
      defaultAllowedTraffic: ec2.NatTrafficDirection.OUTBOUND_ONLY,
    }),
  });
  new ec2.CfnVPCCidrBlock(stack, 'More', { vpcId: vpc.vpcId, cidrBlock: '100.64.0.0/16' });
}

/** A network in a nested stack, and a service in a stack of its own. */
export function serviceBesideNetwork(app) {
  const network = new Stack(app, 'Network');
  const vpc = new ec2.Vpc(new NestedStack(network, 'Inner'), 'Vpc', {
    maxAzs: 2,
    subnetConfiguration: SUBNETS,
  });
  const service = new Stack(app, 'Service');
  const task = new ecs.FargateTaskDefinition(service, 'Task');
  task.addContainer('web', {
    image: ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1'),
    secrets: { PASSWORD: ecs.Secret.fromSecretsManager(new secrets.Secret(service, 'Password')) },
    logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }),
  });
  new ecs.FargateService(service, 'Web', {
    cluster: new ecs.Cluster(service, 'Cluster', { vpc }),
    taskDefinition: task,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    enableExecuteCommand: true,
  });
}
