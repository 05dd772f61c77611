import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { networksOf } from '../../src/sources/planned/to-network.ts';
import { readTerraform } from '../../src/sources/terraform/read-terraform.ts';
import { pathsOf } from '../sources/foretold.ts';
import { terraformOf, together } from '../sources/terraform-of.ts';
import { codeAmong, filesIn } from '../sources/terraform-plans/cases.ts';
import { writtenNetwork } from '../sources/written-parts.ts';
import { withoutAws } from './aws-env.ts';
import { type Terraform, terraformWith } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

const minutes = 60_000;

/** Always the same, so that a failure can be seen again. */
const CASES = fc.sample(writtenNetwork(4), { numRuns: 12, seed: 8 });

/** The ids of a network, of the addresses that they have in a plan. */
const withIds = <T>(value: T, prefix: string): T =>
  JSON.parse(JSON.stringify(value).replaceAll(new RegExp(`aws_\\w+\\.${prefix}`, 'g'), ''));

describeWithTools(['terraform'], 'Networks that are written as Terraform and planned', () => {
  let terraform: Terraform;
  beforeAll(async () => {
    const versions = filesIn('inline').find(({ path }) => path === 'versions.tf');
    if (!versions) throw new Error('no versions.tf');
    terraform = await terraformWith(versions);
  }, 5 * minutes);
  afterAll(() => terraform?.remove());

  it('have the paths of the networks', { timeout: 5 * minutes }, async () => {
    const resource = together(CASES.map(({ parts }, index) => terraformOf(parts, `n${index}x`)));
    const files = filesIn('inline').filter(({ path }) => /^(versions|provider)\.tf$/.test(path));
    const contents = JSON.stringify({ resource }, undefined, 1);
    const written = [...files, { path: 'main.tf.json', contents }];
    const folder = terraform.write(written);
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await terraform.run(folder, args, { env: withoutAws(process.env) });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return stdout;
    };
    await run('init', '-backend=false', '-no-color');
    await run('plan', '-no-color', '-out=tfplan');
    const { after } = readTerraform(await run('show', '-json', 'tfplan'), 'plan.json', codeAmong(written));
    const networks = networksOf(after, 'eu-west-1');
    expect(networks).toHaveLength(CASES.length);
    for (const [index, made] of CASES.entries()) {
      const prefix = `n${index}x`;
      const planned = networks.find(({ vpc }) => vpc.id.includes(`.${prefix}`));
      const [meant] = networksOf(made.parts, 'eu-west-1');
      if (!planned || !meant) throw new Error('no network');
      const network = withIds(planned, prefix);
      expect(pathsOf({ ...made, network })).toEqual(pathsOf({ ...made, network: meant }));
    }
  });
});
