import fc from 'fast-check';
import type { KnownService } from '../../src/core/catalogue.ts';
import { urlSuffixOf } from '../../src/core/network/regions.ts';
import type { FailureKind } from '../../src/core/stopped/failure.ts';

/** What varies in messages: Regions with their domains, accounts, addresses, names, counts. */
export interface Parts {
  readonly region: string;
  readonly suffix: string;
  readonly account: string;
  /** An address that isn't in the VPC. */
  readonly address: string;
  readonly repository: string;
  readonly tag: string;
  readonly secret: string;
  readonly role: string;
  readonly count: number;
  readonly id: string;
}

/** Names that read like causes: they must not be taken for any. */
const word = fc.constantFrom(
  ...[
    'web',
    'health-check',
    'forbidden',
    'timeout',
    'disk-full',
    'not-found',
    'oom',
    'capacity',
    'secret-store',
  ],
  ...[
    'iam-role',
    'x509-tool',
    'spot',
    'efs-mount',
    'deployment',
    'logs',
    'ssm',
    'throttling',
    'proxy',
    '403',
  ],
);
const name = fc.tuple(word, fc.nat(99)).map(([one, number]) => `${one}${number % 2 ? number : ''}`);
const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((all) => all.join(''));

export const parts: fc.Arbitrary<Parts> = fc
  .record({
    region: fc.constantFrom(
      'eu-west-1',
      'us-east-1',
      'ap-southeast-2',
      'us-gov-west-1',
      'cn-north-1',
      'eu-central-1',
    ),
    account: fc.integer({ min: 100_000_000_000, max: 999_999_999_999 }).map(String),
    address: fc
      .tuple(fc.integer({ min: 3, max: 9 }), fc.nat(255), fc.nat(255), fc.nat(255))
      .map((all) => all.join('.')),
    repository: fc.tuple(name, name).map((all) => all.join('/')),
    tag: fc.oneof(name, hex(7), fc.constant('latest')),
    secret: fc.tuple(name, name).map((all) => all.join('/')),
    role: name,
    count: fc.integer({ min: 1, max: 7 }),
    id: hex(32),
  })
  .map((all) => ({ ...all, suffix: urlSuffixOf(all.region) }));

export type Message = (parts: Parts) => string;

const times = (count: number) => `has been retried ${count} time(s)`;
const auth = 'ResourceInitializationError: unable to pull secrets or registry auth:';
const older = `${auth} execution resource retrieval failed:`;
const registry = ({ account, region, suffix }: Parts) => `${account}.dkr.ecr.${region}.${suffix}`;
const image = (all: Parts) => `${registry(all)}/${all.repository}:${all.tag}`;
const secretArn = ({ region, account, secret }: Parts) =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${secret}-aBcDeF`;
const layer = ({ region, suffix, account, id }: Parts) =>
  `https://prod-${region}-starport-layer-bucket.s3.${region}.${suffix}/${id.slice(0, 4)}-${account}-${id}/x?X-Amz-Expires=3600`;
const CONNECTION = 'Check your task network configuration.';
const roleArn = ({ account, role, id }: Parts) => `arn:aws:sts::${account}:assumed-role/${role}/${id}`;

/** Messages about the network, by the service that can't be reached, as agents and Fargate of several years write them. */
export const OF_SERVICES: Readonly<Record<string, readonly Message[]>> = {
  'ecr.api': [
    ({ region, suffix, address, count }) =>
      `${older} unable to retrieve ecr registry auth: service call ${times(count)}: RequestError: send request failed caused by: Post "https://api.ecr.${region}.${suffix}/": dial tcp ${address}:443: i/o timeout. Please check your task network configuration.`,
    ({ region, suffix, address }) =>
      `${auth} The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. ${CONNECTION} RequestError: send request failed caused by: Post "https://api.ecr.${region}.${suffix}/": dial tcp ${address}:443: i/o timeout`,
    ({ region, suffix, address, id, count }) =>
      `service web was unable to place a task. Reason: ${auth} The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. ${CONNECTION} operation error ECR: GetAuthorizationToken, exceeded maximum number of attempts, ${count}, https response error StatusCode: 0, RequestID: ${id}, request send failed, Post "https://api.ecr.${region}.${suffix}/": dial tcp ${address}:443: i/o timeout.`,
    () =>
      `${auth} unable to retrieve ecr registry auth: There is a connection issue between the task and Amazon ECR. ${CONNECTION}`,
    ({ region, address }) =>
      `${older} unable to retrieve ecr registry auth: Post https://ecr.${region}.api.aws/: dial tcp ${address}:443: connect: connection refused`,
  ],
  'ecr.dkr': [
    (all) =>
      `CannotPullContainerError: Error response from daemon: Get https://${registry(all)}/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
    (all) =>
      `CannotPullContainerError: API error (500): Get "https://${registry(all)}/v2/": context deadline exceeded`,
    (all) =>
      `CannotPullContainerError: pull image manifest ${times(all.count)}: failed to resolve ref ${image(all)}: failed to do request: Head "https://${registry(all)}/v2/${all.repository}/manifests/${all.tag}": dial tcp ${all.address}:443: i/o timeout`,
    (all) =>
      `CannotPullContainerError: inspect image ${times(all.count)}: failed to resolve ref "${image(all)}": failed to do request: Head https://${registry(all)}/v2/${all.repository}/manifests/${all.tag}: dial tcp ${all.address}:443: i/o timeout`,
    ({ account, region, repository, address }) =>
      `CannotPullContainerError: failed to do request: Head "https://${account}.dkr-ecr.${region}.on.aws/v2/${repository}/manifests/1": dial tcp ${address}:443: i/o timeout`,
  ],
  s3: [
    (all) =>
      `CannotPullContainerError: ref pull ${times(all.count)}: failed to copy: httpReadSeeker: failed open: failed to do request: Get "${layer(all)}": dial tcp ${all.address}:443: i/o timeout`,
    (all) =>
      `CannotPullContainerError: error pulling image configuration: Get ${layer(all)}: net/http: request canceled while waiting for connection`,
    () =>
      'CannotPullContainerError: pull command failed: panic: runtime error: invalid memory address or nil pointer dereference',
    ({ address }) =>
      `CannotPullContainerError: error pulling image configuration: download failed after attempts=6: dial tcp ${address}:443: i/o timeout`,
    () =>
      'ResourceInitializationError: failed to download env files: file download command: non empty error stream: RequestCanceled: request context canceled caused by: context deadline exceeded',
  ],
  secretsmanager: [
    (all) =>
      `${older} unable to retrieve secret from asm: service call ${times(all.count)}: failed to fetch secret ${secretArn(all)} from secrets manager: RequestCanceled: request context canceled caused by: context deadline exceeded. Please check your task network configuration.`,
    (all) =>
      `${auth} unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. ${CONNECTION} failed to fetch secret ${secretArn(all)} from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded`,
    ({ region, suffix, address }) =>
      `${older} unable to get registry auth from asm: service call has been retried 1 time(s): asm fetching secret from the service: RequestError: send request failed caused by: Post "https://secretsmanager.${region}.${suffix}/": dial tcp ${address}:443: i/o timeout`,
  ],
  ssm: [
    ({ count }) =>
      `${older} unable to retrieve secrets from ssm: service call ${times(count)}: RequestCanceled: request context canceled caused by: context deadline exceeded`,
    () =>
      `${auth} unable to retrieve secrets from ssm: The task cannot pull secrets from AWS Systems Manager. There is a connection issue between the task and AWS Systems Manager Parameter Store. ${CONNECTION} operation error SSM: GetParameters, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded`,
  ],
  logs: [
    () => 'ResourceInitializationError: failed to validate logger args: : signal: killed',
    ({ region, suffix, address, count }) =>
      `ResourceInitializationError: failed to validate logger args: create stream ${times(count)}: failed to create Cloudwatch log stream: RequestError: send request failed caused by: Post "https://logs.${region}.${suffix}/": dial tcp ${address}:443: i/o timeout : exit status 1`,
    ({ region, suffix, address }) =>
      `CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: RequestError: send request failed caused by: Post https://logs.${region}.${suffix}/: dial tcp ${address}:443: i/o timeout`,
    () =>
      'ResourceInitializationError: failed to validate logger args: The task cannot find the logging configuration. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration.',
  ],
  ecs: [
    ({ region, suffix, address }) =>
      `level=error msg="Unable to discover poll endpoint" error="RequestError: send request failed\ncaused by: Post \\"https://ecs.${region}.${suffix}/\\": dial tcp ${address}:443: i/o timeout" module=client.go`,
  ],
  'ecs-agent': [
    ({ region, suffix, address, count }) =>
      `Error connecting to ACS: websocket client: unable to dial ecs-a-${count}.${region}.${suffix} response: : dial tcp ${address}:443: i/o timeout`,
  ],
  'ecs-telemetry': [
    ({ region, suffix, address, count }) =>
      `Error connecting to TCS: unable to connect: Get "https://ecs-t-${count}.${region}.${suffix}/ws": dial tcp ${address}:443: i/o timeout`,
  ],
};

/** What stands before the Region in the hosts of services. */
export const HOSTS = {
  'ecr.api': ['api.ecr'],
  'ecr.dkr': ['111122223333.dkr.ecr'],
  s3: ['s3', 'shop-data.s3'],
  secretsmanager: ['secretsmanager'],
  ssm: ['ssm'],
  logs: ['logs'],
  ecs: ['ecs'],
  sqs: ['sqs'],
} as const satisfies Partial<Record<KnownService, readonly string[]>>;

/** What a program says of a host, in the words of its language. */
export type HostMessage = (host: string, parts: Parts) => string;

/** A host that can't be reached: Java, curl, Go, Node.js, Python, .NET, agents of AWS. */
export const UNREACHED: Readonly<Record<string, HostMessage>> = {
  java: (host, { address }) => `Connect to ${host}:443 [${host}/${address}] failed: connect timed out`,
  'java, refused': (host, { address }) =>
    `org.apache.http.conn.HttpHostConnectException: Connect to ${host}:443 [${host}/${address}] failed: Connection refused`,
  curl: (host, { count }) =>
    `curl: (28) Failed to connect to ${host} port 443 after ${count * 1337} ms: Connection timed out`,
  'curl, in an odd time': (host) =>
    `curl: (28) Failed to connect to ${host} port 443 after 403 ms: Connection timed out`,
  'curl, newer': (host, { count }) =>
    `curl: (7) Failed to connect to ${host} port 443 after ${count} ms: Couldn't connect to server`,
  go: (host) => `${host}:443: i/o timeout`,
  node: (host, { address }) => `connect ETIMEDOUT ${address}:443 (${host})`,
  python: (host) => `Could not connect to the endpoint URL: "https://${host}/"`,
  'python, timed out': (host) => `Connect timeout on endpoint URL: "https://${host}/"`,
  pull: (host) => `CannotPullContainerError: Request to ${host} timed out`,
  'in quotes': (host) => `CannotPullContainerError: no route to host "${host}"`,
  'after the image': (host, parts) => `pulling ${image(parts)}: Request to ${host} timed out.`,
};

/** A host whose name doesn't resolve: Node.js, curl, Go, glibc, Java, musl, Python. */
export const UNRESOLVED: Readonly<Record<string, HostMessage>> = {
  node: (host) => `getaddrinfo ENOTFOUND ${host}`,
  'node, for now': (host) => `Error: getaddrinfo EAI_AGAIN ${host}`,
  curl: (host) => `curl: (6) Could not resolve host: ${host}`,
  'curl, shorter': (host) => `Could not resolve host: ${host}`,
  go: (host) => `Post "https://${host}/": dial tcp: lookup ${host} on 10.0.0.2:53: no such host`,
  glibc: (host) => `${host}: Name or service not known`,
  java: (host) => `Caused by: java.net.UnknownHostException: ${host}`,
  python: (host) => `Failed to resolve '${host}' ([Errno -3] Temporary failure in name resolution)`,
  pull: (host) => `CannotPullContainerError: Could not resolve host: ${host}`,
};

/** Messages that no endpoint is to blame for, by their kind. */
export const OF_OTHERS: Readonly<Partial<Record<FailureKind, readonly Message[]>>> = {
  outside: [
    ({ repository, tag, address, count }) =>
      `CannotPullContainerError: pull image manifest ${times(count)}: failed to resolve ref docker.io/${repository}:${tag}: failed to do request: Head "https://registry-1.docker.io/v2/${repository}/manifests/${tag}": dial tcp ${address}:443: i/o timeout`,
    ({ repository, address }) =>
      `CannotPullContainerError: failed to do request: Head "https://public.ecr.aws/v2/${repository}/manifests/1": dial tcp ${address}:443: i/o timeout`,
    ({ repository, tag }) =>
      `CannotPullContainerError: The task cannot pull ghcr.io/${repository}:${tag} from the registry. There is a connection issue between the task and the registry. ${CONNECTION}`,
  ],
  'other-region': [
    ({ account, repository, address }) =>
      `CannotPullContainerError: failed to do request: Head "https://${account}.dkr.ecr.sa-east-1.amazonaws.com/v2/${repository}/manifests/1": dial tcp ${address}:443: i/o timeout`,
  ],
  proxy: [
    ({ region, suffix }) =>
      `${older} unable to retrieve ecr registry auth: Post "https://api.ecr.${region}.${suffix}/": proxyconnect tcp: dial tcp 10.9.9.9:3128: i/o timeout`,
  ],
  certificate: [
    (all) =>
      `CannotPullContainerError: Get "https://${registry(all)}/v2/": x509: certificate signed by unknown authority`,
  ],
  role: [
    (all) =>
      `${older} unable to retrieve ecr registry auth: service call ${times(all.count)}: AccessDeniedException: User: ${roleArn(all)} is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action`,
    ({ account, role }) =>
      `ECS was unable to assume the role 'arn:aws:iam::${account}:role/${role}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions.`,
    (all) =>
      `CannotPullContainerError: API error (404): Get https://${registry(all)}/v2/${all.repository}/manifests/${all.tag}: no basic auth credentials`,
    (all) =>
      `${older} unable to retrieve secret from asm: service call ${times(all.count)}: failed to fetch secret ${secretArn(all)} from secrets manager: AccessDeniedException: User: ${roleArn(all)} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${secretArn(all)} because no resource-based policy allows the secretsmanager:GetSecretValue action`,
    () =>
      `${older} unable to retrieve ecr registry auth: service call has been retried 1 time(s): NoCredentialProviders: no valid providers in chain. Deprecated.`,
  ],
  secret: [
    (all) =>
      `${older} unable to retrieve secret from asm: service call ${times(all.count)}: failed to fetch secret ${secretArn(all)} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
    ({ secret }) =>
      `${older} unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: ${secret}`,
    (all) =>
      `${older} unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key ${all.role}`,
  ],
  'log-group': [
    () =>
      'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1',
  ],
  image: [
    (all) =>
      `CannotPullContainerError: inspect image ${times(all.count)}: failed to resolve ref "${image(all)}": ${image(all)}: not found`,
    (all) =>
      `CannotPullContainerError: Error response from daemon: manifest for ${image(all)} not found: manifest unknown: Requested image not found`,
    ({ repository }) =>
      `CannotPullContainerError: Error response from daemon: pull access denied for ${repository}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
  ],
  platform: [
    ({ count }) =>
      `CannotPullContainerError: pull image manifest ${times(count)}: image Manifest does not contain descriptor matching platform 'linux/amd64'`,
    () => 'exec /usr/local/bin/docker-entrypoint.sh: exec format error',
  ],
  'rate-limit': [
    () =>
      'CannotPullContainerError: inspect image has been retried 5 time(s): httpReaderSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/x/manifests/1: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
    () =>
      'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: ThrottlingException: Rate exceeded status code: 400, request id: ',
  ],
  answered: [
    ({ id }) =>
      `${auth} unable to retrieve secret from asm: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 500, RequestID: ${id}, InternalServiceError`,
  ],
  disk: [
    () =>
      'CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device',
    ({ id }) =>
      `CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer sha256:${id}: write /var/lib/containerd/x: no space left on device: unknown`,
  ],
  memory: [() => 'OutOfMemoryError: Container killed due to memory usage'],
  'health-check': [
    ({ account, region, role }) =>
      `Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/${role}/1)`,
    () => 'Task failed container health checks',
    () =>
      'Task failed ELB health checks in (instance i-0123456789abcdef0) (port 80) (reason Request timed out)',
  ],
  'volume-name': [
    ({ region, suffix, id }) =>
      `ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-${id.slice(0, 17)}.efs.${region}.${suffix}" - check that your file system ID is correct`,
    ({ region, suffix, id }) =>
      `ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-${id.slice(0, 17)}.efs.${region}.${suffix}"`,
    ({ id }) =>
      `ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-${id.slice(0, 17)}.ef`,
    ({ region, suffix, id }) => `Could not resolve host: fs-${id.slice(0, 8)}.efs.${region}.${suffix}`,
    ({ region, suffix, id }) =>
      `dial tcp: lookup fs-${id.slice(0, 17)}.efs.${region}.${suffix} on 10.0.0.2:53: no such host`,
    ({ region, suffix, id }) =>
      `mount.nfs4: Failed to resolve server fs-${id.slice(0, 17)}.fsx.${region}.${suffix}: Name or service not known`,
  ],
  volume: [
    () =>
      'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: Connection timed out',
  ],
  capacity: [
    () => 'Capacity is unavailable at this time. Please try again later or in a different availability zone',
    () =>
      'service web was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.',
    () => 'RESOURCE:MEMORY',
    () => 'Timeout waiting for network interface provisioning to complete.',
    () => 'Your Spot Task was interrupted.',
  ],
  container: [
    () => 'Essential container in task exited',
    () => 'DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s',
    () =>
      'CannotStartContainerError: Error response from daemon: failed to create shim task: OCI runtime create failed: exec: "serve": executable file not found in $PATH: unknown',
  ],
  ended: [
    ({ id }) => `Scaling activity initiated by (deployment ecs-svc/${id})`,
    () => 'Task stopped by user',
    () => 'ECS is performing maintenance on the underlying infrastructure hosting the task.',
    () => 'UserInitiated',
  ],
  unrecognized: [() => 'Something else altogether', ({ id }) => id],
};
