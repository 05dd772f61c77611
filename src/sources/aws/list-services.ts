import { type ECSClient, paginateListClusters, paginateListServices } from '@aws-sdk/client-ecs';
import { allItems } from './all-items.ts';
import { type AwsTarget, withEcs } from './aws-client.ts';
import { awsProblem } from './aws-problem.ts';
import { ecsArn } from './reply-schema.ts';

/**
 * The names of the ECS clusters of a Region, in alphabetical order.
 *
 * @throws Problem when AWS cannot be reached or does not tell
 */
export function listClusters(target: AwsTarget): Promise<string[]> {
  return listed('ecs:ListClusters', target, (client) =>
    allItems(paginateListClusters({ client, pageSize: 100 }, {}), (page) => page.clusterArns, ecsArn),
  );
}

/**
 * The names of the services of an ECS cluster, in alphabetical order.
 *
 * @throws Problem when AWS cannot be reached or does not tell
 */
export function listServices(target: AwsTarget, cluster: string): Promise<string[]> {
  return listed('ecs:ListServices', target, (client) =>
    allItems(
      paginateListServices({ client, pageSize: 100 }, { cluster }),
      (page) => page.serviceArns,
      ecsArn,
    ),
  );
}

async function listed(
  action: string,
  target: AwsTarget,
  arns: (client: ECSClient) => Promise<readonly string[]>,
): Promise<string[]> {
  try {
    return (await withEcs(target, arns)).map((arn) => arn.slice(arn.lastIndexOf('/') + 1)).sort();
  } catch (error) {
    throw awsProblem(error, { ...target, action });
  }
}
