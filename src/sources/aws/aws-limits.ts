/**
 * How long AWS is waited for, and how much of it is taken. What goes beyond is an error: what was not read to its end is never passed
 * off as whole. Times are in milliseconds, sizes in bytes.
 */
export interface AwsLimits {
  /** Until a reply begins, and between two pieces of it. */
  readonly idle: number;
  /** One reply from the request to its last byte, however it trickles. */
  readonly reply: number;
  /** One call with all its retries, and with finding the credentials it is signed with. */
  readonly call: number;
  /** All calls of one reading. */
  readonly reading: number;
  /** The bytes of one reply. */
  readonly replyBytes: number;
  /** The bytes of all replies of one reading, which are in memory at a time. */
  readonly readingBytes: number;
}

/**
 * - A page of a thousand items, the largest that is asked for, has a few megabytes: a minute is enough for it at half a megabit a second.
 * - Two replies of a minute fit into a call; AWS's own waits between retries are of seconds. A person who types a code for
 *   `credential_process` has two minutes as well.
 * - The longest reading is of a cluster with 5,000 services, its quota: 500 calls for them, and as many as 5,000 task definitions at
 *   the 20 a second that ECS lets through, which is about five minutes.
 * - A thousand security groups, each with the 60 rules in and 60 out of the quota, are about 11 MB in XML, and 30 MB where every rule
 *   has a description of 255 characters.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
 */
export const AWS_LIMITS: AwsLimits = {
  idle: 15_000,
  reply: 60_000,
  call: 120_000,
  reading: 600_000,
  replyBytes: 32_000_000,
  readingBytes: 128_000_000,
};

/**
 * The pages of one list. The longest has 100 pages: ECS lists a hundred clusters at a time, of which a Region has up to 10,000. EC2 may
 * send pages that a filter left next to nothing of, so there can be more.
 */
export const MOST_PAGES = 1_000;

/** The items of one list: ten times as many as the highest of the quotas, the 10,000 clusters of a Region. */
export const MOST_ITEMS = 100_000;
