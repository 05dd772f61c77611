import { expect, it } from 'vitest';
import { readTerraform } from '../../src/sources/terraform/read-terraform.ts';
import { recorded } from './terraform-plans/cases.ts';

/** The route tables of the S3 gateway endpoint in a plan whose code refers to these. */
function tablesOf(...references: readonly string[]) {
  const plan = JSON.parse(recorded('vpc-module'));
  for (const { address, expressions } of plan.configuration.root_module.resources)
    if (address === 'aws_vpc_endpoint.s3') expressions.route_table_ids = { references };
  const { after } = readTerraform(JSON.stringify(plan), 'plan.json');
  return {
    tables: after.endpoints.find(({ name }) => name === 'aws_vpc_endpoint.s3')?.routeTables,
    assumptions: after.assumptions.filter((sentence) => sentence.includes('private_route_table_ids')),
  };
}

const PRIVATE = ['module.vpc.private_route_table_ids', 'module.vpc'];
const INTRA = ['module.vpc.intra_route_table_ids', 'module.vpc'];

it('takes one value of what a module hands out for the instance with that index, and says so', () => {
  expect(tablesOf('module.vpc.private_route_table_ids[1]', ...PRIVATE)).toEqual({
    tables: ['module.vpc.aws_route_table.private[1]'],
    assumptions: [
      'Each module.vpc.private_route_table_ids is taken to use the module.vpc.aws_route_table.private that has the same index.',
    ],
  });
});

it('takes two values for those two', () => {
  const { tables } = tablesOf(
    'module.vpc.private_route_table_ids[0]',
    ...PRIVATE,
    'module.vpc.private_route_table_ids[2]',
    ...PRIVATE,
  );
  expect(tables).toEqual(['module.vpc.aws_route_table.private[0]', 'module.vpc.aws_route_table.private[2]']);
});

it('leaves open which one it is where no instance has that index', () => {
  expect(tablesOf('module.vpc.private_route_table_ids[7]', ...PRIVATE).tables).toHaveProperty('unknown');
});

it('takes all where the code takes all', () => {
  expect(tablesOf(...PRIVATE).tables).toHaveLength(3);
  expect(tablesOf(...INTRA).tables).not.toEqual(tablesOf(...PRIVATE).tables);
});
