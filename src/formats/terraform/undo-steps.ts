import type { Plan } from '../../core/plan/planned.ts';
import { compactJson } from '../../core/text/json-text.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { Step } from '../readme.ts';

const modify = (region: string, endpointId: string): string =>
  `aws ec2 modify-vpc-endpoint --region ${region} --vpc-endpoint-id ${endpointId}`;

/**
 * Turns private DNS off before the rules that let the VPC reach the endpoint are removed.
 *
 * @param removal What removes all resources, as the start of a sentence.
 */
export const privateDnsOff = ({ region, changes }: Plan, removal: string): Step[] =>
  changes.flatMap((change) =>
    change.kind === 'enable-private-dns'
      ? [
          {
            text: `${removal} leaves private DNS on for ${change.endpointId}. First turn it off:`,
            command: `${modify(region, change.endpointId)} --no-private-dns-enabled`,
          },
        ]
      : [],
  );

/** What else stays changed, because the provider's resource doesn't record the previous state; `removal` as above. */
export function undoBeside({ region, changes, adopted }: Plan, removal: string): Step[] {
  return changes.flatMap((change): Step[] => {
    if (change.kind === 'add-subnets' && adopted.some(({ id }) => id === change.endpointId)) {
      return [
        {
          text: `${removal} leaves the network interfaces that were added to ${change.endpointId}. To remove them:`,
          command: `${modify(region, change.endpointId)} --remove-subnet-ids ${change.subnetIds.join(' ')}`,
        },
      ];
    }
    if (change.kind === 'set-endpoint-policy') {
      const left = adopted.some(({ id }) => id === change.endpointId)
        ? 'its new policy'
        : "AWS's default policy (full access)";
      return [
        {
          text: `${removal} leaves ${change.endpointId} with ${left}. To restore its previous policy:`,
          command: `${modify(region, change.endpointId)} --policy-document ${shellWord(compactJson(change.previous))}`,
        },
      ];
    }
    return [];
  });
}
