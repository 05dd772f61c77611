import { describe, expect, it } from 'vitest';
import { planText } from '../../src/reports/plan-text.ts';
import { terraformPlans } from '../formats/terraform-plans.ts';

const plans = terraformPlans.filter(([name]) => name !== 'hostile');

/** Screens that people read, to be reviewed as such. */
describe.each(plans)('the plan %s', (name, plan) => {
  it.each([80, 50])('reads as it did at %s columns', async (width) => {
    const text = `${planText(plan, width).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(`__snapshots__/plan-text/${name}-${width}.txt`);
  });

  it('has no code in its words', () => {
    expect(planText(plan, 10_000).join('\n')).not.toMatch(
      /=>|\)\)|\bundefined\b|\[object|\bNaN\b|\.(join|map)\(/,
    );
  });
});
