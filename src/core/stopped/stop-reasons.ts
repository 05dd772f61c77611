import type { KnownService, ServiceName } from '../catalogue.ts';
import type { RuleId } from '../findings/rule.ts';
import { type FailureKind, isEndpointFailure } from './failure.ts';

/** The parts of docs/troubleshooting.md that are about tasks. */
export type Part = 'image' | 'start' | 'agent' | 'elsewhere';

/** What people find in a message, and what it points to. */
export interface StopReason {
  readonly part: Part;
  /** What the message contains, in Markdown: its words as code, and what is between them. */
  readonly message: string;
  /** The services that can't be reached; empty where no endpoint is the cause. */
  readonly services: readonly KnownService[];
  readonly kinds: readonly FailureKind[];
  /** Where the name of the host resolved to, if that decides. */
  readonly address?: 'public' | 'in-vpc';
  /** What it means, as a part of a sentence that begins with "The message says: ". */
  readonly means: string;
  /** The rules that can be the cause. */
  readonly rules: readonly RuleId[];
  /** What to look at where no rule says it. */
  readonly lookAt?: string;
}

/**
 * Every message that is known, once for docs/troubleshooting.md and for doctor. Which of them a text is, is decided by
 * `readStopReason`; what stands here is what it means.
 */
export const STOP_REASONS: readonly StopReason[] = [
  {
    part: 'image',
    message:
      '`unable to pull secrets or registry auth` … `api.ecr.` … `dial tcp`, a public address … `i/o timeout`',
    services: ['ecr.api'],
    kinds: ['no-connection'],
    address: 'public',
    means: "`ecr.api` can't be reached; its name resolved to a public address, not to an endpoint",
    rules: ['endpoint-missing', 'private-dns-off', 'vpc-dns-hostnames-off', 'custom-dns'],
  },
  {
    part: 'image',
    message:
      '`unable to pull secrets or registry auth` … `api.ecr.` … `dial tcp`, an address in the VPC … `i/o timeout`',
    services: ['ecr.api'],
    kinds: ['no-connection'],
    address: 'in-vpc',
    means: "`ecr.api` can't be reached; its name resolved to an endpoint, which doesn't get the traffic",
    rules: ['endpoint-security-group-blocks', 'task-security-group-blocks', 'nacl-blocks'],
  },
  {
    part: 'image',
    message: '`registry auth` … `connection issue between the task and Amazon ECR`',
    services: ['ecr.api'],
    kinds: ['no-connection'],
    means: "`ecr.api` can't be reached",
    rules: ['endpoint-missing', 'private-dns-off', 'endpoint-security-group-blocks'],
  },
  {
    part: 'image',
    message:
      '`CannotPullContainerError` … `.dkr.ecr.` … `/v2/` … `request canceled while waiting for connection`',
    services: ['ecr.dkr'],
    kinds: ['no-connection'],
    means: "`ecr.dkr` can't be reached",
    rules: ['endpoint-missing', 'private-dns-off', 'endpoint-security-group-blocks'],
  },
  {
    part: 'image',
    message: '`httpReadSeeker: failed open` … `starport-layer-bucket` … `i/o timeout`',
    services: ['s3'],
    kinds: ['no-connection'],
    means: "the image's layers in S3 can't be reached",
    rules: [
      's3-endpoint-missing',
      's3-route-missing',
      's3-route-overridden',
      'task-security-group-blocks',
      'nacl-blocks',
    ],
  },
  {
    part: 'image',
    message: '`httpReadSeeker: failed open` … `starport-layer-bucket` … `403 Forbidden`',
    services: ['s3'],
    kinds: ['denied', 'endpoint-policy'],
    means: "S3 is reached, but a policy denies the image's layers",
    rules: ['endpoint-policy-denies', 'endpoint-policy-undecided'],
  },
  {
    part: 'image',
    message: '`AccessDeniedException` … `ecr:GetAuthorizationToken` … `VPC endpoint policy`',
    services: ['ecr.api', 'ecr.dkr'],
    kinds: ['endpoint-policy'],
    means: 'the endpoint is reached, but its policy denies access',
    rules: ['endpoint-policy-denies', 'endpoint-policy-undecided'],
  },
  {
    part: 'image',
    message: '`api.ecr.` or `.dkr.ecr.` … `no such host`, `ENOTFOUND`, `Could not resolve host`',
    services: ['ecr.api', 'ecr.dkr'],
    kinds: ['no-name'],
    means: "the name of ECR doesn't resolve",
    rules: ['vpc-dns-support-off', 'custom-dns', 'hosted-zone-answers'],
  },
  {
    part: 'image',
    message: '`registry-1.docker.io` … `i/o timeout`',
    services: [],
    kinds: ['outside'],
    means: "a host that no VPC endpoint reaches, such as Docker Hub, can't be reached",
    rules: [],
    lookAt:
      'copy the image to a private ECR repository in the Region, or keep a way to the internet, such as NAT',
  },
  {
    part: 'image',
    message: '`.dkr.ecr.` with another Region … `i/o timeout`',
    services: [],
    kinds: ['other-region'],
    means: "an AWS service of another Region can't be reached",
    rules: [],
    lookAt:
      'replicate the image or secret to the Region of the tasks, or keep a way to the internet, such as NAT',
  },
  {
    part: 'start',
    message:
      '`unable to retrieve secret from asm`, or `connection issue between the task and AWS Secrets Manager`',
    services: ['secretsmanager'],
    kinds: ['no-connection', 'not-told'],
    means: "Secrets Manager can't be reached",
    rules: ['endpoint-missing'],
  },
  {
    part: 'start',
    message:
      '`unable to retrieve secrets from ssm`, or `connection issue between the task and AWS Systems Manager`',
    services: ['ssm'],
    kinds: ['no-connection', 'not-told'],
    means: "Parameter Store can't be reached",
    rules: ['endpoint-missing'],
  },
  {
    part: 'start',
    message: '`failed to validate logger args`, or `connection issue between the task and Amazon CloudWatch`',
    services: ['logs'],
    kinds: ['no-connection', 'not-told'],
    means: "CloudWatch Logs can't be reached",
    rules: ['endpoint-missing'],
  },
  {
    part: 'start',
    message: '`execute command failed` on `aws ecs execute-command`',
    services: ['ssmmessages'],
    kinds: ['no-connection', 'not-told'],
    means: "Systems Manager messages can't be reached, or ECS Exec isn't enabled",
    rules: ['endpoint-missing'],
    lookAt: 'run doctor with --task and --exec, and add `kms` if the cluster encrypts sessions',
  },
  {
    part: 'start',
    message: '`EFS utils` … `Failed to resolve` … `.efs.`',
    services: [],
    kinds: ['volume-name'],
    means: "the name of a file system doesn't resolve",
    rules: ['vpc-dns-support-off', 'vpc-dns-hostnames-off', 'custom-dns'],
    lookAt:
      "the file system's ID, its mount target in the Availability Zone of the task, and the VPC's DNS attributes and servers",
  },
  {
    part: 'agent',
    message: '`unable to discover poll endpoint`',
    services: ['ecs'],
    kinds: ['no-connection', 'not-told'],
    means: "`ecs` can't be reached",
    rules: ['endpoint-missing', 'ecs-endpoints-partial'],
  },
  {
    part: 'agent',
    message: '`Error connecting to ACS`',
    services: ['ecs-agent'],
    kinds: ['no-connection', 'not-told'],
    means: "`ecs-agent` can't be reached",
    rules: ['ecs-endpoints-partial'],
  },
  {
    part: 'agent',
    message: '`Error connecting to TCS`',
    services: ['ecs-telemetry'],
    kinds: ['no-connection', 'not-told'],
    means: "`ecs-telemetry` can't be reached",
    rules: ['ecs-endpoints-partial'],
  },
  ...elsewhere([
    [
      'role',
      '`no identity-based policy allows`, `AccessDeniedException`, `unable to assume the role`, `no basic auth credentials`',
      'a role is missing or lacks a permission',
      "the task execution role and its trust policy; on EC2, the instance's role pulls images. A resource policy or an organization's policy can deny, too",
    ],
    [
      'secret',
      "`can't find the specified secret`, `invalid ssm parameters`, `did not contain json key`",
      "a secret or parameter isn't there under this name",
      'the `secrets` of the task definition: ARN, Region, JSON key and version',
    ],
    [
      'log-group',
      '`log group does not exist`, `MissingEndpoint`',
      "the log group isn't there",
      'the `logConfiguration` of the task definition: group, Region, and `awslogs-create-group`',
    ],
    [
      'image',
      '`manifest unknown`, `repository does not exist`, `pull access denied`, `not found`',
      "the image isn't there under this name",
      'the repository, tag or digest in the task definition',
    ],
    [
      'platform',
      '`does not contain descriptor matching platform`, `exec format error`',
      'the image is for another CPU or operating system',
      "the image's architecture and the `runtimePlatform` of the task definition",
    ],
    [
      'rate-limit',
      '`toomanyrequests`, `pull rate limit`, `ThrottlingException`',
      'the service was reached, and limits the rate of requests',
      "sign in to the registry, copy the image to ECR, or raise the service's quota",
    ],
    [
      'answered',
      '`StatusCode: 400`, or another one that is not 0',
      'the service was reached, and refused the request',
      "the error's own text, and the service's status",
    ],
    [
      'disk',
      '`no space left on device`',
      'the disk is full',
      'the `ephemeralStorage` of the task, or the volume of the instance',
    ],
    [
      'memory',
      '`OutOfMemoryError`, `killed due to memory usage`',
      'a container used more memory than it may',
      'the `memory` of the container and the task',
    ],
    [
      'health-check',
      '`failed ELB health checks`, `failed container health checks`',
      'a health check failed',
      "the application's log, the path and port of the check, its grace period, and the group between load balancer and tasks",
    ],
    [
      'volume',
      '`EFS utils`, `mount.nfs`, `CannotCreateVolumeError`',
      "a volume can't be mounted",
      'the mount targets in the Availability Zone, and 2049/tcp between them and the tasks; no endpoint carries this',
    ],
    [
      'capacity',
      '`Capacity is unavailable`, `RESOURCE:MEMORY`, `no container instance met`, `SpotInterruption`',
      'there was no room for the task',
      "the cluster's capacity, the addresses left in the subnets, and the account's quotas",
    ],
    [
      'container',
      '`Essential container in task exited`, `CannotStartContainerError`',
      'a container ended by itself or could not start',
      "its exit code, its command and the application's log",
    ],
    [
      'ended',
      '`Scaling activity initiated`, `Task stopped by user`, a deployment, maintenance',
      'somebody or something stopped the task on purpose',
      "the service's events, and CloudTrail for `StopTask`",
    ],
    [
      'proxy',
      '`proxyconnect`',
      "a proxy of yours can't be reached or refuses",
      'the proxy, and `NO_PROXY` for hosts that have endpoints',
    ],
    [
      'certificate',
      '`x509: certificate`, `failed to verify certificate`',
      "what answered doesn't have AWS's certificate",
      'firewalls that inspect TLS, private hosted zones, and the CA certificates in the image',
    ],
  ]),
];

function elsewhere(
  rows: readonly (readonly [kind: FailureKind, message: string, means: string, lookAt: string])[],
): StopReason[] {
  return rows.map(([kind, message, means, lookAt]) => ({
    part: 'elsewhere',
    message,
    services: [],
    kinds: [kind],
    means,
    rules: [],
    lookAt,
  }));
}

/**
 * What a message of this kind about this service means; undefined for services without a line of their own.
 *
 * @param address where the host's name resolved to, where the message shows it
 */
export const stopReason = (
  kind: FailureKind,
  service: ServiceName | undefined,
  address?: 'public' | 'in-vpc',
): StopReason | undefined =>
  STOP_REASONS.find(
    (reason) =>
      reason.kinds.includes(kind) &&
      (isEndpointFailure(kind) ? reason.services.some((one) => one === service) : true) &&
      (reason.address === undefined || reason.address === address),
  );
