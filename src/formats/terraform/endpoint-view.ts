import type { ServiceName } from '../../core/catalogue.ts';
import { layerBucketIn } from '../../core/network/regions.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { because, type Comment } from '../comment.ts';
import type { Json } from '../json.ts';
import { hcl } from '../template.ts';
import { type Hcl, hclLabel, hclValue } from './hcl-value.ts';

/** An existing endpoint. */
export interface EndpointView {
  readonly label: string;
  readonly endpointId: string;
  readonly because: Comment;
}

export const endpointView = (plan: Plan, service: ServiceName, endpointId: string): EndpointView => ({
  label: `${hclLabel(service)}_${hclLabel(endpointId)}`,
  endpointId,
  because: because(plan, service),
});

/** The service's name, with the Region taken from its variable if it occurs exactly once. */
export function serviceName({ region }: Plan, name: string): Hcl {
  const [before, after, ...more] = name.split(`.${region}.`);
  return before !== undefined && after !== undefined && more.length === 0
    ? `"${hcl(before).slice(1, -1)}.\${var.region}.${hcl(after).slice(1)}`
    : hcl(name);
}

/**
 * A policy document as the argument of `jsonencode`, with the Region in the name of ECR's layer bucket taken from the variable.
 * The document is plain JSON, though not all of it is typed as such.
 */
export function policyValue({ partition, region }: Plan, policy: unknown): Hcl {
  const value = hclValue(JSON.parse(JSON.stringify(policy)) as Json, 2);
  return value.replaceAll(
    hcl(layerBucketIn(partition, region)),
    () => `"${layerBucketIn(partition, `\${var.region}`)}"`,
  );
}
