import type { ExistingChangeKind } from './planned.ts';

/**
 * What to change in other code that owns a changed resource, so that its next run doesn't undo the change. Uses the names from
 * public modules. Resources with one rule, entry or association each own nothing else, so they undo nothing.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_network_acl
 */
export const ownerAdvice = (kind: ExistingChangeKind): string => ADVICE[kind];

/** Whether other code that owns the resource would undo a change of this kind. If not, its advice says why. */
export const isUndoneByOwner = (kind: ExistingChangeKind): boolean =>
  kind !== 'add-route' && kind !== 'associate-hosted-zone';

const ADVICE: Readonly<Record<ExistingChangeKind, string>> = {
  'add-route':
    'Other code that manages the route tables leaves routes to a gateway endpoint alone, even aws_route_table and ' +
    'aws_default_route_table with inline routes.',
  'associate-hosted-zone': 'Hosted zones of a VPC: other code that manages the VPC leaves them alone.',
  'add-route-tables':
    'Route tables of an endpoint: add them to route_table_ids in aws_vpc_endpoint (in a stack: RouteTableIds).',
  'add-subnets':
    'Subnets of an endpoint: add them to subnet_ids in aws_vpc_endpoint (in a stack: SubnetIds).',
  'enable-private-dns':
    'Private DNS of an endpoint: set private_dns_enabled to true in aws_vpc_endpoint (in a stack: PrivateDnsEnabled).',
  'limit-s3-private-dns':
    'Private DNS of an S3 endpoint: set private_dns_only_for_inbound_resolver_endpoint to true in the dns_options of ' +
    'aws_vpc_endpoint (in a stack: DnsOptions).',
  'set-endpoint-policy':
    'Policy of an endpoint: add the statement to policy in aws_vpc_endpoint or aws_vpc_endpoint_policy (in a stack: PolicyDocument).',
  'authorize-ingress':
    'Inbound rules of a security group: add them to the ingress blocks of aws_security_group or aws_default_security_group ' +
    '(in a stack: SecurityGroupIngress), or to aws_vpc_security_group_rules_exclusive.',
  'authorize-egress':
    'Outbound rules of a security group: add them to the egress blocks of aws_security_group or aws_default_security_group ' +
    '(in a stack: SecurityGroupEgress), or to aws_vpc_security_group_rules_exclusive.',
  'set-vpc-attribute':
    'Attributes of the VPC: set enable_dns_support and enable_dns_hostnames to true in aws_vpc (in a stack: EnableDnsSupport, ' +
    'EnableDnsHostnames).',
  'add-network-acl-entry':
    'Rules of a network ACL: add them to the ingress and egress blocks of aws_network_acl or aws_default_network_acl (in ' +
    'terraform-aws-modules/vpc: default_network_acl_ingress, default_network_acl_egress).',
  'delete-route':
    'Routes of a route table: remove the route from aws_route, aws_route_table or aws_default_route_table (in a stack: ' +
    'AWS::EC2::Route).',
  'adopt-endpoint':
    'Imported endpoints: remove them from the other code first (with Terraform: terraform state rm). Otherwise the two ' +
    "undo each other's changes.",
};
