import { intersection, type Range, rangesOf, subtract } from './cidr.ts';
import type { NetworkAcl } from './network.ts';

/**
 * The ports that replies come back to: Linux's own default range. Windows and load balancers use others inside
 * 1024-65535, so an entry narrower than AWS recommends can still be right.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
 */
export const EPHEMERAL_PORTS: Range = { from: 32768, to: 60999 };

/** The rule number of the closing `*` entry, which denies what nothing before it allowed. */
export const CLOSING_RULE = 32767;

export interface AclVerdict {
  /** Which addresses pass on every port: a client picks its port anew each time, so a denied part of the ports will be met. */
  readonly passes: 'all' | 'some' | 'none';
  /** The first entry that denies a part; undefined when all pass. */
  readonly deniedBy: number | undefined;
}

interface Box {
  readonly addresses: Range;
  readonly ports: Range;
}

/** What a network ACL does with TCP to (`egress`) or from `addresses` on `ports`, in rule-number order. */
export function aclVerdict(
  acl: NetworkAcl,
  egress: boolean,
  addresses: readonly Range[],
  ports: Range,
): AclVerdict {
  const entries = acl.entries
    .filter((entry) => entry.egress === egress && (entry.protocol === '6' || entry.protocol === '-1'))
    .sort((a, b) => a.ruleNumber - b.ruleNumber);
  let left: Box[] = addresses.map((range) => ({ addresses: range, ports }));
  let deniedBy: number | undefined;
  const denied: Range[] = [];
  for (const entry of entries) {
    const [block] = rangesOf([entry.cidr]);
    if (!block) continue;
    const box: Box = { addresses: block, ports: entry.protocol === '-1' ? ANY_PORT : portsOf(entry) };
    const touched = left.filter((part) => overlap(part, box));
    if (touched.length === 0) continue;
    if (!entry.allow) {
      deniedBy ??= entry.ruleNumber;
      denied.push(...touched.flatMap((part) => intersection(part.addresses, block) ?? []));
    }
    left = left.flatMap((part) => cutOut(part, box));
    if (left.length === 0) break;
  }
  if (left.length > 0) deniedBy ??= CLOSING_RULE;
  if (deniedBy === undefined) return { passes: 'all', deniedBy };
  const open = subtract(addresses, [...denied, ...left.map((part) => part.addresses)]);
  return { passes: open.length > 0 ? 'some' : 'none', deniedBy };
}

const ANY_PORT: Range = { from: 0, to: 65535 };

const portsOf = (entry: { fromPort: number | undefined; toPort: number | undefined }): Range => ({
  from: entry.fromPort ?? ANY_PORT.from,
  to: entry.toPort ?? ANY_PORT.to,
});

const overlap = (a: Box, b: Box): boolean =>
  intersection(a.addresses, b.addresses) !== undefined && intersection(a.ports, b.ports) !== undefined;

/** `part` without `hole`: the addresses outside it, and beside it the ports outside it. */
function cutOut(part: Box, hole: Box): Box[] {
  const shared = intersection(part.addresses, hole.addresses);
  if (!shared || !overlap(part, hole)) return [part];
  return [
    ...subtract([part.addresses], [shared]).map((addresses) => ({ addresses, ports: part.ports })),
    ...subtract([part.ports], [hole.ports]).map((ports) => ({ addresses: shared, ports })),
  ];
}
