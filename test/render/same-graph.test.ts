import { describe, expect, it } from 'vitest';
import { plan } from '../../src/core/plan.ts';
import { render } from '../../src/render/render.ts';
import { fromCloudFormation } from './graph/from-cloudformation.ts';
import { graphOfPlan } from './graph/graph.ts';
import { brokenSituations, plainSituations } from './graph/situations.ts';

// The same of Terraform and CDK, which need their tools to be read, is in test/real/same-graph.test.ts.
describe('The CloudFormation files make what the plan says', () => {
  it.each([...plainSituations(), ...brokenSituations()])('for %s', (_, situation) => {
    const made = plan({ ...situation, iac: 'cloudformation' });
    expect(fromCloudFormation(render(made), made)).toEqual(graphOfPlan(made));
  });
});
