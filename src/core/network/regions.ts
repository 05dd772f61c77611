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

interface PartitionFacts {
  readonly region: RegExp;
  /** How `ecr.api` and `ecr.dkr` begin their endpoint service names here. */
  readonly ecrPrefix: string;
  /** Further services that use that same prefix instead of `com.amazonaws`. */
  readonly alsoPrefixed: readonly ServiceName[];
}

const none: readonly ServiceName[] = [];

/**
 * Endpoint service names by partition, for when the account cannot be asked.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 * @see https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts
 */
const PARTITIONS: Readonly<Record<Partition, PartitionFacts>> = {
  'aws-cn': {
    region: /^cn-[a-z]+-\d+$/,
    ecrPrefix: 'cn.com.amazonaws',
    alsoPrefixed: [
      'autoscaling',
      'cloudformation',
      'ec2',
      'elasticfilesystem',
      'monitoring',
      'sts',
      'xray',
      'application-autoscaling',
    ],
  },
  'aws-us-gov': { region: /^us-gov-[a-z]+-\d+$/, ecrPrefix: 'com.amazonaws', alsoPrefixed: none },
  'aws-iso': { region: /^us-iso-[a-z]+-\d+$/, ecrPrefix: 'gov.ic.c2s', alsoPrefixed: none },
  'aws-iso-b': { region: /^us-isob-[a-z]+-\d+$/, ecrPrefix: 'gov.sgov.sc2s', alsoPrefixed: none },
  'aws-iso-e': { region: /^eu-isoe-[a-z]+-\d+$/, ecrPrefix: 'uk.adc-e.cloud', alsoPrefixed: none },
  'aws-iso-f': { region: /^us-isof-[a-z]+-\d+$/, ecrPrefix: 'gov.ic.hci.csp', alsoPrefixed: none },
  'aws-eusc': { region: /^eusc-[a-z]+-[a-z]+-\d+$/, ecrPrefix: 'eu.amazonaws', alsoPrefixed: none },
  aws: {
    region:
      /^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d+$/,
    ecrPrefix: 'com.amazonaws',
    alsoPrefixed: none,
  },
};

/** The partition a Region belongs to, or undefined when the name is not a Region's. */
export function partitionOf(region: string): Partition | undefined {
  return (Object.keys(PARTITIONS) as Partition[]).find((name) => PARTITIONS[name].region.test(region));
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

/**
 * The endpoint service name of a service in a Region, by table.
 *
 * Where the account can be asked, DescribeVpcEndpointServices is the authority and this is not used.
 */
export function serviceNameByTable(service: ServiceName, region: string): string {
  const { ecrPrefix, alsoPrefixed } = PARTITIONS[partitionOf(region) ?? 'aws'];
  const special = service === 'ecr.api' || service === 'ecr.dkr' || alsoPrefixed.includes(service);
  return `${special ? ecrPrefix : 'com.amazonaws'}.${region}.${service}`;
}

/**
 * The service that an endpoint service name names in this Region, or undefined when it is not one AWS service's
 * regional name (another Region's, a partner's, or a longer name that merely contains one).
 */
export function serviceSuffix(serviceName: string, region: string): string | undefined {
  const marker = `.${region}.`;
  const at = serviceName.indexOf(marker);
  if (at < 0) return undefined;
  const prefix = serviceName.slice(0, at);
  const known = prefix === 'com.amazonaws' || prefix === PARTITIONS[partitionOf(region) ?? 'aws'].ecrPrefix;
  return known ? serviceName.slice(at + marker.length) : undefined;
}

/**
 * The ARN of the bucket objects that ECR serves image layers from, or undefined where AWS does not document it.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
 */
export function layerBucketArn(region: string): string | undefined {
  const partition = partitionOf(region);
  return partition === 'aws' || partition === 'aws-us-gov'
    ? `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`
    : undefined;
}

/**
 * Regions opened after 23 December 2023, whose ECS page says the three agent endpoints "must" exist.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export const REGIONS_THAT_DEMAND_AGENT_ENDPOINTS: readonly string[] = [
  'ca-west-1',
  'ap-southeast-5',
  'ap-southeast-7',
  'mx-central-1',
  'ap-east-2',
  'ap-southeast-6',
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
