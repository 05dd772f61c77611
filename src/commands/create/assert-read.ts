import { lackText } from '../../core/findings/rules/resource-not-shown.ts';
import type { Network } from '../../core/network/network.ts';
import { Problem } from '../../core/problem.ts';
import type { Fault, Path } from '../../core/trace/path.ts';

/** Without these there is no plan: what exists would be made again, or nobody knows where anything goes. */
const ESSENTIAL: ReadonlySet<string> = new Set(['DescribeVpcEndpoints', 'DescribeRouteTables']);

/**
 * A plan may leave open what the reader has to decide. What turns on a part of the network that was not read is another thing:
 * where that is all there is to say, or the part is one that every plan needs, the run fails, since files that are not written
 * look like files that need no change.
 *
 * @param after the paths once the plan is carried out
 * @param writes whether there is something to write
 * @throws Problem naming each call, its IAM action and why it gave no answer
 */
export function assertRead(network: Network, after: readonly Path[], writes: boolean): void {
  const faults = after.filter(({ via }) => via === 'unknown').flatMap((path) => path.faults);
  const lacking = faults.filter(isUnread).filter(({ call }) => !writes || ESSENTIAL.has(call));
  if (lacking.length === 0) return;
  const sentences = new Set(lacking.map((fault) => sentence(fault, network)));
  throw new Problem(
    ["The plan depends on something that couldn't be read, so nothing was written.", ...sentences].join('\n'),
  );
}

type Unread = Extract<Fault, { readonly rule: 'not-permitted' | 'resource-not-shown' }>;

const isUnread = (fault: Fault): fault is Unread =>
  fault.rule === 'not-permitted' || fault.rule === 'resource-not-shown';

function sentence(fault: Unread, { unreadable }: Network): string {
  if (fault.rule === 'resource-not-shown') {
    return `${lackText(fault)}.`;
  }
  const reason = unreadable.find(({ call }) => call === fault.call)?.reason;
  return `${fault.call} was denied or failed: allow ${fault.action}.${reason === undefined ? '' : ` ${reason}`}`;
}
