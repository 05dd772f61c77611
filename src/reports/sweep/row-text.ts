import { oneLine } from '../../core/text/visible.ts';
import type { UnreadRow, VpcRow } from './sweep-report.ts';

/** `shop (vpc-1)`, or the ID alone; `shop (vpc-1 of 444455556666)` where that account shares it. */
export function vpcText({ name, vpcId, ownerId }: VpcRow): string {
  const id = ownerId === undefined ? vpcId : `${vpcId} of ${ownerId}`;
  return name === null ? id : `${oneLine(name)} (${id})`;
}

/** `111122223333, eu-west-1, vpc-1: Denied.`: as much of the place as is known. */
export const unreadText = ({ accountId, region, vpcId, error }: UnreadRow): string => {
  const place = [accountId, region, vpcId].filter(Boolean).join(', ');
  return oneLine(place === '' ? error : `${place}: ${error}`);
};
