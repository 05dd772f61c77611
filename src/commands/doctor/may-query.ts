import { Problem } from '../../core/problem.ts';
import { oneLine } from '../../core/text/visible.ts';
import type { Asked } from '../../host/world.ts';
import { bytesText } from '../../reports/traffic/bytes-text.ts';
import type { PlannedQuery } from '../../sources/aws/flow-logs/read-flow-logs.ts';

/**
 * Whether a query may be run that AWS charges for: somebody says so, by `--yes` or when asked.
 *
 * @throws Problem where nobody can be asked
 */
export async function mayQuery(
  { logGroup, mayScan }: PlannedQuery,
  { yes, json, asked }: { readonly yes: boolean; readonly json: boolean; readonly asked: Asked },
): Promise<boolean> {
  if (yes) return true;
  const amount = mayScan === undefined ? 'an unknown number of bytes' : `up to ${bytesText(mayScan)}`;
  const what = `a CloudWatch Logs Insights query that may scan ${amount} of log group ${oneLine(logGroup)}`;
  if (json || !asked.attended || asked.env.TERM === 'dumb')
    throw new Problem(`--flow-logs runs ${what}, and AWS charges for what is scanned. Pass --yes to run it.`);
  const { askYesOrNo } = await import('../../host/ask/ask-yes-or-no.ts');
  return askYesOrNo(`Run ${what}? AWS charges for what is scanned.`, asked.style);
}
