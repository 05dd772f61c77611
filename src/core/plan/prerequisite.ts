import type { Network } from '../network/network.ts';
import type { Tasks } from '../workload/tasks.ts';
import type { Abilities } from './abilities.ts';
import type { Change, ChangeKind } from './change.ts';
import { commandsFor } from './command.ts';
import { shown } from './ours.ts';
import type { Plan, Prerequisite } from './planned.ts';

/**
 * A change that the format has no resource for, as a manual step.
 *
 * @param rendered what the generated code changes
 */
export function prerequisite(
  change: Change,
  rendered: readonly Change[],
  network: Network,
  tasks: Tasks,
  { label }: Abilities,
): Prerequisite {
  const after =
    change.kind === 'limit-s3-private-dns' ||
    change.kind === 'delete-route' ||
    // Before the rules exist, it would cut off the whole VPC.
    (change.kind === 'enable-private-dns' && rendered.some(({ kind }) => LETS_THROUGH.has(kind)));
  return {
    because: because(change, network, label),
    ...commandsFor([change], network, tasks),
    when: after ? 'after' : 'before',
  };
}

/** A plan whose manual steps say which of them a network shows. */
export function withStepsDone(plan: Plan, found: Network): Plan {
  const done = new Set(shown(found, plan.name, plan.byHand));
  return {
    ...plan,
    prerequisites: plan.prerequisites.map((step, index) => {
      const change = plan.byHand[index];
      return change && done.has(change) ? { ...step, done: true } : step;
    }),
  };
}

const LETS_THROUGH: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'authorize-ingress',
  'authorize-egress',
  'add-network-acl-entry',
]);

function because(change: Change, { vpc }: Network, format: string): string {
  switch (change.kind) {
    case 'set-vpc-attribute':
      return `Private DNS of interface endpoints needs ${change.attribute}, which is off on ${vpc.id}; the generated code does not own the VPC.`;
    case 'enable-private-dns':
      return `Endpoint ${change.endpointId} (${change.service}) has private DNS off, so the service's name resolves publicly; ${format} cannot change an endpoint that it does not manage.`;
    case 'add-subnets':
      return `Endpoint ${change.endpointId} (${change.service}) has no network interface for these tasks; ${format} cannot change an endpoint that it does not manage.`;
    case 'set-endpoint-policy':
      return `The policy of endpoint ${change.endpointId} (${change.service}) does not allow what a task's start needs; ${format} cannot change an endpoint that it does not manage.`;
    case 'limit-s3-private-dns':
      return `The private DNS of S3 interface endpoint ${change.endpointId} captures S3 names in the VPC; limited to Resolver inbound endpoints, tasks use the gateway.`;
    case 'delete-route':
      return `Route ${change.destination} to ${change.target.id} in ${change.routeTableId} is more specific than the gateway endpoint's and takes its traffic. Make sure that nothing else needs it.`;
    case 'create-interface-endpoint':
    case 'create-gateway-endpoint':
    case 'create-hosted-zone':
    case 'add-route-tables':
    case 'authorize-ingress':
    case 'authorize-egress':
    case 'add-network-acl-entry':
      return `${format} has no resource for this change.`;
  }
}
