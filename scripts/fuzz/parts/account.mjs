/** What an honest AWS answers: a VPC whose tasks go by endpoints, and an ECS cluster with a service in it. */

const VPC = 'vpc-0a1b2c3d4e5f60718';
export const SUBNET = 'subnet-0aaaaaaaaaaaaaaa1';
const GROUP = 'sg-0aaaaaaaaaaaaaaa1';
const INSTANCE = 'i-0aaaaaaaaaaaaaaa1';
const ARN = 'arn:aws:ecs:eu-west-1:123456789012';

export const PLACE = ['--region', 'eu-west-1', '--vpc', VPC, '--launch-type', 'fargate'];

const endpoint = (service, number) => ({
  vpcEndpointId: `vpce-0000000${number}`,
  vpcEndpointType: 'Interface',
  serviceName: `com.amazonaws.eu-west-1.${service}`,
  state: 'available',
  privateDnsEnabled: true,
  subnetIdSet: [SUBNET],
  networkInterfaceIdSet: [`eni-0000000${number}`],
  groupSet: [{ groupId: GROUP }],
});
const entry = (egress) => ({
  ruleNumber: 100,
  egress,
  ruleAction: 'allow',
  protocol: '-1',
  cidrBlock: '0.0.0.0/0',
});
const open = (name) => ({ [name]: [{ ipProtocol: '-1', ipRanges: [{ cidrIp: '0.0.0.0/0' }] }] });

/** EC2's lists by operation: the element that holds them, and the items. */
const EC2 = {
  DescribeVpcs: [
    'vpcSet',
    [
      {
        vpcId: VPC,
        cidrBlock: '10.0.0.0/16',
        dhcpOptionsId: 'dopt-1',
        tagSet: [{ key: 'Name', value: 'shop' }],
        cidrBlockAssociationSet: [{ cidrBlock: '10.0.0.0/16', cidrBlockState: { state: 'associated' } }],
      },
    ],
  ],
  DescribeDhcpOptions: [
    'dhcpOptionsSet',
    [
      {
        dhcpOptionsId: 'dopt-1',
        dhcpConfigurationSet: [{ key: 'domain-name-servers', valueSet: [{ value: 'AmazonProvidedDNS' }] }],
      },
    ],
  ],
  DescribeSubnets: [
    'subnetSet',
    [{ subnetId: SUBNET, vpcId: VPC, cidrBlock: '10.0.1.0/24', availabilityZone: 'eu-west-1a' }],
  ],
  DescribeRouteTables: [
    'routeTableSet',
    [
      {
        routeTableId: 'rtb-0a1b2c3d',
        associationSet: [{ main: true }],
        routeSet: [
          { destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local', state: 'active' },
          { destinationCidrBlock: '0.0.0.0/0', natGatewayId: 'nat-1', state: 'active' },
          { destinationPrefixListId: 'pl-s3', gatewayId: 'vpce-00000009', state: 'active' },
        ],
      },
    ],
  ],
  DescribeVpcEndpoints: [
    'vpcEndpointSet',
    [
      endpoint('ecr.api', 1),
      endpoint('ecr.dkr', 2),
      {
        vpcEndpointId: 'vpce-00000009',
        vpcEndpointType: 'Gateway',
        serviceName: 'com.amazonaws.eu-west-1.s3',
        state: 'available',
        routeTableIdSet: ['rtb-0a1b2c3d'],
      },
    ],
  ],
  DescribeNetworkInterfaces: [
    'networkInterfaceSet',
    [1, 2].map((number) => ({
      networkInterfaceId: `eni-0000000${number}`,
      subnetId: SUBNET,
      privateIpAddress: `10.0.1.${number + 9}`,
    })),
  ],
  DescribeSecurityGroups: [
    'securityGroupInfo',
    [{ groupId: GROUP, groupName: 'tasks', ...open('ipPermissions'), ...open('ipPermissionsEgress') }],
  ],
  DescribeInstances: [
    'reservationSet',
    [
      {
        reservationId: 'r-1',
        instancesSet: [{ instanceId: INSTANCE, subnetId: SUBNET, groupSet: [{ groupId: GROUP }] }],
      },
    ],
  ],
  DescribeNetworkAcls: [
    'networkAclSet',
    [
      {
        networkAclId: 'acl-1',
        associationSet: [{ subnetId: SUBNET }],
        entrySet: [entry(true), entry(false)],
      },
    ],
  ],
  DescribeNatGateways: [
    'natGatewaySet',
    [{ natGatewayId: 'nat-1', subnetId: SUBNET, state: 'available', connectivityType: 'public' }],
  ],
  DescribePrefixLists: [
    'prefixListSet',
    [{ prefixListId: 'pl-s3', prefixListName: 'com.amazonaws.eu-west-1.s3', cidrSet: ['3.5.0.0/19'] }],
  ],
  GetManagedPrefixListEntries: ['entrySet', [{ cidr: '3.5.0.0/19' }]],
  DescribeVpcEndpointServices: [
    'serviceDetailSet',
    ['ecr.api', 'ecr.dkr', 's3'].map((service) => ({
      serviceName: `com.amazonaws.eu-west-1.${service}`,
      serviceType: [{ serviceType: service === 's3' ? 'Gateway' : 'Interface' }],
      availabilityZoneSet: ['eu-west-1a'],
      vpcEndpointPolicySupported: true,
    })),
  ],
};

/** ECS's JSON by operation: a service on a capacity provider of its own and with ECS Exec, so that every operation is asked for. */
export const ECS = {
  ListClusters: { clusterArns: [`${ARN}:cluster/shop`] },
  ListServices: { serviceArns: [`${ARN}:service/shop/web`] },
  DescribeServices: {
    services: [
      {
        serviceName: 'web',
        status: 'ACTIVE',
        taskDefinition: `${ARN}:task-definition/web:3`,
        capacityProviderStrategy: [{ capacityProvider: 'own', weight: 1 }],
        enableExecuteCommand: true,
        networkConfiguration: {
          awsvpcConfiguration: { subnets: [SUBNET], securityGroups: [GROUP], assignPublicIp: 'DISABLED' },
        },
        deployments: [
          {
            status: 'PRIMARY',
            serviceConnectConfiguration: {
              enabled: true,
              logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/web' } },
            },
          },
        ],
        taskSets: [],
      },
    ],
    failures: [],
  },
  DescribeClusters: {
    clusters: [
      { configuration: { executeCommandConfiguration: { logging: 'DEFAULT', kmsKeyId: 'alias/x' } } },
    ],
  },
  DescribeCapacityProviders: {
    capacityProviders: [{ name: 'own', autoScalingGroupProvider: { autoScalingGroupArn: 'arn:x' } }],
  },
  ListContainerInstances: { containerInstanceArns: [`${ARN}:container-instance/shop/i1`] },
  DescribeContainerInstances: {
    containerInstances: [
      {
        containerInstanceArn: `${ARN}:container-instance/shop/i1`,
        ec2InstanceId: INSTANCE,
        capacityProviderName: 'own',
      },
    ],
    failures: [],
  },
  DescribeTaskDefinition: {
    taskDefinition: {
      taskDefinitionArn: `${ARN}:task-definition/web:3`,
      family: 'web',
      networkMode: 'awsvpc',
      containerDefinitions: [
        {
          name: 'app',
          image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1',
          secrets: [{ name: 'A', valueFrom: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:a' }],
          logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': 'eu-west-1' } },
        },
      ],
    },
  },
};

/**
 * The reply of an operation as a tree: of EC2 the response element's fields, of ECS its JSON. A copy, to be changed.
 *
 * @param {string} action
 * @param {URLSearchParams} parameters EC2's
 */
export function honestReply(action, parameters) {
  if (ECS[action]) return { kind: 'json', tree: structuredClone(ECS[action]) };
  const attribute = parameters.get('Attribute');
  if (attribute) return { kind: 'xml', tree: { [attribute]: { value: true } } };
  const [list, items] = EC2[action] ?? ['set', []];
  return { kind: 'xml', tree: { requestId: '0', [list]: structuredClone(items) } };
}

/** A tree in the form of its service. */
export function written(action, { kind, tree }) {
  return kind === 'json' ? JSON.stringify(tree) : `<${action}Response>${fields(tree)}</${action}Response>`;
}

const fields = (object) =>
  Object.entries(object)
    .map(([key, value]) => xml(key, value))
    .join('');

function xml(tag, value) {
  if (Array.isArray(value)) return `<${tag}>${value.map((item) => xml('item', item)).join('')}</${tag}>`;
  return typeof value === 'object' && value !== null
    ? `<${tag}>${fields(value)}</${tag}>`
    : `<${tag}>${String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${tag}>`;
}
