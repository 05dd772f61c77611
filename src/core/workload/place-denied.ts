import type { Unreadable } from '../network/network.ts';

/** The calls that tell what tasks run on, and where that is. */
const TELL_PLACE: ReadonlySet<string> = new Set([
  'DescribeCapacityProviders',
  'ListContainerInstances',
  'DescribeContainerInstances',
  'DescribeInstances',
]);

/** Which denied calls would tell what tasks run on or where that is, a sentence each. */
export const placeDenied = (unreadable: readonly Unreadable[] = []): string[] =>
  unreadable.flatMap(({ call, reason }) => (TELL_PLACE.has(call) ? [reason] : []));
