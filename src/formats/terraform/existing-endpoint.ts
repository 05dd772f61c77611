import type { ServiceName } from '../../core/catalogue.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { because, type Comment } from '../comment.ts';
import type { Hcl } from './hcl-value.ts';
import type { References } from './references.ts';

/** An existing endpoint that Terraform changes or imports. */
export interface ExistingEndpoint {
  readonly label: string;
  readonly endpointId: string;
  /** Its ID as an expression. */
  readonly endpoint: Hcl;
  readonly because: Comment;
}

export const existingEndpoint = (
  plan: Plan,
  service: ServiceName,
  endpointId: string,
  references: References,
): ExistingEndpoint => ({
  label: references.label(service, endpointId),
  endpointId,
  endpoint: references.endpoint(service, endpointId),
  because: because(plan, service),
});
