import type { Network, Route } from '../../src/core/network/network.ts';
import type { PlanInput } from '../engine.ts';
import { type Case, caseOf, planInputOf, RIGHT_SHAPE, type Shape } from './arbitrary-network.ts';

/** A hub without endpoints and spokes that peering connections join with it. */

/** Tasks in a VPC that use the hub, and have their own gateway endpoint for S3. */
export interface SpokeCase {
  readonly network: Network;
  readonly subnetIds: readonly string[];
}

export const EMPTY: Shape = { ...RIGHT_SHAPE, endpoints: 'none' };

const peering = (destination: string, id: string): Route => ({
  destination,
  target: { kind: 'vpc-peering-connection', id },
  state: 'active',
  propagated: false,
});

/** The right network at another place: `10.8.0.0/16` and `vpc-8`, for 8. */
export function spokeAt(number: number): SpokeCase {
  const { network, tasks } = caseOf(RIGHT_SHAPE, []);
  const moved: { network: Network; subnetIds: string[] } = JSON.parse(
    JSON.stringify({ network, subnetIds: tasks.subnetIds })
      .replaceAll('"10.0.', `"10.${number}.`)
      .replaceAll(/"(vpc|subnet|rtb|acl|nat|vpce|sg)-(?!gateway|peering|endpoint")/g, `"$1-${number}-`),
  );
  return {
    subnetIds: moved.subnetIds,
    network: {
      ...moved.network,
      endpoints: moved.network.endpoints?.filter(({ kind }) => kind === 'gateway'),
      routeTables: moved.network.routeTables?.map((table) => ({
        ...table,
        routes: [...table.routes, peering('10.0.0.0/16', `pcx-${number}`)],
      })),
    },
  };
}

/** The hub with routes back to spokes. */
export const joinedTo = (hub: Case, numbers: readonly number[]): Case => ({
  ...hub,
  network: {
    ...hub.network,
    routeTables: hub.network.routeTables?.map((table) => ({
      ...table,
      routes: [...table.routes, ...numbers.map((number) => peering(`10.${number}.0.0/16`, `pcx-${number}`))],
    })),
  },
});

/** What there is to plan for a hub and its spokes. */
export function centralInput(hub: Case, spokes: readonly SpokeCase[]): PlanInput {
  const spokeCidrs = spokes.flatMap(({ network }) => network.vpc.cidrs);
  return { ...planInputOf(hub, 'terraform'), spokes, tasks: { ...hub.tasks, spokeCidrs } };
}
