import {
  ListHostedZonesByVPCCommand,
  type ListHostedZonesByVPCCommandOutput,
  Route53Client,
  type VPCRegion,
} from '@aws-sdk/client-route-53';
import type { HostedZoneReply } from '../../core/network/replies.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, paced, retries, withClient } from './aws-client.ts';
import type { AwsLimits } from './aws-limits.ts';
import { itemWith } from './reply-schema.ts';
import { StrictRoute53Protocol } from './strict-route53-protocol.ts';

/**
 * The private hosted zones of Route 53 that answer names in a VPC. Loads the Route 53 client, so import this file only when
 * zones decide something.
 *
 * @throws what the SDK throws, and as `withClient` says
 */
export const listHostedZones = (
  target: AwsTarget,
  vpcId: string,
  limits?: AwsLimits,
): Promise<readonly HostedZoneReply[]> =>
  withClient(
    (config) =>
      paced(
        new Route53Client({ ...config, ...retries(target, 'route53'), protocol: StrictRoute53Protocol }),
        target,
        'route53',
      ),
    target,
    (client) =>
      allItems(
        pagesOfZones(client, { vpcId, region: target.region }),
        (page) => page.HostedZoneSummaries,
        itemWith('HostedZoneId'),
      ),
    limits,
  );

/** The SDK has no paginator for this one. */
async function* pagesOfZones(
  client: Route53Client,
  { vpcId, region }: { readonly vpcId: string; readonly region: string },
): AsyncGenerator<ListHostedZonesByVPCCommandOutput> {
  let NextToken: string | undefined;
  do {
    const page: ListHostedZonesByVPCCommandOutput = await client.send(
      new ListHostedZonesByVPCCommand({ VPCId: vpcId, VPCRegion: region as VPCRegion, NextToken }),
    );
    yield page;
    NextToken = page.NextToken;
  } while (NextToken);
}
