import type { ServiceName } from '../catalogue.ts';
import { isOpen } from './placeholders.ts';
import { readSecret } from './read-secret.ts';
import type { Said } from './said.ts';
import type { LogConfiguration } from './task-definition.ts';

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
 * Where output goes.
 *
 * @param field where the configuration stands, for messages
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html
 */
export function readLog(log: LogConfiguration, name: string, field: string, said: Said): void {
  const origin = `${name} (${field})`;
  for (const secret of said.decided(log.secretOptions, `${name} (${field}.secretOptions)`)) {
    readSecret(secret.valueFrom, `${name} (${field}.secretOptions)`, said);
  }
  const options = said.one(log.options, origin);
  const driver = driverOf(log, options);
  if (driver === 'awslogs') {
    sendTo('logs', options?.['awslogs-region'], options?.['awslogs-endpoint'], origin, undefined, said);
  } else if (driver === 'awsfirelens') {
    if (options) readFireLens(options, origin, said);
  } else if (REMOTE_DRIVERS.has(driver)) {
    const destination = options?.[REMOTE_DRIVERS.get(driver) ?? ''];
    said.find({ kind: 'log-destination-elsewhere', driver, destination }, origin);
  } else if (!LOCAL_DRIVERS.has(driver)) {
    said.find({ kind: 'log-driver-unknown', driver }, origin);
  }
}

/** A driver that is filled in later is told by its options, where only one takes such. */
function driverOf({ logDriver }: LogConfiguration, options: Readonly<Record<string, unknown>> = {}): string {
  const named = (start: string) => Object.keys(options).some((option) => option.startsWith(start));
  if (!isOpen(logDriver)) return logDriver;
  return ['awslogs', ...REMOTE_DRIVERS.keys()].find((driver) => named(`${driver}-`)) ?? logDriver;
}

/** What FireLens writes to, by the names that Fluent Bit and Fluentd give the output plugin. */
const FIRELENS_TARGETS: readonly {
  readonly plugins: readonly string[];
  readonly service: ServiceName;
  readonly because: string;
}[] = [
  {
    plugins: ['cloudwatch', 'cloudwatch_logs'],
    service: 'logs',
    because: 'FireLens sends container output to CloudWatch Logs.',
  },
  {
    plugins: ['firehose', 'kinesis_firehose'],
    service: 'kinesis-firehose',
    because: 'FireLens sends container output to Firehose.',
  },
  {
    plugins: ['kinesis', 'kinesis_streams'],
    service: 'kinesis-streams',
    because: 'FireLens sends container output to Kinesis Data Streams.',
  },
  { plugins: ['s3'], service: 's3', because: 'FireLens writes container output to S3.' },
];

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
  const target = FIRELENS_TARGETS.find(({ plugins }) => plugins.includes(plugin.toLowerCase()));
  if (!target) {
    if (FIRELENS_LOCAL.has(plugin.toLowerCase())) return;
    const destination = option.get('host') ?? option.get('url') ?? option.get('endpoint');
    said.find({ kind: 'log-destination-elsewhere', driver: `FireLens (${plugin})`, destination }, origin);
    return;
  }
  const { service, because } = target;
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
  if (!said.isHere(service, region, region ?? '', origin)) return;
  if (service === 's3' && because !== undefined) said.needS3(origin, because, { action: 's3:PutObject' });
  else said.need(service, origin, because);
  if (endpoint !== undefined) said.find({ kind: 'custom-endpoint', service, endpoint }, origin);
}
