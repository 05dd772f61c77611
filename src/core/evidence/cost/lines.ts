import type { Endpoint, NatGateway, Network } from '../../network/network.ts';
import type { Change } from '../../plan/change.ts';
import { average } from '../averages.ts';
import type { EndpointTraffic, NatGatewayTraffic, Traffic, TrafficWindow } from '../traffic.ts';
import { type Decimal, divided, rounded, sum, times, whole } from './decimal.ts';
import type { Component, Price, Prices } from './prices.ts';

/** The hours of a month, as AWS's own calculators count them: 365 × 24 / 12. */
export const HOURS_PER_MONTH = 730;

/** AWS doesn't say how many bytes a GB through NAT has. The tiers of endpoints count in powers of two: their first PB is 1,048,576 GB. */
export const BYTES_PER_GB = 2 ** 30;

/** So many hours or GB a month, at a price for each. */
export interface Charge {
  readonly component: Component;
  /** Hours, or GB with at most three places; undefined where it isn't known. */
  readonly quantity: Decimal | undefined;
  /** Undefined where it isn't known. */
  readonly price: Price | undefined;
  /** Quantity × price, to the cent; undefined where one of them isn't known. */
  readonly amount: Decimal | undefined;
}

/** What one resource costs a month. */
export interface CostLine {
  readonly resource: 'nat-gateway' | 'interface-endpoint' | 'gateway-endpoint';
  /** Undefined for one that is only planned. */
  readonly id: string | undefined;
  readonly name?: string;
  /** Of an endpoint: `ecr.api`, or the whole name of a service that is not this Region's. */
  readonly service?: string;
  /** In how many zones it is billed; undefined where that isn't known. */
  readonly zones: number | undefined;
  /** None where it is free. */
  readonly charges: readonly Charge[];
}

/** The sum of amounts, each to the cent. */
export interface Total {
  readonly amount: Decimal;
  /** Whether no amount is missing in it. */
  readonly complete: boolean;
}

export function charge(component: Component, quantity: Decimal | undefined, prices: Prices): Charge {
  const price = prices.of[component];
  const amount = quantity && price && rounded(times(quantity, price.amount), 2);
  return { component, quantity, price, amount };
}

export function totalOf(charges: readonly Charge[]): Total {
  const amounts = charges.flatMap(({ amount }) => amount ?? []);
  return { amount: sum(amounts), complete: amounts.length === charges.length };
}

/** Those charges of lines that are for hours, or for GB. */
export const chargesBy = (unit: 'hour' | 'gb', lines: readonly CostLine[]): Charge[] =>
  lines.flatMap(({ charges }) => charges.filter(({ component }) => component.endsWith(`-${unit}`)));

/** What the network costs as it is: its NAT gateways, then its endpoints; of those that could be read. */
export const linesNow = (network: Network, prices: Prices, traffic?: Traffic): CostLine[] => [
  ...(network.natGateways ?? []).filter(isBilledNat).map((nat) => natLine(nat, prices, traffic)),
  ...(network.endpoints ?? []).filter(isBilledEndpoint).flatMap((one) => endpointLine(one, prices, traffic)),
];

/** A NAT gateway is billed while it is there; `pending` ones soon are. */
const isBilledNat = ({ state }: NatGateway): boolean => state === 'available' || state === 'pending';

/**
 * Endpoints are billed until they are deleted, whatever their state.
 *
 * @see https://aws.amazon.com/privatelink/pricing/
 */
const isBilledEndpoint = ({ state, kind }: Endpoint): boolean =>
  kind !== 'other' && state !== 'deleting' && state !== 'deleted' && state !== 'failed';

/** A regional NAT gateway has no subnet, and in how many zones AWS bills it isn't confirmed. */
export const isZonal = ({ subnetId }: NatGateway): boolean => subnetId !== undefined;

function natLine(nat: NatGateway, prices: Prices, traffic: Traffic | undefined): CostLine {
  const zones = isZonal(nat) ? 1 : undefined;
  const measured = traffic?.natGateways.find(({ natGatewayId }) => natGatewayId === nat.id);
  return {
    resource: 'nat-gateway',
    id: nat.id,
    ...(nat.name !== undefined && { name: nat.name }),
    zones,
    charges: [
      charge('nat-hour', hoursOf(zones), prices),
      charge('nat-gb', traffic && measured && throughNat(measured, traffic), prices),
    ],
  };
}

function endpointLine(endpoint: Endpoint, prices: Prices, traffic: Traffic | undefined): CostLine {
  const { id, name, kind, subnetIds, unsettled } = endpoint;
  const service = endpoint.service ?? endpoint.serviceName;
  const line = { id, ...(name !== undefined && { name }), service };
  if (kind === 'gateway' || FREE.has(service))
    return {
      ...line,
      resource: kind === 'gateway' ? 'gateway-endpoint' : 'interface-endpoint',
      zones: 0,
      charges: [],
    };
  const zones = unsettled?.includes('subnets') ? undefined : subnetIds.length;
  const measured = traffic?.endpoints.find(({ endpointId }) => endpointId === id);
  return {
    ...line,
    resource: 'interface-endpoint',
    zones,
    charges: [
      charge('endpoint-hour', hoursOf(zones), prices),
      charge('endpoint-gb', traffic && measured && throughEndpoint(measured, traffic), prices),
    ],
  };
}

/**
 * GuardDuty's own endpoints cost nothing.
 *
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/eksrunmon-prereq-deploy-security-agent.html
 */
const FREE: ReadonlySet<string> = new Set(['guardduty-data', 'guardduty-data-fips']);

/** What changes add: interface endpoints by the zones that they get, and gateway endpoints, which are free. */
export const linesAdded = (changes: readonly Change[], prices: Prices): CostLine[] =>
  changes.flatMap((change): CostLine[] => {
    const id = 'endpointId' in change ? change.endpointId : undefined;
    switch (change.kind) {
      case 'create-gateway-endpoint':
      case 'add-route-tables':
        return [{ resource: 'gateway-endpoint', id, service: change.service, zones: 0, charges: [] }];
      case 'create-interface-endpoint':
      case 'add-subnets': {
        const zones = change.subnetIds.length;
        const charges = [
          charge('endpoint-hour', hoursOf(zones), prices),
          charge('endpoint-gb', undefined, prices),
        ];
        return [{ resource: 'interface-endpoint', id, service: change.service, zones, charges }];
      }
      default:
        return [];
    }
  });

/** The hours of a month, in so many zones. */
export const hoursOf = (zones: number | undefined): Decimal | undefined =>
  zones === undefined ? undefined : whole(zones * HOURS_PER_MONTH);

/** A month of what a NAT gateway processed in the periods with data. */
function throughNat(measured: NatGatewayTraffic, window: TrafficWindow): Decimal | undefined {
  const all = average(measured, window);
  return all && gbPerMonth(all.bytes, all.milliseconds);
}

/** A month of what an endpoint carried in the window, or since it was created. */
function throughEndpoint(
  { bytesProcessed, createdAt }: EndpointTraffic,
  { from, to }: TrafficWindow,
): Decimal | undefined {
  return bytesProcessed === undefined
    ? undefined
    : gbPerMonth(bytesProcessed, Date.parse(to) - Date.parse(createdAt ?? from));
}

/** Bytes in so many milliseconds as GB in a month, to a thousandth; undefined where that says nothing. */
function gbPerMonth(bytes: number, milliseconds: number): Decimal | undefined {
  if (!Number.isSafeInteger(bytes) || !(milliseconds > 0)) return undefined;
  return divided(
    times(whole(bytes), whole(HOURS_PER_MONTH * 3_600_000)),
    times(whole(BYTES_PER_GB), whole(Math.round(milliseconds))),
    3,
    'half-up',
  );
}

/** The GB through all NAT gateways; undefined where one of them isn't known. */
export function gbThroughNat(lines: readonly CostLine[]): Decimal | undefined {
  const quantities = lines.flatMap(({ charges }) =>
    charges.filter(({ component }) => component === 'nat-gb'),
  );
  const known = quantities.flatMap(({ quantity }) => quantity ?? []);
  return quantities.length > 0 && known.length === quantities.length ? sum(known) : undefined;
}
