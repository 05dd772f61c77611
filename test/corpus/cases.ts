import type { Network } from '../../src/core/network/network.ts';
import {
  A,
  B,
  edit,
  editVpc,
  gatewayEndpoint,
  group,
  interfaceEndpoint,
  REGION,
  RIGHT,
  route,
  S3_GATEWAY,
  S3_PREFIX_LIST,
  withEndpoints,
  without,
  withoutNat,
  withoutRoute,
  withRoute,
} from '../core/rules/network.ts';

/** A network, the tasks in it, and what is right to say of them. */
export interface Situation {
  readonly name: string;
  readonly network: Network;
  /** A task definition; undefined for what every Fargate task needs. */
  readonly task: object | undefined;
  readonly subnets: readonly string[];
  /** Parts that all hold: `exit 1`, `s3 nat`, `rule nacl-blocks error`, `remark image-docker-hub`, `no rule s3-route-missing`. */
  readonly right: string;
}

const ECR = `111122223333.dkr.ecr.${REGION}.amazonaws.com`;
const LOGS = (region: string) => ({
  logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/a', 'awslogs-region': region } },
});
const task = (...containers: object[]) => ({
  family: 'web',
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  containerDefinitions: containers.map((one, index) => ({
    name: `c${index}`,
    image: `${ECR}/team/app:1`,
    ...one,
  })),
});
const image = (name: string) => task({ image: name });

// Networks. RIGHT serves Fargate tasks by endpoints and has a NAT gateway that they do not need.
const fargate: Network = {
  ...withEndpoints(RIGHT, interfaceEndpoint('logs'), interfaceEndpoint('secretsmanager')),
  hostedZones: [],
};
const closed = withoutNat(fargate);
const tables = (network: Network, change: (network: Network, table: string) => Network) =>
  ['rtb-a', 'rtb-b'].reduce(change, network);
const noS3Route = tables(fargate, (network, table) => withoutRoute(network, table, S3_PREFIX_LIST));
const IPV6_S3 = { id: 'pl-s3-ipv6', name: `com.amazonaws.${REGION}.ipv6.s3`, cidrs: ['2a05:d000:8000::/40'] };
const gatewayRoute = (list: string) => route(list, { kind: 'vpc-endpoint', id: S3_GATEWAY });
const ipv6First = tables(
  { ...fargate, prefixLists: [IPV6_S3, ...(fargate.prefixLists ?? [])] },
  (network, table) =>
    edit(network, 'routeTables', table, ({ routes }) => ({ routes: [gatewayRoute(IPV6_S3.id), ...routes] })),
);
const ipv6Only = tables(
  { ...fargate, prefixLists: [IPV6_S3, ...(fargate.prefixLists ?? [])] },
  (network, table) =>
    withRoute(withoutRoute(network, table, S3_PREFIX_LIST), table, gatewayRoute(IPV6_S3.id)),
);
const FIREWALL = {
  ...interfaceEndpoint('ecr.api', { id: 'vpce-firewall', subnetIds: [] }),
  serviceName: `com.amazonaws.vpce.${REGION}.vpce-svc-0123456789abcdef0`,
  service: undefined,
  kind: 'other' as const,
  privateDns: false,
};
const OWN_LIST = { id: 'pl-own', name: 'pl-own', cidrs: ['52.0.0.0/8', '3.0.0.0/8'] };
const firewallBehindList = tables(
  withEndpoints(
    { ...withoutNat(noS3Route), prefixLists: [...(fargate.prefixLists ?? []), OWN_LIST] },
    FIREWALL,
  ),
  (network, table) => withRoute(network, table, route('pl-own', { kind: 'vpc-endpoint', id: FIREWALL.id })),
);
const blocked = (mode: 'block-bidirectional' | 'block-ingress') => ({
  ...editVpc(noS3Route, { blockPublicAccess: mode }),
  subnets: noS3Route.subnets.map((subnet) => ({ ...subnet, blockPublicAccess: mode })),
});
const strangersInterface = edit(fargate, 'endpoints', 'vpce-ecr-dkr', ({ interfaces }) => ({
  subnetIds: [A, 'subnet-gone'],
  interfaces: interfaces.map((one, index) => (index === 1 ? { ...one, subnetId: 'subnet-gone' } : one)),
}));
const otherRegion = (service: string, id: string) => ({
  ...interfaceEndpoint('ecr.api', { id }),
  serviceName: `com.amazonaws.us-east-1.${service}`,
  serviceRegion: 'us-east-1',
  service: undefined,
});
const withUsEast = withEndpoints(
  closed,
  otherRegion('ecr.api', 'vpce-us-api'),
  otherRegion('ecr.dkr', 'vpce-us-dkr'),
  otherRegion('logs', 'vpce-us-logs'),
  otherRegion('s3', 'vpce-us-s3'),
);
const privateDnsOff = edit(fargate, 'endpoints', 'vpce-ecr-dkr', () => ({ privateDns: false }));
const zone = (name: string) => ({ id: 'Z0123456789ABCDEFGHIJ', name });
const withoutIpv4 = {
  ...editVpc(fargate, { ipv6Cidrs: ['2001:db8:1234:1a00::/56'] }),
  subnets: fargate.subnets.map((subnet) =>
    subnet.id === A ? { ...subnet, cidr: undefined, ipv6Cidrs: ['2001:db8:1234:1a00::/64'] } : subnet,
  ),
};
const ipv6Out = withRoute(
  withoutRoute(withoutIpv4, 'rtb-a', '0.0.0.0/0'),
  'rtb-a',
  route('::/0', { kind: 'egress-only-internet-gateway', id: 'eigw-1' }),
);
const denyAll = JSON.stringify({
  Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }],
});
const denied = edit(fargate, 'endpoints', 'vpce-ecr-api', () => ({ policy: denyAll }));
const strict = edit(noS3Route, 'networkAcls', 'acl-1', () => ({
  entries: [true, false].map((egress) => ({
    ruleNumber: 100,
    egress,
    allow: true,
    protocol: '-1',
    cidr: '10.0.0.0/16',
    fromPort: undefined,
    toPort: undefined,
  })),
}));

type Line = readonly [
  name: string,
  network: Network,
  task: object | undefined,
  right: string,
  subnets?: readonly string[],
];

const LINES: readonly Line[] = [
  ['all is right', fargate, undefined, 'exit 0; ecr.api endpoint; ecr.dkr endpoint; s3 endpoint'],
  ['S3 has no route', noS3Route, undefined, 'exit 1; s3 nat; rule s3-route-missing error'],
  [
    'one endpoint is missing',
    without(fargate, 'ecr.dkr'),
    undefined,
    'exit 1; ecr.dkr nat; rule endpoint-missing error',
  ],
  [
    'no endpoint and no way out',
    without(closed, 'ecr.api'),
    undefined,
    'exit 1; ecr.api blocked; rule endpoint-missing error',
  ],
  // Gateways and their lists.
  [
    'the IPv6 list of S3 comes first',
    ipv6First,
    undefined,
    'exit 0; s3 endpoint; no rule s3-route-overridden',
  ],
  ['only the IPv6 list has a route', ipv6Only, undefined, 'exit 1; s3 nat; no rule s3-route-overridden'],
  ['a firewall stands behind a list of one’s own', firewallBehindList, undefined, 'exit 1; s3 other'],
  [
    'DynamoDB has a gateway and no route',
    withEndpoints(fargate, gatewayEndpoint('dynamodb', { routeTableIds: [] })),
    undefined,
    'exit 0; s3 endpoint',
  ],
  // What stops the way out.
  [
    'Block Public Access in both directions',
    blocked('block-bidirectional'),
    undefined,
    'exit 1; s3 blocked; rule block-public-access',
  ],
  [
    'Block Public Access of ingress alone',
    blocked('block-ingress'),
    undefined,
    'exit 1; s3 nat; no rule block-public-access',
  ],
  [
    'a network ACL lets nothing out of the VPC',
    strict,
    undefined,
    'exit 1; s3 blocked; rule s3-route-missing error',
  ],
  // What is not known.
  [
    'an interface in a subnet that EC2 does not show',
    strangersInterface,
    undefined,
    'exit 1; ecr.dkr unknown; rule resource-not-shown unknown',
  ],
  [
    'other DNS servers',
    editVpc(fargate, { nameServers: ['10.0.0.77'] }),
    undefined,
    'exit 1; ecr.api unknown; rule custom-dns unknown',
  ],
  [
    'other DNS servers and a policy that denies all',
    editVpc(denied, { nameServers: ['10.0.0.77'] }),
    undefined,
    'exit 1; rule custom-dns unknown; rule endpoint-policy-denies error',
  ],
  [
    'IPv6 alone, with a way out',
    ipv6Out,
    image('111122223333.dkr-ecr.eu-west-1.on.aws/app:1'),
    'exit 1; ecr.api unknown; rule ipv6-only-subnet unknown; no remark image-ecr-unusual-name error',
    [A],
  ],
  // Private DNS and hosted zones.
  ['private DNS is off', privateDnsOff, undefined, 'exit 1; ecr.dkr nat; rule private-dns-off error'],
  [
    'private DNS is off and a zone answers',
    { ...privateDnsOff, hostedZones: [zone(`dkr.ecr.${REGION}.amazonaws.com`)] },
    undefined,
    'exit 1; ecr.dkr unknown; rule hosted-zone-answers unknown; no rule private-dns-off',
  ],
  [
    'a zone answers and there is no endpoint',
    { ...without(fargate, 'ecr.api'), hostedZones: [zone(`api.ecr.${REGION}.amazonaws.com`)] },
    undefined,
    'exit 1; ecr.api unknown; no rule endpoint-missing',
  ],
  [
    'a zone of another name',
    { ...privateDnsOff, hostedZones: [zone('example.internal')] },
    undefined,
    'exit 1; ecr.dkr nat; rule private-dns-off error',
  ],
  // Registries.
  ['Docker Hub, with NAT', fargate, image('nginx:1'), 'exit 0; remark image-docker-hub warning'],
  ['Docker Hub, no way out', closed, image('nginx:1'), 'exit 1; remark image-docker-hub error'],
  [
    'Docker Hub by a tag that is filled in later',
    closed,
    image('nginx:{{ TAG }}'),
    'exit 1; remark image-docker-hub error',
  ],
  [
    'ghcr.io, no way out',
    closed,
    task({}, { image: 'ghcr.io/org/sidecar:1' }),
    'exit 1; s3 endpoint; remark image-other-registry error',
  ],
  [
    'quay.io, no way out',
    closed,
    task({}, { image: 'quay.io/org/sidecar@sha256:0' }),
    'exit 1; remark image-other-registry error',
  ],
  [
    'registry.k8s.io, no way out',
    closed,
    image('registry.k8s.io/pause:3'),
    'exit 1; remark image-other-registry error',
  ],
  [
    'mcr.microsoft.com, no way out',
    closed,
    image('mcr.microsoft.com/dotnet/aspnet:8.0'),
    'exit 1; remark image-other-registry error',
  ],
  [
    'a regional gcr.io, no way out',
    closed,
    image('eu.gcr.io/p/app:1'),
    'exit 1; remark image-other-registry error',
  ],
  [
    'a registry of one’s own, no way out',
    closed,
    image('registry.corp.example:5000/app:1'),
    'exit 0; remark image-other-registry warning',
  ],
  [
    'a pull-through cache by its host',
    closed,
    image(`${ECR}/registry-1.docker.io/library/nginx:1`),
    'exit 0; remark image-pull-through-cache warning',
  ],
  [
    'a pull-through cache by any prefix',
    closed,
    image(`${ECR}/anything/quay.io/org/app:1`),
    'exit 0; remark image-pull-through-cache warning',
  ],
  ['a plain repository', closed, image(`${ECR}/team/app:1`), 'exit 0; no remark image-pull-through-cache'],
  // Other Regions.
  [
    'logs of another Region, no way out',
    closed,
    task(LOGS('us-east-1')),
    'exit 1; remark other-region error',
  ],
  [
    'a secret of another Region, no way out',
    closed,
    task({ secrets: [{ name: 'X', valueFrom: 'arn:aws:secretsmanager:ap-south-1:111122223333:secret:x' }] }),
    'exit 1; remark other-region error',
  ],
  [
    'a secret of another Region, with NAT',
    fargate,
    task({ secrets: [{ name: 'X', valueFrom: 'arn:aws:secretsmanager:ap-south-1:111122223333:secret:x' }] }),
    'exit 0; remark other-region warning',
  ],
  [
    'an image of another Region, no way out',
    closed,
    image('111122223333.dkr.ecr.us-east-1.amazonaws.com/app:1'),
    'exit 1; remark image-ecr-other-region error',
  ],
  [
    'an image of another Region, with endpoints for it',
    withUsEast,
    image('111122223333.dkr.ecr.us-east-1.amazonaws.com/app:1'),
    'no remark image-ecr-other-region error',
  ],
  [
    'logs of another Region, with an endpoint for it',
    withUsEast,
    task(LOGS('us-east-1')),
    'exit 0; no remark other-region error',
  ],
  // Templates.
  [
    'a Region that is filled in later',
    closed,
    task(LOGS('{{ must_env `AWS_REGION` }}')),
    'exit 0; logs endpoint; no remark other-region',
  ],
  [
    'a Region as a bare word',
    closed,
    task(LOGS('AWS_REGION')),
    'exit 0; logs endpoint; no remark other-region',
  ],
  [
    'an account that is filled in later',
    closed,
    image(`<aws_account_id>.dkr.ecr.${REGION}.amazonaws.com/app:1`),
    'exit 0; ecr.dkr endpoint; no remark image-docker-hub',
  ],
  [
    'an image that is filled in later',
    closed,
    image('<IMAGE1_NAME>'),
    'exit 0; ecr.dkr endpoint; no remark image-docker-hub',
  ],
  ['an empty image', closed, image(''), 'exit 0; ecr.dkr endpoint'],
  [
    'groups that let nobody in',
    { ...fargate, securityGroups: [group('sg-endpoints', {})] },
    undefined,
    'exit 1; ecr.api blocked; rule endpoint-security-group-blocks error',
  ],
];

export const CASES: readonly Situation[] = LINES.map(
  ([name, network, definition, right, subnets = [A, B]]) => ({
    name,
    network,
    task: definition,
    subnets,
    right,
  }),
);
