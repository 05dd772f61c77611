import type { ServiceName } from '../catalogue.ts';
import { concerns } from './hosted-zones.ts';
import type { Network, ZoneRecord } from './network.ts';
import { URL_SUFFIX } from './regions.ts';
import type { RecordReply } from './replies.ts';

/** Aliases of aliases are followed so far. */
const MOST_ALIASES = 8;

/**
 * The records of a private hosted zone that decide where services' names lead: their own, those below them, and wildcards above.
 *
 * @param replies all records of the zone
 */
export function toZoneRecords(
  replies: readonly RecordReply[],
  services: readonly ServiceName[],
  network: Pick<Network, 'region' | 'partition'>,
): ZoneRecord[] {
  const records = replies.flatMap((reply) => {
    const name = plain(reply.Name);
    return name && reply.Type ? [{ reply, name, type: reply.Type }] : [];
  });
  const suffix = `.${network.region}.vpce.${URL_SUFFIX[network.partition]}`;
  const endpointOf = (reply: RecordReply, aliases = 0): string | undefined => {
    const target = targetOf(reply);
    if (target === undefined || aliases > MOST_ALIASES) return undefined;
    const endpointId = target.endsWith(suffix) ? ENDPOINT.exec(target)?.[1] : undefined;
    if (endpointId !== undefined || !reply.AliasTarget) return endpointId;
    // An alias within the zone is for a record of its own type.
    const aliased = records.filter(({ name, type }) => name === target && type === reply.Type);
    return aliased.length === 1 && aliased[0] ? endpointOf(aliased[0].reply, aliases + 1) : undefined;
  };
  return records
    .filter(({ name }) => services.some((service) => concerns(name, service, network)))
    .map(({ reply, name, type }): ZoneRecord => {
      const endpointId = endpointOf(reply);
      return { name, type, ...(endpointId !== undefined && { endpointId }) };
    })
    .sort((a, b) => compare(a.name, b.name) || compare(a.type, b.type));
}

/**
 * An interface endpoint's own name. One for a single zone has the zone before the first dot, and isn't followed: it leads to a part
 * of the endpoint.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
 */
const ENDPOINT = /^(vpce-[0-9a-f]+)-[0-9a-z]+\./;

/** The one name that a record points to. */
function targetOf({ SetIdentifier, AliasTarget, ResourceRecords = [] }: RecordReply): string | undefined {
  if (SetIdentifier !== undefined) return undefined;
  if (AliasTarget) return plain(AliasTarget.DNSName);
  return ResourceRecords.length === 1 ? plain(ResourceRecords[0]?.Value) : undefined;
}

/** A name as the network has it: Route 53 writes a wildcard as `\\052`. */
const plain = (name: string | undefined): string =>
  (name ?? '')
    .replace(/\.$/, '')
    .replace(/^\\052\./, '*.')
    .toLowerCase();

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
