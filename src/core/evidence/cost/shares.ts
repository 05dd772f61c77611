import type { Network } from '../../network/network.ts';
import { LISTED, listedRanges } from '../address-ranges.ts';
import type { Flows } from '../traffic.ts';
import { type Decimal, divided, plus, sum, times, whole, ZERO } from './decimal.ts';
import type { CostLine } from './lines.ts';

/** The GB a month through NAT by service: what flow logs tell of the bytes, as shares of the GB that are billed. */
export interface Shares {
  readonly flowLogId: string;
  readonly by: NonNullable<Flows['by']>;
  /** By AWS's names in the flow log, to a thousandth; null for all others. The services that it looked for are always there. */
  readonly services: readonly { readonly service: string | null; readonly gb: Decimal }[];
}

/** GB a month, and the NAT gateways that they go through. */
interface Stream {
  readonly gb: Decimal;
  readonly natGatewayIds: readonly string[];
}

/**
 * Shares rather than the flow log's own bytes, since it may be younger than the window.
 *
 * @param natLines the NAT gateways, with the GB that were measured
 * @param said GB a month through all of them together, instead of what was measured
 * @returns undefined where a NAT gateway's GB or its shares aren't known
 */
export function sharesOf(
  flows: Flows | undefined,
  network: Network,
  natLines: readonly CostLine[],
  said: Decimal | undefined,
): Shares | undefined {
  const { flowLogId, by, natGateways = [] } = flows ?? {};
  const streams = streamsOf(natLines, said);
  if (flowLogId === undefined || by === undefined || !streams) return undefined;
  const sums = new Map<string | null, Decimal>(lookedFor(by, network).map((service) => [service, ZERO]));
  for (const { gb, natGatewayIds } of streams) {
    if (gb.digits === 0n) continue;
    const own = natGatewayIds.map((id) => natGateways.find(({ natGatewayId }) => natGatewayId === id));
    const counted = own.flatMap((one) => one?.services ?? []);
    // Beyond safe integers bytes aren't exact any more.
    if (own.includes(undefined) || !counted.every(({ bytes }) => Number.isSafeInteger(bytes)))
      return undefined;
    const all = sum(counted.map(({ bytes }) => whole(bytes)));
    if (all.digits === 0n) return undefined;
    for (const { service, bytes } of counted) {
      const part = divided(times(gb, whole(bytes)), all, 3, 'half-up');
      sums.set(service, plus(sums.get(service) ?? ZERO, part));
    }
  }
  return { flowLogId, by, services: [...sums].map(([service, gb]) => ({ service, gb })) };
}

type MaybeStream = Pick<Stream, 'natGatewayIds'> & { readonly gb: Decimal | undefined };

/** Each NAT gateway by itself where it was measured. */
function streamsOf(natLines: readonly CostLine[], said: Decimal | undefined): Stream[] | undefined {
  const each = natLines.map(
    ({ id = '', charges }): MaybeStream => ({
      natGatewayIds: [id],
      gb: charges.find(({ component }) => component === 'nat-gb')?.quantity,
    }),
  );
  if (each.length === 0) return undefined;
  if (said) return [{ natGatewayIds: each.flatMap(({ natGatewayIds }) => natGatewayIds), gb: said }];
  return each.every((one): one is Stream => one.gb !== undefined) ? each : undefined;
}

/** Of these services no record means no bytes. */
const lookedFor = (by: Shares['by'], network: Network): readonly string[] =>
  by === 'aws-service' ? LISTED : (listedRanges(network) ?? []).map(({ service }) => service);

/** GB of services together; undefined where the flow log doesn't tell one of them. */
export function gbOfServices(shares: Shares | undefined, services: readonly string[]): Decimal | undefined {
  const found = services.map((name) => shares?.services.find(({ service }) => service === name)?.gb);
  const known = found.flatMap((gb) => gb ?? []);
  return shares && known.length === found.length ? sum(known) : undefined;
}

/** The services that a flow log tells from all others and that are none of these, with their GB together. */
export function told(
  shares: Shares | undefined,
  except: readonly (string | undefined)[],
): { readonly services: readonly string[]; readonly gb: Decimal } {
  const services = LISTED.filter(
    (name) => !except.includes(name) && shares?.services.some(({ service }) => service === name),
  );
  return { services, gb: gbOfServices(shares, services) ?? ZERO };
}
