import type { BreakEven, Comparison } from '../../core/evidence/cost/compare.ts';
import type { Cost } from '../../core/evidence/cost/cost.ts';
import { type Decimal, groupedText } from '../../core/evidence/cost/decimal.ts';
import { type CostLine, chargesBy, type Total, totalOf } from '../../core/evidence/cost/lines.ts';
import type { Component, Price, Prices } from '../../core/evidence/cost/prices.ts';
import { oneLine } from '../../core/text/visible.ts';

/** What costs come to, in sentences: the choice first, then what it rests on. */
export const verdictSentences = (cost: Cost): string[] => [
  ...comparisonSentences(cost),
  ...insteadSentences(cost),
  ...unusedSentences(cost),
];

function comparisonSentences(cost: Cost): string[] {
  const { comparison, prices } = cost;
  if (!comparison) return [];
  const { needed, optional, other, free } = comparison;
  if (needed.length + optional.length + other.length + free.length === 0)
    return ['The fixes add nothing to the bill.'];
  return [
    ...optionalSentences(cost, comparison),
    ...(needed.length > 0
      ? [
          `${counted(needed)} ${needed.length > 1 ? 'are' : 'is'} needed in any case, since tasks can't reach ${servicesOf(needed)} today: ${hoursText(totalOf(chargesBy('hour', needed)), prices)}.`,
        ]
      : []),
    ...(other.length > 0
      ? [
          `${counted(other)} for ${servicesOf(other)}, which tasks don't reach through NAT today, or it isn't known: ${hoursText(totalOf(chargesBy('hour', other)), prices)}.`,
        ]
      : []),
    ...savingSentences(cost, comparison),
  ];
}

function optionalSentences(cost: Cost, comparison: Comparison): string[] {
  const { optional, optionalHours, breakEven, cheapest, free } = comparison;
  const { prices, usage } = cost;
  const alone = freeText(free);
  if (optional.length === 0)
    return alone === undefined ? [] : [`${alone[0]?.toUpperCase()}${alone.slice(1)} costs nothing.`];
  const costs = hoursText(optionalHours, prices);
  if (!breakEven || !cheapest)
    return [`${counted(optional)}: ${costs}. A price isn't known, so they can't be compared with NAT.`];
  const choice = `While NAT stays, ${alone === undefined ? 'to add no interface endpoint' : `${alone} alone`} is the cheapest that is enough`;
  const { all, least } = breakEven;
  const given = usage && gbText(usage.throughNat.quantity);
  if (cheapest === 'free')
    return [
      `${choice}: with ${given} a month through NAT, no interface endpoint pays back. ${counted(optional)}: ${costs}.`,
    ];
  const together =
    optional.length > 1
      ? `one pays back ${from(least)} a month of its own, all ${optional.length} ${from(all)}`
      : `it pays back ${from(all)} a month of its own`;
  return [`${choice}, unless much else goes to these services. ${counted(optional)}: ${costs}; ${together}.`];
}

/** Each NAT gateway that could go, and what known traffic could save. */
function savingSentences({ prices, usage, now }: Cost, { optional, saves }: Comparison): string[] {
  const gb = gbText(usage?.throughNat.quantity);
  const nat = now?.lines.filter(({ resource }) => resource === 'nat-gateway') ?? [];
  const hours = totalOf(chargesBy('hour', nat));
  return [
    ...(saves?.free && gb !== undefined
      ? [
          `Of ${gb} a month, the free endpoint saves up to ${money(saves.free, prices)}: that is, if all of it is for that service.`,
        ]
      : []),
    ...(saves?.optional && gb !== undefined
      ? [
          `The interface endpoints save up to ${money(saves.optional, prices)}: that is, if all of it is for their services.`,
        ]
      : []),
    ...(optional.length > 0 && nat.length > 0 && hours.complete
      ? [
          `If nothing else needs NAT, ${nat.length > 1 ? 'its gateways' : 'its gateway'} can go once the endpoints are there: ${money(hours.amount, prices)} a month less by the hour.`,
        ]
      : []),
  ];
}

const insteadSentences = ({ natInstead, prices, comparison }: Cost): string[] =>
  natInstead && comparison && comparison.needed.length > 0
    ? [
        `A NAT gateway instead, in ${natInstead.zones > 1 ? `each of ${natInstead.zones} zones` : 'one zone'}: ${money(natInstead.hours, prices)} a month by the hour${perGb('nat-gb', prices)}.`,
      ]
    : [];

const unusedSentences = ({ unused, prices }: Cost): string[] =>
  unused
    ? [
        `These tasks don't use ${servicesOf(unused.lines)}: ${hoursText(unused.hours, prices)}. Other workloads may.`,
      ]
    : [];

/** The prices, each with who says so and when; then why they are not AWS's own of today. */
export const priceSentences = ({ prices }: Cost): string[] => [pricesText(prices), ...prices.notes];

function pricesText(prices: Prices): string {
  const { of, region, currency } = prices;
  const known = Object.values(of);
  if (known.length === 0) return `No price of ${region} is known, so only hours and GB are counted.`;
  const [first] = known;
  const same = known.every(
    ({ source, date, weak }) => source === first?.source && date === first.date && weak === first.weak,
  );
  const each = (component: Component, unit: string): string => {
    const price = of[component];
    if (!price) return `not known ${unit}`;
    return `${amountText(price)} ${unit}${same ? '' : ` (${sourceText(price)})`}`;
  };
  return (
    `Prices of ${region} in ${currency}: NAT gateway ${each('nat-hour', 'an hour')}, ${each('nat-gb', 'a GB')}; ` +
    `interface endpoint ${each('endpoint-hour', 'an hour in each zone')}, ${each('endpoint-gb', 'a GB')}.` +
    (same && first ? ` From ${sourceText(first)}.` : '')
  );
}

const sourceText = ({ source, date, weak }: Price): string =>
  `${source}, ${date}${weak ? '; no second source agrees' : ''}`;

const amountText = ({ amount }: Price): string => groupedText(amount, 3);

/** What a plan adds, for its own page: short, and without what is there today. */
export function addedSentences(cost: Cost): string[] {
  const { added, prices, natInstead, comparison, usage } = cost;
  const billed = added?.lines.filter(({ charges }) => charges.length > 0) ?? [];
  if (!added || billed.length === 0) return [];
  const given = gbText(usage?.throughNat.quantity);
  return [
    `${counted(billed)}: ${hoursText(added.hours, prices)}${perGb('endpoint-gb', prices)}. Gateway endpoints are free.`,
    ...(natInstead
      ? [
          `A NAT gateway instead, in ${natInstead.zones > 1 ? `each of ${natInstead.zones} zones` : 'one zone'}: ${money(natInstead.hours, prices)}${perGb('nat-gb', prices)}.`,
        ]
      : []),
    ...(!natInstead && added.breakEven
      ? [
          `Beside NAT that stays, they pay back ${from(added.breakEven)} a month of their own${given === undefined ? '' : `; ${given} go through NAT`}.`,
        ]
      : []),
    ...(comparison?.cheapest === 'free' ? [choiceText(comparison)] : []),
    pricesShort(prices),
  ];
}

const choiceText = ({ free }: Comparison): string =>
  `By money alone, ${freeText(free) ?? 'NAT'} is enough, and the cheapest.`;

function pricesShort(prices: Prices): string {
  const dates = Object.values(prices.of).map(({ date }) => date);
  if (dates.length === 0) return `No price of ${prices.region} is known; doctor --cost asks AWS.`;
  const weak = Object.values(prices.of).some((price) => price.weak);
  const sources = [...new Set(Object.values(prices.of).map(({ source }) => source))].join('; ');
  return `Prices of ${prices.region}, ${[...new Set(dates)].sort().join(' and ')}, from ${sources}${weak ? ' (not all have a second source)' : ''}. Data transfer is not counted.`;
}

function freeText(free: readonly CostLine[]): string | undefined {
  if (free.length === 0) return undefined;
  return `the free ${servicesOf(free)} gateway endpoint${free.length > 1 ? 's' : ''}`;
}

const counted = (lines: readonly CostLine[]): string => {
  const zones = [...new Set(lines.map((line) => line.zones))];
  const [only] = zones;
  const where =
    zones.length === 1 && only !== undefined ? ` in ${only} zone${only > 1 ? 's' : ''}` : ' in several zones';
  return `${lines.length} interface endpoint${lines.length > 1 ? 's' : ''}${where}`;
};

const servicesOf = (lines: readonly CostLine[]): string => {
  const names = [...new Set(lines.map(({ service }) => oneLine(service ?? '')))];
  return names.length > MOST_NAMES
    ? `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
    : names.join(', ');
};

/** More names than this nobody reads in a sentence; the table has them all. */
const MOST_NAMES = 6;

/** `43.80 USD a month by the hour`, or the hours where no price is known. */
const hoursText = ({ amount, complete }: Total, prices: Prices): string =>
  complete
    ? `${money(amount, prices)} a month by the hour`
    : prices.of['endpoint-hour'] === undefined
      ? 'by the hour, at a price that is not known'
      : `at least ${money(amount, prices)} a month by the hour`;

const perGb = (component: Component, { of, currency }: Prices): string => {
  const price = of[component];
  return price ? `, and ${amountText(price)} ${currency} a GB` : ', and more for each GB';
};

const from = ({ gb, exact }: BreakEven): string =>
  exact ? `from ${groupedText(gb)} GB` : `not before ${groupedText(gb)} GB`;

export const money = (amount: Decimal, { currency }: Prices): string =>
  `${groupedText(amount, 2)} ${currency}`;

const gbText = (quantity: Decimal | undefined): string | undefined =>
  quantity && `${groupedText(quantity)} GB`;
