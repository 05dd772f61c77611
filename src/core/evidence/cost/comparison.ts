import type { Via } from '../../network/way.ts';
import type { Plan } from '../../plan/planned.ts';
import { compare, type Decimal, divided, minus, rounded, times, ZERO } from './decimal.ts';
import { type CostLine, charge, chargesBy, hoursOf, type Total, totalOf } from './lines.ts';
import type { Prices } from './prices.ts';
import { gbOfServices, type Shares, told } from './shares.ts';

/** The plan as far as money is concerned. */
export type PricedPlan = Pick<Plan, 'changes' | 'byHand' | 'before' | 'after'>;

/** The GB a month at which the price by the hour is saved by the GB. */
export interface BreakEven {
  /** To a tenth of a GB, upwards. */
  readonly gb: Decimal;
  /** False where the price of a GB through an endpoint isn't known: then it is certainly not reached below. */
  readonly exact: boolean;
}

/**
 * How the plan's interface endpoints compare with the NAT gateways that are there. Services are split by how tasks reach them today: only
 * what goes through NAT can do without an endpoint, and only there an endpoint saves money.
 */
export interface Comparison {
  /** Free: their gateway endpoints take traffic off NAT, or are there after the plan. */
  readonly free: readonly CostLine[];
  /** Whether tasks use NAT for them today. */
  readonly takenOff: boolean;
  /** Blocked today, so these are needed whatever they cost. */
  readonly needed: readonly CostLine[];
  /** Through NAT today. */
  readonly optional: readonly CostLine[];
  /** Another way today, or not known which. */
  readonly other: readonly CostLine[];
  /** What the optional ones cost a month by the hour. */
  readonly optionalHours: Total;
  /** Beside NAT gateways that stay: for all optional ones together, and for the one that needs least. Undefined where it isn't known, or there are none. */
  readonly breakEven: { readonly all: BreakEven; readonly least: BreakEven } | undefined;
  /**
   * The cheapest that is enough while NAT stays. `free`: without the optional endpoints. `depends`: they pay back if enough of the
   * traffic is theirs. Undefined where there are no optional endpoints, or it can't be said, since a price or a way isn't known.
   */
  readonly cheapest: 'free' | 'depends' | undefined;
  /** With GB that are known, and the price of one through NAT. */
  readonly saves: Saves | undefined;
}

/** What could be saved a month, with the GB that could leave NAT. */
export interface Saves {
  /** GB of S3 and DynamoDB. */
  readonly freeGb: Decimal | undefined;
  /** Whose GB flow logs tell; empty where they don't, and then it's all GB through NAT, and the saving the most that could be. */
  readonly freeServices: readonly string[];
  /** By free endpoints; undefined where they take nothing off NAT. */
  readonly free: Decimal | undefined;
  /** At most: all GB through NAT, without those of other services that flow logs tell. */
  readonly optionalGb: Decimal;
  /** The services that are not in `optionalGb`. */
  readonly without: readonly string[];
  /** By the optional endpoints, at most; undefined where that is less than nothing, or not known. */
  readonly optional: Decimal | undefined;
}

/**
 * @param added what the plan adds
 * @param gb GB a month through NAT, where it is known
 * @param shares the same by service, where flow logs tell
 */
export function comparisonOf(
  { before, after }: PricedPlan,
  added: readonly CostLine[],
  prices: Prices,
  gb: Decimal | undefined,
  shares: Shares | undefined,
): Comparison {
  const ways = waysBefore(before, after);
  const through = (line: CostLine, via: Via): boolean => ways.get(line.service ?? '')?.has(via) === true;
  const free = added.filter(({ charges }) => charges.length === 0);
  const billed = added.filter(({ charges }) => charges.length > 0);
  const needed = billed.filter((line) => through(line, 'blocked'));
  const open = billed.filter((line) => !needed.includes(line));
  const optional = open.filter((line) => through(line, 'nat') && !through(line, 'unknown'));
  const optionalHours = totalOf(chargesBy('hour', optional));
  const breakEven = optional.length > 0 ? breakEvenOf(optional, prices) : undefined;
  const natGb = prices.of['nat-gb']?.amount;
  const leaving = free.filter((line) => through(line, 'nat'));
  const rest = gb && restOf(gb, shares, optional);
  return {
    free,
    takenOff: leaving.length > 0,
    needed,
    optional,
    other: open.filter((line) => !optional.includes(line)),
    optionalHours,
    breakEven,
    cheapest: open.some((line) => through(line, 'unknown'))
      ? undefined
      : cheapest(breakEven, rest?.optionalGb),
    saves: gb &&
      rest &&
      natGb && {
        ...freeSaving(leaving, shares, gb, natGb),
        ...rest,
        optional: optionalSaving(optionalHours, breakEven, prices, rest.optionalGb),
      },
  };
}

/** The most that could be the optional endpoints'. */
function restOf(
  gb: Decimal,
  shares: Shares | undefined,
  optional: readonly CostLine[],
): Pick<Saves, 'optionalGb' | 'without'> {
  const others = told(
    shares,
    optional.map(({ service }) => service),
  );
  const left = minus(gb, others.gb);
  // Shares are rounded each by itself.
  return { optionalGb: compare(left, ZERO) > 0 ? left : ZERO, without: others.services };
}

function freeSaving(
  leaving: readonly CostLine[],
  shares: Shares | undefined,
  gb: Decimal,
  natGb: Decimal,
): Pick<Saves, 'free' | 'freeGb' | 'freeServices'> {
  if (leaving.length === 0) return { free: undefined, freeGb: undefined, freeServices: [] };
  const services = [...new Set(leaving.map(({ service = '' }) => service))];
  const measured = gbOfServices(shares, services);
  const freeGb = measured ?? gb;
  return { free: rounded(times(freeGb, natGb), 2), freeGb, freeServices: measured ? services : [] };
}

/** The ways that paths take today which the plan brings to an endpoint, by service. */
function waysBefore(before: PricedPlan['before'], after: PricedPlan['after']): Map<string, Set<Via>> {
  const served = new Set(
    after.flatMap(({ subnetId, service, via }) => (via === 'endpoint' ? [`${subnetId} ${service}`] : [])),
  );
  const ways = new Map<string, Set<Via>>();
  for (const { subnetId, service, via } of before) {
    if (!served.has(`${subnetId} ${service}`)) continue;
    ways.set(service, (ways.get(service) ?? new Set()).add(via));
  }
  return ways;
}

function breakEvenOf(lines: readonly CostLine[], prices: Prices): Comparison['breakEven'] {
  const each = lines.map((line) => breakEvenAt(totalOf(chargesBy('hour', [line])), prices));
  const all = breakEvenAt(totalOf(chargesBy('hour', lines)), prices);
  const [first] = each;
  if (!all || !first) return undefined;
  const least = each.reduce<BreakEven>(
    (lowest, one) => (one && compare(one.gb, lowest.gb) < 0 ? one : lowest),
    first,
  );
  return { all, least };
}

/** Undefined where a price isn't known, and where a GB through NAT costs no more than one through an endpoint. */
export function breakEvenAt({ amount, complete }: Total, { of }: Prices): BreakEven | undefined {
  const nat = of['nat-gb']?.amount;
  const endpoint = of['endpoint-gb']?.amount;
  if (!complete || !nat) return undefined;
  const saved = minus(nat, endpoint ?? ZERO);
  return compare(saved, ZERO) > 0
    ? { gb: divided(amount, saved, 1, 'up'), exact: endpoint !== undefined }
    : undefined;
}

/**
 * By money alone, and however the traffic is spread over services.
 *
 * @param gb the most that could be the optional endpoints'
 */
function cheapest(breakEven: Comparison['breakEven'], gb: Decimal | undefined): Comparison['cheapest'] {
  if (!breakEven) return undefined;
  return gb && compare(gb, breakEven.least.gb) < 0 ? 'free' : 'depends';
}

/** What all optional endpoints save if all these GB are theirs; undefined where that is less than nothing, or not known. */
function optionalSaving(
  hours: Total,
  breakEven: Comparison['breakEven'],
  { of }: Prices,
  gb: Decimal,
): Decimal | undefined {
  const nat = of['nat-gb']?.amount;
  const endpoint = of['endpoint-gb']?.amount;
  if (!breakEven?.all.exact || !nat || !endpoint) return undefined;
  const saved = rounded(minus(times(gb, minus(nat, endpoint)), hours.amount), 2);
  return compare(saved, ZERO) > 0 ? saved : undefined;
}

/** NAT gateways instead, one in each zone, by the hour; undefined where the price isn't known. */
export const natInstead = (zones: number, prices: Prices): Decimal | undefined =>
  charge('nat-hour', hoursOf(zones), prices).amount;
