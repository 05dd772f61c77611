import { intersection, type Range, rangesOf, subtract } from './cidr.ts';
import type { NetworkAcl, NetworkAclEntry } from './network.ts';
import { once } from './once.ts';

/**
 * The ports that replies come back to: Linux's own default range. Windows and load balancers use others inside
 * 1024-65535, so an entry narrower than AWS recommends can still be right.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
 */
export const EPHEMERAL_PORTS: Range = { from: 32768, to: 60999 };

/** The rule number of the closing `*` entry, which denies what nothing before it allowed. */
export const CLOSING_RULE = 32767;

/**
 * As many entries of one direction as a network ACL can have, unless AWS raised the quota; the closing one is not counted.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-nacls
 */
export const ENTRIES_PER_ACL = 20;

export interface AclVerdict {
  /** Which addresses pass on every port: a client picks its port anew each time, so a denied part of the ports will be met. */
  readonly passes: 'all' | 'some' | 'none';
  /** The first entry that denies a part; undefined when all pass. */
  readonly deniedBy: number | undefined;
  /** True when all pass unless an entry that was not understood denies a part. */
  readonly undecided?: true;
}

interface Box {
  readonly addresses: Range;
  readonly ports: Range;
}

/**
 * What a network ACL does with TCP to (`egress`) or from `addresses` on `ports`, in rule-number order. What is denied is denied
 * whatever entries do that were not understood.
 */
export function aclVerdict(
  acl: NetworkAcl,
  egress: boolean,
  addresses: readonly Range[],
  ports: Range,
): AclVerdict {
  const known = verdictsOf(acl);
  const key = [egress, ports, ...addresses].map(keyOf).join();
  const verdict = known.get(key) ?? judged(acl, egress, addresses, ports);
  known.set(key, verdict);
  return verdict;
}

/** Verdicts that were given: the paths of one subnet ask the same of each endpoint. */
const verdictsOf = once((_: NetworkAcl) => new Map<string, AclVerdict>());

const keyOf = (part: boolean | Range): string =>
  typeof part === 'boolean' ? String(part) : `${part.from}-${part.to}`;

function judged(acl: NetworkAcl, egress: boolean, addresses: readonly Range[], ports: Range): AclVerdict {
  const tests = egress ? testsOf(acl).outbound : testsOf(acl).inbound;
  const best = walk(asIf(tests, true), addresses, ports);
  if (best.deniedBy !== undefined || tests.every(({ unread }) => unread === undefined)) return best;
  return walk(asIf(tests, false), addresses, ports).deniedBy === undefined
    ? best
    : { ...best, undecided: true };
}

/** The tests with those that were not understood at their best, allowing all they can, or at their worst. */
const asIf = (tests: readonly Test[], best: boolean): Test[] =>
  tests.flatMap((test) => {
    if (test.unread === undefined) return [test];
    if (test.unread === 'action') return [{ ...test, allow: best }];
    return test.allow === best ? [test] : [];
  });

function walk(tests: readonly Test[], addresses: readonly Range[], ports: Range): AclVerdict {
  let left: Box[] = addresses.map((range) => ({ addresses: range, ports }));
  let deniedBy: number | undefined;
  const denied: Range[] = [];
  for (const { ruleNumber, allow, box } of tests) {
    const touched = left.filter((part) => overlap(part, box));
    if (touched.length === 0) continue;
    if (!allow) {
      deniedBy ??= ruleNumber;
      denied.push(...touched.flatMap((part) => intersection(part.addresses, box.addresses) ?? []));
    }
    left = left.flatMap((part) => cutOut(part, box));
    if (left.length === 0) break;
  }
  if (left.length > 0) deniedBy ??= CLOSING_RULE;
  if (deniedBy === undefined) return { passes: 'all', deniedBy };
  const open = subtract(addresses, [...denied, ...left.map((part) => part.addresses)]);
  return { passes: open.length > 0 ? 'some' : 'none', deniedBy };
}

interface Test {
  readonly ruleNumber: number;
  readonly allow: boolean;
  readonly unread?: 'match' | 'action';
  readonly box: Box;
}

/** What an entry does to TCP over IPv4, if it is about that. */
const testOf = once((entry: NetworkAclEntry): Test | undefined => {
  const { ruleNumber, allow, protocol, cidr, unread } = entry;
  const [addresses] = rangesOf([cidr]);
  if (!addresses || (protocol !== '6' && protocol !== '-1')) return undefined;
  const box = { addresses, ports: protocol === '-1' ? ANY_PORT : portsOf(entry) };
  return { ruleNumber, allow, ...(unread && { unread }), box };
});

/** The entries of each direction that TCP over IPv4 meets, in their order. */
const testsOf = once(
  (acl: NetworkAcl): { readonly inbound: readonly Test[]; readonly outbound: readonly Test[] } => {
    const tests = (egress: boolean) =>
      acl.entries
        .filter((entry) => entry.egress === egress)
        .flatMap((entry) => testOf(entry) ?? [])
        .sort((a, b) => a.ruleNumber - b.ruleNumber);
    return { inbound: tests(false), outbound: tests(true) };
  },
);

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
