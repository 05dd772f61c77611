import { describe, expect, it } from 'vitest';
import { readTerraform } from '../../src/sources/terraform/read-terraform.ts';

const change = (type: string, before: object | null, after: object | null, unknown: object = {}) => ({
  address: `${type}.x`,
  mode: 'managed',
  type,
  name: 'x',
  provider_name: 'registry.terraform.io/hashicorp/aws',
  change: {
    actions: [before === null ? 'create' : after === null ? 'delete' : 'update'],
    before,
    after,
    before_sensitive: {},
    after_sensitive: {},
    after_unknown: unknown,
  },
});

/** What a plan with one change is told to do, less where it isn't about how names resolve. */
function deciding(...given: Parameters<typeof change>): string[] {
  const plan = {
    format_version: '1.2',
    terraform_version: '1.9.0',
    planned_values: { root_module: {} },
    resource_changes: [change(...given)],
    configuration: {
      provider_config: { aws: { name: 'aws', expressions: { region: { constant_value: 'eu-west-1' } } } },
      root_module: {},
    },
  };
  const { changes = [] } = readTerraform(JSON.stringify(plan), 'plan.json').code;
  expect(changes).toHaveLength(1);
  return changes.filter(({ decidesNames }) => decidesNames).map(({ name }) => name);
}

const VPC = { id: 'vpc-1', cidr_block: '10.0.0.0/16', enable_dns_support: true, enable_dns_hostnames: true };

describe('what decides how names resolve in a VPC', () => {
  it.each<[string, ...Parameters<typeof change>]>([
    ['DNS hostnames', 'aws_vpc', VPC, { ...VPC, enable_dns_hostnames: false }],
    ['DNS support', 'aws_vpc', VPC, { ...VPC, enable_dns_support: false }],
    ['DNS hostnames of a default VPC', 'aws_default_vpc', VPC, { ...VPC, enable_dns_hostnames: false }],
    ['an attribute known only after apply', 'aws_vpc', VPC, VPC, { enable_dns_support: true }],
    ['DHCP options that it gets', 'aws_vpc_dhcp_options_association', null, { vpc_id: 'vpc-1' }],
    ['DHCP options that it loses', 'aws_vpc_dhcp_options_association', { vpc_id: 'vpc-1' }, null],
  ])('%s', (_, type, ...states) => {
    expect(deciding(type, ...states)).toEqual([`${type}.x`]);
  });

  it.each<[string, ...Parameters<typeof change>]>([
    ['tags of the VPC', 'aws_vpc', VPC, { ...VPC, tags: { a: 'b' } }],
    ['an endpoint', 'aws_vpc_endpoint', { id: 'vpce-1' }, { id: 'vpce-1', policy: 'x' }],
    ['a further block', 'aws_vpc_ipv4_cidr_block_association', null, { vpc_id: 'vpc-1' }],
  ])('not %s', (_, type, ...states) => {
    expect(deciding(type, ...states)).toEqual([]);
  });
});
