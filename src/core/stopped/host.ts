import { isKnownService, type KnownService, type ServiceName } from '../catalogue.ts';
import { partitionOf, URL_SUFFIX } from '../network/regions.ts';

/** An AWS service's host. */
export interface AwsHost {
  /** Undefined for hosts of AWS that no service of the catalogue has. */
  readonly service: ServiceName | undefined;
  /** Undefined for global names. */
  readonly region: string | undefined;
}

/** Dual-stack names of services and of ECR's registries. */
const DUAL_STACK = ['api.aws', 'on.aws'];
const SUFFIXES = [...new Set([...Object.values(URL_SUFFIX), ...DUAL_STACK])];

/** What stands before the Region in a host, where it isn't the name of the endpoint service. */
const NAMES: readonly (readonly [RegExp, KnownService])[] = [
  [/(^|\.)dkr[.-]ecr-fips$/, 'ecr-fips.dkr'],
  [/(^|\.)dkr[.-]ecr$/, 'ecr.dkr'],
  [/(^|\.)(api\.)?ecr-fips$/, 'ecr-fips.api'],
  [/(^|\.)(api\.)?ecr$/, 'ecr.api'],
  [/(^|\.)s3(-fips)?(\.dualstack)?$/, 's3'],
  [/^ecs-a(-\d+)?$/, 'ecs-agent'],
  [/^ecs-t(-\d+)?$/, 'ecs-telemetry'],
];

/** The bucket in which ECR keeps layers; its name has the Region. */
const LAYER_BUCKET = /^prod-(.+)-starport-layer-bucket\b/;

/**
 * What a host name says of the service behind it, whatever the partition; undefined where it isn't AWS's.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
export function awsHost(host: string): AwsHost | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  const suffix = SUFFIXES.find((one) => name.endsWith(`.${one}`));
  if (suffix === undefined) return undefined;
  const labels = name
    .slice(0, -suffix.length - 1)
    .replace(/\.vpce$/, '')
    .split('.');
  const bucketRegion = LAYER_BUCKET.exec(name)?.[1];
  if (bucketRegion !== undefined) return { service: 's3', region: bucketRegion };
  const at = labels.findLastIndex((label) => partitionOf(label) !== undefined);
  const region = labels[at];
  if (region === undefined) return { service: serviceOf(labels.join('.')), region };
  // Databases and load balancers have their Region before the service, and are not its API.
  const isApi = at === labels.length - 1;
  return { service: isApi ? serviceOf(labels.slice(0, at).join('.')) : undefined, region };
}

function serviceOf(before: string): ServiceName | undefined {
  const named = NAMES.find(([pattern]) => pattern.test(before))?.[1];
  if (named !== undefined) return named;
  const label = before.slice(before.lastIndexOf('.') + 1).replace(/-fips$/, '');
  return isKnownService(label) ? label : undefined;
}
