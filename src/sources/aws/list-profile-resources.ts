import type { Route53Client } from '@aws-sdk/client-route-53';
import type { ProfileResourceReply } from '../../core/network/replies.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withClient } from './aws-client.ts';
import {
  listProfileAssociations,
  listProfileResourceAssociations,
  profilesClient,
} from './profiles-client.ts';
import { itemWith } from './reply-schema.ts';

/**
 * The Route 53 Profile that is associated with a VPC, and what is in it.
 *
 * @param asking is told each call before it is made, so that whoever catches an error knows whose it is
 * @throws what the SDK throws, and as `withClient` says
 */
export const listProfileResources = (
  target: AwsTarget,
  vpcId: string,
  asking: (call: string) => void,
): Promise<readonly ProfileResourceReply[]> =>
  withClient(profilesClient, target, async (client) => {
    asking('ListProfileAssociations');
    const associations = await allItems(
      associationsOf(client, vpcId),
      (page) => page.ProfileAssociations,
      itemWith('ProfileId'),
    );
    const found: ProfileResourceReply[] = [];
    for (const { ProfileId = '', Status } of associations) {
      if (Status === 'DELETED') continue;
      asking('ListProfileResourceAssociations');
      const resources = await allItems(
        resourcesOf(client, ProfileId),
        (page) => page.ProfileResourceAssociations,
        itemWith('ResourceArn'),
      );
      found.push(...resources.map((resource) => ({ ...resource, ProfileId })));
    }
    return found;
  });

async function* associationsOf(client: Route53Client, ResourceId: string) {
  let NextToken: string | undefined;
  do {
    const page = await listProfileAssociations(client, { ResourceId, NextToken });
    yield page;
    NextToken = page.NextToken;
  } while (NextToken);
}

async function* resourcesOf(client: Route53Client, ProfileId: string) {
  let NextToken: string | undefined;
  do {
    const page = await listProfileResourceAssociations(client, { ProfileId, NextToken });
    yield page;
    NextToken = page.NextToken;
  } while (NextToken);
}
