import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { isListedRegion, type Partition, partitionOf } from '../../core/network/regions.ts';
import { Problem } from '../../core/problem.ts';
import { nearest } from '../../core/text/nearest.ts';
import { type AwsTarget, withEc2 } from './aws-client.ts';

/** A Region of each partition that every account of it has. */
const ASKED_IN: Partial<Readonly<Record<Partition, string>>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-iso': 'us-iso-east-1',
  'aws-iso-b': 'us-isob-east-1',
};

/**
 * Has AWS say whether a Region exists, where this version doesn't list it. Where AWS doesn't answer that, the reading that follows
 * says what is wrong.
 *
 * @throws Problem where the account has no such Region, or hasn't enabled it
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
 */
export async function checkRegion({ region, profile }: AwsTarget): Promise<void> {
  const partition = partitionOf(region);
  const askedIn = partition && ASKED_IN[partition];
  if (isListedRegion(region) || askedIn === undefined) return;
  const regions = await regionsOf({ region: askedIn, profile });
  if (regions === undefined) return;
  const status = regions.get(region);
  if (status === undefined) {
    const near = nearest(region, [...regions.keys()], 1);
    throw new Problem(`AWS has no Region ${region}.${near ? ` Did you mean ${near}?` : ''}`);
  }
  if (status === 'not-opted-in')
    throw new Problem(
      `Region ${region} isn't enabled for this account. Enable it in the account settings, or pass another --region.`,
    );
}

/** The Regions of a partition with the account's opt-in status; undefined where AWS doesn't say. */
async function regionsOf(target: AwsTarget): Promise<Map<string, string> | undefined> {
  try {
    const { Regions = [] } = await withEc2(target, (client) =>
      client.send(new DescribeRegionsCommand({ AllRegions: true })),
    );
    const named = Regions.flatMap(({ RegionName, OptInStatus }): [string, string][] =>
      RegionName ? [[RegionName, OptInStatus ?? '']] : [],
    );
    return named.length > 0 ? new Map(named) : undefined;
  } catch {
    return undefined;
  }
}
