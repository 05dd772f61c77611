import { isOpen } from './placeholders.ts';
import { type ContainerDefinition, Expression, type TaskDefinition } from './task-definition.ts';

/**
 * The field that keeps a task off Fargate, or undefined where none does: what is left then runs on both. A field whose
 * value is filled in later keeps it off nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export function onlyOnEc2(definition: TaskDefinition): string | undefined {
  const { networkMode, compatibilities } = definition;
  if (compatibilities.length > 0 && !compatibilities.some((type) => type === 'FARGATE' || isOpen(type))) {
    return 'compatibilities';
  }
  if (networkMode !== undefined && networkMode !== 'awsvpc' && !isOpen(networkMode)) return 'networkMode';
  const field = DEFINITION_FIELDS.find(({ is }) => is(definition))?.field;
  if (field !== undefined) return field;
  for (const container of definition.containerDefinitions) {
    if (container instanceof Expression) continue;
    const found = CONTAINER_FIELDS.find(({ is }) => is(container, networkMode))?.field;
    if (found !== undefined) return found;
  }
  if (!definition.whole) return undefined;
  // Where nothing is said, the mode is bridge, and Fargate requires awsvpc; it requires the size of the task, too.
  if (networkMode === undefined) return 'networkMode';
  return isSaid(definition.cpu) && isSaid(definition.memory) ? undefined : 'cpu and memory';
}

const DEFINITION_FIELDS: readonly { readonly field: string; readonly is: (of: TaskDefinition) => boolean }[] =
  [
    { field: 'placementConstraints', is: ({ placementConstraints }) => isGiven(placementConstraints) },
    { field: 'inferenceAccelerators', is: ({ inferenceAccelerators }) => isGiven(inferenceAccelerators) },
    { field: 'ipcMode', is: ({ ipcMode }) => isGiven(ipcMode) },
    { field: 'pidMode', is: ({ pidMode }) => pidMode === 'host' },
    {
      field: 'volumes',
      is: ({ volumes }) =>
        volumes.some(
          (volume) =>
            !(volume instanceof Expression) &&
            (isGiven(volume.dockerVolumeConfiguration) || isGiven(part(volume.host, 'sourcePath'))),
        ),
    },
  ];

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html */
const DRIVERS_OF_INSTANCES = new Set(['fluentd', 'gelf', 'json-file', 'journald', 'syslog']);

const CONTAINER_FIELDS: readonly {
  readonly field: string;
  readonly is: (container: ContainerDefinition, networkMode: string | undefined) => boolean;
}[] = [
  {
    field: 'portMappings',
    // With awsvpc the two ports are one, wherever the task runs.
    is: ({ portMappings }, networkMode) =>
      networkMode !== 'awsvpc' &&
      isList(portMappings) &&
      portMappings.some((mapping) => {
        const [host, own] = [portOf(mapping, 'hostPort'), portOf(mapping, 'containerPort')];
        return host === 0 || (host !== undefined && own !== undefined && host !== own);
      }),
  },
  { field: 'privileged', is: ({ privileged }) => isGiven(privileged) },
  { field: 'links', is: ({ links }) => isGiven(links) },
  { field: 'extraHosts', is: ({ extraHosts }) => isGiven(extraHosts) },
  { field: 'dnsServers', is: ({ dnsServers }) => isGiven(dnsServers) },
  { field: 'dnsSearchDomains', is: ({ dnsSearchDomains }) => isGiven(dnsSearchDomains) },
  { field: 'disableNetworking', is: ({ disableNetworking }) => isGiven(disableNetworking) },
  {
    field: 'dockerSecurityOptions',
    is: ({ dockerSecurityOptions }) => dockerSecurityOptions.some((option) => isGiven(option)),
  },
  {
    field: 'resourceRequirements',
    is: ({ resourceRequirements }) =>
      isList(resourceRequirements) && resourceRequirements.some((entry) => part(entry, 'type') === 'GPU'),
  },
  {
    field: 'linuxParameters',
    is: ({ linuxParameters }) => {
      const added = part(part(linuxParameters, 'capabilities'), 'add');
      return (
        ['devices', 'sharedMemorySize', 'maxSwap', 'swappiness'].some((name) =>
          isGiven(part(linuxParameters, name)),
        ) ||
        (isList(added) && added.some((name) => isGiven(name) && !/^(CAP_)?SYS_PTRACE$/.test(String(name))))
      );
    },
  },
  {
    field: 'logConfiguration',
    is: ({ logConfiguration }) =>
      logConfiguration !== undefined &&
      !(logConfiguration instanceof Expression) &&
      DRIVERS_OF_INSTANCES.has(logConfiguration.logDriver),
  },
];

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Whether something stands there, be it only a placeholder. */
const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Whether something is set there for certain. */
function isGiven(value: unknown): boolean {
  if (!isSaid(value) || value === false) return false;
  if (typeof value === 'string') return value !== 'false' && !isOpen(value);
  if (isList(value)) return value.some((entry) => isGiven(entry));
  return true;
}

const part = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

function portOf(mapping: unknown, key: string): number | undefined {
  const port = part(mapping, key);
  return typeof port === 'number' || (typeof port === 'string' && /^\d+$/.test(port))
    ? Number(port)
    : undefined;
}
