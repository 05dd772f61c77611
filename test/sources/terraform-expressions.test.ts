import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnknown } from '../../src/sources/planned/parts.ts';
import { readTerraform } from '../../src/sources/terraform/read-terraform.ts';
import { CASES, type Case, codeAmong, filesIn, planOf, recorded } from './terraform-plans/cases.ts';

type Key = string | number;

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly keys: readonly (Key | undefined)[];
  readonly args: Readonly<Record<string, string>>;
}

/** What Terraform lists of an expression, in short. */
const referencesOf = (expression: string): string[] =>
  expression.match(/\b(?:aws_\w+|module|local|var|count|each)\.\w+/g) ?? [];

const addressOf = ({ type, name }: Resource, key: Key | undefined): string =>
  `${type}.${name}${key === undefined ? '' : `[${JSON.stringify(key)}]`}`;

const each = ({ keys }: Resource): object => {
  const [key] = keys;
  if (key === undefined) return {};
  return typeof key === 'number'
    ? { count_expression: { constant_value: keys.length } }
    : { for_each_expression: { constant_value: keys } };
};

/** A plan that creates resources, and its code. */
function planned(resources: readonly Resource[], more = '') {
  const plan = {
    format_version: '1.2',
    planned_values: { root_module: {} },
    resource_changes: resources.flatMap((resource) =>
      resource.keys.map((key) => ({
        address: addressOf(resource, key),
        mode: 'managed',
        type: resource.type,
        name: resource.name,
        ...(key !== undefined && { index: key }),
        change: {
          actions: ['create'],
          before: null,
          after: {},
          after_sensitive: {},
          after_unknown: Object.fromEntries(
            ['id', ...Object.keys(resource.args)].map((name) => [name, true]),
          ),
        },
      })),
    ),
    configuration: {
      provider_config: { aws: { expressions: { region: { constant_value: 'eu-west-1' } } } },
      root_module: {
        resources: resources.map((resource) => ({
          address: `${resource.type}.${resource.name}`,
          mode: 'managed',
          type: resource.type,
          name: resource.name,
          expressions: Object.fromEntries(
            Object.entries(resource.args).map(([name, text]) => [name, { references: referencesOf(text) }]),
          ),
          ...each(resource),
        })),
      },
    },
  };
  const code = resources.map(({ type, name, keys, args }) => {
    const [key] = keys;
    const own =
      key === undefined
        ? ''
        : typeof key === 'number'
          ? `count = ${keys.length}`
          : `for_each = toset(${JSON.stringify(keys)})`;
    const lines = Object.entries(args).map(([argument, text]) => `${argument} = ${text}`);
    return `resource "${type}" "${name}" {\n${[own, ...lines].join('\n')}\n}`;
  });
  return { plan: JSON.stringify(plan), code: [...code, more].join('\n\n') };
}

const read = (plan: string, code: string | undefined) =>
  readTerraform(
    plan,
    'plan.json',
    code === undefined ? undefined : codeAmong([{ path: 'main.tf', contents: code }]),
  ).after;

const tables = (keys: Resource['keys']): Resource => ({
  type: 'aws_route_table',
  name: 'rt',
  keys,
  args: {},
});

const uses = (keys: Resource['keys'], expression: string): Resource => ({
  type: 'aws_route_table_association',
  name: 'use',
  keys,
  args: { route_table_id: expression },
});

/** The keys of the route tables that associations have, in their order. */
const chosen = (all: ReturnType<typeof read>): unknown[] =>
  all.routeTableAssociations.map(({ routeTable }) =>
    isUnknown(routeTable) ? undefined : JSON.parse(/\[(.*)\]$/.exec(routeTable)?.[1] ?? 'null'),
  );

const RT = 'aws_route_table.rt';

describe('which of two route tables the associations 0 and 1 have', () => {
  it.each<[string, readonly Key[]]>([
    [`${RT}[count.index].id`, [0, 1]],
    [`(${RT}[*].id)[count.index]`, [0, 1]],
    [`${RT}.*.id[count.index]`, [0, 1]],
    [`"\${${RT}[count.index].id}"`, [0, 1]],
    [`element(${RT}[*].id, count.index)`, [0, 1]],
    [`element(${RT}.*.id, count.index + 4)`, [0, 1]],
    [`element(concat(${RT}[*].id, [""]), count.index)`, [0, 1]],
    [`[for table in ${RT} : table.id][count.index]`, [0, 1]],
    [`flatten([[${RT}[*].id]])[count.index]`, [0, 1]],
    [`values({ b = ${RT}[1].id, a = ${RT}[0].id })[count.index]`, [0, 1]],
    [`${RT}[1 - count.index].id`, [1, 0]],
    [`${RT}[(count.index + 1) % 2].id`, [1, 0]],
    [`element(${RT}[*].id, count.index + 1)`, [1, 0]],
    [`reverse(${RT}[*].id)[count.index]`, [1, 0]],
    [`count.index == 0 ? ${RT}[1].id : ${RT}[0].id`, [1, 0]],
    [`lookup({ "0" = ${RT}[1].id, "1" = ${RT}[0].id }, count.index, "")`, [1, 0]],
    [`zipmap(["a", "b"], ${RT}[*].id)[count.index == 0 ? "b" : "a"]`, [1, 0]],
    [`try(${RT}[count.index + 1].id, ${RT}[0].id)`, [1, 0]],
    [`[for i, table in ${RT} : table.id if i != count.index][0]`, [1, 0]],
    [`coalesce(count.index == 0 ? null : "", ${RT}[1 - count.index].id)`, [1, 0]],
    [`slice(${RT}[*].id, 1, 2)[0]`, [1, 1]],
    [`one(slice(${RT}[*].id, 0, 1))`, [0, 0]],
    [`(\n  ${RT} # all\n  [\n 0 ]\n).id`, [0, 0]],
    [`{ for i, table in ${RT} : "t\${i}" => table.id }["t\${count.index}"]`, [0, 1]],
  ])('%s', (expression, keys) => {
    const { plan, code } = planned([tables([0, 1]), uses([0, 1], expression)]);
    expect(chosen(read(plan, code))).toEqual(keys);
    expect(read(plan, code).assumptions).toEqual([]);
    // The plan alone shows what both kinds of expressions refer to, and that is the same.
    expect(chosen(read(plan, undefined))).toEqual([undefined, undefined]);
  });
});

describe("which of two route tables it is isn't told by", () => {
  it.each([
    `sort(${RT}[*].id)[count.index]`,
    `tolist(toset(${RT}[*].id))[count.index]`,
    `tolist(setunion(${RT}[*].id, []))[0]`,
    `${RT}[length(timestamp()) > 30 ? 0 : 1].id`,
    `element(${RT}[*].id, -1)`,
    `element(shuffled(${RT}[*].id), count.index)`,
    `coalesce(uuid(), ${RT}[0].id, ${RT}[1].id)`,
    `split(",", join(",", ${RT}[*].id))[count.index]`,
    `${RT}[count.index + 1].id`,
    `${RT}[local.none].id`,
    `[for id in ${RT}[*].id : id if id > "rtb-8"][0]`,
    `provider::own::pick(${RT}[*].id, count.index)`,
    `<<-EOT\n\${${RT}[count.index].id}\nEOT`,
    `%{ if true }${RT}[0].id`,
    `${RT}[count.index].id +`,
  ])('%s', (expression) => {
    const { plan, code } = planned([tables([0, 1]), uses([0, 1], expression)]);
    const { routeTableAssociations } = read(plan, code);
    // Beyond the last table there is none: then only the other association is told.
    expect(chosen(read(plan, code)).filter((key) => key !== undefined && key !== 1)).toEqual([]);
    const [unknown] = routeTableAssociations.map(({ routeTable }) => routeTable).filter(isUnknown);
    expect(unknown?.unknown).toMatch(
      /^aws_route_table_association\.use\[\d\]\.route_table_id \(known after apply, from .+ in main\.tf:\d+\)$/,
    );
  });
});

describe('where keys are texts', () => {
  const map = `local.of`;
  it.each<[string, string, readonly unknown[]]>([
    [`${RT}[each.key].id`, '', ['a', 'b']],
    [`${RT}[each.value].id`, '', ['a', 'b']],
    [`values(${RT})[0].id`, '', ['a', 'a']],
    [`[for table in ${RT} : table.id][1]`, '', ['b', 'b']],
    [`${RT}[each.key == "a" ? "b" : "a"].id`, '', ['b', 'a']],
    [`${map}[each.key]`, `locals {\n of = { a = ${RT}["b"].id, b = ${RT}["b"].id }\n}`, ['b', 'b']],
    [`${map}[each.key]`, `locals {\n of = local.more\n more = local.of\n}`, [undefined, undefined]],
    [`${map}[each.key]`, '', [undefined, undefined]],
    [
      `${map}[each.key].id`,
      `locals {\n of = { for k, v in ${RT} : (k == "a" ? "b" : "a") => v }\n}`,
      ['b', 'a'],
    ],
  ])('%s %s', (expression, locals, keys) => {
    const { plan, code } = planned([tables(['a', 'b']), uses(['a', 'b'], expression)], locals);
    expect(chosen(read(plan, code))).toEqual(keys);
  });
});

describe('a list of subnets', () => {
  const SUBNET = 'aws_subnet.x';
  const subnetsOf = (expression: string, keys: Resource['keys'], more = '') => {
    const endpoint: Resource = {
      type: 'aws_vpc_endpoint',
      name: 'e',
      keys: [undefined],
      args: { subnet_ids: expression },
    };
    const subnets: Resource = { type: 'aws_subnet', name: 'x', keys, args: {} };
    const { plan, code } = planned([subnets, endpoint], more);
    const of = (text: string | undefined) => read(plan, text).endpoints[0]?.subnets;
    return { told: of(code), alone: of(undefined) };
  };
  const at = (...keys: readonly Key[]) => keys.map((key) => `${SUBNET}[${JSON.stringify(key)}]`);

  it.each<[string, readonly Key[]]>([
    [`${SUBNET}[*].id`, [0, 1, 2]],
    [`toset(distinct(compact(${SUBNET}.*.id)))`, [0, 1, 2]],
    [`sort(flatten([${SUBNET}[*].id, []]))`, [0, 1, 2]],
    [`[for subnet in ${SUBNET} : subnet.id]`, [0, 1, 2]],
    [`[${SUBNET}[2].id, ${SUBNET}[0].id]`, [2, 0]],
    [`slice(${SUBNET}[*].id, 0, 1)`, [0]],
    [`[for i, s in ${SUBNET} : s.id if i < 2]`, [0, 1]],
    [`coalescelist([], [${SUBNET}[1].id], ${SUBNET}[*].id)`, [1]],
    [`length(${SUBNET}) > 2 ? [${SUBNET}[0].id] : ${SUBNET}[*].id`, [0]],
    [`try(${SUBNET}[7].id, null) == null ? [${SUBNET}[1].id] : []`, [1]],
  ])('%s', (expression, keys) => {
    const { told, alone } = subnetsOf(expression, [0, 1, 2]);
    expect(told).toEqual(at(...keys));
    expect(alone).toHaveProperty('unknown');
  });

  it("has what isn't read of it as unknown", () => {
    expect(subnetsOf(`concat(${SUBNET}[*].id, other(${SUBNET}[*].id))`, [0, 1]).told).toHaveProperty(
      'unknown',
    );
    expect(subnetsOf(`[${SUBNET}[0].id, other(${SUBNET}[1].id)]`, [0, 1]).told).toEqual([
      ...at(0),
      { unknown: expect.stringContaining('from [aws_subnet.x[0].id, other(aws_subnet.x[1].id)] in main.tf') },
    ]);
  });

  it('has IDs that are written beside others', () => {
    expect(subnetsOf(`[${SUBNET}[0].id, "subnet-0a", ${SUBNET}[1].id]`, [0, 1]).told).toEqual([
      at(0)[0],
      'subnet-0a',
      at(1)[0],
    ]);
  });

  it('is the one there is, whatever is done to it', () => {
    expect(subnetsOf(`other(${SUBNET}[*].id)`, [0])).toEqual({ told: at(0), alone: at(0) });
  });
});

describe("the code isn't trusted where it isn't that of the plan", () => {
  const { plan, code } = planned([tables([0, 1]), uses([0, 1], `${RT}[count.index].id`)]);
  const other = 'resource "aws_route_table" "new" {\n}\n';

  it.each([
    ['it refers to something else', code.replace(`${RT}[count.index]`, 'aws_route_table.new')],
    ['it is not there', other],
    ['it is there twice', `${code}\n${code}`],
    ["its braces don't match", `}\n${code}`],
  ])('%s', (_, text) => expect(chosen(read(plan, text))).toEqual([undefined, undefined]));

  it.each([
    ['another file overrides it', 'main_override.tf'],
    ['OpenTofu may read another file instead', 'main.tofu'],
  ])('%s', (_, path) => {
    const override = 'resource "aws_route_table_association" "use" {\n}\n';
    const files = [
      { path: 'main.tf', text: code },
      { path, text: override },
    ];
    const { after } = readTerraform(plan, 'plan.json', {
      directory: '.',
      filesIn: () => files,
      textOf: () => undefined,
    });
    expect(chosen(after)).toEqual([undefined, undefined]);
    expect(JSON.stringify(after.routeTableAssociations)).toContain('pass its directory with --source');
  });
});

describe('modules that terraform init has put somewhere', () => {
  const [source, code] = [recorded('vpc-module'), filesIn('vpc-module')];
  const plan = source.replaceAll('"./vpc"', '"terraform-aws-modules/vpc/aws"');
  const installed = code.map(({ path, contents }) => ({
    path: path.replace(/^vpc\//, '.terraform/modules/vpc/'),
    contents,
  }));
  const list = (...modules: readonly object[]) => ({
    path: '.terraform/modules/modules.json',
    contents: JSON.stringify({ Modules: [{ Key: '', Source: '', Dir: '.' }, ...modules] }),
  });

  it('are read from there', () => {
    const files = [...installed, list({ Key: 'vpc', Source: 'x', Dir: '.terraform/modules/vpc' })];
    expect(readTerraform(plan, 'plan.json', codeAmong(files)).after).toEqual(planOf('vpc-module').after);
  });

  it.each([
    ['before that', []],
    ['where it has others', [list({ Key: 'net', Source: 'x', Dir: '.terraform/modules/vpc' })]],
    ['where its list is none', [{ path: '.terraform/modules/modules.json', contents: '{"Modules":' }]],
  ])('are unknown %s', (_, files) => {
    const { endpoints } = readTerraform(plan, 'plan.json', codeAmong([...installed, ...files])).after;
    expect(endpoints.find(({ name }) => name === 'aws_vpc_endpoint.s3')?.routeTables).toHaveProperty(
      'unknown',
    );
  });
});

it('refers to what a module hands out by its place there', () => {
  const files = filesIn('vpc-module').map(({ path, contents }) => ({
    path,
    contents: contents.replace(
      'value = aws_subnet.private[*].id',
      'value = reverse(aws_subnet.private[*].id)',
    ),
  }));
  const { code } = readTerraform(recorded('vpc-module'), 'plan.json', codeAmong(files));
  expect(code.reference('module.vpc.aws_subnet.private[0]')).toBe('module.vpc.private_subnets[2]');
});

/** What is put into code in place of something else. */
const PIECES = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '"',
  '${',
  '%{',
  '*',
  '.',
  '= ',
  '\n',
  '<<X\n',
  '/*',
  '!',
  '- ',
  '? ',
  ': ',
  'for ',
  '...',
  'id',
  '0',
  '\\',
  '\u0000',
];

it.each<Case>(['vpc-module', 'for-each', 'defaults', 'expressions'])(
  'whatever code is changed to, what is told is one of what the plan has: %s',
  (name) => {
    const files = filesIn(CASES[name].folder).filter(({ path }) => /main\.tf$/.test(path));
    const plan = recorded(name);
    const known = new Set(planOf(name).after.routeTables.map((table) => table.name));
    fc.assert(
      fc.property(
        fc.nat(files.length - 1),
        fc.array(
          fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), fc.constantFrom('', ...PIECES)),
          { minLength: 1, maxLength: 3 },
        ),
        (index, edits) => {
          const changed = files.map((file, each) => {
            if (each !== index) return file;
            let { contents } = file;
            for (const [place, length, piece] of edits) {
              const at = Math.floor(place * contents.length);
              contents = contents.slice(0, at) + piece + contents.slice(at + length);
            }
            return { ...file, contents };
          });
          const { after } = readTerraform(plan, 'plan.json', codeAmong(changed));
          for (const { routeTable } of after.routeTableAssociations)
            if (!isUnknown(routeTable)) expect(known).toContain(routeTable);
        },
      ),
      { numRuns: 125 },
    );
  },
  60_000,
);
