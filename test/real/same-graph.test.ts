import { beforeAll, describe, expect, it } from 'vitest';
import { applyChange } from '../../src/core/plan/apply.ts';
import { OURS_TAG } from '../../src/core/plan/ours-tag.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import type { Path } from '../../src/core/trace/path.ts';
import { trace } from '../../src/core/trace/trace.ts';
import type { GeneratedFile } from '../../src/formats/format.ts';
import { type Iac, plan, render, renderModule } from '../engine.ts';
import { carriedOut } from '../formats/graph/carried-out.ts';
import { changedBy, told } from '../formats/graph/changed.ts';
import { fromCloudFormation } from '../formats/graph/from-cloudformation.ts';
import { graphOfTemplate } from '../formats/graph/from-template.ts';
import { fromTerraform } from '../formats/graph/from-terraform.ts';
import { type Graph, graphOfPlan } from '../formats/graph/graph.ts';
import { brokenSituations, plainSituations, type Situation } from '../formats/graph/situations.ts';
import { filesElsewhere, planElsewhere, shareable, undescribed } from '../formats/other-ids.ts';
import { appliedModules } from './applied-modules.ts';
import { synthesizedTemplates } from './synthesized-templates.ts';
import { describeWithTools } from './tools.ts';

const minutes = 60_000;
const plain = plainSituations();
const broken = brokenSituations();

/** A situation, its plan in one format, and what the files of that plan make. */
interface Made {
  readonly title: string;
  readonly situation: Situation;
  readonly plan: Plan;
  readonly graph: Graph;
}

type Reader = (plans: readonly Plan[], files: readonly (readonly GeneratedFile[])[]) => Promise<Graph[]>;

/** How the files of each format are read: all at once, as starting the tools takes the time. */
const READERS: Readonly<Record<Iac, Reader>> = {
  terraform: async (_, files) => (await appliedModules(files)).map(fromTerraform),
  cdk: async (plans, files) =>
    (await synthesizedTemplates(files)).flatMap((template, index) =>
      plans[index] ? [graphOfTemplate(template ?? { Resources: {} }, plans[index])] : [],
    ),
  cloudformation: async (plans, files) =>
    plans.map((plan, index) => fromCloudFormation(files[index] ?? [], plan)),
};

async function made(iac: Iac, renders = render): Promise<Made[]> {
  const planned = [...plain, ...broken].map(([title, { tags, ...situation }]) => {
    const marked = { ...situation, tags: { ...tags, [OURS_TAG]: situation.name } };
    return { title, situation: marked, plan: plan({ ...marked, iac }) };
  });
  const plans = planned.map(({ plan }) => plan);
  const graphs = await READERS[iac](plans, plans.map(renders));
  return planned.flatMap((each, index) => {
    const graph = graphs[index];
    if (!graph) throw new Error(`nothing was read for ${each.title}`);
    return [{ ...each, graph }];
  });
}

const ways = (paths: readonly Path[]) =>
  paths.map(({ subnetId, service, via }) => ({ subnetId, service, via }));

describeWithTools(['npm'], 'A CDK app with other IDs', () => {
  it(
    'makes the same of another network',
    async () => {
      const plans = shareable.filter(([, { format }]) => format.name === 'cdk');
      const templates = await synthesizedTemplates(plans.map(([, plan]) => filesElsewhere(plan)));
      for (const [index, [name, plan]] of plans.entries()) {
        const graph = graphOfTemplate(templates[index] ?? { Resources: {} }, plan);
        expect(undescribed(graph), name).toEqual(undescribed(graphOfPlan(planElsewhere(plan))));
      }
    },
    5 * minutes,
  );
});

describeWithTools(['terraform', 'npm'], 'One plan in three formats', () => {
  let terraform: Made[];
  let terraformModule: Made[];
  let cdk: Made[];
  let cloudFormation: Made[];
  beforeAll(async () => {
    [terraform, cdk, cloudFormation] = await Promise.all([
      made('terraform'),
      made('cdk'),
      made('cloudformation'),
    ]);
    terraformModule = await made('terraform', renderModule);
  }, 5 * minutes);

  describe.each([
    ['Terraform', () => terraform],
    ['a Terraform module', () => terraformModule],
    ['CDK', () => cdk],
  ] as const)('as %s', (_, all) => {
    it('makes what the plan says', () => {
      for (const { title, plan, graph } of all()) expect(graph, title).toEqual(graphOfPlan(plan));
    });

    it('changes what the plan tells of what exists, and nothing else', () => {
      for (const { title, situation, plan, graph } of all()) {
        const byFiles = plan.existing.filter(({ by }) => by === 'files');
        expect(told(byFiles, situation.network), title).toEqual(changedBy(graph, situation.network, plan));
      }
    });

    it('sends the bytes the way that the plan says', () => {
      for (const { title, plan, graph, situation } of all()) {
        const { network, needs, tasks } = situation;
        const planned = plan.changes.reduce((so, change) => applyChange(so, change, tasks), network);
        const found = trace(carriedOut(network, graph), needs, tasks);
        expect(ways(found), title).toEqual(ways(trace(planned, needs, tasks)));
      }
    });
  });

  it.each(plain.map(([title]) => title))('is one graph for %s', (title) => {
    const [one, ...others] = [terraform, terraformModule, cdk, cloudFormation].map(
      (all) => all.find((each) => each.title === title)?.graph,
    );
    expect(one?.endpoints).not.toEqual([]);
    for (const other of others) expect(other).toEqual(one);
  });
});
