import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan/planned.ts';
import { readParameters } from '../../src/sources/template/read-parameters.ts';
import { plan, render } from '../engine.ts';
import { cdkMatrix } from '../formats/cdk-matrix.ts';
import { cloudFormationMatrix } from '../formats/cloudformation-matrix.ts';
import { brokenSituations, plainSituations } from '../formats/graph/situations.ts';
import { graphOfParts, toldGraphOf } from './templates/graph-of-parts.ts';
import { readAll } from './templates/read.ts';

/** The endpoints that a stack adopts are in its template as well, though no change of the plan makes them. */
const isAdopting = ([name]: readonly [string, Plan]) => name.startsWith('adopting');

describe('what this tool writes for CloudFormation is read as it was planned', () => {
  const situations = [...plainSituations(), ...brokenSituations()].map(
    ([title, situation]): [string, Plan] => [title, plan({ ...situation, iac: 'cloudformation' })],
  );
  it.each([...situations, ...cloudFormationMatrix().filter((each) => !isAdopting(each))])(
    '%s',
    async (_, made) => {
      const files = render(made);
      const contents = (path: string) => files.find((file) => file.path === path)?.contents;
      const template = contents('template.yaml');
      if (template === undefined) return;
      const parameters = readParameters(contents('parameters.json') ?? '[]', 'parameters.json');
      const { after } = await readAll({ 'template.yaml': template }, { parameters, region: made.region });
      expect(graphOfParts(after)).toEqual(toldGraphOf(made));
      expect([after.unread, after.assumptions]).toEqual([[], []]);
    },
  );
});

describe('what this tool writes for the CDK is read as it was planned', () => {
  const plans = cdkMatrix().filter((each) => !isAdopting(each));
  const root = mkdtempSync(join(tmpdir(), 'template-cdk-'));
  beforeAll(() => synthesize(root, plans), 120_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each(plans)('%s', async (name, made) => {
    const out = join(root, name, 'cdk.out');
    const [file = ''] = readdirSync(out).filter((each) => each.endsWith('.template.json'));
    const template = readFileSync(join(out, file), 'utf8');
    const { after } = await readAll({ [file]: template }, { region: made.region });
    expect(graphOfParts(after)).toEqual(toldGraphOf(made));
    expect(after.unread).toEqual([]);
  });
});

/** Runs apps as `cdk synth` does, with the library that the tests have. */
function synthesize(root: string, plans: readonly (readonly [string, Plan])[]): void {
  for (const [name, made] of plans) {
    for (const { path, contents } of render(made)) {
      const file = join(root, name, path);
      mkdirSync(dirname(file), { recursive: true });
      if (path.endsWith('.ts')) {
        const { code } = transformSync(contents, { loader: 'ts', format: 'cjs', target: 'node20' });
        writeFileSync(file.replace(/ts$/, 'js'), code);
      } else writeFileSync(file, contents);
    }
  }
  writeFileSync(
    join(root, 'synthesize.cjs'),
    `for (const folder of process.argv.slice(2)) {
      process.env.CDK_OUTDIR = folder + '/cdk.out';
      process.env.CDK_CONTEXT_JSON = JSON.stringify(require(folder + '/cdk.json').context);
      require(folder + '/bin/app.js');
    }`,
  );
  const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
  execFileSync(process.execPath, [join(root, 'synthesize.cjs'), ...plans.map(([name]) => join(root, name))], {
    env: { ...process.env, NODE_PATH: modules },
  });
}
