import type { Network } from '../../../src/core/network/network.ts';
import type { Code } from '../../../src/sources/planned/parts.ts';
import { RIGHT } from '../../core/rules/network.ts';

/** The right network as Terraform has it: each ID is the address of a block in `MAIN`. */
const ADDRESSES: Readonly<Record<string, string>> = {
  'vpc-1': 'aws_vpc.main',
  'subnet-a': 'aws_subnet.app["a"]',
  'subnet-b': 'aws_subnet.app["b"]',
  'subnet-public': 'aws_subnet.public',
  'rtb-a': 'aws_route_table.a',
  'rtb-b': 'aws_route_table.b',
  'rtb-public': 'aws_route_table.public',
  'sg-tasks': 'aws_security_group.tasks',
  'sg-endpoints': 'aws_security_group.endpoints',
  'acl-1': 'aws_network_acl.app',
  'nat-1': 'aws_nat_gateway.main',
  'vpce-s3': 'aws_vpc_endpoint.s3',
  'vpce-ecr-api': 'aws_vpc_endpoint.interface["ecr.api"]',
  'vpce-ecr-dkr': 'aws_vpc_endpoint.interface["ecr.dkr"]',
  'vpce-ecs': 'aws_vpc_endpoint.interface["ecs"]',
  'vpce-ecs-agent': 'aws_vpc_endpoint.interface["ecs-agent"]',
  'vpce-ecs-telemetry': 'aws_vpc_endpoint.interface["ecs-telemetry"]',
};

/** A network whose IDs are those names; IDs that have none stay. */
export const renamed = (network: Network, names: Readonly<Record<string, string>> = ADDRESSES): Network =>
  JSON.parse(JSON.stringify(network), (_, value: unknown) =>
    typeof value === 'string' ? (names[value] ?? value) : value,
  );

export const IN_TERRAFORM = renamed(RIGHT);

/** Code in the root module alone. */
export const terraformCode = (change: Partial<Code> = {}): Code => ({
  language: 'terraform',
  file: 'plan.json',
  reference: (name) => (/^aws_/.test(name) ? `${name}.id` : undefined),
  locate: () => undefined,
  action: () => undefined,
  ...change,
});
