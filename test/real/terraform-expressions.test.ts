import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { deploymentAfter } from '../../src/sources/terraform/deployment.ts';
import { Evaluator } from '../../src/sources/terraform/evaluate.ts';
import { moduleCodeReader } from '../../src/sources/terraform/module-code.ts';
import { parseShown } from '../../src/sources/terraform/shown.ts';
import type { Value } from '../../src/sources/terraform/value.ts';
import { emptyFolder } from '../cli/program.ts';
import { codeAmong } from '../sources/terraform-plans/cases.ts';
import { withoutAws } from './aws-env.ts';
import { describeWithTools } from './tools.ts';

/** The IDs of three resources, whose order as texts isn't that of their indexes. */
const IDS = ['x-1', 'x-2', 'x-0'];

/** Expressions about three resources, of whatever each part of the language does with them. */
const { element, list } = fc.letrec<{ list: string; element: string; number: string; flag: string }>(
  (tie) => {
    const [l, e, n, b] = [tie('list'), tie('element'), tie('number'), tie('flag')];
    const of = (parts: readonly fc.Arbitrary<string>[], write: (...texts: string[]) => string) =>
      fc.tuple(...parts).map((texts) => write(...texts));
    const map = of([e, e, e], (x, y, w) => `{ b = ${x}, a = ${y}, "c-1" = ${w} }`);
    return {
      list: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('X[*].id', 'X.*.id', '[for each in X : each.id]', '[]'),
        of([n], (x) => `[for i, each in X : each.id if i != ${x}]`),
        ...['reverse', 'distinct', 'compact', 'toset', 'tolist', 'sort'].map((name) =>
          of([l], (x) => `${name}(${x})`),
        ),
        ...['concat', 'coalescelist', 'setunion', 'try'].map((name) =>
          of([l, l], (x, y) => `${name}(${x}, ${y})`),
        ),
        of([l, n, n], (x, from, to) => `slice(${x}, ${from}, ${to})`),
        of([l, l], (x, y) => `flatten([${x}, [${y}]])`),
        of([b, l, l], (when, x, y) => `(${when} ? ${x} : ${y})`),
        of([e, e], (x, y) => `[${x}, ${y},]`),
        of([map], (x) => `values(${x})`),
        of([map], (x) => `[for key, value in ${x} : value if key != "a"]`),
        of([l], (x) => `(${x})[*]`),
        of([l], (x) => `concat([${x}]...)`),
      ),
      element: fc.oneof(
        { maxDepth: 4 },
        of([n], (x) => `X[${x}].id`),
        of([l, n], (x, at) => `(${x})[${at}]`),
        of([l, n], (x, at) => `element(${x}, ${at})`),
        of([l], (x) => `one(${x})`),
        of([e, e], (x, y) => `try(${x}, ${y})`),
        of([e, e], (x, y) => `coalesce(${x}, ${y})`),
        of([b, e, e], (when, x, y) => `(${when} ? ${x} : ${y})`),
        of([map, fc.constantFrom('a', 'b', 'c-1', 'd')], (x, key) => `lookup(${x}, "${key}", X[0].id)`),
        of([map], (x) => `${x}.b`),
        of([map, map], (x, y) => `merge(${x}, ${y})["c-1"]`),
        of([l, n], (x, at) => `zipmap(["0", "1", "2"], ${x})[${at}]`),
        of([e], (x) => `"\${${x}}"`),
        of([l, n], (x, at) => `{ for i, id in ${x} : "k\${i}" => id }["k\${${at}}"]`),
      ),
      number: fc.oneof(
        { maxDepth: 2 },
        fc.constantFrom('0', '1', '2', '3', '-1'),
        of([l], (x) => `length(${x})`),
        ...['+', '-', '*', '%'].map((sign) => of([n, n], (x, y) => `(${x} ${sign} ${y})`)),
        of([n, n], (x, y) => `min(${x}, ${y})`),
        of([b, n, n], (when, x, y) => `(${when} ? ${x} : ${y})`),
      ),
      flag: fc.oneof(
        { maxDepth: 2 },
        fc.constantFrom('true', 'false'),
        ...['==', '!=', '<', '>=', '<=', '>'].map((sign) => of([n, n], (x, y) => `${x} ${sign} ${y}`)),
        of([n, n], (x, y) => `contains([0, ${x}], ${y})`),
        of([b, b], (x, y) => `(${x}) && !(${y})`),
        of([e], (x) => `try(${x}, null) == null`),
      ),
    };
  },
);

/** A plan in which the three resources are created. */
const PLAN = JSON.stringify({
  format_version: '1.2',
  planned_values: { root_module: {} },
  resource_changes: IDS.map((_, index) => ({
    address: `aws_subnet.x[${index}]`,
    mode: 'managed',
    type: 'aws_subnet',
    name: 'x',
    index,
    change: { actions: ['create'], after: {}, after_unknown: { id: true } },
  })),
  configuration: {
    root_module: { resources: [{ address: 'aws_subnet.x', count_expression: { constant_value: 3 } }] },
  },
});

/** A value as Terraform shows it once it is known; undefined where not all of it is. */
function shown(value: Value): unknown {
  if (value.is === 'known') return value.value;
  if (value.is === 'made') return IDS[Number(value.instance.key)];
  if (value.is !== 'list') return undefined;
  const items = value.items.map(shown);
  if (items.includes(undefined)) return undefined;
  return value.ordered ? items : [...new Set(items)].sort();
}

describeWithTools(['terraform'], 'What expressions are worth', () => {
  it('is what Terraform says, or open', { timeout: 120_000 }, () => {
    const expressions = fc.sample(fc.oneof(list, element), { numRuns: 600, seed: 1 });
    const outputs = expressions.map((text, index) => {
      const own = text.replaceAll(/\bX\b/g, 'local.x');
      // Of what fails, Terraform says so.
      return `output "e${index}" {\n  value = try(jsonencode(${own}), "fails")\n}\n`;
    });
    const ids = `locals {\n  x = [${IDS.map((id) => `{ id = "${id}" }`).join(', ')}]\n}\n`;
    const folder = emptyFolder();
    writeFileSync(join(folder, 'main.tf'), ids + outputs.join(''));
    const run = (...args: string[]) => {
      const env = { ...withoutAws(process.env), CHECKPOINT_DISABLE: '1' };
      const { status, stdout, stderr } = spawnSync('terraform', args, {
        cwd: folder,
        env,
        encoding: 'utf8',
        maxBuffer: 1e8,
      });
      expect({ args, status, stderr }).toMatchObject({ args, status: 0 });
      return stdout;
    };
    run('plan', '-no-color', '-out=tfplan');
    const meant = JSON.parse(run('show', '-json', 'tfplan')).planned_values.outputs;
    const locals = expressions.map(
      (text, index) => `  e${index} = ${text.replaceAll(/\bX\b/g, 'aws_subnet.x')}\n`,
    );
    const contents = `resource "aws_subnet" "x" {\n  count = 3\n}\nlocals {\n${locals.join('')}}\n`;
    const { root } = deploymentAfter(parseShown(PLAN, 'plan.json'));
    const code = moduleCodeReader(codeAmong([{ path: 'main.tf', contents }]));
    const evaluator = new Evaluator(code, undefined);
    const scope = { module: root, key: undefined, owner: undefined, shown: undefined, names: new Map() };
    let told = 0;
    for (const [index, text] of expressions.entries()) {
      const value = evaluator.evaluate({ op: 'reference', words: ['local', `e${index}`] }, scope);
      const result = meant[`e${index}`].value;
      const own = shown(value);
      if (value.is === 'error') expect({ text, result }).toEqual({ text, result: 'fails' });
      // Of what fails there is no plan.
      if (own === undefined || result === 'fails') continue;
      told += 1;
      const known = JSON.parse(result);
      const isSet = value.is === 'list' && !value.ordered && Array.isArray(known);
      expect({ text, is: own }).toEqual({ text, is: isSet ? [...new Set(known)].sort() : known });
    }
    // It is right because it knows them, not because it leaves all open.
    expect(told).toBeGreaterThan(150);
  });
});
