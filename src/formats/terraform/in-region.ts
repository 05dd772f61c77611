import { layerBucketIn } from '../../core/network/regions.ts';
import type { Plan } from '../../core/plan/planned.ts';
import type { Json } from '../json.ts';
import { hcl } from '../template.ts';
import { type Hcl, hclValue } from './hcl-value.ts';

/** The service's name, with the Region taken from its variable if it occurs exactly once. */
export function serviceName({ region }: Plan, name: string): Hcl {
  const [before, after, ...more] = name.split(`.${region}.`);
  return before !== undefined && after !== undefined && more.length === 0
    ? `"${hcl(before).slice(1, -1)}.\${var.region}.${hcl(after).slice(1)}`
    : hcl(name);
}

/**
 * A policy document as the argument of `jsonencode`, with the Region in the name of ECR's layer bucket taken from the variable.
 */
export function policyValue({ partition, region }: Plan, policy: unknown): Hcl {
  return policyLiteral(policy).replaceAll(
    hcl(layerBucketIn(partition, region)),
    () => `"${layerBucketIn(partition, `\${var.region}`)}"`,
  );
}

/**
 * A policy document as the argument of `jsonencode`. It is plain JSON, though not all of it is typed as such.
 *
 * @param indent The indentation, in columns, of the line on which it starts.
 */
export const policyLiteral = (policy: unknown, indent = 2): Hcl =>
  hclValue(JSON.parse(JSON.stringify(policy)) as Json, indent);
