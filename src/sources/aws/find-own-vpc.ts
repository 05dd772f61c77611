import { paginateDescribeVpcs } from '@aws-sdk/client-ec2';
import { OURS_TAG } from '../../core/plan/ours-tag.ts';
import { Problem } from '../../core/problem.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withEc2 } from './aws-client.ts';
import { awsProblem } from './aws-problem.ts';
import { itemWith } from './reply-schema.ts';

/**
 * The VPC that generated code created: the one that carries its tag.
 *
 * @param name the name prefix, which is the value of the tag
 * @throws Problem when there is none or more than one, or AWS cannot be reached or does not tell
 */
export async function findOwnVpc({
  name,
  ...target
}: AwsTarget & { readonly name: string }): Promise<string> {
  try {
    const vpcs = await withEc2(target, (client) =>
      allItems(
        paginateDescribeVpcs({ client }, { Filters: [{ Name: `tag:${OURS_TAG}`, Values: [name] }] }),
        (page) => page.Vpcs,
        itemWith('VpcId'),
      ),
    );
    const ids = vpcs.flatMap(({ VpcId }) => VpcId ?? []).sort();
    const [vpcId, ...others] = ids;
    if (vpcId !== undefined && others.length === 0) return vpcId;
    const tag = `the tag ${OURS_TAG} = ${name}`;
    throw new Problem(
      vpcId === undefined
        ? `No VPC in ${target.region} has ${tag}: the code isn't deployed, or is in another account. Deploy it, or pass --vpc or --profile.`
        : `${ids.length} VPCs in ${target.region} have ${tag}: ${ids.join(', ')}. Pass --vpc.`,
    );
  } catch (error) {
    throw awsProblem(error, { ...target, action: 'ec2:DescribeVpcs' });
  }
}
