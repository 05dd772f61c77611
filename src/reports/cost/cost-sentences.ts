import type { BreakEven, Comparison, Saves } from '../../core/evidence/cost/comparison.ts';
import type { Cost } from '../../core/evidence/cost/cost.ts';
import { type Decimal, groupedText, sum, ZERO } from '../../core/evidence/cost/decimal.ts';
import { type CostLine, chargesBy, type Total, totalOf } from '../../core/evidence/cost/lines.ts';
import { COMPONENTS, type Component, type Price, type Prices } from '../../core/evidence/cost/prices.ts';
import { sentenceCase } from '../../core/text/sentence-case.ts';
import { oneLine } from '../../core/text/visible.ts';

/** What costs come to, in sentences: the choice first, then what it rests on. */
export const verdictSentences = (cost: Cost): string[] => [
  ...(cost.comparison ? comparisonSentences(cost, cost.comparison) : []),
  ...unusedSentences(cost),
];

function comparisonSentences(cost: Cost, comparison: Comparison): string[] {
  const { needed, optional, other, free } = comparison;
  if (needed.length + optional.length + other.length + free.length === 0)
    return ['The fixes add nothing to the bill.'];
  return [
    ...(optional.length > 0 ? optionalSentences(cost, comparison) : freeSentences(cost, comparison)),
    ...(needed.length > 0
      ? [
          `Tasks can't reach ${servicesOf(needed)} today, so ${counted(needed)} ${needed.length > 1 ? 'are' : 'is'} needed in any case: ${hoursOf(needed, cost)}.`,
          ...insteadSentences(cost),
        ]
      : []),
    ...(other.length > 0
      ? [
          `How ${servicesOf(other)} would compare with NAT isn't known, since tasks don't use NAT for ${other.length > 1 ? 'them' : 'it'} today: ${counted(other)}, ${hoursOf(other, cost)}.`,
        ]
      : []),
  ];
}

/** What tasks reach through NAT today, so that they can do without. */
function optionalSentences(cost: Cost, comparison: Comparison): string[] {
  const { optional, breakEven, cheapest } = comparison;
  const costs = `${sentenceCase(counted(optional))}: ${hoursOf(optional, cost)}.`;
  if (!breakEven)
    return [
      ...freeSentences(cost, comparison),
      `${costs} From how many GB they pay back beside NAT can't be said without all prices.`,
    ];
  const choice = cheapest && enoughText(comparison);
  return [
    ...(choice === undefined
      ? []
      : [
          `By money alone, while NAT stays, ${choice}${cheapest === 'free' ? '' : ', unless the other services get much traffic'}.`,
        ]),
    ...savingSentences(cost, comparison),
    [costs, payBack(optional.length, breakEven), ...atKnownTraffic(cost, comparison)].join(' '),
    ...withoutNat(cost),
  ];
}

/** What suffices besides NAT. */
function enoughText({ free, needed }: Comparison): string {
  if (needed.length > 0)
    return `${free.length > 0 ? `${freeText(free)} and ` : ''}what tasks can't reach otherwise ${free.length > 0 ? 'are' : 'is'} enough`;
  return free.length > 0
    ? `${freeText(free)} alone ${free.length > 1 ? 'are' : 'is'} enough`
    : 'no interface endpoint is needed';
}

const payBack = (count: number, { all, least }: NonNullable<Comparison['breakEven']>): string =>
  count > 1
    ? `One pays back ${from(least)} a month of its own traffic, all ${count} ${from(all)}.`
    : `It pays back ${from(all)} a month of its own traffic.`;

function atKnownTraffic(cost: Cost, { cheapest, saves }: Comparison): string[] {
  const given = mostText(cost);
  if (given === undefined) return [];
  if (cheapest === 'free') return [`With ${given}, that can't be.`];
  return saves?.optional
    ? [`If all ${given} were theirs, they would save ${money(saves.optional, cost)}.`]
    : [];
}

/** The most GB that could be the optional endpoints': `300 GB through NAT`. */
function mostText(cost: Cost): string | undefined {
  const all = gbText(cost);
  const { optionalGb, without = [] } = cost.comparison?.saves ?? {};
  if (all === undefined || !optionalGb || without.length === 0) return all && `${all} through NAT`;
  const owners = without.map((service) => `${service}'s`).join(' nor ');
  return `${groupedText(optionalGb)} GB through NAT that are ${without.length > 1 ? 'neither' : 'not'} ${owners}`;
}

function withoutNat(cost: Cost): string[] {
  const gateways = cost.now?.lines.filter(({ resource }) => resource === 'nat-gateway') ?? [];
  const { amount, complete } = totalOf(chargesBy('hour', gateways));
  return gateways.length > 0 && complete
    ? [
        `If nothing else needs NAT, its gateway${gateways.length > 1 ? 's' : ''} can go once all endpoints are there: ${money(amount, cost)} less.`,
      ]
    : [];
}

const freeSentences = (cost: Cost, comparison: Comparison): string[] =>
  comparison.free.length > 0
    ? [
        `${sentenceCase(freeText(comparison.free))} ${comparison.free.length > 1 ? 'add' : 'adds'} nothing to the bill.`,
        ...savingSentences(cost, comparison),
      ]
    : [];

/** What gateway endpoints take off NAT. */
function savingSentences(cost: Cost, { free, takenOff, saves }: Comparison): string[] {
  const price = cost.prices.of['nat-gb'];
  if (!takenOff || !price) return [];
  const each = `Each GB that ${free.length > 1 ? 'free endpoints take' : 'the free endpoint takes'} off NAT saves ${moneyOf(price, cost)}`;
  if (saves && saves.freeServices.length > 0) return [`${each}. ${measuredText(saves, cost)}`];
  return [saves?.free ? `${each}: of ${gbText(cost)}, up to ${money(saves.free, cost)}.` : `${each}.`];
}

/** A saving by what flow logs tell, which is of all that is behind the NAT gateways. */
function measuredText({ freeServices, freeGb = ZERO, free = ZERO }: Saves, cost: Cost): string {
  const shares = cost.usage?.shares;
  // AWS's names for its address ranges are the same in all Regions.
  const region = shares?.by === 'aws-service' ? ` and goes to ${cost.region}` : '';
  return (
    `By flow log ${oneLine(shares?.flowLogId ?? '')}, ${groupedText(freeGb)} of ${gbText(cost)} through NAT are for ` +
    `${freeServices.join(' and ')}: ${money(free, cost)}, if all of it comes from the tasks' subnets${region}.`
  );
}

const insteadSentences = (cost: Cost): string[] =>
  cost.natInstead
    ? [
        `${cost.natInstead.zones > 1 ? `NAT gateways in ${cost.natInstead.zones} zones` : 'A NAT gateway'} instead: ${money(cost.natInstead.hours, cost)}${perGb('nat-gb', cost)}.`,
      ]
    : [];

const unusedSentences = (cost: Cost): string[] =>
  cost.unused
    ? [
        `These tasks don't use ${servicesOf(cost.unused.lines)}: ${hoursOf(cost.unused.lines, cost)}. Other workloads may.`,
      ]
    : [];

/** What a plan adds, for the plan itself: short, and without what is there today. */
export function addedSentences(cost: Cost): string[] {
  const { added, natInstead, comparison, prices } = cost;
  const billed = added?.lines.filter(({ charges }) => charges.length > 0) ?? [];
  if (!added || billed.length === 0) return [];
  if (!isPriced(prices))
    return [
      `${sentenceCase(counted(billed))}: ${hoursOf(billed, cost)}, at a price that isn't known here. --cost asks AWS.`,
      ...prices.notes,
    ];
  return [
    `${sentenceCase(counted(billed))}: ${hoursOf(billed, cost)}${perGb('endpoint-gb', cost)}. Gateway endpoints are free.`,
    ...(natInstead ? insteadSentences(cost) : []),
    ...(!natInstead && added.breakEven
      ? [`Beside NAT that stays, they pay back ${from(added.breakEven)} a month of their own traffic.`]
      : []),
    ...(comparison?.cheapest === 'free'
      ? [`With ${mostText(cost)} that can't be: by money alone, ${enoughText(comparison)}.`]
      : []),
    sourcesText(prices),
    ...prices.notes,
  ];
}

const isPriced = ({ of }: Prices): boolean => Object.keys(of).length > 0;

/** The prices, who says so and when; then why they are not AWS's own of today. */
export function priceSentences({ prices }: Cost): string[] {
  const { region, currency, of, notes } = prices;
  if (!isPriced(prices))
    return [`No price of ${region} is known, so only hours and GB are counted.`, ...notes];
  const each = (component: Component, unit: string) => {
    const price = of[component];
    return price ? `${groupedText(price.amount, 3)} ${unit}` : `not known ${unit}`;
  };
  return [
    `Prices in ${currency}: NAT gateway ${each('nat-hour', 'per hour')}, ${each('nat-gb', 'per GB')}; ` +
      `interface endpoint ${each('endpoint-hour', 'per hour and zone')}, ${each('endpoint-gb', 'per GB')}.`,
    sourcesText(prices),
    ...notes,
  ];
}

const WORDS: Readonly<Record<Component, string>> = {
  'nat-hour': 'NAT per hour',
  'nat-gb': 'NAT per GB',
  'endpoint-hour': 'endpoints per hour',
  'endpoint-gb': 'endpoints per GB',
};

/** Who says so and when: once, where it is the same for all. */
function sourcesText({ region, of }: Prices): string {
  const bySource = new Map<string, string[]>();
  for (const component of COMPONENTS) {
    const price = of[component];
    if (!price) continue;
    const source = `${price.source}, ${price.date}${price.weak ? ', unconfirmed' : ''}`;
    bySource.set(source, [...(bySource.get(source) ?? []), WORDS[component]]);
  }
  const all = [...bySource].map(([source, components]) =>
    bySource.size === 1 ? source : `${source} (${components.join(', ')})`,
  );
  return `Prices of ${region} from ${all.join('; ')}.`;
}

const freeText = (free: readonly CostLine[]): string =>
  `the free ${servicesOf(free)} gateway endpoint${free.length > 1 ? 's' : ''}`;

function counted(lines: readonly CostLine[]): string {
  const zones = new Set(lines.map((line) => line.zones));
  const [only] = zones;
  const where =
    zones.size === 1 && only !== undefined ? `${only} zone${only > 1 ? 's' : ''}` : 'several zones';
  return `${lines.length} interface endpoint${lines.length > 1 ? 's' : ''} in ${where}`;
}

/** More names than this nobody reads in a sentence; the table has them all. */
const MOST_NAMES = 6;

function servicesOf(lines: readonly CostLine[]): string {
  const names = [...new Set(lines.map(({ service }) => oneLine(service ?? '')))];
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}

/** `43.80 USD`, or the hours where no price is known. */
function hoursOf(lines: readonly CostLine[], cost: Cost): string {
  const charges = chargesBy('hour', lines);
  const total: Total = totalOf(charges);
  if (total.complete) return money(total.amount, cost);
  const hours = charges.map(({ quantity }) => quantity);
  const known = hours.flatMap((quantity) => quantity ?? []);
  return `${groupedText(sum(known))} hours${known.length < hours.length ? ' or more' : ''}`;
}

function perGb(component: Component, cost: Cost): string {
  const price = cost.prices.of[component];
  return price ? `, and ${moneyOf(price, cost)} per GB` : "; the price per GB isn't known";
}

const from = ({ gb, exact }: BreakEven): string =>
  exact ? `from ${groupedText(gb)} GB` : `from ${groupedText(gb)} GB or more`;

const money = (amount: Decimal, { prices }: Cost): string => `${groupedText(amount, 2)} ${prices.currency}`;

const moneyOf = ({ amount }: Price, { prices }: Cost): string =>
  `${groupedText(amount, 3)} ${prices.currency}`;

const gbText = ({ usage }: Cost): string | undefined =>
  usage?.throughNat.quantity && `${groupedText(usage.throughNat.quantity)} GB`;
