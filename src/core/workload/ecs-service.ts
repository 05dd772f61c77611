import * as v from 'valibot';
import type { Reading } from '../network/network.ts';
import { record } from '../record.ts';
import { type LogConfiguration, readLogConfiguration } from './task-definition.ts';

/** What runs the tasks of a service. `unknown` is a capacity provider whose kind could not be read. */
export type Capacity = 'fargate' | 'ec2' | 'managed-instances' | 'external' | 'unknown';

/** How ECS Exec is set up on a cluster; all undefined when nothing was configured. */
export interface ExecConfiguration {
  readonly kmsKeyId: string | undefined;
  readonly logGroup: string | undefined;
  readonly bucket: string | undefined;
}

/** A container instance as far as it decides what its tasks' images are pulled over. */
export interface InstanceNetwork {
  readonly subnetId: string;
  /** Empty where they could not be read. */
  readonly securityGroupIds: readonly string[];
}

/** A running service as far as it decides what its tasks need and where they run. */
export interface EcsService {
  /** `shop/web`: cluster and service. */
  readonly name: string;
  readonly cluster: string;
  readonly taskDefinitions: readonly string[];
  readonly capacities: readonly Capacity[];
  /** The field that tells them. */
  readonly capacityField: 'launchType' | 'capacityProviderStrategy';
  /** Fargate's, e.g. `1.4.0` or `LATEST`. */
  readonly platformVersion: string | undefined;
  readonly windows: boolean;
  readonly exec: boolean;
  /** Undefined when the cluster could not be read. */
  readonly execConfiguration: Reading<ExecConfiguration>;
  readonly serviceConnect: boolean;
  /** Where the Service Connect proxy writes its own log. */
  readonly serviceConnectLog: LogConfiguration | undefined;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Undefined in network modes without an interface for each task. */
  readonly assignPublicIp: boolean | undefined;
  /** The container instances that can run its tasks; undefined where not all of them run on such, or these are not known. */
  readonly instances?: Reading<readonly InstanceNetwork[]>;
}

/** What ECS sends is JSON, of which the SDK looks at no type. It leaves out what is null. */
const text = v.optional(v.string());
const texts = v.optional(v.array(v.string()));

const revision = {
  status: text,
  taskDefinition: text,
  launchType: text,
  capacityProviderStrategy: v.optional(v.array(v.object({ capacityProvider: text }))),
  platformVersion: text,
  platformFamily: text,
  networkConfiguration: v.optional(
    v.object({
      awsvpcConfiguration: v.optional(
        v.object({ subnets: texts, securityGroups: texts, assignPublicIp: text }),
      ),
    }),
  ),
};

type RevisionReply = v.InferOutput<v.ObjectSchema<typeof revision, undefined>>;

const log = v.object({
  logDriver: v.string(),
  options: v.optional(record(v.string())),
  secretOptions: v.optional(v.array(v.object({ name: v.string(), valueFrom: v.string() }))),
});

/** The part of DescribeServices' reply that is used. */
export const SERVICE_REPLY = v.object({
  ...revision,
  serviceName: v.string(),
  enableExecuteCommand: v.optional(v.boolean()),
  /** Service Connect is told of the deployment, not of the service. */
  deployments: v.optional(
    v.array(
      v.object({
        ...revision,
        serviceConnectConfiguration: v.optional(
          v.object({ enabled: v.optional(v.boolean()), logConfiguration: v.optional(log) }),
        ),
      }),
    ),
  ),
  /** Services deployed by CodeDeploy or an external controller keep their settings here. */
  taskSets: v.optional(v.array(v.object(revision))),
});

export type ServiceReply = v.InferOutput<typeof SERVICE_REPLY>;

/** The part of DescribeClusters' reply that is used. */
export const CLUSTER_REPLY = v.object({
  configuration: v.optional(
    v.object({
      executeCommandConfiguration: v.optional(
        v.object({
          kmsKeyId: text,
          logging: text,
          logConfiguration: v.optional(v.object({ cloudWatchLogGroupName: text, s3BucketName: text })),
        }),
      ),
    }),
  ),
});

export type ClusterReply = v.InferOutput<typeof CLUSTER_REPLY>;

/** The part of DescribeCapacityProviders' reply that is used. */
export const CAPACITY_PROVIDER_REPLY = v.object({
  name: v.string(),
  autoScalingGroupProvider: v.optional(v.looseObject({})),
  managedInstancesProvider: v.optional(v.looseObject({})),
});

export type CapacityProviderReply = v.InferOutput<typeof CAPACITY_PROVIDER_REPLY>;

/** The capacity providers that ECS has by itself. */
const FARGATE_PROVIDERS = new Set(['FARGATE', 'FARGATE_SPOT']);

/** The capacity providers of `service` whose kind is not told by their name. */
export function ownCapacityProviders(service: ServiceReply): readonly string[] {
  return revisionsOf(service)
    .flatMap((revision) => revision.capacityProviderStrategy ?? [])
    .flatMap(({ capacityProvider }) =>
      capacityProvider === undefined || FARGATE_PROVIDERS.has(capacityProvider) ? [] : [capacityProvider],
    );
}

/**
 * A service from the replies of the ECS API.
 *
 * @param cluster undefined when DescribeClusters gave no answer
 * @param providers the kinds of the service's own capacity providers, as far as they could be read
 * @throws Problem when the Service Connect log configuration is not of the documented shape
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
 */
export function toEcsService(
  service: ServiceReply,
  clusterName: string,
  cluster: Reading<ClusterReply>,
  providers: readonly CapacityProviderReply[],
  region: string,
): EcsService {
  const name = `${clusterName}/${service.serviceName}`;
  const revisions = revisionsOf(service);
  const networks = revisions.flatMap(
    ({ networkConfiguration }) => networkConfiguration?.awsvpcConfiguration ?? [],
  );
  const families = revisions.flatMap(({ platformFamily }) => platformFamily ?? []);
  const connect = current(service.deployments)?.serviceConnectConfiguration;
  const log = connect?.enabled === true ? connect.logConfiguration : undefined;
  return {
    name,
    cluster: clusterName,
    taskDefinitions: unique(revisions.flatMap(({ taskDefinition }) => taskDefinition ?? [])),
    capacities: unique(revisions.flatMap((revision) => capacitiesOf(revision, providers))),
    capacityField: revisions.some(({ capacityProviderStrategy }) => capacityProviderStrategy?.length)
      ? 'capacityProviderStrategy'
      : 'launchType',
    platformVersion: revisions.find(({ platformVersion }) => platformVersion !== undefined)?.platformVersion,
    windows: families.some((family) => /^windows/i.test(family)),
    exec: service.enableExecuteCommand === true,
    execConfiguration: cluster && toExecConfiguration(cluster),
    serviceConnect: connect?.enabled === true,
    serviceConnectLog: log ? readLogConfiguration(log, `service ${name}`, region) : undefined,
    subnetIds: unique(networks.flatMap(({ subnets }) => subnets ?? [])),
    securityGroupIds: unique(networks.flatMap(({ securityGroups }) => securityGroups ?? [])),
    assignPublicIp:
      networks.length === 0 ? undefined : networks.some(({ assignPublicIp }) => assignPublicIp === 'ENABLED'),
  };
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** The service itself, or its task sets where they carry what it runs. */
function revisionsOf(service: ServiceReply): readonly RevisionReply[] {
  const sets = (service.taskSets ?? []).filter(({ status }) => status !== 'DRAINING');
  return sets.length > 0 ? sets : [service];
}

/** The deployment that the service is on or on its way to. */
function current<T extends RevisionReply>(deployments: readonly T[] | undefined): T | undefined {
  return deployments?.find(({ status }) => status === 'PRIMARY') ?? deployments?.[0];
}

const LAUNCH_TYPES: ReadonlyMap<string, Capacity> = new Map([
  ['FARGATE', 'fargate'],
  ['EC2', 'ec2'],
  ['EXTERNAL', 'external'],
  ['MANAGED_INSTANCES', 'managed-instances'],
]);

function capacitiesOf(revision: RevisionReply, providers: readonly CapacityProviderReply[]): Capacity[] {
  const strategy = (revision.capacityProviderStrategy ?? []).flatMap(
    ({ capacityProvider }) => capacityProvider ?? [],
  );
  if (strategy.length === 0) {
    return revision.launchType === undefined ? [] : [LAUNCH_TYPES.get(revision.launchType) ?? 'unknown'];
  }
  return strategy.map((name) => {
    if (FARGATE_PROVIDERS.has(name)) return 'fargate';
    const provider = providers.find((candidate) => candidate.name === name);
    if (provider?.managedInstancesProvider) return 'managed-instances';
    return provider?.autoScalingGroupProvider ? 'ec2' : 'unknown';
  });
}

/**
 * With logging `DEFAULT` the session's log goes where the container's awslogs driver writes, which the task
 * definition tells; with `NONE` nowhere.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html
 */
export function toExecConfiguration({ configuration }: ClusterReply): ExecConfiguration {
  const exec = configuration?.executeCommandConfiguration;
  const log = exec?.logging === 'OVERRIDE' ? exec.logConfiguration : undefined;
  return {
    kmsKeyId: exec?.kmsKeyId || undefined,
    logGroup: log?.cloudWatchLogGroupName || undefined,
    bucket: log?.s3BucketName || undefined,
  };
}
