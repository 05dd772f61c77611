import type { Need } from './needs.ts';

/** How a report says who needs a service. */
export function neededBy({ origin }: Pick<Need, 'origin'>): string {
  const [only] = origin;
  return only === '--services' && origin.length === 1
    ? 'asked for with --services'
    : `needed by ${named(origin)}`;
}

/** Who it concerns, as far as a reader wants to read on: a cluster can have hundreds. */
export function named(origin: readonly string[]): string {
  const more = origin.length - MOST_NAMED;
  return more > 1 ? `${origin.slice(0, MOST_NAMED).join(', ')} and ${more} more` : origin.join(', ');
}

const MOST_NAMED = 5;

/** A remark, or what else concerns somebody, as one line of text. */
export const remarkText = ({
  origin,
  message,
}: {
  readonly origin: readonly string[];
  readonly message: string;
}): string => `${named(origin)}: ${message}`;
