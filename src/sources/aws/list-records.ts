import {
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { RecordReply } from '../../core/network/replies.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withClient } from './aws-client.ts';
import { itemWith } from './reply-schema.ts';
import { StrictRoute53Protocol } from './strict-route53-protocol.ts';

/**
 * All records of a hosted zone. Only the account that owns it can list them. Loads the Route 53 client.
 *
 * @throws what the SDK throws, and as `withClient` says
 */
export const listRecords = (target: AwsTarget, zoneId: string): Promise<readonly RecordReply[]> =>
  withClient(
    (config) => new Route53Client({ ...config, protocol: StrictRoute53Protocol }),
    target,
    (client) => allItems(pagesOfRecords(client, zoneId), (page) => page.ResourceRecordSets, itemWith('Name')),
  );

/** The next page begins at a record, which stands for a token. */
async function* pagesOfRecords(
  client: Route53Client,
  HostedZoneId: string,
): AsyncGenerator<ListResourceRecordSetsCommandOutput & { readonly NextToken?: string }> {
  let next: ListResourceRecordSetsCommandOutput | undefined;
  do {
    const page: ListResourceRecordSetsCommandOutput = await client.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId,
        StartRecordName: next?.NextRecordName,
        StartRecordType: next?.NextRecordType,
        StartRecordIdentifier: next?.NextRecordIdentifier,
      }),
    );
    next = page.IsTruncated ? page : undefined;
    const { NextRecordName, NextRecordType, NextRecordIdentifier } = page;
    yield next
      ? { ...page, NextToken: JSON.stringify([NextRecordName, NextRecordType, NextRecordIdentifier]) }
      : page;
  } while (next);
}
