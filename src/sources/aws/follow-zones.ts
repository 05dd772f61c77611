import type { ServiceName } from '../../core/catalogue.ts';
import { byId } from '../../core/network/by-id.ts';
import { dnsNameOf } from '../../core/network/hosted-zones.ts';
import { hubOf } from '../../core/network/hub.ts';
import type { HostedZone, Hub, Network, Unreadable } from '../../core/network/network.ts';
import type { RecordReply } from '../../core/network/replies.ts';
import { toZoneRecords } from '../../core/network/zone-records.ts';
import type { HubReader } from './hub-reader.ts';

/** What the zones of a network lead to is asked with. */
export interface ZonesToFollow {
  /** Those that decide, by id, with the account that owns each. */
  readonly owners: ReadonlyMap<string, string>;
  readonly services: readonly ServiceName[];
  readonly reader: HubReader;
}

/** The network with the records of zones that decide, and with the VPCs of the endpoints that these point to. */
export async function followZones(
  network: Network,
  { owners, services, reader }: ZonesToFollow,
): Promise<Network> {
  const { region } = network;
  const followed = await Promise.all(
    (network.hostedZones ?? []).map(async (zone): Promise<Followed> => {
      const accountId = owners.get(zone.id);
      const told =
        accountId === undefined || zone.id.startsWith('vpce-')
          ? undefined
          : await reader.records({ id: zone.id, accountId, region });
      if (accountId !== undefined && zone.id.startsWith('vpce-'))
        return followEndpoint(network, zone, await reader.vpcs({ ids: [zone.id], accountId, region }));
      if (accountId === undefined || told === undefined) return { zone, hubs: [] };
      if ('reason' in told) return { zone, hubs: [], unreadable: told };
      const records = toZoneRecords(told, services, network);
      const ids = [...new Set(records.flatMap(({ endpointId }) => endpointId ?? []))]
        .filter((id) => !network.endpoints?.some((endpoint) => endpoint.id === id))
        .sort();
      const vpcs = ids.length > 0 ? await reader.vpcs({ ids, accountId, region }) : [];
      return { zone: { ...zone, name: zone.name || apexOf(told), records }, hubs: vpcs, ids };
    }),
  );
  const hubs = hubsOf(followed);
  const [unreadable] = followed.flatMap((one) => one.unreadable ?? []);
  return {
    ...network,
    hostedZones: followed.flatMap(({ zone }) => zone ?? []),
    ...(hubs.length > 0 && { hubs }),
    unreadable: unreadable
      ? [...network.unreadable, unreadable].sort((a, b) => (a.call < b.call ? -1 : 1))
      : network.unreadable,
  };
}

/** Every zone has one record of type SOA, whose name is its own. */
const apexOf = (records: readonly RecordReply[]): string =>
  (records.find(({ Type }) => Type === 'SOA')?.Name ?? '').replace(/\.$/, '').toLowerCase();

/** An endpoint in a Profile answers for its service's names as a zone with records for it would. */
function followEndpoint(network: Network, zone: HostedZone, vpcs: readonly Network[]): Followed {
  const { id: endpointId } = zone;
  const found =
    byId(network.endpoints, endpointId) ??
    byId(
      vpcs.flatMap(({ endpoints = [] }) => endpoints),
      endpointId,
    );
  if (!found) return { zone, hubs: [] };
  if (found.service === undefined) return { zone: undefined, hubs: [] };
  const name = dnsNameOf(found.service, network);
  const records = [`*.${name}`, name].map((each) => ({ name: each, type: 'A', endpointId }));
  return { zone: { ...zone, name, records }, hubs: vpcs, ids: [endpointId] };
}

interface Followed {
  /** Undefined where it answers for none of the services that are asked about. */
  readonly zone: HostedZone | undefined;
  readonly hubs: readonly Network[];
  /** The endpoints that the zone points to. */
  readonly ids?: readonly string[];
  readonly unreadable?: Unreadable;
}

/** Each VPC once, as far as the endpoints that any zone points to are concerned. */
function hubsOf(followed: readonly Followed[]): Hub[] {
  const ids = new Set(followed.flatMap(({ ids = [] }) => ids));
  const networks = new Map(followed.flatMap(({ hubs }) => hubs.map((hub) => [hub.vpc.id, hub] as const)));
  return [...networks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, network]) => hubOf(network, ids));
}
