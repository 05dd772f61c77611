import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hclBlocks } from '../../src/sources/planned/hcl-blocks.ts';
import { withSnippet } from '../reports/code-fix/merge.ts';
import { OTHERS, otherFixOf } from '../reports/code-fix/other-changes.ts';
import { TEMPLATE, TEMPLATE_CASES, templateFixOf } from '../reports/code-fix/template-cases.ts';
import { CASES, fixOf, MAIN, VERSIONS } from '../reports/code-fix/terraform-cases.ts';
import { withFix } from './apply-fix.ts';
import { type Terraform, terraformWith } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

interface Shown {
  readonly planned_values: {
    readonly root_module: {
      readonly resources: readonly { readonly address: string; readonly values: object }[];
    };
  };
  readonly configuration: {
    readonly root_module: {
      readonly resources: readonly {
        readonly address: string;
        readonly expressions: Readonly<Record<string, { readonly references?: readonly string[] }>>;
      }[];
    };
  };
}

describeWithTools(['terraform'], 'a fix as Terraform code', () => {
  let terraform: Terraform;

  beforeAll(async () => {
    terraform = await terraformWith(VERSIONS);
  }, 120_000);

  afterAll(() => terraform?.remove());

  const succeeds = async (folder: string, ...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await terraform.run(folder, [...args, '-no-color'], { env });
    expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
    return stdout;
  };

  it('is formatted', async () => {
    const texts = [...Object.values(CASES).map(fixOf), ...Object.values(OTHERS).map(otherFixOf)];
    const fixes = texts.map((contents, index) => ({ path: `fix-${index}.tf`, contents }));
    await succeeds(terraform.write(fixes), 'fmt', '-check', '-diff');
  });

  it('is valid for what the code does not have, and in blocks of every kind', async () => {
    const fixes = Object.values(OTHERS).filter(({ valid }) => valid);
    const folder = terraform.write([
      VERSIONS,
      { path: 'main.tf', contents: fixes.map(otherFixOf).reduce(withFix, MAIN) },
    ]);
    await succeeds(folder, 'validate');
  }, 60_000);

  it.each(Object.entries(CASES))(
    '%s',
    async (_, given) => {
      const { source, adds, refers = {}, values = {}, unplanned } = given;
      const fixed = withFix(source, fixOf(given));
      const folder = terraform.write([VERSIONS, { path: 'main.tf', contents: fixed }]);
      if (unplanned) {
        await succeeds(folder, 'validate');
        for (const address of adds) expect(blocksOf(fixed)).toContain(`resource.${address}`);
        return;
      }
      await succeeds(folder, 'plan', '-out=tfplan');
      const { planned_values, configuration }: Shown = JSON.parse(
        await succeeds(folder, 'show', '-json', 'tfplan'),
      );
      const resources = new Map(
        planned_values.root_module.resources.map((each) => [each.address, each.values]),
      );
      const blocks = new Map(
        configuration.root_module.resources.map((each) => [each.address, each.expressions]),
      );
      expect([...resources.keys()]).toEqual(expect.arrayContaining([...adds]));
      const all = new Set([
        ...blocksOf(source),
        ...adds.map((address) => `resource.${address.split('[')[0]}`),
      ]);
      expect(new Set(blocksOf(fixed))).toEqual(all);
      for (const [path, expected] of Object.entries(refers)) {
        const [, block = '', argument = ''] = /^(.*)\.(\w+)$/.exec(path) ?? [];
        expect(blocks.get(block)?.[argument]?.references).toEqual(expect.arrayContaining([...expected]));
      }
      for (const [address, expected] of Object.entries(values))
        expect(resources.get(address)).toMatchObject(expected);
    },
    60_000,
  );
});

/** The provider, offline, takes no bundle of certificates. */
const env = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || name === 'AWS_CA_BUNDLE' ? [] : [[name, value]],
  ),
);

const blocksOf = (source: string): string[] => hclBlocks(source).map(({ words }) => words.join('.'));

describeWithTools(['cfn-lint'], 'a fix as a part of a template', () => {
  it('leaves cfn-lint nothing to say where it is merged', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'code-fix-'));
    const templates = Object.values(TEMPLATE_CASES).map((given, index) => {
      const path = join(folder, `${index}.yaml`);
      writeFileSync(path, withSnippet(TEMPLATE, templateFixOf(given)));
      return path;
    });
    const found = await promisify(execFile)('cfn-lint', [
      '--regions',
      'eu-west-1',
      '--template',
      ...templates,
    ]).catch((error: { stdout: string }) => error);
    rmSync(folder, { recursive: true });
    expect(found.stdout).toBe('');
  }, 120_000);
});
