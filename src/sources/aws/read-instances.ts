import { type Instance, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { DescribeContainerInstancesCommand, paginateListContainerInstances } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import type { Reading } from '../../core/network/network.ts';
import {
  CONTAINER_INSTANCE_REPLY,
  type ContainerInstanceReply,
} from '../../core/workload/container-instance.ts';
import type { InstanceNetwork } from '../../core/workload/ecs-service.ts';
import { allItems } from './all-items.ts';
import { withEc2 } from './aws-client.ts';
import { batches } from './batches.ts';
import { attemptOptional, type Ecs } from './ecs-call.ts';
import { asAwsSends, itemWith } from './reply-schema.ts';

/** A container instance of a cluster, with its network. */
export interface ContainerInstance extends InstanceNetwork {
  readonly arn: string;
  /** Undefined where none of the cluster's capacity providers started it. */
  readonly capacityProvider: string | undefined;
}

/** DescribeContainerInstances takes no more at a time, and a filter of EC2 no more than 200 values. */
const INSTANCES_A_CALL = 100;

/**
 * The container instances of a cluster that new tasks can be placed on, with the subnet and the security groups that each pulls images
 * with. Instances outside AWS (ECS Anywhere) are none.
 *
 * @returns undefined where ECS may not be asked. Where EC2 may not, the subnets are those that the agents registered, without groups.
 * @throws Problem when AWS cannot be reached or does not tell
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html
 */
export async function readInstances(
  cluster: string,
  ecs: Ecs,
): Promise<Reading<readonly ContainerInstance[]>> {
  const { client } = ecs;
  const arns = await attemptOptional('ecs:ListContainerInstances', ecs, () =>
    allItems(
      paginateListContainerInstances({ client, pageSize: 100 }, { cluster, status: 'ACTIVE' }),
      (page) => page.containerInstanceArns,
      v.pipe(v.string(), v.startsWith('arn:')),
    ),
  );
  if (arns === undefined) return undefined;
  const registered: ContainerInstanceReply[] = [];
  for (const batch of batches(arns, INSTANCES_A_CALL)) {
    const found = await attemptOptional('ecs:DescribeContainerInstances', ecs, async () => {
      const reply = await client.send(
        new DescribeContainerInstancesCommand({ cluster, containerInstances: [...batch] }),
      );
      return asAwsSends(v.array(CONTAINER_INSTANCE_REPLY), reply.containerInstances);
    });
    if (found === undefined) return undefined;
    registered.push(...found);
  }
  const onEc2 = registered.flatMap(({ ec2InstanceId }) => ec2InstanceId ?? []);
  const described = onEc2.length === 0 ? new Map() : await readEc2Instances(onEc2, ecs);
  return registered.flatMap((reply) => toContainerInstance(reply, described) ?? []);
}

/** Undefined for what has no subnet, such as an instance that has just ended. */
function toContainerInstance(
  { containerInstanceArn: arn, capacityProviderName, ec2InstanceId = '', attributes }: ContainerInstanceReply,
  described: ReadonlyMap<string, Instance>,
): ContainerInstance | undefined {
  const instance = described.get(ec2InstanceId);
  const subnetId = instance?.SubnetId ?? attributes?.find(({ name }) => name === 'ecs.subnet-id')?.value;
  if (!subnetId) return undefined;
  const securityGroupIds = (instance?.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
  return { arn, capacityProvider: capacityProviderName || undefined, subnetId, securityGroupIds };
}

/** Instances by id; none where EC2 may not be asked. A filter passes over those that are gone, where a list of ids would fail. */
async function readEc2Instances(ids: readonly string[], ecs: Ecs): Promise<ReadonlyMap<string, Instance>> {
  const found = await attemptOptional('ec2:DescribeInstances', ecs, () =>
    withEc2(ecs.target, async (client) => {
      const reservations = [];
      for (const batch of batches(ids, INSTANCES_A_CALL)) {
        const Filters = [{ Name: 'instance-id', Values: [...batch] }];
        reservations.push(
          ...(await allItems(
            paginateDescribeInstances({ client }, { Filters }),
            (page) => page.Reservations,
            itemWith('ReservationId'),
          )),
        );
      }
      return reservations.flatMap(({ Instances = [] }) => Instances);
    }),
  );
  return new Map((found ?? []).map((instance) => [instance.InstanceId ?? '', instance]));
}
