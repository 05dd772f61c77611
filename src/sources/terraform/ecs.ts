import { oneLine } from '../../core/text/visible.ts';
import {
  type CapacityProviderReply,
  type ClusterReply,
  type ServiceReply,
  toEcsService,
} from '../../core/workload/ecs-service.ts';
import { open } from '../../core/workload/placeholders.ts';
import {
  isUnknown,
  type Name,
  type ServicePart,
  type TaskDefinitionPart,
  type Told,
  type ToldList,
  type Unknown,
} from '../planned/parts.ts';
import { type Block, blockOf, blocksIn, flagOf, nameIn, namesIn, numberOf, textOf } from './blocks.ts';
import { at, isObject, type JsonObject, objectAt } from './json-value.ts';
import { DEFAULT_GROUP, KINDS } from './kinds.ts';
import type { Source } from './source.ts';

/** ECS services, with the clusters and capacity providers that decide about them. */
export function servicesIn(source: Source, region: string): ServicePart[] {
  const providers = source.resources('aws_ecs_capacity_provider').map(providerOf);
  return [...source.resources('aws_ecs_service'), ...source.data('aws_ecs_service')].map((block) =>
    serviceOf(block, source, providers, region),
  );
}

function serviceOf(
  block: Block,
  source: Source,
  providers: readonly CapacityProviderReply[],
  region: string,
): ServicePart {
  const unknown: Unknown[] = [];
  /** What is known; the rest is named. */
  const known = <T>(value: Told<T>): T | undefined => {
    if (!isUnknown(value)) return value;
    unknown.push(value);
    return undefined;
  };
  const { data } = block.instance;
  const cluster = clusterOf(block, source);
  if (cluster.unknown) unknown.push(cluster.unknown);
  const serviceName = textOf(block, data ? 'service_name' : 'name');
  const definition = known(definitionOf(block, source));
  if (definition !== undefined && !source.byName(definition)) {
    unknown.push({ unknown: `task definition ${oneLine(definition)} (not in the file)` });
  }
  const launchType = known(textOf(block, 'launch_type'));
  const [network] = known(blocksIn(block, 'network_configuration')) ?? [];
  if (data) unknown.push({ unknown: `${oneLine(block.label)}.network_configuration (not read)` });
  const publicIp = network && known(flagOf(network, 'assign_public_ip') ?? false);
  const exec = known(flagOf(block, 'enable_execute_command') ?? false);
  const platformVersion = known(textOf(block, 'platform_version'));
  const connect = connectOf(known(blocksIn(block, 'service_connect_configuration'))?.[0]);
  const namesOf = (list: ToldList<string>): string[] =>
    (known(list) ?? []).flatMap((item) => known(item) ?? []);
  const items = known<readonly Told<string>[]>(strategyOf(block, cluster.name, source));
  const settled = items?.flatMap((provider) => known(provider) ?? []) ?? [];
  const byDefault = items?.length === 0 && launchType === undefined && !data;
  const reply: ServiceReply = {
    serviceName: typeof serviceName === 'string' ? oneLine(serviceName) : block.label,
    ...(definition !== undefined && { taskDefinition: definition }),
    ...(launchType !== undefined && { launchType }),
    // Without a launch type and a strategy, ECS uses EC2.
    ...(byDefault &&
      !unknown.some(({ unknown }) => unknown.includes('.launch_type')) &&
      cluster.settled && { launchType: 'EC2' }),
    capacityProviderStrategy: settled.map((capacityProvider) => ({ capacityProvider })),
    ...(platformVersion !== undefined && { platformVersion }),
    ...(exec !== undefined && { enableExecuteCommand: exec }),
    ...(network && {
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: namesOf(namesIn(network, 'subnets', KINDS.subnet)),
          securityGroups: namesOf(groupsOf(network, source)),
          ...(publicIp !== undefined && { assignPublicIp: publicIp ? 'ENABLED' : 'DISABLED' }),
        },
      },
    }),
    ...(connect && { deployments: [{ status: 'PRIMARY', serviceConnectConfiguration: connect }] }),
  };
  const service = toEcsService(reply, cluster.shown, cluster.reply, providers, region);
  return { name: block.instance.data ? block.label : block.instance.address, service, unknown };
}

/** The groups of the tasks; without any, ECS takes the default group of the subnets' VPC. */
function groupsOf(network: Block, source: Source): ToldList<Name> {
  const groups = namesIn(network, 'security_groups', KINDS.securityGroup);
  if (isUnknown(groups) || groups.length > 0) return groups;
  const subnets = namesIn(network, 'subnets', KINDS.subnet);
  const [name] = isUnknown(subnets) ? [] : subnets;
  const instance = name === undefined || isUnknown(name) ? undefined : source.byName(name);
  const vpc = instance && nameIn(blockOf(instance, source.resolver), 'vpc_id', KINDS.vpc);
  if (vpc === undefined || isUnknown(vpc)) return [];
  return [source.resolver.canonical(vpc + DEFAULT_GROUP)];
}

interface Cluster {
  readonly name: Told<Name>;
  /** As it is shown: `shop`. */
  readonly shown: string;
  /** Undefined where the file doesn't tell how it's set up. */
  readonly reply: ClusterReply | undefined;
  /** Whether the file has the cluster, so that what it leaves out has its default. */
  readonly settled: boolean;
  readonly unknown?: Unknown;
}

function clusterOf(block: Block, source: Source): Cluster {
  const attribute = block.instance.data ? 'cluster_arn' : 'cluster';
  const name = nameIn(block, attribute, KINDS.cluster) ?? 'default';
  if (isUnknown(name)) {
    return { name, shown: open('cluster'), reply: undefined, settled: false, unknown: name };
  }
  const [cluster] = source.resources('aws_ecs_cluster').filter(({ instance }) => instance.address === name);
  if (!cluster)
    return { name, shown: oneLine(name.slice(name.lastIndexOf('/') + 1)), reply: undefined, settled: false };
  const clusterName = textOf(cluster, 'name');
  return {
    name,
    shown: typeof clusterName === 'string' ? oneLine(clusterName) : cluster.instance.address,
    reply: execOf(cluster),
    settled: true,
  };
}

/** How ECS Exec is set up. What is known only after apply is there all the same. */
function execOf(cluster: Block): ClusterReply {
  const first = (block: Block | undefined, name: string): Block | undefined => {
    const blocks = block ? blocksIn(block, name) : [];
    return isUnknown(blocks) ? undefined : blocks[0];
  };
  const exec = first(first(cluster, 'configuration'), 'execute_command_configuration');
  const log = first(exec, 'log_configuration');
  const key = placed(exec, 'kms_key_id');
  const logging = placed(exec, 'logging');
  const group = placed(log, 'cloud_watch_log_group_name');
  const bucket = placed(log, 's3_bucket_name');
  return {
    configuration: {
      executeCommandConfiguration: {
        ...(key !== undefined && { kmsKeyId: key }),
        ...(logging !== undefined && { logging }),
        logConfiguration: {
          ...(group !== undefined && { cloudWatchLogGroupName: group }),
          ...(bucket !== undefined && { s3BucketName: bucket }),
        },
      },
    },
  };
}

/** A text, or a placeholder where it isn't known. */
function placed(block: Block | undefined, attribute: string): string | undefined {
  if (!block) return undefined;
  const value = textOf(block, attribute);
  return isUnknown(value) ? open(`${block.label}.${attribute}`) : value;
}

/** The task definition that a service runs: one of the code, by whatever names it, or what names one outside. */
function definitionOf(block: Block, source: Source): Told<Name | undefined> {
  const name = nameIn(block, 'task_definition', KINDS.taskDefinition);
  if (name === undefined || isUnknown(name) || source.byName(name)) return name;
  const revision = /([^/]+:\d+)$/.exec(name)?.[1];
  const [definition] = source.resources('aws_ecs_task_definition').filter((each) => {
    const number = numberOf(each, 'revision');
    return `${String(textOf(each, 'family'))}:${String(number)}` === revision;
  });
  return definition?.instance.address ?? name;
}

/** The capacity providers of a service, or its cluster's defaults where it says neither these nor a launch type. */
function strategyOf(block: Block, cluster: Told<Name>, source: Source): ToldList<string> {
  const own = providersIn(block, 'capacity_provider_strategy');
  if (isUnknown(own) || own.length > 0 || textOf(block, 'launch_type') !== undefined) return own;
  return source.resources('aws_ecs_cluster_capacity_providers').flatMap((each): Told<string>[] => {
    const name = nameIn(each, 'cluster_name', KINDS.cluster);
    if (isUnknown(name) || isUnknown(cluster)) return [{ unknown: `${oneLine(each.label)}.cluster_name` }];
    if (name !== cluster) return [];
    const defaults = providersIn(each, 'default_capacity_provider_strategy');
    return isUnknown(defaults) ? [defaults] : [...defaults];
  });
}

function providersIn(block: Block, attribute: string): ToldList<string> {
  const blocks = blocksIn(block, attribute);
  if (isUnknown(blocks)) return blocks;
  return blocks.flatMap((each): Told<string>[] => {
    const provider = nameIn(each, 'capacity_provider', KINDS.capacityProvider);
    return provider === undefined ? [] : [provider];
  });
}

/** The kind of a capacity provider; it is named as services' strategies name it. */
function providerOf(block: Block): CapacityProviderReply {
  const has = (name: string) => {
    const blocks = blocksIn(block, name);
    return !isUnknown(blocks) && blocks.length > 0;
  };
  return {
    name: block.instance.address,
    ...(has('auto_scaling_group_provider') && { autoScalingGroupProvider: {} }),
    ...(has('managed_instances_provider') && { managedInstancesProvider: {} }),
  };
}

type Connect = NonNullable<NonNullable<ServiceReply['deployments']>[number]['serviceConnectConfiguration']>;

function connectOf(block: Block | undefined): Connect | undefined {
  if (!block) return undefined;
  const enabled = flagOf(block, 'enabled');
  const logs = blocksIn(block, 'log_configuration');
  const log = isUnknown(logs) ? undefined : logs[0];
  const driver = placed(log, 'log_driver');
  const options = objectAt(log?.values, 'options') ?? {};
  const secrets = log ? blocksIn(log, 'secret_option') : [];
  return {
    // What isn't known may be on.
    enabled: enabled !== false && enabled !== undefined,
    ...(driver !== undefined && {
      logConfiguration: {
        logDriver: driver,
        options: Object.fromEntries(
          Object.entries(options).flatMap(([key, value]) =>
            typeof value === 'string' ? [[key, value]] : [],
          ),
        ),
        secretOptions: (isUnknown(secrets) ? [] : secrets).map((secret) => ({
          name: placed(secret, 'name') ?? '',
          valueFrom: placed(secret, 'value_from') ?? open('value_from'),
        })),
      },
    }),
  };
}

/** Task definitions in the form of the ECS API. */
export const taskDefinitionsIn = (source: Source): TaskDefinitionPart[] =>
  [...source.resources('aws_ecs_task_definition'), ...source.data('aws_ecs_task_definition')].map((block) => {
    const { address } = block.instance;
    const volumes = blocksIn(block, 'volume');
    const [platform] = listed(blocksIn(block, 'runtime_platform'));
    const [proxy] = listed(blocksIn(block, 'proxy_configuration'));
    const compatibilities = placedList(block, 'requires_compatibilities');
    return {
      name: address,
      definition: withoutUndefined({
        family: placed(block, 'family'),
        // What services name it by.
        taskDefinitionArn: address,
        containerDefinitions: containersOf(block),
        requiresCompatibilities: compatibilities,
        networkMode: placed(block, 'network_mode'),
        cpu: placed(block, 'cpu'),
        memory: placed(block, 'memory'),
        ipcMode: placed(block, 'ipc_mode'),
        pidMode: placed(block, 'pid_mode'),
        executionRoleArn: placed(block, 'execution_role_arn'),
        taskRoleArn: placed(block, 'task_role_arn'),
        volumes: isUnknown(volumes) ? [open(`${block.label}.volume`)] : volumes.map(volumeOf),
        placementConstraints: listed(blocksIn(block, 'placement_constraints')).map((each) =>
          withoutUndefined({ type: placed(each, 'type'), expression: placed(each, 'expression') }),
        ),
        runtimePlatform:
          platform &&
          withoutUndefined({ operatingSystemFamily: placed(platform, 'operating_system_family') }),
        proxyConfiguration:
          proxy &&
          withoutUndefined({ type: placed(proxy, 'type'), containerName: placed(proxy, 'container_name') }),
      }),
    };
  });

const listed = (blocks: Told<readonly Block[]>): readonly Block[] => (isUnknown(blocks) ? [] : blocks);

const withoutUndefined = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

function placedList(block: Block, attribute: string): readonly string[] {
  if (at(block.unknown, attribute) === true) return [open(`${block.label}.${attribute}`)];
  const list = at(block.values, attribute);
  return Array.isArray(list) ? list.map((item) => (typeof item === 'string' ? item : open(attribute))) : [];
}

/**
 * The containers. Where something in them is known only after apply, Terraform shows nothing of them. Sensitive ones are read all the
 * same, because an image or a log driver is no secret, but without what can hold one.
 */
function containersOf(block: Block): readonly unknown[] {
  const attribute = 'container_definitions';
  const json = at(block.values, attribute);
  const isSensitive = at(block.sensitive, attribute) === true;
  const unread = [open(`${block.label}.${attribute}`)];
  if (at(block.unknown, attribute) === true || typeof json !== 'string') return unread;
  try {
    const containers: unknown = JSON.parse(json);
    if (!Array.isArray(containers) || containers.length === 0) return unread;
    return containers.map((each: unknown) => (isObject(each) && isSensitive ? withoutSecrets(each) : each));
  } catch {
    return unread;
  }
}

const SECRET_FIELDS = new Set(['environment', 'command', 'entryPoint', 'healthCheck', 'dockerLabels']);

function withoutSecrets(container: JsonObject): JsonObject {
  const log = objectAt(container, 'logConfiguration');
  const options = Object.entries(objectAt(log, 'options') ?? {});
  return {
    ...Object.fromEntries(Object.entries(container).filter(([key]) => !SECRET_FIELDS.has(key))),
    ...(log && {
      logConfiguration: {
        ...log,
        options: Object.fromEntries(
          options.map(([key, value]) => [key, key.startsWith('awslogs-') ? value : open('sensitive')]),
        ),
      },
    }),
  };
}

function volumeOf(block: Block): JsonObject {
  const [efs] = listed(blocksIn(block, 'efs_volume_configuration'));
  const [docker] = listed(blocksIn(block, 'docker_volume_configuration'));
  const [s3] = listed(blocksIn(block, 's3files_volume_configuration'));
  const [fsx] = listed(blocksIn(block, 'fsx_windows_file_server_volume_configuration'));
  const [authorization] = fsx ? listed(blocksIn(fsx, 'authorization_config')) : [];
  const host = placed(block, 'host_path');
  return withoutUndefined({
    name: placed(block, 'name'),
    host: host === undefined ? undefined : { sourcePath: host },
    dockerVolumeConfiguration: docker && { driver: placed(docker, 'driver') ?? 'local' },
    efsVolumeConfiguration: efs && withoutUndefined({ fileSystemId: placed(efs, 'file_system_id') }),
    s3filesVolumeConfiguration: s3 && withoutUndefined({ fileSystemArn: placed(s3, 'file_system_arn') }),
    fsxWindowsFileServerVolumeConfiguration:
      fsx &&
      withoutUndefined({
        fileSystemId: placed(fsx, 'file_system_id'),
        authorizationConfig:
          authorization &&
          withoutUndefined({ credentialsParameter: placed(authorization, 'credentials_parameter') }),
      }),
  });
}
