import { afterAll, beforeAll, expect, it } from 'vitest';
import { CASES, type Case, filesOf, recordedPath } from '../sources/terraform-plans/cases.ts';
import { withoutAws } from './moto.ts';
import { type Terraform, terraformWith } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

const minutes = 60_000;

/** Without the time, in lines that a difference can be read in. */
function withoutTime(json: string): string {
  const { timestamp: _, ...plan } = JSON.parse(json);
  return `${JSON.stringify(plan, undefined, 1)}\n`;
}

describeWithTools(['terraform'], 'Plans that real Terraform makes', () => {
  let terraform: Terraform;
  beforeAll(async () => {
    const versions = filesOf('inline').find(({ path }) => path === 'versions.tf');
    if (!versions) throw new Error('no versions.tf');
    terraform = await terraformWith(versions);
  }, 5 * minutes);
  afterAll(() => terraform?.remove());

  it.each(Object.keys(CASES) as Case[])(
    'are those that the tests of their reader have: %s',
    { timeout: 2 * minutes },
    async (name) => {
      const folder = terraform.write(filesOf(name));
      const run = async (...args: string[]) => {
        const { code, stdout, stderr } = await terraform.run(folder, args, { env: withoutAws(process.env) });
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        return stdout;
      };
      await run('init', '-backend=false', '-no-color');
      await run('plan', '-no-color', '-out=tfplan', ...CASES[name].args);
      const shown = await run('show', '-json', 'tfplan');
      await expect(withoutTime(shown)).toMatchFileSnapshot(recordedPath(name));
    },
  );
});
