import { isKnownService, type KnownService, reasonFor } from '../catalogue.ts';
import { URL_SUFFIX } from '../network/regions.ts';
import { isOpen, regionIn } from './placeholders.ts';
import type { Said } from './said.ts';

/** What ARNs and hosts call a service whose endpoint has another name. */
const ENDPOINT_NAMES: Readonly<Record<string, KnownService>> = {
  kinesis: 'kinesis-streams',
  firehose: 'kinesis-firehose',
  bedrock: 'bedrock-runtime',
  aps: 'aps-workspaces',
};

/**
 * What ARNs name without the application calling that service over its endpoint: file systems are mounted, log groups of others
 * and roles are often only named.
 */
const ONLY_NAMED: ReadonlySet<string> = new Set(['elasticfilesystem', 'logs', 'ec2', 'ecs', 'ecr.api']);

/** The domains of all partitions, for a regular expression. */
const SUFFIXES = [...new Set(Object.values(URL_SUFFIX))]
  .map((suffix) => suffix.replaceAll('.', '\\.'))
  .join('|');

/** A host of a service in a Region, whatever comes before it: `https://sqs.eu-west-1.amazonaws.com/…`. */
const HOST = new RegExp(
  `(?:^|[/@.])([a-z0-9-]+)\\.([a-z]{2,}(?:-[a-z]+)+-\\d)\\.(?:${SUFFIXES})(?=[:/?]|$)`,
  'i',
);

/**
 * An environment variable whose value is the address of something in AWS suggests a service, and adds none: what the application
 * does with it isn't known. The value itself is never shown, since it can hold credentials.
 */
export function readEnvironment(
  variable: { readonly name?: string | undefined; readonly value?: unknown },
  container: string,
  said: Said,
): void {
  const { name, value } = variable;
  if (name === undefined || typeof value !== 'string') return;
  const found = addressed(value.trim());
  if (found === undefined || (found.region !== '' && isElsewhere(found.region, said.region))) return;
  said.infer(
    found.service,
    `${container} (environment)`,
    `${reasonFor(found.service)} Inferred from the environment variable ${name}.`,
  );
}

/** The service that a value is an address of, and the Region, which some ARNs leave out. */
function addressed(value: string): { readonly service: KnownService; readonly region: string } | undefined {
  const [, named, inRegion = ''] = /^arn:aws[a-z-]*:([a-z0-9-]+):([^:]*):[^:]*:/.exec(value) ?? [];
  const [, host, hostRegion = ''] = HOST.exec(value) ?? [];
  const called = named ?? host?.toLowerCase();
  if (called === undefined) return undefined;
  const service = Object.hasOwn(ENDPOINT_NAMES, called) ? ENDPOINT_NAMES[called] : called;
  if (service === undefined || !isKnownService(service) || ONLY_NAMED.has(service)) return undefined;
  return { service, region: named === undefined ? hostRegion : inRegion };
}

const isElsewhere = (region: string, here: string): boolean =>
  !isOpen(region) && regionIn(region, here) === 'other';
