import type { Need } from '../needs.ts';
import type { Network, Subnet } from '../network/network.ts';
import type { Fault, Hop, Tasks, Via } from './path.ts';

/** Everything that is the same for all paths of one subnet. */
export interface Scene {
  readonly network: Network;
  readonly tasks: Tasks;
  readonly subnet: Subnet;
  readonly needs: readonly Need[];
}

/** What a station of the way decided; the path is the sum of them. */
export interface Outcome {
  readonly via: Via;
  readonly hops?: readonly Hop[];
  readonly faults?: readonly Fault[];
  readonly endpointId?: string;
  readonly natGatewayId?: string;
}

/** The fault of a fact that was not read: the call that would have told, if it is known to have been refused. */
export function unreadOutcome(network: Network, call: string): Outcome {
  const told = network.unreadable.find((unread) => unread.call === call);
  const action = told?.action ?? `ec2:${call}`;
  return {
    via: 'unknown',
    hops: [],
    faults: [{ rule: 'not-permitted', call, action }],
  };
}

const SEVERITY: readonly Via[] = ['blocked', 'other', 'internet', 'nat', 'unknown', 'endpoint'];

/** Stations passed one after the other: the worst decides, and the causes of every bad one are kept. */
export function combine(stations: readonly Outcome[]): Outcome {
  const via =
    SEVERITY.find((candidate) => stations.some((station) => station.via === candidate)) ?? 'endpoint';
  return {
    via,
    hops: stations.flatMap(({ hops = [] }) => hops),
    faults: stations.flatMap(({ faults = [] }) => faults),
  };
}

/** Several answers to one name: any may be used, so the path is as bad as the worst of them. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  const sum = combine(outcomes);
  const endpointId = outcomes.find(({ via }) => via === sum.via)?.endpointId;
  return endpointId === undefined ? sum : { ...sum, endpointId };
}
