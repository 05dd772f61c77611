import { expect } from 'vitest';
import type { Network } from '../../../src/core/network/network.ts';
import { codeFix } from '../../../src/reports/code-fix/code-fix.ts';
import type { Code } from '../../../src/sources/planned/parts.ts';
import { sceneOf } from '../../core/rules/network.ts';
import { findings } from '../../engine.ts';
import { IN_TERRAFORM, terraformCode } from './terraform-code.ts';

/** The right network of test/core/rules/network.ts. */
export const MAIN = `resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "app" {
  for_each = { a = "10.0.1.0/24", b = "10.0.2.0/24" }

  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-west-1\${each.key}"
}

resource "aws_route_table" "a" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "b" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.app["a"].id
  route_table_id = aws_route_table.a.id
}

resource "aws_route_table_association" "b" {
  subnet_id      = aws_subnet.app["b"].id
  route_table_id = aws_route_table.b.id
}

resource "aws_security_group" "tasks" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "endpoints" {
  vpc_id = aws_vpc.main.id
}

resource "aws_network_acl" "app" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [for subnet in aws_subnet.app : subnet.id]
}

resource "aws_vpc_endpoint" "interface" {
  for_each = toset(["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry"])

  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.\${each.key}"
  private_dns_enabled = true
  security_group_ids  = [aws_security_group.endpoints.id]
  subnet_ids = [
    for subnet in aws_subnet.app : subnet.id
  ]
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.a.id, aws_route_table.b.id]
}
`;

/** The provider, for plans without AWS. */
export const VERSIONS = {
  path: 'versions.tf',
  contents: `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60, < 7.0"
    }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
`,
};

/** A block of the code, taken out. */
export const withoutBlock = (source: string, header: string): string => {
  const start = source.indexOf(header);
  const end = source.indexOf('\n}\n', start) + 3;
  return source.slice(0, start) + source.slice(end);
};

/** Where the tasks run. */
export const SUBNETS = ['aws_subnet.app["a"]', 'aws_subnet.app["b"]'];
const TABLE_B = 'aws_route_table.b';
const S3 = 'aws_vpc_endpoint.s3';

const withoutS3Route = (network: Network, tables: readonly string[]): Network => ({
  ...network,
  routeTables: (network.routeTables ?? []).map((table) =>
    tables.includes(table.id)
      ? { ...table, routes: table.routes.filter(({ target }) => target.kind !== 'vpc-endpoint') }
      : table,
  ),
  endpoints: (network.endpoints ?? []).map((endpoint) => ({
    ...endpoint,
    routeTableIds: endpoint.routeTableIds.filter((id) => !tables.includes(id)),
  })),
});

const withoutEndpoints = (network: Network, ids: RegExp): Network => ({
  ...network,
  endpoints: (network.endpoints ?? []).filter(({ id }) => !ids.test(id)),
});

const editEndpoints = (
  network: Network,
  ids: RegExp,
  change: Partial<NonNullable<Network['endpoints']>[number]>,
) => ({
  ...network,
  endpoints: (network.endpoints ?? []).map((endpoint) =>
    ids.test(endpoint.id) ? { ...endpoint, ...change } : endpoint,
  ),
});

const closedGroup = (network: Network): Network => ({
  ...network,
  securityGroups: (network.securityGroups ?? []).map((group) =>
    group.id === 'aws_security_group.endpoints' ? { ...group, ingress: [] } : group,
  ),
});

const INGRESS = `
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}
`;
const CLOSED_ENDPOINTS = 'resource "aws_security_group" "endpoints" {\n  vpc_id = aws_vpc.main.id\n';

const DENYING = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"*"}]}';

/** Code with a fault, and what it is once the fix is in it. */
export interface Case {
  readonly rule: string;
  readonly network: Network;
  readonly source: string;
  readonly code?: Partial<Code>;
  /** Resources that the fix adds. */
  readonly adds: readonly string[];
  /** What blocks refer to afterwards, as Terraform reads them. */
  readonly refers?: Readonly<Record<string, readonly string[]>>;
  /** What arguments are afterwards. */
  readonly values?: Readonly<Record<string, object>>;
  /** Data sources would be read from AWS. */
  readonly unplanned?: true;
}

export const CASES: Readonly<Record<string, Case>> = {
  'no S3 gateway': {
    rule: 's3-endpoint-missing',
    network: withoutEndpoints(withoutS3Route(IN_TERRAFORM, ['aws_route_table.a', TABLE_B]), /s3$/),
    source: withoutBlock(MAIN, 'resource "aws_vpc_endpoint" "s3"'),
    adds: ['aws_vpc_endpoint.s3'],
    refers: { 'aws_vpc_endpoint.s3.route_table_ids': ['aws_route_table.a.id', 'aws_route_table.b.id'] },
  },
  'a route table that the gateway does not list': {
    rule: 's3-route-missing',
    network: withoutS3Route(IN_TERRAFORM, [TABLE_B]),
    source: MAIN.replace('[aws_route_table.a.id, aws_route_table.b.id]', '[aws_route_table.a.id]'),
    adds: [],
    refers: { 'aws_vpc_endpoint.s3.route_table_ids': ['aws_route_table.a.id', 'aws_route_table.b.id'] },
  },
  'a route table without an association of its own': {
    rule: 's3-route-missing',
    network: withoutS3Route(IN_TERRAFORM, [TABLE_B]),
    source: MAIN.replace(/ {2}route_table_ids = .*\n/, ''),
    code: { sets: (name, argument) => (name === S3 && argument === 'route_table_ids' ? false : undefined) },
    adds: ['aws_vpc_endpoint_route_table_association.s3_b'],
    refers: {
      'aws_vpc_endpoint_route_table_association.s3_b.route_table_id': ['aws_route_table.b.id'],
      'aws_vpc_endpoint_route_table_association.s3_b.vpc_endpoint_id': ['aws_vpc_endpoint.s3.id'],
    },
  },
  'an endpoint in one of two zones': {
    rule: 'single-az',
    network: editEndpoints(IN_TERRAFORM, /interface/, {
      subnetIds: SUBNETS.slice(0, 1),
      interfaces: [{ id: 'eni-1', subnetId: SUBNETS[0] ?? '', ip: '10.0.1.10' }],
    }),
    source: MAIN.replace(
      /subnet_ids = \[\n {4}for.*\n {2}\]/,
      'subnet_ids = [\n    aws_subnet.app["a"].id,\n  ]',
    ),
    adds: [],
    refers: { 'aws_vpc_endpoint.interface.subnet_ids': ['aws_subnet.app["a"].id', 'aws_subnet.app["b"].id'] },
  },
  'private DNS off': {
    rule: 'private-dns-off',
    network: editEndpoints(IN_TERRAFORM, /interface/, { privateDns: false }),
    source: MAIN.replace('private_dns_enabled = true', 'private_dns_enabled = false'),
    adds: [],
    values: { 'aws_vpc_endpoint.interface["ecs"]': { private_dns_enabled: true } },
  },
  'DNS host names off': {
    rule: 'vpc-dns-hostnames-off',
    network: { ...IN_TERRAFORM, vpc: { ...IN_TERRAFORM.vpc, dnsHostnames: false } },
    source: MAIN.replace('enable_dns_hostnames = true', 'enable_dns_hostnames = false'),
    adds: [],
    values: { 'aws_vpc.main': { enable_dns_hostnames: true } },
  },
  'endpoints missing': {
    rule: 'endpoint-missing',
    network: withoutEndpoints(closedGroup(IN_TERRAFORM), /ecr/),
    source: MAIN.replace('"ecr.api", "ecr.dkr", ', ''),
    adds: [
      'aws_security_group.ecr_api_endpoints',
      'aws_vpc_endpoint.ecr_api_and_others["com.amazonaws.eu-west-1.ecr.api"]',
      'aws_vpc_endpoint.ecr_api_and_others["com.amazonaws.eu-west-1.ecr.dkr"]',
      'aws_vpc_security_group_ingress_rule.ecr_api_endpoints_from_tasks',
    ],
    refers: {
      'aws_vpc_endpoint.ecr_api_and_others.security_group_ids': ['aws_security_group.ecr_api_endpoints.id'],
    },
  },
  'one endpoint missing, with a group to share': {
    rule: 'endpoint-missing',
    network: withoutEndpoints(IN_TERRAFORM, /ecr\.api/),
    source: MAIN.replace('"ecr.api", ', ''),
    adds: ['aws_vpc_endpoint.ecr_api'],
    refers: { 'aws_vpc_endpoint.ecr_api.security_group_ids': ['aws_security_group.endpoints.id'] },
  },
  'a group without the rule': {
    rule: 'endpoint-security-group-blocks',
    network: closedGroup(IN_TERRAFORM),
    source: MAIN,
    adds: ['aws_vpc_security_group_ingress_rule.endpoints_from_tasks'],
  },
  'a group that lists its rules': {
    rule: 'endpoint-security-group-blocks',
    network: closedGroup(IN_TERRAFORM),
    source: MAIN.replace(`${CLOSED_ENDPOINTS}}\n`, CLOSED_ENDPOINTS + INGRESS),
    code: { sets: (name, argument) => name === 'aws_security_group.endpoints' && argument === 'ingress' },
    adds: [],
    values: {
      'aws_security_group.endpoints': {
        ingress: expect.arrayContaining([
          expect.objectContaining({ from_port: 22 }),
          expect.objectContaining({ from_port: 443 }),
        ]),
      },
    },
  },
  'a group of the tasks that lets nothing out': {
    rule: 'task-security-group-blocks',
    network: {
      ...IN_TERRAFORM,
      securityGroups: (IN_TERRAFORM.securityGroups ?? []).map((group) => ({ ...group, egress: [] })),
    },
    source: MAIN,
    adds: [
      'aws_vpc_security_group_egress_rule.tasks_to_endpoints',
      'aws_vpc_security_group_egress_rule.tasks_to_pl_s3',
    ],
    refers: {
      'aws_vpc_security_group_egress_rule.tasks_to_pl_s3.prefix_list_id': ['data.aws_prefix_list.s3.id'],
    },
    unplanned: true,
  },
  'a network ACL that denies': {
    rule: 'nacl-blocks',
    network: {
      ...IN_TERRAFORM,
      networkAcls: (IN_TERRAFORM.networkAcls ?? []).map((acl) => ({ ...acl, entries: [] })),
    },
    source: MAIN,
    adds: ['aws_network_acl_rule.app_egress_pl_s3', 'aws_network_acl_rule.app_ingress_pl_s3'],
    refers: { 'aws_network_acl_rule.app_egress_pl_s3.cidr_block': ['data.aws_prefix_list.s3.cidr_blocks'] },
    unplanned: true,
  },
  'a narrow policy': {
    rule: 'endpoint-policy-denies',
    network: editEndpoints(IN_TERRAFORM, /s3$/, { policy: DENYING }),
    source: MAIN.replace(
      'service_name    = "com.amazonaws.eu-west-1.s3"',
      `service_name    = "com.amazonaws.eu-west-1.s3"\n  policy          = jsonencode(${DENYING.replaceAll('":', '" : ')})`,
    ),
    adds: [],
    values: { 'aws_vpc_endpoint.s3': { policy: expect.stringContaining('s3:GetObject') } },
  },
};

/** The fix of what a case is about; empty where it is not found. */
export function fixOf({ rule, network, code }: Case): string {
  const scene = sceneOf(network, { subnetIds: SUBNETS, taskGroups: ['aws_security_group.tasks'] });
  const changes = findings(scene).flatMap((finding) => (finding.rule === rule ? finding.changes : []));
  return codeFix(changes, network, scene.tasks, terraformCode(code)) ?? '';
}
