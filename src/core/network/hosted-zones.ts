import { kindOf, type ServiceName } from '../catalogue.ts';
import type { HostedZone, Network, ZoneRecord } from './network.ts';
import { URL_SUFFIX } from './regions.ts';

/** The Route 53 call that tells which private hosted zones answer in a VPC, and the IAM action it needs. */
export const ZONES_CALL = {
  call: 'ListHostedZonesByVPC',
  action: 'route53:ListHostedZonesByVPC',
} as const;

/** The calls that tell which zones and endpoints answer in a VPC by a Route 53 Profile. */
export const PROFILE_CALLS: readonly string[] = [
  'ListProfileAssociations',
  'ListProfileResourceAssociations',
];

/** The call that failed, so that it is not known which zones answer in a VPC; undefined where it is known. */
export const unreadZonesCall = ({ hostedZones, unreadable }: Network): string | undefined =>
  hostedZones === undefined
    ? ZONES_CALL.call
    : unreadable.find(({ call }) => PROFILE_CALLS.includes(call))?.call;

/** A zone as it is named in sentences. */
export const zoneText = ({ id, name, profileId }: HostedZone): string =>
  profileId === undefined ? name : `${name || id} of Route 53 Profile ${profileId}`;

/** Another zone of the same name, one of them by a Route 53 Profile: which of the two answers is not known here. */
export const rivalOf = ({ hostedZones = [] }: Network, { id, name }: HostedZone): HostedZone | undefined =>
  hostedZones.find((zone) => zone.id !== id && zone.name === name && name !== '');

/** The services whose hosts are named neither like their endpoint service nor like its words in reverse. */
const HOSTS: Readonly<Record<string, string>> = {
  'ecr-fips.api': 'ecr-fips',
  'ecs-agent': 'ecs-a',
  'ecs-telemetry': 'ecs-t',
  'kinesis-streams': 'kinesis',
  'kinesis-firehose': 'firehose',
};

/** The services that are called at names under their own: each registry, each API and each bucket has one. */
const CALLED_BELOW: ReadonlySet<ServiceName> = new Set(['ecr.dkr', 'ecr-fips.dkr', 'execute-api', 's3']);

/**
 * The DNS name that private DNS of a service's interface endpoint answers: `api.ecr.eu-west-1.amazonaws.com`.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
 */
export const dnsNameOf = (
  service: string,
  { region, partition }: Pick<Network, 'region' | 'partition'>,
): string => `${HOSTS[service] ?? service.split('.').reverse().join('.')}.${region}.${URL_SUFFIX[partition]}`;

/** The names that a hosted zone needs records for, so that it answers all that a service is called by. */
export function namesOf(service: ServiceName, network: Pick<Network, 'region' | 'partition'>): string[] {
  const name = dnsNameOf(service, network);
  return CALLED_BELOW.has(service) ? [name, `*.${name}`] : [name];
}

/**
 * The private hosted zone that answers a service's name in a VPC: of those that hold the name, the one with the longest name; or,
 * for a service that is called at names under its own, one that holds some of these. A zone without a name may hold any.
 *
 * @returns undefined where none does, or where zones were not read
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export function zoneAnswering(network: Network, service: ServiceName): HostedZone | undefined {
  const name = dnsNameOf(service, network);
  const answering = (network.hostedZones ?? []).filter(
    (zone) =>
      zone.name === '' ||
      isWithin(name, zone.name) ||
      (CALLED_BELOW.has(service) && isWithin(zone.name, name)),
  );
  const longest = longestOf(answering);
  // A Profile's zone whose name can't be read may have a longer one.
  const untold = answering.find((zone) => zone.name === '' && zone.profileId !== undefined);
  return untold && (longest?.name !== name || CALLED_BELOW.has(service)) ? untold : longest;
}

/**
 * The private hosted zone that keeps private DNS of a service's endpoint from answering: one with the endpoint's own name, with which
 * AWS rejects private DNS as a conflicting domain, or one with a longer name that holds some of the names that are called.
 *
 * @returns undefined where none does, or where zones were not read
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
export function zoneAbovePrivateDns(network: Network, service: ServiceName): HostedZone | undefined {
  const name = dnsNameOf(service, network);
  const above = (network.hostedZones ?? []).filter(
    (zone) => zone.name === name || (CALLED_BELOW.has(service) && isWithin(zone.name, name)),
  );
  return longestOf(above);
}

/** Whether a record of this name can decide where a service's names lead. */
export function concerns(
  record: string,
  service: ServiceName,
  network: Pick<Network, 'region' | 'partition'>,
): boolean {
  const name = dnsNameOf(service, network);
  const domain = record.replace(/^\*\./, '');
  // One above the name can be of type NS, which delegates it, or be a wildcard.
  return isWithin(name, domain) || (CALLED_BELOW.has(service) && isWithin(domain, name));
}

/** Where a zone leads a service's name: to an endpoint, to no address (`nowhere`), or to what can't be told (`open`). */
export type Lead =
  | { readonly to: 'endpoint'; readonly endpointId: string }
  | { readonly to: 'nowhere' }
  | { readonly to: 'open' };

/**
 * Where the records of a zone lead the names that a service is called by. Resolver looks for a name only in the zone that answers it,
 * so a name without a record has no address.
 *
 * @returns undefined where the records were not read
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export function leadOf(
  { name: domain, records }: HostedZone,
  service: ServiceName,
  network: Network,
): Lead | undefined {
  if (!records) return undefined;
  const name = dnsNameOf(service, network);
  const delegated = records.some(
    (record) => record.type === 'NS' && record.name !== domain && isWithin(name, record.name),
  );
  if (!isWithin(name, domain) || delegated) return { to: 'open' };
  if (!CALLED_BELOW.has(service)) return leadOfRecords(recordsFor(records, name, domain));
  // Which registries, APIs and buckets are called isn't known here, so all names below must lead to the same place.
  const below = records.filter(
    (record) => !record.name.startsWith('*.') && record.name !== name && isWithin(record.name, name),
  );
  const [first, ...others] = [
    recordsFor(records, `*.${name}`, domain),
    ...below.map((record) => recordsFor(records, record.name, domain)),
  ].map(leadOfRecords);
  return first && others.every((other) => sameLead(other, first)) ? first : { to: 'open' };
}

const sameLead = (a: Lead, b: Lead): boolean =>
  a.to === b.to && (a.to !== 'endpoint' || (b.to === 'endpoint' && a.endpointId === b.endpointId));

/**
 * The records that answer a name: its own or, without any, those of the wildcard right above it. Of a wildcard further up it depends
 * on all other names of the zone whether it does: then undefined.
 */
function recordsFor(
  records: readonly ZoneRecord[],
  name: string,
  domain: string,
): readonly ZoneRecord[] | undefined {
  const own = records.filter((record) => record.name === name);
  if (own.length > 0 || name === domain) return own;
  const [above, ...further] = parentsOf(name.replace(/^\*\./, ''), domain).map((parent) =>
    records.filter((record) => record.name === `*.${parent}`),
  );
  if (above && above.length > 0 && !name.startsWith('*.')) return above;
  return [above ?? [], ...further].some(({ length }) => length > 0) ? undefined : [];
}

/** The names above a name that are in a domain, the closest first. */
function parentsOf(name: string, domain: string): string[] {
  const parent = name.slice(name.indexOf('.') + 1);
  return parent !== name && isWithin(parent, domain) ? [parent, ...parentsOf(parent, domain)] : [];
}

/** Only IPv4 is followed. */
function leadOfRecords(records: readonly ZoneRecord[] | undefined): Lead {
  const addresses = records?.filter(({ type }) => type === 'A' || type === 'CNAME');
  const [only] = addresses ?? [];
  if (!addresses) return { to: 'open' };
  if (!only) return { to: 'nowhere' };
  return addresses.length === 1 && only.endpointId !== undefined
    ? { to: 'endpoint', endpointId: only.endpointId }
    : { to: 'open' };
}

/** The zones that decide where interface endpoints' services are called: their records tell where that is. */
export function zonesDeciding(network: Network, services: readonly ServiceName[]): HostedZone[] {
  const decides = (service: ServiceName) =>
    kindOf(service) !== 'interface'
      ? undefined
      : network.endpoints?.some(
            (endpoint) =>
              endpoint.service === service &&
              endpoint.kind === 'interface' &&
              endpoint.state === 'available' &&
              endpoint.privateDns,
          )
        ? zoneAbovePrivateDns(network, service)
        : zoneAnswering(network, service);
  return [...new Set(services.flatMap((service) => decides(service) ?? []))];
}

const longestOf = (zones: readonly HostedZone[]): HostedZone | undefined =>
  zones.reduce<HostedZone | undefined>(
    (longest, zone) => (longest && longest.name.length >= zone.name.length ? longest : zone),
    undefined,
  );

/** Whether a DNS name is a domain's own or one under it. */
export const isWithin = (name: string, domain: string): boolean =>
  name === domain || name.endsWith(`.${domain}`);
