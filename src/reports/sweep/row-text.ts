import { oneLine } from '../../core/text/visible.ts';
import type { UnreadRow, VpcRow } from './sweep-report.ts';

/** `shop (vpc-1)`, or the ID alone. */
export const vpcText = ({ name, vpcId }: VpcRow): string =>
  name === null ? vpcId : `${oneLine(name)} (${vpcId})`;

/** `111122223333, eu-west-1, vpc-1`: as much of it as is known. */
export const placeText = ({ accountId, region, vpcId }: UnreadRow): string =>
  [accountId, region, vpcId].filter(Boolean).join(', ') || 'the credentials';
