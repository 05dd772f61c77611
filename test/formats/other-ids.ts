import type { Plan } from '../../src/core/plan/planned.ts';
import type { GeneratedFile } from '../../src/formats/format.ts';
import { render } from '../engine.ts';
import { cdkMatrix } from './cdk-matrix.ts';
import { cloudFormationMatrix } from './cloudformation-matrix.ts';
import type { Graph } from './graph/graph.ts';

/* Another environment: the code of one plan with the IDs of another network in the one file that is for them. */

/** Plans whose code other environments can share. */
export const shareable = [...cdkMatrix(), ...cloudFormationMatrix()].filter(
  ([, { newVpc, adopted }]) => !newVpc && adopted.length === 0,
);

const other = (text: string): string =>
  text.replaceAll(/\b(vpc|subnet|rtb|sg|acl|pl)-[0-9a-f]{3}/g, '$1-abc');

/** The plan for the other network. */
export const planElsewhere = (plan: Plan): Plan => JSON.parse(other(JSON.stringify(plan)));

/** The files of the plan with the other network's IDs. */
export const filesElsewhere = (plan: Plan): GeneratedFile[] =>
  render(plan).map(({ path, contents }) => ({
    path,
    contents: /^(parameters\.json|bin\/network\.ts)$/.test(path) ? other(contents) : contents,
  }));

/** A graph without descriptions, which the environments share. */
export const undescribed = (graph: Graph): unknown =>
  JSON.parse(JSON.stringify(graph, (key, value) => (key === 'description' ? undefined : value)));
