import type { Plan } from '../../core/plan/planned.ts';
import type { Json } from '../json.ts';
import { type Hcl, hclValue } from './hcl-value.ts';

/** A VPC that is created. */
export interface NewVpcView {
  readonly cidr: string;
  /** Whether the user named the Availability Zones. If not, they are picked at deployment. */
  readonly namedAzs: boolean;
  /** The variable's value, by subnet name: the CIDR block or, if the zones are named, the CIDR block and the zone. */
  readonly subnets: Hcl;
}

/**
 * @param plan A plan for a new VPC.
 * @throws {Error} when it lacks the CIDR block, or the zones of only some of the subnets: an internal error
 */
export function newVpcView(plan: Plan): NewVpcView {
  if (plan.vpcCidr === undefined) throw new Error('a new VPC without a CIDR block');
  const azs = plan.subnets.filter((subnet) => subnet.az !== undefined).length;
  if (azs !== 0 && azs !== plan.subnets.length) throw new Error('a new VPC with only some of its AZs named');
  const subnets = plan.subnets.map(({ id, cidr = '', az }): [string, Json] => [
    id,
    az === undefined ? cidr : { cidr_block: cidr, availability_zone: az },
  ]);
  return { cidr: plan.vpcCidr, namedAzs: azs > 0, subnets: hclValue(Object.fromEntries(subnets)) };
}

/** The zones that a test of the configuration uses instead of the Region's. */
export interface MockZones {
  readonly all: Hcl;
  readonly one: Hcl;
  readonly several: boolean;
}

/** One zone per subnet. Any names will do. */
export function mockZones({ subnets }: Plan): MockZones {
  const names = subnets.map((_, index) => `zone-${String.fromCharCode(97 + index)}`);
  return { all: hclValue(names, 6), one: hclValue(names.slice(0, 1), 6), several: names.length > 1 };
}
