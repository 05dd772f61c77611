import type { Subnet } from '../../core/network/network.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { Problem } from '../../core/problem.ts';
import type { GatewayChange, InterfaceChange } from './constructs-of.ts';

/** The subnets in the stack, in the plan's order: all subnets of a new VPC, or those needed of an existing one. */
export function subnetsOf(
  plan: Plan,
  interfaces: readonly InterfaceChange[],
  gateways: readonly GatewayChange[],
) {
  const used = new Set([
    ...interfaces.flatMap(({ subnetIds }) => subnetIds),
    ...gateways.flatMap(({ routeTableIds }) => subnetsWith(plan, routeTableIds)),
  ]);
  return plan.subnets
    .filter(({ id }) => plan.newVpc || used.has(id))
    .map((subnet, index) => ({ ...subnet, variable: `subnet${index + 1}` }));
}

/** The subnets that use these route tables. A gateway endpoint construct takes subnets and uses their route tables. */
export function subnetsWith({ routeTables, subnets }: Plan, routeTableIds: readonly string[]): string[] {
  const wanted = new Set(
    routeTableIds.flatMap((id) => {
      const [subnetId] = routeTables.find((table) => table.id === id)?.subnetIds ?? [];
      if (subnetId === undefined)
        throw new Error(`The plan adds a route to ${id}, which no subnet of it uses.`);
      return [subnetId];
    }),
  );
  return subnets.filter(({ id }) => wanted.has(id)).map(({ id }) => id);
}

/**
 * The Availability Zone of a subnet, which the construct for an imported subnet requires.
 *
 * @throws {Problem} when the network lacks it, which can happen with a snapshot.
 */
export function azOf({ id, az }: Subnet): string {
  if (az !== undefined) return az;
  throw new Problem(
    `The Availability Zone of ${id} is not known, and CDK needs it. Save the snapshot again, or use --iac terraform.`,
  );
}

/** @throws {Error} when the plan lacks it. */
export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The plan does not say ${what}.`);
  return value;
}
