import type { Parts } from '../planned/parts.ts';
import { at } from './json-value.ts';
import type { Shown } from './shown.ts';
import type { Source } from './source.ts';

/** Resources of AWS's provider that change how a VPC routes and that aren't read. */
const UNREAD_TYPES: ReadonlyMap<string, string> = new Map([
  ['aws_vpc_route_server_propagation', 'a route server puts routes into route tables'],
  ['aws_vpc_encryption_control', 'VPC encryption controls can drop traffic'],
  ['aws_ecs_task_set', 'task sets are not read'],
]);

/** The network and ECS of the Cloud Control provider. */
const CLOUD_CONTROL =
  /^awscc_(ec2_(vpc|subnet|route|security_group|network_acl|nat_gateway|prefix_list|dhcp|egress|internet|managed_prefix|gateway_route|vp_?c_?dhcp|vpcdhcp|vpcgateway|vpc_gateway)|ecs_)/;

const STACK_TYPES = new Set(['aws_cloudformation_stack', 'awscc_cloudformation_stack']);

/** What matters to a network and isn't read, each with the reason. */
export function unreadIn(source: Source, shown: Shown): Parts['unread'] {
  const resources = source.deployment.instances.flatMap(({ address, data, type, values }) => {
    if (data) return [];
    const why =
      UNREAD_TYPES.get(type) ??
      (CLOUD_CONTROL.test(type) ? 'resources of the Cloud Control provider are not read' : undefined) ??
      (STACK_TYPES.has(type) && holdsNetwork(at(values, 'template_body'))
        ? 'the resources of its template are not read; pass the template with --template'
        : undefined);
    return why === undefined ? [] : [{ name: address, why }];
  });
  const deferred = shown.deferred.map((name) => ({
    name,
    why: 'Terraform decides about it in a later plan',
  }));
  return [...resources, ...deferred];
}

const holdsNetwork = (template: unknown): boolean =>
  typeof template === 'string' ? /AWS::EC2::|AWS::ECS::|Transform/.test(template) : false;
