import { beforeAll, describe, expect, it } from 'vitest';
import type { Iac } from '../../src/core/change.ts';
import { type Plan, plan } from '../../src/core/plan.ts';
import { render } from '../../src/render/render.ts';
import { fromCloudFormation } from '../render/graph/from-cloudformation.ts';
import { graphOfTemplate } from '../render/graph/from-template.ts';
import { fromTerraform } from '../render/graph/from-terraform.ts';
import { type Graph, graphOfPlan } from '../render/graph/graph.ts';
import { brokenSituations, plainSituations } from '../render/graph/situations.ts';
import { appliedModules } from './applied-modules.ts';
import { synthesizedTemplates } from './synthesized-templates.ts';
import { describeWithTools } from './tools.ts';

const minutes = 60_000;
const plain = plainSituations();
const all = [...plain, ...brokenSituations()];

/** Of each situation the plan in one format, and the graph of the files that carry it out. */
interface Made {
  readonly plan: Plan;
  readonly graph: Graph;
}

const plans = (iac: Iac): Plan[] => all.map(([, situation]) => plan({ ...situation, iac }));

async function madeByTerraform(): Promise<Made[]> {
  const made = plans('terraform');
  const modules = await appliedModules(made.map(render));
  return made.map((plan, index) => ({ plan, graph: fromTerraform(modules[index] ?? NOTHING_APPLIED) }));
}

async function madeByCdk(): Promise<Made[]> {
  const made = plans('cdk');
  const templates = await synthesizedTemplates(made.map(render));
  return made.map((plan, index) => ({
    plan,
    graph: graphOfTemplate(templates[index] ?? { Resources: {} }, plan),
  }));
}

const madeByCloudFormation = (): Made[] =>
  plans('cloudformation').map((plan) => ({ plan, graph: fromCloudFormation(render(plan), plan) }));

const NOTHING_APPLIED = { outputs: {}, defaultTags: {} };

describeWithTools(['terraform', 'npm'], 'One plan in three formats', () => {
  let made: Record<Iac, Made[]>;
  beforeAll(async () => {
    const [terraform, cdk] = await Promise.all([madeByTerraform(), madeByCdk()]);
    made = { terraform, cdk, cloudformation: madeByCloudFormation() };
  }, 5 * minutes);

  describe.each(['terraform', 'cdk', 'cloudformation'] as const)('%s', (iac) => {
    it.each(all.map(([title], index) => [title, index] as const))(
      'makes what the plan says for %s',
      (_, index) => {
        const one = made[iac][index];
        expect(one?.graph).toEqual(one && graphOfPlan(one.plan));
      },
    );
  });

  it.each(plain.map(([title], index) => [title, index] as const))('is one graph for %s', (_, index) => {
    expect(made.cdk[index]?.graph).toEqual(made.cloudformation[index]?.graph);
    expect(made.terraform[index]?.graph).toEqual(made.cloudformation[index]?.graph);
  });
});
