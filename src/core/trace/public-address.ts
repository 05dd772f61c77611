import type { Subnet } from '../network/network.ts';
import type { Tasks } from '../workload/tasks.ts';
import type { Outcome } from './outcome.ts';

/**
 * Whether tasks in a subnet are known to have no public address.
 *
 * @param origin who asks, as `Need.origin` names them
 */
export function lacksPublicAddress(
  { withoutPublicAddress = [] }: Tasks,
  subnetId: string,
  origin: readonly string[],
): boolean {
  const names = withoutPublicAddress.flatMap((some) => (some.subnetId === subnetId ? some.names : []));
  return names.length > 0 && origin.some((one) => ownersOf(one).some((owner) => names.includes(owner)));
}

/** `web:nginx (image)` belongs to the definition `web` and to the container `web:nginx`. */
function ownersOf(origin: string): string[] {
  const owner = origin.replace(/ \([^()]*\)$/, '');
  const colon = owner.lastIndexOf(':');
  return colon < 0 ? [owner] : [owner, owner.slice(0, colon)];
}

/**
 * An internet gateway doesn't work for tasks without a public address.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
 */
export function withoutAddress(
  outcome: Outcome,
  tasks: Tasks,
  subnet: Subnet,
  origin: readonly string[],
): Outcome {
  if (outcome.via !== 'internet' || !lacksPublicAddress(tasks, subnet.id, origin)) return outcome;
  const { hops = [], faults = [] } = outcome;
  const gatewayId = hops.findLast(({ kind }) => kind === 'gateway')?.id ?? 'igw';
  return {
    ...outcome,
    via: 'blocked',
    hops: [...hops, { kind: 'gateway', id: gatewayId, detail: 'answers no task without a public address' }],
    faults: [...faults, { rule: 'no-public-address', subnetId: subnet.id, gatewayId }],
  };
}
