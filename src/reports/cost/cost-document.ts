import type { BreakEven, Saves } from '../../core/evidence/cost/comparison.ts';
import type { Cost } from '../../core/evidence/cost/cost.ts';
import { type Decimal, decimalText } from '../../core/evidence/cost/decimal.ts';
import {
  BYTES_PER_GB,
  type Charge,
  type CostLine,
  HOURS_PER_MONTH,
  type Total,
} from '../../core/evidence/cost/lines.ts';
import { COMPONENTS } from '../../core/evidence/cost/prices.ts';
import type { Shares } from '../../core/evidence/cost/shares.ts';

/** What `--json` says of costs: each quantity and each price by itself. Decimal numbers are text, so that nobody rounds them. */
export function costDocument(cost: Cost) {
  const { region, prices, now, added, usage, comparison, natInstead, unused, notCounted } = cost;
  return {
    region,
    currency: prices.currency,
    hoursPerMonth: HOURS_PER_MONTH,
    bytesPerGb: BYTES_PER_GB,
    prices: COMPONENTS.flatMap((component) => {
      const price = prices.of[component];
      if (!price) return [];
      const { amount, source, date, weak = false, usageType } = price;
      return [{ component, price: decimalText(amount), source, date, weak, usageType: usageType ?? null }];
    }),
    now: now ? { lines: now.lines.map(lineOf), hours: totalOf(now.hours), gb: totalOf(now.gb) } : null,
    added: added
      ? {
          lines: added.lines.map(lineOf),
          hours: totalOf(added.hours),
          breakEven: breakEvenOf(added.breakEven),
        }
      : null,
    unused: unused ? { lines: unused.lines.map(lineOf), hours: totalOf(unused.hours) } : null,
    usage: usage
      ? {
          from: usage.from,
          ...chargeOf(usage.throughNat),
          shares: usage.shares ? sharesOf(usage.shares) : null,
        }
      : null,
    comparison: comparison
      ? {
          free: comparison.free.map(serviceOf),
          needed: comparison.needed.map(serviceOf),
          optional: comparison.optional.map(serviceOf),
          other: comparison.other.map(serviceOf),
          optionalHours: totalOf(comparison.optionalHours),
          breakEven: comparison.breakEven
            ? {
                all: breakEvenOf(comparison.breakEven.all),
                least: breakEvenOf(comparison.breakEven.least),
              }
            : null,
          cheapest: comparison.cheapest ?? null,
          saves: comparison.saves ? savesOf(comparison.saves) : null,
        }
      : null,
    natInstead: natInstead ? { zones: natInstead.zones, hours: textOf(natInstead.hours, 2) } : null,
    notes: prices.notes,
    notCounted,
  };
}

const textOf = (value: Decimal | undefined, places = 0): string | null =>
  value ? decimalText(value, places) : null;

const totalOf = ({ amount, complete }: Total) => ({ amount: decimalText(amount, 2), complete });

const breakEvenOf = (at: BreakEven | undefined) => (at ? { gb: decimalText(at.gb), exact: at.exact } : null);

const sharesOf = ({ flowLogId, by, services }: Shares) => ({
  flowLogId,
  by,
  services: services.map(({ service, gb }) => ({ service, gb: decimalText(gb) })),
});

const savesOf = ({ free, freeGb, freeServices, optional, optionalGb, without }: Saves) => ({
  free: textOf(free),
  freeGb: textOf(freeGb),
  freeServices,
  optional: textOf(optional),
  optionalGb: decimalText(optionalGb),
  without,
});

const serviceOf = ({ service }: CostLine) => service ?? null;

const lineOf = ({ resource, id, name, service, zones, charges }: CostLine) => ({
  resource,
  id: id ?? null,
  ...(name !== undefined && { name }),
  ...(service !== undefined && { service }),
  zones: zones ?? null,
  charges: charges.map(chargeOf),
});

const chargeOf = ({ component, quantity, price, amount }: Charge) => ({
  component,
  quantity: textOf(quantity),
  price: textOf(price?.amount),
  amount: textOf(amount, 2),
});
