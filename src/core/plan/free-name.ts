import type { Network } from '../network/network.ts';

/** A name prefix that no security group of the VPC has yet: the one given, else with `-2`, `-3`, … */
export function freeName(name: string, { securityGroups }: Network): string {
  const taken = new Set(securityGroups?.map((group) => group.name));
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(`${candidate}-endpoints`)) return candidate;
  }
}
