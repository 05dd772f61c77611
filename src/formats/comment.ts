import { reasonFor, type ServiceName } from '../core/catalogue.ts';
import type { Plan } from '../core/plan/planned.ts';
import { oneLine } from '../core/text/visible.ts';

/** Text that is safe after the sign that starts a comment, in every format. */
export type Comment = string;

/** An id in a list, and what a comment above it says; empty for none. */
export interface CommentedId {
  readonly id: string;
  readonly comment: Comment;
}

/** Text on one line: a line break would end the comment and let the rest be read as code. */
export const comment = (text: string): Comment => oneLine(text);

/** Why the tasks need the endpoint of a service. */
export function because({ endpoints }: Plan, service: ServiceName): Comment {
  const planned = endpoints.find((endpoint) => endpoint.service === service);
  return comment(planned?.because ?? reasonFor(service));
}
