import { paginateDescribeVpcs } from '@aws-sdk/client-ec2';
import { OURS_TAG } from '../../core/plan/ours-tag.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withEc2 } from './aws-client.ts';
import { AWS_LIMITS } from './aws-limits.ts';
import { itemWith } from './reply-schema.ts';

/** How long a wizard may wait for the names, in milliseconds. */
const PATIENCE = 3000;

/**
 * The names of generated code that created VPCs in a Region, by their tags. None where that can't be found out in a moment: then only
 * a look at the account's stacks tells.
 */
export async function namesInUse(target: AwsTarget): Promise<readonly string[]> {
  try {
    const vpcs = await withEc2(
      target,
      (client) =>
        allItems(
          paginateDescribeVpcs({ client }, { Filters: [{ Name: 'tag-key', Values: [OURS_TAG] }] }),
          (page) => page.Vpcs,
          itemWith('VpcId'),
        ),
      { ...AWS_LIMITS, reading: PATIENCE, call: PATIENCE },
    );
    return vpcs.flatMap(({ Tags = [] }) =>
      Tags.flatMap(({ Key, Value }) => (Key === OURS_TAG && Value ? [Value] : [])),
    );
  } catch {
    return [];
  }
}
