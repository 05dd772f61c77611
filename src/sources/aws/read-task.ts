import { paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import { DescribeContainerInstancesCommand, DescribeTasksCommand } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { Problem } from '../../core/problem.ts';
import { shortened } from '../../core/text/visible.ts';
import { CONTAINER_INSTANCE_REPLY } from '../../core/workload/container-instance.ts';
import { type EcsService, toExecConfiguration } from '../../core/workload/ecs-service.ts';
import {
  type EcsTask,
  TASK_REPLY,
  type TaskFacts,
  type TaskInstance,
  toEcsTask,
  toTaskInstance,
} from '../../core/workload/ecs-task.ts';
import { parseTaskAddress, type TaskAddress } from '../../core/workload/task-address.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withEc2, withEcs } from './aws-client.ts';
import { awsProblem, whyUnreadable } from './aws-problem.ts';
import { attempt, type Ecs, notFound } from './ecs-call.ts';
import { readCluster, readEcs } from './read-ecs.ts';
import { asAwsSends, itemWith } from './reply-schema.ts';

/**
 * Reads one task, with its definition, its service and the network interface that pulls its images, with calls that only
 * read. The task and its definition must be read; what else is missing is said in `notes`.
 *
 * @param name `cluster/task-id` or the ARN of a task
 * @throws Problem when there is no such task (any more), or AWS cannot be reached
 */
export async function readTask(target: AwsTarget, name: string): Promise<TaskFacts> {
  const address = parseTaskAddress(name, target.region);
  const notes: string[] = [];
  const { task, instance, cluster } = await withEcs(target, async (client) => {
    const ecs: Ecs = { client, target, unreadable: [] };
    const found = await describeTask(address, ecs);
    return {
      task: found,
      instance: await readInstance(found, ecs, notes),
      cluster: found.exec ? await readCluster(found.cluster, ecs) : undefined,
    };
  });
  const { definitions } = await readEcs(target, {
    taskDefinitions: [task.taskDefinition],
    services: [],
    clusters: [],
  });
  const service = await readService(task, target, notes);
  const found = await readInterface(task, instance, target, notes);
  return {
    task,
    definitions,
    service,
    instance: instance && onInterface(instance, task, found),
    securityGroupIds: found?.securityGroupIds ?? groupsOfService(task, service, notes),
    publicAddress: found?.publicAddress,
    execConfiguration: cluster && toExecConfiguration(cluster),
    notes,
  };
}

async function describeTask(address: TaskAddress, { client, target }: Ecs): Promise<EcsTask> {
  const { cluster, id } = address;
  const { tasks, failures } = await attempt(
    'ecs:DescribeTasks',
    target,
    notFound(`cluster "${cluster}"`, target),
    async () => {
      const reply = await client.send(new DescribeTasksCommand({ cluster, tasks: [id] }));
      return asAwsSends(TASKS_REPLY, reply);
    },
  );
  const [reply] = tasks;
  if (reply) return toEcsTask(reply, address);
  const reason = failures?.[0]?.reason ?? 'MISSING';
  throw new Problem(
    reason === 'MISSING'
      ? goneText(address, target)
      : `ECS doesn't show the task ${cluster}/${id}: ${shortened(reason)}.`,
  );
}

const TASKS_REPLY = v.object({
  tasks: v.array(TASK_REPLY),
  failures: v.optional(v.array(v.object({ reason: v.optional(v.string()) }))),
});

const goneText = ({ cluster, id }: TaskAddress, { region }: AwsTarget): string =>
  `The ECS cluster "${cluster}" in ${region} shows no task ${id}. A stopped task is shown for about an hour. ` +
  `If you have its reason, pass it with --stopped-reason "TEXT". The events of its service often have it: ` +
  `aws ecs describe-services --cluster ${cluster} --services NAME --region ${region} --query "services[0].events[:5].message"`;

/** The container instance of a task on EC2: its agent pulls the images over the instance's own interface. */
async function readInstance(
  task: EcsTask,
  { client, target }: Ecs,
  notes: string[],
): Promise<TaskInstance | undefined> {
  const { containerInstance, cluster } = task;
  if (containerInstance === undefined) return undefined;
  const action = 'ecs:DescribeContainerInstances';
  try {
    const reply = await client.send(
      new DescribeContainerInstancesCommand({ cluster, containerInstances: [containerInstance] }),
    );
    const [found] = asAwsSends(v.array(CONTAINER_INSTANCE_REPLY), reply.containerInstances);
    if (found) return toTaskInstance(found);
    notes.push('The container instance that the task ran on is gone. Pass its subnet with --subnets.');
  } catch (error) {
    const why = whyUnreadable(error, { action, ...target });
    if (why === undefined) throw awsProblem(error, { action, ...target });
    notes.push(`The container instance could not be read: ${why} Pass its subnet with --subnets.`);
  }
  return undefined;
}

async function readService(
  task: EcsTask,
  target: AwsTarget,
  notes: string[],
): Promise<EcsService | undefined> {
  if (task.service === undefined) return undefined;
  const name = `${task.cluster}/${task.service}`;
  try {
    const { services } = await readEcs(target, { taskDefinitions: [], services: [name], clusters: [] });
    return services[0];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    notes.push(`The service ${name}, which started the task, could not be read: ${error.message}`);
    return undefined;
  }
}

/** EC2 knows the subnet of each instance. The agent registers it only where it can give tasks interfaces of their own. */
const onInterface = (
  instance: TaskInstance,
  { launchType }: EcsTask,
  found: InterfaceFacts | undefined,
): TaskInstance =>
  launchType === 'EC2' ? { ...instance, subnetId: found?.subnetId ?? instance.subnetId } : instance;

interface InterfaceFacts {
  readonly subnetId: string | undefined;
  readonly securityGroupIds: readonly string[];
  readonly publicAddress: boolean;
}

/** The network interface that pulls the images: on Fargate the task's, on EC2 the instance's first one. */
async function readInterface(
  { launchType, networkInterface }: EcsTask,
  instance: TaskInstance | undefined,
  target: AwsTarget,
  notes: string[],
): Promise<InterfaceFacts | undefined> {
  const onEc2 = launchType === 'EC2';
  const id = onEc2 ? instance?.id : networkInterface?.id;
  if (id === undefined) return undefined;
  const filters = onEc2
    ? [
        { Name: 'attachment.instance-id', Values: [id] },
        { Name: 'attachment.device-index', Values: ['0'] },
      ]
    : [{ Name: 'network-interface-id', Values: [id] }];
  const action = 'ec2:DescribeNetworkInterfaces';
  try {
    const [found] = await withEc2(target, (client) =>
      allItems(
        paginateDescribeNetworkInterfaces({ client }, { Filters: filters }),
        (page) => page.NetworkInterfaces,
        itemWith('NetworkInterfaceId'),
      ),
    );
    if (!found) return undefined;
    return {
      subnetId: found.SubnetId,
      securityGroupIds: (found.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
      publicAddress: found.Association?.PublicIp !== undefined,
    };
  } catch (error) {
    const why = whyUnreadable(error, { action, ...target });
    if (why === undefined) throw awsProblem(error, { action, ...target });
    notes.push(`The network interface ${id} could not be read: ${why}`);
    return undefined;
  }
}

/** The interface of a stopped task is gone; its service gave it its groups, unless it was changed since. */
function groupsOfService(task: EcsTask, service: EcsService | undefined, notes: string[]): readonly string[] {
  const groups = task.launchType === 'EC2' ? [] : (service?.securityGroupIds ?? []);
  notes.push(
    groups.length > 0
      ? `The task's network interface is gone, so its security groups are taken from its service as it is now: ${groups.join(', ')}.`
      : "Which security groups the task had isn't known, so they are taken to let everything out. Pass them with --task-security-groups.",
  );
  return groups;
}
