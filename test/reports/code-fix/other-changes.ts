import type { Network } from '../../../src/core/network/network.ts';
import type { Change } from '../../../src/core/plan/change.ts';
import { codeFix } from '../../../src/reports/code-fix/code-fix.ts';
import type { Code } from '../../../src/sources/planned/parts.ts';
import { IN_TERRAFORM, renamed, terraformCode } from './terraform-code.ts';

/** Changes that the faults of the cases don't lead to, and changes of what the code doesn't have. */
interface Other {
  readonly changes: readonly Change[];
  readonly network?: Network;
  readonly code?: Partial<Code>;
  /** Merged into the code, Terraform takes it. */
  readonly valid: boolean;
}

/** The endpoints, the groups and the network ACL exist outside of the code. */
const OUTSIDE = renamed(IN_TERRAFORM, {
  'aws_vpc_endpoint.s3': 'vpce-0a1b2c3d4e5f60718',
  'aws_vpc_endpoint.interface["ecr.api"]': 'vpce-0b1b2c3d4e5f60718',
  'aws_security_group.endpoints': 'sg-0a1b2c3d4e5f60718',
  'aws_network_acl.app': 'acl-0a1b2c3d4e5f60718',
});

const FULL = { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] } as const;
const entry = {
  kind: 'add-network-acl-entry',
  aclId: 'aws_network_acl.app',
  ruleNumber: 90,
  egress: true,
  cidr: '10.0.0.0/16',
  fromPort: 443,
  toPort: 443,
} as const;

export const OTHERS: Readonly<Record<string, Other>> = {
  "S3's private DNS": {
    changes: [{ kind: 'limit-s3-private-dns', endpointId: 'aws_vpc_endpoint.interface["s3"]' }],
    valid: true,
  },
  "S3's private DNS, outside": {
    changes: [{ kind: 'limit-s3-private-dns', endpointId: 'vpce-0a1b2c3d4e5f60718' }],
    network: OUTSIDE,
    valid: true,
  },
  'a route': {
    changes: [
      {
        kind: 'delete-route',
        routeTableId: 'aws_route_table.a',
        destination: '10.0.1.0/24',
        target: { kind: 'instance', id: 'i-0a1b2c3d4e5f60718' },
      },
    ],
    valid: true,
  },
  'an attribute of a VPC outside': {
    changes: [{ kind: 'set-vpc-attribute', attribute: 'enableDnsSupport' }],
    network: renamed(IN_TERRAFORM, { 'aws_vpc.main': 'vpc-0a1b2c3d4e5f60718' }),
    valid: true,
  },
  'an endpoint outside': {
    changes: [
      { kind: 'enable-private-dns', service: 'ecr.api', endpointId: 'vpce-0b1b2c3d4e5f60718' },
      {
        kind: 'set-endpoint-policy',
        service: 's3',
        endpointId: 'vpce-0a1b2c3d4e5f60718',
        policy: FULL,
        previous: '{}',
      },
      {
        kind: 'add-route-tables',
        service: 's3',
        endpointId: 'vpce-0a1b2c3d4e5f60718',
        routeTableIds: ['aws_route_table.a', 'aws_vpc.main.main'],
      },
      {
        kind: 'add-subnets',
        service: 'ecr.api',
        endpointId: 'vpce-0b1b2c3d4e5f60718',
        subnetIds: ['aws_subnet.app["b"]'],
      },
    ],
    network: OUTSIDE,
    valid: true,
  },
  'a group and a network ACL outside': {
    changes: [
      {
        kind: 'authorize-ingress',
        groupId: 'sg-0a1b2c3d4e5f60718',
        source: { kind: 'cidr', cidr: '2001:db8::/56' },
      },
      { ...entry, aclId: 'acl-0a1b2c3d4e5f60718', cidr: '2001:db8::/56' },
    ],
    network: OUTSIDE,
    valid: true,
  },
  'what AWS made with the VPC': {
    changes: [
      {
        kind: 'authorize-egress',
        groupId: 'aws_vpc.main.default-security-group',
        destination: { kind: 'cidr', cidr: '10.0.0.0/16' },
      },
      { ...entry, aclId: 'aws_vpc.main.default-network-acl' },
    ],
    valid: true,
  },
  'a network ACL that lists its entries': {
    changes: [entry, { ...entry, egress: false }],
    code: { sets: (_, argument) => argument === 'egress' },
    valid: true,
  },
  'a group that lists its rules, for a prefix list': {
    changes: [
      {
        kind: 'authorize-egress',
        groupId: 'aws_security_group.tasks',
        destination: { kind: 'prefix-list', prefixListId: 'com.amazonaws.eu-west-1.s3' },
      },
    ],
    code: { sets: () => true },
    valid: true,
  },
  'instances that need different lists': {
    changes: [
      {
        kind: 'add-subnets',
        service: 'ecr.api',
        endpointId: 'aws_vpc_endpoint.interface["ecr.api"]',
        subnetIds: ['aws_subnet.public'],
      },
      {
        kind: 'enable-private-dns',
        service: 'ecs',
        endpointId: 'aws_vpc_endpoint.interface["ecs"]',
      },
    ],
    valid: false,
  },
  'an endpoint in a module, with a subnet outside of it': {
    changes: [
      {
        kind: 'add-subnets',
        service: 'ecr.api',
        endpointId: 'module.endpoints.aws_vpc_endpoint.api',
        subnetIds: ['aws_subnet.app["b"]'],
      },
    ],
    network: renamed(IN_TERRAFORM, {
      'aws_vpc_endpoint.interface["ecr.api"]': 'module.endpoints.aws_vpc_endpoint.api',
    }),
    valid: false,
  },
  'a VPC in modules that hand nothing out': {
    changes: [
      {
        kind: 'create-gateway-endpoint',
        service: 's3',
        serviceName: 'com.amazonaws.eu-west-1.s3',
        routeTableIds: ['module.a["x"].module.b[0].aws_route_table.private["eu-west-1a"]'],
        policy: FULL,
      },
    ],
    network: renamed(IN_TERRAFORM, { 'aws_vpc.main': 'module.a["x"].aws_vpc.this' }),
    code: { reference: () => undefined },
    valid: false,
  },
  'what nothing leads to': {
    changes: [
      {
        kind: 'add-route-tables',
        service: 's3',
        endpointId: 'aws_vpc_endpoint.s3',
        routeTableIds: ['a table of nobody'],
      },
    ],
    valid: true,
  },
};

export const otherFixOf = ({ changes, network = IN_TERRAFORM, code }: Other): string =>
  codeFix(changes, network, { subnetIds: [], securityGroupIds: [] }, terraformCode(code)) ?? '';
