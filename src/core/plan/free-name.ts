import type { Network } from '../network/network.ts';
import { OURS_TAG } from './ours-tag.ts';

/**
 * A name prefix that no earlier run in the VPC has: the one given, else with `-2`, `-3`, … Names show in the tag of what was created,
 * and in that of a security group, which no two in a VPC may share.
 *
 * @param taken names that others have elsewhere
 */
export function freeName(
  name: string,
  { endpoints, securityGroups }: Network,
  taken: readonly string[] = [],
): string {
  const groups = new Set(securityGroups?.map((group) => group.name));
  const tagged = new Set(
    [...(endpoints ?? []), ...(securityGroups ?? [])].map(({ tags }) => tags?.[OURS_TAG]),
  );
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!groups.has(`${candidate}-endpoints`) && !tagged.has(candidate) && !taken.includes(candidate))
      return candidate;
  }
}
