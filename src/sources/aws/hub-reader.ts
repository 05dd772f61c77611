import { paginateDescribeVpcEndpoints } from '@aws-sdk/client-ec2';
import type { Network, Unreadable } from '../../core/network/network.ts';
import type { RecordReply } from '../../core/network/replies.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withEc2 } from './aws-client.ts';
import { awsProblem, whyUnreadable } from './aws-problem.ts';
import { itemWith } from './reply-schema.ts';

/** The call that shows where a zone's records point, and the IAM action it needs. */
export const RECORDS_CALL = {
  call: 'ListResourceRecordSets',
  action: 'route53:ListResourceRecordSets',
} as const;

/** Reads what hosted zones lead to. Whatever several VPCs lead to is read once. */
export interface HubReader {
  /** The records of a zone; why not, where they can't be read; undefined where there is no access to its account. */
  readonly records: (zone: InAccount) => Promise<readonly RecordReply[] | Unreadable | undefined>;
  /** The VPCs of endpoints, of those that are found and can be read. */
  readonly vpcs: (
    endpoints: Omit<InAccount, 'id'> & { readonly ids: readonly string[] },
  ) => Promise<readonly Network[]>;
}

export interface InAccount {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
}

/** What reads an account in a Region; undefined where nothing does. */
export type ReadsAccount = (accountId: string, region: string) => Promise<AwsTarget | undefined>;

/** What reads a VPC. */
export type ReadVpc = (
  vpc: AwsTarget & { readonly vpcId: string; readonly services: readonly [] },
) => Promise<Network>;

/** Reads with what `targetIn` gives for each account. */
export function hubReader(targetIn: ReadsAccount, readVpc: ReadVpc): HubReader {
  const target = once(({ accountId, region }: Omit<InAccount, 'id'>) => targetIn(accountId, region));
  const vpc = once(async ({ id: vpcId, ...place }: InAccount): Promise<Network[]> => {
    const found = await target(place);
    return found
      ? readVpc({ ...found, vpcId, services: [] }).then(
          (network) => [network],
          () => [],
        )
      : [];
  });
  return {
    records: once(async ({ id, ...place }) => {
      const found = await target(place);
      if (!found) return undefined;
      try {
        return await (await import('./list-records.ts')).listRecords(found, id);
      } catch (error) {
        const attempt = { ...found, action: RECORDS_CALL.action };
        return {
          ...RECORDS_CALL,
          reason: whyUnreadable(error, attempt) ?? awsProblem(error, attempt).message,
        };
      }
    }),
    vpcs: once(async ({ ids, accountId, region }) => {
      const found = await target({ accountId, region });
      if (!found) return [];
      const vpcIds = await vpcsOf(found, ids).catch(() => []);
      return (await Promise.all(vpcIds.map((id) => vpc({ id, accountId, region })))).flat();
    }),
  };
}

/** Of endpoints that are not found EC2 says nothing, since it filters by their ids. */
async function vpcsOf(target: AwsTarget, ids: readonly string[]): Promise<string[]> {
  const endpoints = await withEc2(target, (client) =>
    allItems(
      paginateDescribeVpcEndpoints({ client }, { Filters: [{ Name: 'vpc-endpoint-id', Values: [...ids] }] }),
      (page) => page.VpcEndpoints,
      itemWith('VpcEndpointId'),
    ),
  );
  return [...new Set(endpoints.flatMap(({ VpcId }) => VpcId ?? []))].sort();
}

/** Asks once for each place. */
function once<Place, Result>(ask: (place: Place) => Promise<Result>): (place: Place) => Promise<Result> {
  const asked = new Map<string, Promise<Result>>();
  return (place) => {
    const key = JSON.stringify(place);
    const known = asked.get(key) ?? ask(place);
    asked.set(key, known);
    return known;
  };
}
