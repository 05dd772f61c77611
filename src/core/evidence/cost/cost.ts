import type { Network } from '../../network/network.ts';
import type { Tasks } from '../../workload/tasks.ts';
import type { Traffic } from '../traffic.ts';
import {
  type BreakEven,
  breakEvenAt,
  type Comparison,
  comparisonOf,
  natInstead,
  type PricedPlan,
} from './comparison.ts';
import { compare, type Decimal, whole } from './decimal.ts';
import {
  type Charge,
  type CostLine,
  charge,
  chargesBy,
  gbThroughNat,
  isZonal,
  linesAdded,
  linesNow,
  type Total,
  totalOf,
} from './lines.ts';
import type { Prices } from './prices.ts';
import { type Shares, sharesOf } from './shares.ts';

/** What a network costs a month, what a plan adds, and what that compares with. */
export interface Cost {
  readonly region: string;
  readonly prices: Prices;
  /** What is there today. Undefined where nobody read it. */
  readonly now:
    | {
        readonly lines: readonly CostLine[];
        readonly hours: Total;
        /** With what is said to go through NAT. */
        readonly gb: Total;
      }
    | undefined;
  /** What the plan adds. */
  readonly added:
    | {
        readonly lines: readonly CostLine[];
        readonly hours: Total;
        /** Beside NAT that stays, if all of it goes through NAT today. */
        readonly breakEven: BreakEven | undefined;
      }
    | undefined;
  /** GB a month through NAT, and who says so. */
  readonly usage:
    | {
        readonly from: 'said' | 'measured';
        readonly throughNat: Charge;
        /** By service, where flow logs tell. */
        readonly shares: Shares | undefined;
      }
    | undefined;
  readonly comparison: Comparison | undefined;
  /** NAT gateways instead, where there are none: one in each zone of the tasks. */
  readonly natInstead: { readonly zones: number; readonly hours: Decimal } | undefined;
  /** Endpoints that the tasks don't use. */
  readonly unused: { readonly lines: readonly CostLine[]; readonly hours: Total } | undefined;
  /** What isn't counted, or not known: one sentence each. */
  readonly notCounted: readonly string[];
}

export interface CostInput {
  readonly network: Network;
  readonly tasks: Pick<Tasks, 'subnetIds'>;
  readonly prices: Prices;
  readonly plan?: PricedPlan | undefined;
  readonly traffic?: Traffic | undefined;
  /** The IDs of endpoints that the tasks don't use. */
  readonly unusedIds?: ReadonlySet<string>;
  /** GB a month through NAT, instead of what was measured. */
  readonly gbPerMonth?: number | undefined;
}

/** Each amount is a quantity times a price, to the cent. What isn't known is missing in a total, and the total says so. */
export function costOf({ network, tasks, prices, plan, traffic, gbPerMonth, unusedIds }: CostInput): Cost {
  const measured = linesNow(network, prices, traffic);
  const lines = gbPerMonth === undefined ? measured : measured.map(withoutNatGb);
  const usage = usageOf(measured, { network, prices, traffic, gbPerMonth });
  const gb = usage?.throughNat.quantity;
  const gbCharges = [...chargesBy('gb', lines), ...(usage?.from === 'said' ? [usage.throughNat] : [])];
  const unused = lines.filter(
    ({ id, charges }) => id !== undefined && unusedIds?.has(id) && charges.length > 0,
  );
  const added = plan && linesAdded([...plan.changes, ...plan.byHand], prices);
  return {
    region: network.region,
    prices,
    now:
      network.source === 'declared'
        ? undefined
        : { lines, hours: totalOf(chargesBy('hour', lines)), gb: totalOf(gbCharges) },
    added: added && addedOf(added, prices),
    usage,
    comparison: plan && added && comparisonOf(plan, added, prices, gb, usage?.shares),
    natInstead: insteadOf(network, tasks, prices),
    unused: unused.length > 0 ? { lines: unused, hours: totalOf(chargesBy('hour', unused)) } : undefined,
    notCounted: [...openPaths(plan), ...notCounted(network, lines, gb)],
  };
}

/** What somebody says comes before what was measured. */
function usageOf(
  measured: readonly CostLine[],
  { network, prices, traffic, gbPerMonth }: Pick<CostInput, 'network' | 'prices' | 'traffic' | 'gbPerMonth'>,
): Cost['usage'] {
  const said = gbPerMonth === undefined ? undefined : whole(gbPerMonth);
  const quantity = said ?? gbThroughNat(measured);
  const natLines = measured.filter(({ resource }) => resource === 'nat-gateway');
  return (
    quantity && {
      from: said ? 'said' : 'measured',
      throughNat: charge('nat-gb', quantity, prices),
      shares: sharesOf(traffic?.flows, network, natLines, said),
    }
  );
}

/** GB that are said are those of all NAT gateways together. */
const withoutNatGb = (line: CostLine): CostLine => ({
  ...line,
  charges: line.charges.filter(({ component }) => component !== 'nat-gb'),
});

function addedOf(lines: readonly CostLine[], prices: Prices): NonNullable<Cost['added']> {
  const hours = totalOf(chargesBy('hour', lines));
  const billed = lines.some(({ charges }) => charges.length > 0);
  return { lines, hours, breakEven: billed ? breakEvenAt(hours, prices) : undefined };
}

function insteadOf(
  { natGateways, subnets }: Network,
  { subnetIds }: CostInput['tasks'],
  prices: Prices,
): Cost['natInstead'] {
  const own = subnets.filter(({ id }) => subnetIds.includes(id));
  // A new VPC may get its zones only when it is deployed, and then each subnet its own.
  const zones = own.every(({ az }) => az !== undefined) ? new Set(own.map(({ az }) => az)).size : own.length;
  const hours = natGateways?.length === 0 ? natInstead(zones, prices) : undefined;
  return hours && { zones, hours };
}

/** What no change of the plan brings to an endpoint. */
function openPaths(plan: PricedPlan | undefined): string[] {
  const left = plan?.after.flatMap(({ service, via }) => (via === 'endpoint' ? [] : [service])) ?? [];
  return left.length > 0
    ? [`What brings ${[...new Set(left)].join(', ')} to an endpoint, since the fixes leave that open.`]
    : [];
}

/** A PB, up to which the price of a GB through endpoints is that of the first tier. */
const FIRST_TIER = whole(1_048_576);

function notCounted(network: Network, lines: readonly CostLine[], gb: Decimal | undefined): string[] {
  const { natGateways, endpoints, source } = network;
  const regional = (natGateways ?? []).filter(
    (nat) => !isZonal(nat) && lines.some(({ id }) => id === nat.id),
  );
  const open = lines.some(({ resource, zones }) => resource === 'interface-endpoint' && zones === undefined);
  const others = (endpoints ?? []).filter(({ kind }) => kind === 'other').length;
  const elsewhere = (endpoints ?? []).some(
    ({ serviceRegion = network.region }) => serviceRegion !== network.region,
  );
  return [
    ...(source !== 'declared' && natGateways === undefined
      ? ['The NAT gateways, which could not be read.']
      : []),
    ...(source !== 'declared' && endpoints === undefined ? ['The endpoints, which could not be read.'] : []),
    ...(regional.length > 0
      ? [
          `The hours of ${regional.map(({ id }) => id).join(', ')}, ${regional.length > 1 ? 'of which no subnet is' : "whose subnet isn't"} known: a regional NAT gateway has none, and how AWS bills its zones isn't confirmed.`,
        ]
      : []),
    ...(open ? ['Endpoints whose subnets the code leaves open.'] : []),
    ...(others > 0 ? ['Endpoints of Gateway Load Balancers, resources and service networks.'] : []),
    ...(elsewhere ? ['What AWS adds for endpoints of services in another Region.'] : []),
    ...(gb && compare(gb, FIRST_TIER) > 0 ? ['The lower price of endpoints above 1 PB a month.'] : []),
    'Data transfer between zones, to the internet and to other Regions; public IPv4 addresses; taxes and discounts.',
  ];
}
