import { reasonFor, type ServiceName } from '../core/catalogue.ts';
import type { Plan } from '../core/plan/planned.ts';
import { oneLine } from '../core/text/visible.ts';

/** Text that is safe inside a comment in every format. */
export type Comment = string;

/** An ID in a list, and the comment above it; empty for none. */
export interface CommentedId {
  readonly id: string;
  readonly comment: Comment;
}

/** Text on one line: a line break would end the comment and turn the rest into code. */
export const comment = (text: string): Comment => oneLine(text);

/** Why the tasks need the endpoint of a service. */
export function because({ endpoints }: Plan, service: ServiceName): Comment {
  const planned = endpoints.find((endpoint) => endpoint.service === service);
  return comment(planned?.because ?? reasonFor(service));
}
