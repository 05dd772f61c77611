import { paginateDescribeSubnets } from '@aws-sdk/client-ec2';
import { paginateListClusters, paginateListServices } from '@aws-sdk/client-ecs';
import type { EcsService } from '../../core/workload/ecs-service.ts';
import { type TasksByVpc, tasksByVpc } from '../../core/workload/tasks-by-vpc.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withEc2, withEcs } from './aws-client.ts';
import { awsProblem } from './aws-problem.ts';
import { attempt, type Ecs, notFound } from './ecs-call.ts';
import { readDefinitions, readServices } from './read-ecs.ts';
import { readStandaloneTasks } from './read-standalone-tasks.ts';
import { ecsArn, itemWith } from './reply-schema.ts';

/**
 * All that runs in ECS in one Region of one account, by VPC: the services of every cluster and the tasks that none of them runs.
 *
 * @throws Problem when AWS cannot be reached or does not tell: what was read in part never looks like all there is
 */
export async function findTasks(target: AwsTarget): Promise<TasksByVpc> {
  const { region } = target;
  const running = await withEcs(target, async (client) => {
    const ecs: Ecs = { client, target, unreadable: [] };
    const services: EcsService[] = [];
    const standalone: EcsService[] = [];
    for (const cluster of await clustersIn(ecs)) {
      const names = await servicesIn(cluster, ecs);
      if (names.length > 0) services.push(...(await readServices(cluster, names, ecs)));
      standalone.push(...(await readStandaloneTasks(cluster, ecs)));
    }
    const used = [...services, ...standalone].flatMap(({ taskDefinitions }) => taskDefinitions);
    const definitions = await readDefinitions(used, ecs);
    return { region, services, standalone, definitions, unreadable: ecs.unreadable };
  });
  const nothing = running.services.length + running.standalone.length === 0;
  return tasksByVpc(running, nothing ? new Map() : await vpcOfSubnets(target));
}

async function clustersIn({ client, target }: Ecs): Promise<string[]> {
  const arns = await attempt(
    'ecs:ListClusters',
    target,
    () => undefined,
    () => allItems(paginateListClusters({ client, pageSize: 100 }, {}), (page) => page.clusterArns, ecsArn),
  );
  return arns.map(nameIn).sort();
}

async function servicesIn(cluster: string, { client, target }: Ecs): Promise<string[]> {
  const arns = await attempt('ecs:ListServices', target, notFound(`cluster "${cluster}"`, target), () =>
    allItems(
      paginateListServices({ client, pageSize: 100 }, { cluster }),
      (page) => page.serviceArns,
      ecsArn,
    ),
  );
  return arns.map(nameIn).sort();
}

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** The VPC of every subnet that the account sees, those shared with it included. */
async function vpcOfSubnets(target: AwsTarget): Promise<ReadonlyMap<string, string>> {
  try {
    const subnets = await withEc2(target, (client) =>
      allItems(
        paginateDescribeSubnets({ client, pageSize: 1000 }, {}),
        (page) => page.Subnets,
        itemWith('SubnetId'),
      ),
    );
    return new Map(
      subnets.flatMap(({ SubnetId, VpcId }): [string, string][] =>
        SubnetId && VpcId ? [[SubnetId, VpcId]] : [],
      ),
    );
  } catch (error) {
    throw awsProblem(error, { ...target, action: 'ec2:DescribeSubnets' });
  }
}
