import { describe, expect, it } from 'vitest';
import { readTerraform } from '../../src/sources/terraform/read-terraform.ts';

type Key = string | number;

/** An instance that is to be created, with its ID known only after apply. */
const change = (type: string, name: string, key: Key, unknown: readonly string[]) => ({
  address: `${type}.${name}[${JSON.stringify(key)}]`,
  mode: 'managed',
  type,
  name,
  index: key,
  provider_name: 'registry.terraform.io/hashicorp/aws',
  change: {
    actions: ['create'],
    before: null,
    before_sensitive: false,
    after_sensitive: {},
    after: {},
    after_unknown: Object.fromEntries(['id', ...unknown].map((attribute) => [attribute, true])),
  },
});

const code = (
  type: string,
  name: string,
  expressions: Readonly<Record<string, readonly string[]>>,
  each: object = {},
) => ({
  address: `${type}.${name}`,
  mode: 'managed',
  type,
  name,
  provider_config_key: 'aws',
  expressions: Object.fromEntries(
    Object.entries(expressions).map(([attribute, references]) => [attribute, { references }]),
  ),
  ...each,
});

/**
 * The route table of each association, in a plan that creates some of both.
 *
 * @param uses the keys of the associations
 * @param tables the keys of the route tables
 * @param key what the code chooses the table by: `count.index`
 */
function tablesOf(uses: readonly Key[], tables: readonly Key[], key: string) {
  const table = ['aws_route_table.all', key];
  const plan = {
    format_version: '1.2',
    terraform_version: '1.9.0',
    planned_values: { root_module: {} },
    resource_changes: [
      ...tables.map((each) => change('aws_route_table', 'all', each, ['vpc_id'])),
      ...uses.map((each) =>
        change('aws_route_table_association', 'use', each, ['route_table_id', 'subnet_id']),
      ),
      change('aws_subnet', 'only', 0, ['vpc_id']),
    ],
    configuration: {
      provider_config: {
        aws: { name: 'aws', expressions: { region: { constant_value: 'eu-west-1' } } },
      },
      root_module: {
        resources: [
          code('aws_route_table', 'all', {}),
          code('aws_subnet', 'only', {}),
          code('aws_route_table_association', 'use', {
            route_table_id: table,
            subnet_id: ['aws_subnet.only[0].id', 'aws_subnet.only[0]', 'aws_subnet.only'],
          }),
        ],
      },
    },
  };
  const { after } = readTerraform(JSON.stringify(plan), 'plan.json');
  return {
    tables: after.routeTableAssociations.map(({ routeTable }) => routeTable),
    assumptions: after.assumptions.filter((sentence) => sentence.includes('taken to use')),
  };
}

const addressOf = (key: Key) => `aws_route_table.all[${JSON.stringify(key)}]`;

describe('the instance with the same key is taken', () => {
  it.each<[string, readonly Key[], readonly Key[], string]>([
    ['of two counts that are the same', [0, 1], [0, 1], 'count.index'],
    ['of the same keys', ['a', 'b'], ['a', 'b'], 'each.key'],
    ['of the same keys in another order', ['b', 'a', 'c'], ['c', 'a', 'b'], 'each.key'],
    ['of indexes and keys that read alike', ['0', '1'], [0, 1], 'each.value'],
  ])('%s, and that is said', (_, uses, tables, key) => {
    const found = tablesOf(uses, tables, key);
    expect(found.tables).toEqual(
      uses.map((each) => addressOf(tables.find((one) => `${one}` === `${each}`) ?? '')),
    );
    expect(found.assumptions).toHaveLength(1);
  });
});

describe('no instance is taken', () => {
  it.each<[string, readonly Key[], readonly Key[], string]>([
    ['of a larger count: all[count.index + 1]', [0, 1], [0, 1, 2], 'count.index'],
    ['of a smaller count', [0, 1, 2], [0, 1], 'count.index'],
    ['of more keys: x[each.key == "a" ? "b" : "a"]', ['a'], ['a', 'b'], 'each.key'],
    ['of fewer keys', ['a', 'b', 'c'], ['a', 'b'], 'each.key'],
    ['of as many keys, some of them others', ['a', 'b'], ['b', 'c'], 'each.key'],
  ])('%s, and the reason is said', (_, uses, tables, key) => {
    const found = tablesOf(uses, tables, key);
    const what = typeof uses[0] === 'number' ? 'indexes' : 'keys';
    const why = `: aws_route_table.all has other ${what} than aws_route_table_association.use)`;
    expect(found.tables).toHaveLength(uses.length);
    for (const table of found.tables) expect(table).toEqual({ unknown: expect.stringContaining(why) });
    expect(found.assumptions).toEqual([]);
  });

  it('but the one there is, whatever chooses it', () => {
    expect(tablesOf([0, 1], [0], 'count.index')).toEqual({
      tables: [addressOf(0), addressOf(0)],
      assumptions: [],
    });
  });
});
