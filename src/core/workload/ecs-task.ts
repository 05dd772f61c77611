import * as v from 'valibot';
import type { Reading } from '../network/network.ts';
import type { ContainerInstanceReply } from './container-instance.ts';
import type { EcsService, ExecConfiguration } from './ecs-service.ts';
import type { TaskDefinition } from './task-definition.ts';

const text = v.optional(v.string());

/** The part of DescribeTasks' reply that is used. */
export const TASK_REPLY = v.object({
  taskArn: v.string(),
  taskDefinitionArn: v.string(),
  lastStatus: v.string(),
  stopCode: text,
  stoppedReason: text,
  launchType: text,
  platformVersion: text,
  platformFamily: text,
  group: text,
  containerInstanceArn: text,
  enableExecuteCommand: v.optional(v.boolean()),
  attachments: v.optional(
    v.array(v.object({ type: text, details: v.optional(v.array(v.object({ name: text, value: text }))) })),
  ),
  containers: v.optional(
    v.array(
      v.object({
        name: text,
        lastStatus: text,
        reason: text,
        exitCode: v.optional(v.number()),
        managedAgents: v.optional(v.array(v.object({ name: text, lastStatus: text, reason: text }))),
      }),
    ),
  ),
  overrides: v.optional(v.object({ taskRoleArn: text })),
});

export type TaskReply = v.InferOutput<typeof TASK_REPLY>;

/** A container of a task. */
export interface TaskContainer {
  readonly name: string;
  readonly status: string | undefined;
  readonly reason: string | undefined;
  readonly exitCode: number | undefined;
  /** The agent of ECS Exec; undefined where the task has none. */
  readonly execAgent:
    | { readonly status: string | undefined; readonly reason: string | undefined }
    | undefined;
}

/** A task, running or stopped, as far as it decides where its traffic goes and why it stopped. */
export interface EcsTask {
  readonly id: string;
  readonly cluster: string;
  /** `shop/0123…`: cluster and id. */
  readonly name: string;
  readonly status: string;
  readonly stopCode: string | undefined;
  readonly stoppedReason: string | undefined;
  /** As ECS writes it. */
  readonly launchType: string | undefined;
  readonly platformVersion: string | undefined;
  readonly windows: boolean;
  readonly taskDefinition: string;
  /** The service that started it. */
  readonly service: string | undefined;
  readonly containerInstance: string | undefined;
  readonly exec: boolean;
  readonly containers: readonly TaskContainer[];
  /** The network interface of its own; undefined where it uses the instance's. */
  readonly networkInterface:
    | { readonly id: string | undefined; readonly subnetId: string | undefined }
    | undefined;
  /** Where it replaces that of the definition. */
  readonly taskRole: string | undefined;
}

/** The container instance that a task ran on. */
export interface TaskInstance {
  readonly id: string | undefined;
  readonly subnetId: string | undefined;
  readonly agentVersion: string | undefined;
  readonly agentConnected: boolean | undefined;
}

/** All that was read about one task. */
export interface TaskFacts {
  readonly task: EcsTask;
  readonly definitions: readonly TaskDefinition[];
  /** Undefined where no service started it, or it could not be read. */
  readonly service: EcsService | undefined;
  /** Undefined on Fargate, and where it could not be read. */
  readonly instance: TaskInstance | undefined;
  /** The groups of what pulls the images: the task on Fargate, the instance on EC2. */
  readonly securityGroupIds: readonly string[];
  readonly publicAddress: boolean | undefined;
  readonly execConfiguration: Reading<ExecConfiguration>;
  /** What could not be read, or is taken from elsewhere, a sentence each. */
  readonly notes: readonly string[];
}

const INTERFACE = 'ElasticNetworkInterface';
const EXEC_AGENT = 'ExecuteCommandAgent';

/**
 * A task from the reply of the ECS API.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 */
export function toEcsTask(
  reply: TaskReply,
  { cluster, id }: { readonly cluster: string; readonly id: string },
): EcsTask {
  const attached = reply.attachments?.find(({ type }) => type === INTERFACE);
  const detail = (name: string) => attached?.details?.find((one) => one.name === name)?.value || undefined;
  return {
    id,
    cluster,
    name: `${cluster}/${id}`,
    status: reply.lastStatus,
    stopCode: reply.stopCode || undefined,
    stoppedReason: reply.stoppedReason || undefined,
    launchType: reply.launchType || undefined,
    platformVersion: reply.platformVersion || undefined,
    windows: /^windows/i.test(reply.platformFamily ?? ''),
    taskDefinition: reply.taskDefinitionArn,
    service: /^service:([\w-]+)$/.exec(reply.group ?? '')?.[1],
    containerInstance: reply.containerInstanceArn || undefined,
    exec: reply.enableExecuteCommand === true,
    containers: (reply.containers ?? []).map(({ name, lastStatus, reason, exitCode, managedAgents }) => {
      const agent = managedAgents?.find((one) => one.name === EXEC_AGENT);
      return {
        name: name ?? '',
        status: lastStatus,
        reason: reason || undefined,
        exitCode,
        execAgent: agent && { status: agent.lastStatus, reason: agent.reason || undefined },
      };
    }),
    networkInterface: attached && { id: detail('networkInterfaceId'), subnetId: detail('subnetId') },
    taskRole: reply.overrides?.taskRoleArn || undefined,
  };
}

/** A container instance from the reply of the ECS API; its agent registers it with its subnet. */
export const toTaskInstance = (reply: ContainerInstanceReply): TaskInstance => ({
  id: reply.ec2InstanceId,
  subnetId: reply.attributes?.find(({ name }) => name === 'ecs.subnet-id')?.value,
  agentVersion: reply.versionInfo?.agentVersion,
  agentConnected: reply.agentConnected,
});

/**
 * The task as a service that runs it alone, so that its needs are read as those of services are: with ECS Exec as the task has
 * it, and Service Connect as its service has it.
 */
export function serviceOfTask({
  task,
  service,
  securityGroupIds,
  publicAddress,
  execConfiguration,
}: TaskFacts): EcsService {
  const ownInterface = task.launchType !== 'EC2' ? task.networkInterface : undefined;
  return {
    name: task.name,
    cluster: task.cluster,
    taskDefinitions: [task.taskDefinition],
    capacities: [CAPACITIES.get(task.launchType ?? '') ?? 'unknown'],
    capacityField: 'launchType',
    platformVersion: task.platformVersion,
    windows: task.windows,
    exec: task.exec,
    execConfiguration,
    serviceConnect: service?.serviceConnect === true,
    serviceConnectLog: service?.serviceConnectLog,
    subnetIds: ownInterface?.subnetId === undefined ? [] : [ownInterface.subnetId],
    securityGroupIds: ownInterface ? securityGroupIds : [],
    assignPublicIp: ownInterface ? (publicAddress ?? service?.assignPublicIp) : undefined,
  };
}

const CAPACITIES: ReadonlyMap<string, EcsService['capacities'][number]> = new Map([
  ['FARGATE', 'fargate'],
  ['EC2', 'ec2'],
  ['EXTERNAL', 'external'],
  ['MANAGED_INSTANCES', 'managed-instances'],
]);
