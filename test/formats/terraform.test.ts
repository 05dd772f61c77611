import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyNetwork, planInputOf, smallNetwork } from '../core/arbitrary-network.ts';
import { plan, render, renderModule } from '../engine.ts';
import { adopting, creating } from './plans.ts';
import { central, terraformPlans } from './terraform-plans.ts';

describe('renderTerraform', () => {
  it.each([...terraformPlans, ['adopting', adopting('terraform')] as const])(
    'renders %s',
    async (name, plan) => {
      for (const { path, contents } of render(plan)) {
        await expect(contents).toMatchFileSnapshot(`__snapshots__/terraform/${name}/${path}`);
      }
    },
  );

  it('names no registry of another partition', () => {
    const china = { ...creating('terraform', 'fargate'), region: 'cn-north-1', partition: 'aws-cn' } as const;
    const main = render(central(china)).find(({ path }) => path === 'main.tf')?.contents ?? '';
    expect(main).toContain('such as 111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn.\n');
    expect(main).not.toMatch(/amazonaws\.com(?!\.cn)/);
  });

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

/** Those that differ in what a module has variables for. */
const asModule = new Set([
  ...[
    'fargate-existing-services',
    'fargate-existing-one-az',
    'fargate-existing-reached-by-all',
    'ec2-existing',
  ],
  ...['fargate-new', 'fargate-new-named-azs', 'fixing', 'fixing-more', 'hostile'],
]);

describe('a Terraform module', () => {
  it.each(terraformPlans.filter(([name]) => asModule.has(name)))('is rendered for %s', async (name, plan) => {
    for (const { path, contents } of renderModule(plan)) {
      await expect(contents).toMatchFileSnapshot(`__snapshots__/terraform-module/${name}/${path}`);
    }
  });

  it('names nothing of the network, and its call gives each variable that has no default', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(fc.oneof(smallNetwork(4), anyNetwork), (made) => {
        const files = renderModule(plan({ ...planInputOf(made, 'terraform'), layout: 'module' }));
        const textOf = (wanted: string) => files.find(({ path }) => path === wanted)?.contents ?? '';
        const code = ['main.tf', 'outputs.tf'].map(textOf).join();
        // A service keeps the name that AWS offers it by, whatever that looks like.
        const offered = made.network.offers?.map(({ serviceName }) => JSON.stringify(serviceName)) ?? [];
        expect(offered.reduce((text, name) => text.replaceAll(name, ''), code)).not.toMatch(
          /\b(vpc|vpce|subnet|rtb|sg|acl|pl)-[0-9a-z]/,
        );
        expect(textOf('versions.tf')).not.toMatch(/provider "|backend|<|~>/);
        expect(files.map(({ path }) => path)).not.toContain('terraform.tfvars');

        const declared = [...textOf('variables.tf').matchAll(/^variable "(\w+)" \{\n(.*?)^\}$/gms)];
        const names = declared.map(([, name = '']) => name);
        expect(new Set(names)).toEqual(new Set([...code.matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name)));
        const required = declared
          .filter(([, , block]) => !block?.includes('\n  default '))
          .map(([, name]) => name);
        const call = /^```hcl\n(module .*?)^```$/ms.exec(textOf('README.md'))?.[1] ?? '';
        const given = [...call.matchAll(/^ {2}(\w+) = /gm)].map(([, name]) => name);
        expect(given.filter((name) => name !== 'source' && name !== 'tags')).toEqual(required);
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
