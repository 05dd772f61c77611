import { type NetworkInterface, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import { DescribeTasksCommand, paginateListTasks } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { type EcsService, toExecConfiguration } from '../../core/workload/ecs-service.ts';
import { type EcsTask, serviceOfTask, TASK_REPLY, toEcsTask } from '../../core/workload/ecs-task.ts';
import { allItems } from './all-items.ts';
import { withEc2 } from './aws-client.ts';
import { batches } from './batches.ts';
import { attempt, attemptOptional, type Ecs, notFound } from './ecs-call.ts';
import { readCluster } from './read-ecs.ts';
import { readInstances } from './read-instances.ts';
import { asAwsSends, ecsArn, itemWith } from './reply-schema.ts';

/** DescribeTasks takes no more at a time, and a filter of EC2 no more than 200 values. */
const TASKS_A_CALL = 100;

/**
 * The running tasks of a cluster that no service started, such as those of a schedule or a pipeline, each as a service that runs it
 * alone.
 *
 * @throws Problem when AWS cannot be reached or does not tell
 */
export async function readStandaloneTasks(cluster: string, ecs: Ecs): Promise<EcsService[]> {
  const { client, target } = ecs;
  const absent = notFound(`cluster "${cluster}"`, target);
  const arns = await attempt('ecs:ListTasks', target, absent, () =>
    allItems(paginateListTasks({ client, pageSize: 100 }, { cluster }), (page) => page.taskArns, ecsArn),
  );
  const tasks: EcsTask[] = [];
  for (const batch of batches(arns, TASKS_A_CALL)) {
    const replies = await attempt('ecs:DescribeTasks', target, absent, async () => {
      const reply = await client.send(new DescribeTasksCommand({ cluster, tasks: [...batch] }));
      return asAwsSends(v.array(TASK_REPLY), reply.tasks);
    });
    const read = replies.map((reply) => toEcsTask(reply, { cluster, id: nameIn(reply.taskArn) }));
    tasks.push(...read.filter(({ service, status }) => service === undefined && status !== 'STOPPED'));
  }
  if (tasks.length === 0) return [];
  const configuration = tasks.some(({ exec }) => exec) ? await readCluster(cluster, ecs) : undefined;
  const instances = tasks.some(isOnInstance) ? await readInstances(cluster, ecs) : undefined;
  const interfaces = await interfacesOf(tasks, ecs);
  return tasks.map((task) => {
    const own = interfaces.get(task.networkInterface?.id ?? '');
    const service = serviceOfTask({
      task,
      definitions: [],
      service: undefined,
      instance: undefined,
      securityGroupIds: (own?.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
      publicAddress: own && own.Association?.PublicIp !== undefined,
      execConfiguration: configuration && toExecConfiguration(configuration),
      notes: [],
    });
    const instance = isOnInstance(task)
      ? instances?.find(({ arn }) => arn === task.containerInstance)
      : undefined;
    return instance === undefined
      ? service
      : {
          ...service,
          instances: [{ subnetId: instance.subnetId, securityGroupIds: instance.securityGroupIds }],
        };
  });
}

const isOnInstance = ({ launchType, containerInstance }: EcsTask): boolean =>
  launchType === 'EC2' && containerInstance !== undefined;

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** The tasks' own network interfaces by id; none where EC2 may not be asked: then their groups are not known. */
async function interfacesOf(
  tasks: readonly EcsTask[],
  ecs: Ecs,
): Promise<ReadonlyMap<string, NetworkInterface>> {
  const ids = tasks.flatMap(({ launchType, networkInterface }) =>
    launchType === 'EC2' ? [] : (networkInterface?.id ?? []),
  );
  if (ids.length === 0) return new Map();
  const found = await attemptOptional('ec2:DescribeNetworkInterfaces', ecs, () =>
    withEc2(ecs.target, async (client) => {
      const interfaces: NetworkInterface[] = [];
      for (const batch of batches(ids, TASKS_A_CALL)) {
        const Filters = [{ Name: 'network-interface-id', Values: [...batch] }];
        interfaces.push(
          ...(await allItems(
            paginateDescribeNetworkInterfaces({ client }, { Filters }),
            (page) => page.NetworkInterfaces,
            itemWith('NetworkInterfaceId'),
          )),
        );
      }
      return interfaces;
    }),
  );
  return new Map((found ?? []).map((one) => [one.NetworkInterfaceId ?? '', one]));
}
