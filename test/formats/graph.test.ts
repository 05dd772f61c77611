import { describe, expect, it } from 'vitest';
import { applyChange } from '../../src/core/plan/apply.ts';
import type { Path } from '../../src/core/trace/path.ts';
import { trace } from '../../src/core/trace/trace.ts';
import { FORMAT_NAMES, plan, render } from '../engine.ts';
import { carriedOut } from './graph/carried-out.ts';
import { fromCloudFormation } from './graph/from-cloudformation.ts';
import { graphOfPlan } from './graph/graph.ts';
import { brokenSituations, plainSituations } from './graph/situations.ts';
import { filesElsewhere, planElsewhere, shareable, undescribed } from './other-ids.ts';

const ways = (paths: readonly Path[]) =>
  paths.map(({ subnetId, service, via }) => ({ subnetId, service, via }));
const plain = plainSituations();
const broken = brokenSituations();

// The files of Terraform and CDK take their tools to be read: test/real/same-graph.test.ts.
describe.each([...plain, ...broken])('CloudFormation files for %s', (_, situation) => {
  const { network, needs, tasks } = situation;
  const made = plan({ ...situation, iac: 'cloudformation' });
  const graph = fromCloudFormation(render(made), made);

  it('make what the plan says', () => {
    expect(graph).toEqual(graphOfPlan(made));
  });

  it('send the bytes the way that the plan says', () => {
    const planned = made.changes.reduce((so, change) => applyChange(so, change, tasks), network);
    expect(ways(trace(carriedOut(network, graph), needs, tasks))).toEqual(ways(trace(planned, needs, tasks)));
  });
});

describe('CloudFormation files with other IDs', () => {
  it.each(shareable.filter(([, { format }]) => format.name === 'cloudformation'))(
    'make the same of another network: %s',
    (_, made) => {
      const graph = fromCloudFormation(filesElsewhere(made), made);
      expect(undescribed(graph)).toEqual(undescribed(graphOfPlan(planElsewhere(made))));
    },
  );
});

describe('A plan', () => {
  it.each(plain)('is the same in every format for %s', (_, situation) => {
    const [terraform, ...others] = FORMAT_NAMES.map((iac) => graphOfPlan(plan({ ...situation, iac })));
    for (const other of others) expect(other).toEqual(terraform);
  });

  it.each(broken)('leads to the same network in every format for %s', (_, situation) => {
    const [terraform, ...others] = FORMAT_NAMES.map((iac) => ways(plan({ ...situation, iac }).after));
    for (const other of others) expect(other).toEqual(terraform);
  });
});
