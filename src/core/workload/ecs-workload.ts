import {
  CATALOGUE,
  type EndpointKind,
  isServiceName,
  PULL_SERVICES,
  SERVICES,
  type ServiceName,
} from '../catalogue.ts';
import type { S3Policy } from '../mend.ts';
import { type LaunchType, type Need, SERVICE_CONNECT_BECAUSE } from '../needs.ts';
import { Problem } from '../problem.ts';
import type { EcsService } from './ecs-service.ts';
import { isOpen } from './expressions.ts';
import { imageSource } from './image.ts';
import {
  type ContainerDefinition,
  type Expression,
  isExpressionPart,
  type LogConfiguration,
  type TaskDefinition,
} from './task-definition.ts';
import type { WorkloadFinding, WorkloadFindingData } from './workload-finding.ts';

/** A service that an image's name suggests; to be offered, never added unasked. */
export interface InferredService {
  readonly service: ServiceName;
  readonly kind: EndpointKind;
  /** Why, ending in the image whose name suggests it. */
  readonly because: string;
  readonly origin: readonly string[];
}

/** What task definitions, and the services that run them, tell about a workload. */
export interface EcsWorkload {
  /** Undefined when nothing decides it: then it has to be asked. With both kinds it is `ec2`, which needs more. */
  readonly launchType: LaunchType | undefined;
  /** In the catalogue's order. The ECS agent's own on EC2 come with the launch type, from `needs`. */
  readonly needs: readonly Need[];
  /** Warnings before notes. */
  readonly findings: readonly WorkloadFinding[];
  /** Not among `needs`. */
  readonly inferred: readonly InferredService[];
  readonly windows: boolean;
  /** What S3 is used for beside image layers, each with who uses it. A policy for only the layers would break these. */
  readonly otherS3: readonly { readonly because: string; readonly origin: string }[];
  /** Where services run their tasks; empty when no service was read. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Whether any service gives its tasks public addresses; undefined when no service says. */
  readonly assignPublicIp: boolean | undefined;
}

/**
 * Exactly what the start of these tasks needs, as far as their definitions tell, united over all of them. Images in
 * private ECR of `region` need the pull path and others do not; an image whose registry is not known is taken to be
 * there. Another container, definition or service never takes a need away.
 *
 * @param services services that run the definitions; ECS Exec, Service Connect and the network are theirs to tell
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export function ecsWorkload(
  definitions: readonly TaskDefinition[],
  { region, services }: { readonly region: string; readonly services: readonly EcsService[] },
): EcsWorkload {
  const said = new Said(region);
  for (const definition of definitions) readDefinition(definition, said);
  for (const service of services) readService(service, said);
  const launchType = launchTypeOf(definitions, services, said);
  if (launchType === 'ec2') {
    const origin = services.filter(({ subnetIds }) => subnetIds.length > 0).map(({ name }) => name);
    for (const name of origin) said.find({ kind: 'instances-pull' }, name);
  }
  for (const { label } of definitions) {
    said.find({ kind: 'not-in-definition', serviceKnown: services.length > 0 }, label);
  }

  const withNetwork = services.filter(({ assignPublicIp }) => assignPublicIp !== undefined);
  return {
    launchType,
    needs: said.needs(),
    findings: said.findings(),
    inferred: said.inferred(),
    windows: definitions.some(isWindows) || services.some(({ windows }) => windows),
    otherS3: said.otherS3,
    subnetIds: [...new Set(services.flatMap(({ subnetIds }) => subnetIds))],
    securityGroupIds: [...new Set(services.flatMap(({ securityGroupIds }) => securityGroupIds))],
    assignPublicIp:
      withNetwork.length === 0
        ? undefined
        : withNetwork.some(({ assignPublicIp }) => assignPublicIp === true),
  };
}

/** How a report says who needs a service. */
export function neededBy({ origin }: Pick<Need, 'origin'>): string {
  return `needed by ${origin.join(', ')}`;
}

/**
 * Refuses an S3 endpoint policy that the workload would break on.
 *
 * @throws Problem naming what else uses S3
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
 */
export function assertS3Policy(policy: S3Policy, { otherS3 }: Pick<EcsWorkload, 'otherS3'>): void {
  if (policy === 'full' || otherS3.length === 0) return;
  const uses = otherS3.map(({ because, origin }) => `${because} (${origin})`).join(' ');
  throw new Problem(
    `--s3-policy ecr-only lets only image layers through, but the tasks use S3 otherwise: ${uses} Use --s3-policy full.`,
  );
}

/** Collects what is found; the same thing said by several is said once, naming all of them. */
class Said {
  readonly region: string;
  readonly otherS3: { because: string; origin: string }[] = [];
  readonly #needs = new Map<ServiceName, { because: string[]; origin: string[] }>();
  readonly #findings = new Map<string, { data: WorkloadFindingData; origin: string[] }>();
  readonly #inferred = new Map<ServiceName, { because: string[]; origin: string[] }>();

  constructor(region: string) {
    this.region = region;
  }

  need(service: ServiceName, origin: string, because: string = CATALOGUE[service].because): void {
    gather(this.#needs, service, origin, because);
  }

  /** S3 for something else than layers. */
  needS3(origin: string, because: string): void {
    this.need('s3', origin, because);
    if (!this.otherS3.some((use) => use.because === because && use.origin === origin)) {
      this.otherS3.push({ because, origin });
    }
  }

  infer(service: ServiceName, origin: string, because: string): void {
    gather(this.#inferred, service, origin, because);
  }

  find(data: WorkloadFindingData, origin: string): void {
    const key = JSON.stringify(data);
    const known = this.#findings.get(key);
    if (!known) this.#findings.set(key, { data, origin: [origin] });
    else if (!known.origin.includes(origin)) known.origin.push(origin);
  }

  needs(): Need[] {
    return inOrder(this.#needs);
  }

  inferred(): InferredService[] {
    return inOrder(this.#inferred).filter(({ service }) => !this.#needs.has(service));
  }

  findings(): WorkloadFinding[] {
    return [...this.#findings.values()].map(({ data, origin }) => ({ ...data, origin }));
  }

  /** The parts that are decided; an undecided one is said. */
  decided<T extends object>(parts: readonly (T | Expression)[], origin: string): T[] {
    return parts.flatMap((part) => {
      if (!isExpressionPart(part)) return [part];
      this.find({ kind: 'undecided', expression: part.expression }, origin);
      return [];
    });
  }

  one<T extends object>(part: T | Expression | undefined, origin: string): T | undefined {
    return part === undefined ? undefined : this.decided([part], origin)[0];
  }
}

function gather(
  into: Map<ServiceName, { because: string[]; origin: string[] }>,
  service: ServiceName,
  origin: string,
  because: string,
): void {
  const known = into.get(service) ?? { because: [], origin: [] };
  if (!known.because.includes(because)) known.because.push(because);
  if (!known.origin.includes(origin)) known.origin.push(origin);
  into.set(service, known);
}

function inOrder(
  from: ReadonlyMap<ServiceName, { because: readonly string[]; origin: readonly string[] }>,
): Need[] {
  return SERVICES.flatMap((service) => {
    const found = from.get(service);
    return found
      ? [{ service, kind: CATALOGUE[service].kind, because: found.because.join(' '), origin: found.origin }]
      : [];
  });
}

function readDefinition(definition: TaskDefinition, said: Said): void {
  const { label } = definition;
  const registeredIn = /^arn:[^:]*:ecs:([^:]+):(\d+):/.exec(definition.taskDefinitionArn ?? '');
  const account = registeredIn?.[2];
  if (registeredIn?.[1] !== undefined && registeredIn[1] !== said.region) {
    said.find({ kind: 'definition-other-region', region: registeredIn[1] }, label);
  }
  if (isWindows(definition)) said.find({ kind: 'windows-base-layers' }, `${label} (runtimePlatform)`);
  said.one(definition.runtimePlatform, `${label} (runtimePlatform)`);

  for (const container of said.decided(definition.containerDefinitions, `${label} (containerDefinitions)`)) {
    readContainer(container, `${label}:${container.name}`, account, said);
  }
  for (const volume of said.decided(definition.volumes, `${label} (volumes)`)) {
    const origin = `${label} (volumes)`;
    if (volume.efsVolumeConfiguration)
      said.find({ kind: 'file-system', fileSystem: 'EFS', port: 2049 }, origin);
    if (volume.s3filesVolumeConfiguration) {
      said.find({ kind: 'file-system', fileSystem: 'S3 Files', port: 2049 }, origin);
    }
    if (volume.fsxWindowsFileServerVolumeConfiguration) {
      said.find({ kind: 'file-system', fileSystem: 'FSx for Windows', port: 445 }, origin);
      const fsx = said.one(volume.fsxWindowsFileServerVolumeConfiguration, origin);
      const credentials = said.one(fsx?.authorizationConfig, origin)?.credentialsParameter;
      if (credentials) readSecret(credentials, `${label} (volumes.authorizationConfig)`, said);
    }
  }
  const proxy = said.one(definition.proxyConfiguration, `${label} (proxyConfiguration)`);
  if (proxy) said.find({ kind: 'app-mesh' }, `${label} (proxyConfiguration)`);
}

function isWindows({ runtimePlatform }: TaskDefinition): boolean {
  if (runtimePlatform === undefined || isExpressionPart(runtimePlatform)) return false;
  return /^windows/i.test(runtimePlatform.operatingSystemFamily ?? '');
}

function readContainer(
  container: ContainerDefinition,
  name: string,
  account: string | undefined,
  said: Said,
): void {
  readImage(container.image, name, account, said);

  const credentials = said.one(container.repositoryCredentials, `${name} (repositoryCredentials)`);
  if (credentials?.credentialsParameter) {
    // Registry credentials are in Secrets Manager only, by ARN or by name.
    readRegional(
      'secretsmanager',
      credentials.credentialsParameter,
      `${name} (repositoryCredentials)`,
      'Credentials for a private registry are read from Secrets Manager.',
      said,
    );
  }

  for (const secret of said.decided(container.secrets, `${name} (secrets)`)) {
    readSecret(secret.valueFrom, `${name} (secrets)`, said);
  }
  for (const _ of said.decided(container.environmentFiles, `${name} (environmentFiles)`)) {
    said.needS3(`${name} (environmentFiles)`, 'Environment files are read from S3.');
  }
  for (const spec of [...container.credentialSpecs, ...container.dockerSecurityOptions]) {
    readCredentialSpec(spec, `${name} (credentialSpecs)`, said);
  }

  const log = said.one(container.logConfiguration, `${name} (logConfiguration)`);
  if (log) readLog(log, `${name}`, 'logConfiguration', said);

  const router = said.one(container.firelensConfiguration, `${name} (firelensConfiguration)`);
  if (router) {
    const options = said.one(router.options, `${name} (firelensConfiguration)`) ?? {};
    const file = options['config-file-type'];
    if (file === 's3') {
      said.needS3(`${name} (firelensConfiguration)`, 'FireLens reads its configuration from S3.');
    }
    if (file !== undefined)
      said.find({ kind: 'firelens-configuration-unseen' }, `${name} (firelensConfiguration)`);
  }
  // The init images of AWS for Fluent Bit fetch more configuration files, named by these variables.
  for (const variable of said.decided(container.environment, `${name} (environment)`)) {
    if (!variable.name?.startsWith('aws_fluent_bit_init_')) continue;
    said.find({ kind: 'firelens-configuration-unseen' }, `${name} (environment)`);
    if (variable.name.startsWith('aws_fluent_bit_init_s3_')) {
      said.needS3(`${name} (environment)`, 'FireLens reads its configuration from S3.');
    }
  }
}

/** What repositories are called that ECR's console and guides propose for pull-through caches. */
const CACHES = new Set([
  'docker-hub',
  'ecr-public',
  'quay',
  'kubernetes',
  'ghcr',
  'github',
  'gitlab',
  'chainguard',
]);

/** Side-cars known by the last part of their image's name. */
const SIDE_CARS: readonly {
  readonly image: RegExp;
  readonly services: readonly (readonly [ServiceName, string])[];
}[] = [
  { image: /^(aws-)?xray-daemon$/, services: [['xray', CATALOGUE.xray.because]] },
  {
    image: /^(amazon-)?cloudwatch-agent$/,
    services: [
      ['logs', 'The CloudWatch agent writes logs and embedded metrics to CloudWatch Logs.'],
      ['monitoring', CATALOGUE.monitoring.because],
    ],
  },
  {
    image: /^(aws-otel-collector|adot-collector)$/,
    services: [
      ['logs', 'The OpenTelemetry collector writes metrics to CloudWatch Logs.'],
      ['monitoring', 'The OpenTelemetry collector sends metrics to CloudWatch.'],
      ['xray', CATALOGUE.xray.because],
    ],
  },
];

function readImage(image: string, name: string, account: string | undefined, said: Said): void {
  const origin = `${name} (image)`;
  const source = imageSource(image);
  const pull = () => {
    for (const service of PULL_SERVICES) said.need(service, origin);
  };
  switch (source.kind) {
    case 'unknown':
      pull();
      said.find({ kind: 'image-unknown', image }, origin);
      return;
    case 'docker-hub':
      said.find({ kind: 'image-docker-hub', image }, origin);
      break;
    case 'public-ecr':
      said.find({ kind: 'image-public-ecr', image }, origin);
      break;
    case 'registry':
      said.find({ kind: 'image-other-registry', image, host: source.host }, origin);
      break;
    case 'ecr':
      if (!isOpen(source.region) && source.region !== said.region) {
        said.find({ kind: 'image-ecr-other-region', image, region: source.region }, origin);
        break;
      }
      pull();
      if (isOpen(source.region)) said.find({ kind: 'image-unknown', image }, origin);
      if (source.unusual) {
        said.find(
          { kind: 'image-ecr-unusual-name', image, unusual: source.unusual, instead: source.plainName },
          origin,
        );
      }
      if (account !== undefined && !isOpen(source.account) && source.account !== account) {
        said.find({ kind: 'image-ecr-other-account', image, account: source.account }, origin);
      }
      if (CACHES.has(source.repository.split('/')[0] ?? '')) {
        said.find({ kind: 'image-pull-through-cache', image }, origin);
      }
      break;
  }
  const { repository } = source;
  if (withoutOpen(repository) !== withoutOpen(repository).toLowerCase()) {
    said.find({ kind: 'image-uppercase', image }, origin);
  }
  const last = repository.split('/').at(-1) ?? '';
  for (const { services } of SIDE_CARS.filter((sideCar) => sideCar.image.test(last))) {
    for (const [service, because] of services) {
      said.infer(service, origin, `${because} Inferred from the image name ${image}.`);
    }
  }
}

const withoutOpen = (text: string) => text.replace(/\$\{[^}]*\}/g, '');

/**
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html a bare name is a parameter's, and
 * of this Region; an ARN can be of another
 */
function readSecret(valueFrom: string, origin: string, said: Said): void {
  const service = /^arn:[^:]*:(secretsmanager|ssm):/.exec(valueFrom)?.[1];
  if (service !== undefined && isServiceName(service))
    readRegional(service, valueFrom, origin, undefined, said);
  else if (valueFrom.startsWith('arn:') || valueFrom.startsWith('${')) {
    said.find({ kind: 'secret-unknown', valueFrom }, origin);
  } else said.need('ssm', origin);
}

/** A resource by ARN, of whatever Region it names, or by a name, which is of this Region. */
function readRegional(
  service: ServiceName,
  arnOrName: string,
  origin: string,
  because: string | undefined,
  said: Said,
): void {
  const masked = arnOrName.replace(/\$\{[^}]*\}/g, '*');
  const region = /^arn:[^:]*:[^:]*:([^:]*):/.exec(masked)?.[1];
  if (region !== undefined && /^[\w-]+$/.test(region) && region !== said.region) {
    said.find({ kind: 'other-region', service, region }, origin);
    return;
  }
  said.need(service, origin, because);
  if (region?.includes('*')) said.find({ kind: 'undecided', expression: arnOrName }, origin);
}

/**
 * Windows containers' Active Directory accounts.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/windows-gmsa.html
 */
function readCredentialSpec(spec: string, origin: string, said: Said): void {
  const [, domainless, location = ''] = /^credentialspec(domainless)?:(.*)$/i.exec(spec) ?? [];
  if (/^arn:[^:]*:s3:/.test(location)) {
    said.needS3(origin, 'Credential specifications are read from S3.');
  } else if (/^arn:[^:]*:ssm:/.test(location)) {
    readRegional('ssm', location, origin, 'Credential specifications are read from Parameter Store.', said);
  }
  if (domainless) {
    said.need(
      'secretsmanager',
      origin,
      'The Active Directory account of the tasks is read from Secrets Manager.',
    );
  }
}

/** Drivers whose output stays on the host. */
const LOCAL_DRIVERS = new Set(['json-file', 'journald', 'local', 'none']);

/** Drivers that send elsewhere, by the option that says where. */
const REMOTE_DRIVERS: ReadonlyMap<string, string> = new Map([
  ['splunk', 'splunk-url'],
  ['fluentd', 'fluentd-address'],
  ['gelf', 'gelf-address'],
  ['syslog', 'syslog-address'],
]);

/**
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html
 */
function readLog(log: LogConfiguration, name: string, field: string, said: Said): void {
  const origin = `${name} (${field})`;
  for (const secret of said.decided(log.secretOptions, `${name} (${field}.secretOptions)`)) {
    readSecret(secret.valueFrom, `${name} (${field}.secretOptions)`, said);
  }
  const options = said.one(log.options, origin);
  if (log.logDriver === 'awslogs') {
    sendTo('logs', options?.['awslogs-region'], options?.['awslogs-endpoint'], origin, undefined, said);
  } else if (log.logDriver === 'awsfirelens') {
    if (options) readFireLens(options, origin, said);
  } else if (REMOTE_DRIVERS.has(log.logDriver)) {
    const destination = options?.[REMOTE_DRIVERS.get(log.logDriver) ?? ''];
    said.find({ kind: 'log-destination-elsewhere', driver: log.logDriver, destination }, origin);
  } else if (!LOCAL_DRIVERS.has(log.logDriver)) {
    said.find({ kind: 'log-driver-unknown', driver: log.logDriver }, origin);
  }
}

/** The output plugins of Fluent Bit and Fluentd that write to AWS services. */
const FIRELENS_SERVICES: ReadonlyMap<string, readonly [ServiceName, string]> = new Map<
  string,
  readonly [ServiceName, string]
>(
  (
    [
      ['logs', 'FireLens sends container output to CloudWatch Logs.', ['cloudwatch', 'cloudwatch_logs']],
      ['kinesis-firehose', 'FireLens sends container output to Firehose.', ['firehose', 'kinesis_firehose']],
      [
        'kinesis-streams',
        'FireLens sends container output to Kinesis Data Streams.',
        ['kinesis', 'kinesis_streams'],
      ],
      ['s3', 'FireLens writes container output to S3.', ['s3']],
    ] as const
  ).flatMap(([service, because, plugins]) => plugins.map((plugin) => [plugin, [service, because]] as const)),
);

/** Plugins that send nothing over the network. */
const FIRELENS_LOCAL = new Set(['stdout', 'null', 'file', 'counter', 'exit', 'flowcounter']);

/**
 * The options of the awsfirelens driver become an output section of Fluent Bit or Fluentd.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html
 * @see https://docs.fluentbit.io/manual/data-pipeline/outputs
 */
function readFireLens(
  options: Readonly<Record<string, string | undefined>>,
  origin: string,
  said: Said,
): void {
  // Fluent Bit reads the names of its options in any case.
  const option = new Map(Object.entries(options).map(([key, value]) => [key.toLowerCase(), value]));
  const plugin = option.get('name') ?? option.get('@type');
  if (plugin === undefined) {
    said.find({ kind: 'firelens-configuration-unseen' }, origin);
    return;
  }
  if (isOpen(plugin)) {
    said.find({ kind: 'undecided', expression: plugin }, origin);
    return;
  }
  const target = FIRELENS_SERVICES.get(plugin.toLowerCase());
  if (!target) {
    if (FIRELENS_LOCAL.has(plugin.toLowerCase())) return;
    const destination = option.get('host') ?? option.get('url') ?? option.get('endpoint');
    said.find({ kind: 'log-destination-elsewhere', driver: `FireLens (${plugin})`, destination }, origin);
    return;
  }
  const [service, because] = target;
  // Where Fluent Bit's S3 output is told no Region it takes us-east-1, not its own.
  const fallback = service === 's3' && option.has('name') ? 'us-east-1' : undefined;
  sendTo(service, option.get('region') ?? fallback, option.get('endpoint'), origin, because, said);
  if (option.get('role_arn') !== undefined) {
    said.need('sts', origin, 'FireLens assumes a role through STS.');
  }
}

function sendTo(
  service: ServiceName,
  region: string | undefined,
  endpoint: string | undefined,
  origin: string,
  because: string | undefined,
  said: Said,
): void {
  if (region !== undefined && !isOpen(region) && region !== said.region) {
    said.find({ kind: 'other-region', service, region }, origin);
    return;
  }
  if (service === 's3' && because !== undefined) said.needS3(origin, because);
  else said.need(service, origin, because);
  if (region !== undefined && isOpen(region)) said.find({ kind: 'undecided', expression: region }, origin);
  if (endpoint !== undefined) said.find({ kind: 'custom-endpoint', service, endpoint }, origin);
}

function readService(service: EcsService, said: Said): void {
  const { name } = service;
  if (service.exec) {
    said.need('ssmmessages', `${name} (enableExecuteCommand)`);
    const exec = service.execConfiguration;
    const origin = `cluster ${service.cluster} (executeCommandConfiguration)`;
    if (!exec) said.find({ kind: 'exec-configuration-unread' }, `cluster ${service.cluster}`);
    if (exec?.kmsKeyId) said.need('kms', origin);
    if (exec?.logGroup)
      said.need('logs', origin, 'ECS Exec writes the logs of its sessions to CloudWatch Logs.');
    if (exec?.bucket) said.needS3(origin, 'ECS Exec writes the logs of its sessions to S3.');
  }
  if (service.serviceConnect) {
    said.need('ecs-agent', `${name} (serviceConnectConfiguration)`, SERVICE_CONNECT_BECAUSE);
    if (service.serviceConnectLog) {
      readLog(service.serviceConnectLog, name, 'serviceConnectConfiguration.logConfiguration', said);
    }
  }
  if (!service.windows && isBelow14(service.platformVersion) && service.platformVersion !== undefined) {
    said.find(
      { kind: 'platform-version-old', platformVersion: service.platformVersion },
      `${name} (platformVersion)`,
    );
  }
  for (const capacity of service.capacities) {
    if (capacity === 'managed-instances') said.find({ kind: 'managed-instances' }, name);
    if (capacity === 'external') said.find({ kind: 'ecs-anywhere' }, name);
    if (capacity === 'unknown') said.find({ kind: 'capacity-unknown' }, name);
  }
}

/**
 * Windows platform versions count on their own, from 1.0.0.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-linux-fargate.html
 */
function isBelow14(version: string | undefined): boolean {
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)(?:\.|$)/.exec(version ?? '') ?? [];
  return major !== '' && (Number(major) < 1 || (Number(major) === 1 && Number(minor) < 4));
}

/** A service decides for its definitions; a definition that no service runs says it by its compatibilities. */
function launchTypeOf(
  definitions: readonly TaskDefinition[],
  services: readonly EcsService[],
  said: Said,
): LaunchType | undefined {
  const run = new Set(services.flatMap(({ taskDefinitions }) => taskDefinitions));
  const types = [
    ...services.flatMap(({ capacities }) => (capacities.length === 0 ? ['unknown' as const] : capacities)),
    ...definitions
      .filter(({ taskDefinitionArn }) => taskDefinitionArn === undefined || !run.has(taskDefinitionArn))
      .map((definition) => capacityOf(definition, said)),
  ];
  if (types.includes('ec2')) return 'ec2';
  return types.length > 0 && types.every((type) => type === 'fargate') ? 'fargate' : undefined;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
function capacityOf(definition: TaskDefinition, said: Said): LaunchType | 'unknown' {
  const required = definition.requiresCompatibilities;
  if (required.includes('MANAGED_INSTANCES')) {
    said.find({ kind: 'managed-instances' }, `${definition.label} (requiresCompatibilities)`);
  }
  if (required.includes('EXTERNAL')) {
    said.find({ kind: 'ecs-anywhere' }, `${definition.label} (requiresCompatibilities)`);
  }
  const [only, ...others] = required;
  if (only === 'FARGATE' && others.length === 0) return 'fargate';
  if (only === 'EC2' && others.length === 0) return 'ec2';
  // Fargate runs tasks in awsvpc mode only.
  const mode = definition.networkMode;
  const notFargate = mode === 'bridge' || mode === 'host' || mode === 'none';
  return required.length === 0 && notFargate ? 'ec2' : 'unknown';
}
