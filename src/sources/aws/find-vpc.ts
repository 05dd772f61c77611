import { paginateDescribeSubnets } from '@aws-sdk/client-ec2';
import { Problem } from '../../core/problem.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withEc2 } from './aws-client.ts';
import { awsProblem } from './aws-problem.ts';
import { itemWith } from './reply-schema.ts';

/** Subnets that are expected to be in one VPC. */
export interface SubnetsOfAVpc extends AwsTarget {
  readonly subnetIds: readonly string[];
}

/**
 * The VPC that subnets are in.
 *
 * @throws Problem when they are in several, or AWS cannot be reached or does not tell
 */
export async function findVpc({ subnetIds, ...target }: SubnetsOfAVpc): Promise<string> {
  try {
    const subnets = await withEc2(target, (client) =>
      allItems(
        paginateDescribeSubnets({ client }, { SubnetIds: [...subnetIds] }),
        (page) => page.Subnets,
        itemWith('SubnetId'),
      ),
    );
    const vpcIds = [...new Set(subnets.flatMap(({ VpcId }) => VpcId ?? []))];
    const [vpcId, ...others] = vpcIds;
    if (vpcId !== undefined && others.length === 0) return vpcId;
    const inEach = vpcIds.map((id) => {
      const here = subnets.filter(({ VpcId }) => VpcId === id).map(({ SubnetId }) => SubnetId);
      return `${here.join(', ')} in ${id}`;
    });
    throw new Problem(
      vpcId === undefined
        ? `AWS doesn't say which VPC ${subnetIds.join(', ')} ${subnetIds.length === 1 ? 'is' : 'are'} in. Pass --vpc.`
        : `The services run in ${vpcIds.length} VPCs: ${inEach.join('; ')}. Name services of one VPC with --service.`,
    );
  } catch (error) {
    throw awsProblem(error, { ...target, action: 'ec2:DescribeSubnets' });
  }
}
