import { oneLine } from '../../core/text/visible.ts';
import type { UnreadRow, VpcRow } from './sweep-report.ts';

/** `shop (vpc-1)`, or the ID alone; `shop (vpc-1 of 444455556666)` where that account shares it. */
export function vpcText({ name, vpcId, ownerId }: VpcRow): string {
  const id = ownerId === undefined ? vpcId : `${vpcId} of ${ownerId}`;
  return name === null ? id : `${oneLine(name)} (${id})`;
}

/** `111122223333, eu-west-1, vpc-1`: as much of it as is known. */
export const placeText = ({ accountId, region, vpcId }: UnreadRow): string =>
  [accountId, region, vpcId].filter(Boolean).join(', ') || 'the credentials';
