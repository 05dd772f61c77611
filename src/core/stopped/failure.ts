/**
 * What a message says went wrong, whatever it is about. `no-connection`, `no-name`, `endpoint-policy`, `denied` and `not-told`
 * can come from the VPC's endpoints; the others can't.
 */
export type FailureKind =
  | 'no-connection'
  | 'no-name'
  | 'endpoint-policy'
  /** Access is denied, and the message doesn't say by what. */
  | 'denied'
  /** The message names the step that failed, and no cause: Fargate cuts long messages. */
  | 'not-told'
  /** A host that no VPC endpoint reaches. */
  | 'outside'
  /** An AWS service of another Region. */
  | 'other-region'
  | 'proxy'
  | 'certificate'
  | 'role'
  | 'secret'
  | 'log-group'
  | 'image'
  | 'platform'
  | 'rate-limit'
  /** The service replied with an error of its own, so it was reached. */
  | 'answered'
  | 'volume'
  /** The host name of a file system doesn't resolve: decided by the VPC's DNS, and not by endpoints. */
  | 'volume-name'
  | 'disk'
  | 'memory'
  | 'health-check'
  | 'capacity'
  | 'container'
  | 'ended'
  | 'unrecognized';

/** Kinds that are decided by the VPC's endpoints, or may be. */
const OF_ENDPOINTS = ['no-connection', 'no-name', 'endpoint-policy', 'denied', 'not-told'] as const;
export type EndpointFailure = (typeof OF_ENDPOINTS)[number];

/** Whether the VPC's endpoints can be the cause. */
export const isEndpointFailure = (kind: FailureKind): kind is EndpointFailure =>
  OF_ENDPOINTS.some((one) => one === kind);

/** What mounts a volume, or the host of a file system. */
const OF_VOLUME =
  /\bEFS (utils|volume|mount)|mount\.nfs|failed to mount|CannotCreateVolume|\bFSx\b|\bfs-[0-9a-f]+\.(efs|fsx)\./i;

/**
 * How resolvers say that a name has no address: Go, curl, Node.js, glibc and musl, Java and .NET, EFS utils. What follows
 * `failed to resolve` in containerd's words is an image.
 */
const NO_NAME =
  /no such host|unknown ?host|server misbehaving|name resolution|could(n't| not) resolve|\bENOTFOUND\b|\bEAI_AGAIN\b|name or service not known|name does not resolve|failed to resolve (server )?"?([\w-]+\.)+[a-z]{2,}\b(?!\/|[:.]\w)|:53: (read|i\/o)/i;

/** Both patterns in one text, in any order. */
const both = (one: RegExp, other: RegExp): RegExp =>
  new RegExp(`^(?=.*(?:${one.source}))(?=.*(?:${other.source}))`, 'i');

/**
 * How each kind shows, the first that is found decides: causes that are named come before connections that failed, since
 * messages of both contain words like `timed out`. All take words that AWS, Docker, containerd and Go's network library use.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
 */
const FAILURES: readonly (readonly [FailureKind, RegExp])[] = [
  ['endpoint-policy', /vpc endpoint polic/i],
  // Of a volume it is a host, also where the message is cut.
  ['volume-name', both(OF_VOLUME, new RegExp(`${NO_NAME.source}|failed to resolve(?! ref)`, 'i'))],
  ['volume', OF_VOLUME],
  ['proxy', /proxyconnect|407 Proxy/i],
  [
    'certificate',
    /x509:|certificate (signed|verif|has expired|is not trusted)|failed to verify certificate/i,
  ],
  [
    'log-group',
    /log group (does not|doesn't) exist|cannot find the \S* ?CloudWatch log group|MissingEndpoint/i,
  ],
  [
    'secret',
    /can't find the specified secret|invalid ssm parameters|ParameterNotFound|json key|marked for deletion|looking for beginning of value|GetSecretValueInput|must be a valid name or ARN|unexpected ARN format|DecryptionFailure|whether the (secret|parameter) exists/i,
  ],
  ['platform', /matching platform|exec format error/i],
  ['rate-limit', /too ?many ?requests|pull rate limit|ThrottlingException|Rate exceeded/i],
  ['disk', /no space left on device|disk quota exceeded/i],
  [
    'capacity',
    /capacity is unavailable|no container instance|insufficient (free addresses|capacity|cpu|memory)|free addresses in subnet|network interface provision|\bSpot (task|instance|interruption)|SpotInterruption|concurrent(ly)? run/i,
  ],
  ['capacity', /\bRESOURCE:[A-Z]/],
  ['memory', /OutOfMemory|out of memory|oom-?kill|due to memory usage/i],
  ['health-check', /health ?checks?\b/i],
  ['container', /could not transition|executable file not found|port is already allocated/i],
  [
    'role',
    /(unable|failed|not able) to assume|sts:AssumeRole|NoCredentialProviders|no EC2 IMDS role|no basic auth credentials|(identity|resource)-based policy|service control policy|permissions boundary|session policy|role has the permissions|UnrecognizedClient|InvalidClientTokenId|ExpiredToken/i,
  ],
  ['denied', /AccessDenied|not authorized to perform|\b40[13]\b(?! ms\b)|forbidden|unauthorized/i],
  [
    'image',
    /manifest unknown|name unknown|repository does not exist|RepositoryNotFound|invalid reference format|pull access denied|no such image|(image|manifest|\bref(erence)?)\b.*\bnot found\b/i,
  ],
  ['answered', /StatusCode: ?[1-9]\d\d|status code:? ?[1-9]\d\d/i],
  ['no-name', NO_NAME],
  [
    'no-connection',
    /i\/o timeout|timed ?out|connect(ion)? timeout|could(n't| not) connect|ECONN(REFUSED|RESET)|E(HOST|NET)UNREACH|timeout exceeded|deadline exceeded|request ?cancell?ed|context cancell?ed|connection issue|network configuration|no route to host|network is unreachable|connection (refused|reset)|send request failed|failed to do request|signal: killed|handshake timeout|StatusCode: ?0\b|nil pointer dereference|RequestError/i,
  ],
];

/** What says only that a task ended: looked for where nothing else is found. */
const LAST: readonly (readonly [FailureKind, RegExp])[] = [
  ['container', /Essential container|CannotStartContainer|CannotStopContainer|CannotInspectContainer/i],
  [
    'ended',
    /scaling activity|stopped by|user ?initiated|ServiceScheduler|TerminationNotice|InfrastructureHealth|maintenance|retire|deployment|Host EC2|deregister/i,
  ],
];

/** The kind of failure that words speak of, and undefined where they name a cause of none. */
export const failureIn = (words: string): FailureKind | undefined => firstIn(FAILURES, words);

/** The same where nothing but the end of the task is told. */
export const endIn = (words: string): FailureKind | undefined => firstIn(LAST, words);

const firstIn = (table: readonly (readonly [FailureKind, RegExp])[], words: string) =>
  table.find(([, pattern]) => pattern.test(words))?.[0];
