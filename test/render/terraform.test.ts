import { describe, expect, it } from 'vitest';
import { renderTerraform } from '../../src/render/terraform.ts';
import { terraformPlans } from './terraform-plans.ts';

describe('renderTerraform', () => {
  it.each(terraformPlans)('renders %s', async (name, plan) => {
    for (const { path, contents } of renderTerraform(plan)) {
      await expect(contents).toMatchFileSnapshot(`__snapshots__/terraform/${name}/${path}`);
    }
  });
});
