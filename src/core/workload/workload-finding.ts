import type { ServiceName } from '../catalogue.ts';
import { oneLine } from '../text/visible.ts';

/** `warning`: it goes another way than the endpoints, or cannot work; `note`: good to know. */
export type WorkloadSeverity = 'warning' | 'note';

/** What a workload's definition tells that no endpoint answers, as data; `findingSentence` words it. */
export type WorkloadFindingData =
  | { readonly kind: 'image-docker-hub'; readonly image: string }
  | { readonly kind: 'image-public-ecr'; readonly image: string }
  | { readonly kind: 'image-other-registry'; readonly image: string; readonly host: string }
  | { readonly kind: 'image-ecr-other-region'; readonly image: string; readonly region: string }
  | { readonly kind: 'image-ecr-other-account'; readonly image: string; readonly account: string }
  | {
      readonly kind: 'image-ecr-unusual-name';
      readonly image: string;
      readonly unusual: 'dual-stack' | 'fips' | 'port';
      readonly instead: string;
    }
  | { readonly kind: 'image-pull-through-cache'; readonly image: string }
  | { readonly kind: 'image-uppercase'; readonly image: string }
  /** An empty `image` is absent, or filled in by a deployment. */
  | { readonly kind: 'image-unknown'; readonly image: string }
  | { readonly kind: 'image-ecr-by-name'; readonly image: string }
  | { readonly kind: 'image-private-registry'; readonly image: string }
  /** In the place of a Region stands what is no Region's name: it is taken to be `region`. */
  | { readonly kind: 'region-open'; readonly text: string; readonly region: string }
  | { readonly kind: 'platform-open'; readonly text: string }
  /** Placeholders without quotes, which are read as text, and lines that decide whether parts are there. */
  | {
      readonly kind: 'template';
      readonly placeholders: readonly string[];
      readonly conditions: boolean;
    }
  | { readonly kind: 'windows-base-layers' }
  | { readonly kind: 'other-region'; readonly service: ServiceName; readonly region: string }
  | { readonly kind: 'secret-unknown'; readonly valueFrom: string }
  | {
      readonly kind: 'log-destination-elsewhere';
      readonly driver: string;
      readonly destination: string | undefined;
    }
  | { readonly kind: 'log-driver-unknown'; readonly driver: string }
  | { readonly kind: 'custom-endpoint'; readonly service: ServiceName; readonly endpoint: string }
  | { readonly kind: 'firelens-configuration-unseen' }
  | { readonly kind: 'undecided'; readonly expression: string }
  | {
      readonly kind: 'file-system';
      readonly fileSystem: 'EFS' | 'S3 Files' | 'FSx for Windows';
      readonly port: number;
    }
  | { readonly kind: 'app-mesh' }
  | { readonly kind: 'platform-version-old'; readonly platformVersion: string }
  | { readonly kind: 'managed-instances' }
  | { readonly kind: 'ecs-anywhere' }
  | { readonly kind: 'capacity-unknown' }
  | { readonly kind: 'instances-pull' }
  | { readonly kind: 'public-address' }
  | { readonly kind: 'exec-configuration-unread' }
  | { readonly kind: 'definition-other-region'; readonly region: string }
  /** Always there: what no definition tells. */
  | { readonly kind: 'not-in-definition'; readonly serviceKnown: boolean };

export type WorkloadFinding = WorkloadFindingData & {
  /** Who it concerns: `web:nginx (image)`, `shop/web (platformVersion)`, … */
  readonly origin: readonly string[];
};

export type WorkloadFindingKind = WorkloadFinding['kind'];

const SEVERITY: Readonly<Record<WorkloadFindingKind, WorkloadSeverity>> = {
  'image-docker-hub': 'warning',
  'image-public-ecr': 'warning',
  'image-other-registry': 'warning',
  'image-ecr-other-region': 'warning',
  'image-ecr-other-account': 'note',
  'image-ecr-unusual-name': 'warning',
  'image-pull-through-cache': 'warning',
  'image-uppercase': 'warning',
  'image-unknown': 'warning',
  'image-ecr-by-name': 'note',
  'image-private-registry': 'warning',
  'region-open': 'note',
  'platform-open': 'note',
  template: 'note',
  'windows-base-layers': 'note',
  'other-region': 'warning',
  'secret-unknown': 'warning',
  'log-destination-elsewhere': 'warning',
  'log-driver-unknown': 'warning',
  'custom-endpoint': 'warning',
  'firelens-configuration-unseen': 'warning',
  undecided: 'warning',
  'file-system': 'note',
  'app-mesh': 'warning',
  'platform-version-old': 'warning',
  'managed-instances': 'warning',
  'ecs-anywhere': 'warning',
  'capacity-unknown': 'warning',
  'instances-pull': 'note',
  'public-address': 'note',
  'exec-configuration-unread': 'warning',
  'definition-other-region': 'warning',
  'not-in-definition': 'note',
};

export const findingSeverity = ({ kind }: WorkloadFinding): WorkloadSeverity => SEVERITY[kind];

/**
 * What a finding means and what to do about it, in plain sentences, without who it concerns.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export const findingSentence = (finding: WorkloadFindingData): string => oneLine(sentence(finding));

function sentence(finding: WorkloadFindingData): string {
  switch (finding.kind) {
    case 'image-docker-hub':
      return `${finding.image} is pulled from Docker Hub, which has no VPC endpoint, so the pull needs internet access. ${COPY}`;
    case 'image-public-ecr':
      return `${finding.image} is pulled from ECR Public, which has no VPC endpoint, so the pull needs internet access. ${COPY}`;
    case 'image-other-registry':
      return `${finding.image} is pulled from ${finding.host}, which has no VPC endpoint, so the pull follows the route table. ${COPY}`;
    case 'image-ecr-other-region':
      return `${otherRegionSubject(finding)} Without endpoints for that Region the pull follows the route table. ${otherRegionAdvice(finding)}`;
    case 'image-ecr-other-account':
      return `${finding.image} is in account ${finding.account}. The pull goes through the same endpoints, if the repository's policy and the endpoints' policies allow it.`;
    case 'image-ecr-unusual-name':
      return `${finding.image} ${UNUSUAL[finding.unusual]} Write ${finding.instead} instead.${finding.unusual === 'dual-stack' ? ' Only tasks without IPv4 addresses need the dual-stack name.' : ''}`;
    case 'image-pull-through-cache':
      return `${finding.image} looks like it is in a pull-through cache, by the name of the repository. ECR needs internet access for the first pull of a tag and to refresh it once in 24 hours. Pull it once from somewhere with internet access, or copy the image to a repository that isn't a cache.`;
    case 'image-uppercase':
      return `${finding.image} can't be pulled: repository names are lower case.`;
    case 'image-unknown':
      return `${finding.image === '' ? 'The image' : finding.image} is filled in later. It is counted as private ECR of this Region. If it comes from another registry, no endpoint reaches it.`;
    case 'image-ecr-by-name':
      return `${finding.image} is filled in later, and is in ECR by its name. It is counted as private ECR of this Region.`;
    case 'image-private-registry':
      return `${finding.image === '' ? 'The image' : finding.image} is filled in later, and is pulled with registry credentials, which ECR does not take: it comes from a private registry that no endpoint reaches. The pull follows the route table. ${COPY}`;
    case 'region-open':
      return `The Region in ${finding.text} is filled in later. It is counted as this Region, ${finding.region}.`;
    case 'platform-open':
      return `${finding.text} is filled in later, so whether the tasks run on Windows is not known. The plan is the same for both.`;
    case 'template':
      return templateSentence(finding.placeholders, finding.conditions);
    case 'windows-base-layers':
      return 'Images built on Windows base images older than June 2023 fetch their base layers from mcr.microsoft.com, which no endpoint reaches. Build on a newer base image, whose layers are in ECR with the rest.';
    case 'other-region':
      return `${otherRegionSubject(finding)} Without an endpoint for that Region it follows the route table. ${otherRegionAdvice(finding)}`;
    case 'secret-unknown':
      return `Whether ${finding.valueFrom} is in Secrets Manager or in Parameter Store of this Region can't be determined. Add the right one with --services secretsmanager or --services ssm.`;
    case 'log-destination-elsewhere':
      return `The ${finding.driver} log driver sends to ${finding.destination ?? 'a destination of its own'}, which no endpoint here covers, so logs follow the route table.`;
    case 'log-driver-unknown':
      return `Can't tell where log driver ${finding.driver} writes. Add the AWS services it uses with --services.`;
    case 'custom-endpoint':
      return `${finding.service} is called at ${finding.endpoint} instead of by its own name, so it can't be determined whether that goes through the endpoint.`;
    case 'firelens-configuration-unseen':
      return 'FireLens has a configuration of its own, whose destinations cannot be seen here. Add the AWS services that it writes to with --services.';
    case 'undecided':
      return `${finding.expression} is decided only later, so what it adds isn't counted.`;
    case 'file-system':
      return `${finding.fileSystem} uses mount targets in your subnets (TCP ${finding.port}), not a VPC endpoint. This tool doesn't check that they exist.`;
    case 'app-mesh':
      return 'The App Mesh proxy takes its configuration from appmesh-envoy-management, whose endpoint this tool does not make. App Mesh is discontinued as of 30 September 2026; Service Connect takes its place.';
    case 'platform-version-old':
      return `Fargate platform version ${finding.platformVersion} fetches ECR tokens and secrets over a network of Fargate's own; the plan holds for 1.4.0 and later. Update the service to LATEST.`;
    case 'managed-instances':
      return 'ECS Managed Instances are out of scope: AWS does not say that they run without a way to the internet. Nothing is added for them.';
    case 'ecs-anywhere':
      return 'External instances (ECS Anywhere) are beyond this tool: they run outside the VPC, and how they reach AWS is not read. Nothing is added for them.';
    case 'capacity-unknown':
      return 'What kind of capacity runs these tasks could not be read. Pass --launch-type.';
    case 'instances-pull':
      return 'On EC2 the container instance pulls the images, fetches the secrets and sends the logs: its subnets and security groups decide, not those of the tasks. Pass the subnets of the instances with --subnets.';
    case 'public-address':
      return 'The tasks get public addresses (assignPublicIp ENABLED). With the endpoints they can start without one: set it to DISABLED unless the application needs it.';
    case 'exec-configuration-unread':
      return "How the cluster sets up ECS Exec couldn't be read. If it uses a KMS key or logs of its own, add --services kms, logs or s3.";
    case 'definition-other-region':
      return `The task definition is registered in ${finding.region}, not in the Region of the VPC.`;
    case 'not-in-definition':
      return finding.serviceKnown
        ? "The task definition doesn't show which AWS APIs the application calls. Add those with --services."
        : "The task definition doesn't show which AWS APIs the application calls, or whether ECS Exec or Service Connect is used. Add those with --services.";
  }
}

/** What is in not in the Region of the VPC. */
export type OtherRegionFinding = Extract<
  WorkloadFindingData,
  { readonly kind: 'image-ecr-other-region' | 'other-region' }
>;

/** What is in another Region, as a sentence. */
export const otherRegionSubject = (finding: OtherRegionFinding): string =>
  finding.kind === 'other-region'
    ? `This goes to ${finding.service} in ${finding.region}.`
    : `${finding.image} is in ECR in ${finding.region}.`;

/** What to do where it does not arrive, or not through an endpoint. */
export const otherRegionAdvice = ({ kind }: OtherRegionFinding): string =>
  kind === 'other-region'
    ? 'Keep it in this Region.'
    : 'Replicate the repository to this Region and update the image reference.';

const SHOWN = 3;

function templateSentence(placeholders: readonly string[], conditions: boolean): string {
  const more = placeholders.length > SHOWN ? ` and ${placeholders.length - SHOWN} more` : '';
  const read =
    placeholders.length === 0
      ? ''
      : `The file is a template. What has no quotes is read as text that is filled in later: ${placeholders.slice(0, SHOWN).join(', ')}${more}.`;
  const all = 'Parts of the file are there only under a condition or in a loop. All of them are counted.';
  return [read, ...(conditions ? [all] : [])].filter(Boolean).join(' ');
}

const COPY = 'Mirror the image to a private ECR repository in this Region.';

const UNUSUAL: Readonly<Record<'dual-stack' | 'fips' | 'port', string>> = {
  'dual-stack':
    'names the dual-stack registry. Pages of AWS disagree on whether an endpoint answers for that name.',
  fips: "names the FIPS registry, which the ecr.dkr endpoint doesn't serve. If AWS offers the ecr-fips.dkr endpoint in the Region, add --services ecr-fips.dkr.",
  port: 'names a port other than 443, on which neither ECR nor its endpoint answers.',
};
