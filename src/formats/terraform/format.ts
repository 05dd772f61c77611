import type { Format } from '../format.ts';

/** Terraform and OpenTofu. The provider has resources for most changes to existing resources. */
export const terraform: Format = {
  name: 'terraform',
  label: 'Terraform',
  hint: 'and OpenTofu',
  resources: {
    'create-interface-endpoint': [
      'aws_vpc_endpoint',
      'aws_security_group',
      'aws_vpc_security_group_ingress_rule',
    ],
    'create-gateway-endpoint': ['aws_vpc_endpoint', 'aws_vpc_endpoint_route_table_association'],
    'add-route-tables': ['aws_vpc_endpoint_route_table_association'],
    'add-subnets': ['aws_vpc_endpoint_subnet_association'],
    'enable-private-dns': ['aws_vpc_endpoint_private_dns'],
    'authorize-ingress': ['aws_vpc_security_group_ingress_rule'],
    'authorize-egress': ['aws_vpc_security_group_egress_rule'],
    'add-network-acl-entry': ['aws_network_acl_rule'],
    'set-endpoint-policy': ['aws_vpc_endpoint_policy'],
    'create-hosted-zone': ['aws_route53_zone', 'aws_route53_record', 'aws_route53_zone_association'],
  },
  newVpc: { picksOfferedAzs: true },
  adoption: {
    obstacle: () => undefined,
    undo: 'terraform state rm',
    undone: new Set(['add-route-tables']),
  },
  undo: 'terraform destroy',
  keepsName:
    'Under another name Terraform would first delete the rules that let the tasks in, and then the security group, which AWS refuses ' +
    'while endpoints use it.',
  checkedBy: 'terraform init, validate',
  checks: () =>
    ['terraform', 'tofu'].map((tool) => [
      [tool, 'init', '-backend=false', '-input=false', '-no-color'],
      [tool, 'validate', '-no-color'],
    ]),
  load: () => import('./render-terraform.ts'),
  loadCentral: () => import('./render-central.ts'),
};
