import type { Plan } from '../../core/plan/planned.ts';
import { comment } from '../comment.ts';
import { constructsOf } from './constructs-of.ts';
import type { NetworkCode } from './network-code.ts';
import { azOf, subnetsOf } from './subnets.ts';

/** `bin/network.ts`: the IDs of what exists. */
export interface NetworkView {
  /** Plain text, but for the comment. */
  readonly subnets: readonly {
    readonly variable: string;
    readonly comment: string | undefined;
    readonly id: string;
    readonly az: string;
    readonly routeTableId: string | undefined;
  }[];
  /** Properties, laid out. */
  readonly values: readonly string[];
}

/** @throws {Problem} when the Availability Zone of a subnet is not known. */
export function networkView(plan: Plan, { properties }: NetworkCode): NetworkView {
  const { interfaces, gateways } = constructsOf(plan);
  return {
    subnets: subnetsOf(plan, interfaces, gateways).map((subnet) => ({
      variable: subnet.variable,
      comment: subnet.name === undefined ? undefined : comment(subnet.name),
      id: subnet.id,
      az: azOf(subnet),
      routeTableId: subnet.routeTableId,
    })),
    values: properties.map(({ value }) => value),
  };
}
