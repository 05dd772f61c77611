import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import * as v from 'valibot';
import { partitionOf } from '../../core/network/regions.ts';
import { type AwsTarget, withEc2 } from './aws-client.ts';
import { awsProblem } from './aws-problem.ts';
import { asAwsSends } from './reply-schema.ts';

const REPLY = v.array(
  v.object({
    RegionName: v.pipe(
      v.string(),
      v.check((name) => partitionOf(name) !== undefined, 'is no Region'),
    ),
  }),
);

/**
 * The Regions that an account has enabled, in alphabetical order.
 *
 * @param target the Region to ask in
 * @throws Problem when EC2 cannot be reached or does not tell
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
 */
export async function enabledRegions(target: AwsTarget): Promise<string[]> {
  try {
    const { Regions } = await withEc2(target, (client) =>
      client.send(new DescribeRegionsCommand({ AllRegions: false })),
    );
    return asAwsSends(REPLY, Regions)
      .map(({ RegionName }) => RegionName)
      .sort();
  } catch (error) {
    throw awsProblem(error, { ...target, action: 'ec2:DescribeRegions' });
  }
}
