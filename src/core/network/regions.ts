import type { ServiceName } from '../catalogue.ts';

/** An AWS partition, as it stands in ARNs. */
export type Partition =
  | 'aws'
  | 'aws-cn'
  | 'aws-us-gov'
  | 'aws-iso'
  | 'aws-iso-b'
  | 'aws-iso-e'
  | 'aws-iso-f'
  | 'aws-eusc';

/** How each partition's Regions are named. */
const REGION_NAMES: Readonly<Record<Partition, RegExp>> = {
  'aws-cn': /^cn-[a-z]+-\d+$/,
  'aws-us-gov': /^us-gov-[a-z]+-\d+$/,
  'aws-iso': /^us-iso-[a-z]+-\d+$/,
  'aws-iso-b': /^us-isob-[a-z]+-\d+$/,
  'aws-iso-e': /^eu-isoe-[a-z]+-\d+$/,
  'aws-iso-f': /^us-isof-[a-z]+-\d+$/,
  'aws-eusc': /^eusc-[a-z]+-[a-z]+-\d+$/,
  aws: /^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d+$/,
};

/** The domain under which AWS's own hosts live. */
export const URL_SUFFIX: Readonly<Record<Partition, string>> = {
  aws: 'amazonaws.com',
  'aws-us-gov': 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
  'aws-iso-e': 'cloud.adc-e.uk',
  'aws-iso-f': 'csp.hci.ic.gov',
  'aws-eusc': 'amazonaws.eu',
};

/** Where a partition prefixes its own names, it does so at least for these. */
const ALWAYS_PREFIXED: readonly ServiceName[] = ['ecr.api', 'ecr.dkr', 'execute-api'];

const PREFIXED_IN_CHINA: readonly ServiceName[] = [
  'application-autoscaling',
  'athena',
  'autoscaling',
  'batch',
  'cloudformation',
  'ec2',
  'elasticfilesystem',
  'kinesis-streams',
  'lambda',
  'monitoring',
  'sqs',
  'states',
  'sts',
  'xray',
];

/**
 * The other services whose interface endpoints bear the partition's own prefix, by Region: it differs between Regions of one
 * partition. A test holds this to the table of the CDK, which follows what AWS lists.
 *
 * @see https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts
 */
const ALSO_PREFIXED: Readonly<Record<string, readonly ServiceName[]>> = {
  'cn-north-1': PREFIXED_IN_CHINA,
  'cn-northwest-1': PREFIXED_IN_CHINA,
  'us-iso-east-1': [
    'application-autoscaling',
    'athena',
    'autoscaling',
    'ec2',
    'elasticfilesystem',
    'sns',
    'sqs',
  ],
  'us-iso-west-1': ['autoscaling', 'ec2', 'elasticfilesystem', 'monitoring', 'sns', 'sqs'],
  'us-isob-east-1': ['application-autoscaling', 'autoscaling', 'ec2', 'elasticfilesystem', 'sns', 'sqs'],
};

/** What most endpoint service names begin with, in every partition. */
const COMMON_PREFIX = 'com.amazonaws';

/**
 * The Regions where the services go by the same names as in this one, as a regular expression that JavaScript and RE2,
 * Terraform's, read alike: the partition's, but where names differ between these, those that are known to be the same.
 */
export function regionPattern(region: string): string {
  const partition = partitionOf(region) ?? 'aws';
  const listed = Object.keys(ALSO_PREFIXED).filter((other) => partitionOf(other) === partition);
  if (listed.length === 0) return REGION_NAMES[partition].source;
  const alike = listed.filter((other) => ALSO_PREFIXED[other] === ALSO_PREFIXED[region]);
  return `^(${(alike.length > 0 ? alike : [region]).join('|')})$`;
}

/** The partition a Region belongs to, or undefined when the name is not a Region's. */
export function partitionOf(region: string): Partition | undefined {
  return (Object.keys(REGION_NAMES) as Partition[]).find((name) => REGION_NAMES[name].test(region));
}

/** The Region that a name holds as words of its own (`logs-us-east-1-prod`), where it holds one. */
export function regionIn(name: string): string | undefined {
  const words = name.split(/[-._]/);
  const candidates = words.flatMap((_, index) => [
    words.slice(index, index + 3).join('-'),
    words.slice(index, index + 4).join('-'),
  ]);
  return candidates.find((candidate) => partitionOf(candidate) !== undefined);
}

/** What the DNS names of a Region's services end in: `amazonaws.com`, `amazonaws.com.cn`, … */
export const urlSuffixOf = (region: string): string => URL_SUFFIX[partitionOf(region) ?? 'aws'];

/** How the partition's own endpoint service names begin: its URL suffix, read backwards. */
const ownPrefix = (region: string): string => urlSuffixOf(region).split('.').reverse().join('.');

/**
 * The endpoint service name of a service in a Region, by table.
 *
 * Where the account can be asked, DescribeVpcEndpointServices is the authority and this is not used.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export function serviceNameByTable(service: ServiceName, region: string): string {
  const special = ALWAYS_PREFIXED.includes(service) || ALSO_PREFIXED[region]?.includes(service) === true;
  return `${special ? ownPrefix(region) : COMMON_PREFIX}.${region}.${service}`;
}

/**
 * The service that an endpoint service name names in this Region, or undefined when it is not one AWS service's
 * regional name (another Region's, a partner's, or a longer name that merely contains one).
 */
export function serviceSuffix(serviceName: string, region: string): string | undefined {
  return [COMMON_PREFIX, ownPrefix(region)]
    .map((prefix) => `${prefix}.${region}.`)
    .filter((start) => serviceName.startsWith(start))
    .map((start) => serviceName.slice(start.length))[0];
}

/**
 * The ARN of the bucket objects that ECR serves image layers from, or undefined where AWS does not document it.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
 */
export function layerBucketArn(region: string): string | undefined {
  const partition = partitionOf(region);
  return partition === 'aws' || partition === 'aws-us-gov' ? layerBucketIn(partition, region) : undefined;
}

/** The same ARN for a Region that is an expression in some language. */
export const layerBucketIn = (partition: string, region: string): string =>
  `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`;

/** The Regions of every partition that were open on 23 December 2023; Canada West had opened three days before, but AWS names it. */
const OLD_REGIONS: ReadonlySet<string> = new Set([
  'af-south-1',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ca-central-1',
  'cn-north-1',
  'cn-northwest-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-iso-west-1',
  'us-isob-east-1',
  'us-west-1',
  'us-west-2',
]);

/**
 * Whether a Region opened after 23 December 2023: there, ECS's page says, the three agent endpoints "must" exist. The old ones
 * are listed, since the list of new ones grows.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export const demandsAgentEndpoints = (region: string): boolean => !OLD_REGIONS.has(region);

/** Whether this version knows of a Region by name. One that opened later has a name of the same form. */
export const isListedRegion = (region: string): boolean =>
  COMMON_REGIONS.includes(region) || OLD_REGIONS.has(region) || LATER_REGIONS.includes(region);

/** Those of the other partitions that opened later. */
const LATER_REGIONS: readonly string[] = [
  'eusc-de-east-1',
  'us-isof-south-1',
  'us-isof-east-1',
  'us-isob-west-1',
];

/** Regions offered for choice when DescribeRegions cannot be asked: the commercial ones. */
export const COMMON_REGIONS: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'ca-west-1',
  'mx-central-1',
  'sa-east-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'af-south-1',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
];
