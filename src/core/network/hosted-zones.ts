import type { ServiceName } from '../catalogue.ts';
import type { HostedZone, Network } from './network.ts';
import { URL_SUFFIX } from './regions.ts';

/** The Route 53 call that tells which private hosted zones answer in a VPC, and the IAM action it needs. */
export const ZONES_CALL = {
  call: 'ListHostedZonesByVPC',
  action: 'route53:ListHostedZonesByVPC',
} as const;

/** The services whose hosts are named neither like their endpoint service nor like its words in reverse. */
const HOSTS: Readonly<Record<string, string>> = {
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
export const dnsNameOf = (service: ServiceName, { region, partition }: Network): string =>
  `${HOSTS[service] ?? service.split('.').reverse().join('.')}.${region}.${URL_SUFFIX[partition]}`;

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
  return longestOf(answering);
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

const longestOf = (zones: readonly HostedZone[]): HostedZone | undefined =>
  zones.reduce<HostedZone | undefined>(
    (longest, zone) => (longest && longest.name.length >= zone.name.length ? longest : zone),
    undefined,
  );

/** Whether a DNS name is a domain's own or one under it. */
const isWithin = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);
