import { paginateDescribeVpcs } from '@aws-sdk/client-ec2';
import { nameAndBlocks } from '../../core/network/to-network.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withEc2 } from './aws-client.ts';
import { awsProblem } from './aws-problem.ts';
import { itemWith } from './reply-schema.ts';

/** A VPC as it is offered for choice. */
export interface VpcChoice {
  readonly id: string;
  readonly name?: string;
  readonly cidrs: readonly string[];
  readonly isDefault: boolean;
}

/**
 * The VPCs of the Region: those with a name first, in the order of their names, then the others by id.
 *
 * @throws Problem when AWS cannot be reached or does not tell
 */
export async function listVpcs(target: AwsTarget): Promise<VpcChoice[]> {
  try {
    const vpcs = await withEc2(target, (client) =>
      allItems(paginateDescribeVpcs({ client, pageSize: 1000 }, {}), (page) => page.Vpcs, itemWith('VpcId')),
    );
    return vpcs
      .flatMap((vpc): VpcChoice[] => {
        if (!vpc.VpcId) return [];
        const { name, cidrs } = nameAndBlocks(vpc);
        return [{ id: vpc.VpcId, ...(name && { name }), cidrs, isDefault: vpc.IsDefault === true }];
      })
      .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  } catch (error) {
    throw awsProblem(error, { ...target, action: 'ec2:DescribeVpcs' });
  }
}

/** U+FFFF comes after every character that a name can have. */
const sortKey = ({ id, name = '\uffff' }: VpcChoice): string => `${name.toLowerCase()} ${id}`;
