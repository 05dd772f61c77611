import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyNetwork, planInputOf, smallNetwork } from '../core/arbitrary-network.ts';
import { plan, render } from '../engine.ts';
import { adopting } from './plans.ts';
import { terraformPlans } from './terraform-plans.ts';

describe('renderTerraform', () => {
  it.each([...terraformPlans, ['adopting', adopting('terraform')] as const])(
    'renders %s',
    async (name, plan) => {
      for (const { path, contents } of render(plan)) {
        await expect(contents).toMatchFileSnapshot(`__snapshots__/terraform/${name}/${path}`);
      }
    },
  );

  it('declares each resource once, and the variables that it uses and no other', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.oneof(smallNetwork(4), anyNetwork), (made) => {
        const files = render(plan(planInputOf(made, 'terraform')));
        const all = (pattern: RegExp, of: RegExp = /./) =>
          files
            .filter(({ path }) => of.test(path))
            .flatMap(({ contents }) => [...contents.matchAll(pattern)].map(([, found]) => found));

        const resources = all(/^(?:resource|data) ("\w+" "\w+") \{$/gm, /^main\.tf$/);
        expect(resources).toEqual([...new Set(resources)]);
        const declared = all(/^variable "(\w+)" \{$/gm);
        expect(new Set(declared)).toEqual(
          new Set(all(/\bvar\.(\w+)/g, /^(main|adopted|outputs|versions)\.tf$/)),
        );
        const given = all(/^(\w+) = /gm, /tfvars$/);
        expect(declared.filter((name) => !given.includes(name) && name !== 'tags')).toEqual(
          made.network.vpc.id === 'new-vpc' ? ['flow_log_bucket_arn'] : [],
        );
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
